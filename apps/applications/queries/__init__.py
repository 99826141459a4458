"""What is asked about applications and self-assessments."""

from .assessment import Missing, Sheet, assessment_burden, missing_of, self_outcome, sheet_of
from .assessment_inputs import assessment_of, inputs_for

__all__ = [
    "Missing",
    "Sheet",
    "assessment_burden",
    "assessment_of",
    "inputs_for",
    "missing_of",
    "self_outcome",
    "sheet_of",
]
