"""The only writers of applications, self-assessments and evidence."""

from .application import attach_document, detach_document, save_application, start_application
from .evidence import attach_evidence, remove_evidence, reuse_evidence
from .first_review import LARGEST, Opinion, save_first_review, seen_of
from .gap_items import GapPlan, NewAnswer, close_gap, edit_gap, open_gap, recognise_gaps, reopen_gap
from .ladder import (
    IncompleteApplication,
    recommend_application,
    reject_application,
    return_application,
    submit_application,
    withdraw_application,
)
from .merging import carry_applications, foresee_applications
from .moving import move_application, move_applications
from .plan import remove_task, report_progress, save_task
from .self_assessment import (
    Incomplete,
    answer,
    reopen_self_assessment,
    start_self_assessment,
    submit_self_assessment,
)
from .splitting import divide_applications, foresee_division
from .transfer import rekey, transfer_applications

__all__ = [
    "LARGEST",
    "GapPlan",
    "Incomplete",
    "IncompleteApplication",
    "NewAnswer",
    "Opinion",
    "answer",
    "attach_document",
    "attach_evidence",
    "carry_applications",
    "close_gap",
    "detach_document",
    "divide_applications",
    "edit_gap",
    "foresee_applications",
    "foresee_division",
    "move_application",
    "move_applications",
    "open_gap",
    "recognise_gaps",
    "recommend_application",
    "reject_application",
    "rekey",
    "remove_evidence",
    "remove_task",
    "reopen_gap",
    "reopen_self_assessment",
    "report_progress",
    "return_application",
    "reuse_evidence",
    "save_application",
    "save_first_review",
    "save_task",
    "seen_of",
    "start_application",
    "start_self_assessment",
    "submit_application",
    "submit_self_assessment",
    "transfer_applications",
    "withdraw_application",
]
