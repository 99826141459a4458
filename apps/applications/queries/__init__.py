"""What is asked about applications and self-assessments."""

from .application import (
    MissingItem,
    advice_for,
    documents_of,
    ladder_of,
    missing_items,
    tasks_of,
)
from .assessment import Missing, Sheet, assessment_burden, missing_of, self_outcome, sheet_of
from .assessment_inputs import assessment_of, inputs_for

__all__ = [
    "Missing",
    "MissingItem",
    "Sheet",
    "advice_for",
    "assessment_burden",
    "assessment_of",
    "documents_of",
    "inputs_for",
    "ladder_of",
    "missing_items",
    "missing_of",
    "self_outcome",
    "sheet_of",
    "tasks_of",
]
