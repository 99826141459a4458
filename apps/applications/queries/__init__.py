"""What is asked about applications and self-assessments."""

from .application import earlier_applications, turn_of
from .as_typed import answered_by, assessed_by, typed_by
from .assessment import Missing, Sheet, assessment_burden, missing_of, self_outcome, sheet_of
from .assessment_inputs import assessment_of, claims_said, inputs_for, inputs_for_many
from .checks import MissingItem, advice_for, ceiling_of, creation_span, missing_items
from .corrections import address_of, changes_since, last_answered, open_return, returnable, touches
from .creation import last_reason
from .delegations import delegations_of
from .desk import Desk, desk_for, remarks_on
from .first_review import ReviewLine, review_claims, review_lines, review_outcome, review_rows, takes_value
from .form_lines import documents_of, lines_of, namesakes_of, tasks_of
from .lists import applications_for, branches_for, with_places
from .moving import Leaves, Moved, compared_leaves_of, moved_inputs
from .queue import (
    campaigns_on,
    colleagues_of,
    desk_of,
    for_rows,
    narrowed,
    on_desk,
    ordered,
    units_below,
)
from .queue_page import WaitingSteps, for_page, with_known
from .quotas import quota_lines
from .ranking import candidates_of, free_ranks
from .recalling import recallable
from .review import checklist_for, neighbours, queue_of
from .route import Stop, ladder_of, route_of

__all__ = [
    "Desk",
    "Leaves",
    "Missing",
    "MissingItem",
    "Moved",
    "ReviewLine",
    "Sheet",
    "Stop",
    "WaitingSteps",
    "address_of",
    "advice_for",
    "answered_by",
    "applications_for",
    "assessed_by",
    "assessment_burden",
    "assessment_of",
    "branches_for",
    "campaigns_on",
    "candidates_of",
    "ceiling_of",
    "changes_since",
    "checklist_for",
    "claims_said",
    "colleagues_of",
    "compared_leaves_of",
    "creation_span",
    "delegations_of",
    "desk_for",
    "desk_of",
    "documents_of",
    "earlier_applications",
    "for_page",
    "for_rows",
    "free_ranks",
    "inputs_for",
    "inputs_for_many",
    "ladder_of",
    "last_answered",
    "last_reason",
    "lines_of",
    "missing_items",
    "missing_of",
    "moved_inputs",
    "namesakes_of",
    "narrowed",
    "neighbours",
    "on_desk",
    "open_return",
    "ordered",
    "queue_of",
    "quota_lines",
    "recallable",
    "remarks_on",
    "returnable",
    "review_claims",
    "review_lines",
    "review_outcome",
    "review_rows",
    "route_of",
    "self_outcome",
    "sheet_of",
    "takes_value",
    "tasks_of",
    "touches",
    "turn_of",
    "typed_by",
    "units_below",
    "with_known",
    "with_places",
]
