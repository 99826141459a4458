"""What is asked about applications and self-assessments."""

from .application import (
    MissingItem,
    advice_for,
    documents_of,
    ladder_of,
    missing_items,
    tasks_of,
    turn_of,
)
from .assessment import Missing, Sheet, assessment_burden, missing_of, self_outcome, sheet_of
from .assessment_inputs import assessment_of, claims_said, inputs_for, inputs_for_many
from .first_review import ReviewLine, review_claims, review_lines, review_outcome, review_rows, takes_value
from .lists import applications_for, branches_for, with_places
from .moving import Leaves, Moved, compared_leaves_of, moved_inputs
from .review import campaigns_in_queue, checklist_for, namesakes_of, neighbours, queue_of

__all__ = [
    "Leaves",
    "Missing",
    "MissingItem",
    "Moved",
    "ReviewLine",
    "Sheet",
    "advice_for",
    "applications_for",
    "assessment_burden",
    "assessment_of",
    "branches_for",
    "campaigns_in_queue",
    "checklist_for",
    "claims_said",
    "compared_leaves_of",
    "documents_of",
    "inputs_for",
    "inputs_for_many",
    "ladder_of",
    "missing_items",
    "missing_of",
    "moved_inputs",
    "namesakes_of",
    "neighbours",
    "queue_of",
    "review_claims",
    "review_lines",
    "review_outcome",
    "review_rows",
    "self_outcome",
    "sheet_of",
    "takes_value",
    "tasks_of",
    "turn_of",
    "with_places",
]
