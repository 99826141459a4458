"""The only writers of applications, self-assessments and evidence."""

from .admonitions import answer_admonition, close_admonition, issue_admonition, send_back_answer, withdraw_admonition
from .answer_sheets import TakenLeaf, apply_answer_sheet, keep_answer_sheet, lines_of
from .answering import Answered, WrongFields, answer_fields
from .application import attach_document, detach_document, save_application, save_fields, start_application
from .assessment_facts import confirm_told
from .baseline import check_baseline, name_causes, plan_gap
from .batches import AT_ONCE as ROWS_AT_ONCE
from .batches import MOST as MOST_ROWS
from .batches import cancel_batch, prepare_batch, resume_batches, run_batch, start_batch
from .comments import add_comment
from .committee import (
    add_plan_line,
    decide_acceptance,
    decide_committee_plan,
    remove_plan_line,
    save_acceptance,
    save_committee_plan,
    submit_committee_plan,
)
from .corrections import TickedItem
from .drafts import COPIED, COPIED_LINES, copy_application, restart_application, take_over_application
from .evidence import attach_evidence, pick_evidence, remove_evidence, reuse_evidence
from .first_review import LARGEST, Opinion, save_first_review, seen_of
from .form_lines import add_line, remove_line, save_line, save_line_fields
from .form_templates import keep_template, remove_template
from .funding import grant_funding, note_support, set_budget, spend, void_expense, void_grant, void_support
from .gap_items import GapPlan, NewAnswer, close_gap, edit_gap, open_gap, recognise_gaps, recognise_met_gaps, reopen_gap
from .ladder import (
    IncompleteApplication,
    hand_up_overdue,
    object_to_application,
    recall_decision,
    recommend_application,
    reject_application,
    reserve_application,
    return_application,
    submit_application,
    withdraw_application,
)
from .ladder.ranking import digest_of, rank_candidates
from .merging import carry_applications, foresee_applications
from .moving import move_application, move_applications
from .opening import note_opened, note_seen
from .people import add_application_person, end_application_person
from .plan import remove_task, report_progress, save_task
from .reports import TaskNote, comment_report, remove_report_photo, return_report, save_report
from .self_assessment import (
    answer,
    start_self_assessment,
)
from .signing import STATEMENT, Incomplete, attach_scan, remove_scan, reopen_self_assessment, submit_self_assessment
from .splitting import divide_applications, foresee_division
from .standing_in import (
    assign_reviews,
    declare_interest,
    delegate_reviews,
    end_interest,
    hand_over_reviews,
    revoke_delegation,
)
from .transfer import rekey, transfer_applications

__all__ = [
    "COPIED",
    "COPIED_LINES",
    "LARGEST",
    "MOST_ROWS",
    "ROWS_AT_ONCE",
    "STATEMENT",
    "Answered",
    "GapPlan",
    "Incomplete",
    "IncompleteApplication",
    "NewAnswer",
    "Opinion",
    "TakenLeaf",
    "TaskNote",
    "TickedItem",
    "WrongFields",
    "add_application_person",
    "add_comment",
    "add_line",
    "add_plan_line",
    "answer",
    "answer_admonition",
    "answer_fields",
    "apply_answer_sheet",
    "assign_reviews",
    "attach_document",
    "attach_evidence",
    "attach_scan",
    "cancel_batch",
    "carry_applications",
    "check_baseline",
    "close_admonition",
    "close_gap",
    "comment_report",
    "confirm_told",
    "copy_application",
    "decide_acceptance",
    "decide_committee_plan",
    "declare_interest",
    "delegate_reviews",
    "detach_document",
    "digest_of",
    "divide_applications",
    "edit_gap",
    "end_application_person",
    "end_interest",
    "foresee_applications",
    "foresee_division",
    "grant_funding",
    "hand_over_reviews",
    "hand_up_overdue",
    "issue_admonition",
    "keep_answer_sheet",
    "keep_template",
    "lines_of",
    "move_application",
    "move_applications",
    "name_causes",
    "note_opened",
    "note_seen",
    "note_support",
    "object_to_application",
    "open_gap",
    "pick_evidence",
    "plan_gap",
    "prepare_batch",
    "rank_candidates",
    "recall_decision",
    "recognise_gaps",
    "recognise_met_gaps",
    "recommend_application",
    "reject_application",
    "rekey",
    "remove_evidence",
    "remove_line",
    "remove_plan_line",
    "remove_report_photo",
    "remove_scan",
    "remove_task",
    "remove_template",
    "reopen_gap",
    "reopen_self_assessment",
    "report_progress",
    "reserve_application",
    "restart_application",
    "resume_batches",
    "return_application",
    "return_report",
    "reuse_evidence",
    "revoke_delegation",
    "run_batch",
    "save_acceptance",
    "save_application",
    "save_committee_plan",
    "save_fields",
    "save_first_review",
    "save_line",
    "save_line_fields",
    "save_report",
    "save_task",
    "seen_of",
    "send_back_answer",
    "set_budget",
    "spend",
    "start_application",
    "start_batch",
    "start_self_assessment",
    "submit_application",
    "submit_committee_plan",
    "submit_self_assessment",
    "take_over_application",
    "transfer_applications",
    "void_expense",
    "void_grant",
    "void_support",
    "withdraw_admonition",
    "withdraw_application",
]
