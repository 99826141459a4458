"""Everything that changes an inspection."""

from .absences import note_absence, withdraw_absence
from .ballots import count_meeting, give_ballot, issue_codes, take_back, type_ballot
from .bulletins import draft_bulletin, edit_bulletin, issue_bulletin, recall_bulletin, redraft_bulletin
from .checks import has_begun, set_checks
from .deciding import discard_record, displace_record, standing_record, store_record
from .draws import cancel_draw, commit_draw, draw_lot
from .field import Received, field_key, may_send, receive_photo, receive_record
from .field_import import PURPOSE as IMPORT_PURPOSE
from .field_import import ImportLine, check_import, drop_import, import_records, keep_import
from .findings import answer_finding, send_back_finding, verify_finding, withdraw_finding
from .flags import demand_at_once, follow_findings
from .layouts import drop_layout, keep_layout, read_layout
from .letters import answer_letter, issue_letter
from .mass_surveys import (
    choose_sites,
    close_due_surveys,
    close_survey,
    create_survey,
    discard_survey,
    edit_survey,
    extend_survey,
    fitting_sites,
    open_survey,
)
from .notices import issue_notice, issue_notices, sign_notice
from .planning import (
    Change,
    change_plan,
    lay_routes,
    move_stop,
    order_stops,
    plan_guidance,
    plan_visits,
    spread_days,
    tell_sites,
)
from .plans import file_plan
from .problems import add_problem, add_problems, edit_problem, load_problems, restore_problem, retire_problem
from .records import (
    add_finding,
    add_photo,
    photo_purpose,
    record_visit,
    remove_photo,
    save_checks,
    save_result,
    start_visit,
)
from .requests import ask_extension, decide_request, dispute_finding, withdraw_request
from .rounds import close_round, edit_round, plan_round, reopen_round
from .scoring import save_score, settle_round, settle_scores
from .surveys import record_survey, seal_of
from .transfer import transfer_results
from .visits import assign_visit, assign_visits, cancel_visit, reassign_visit

__all__ = [
    "IMPORT_PURPOSE",
    "Change",
    "ImportLine",
    "Received",
    "add_finding",
    "add_photo",
    "add_problem",
    "add_problems",
    "answer_finding",
    "answer_letter",
    "ask_extension",
    "assign_visit",
    "assign_visits",
    "cancel_draw",
    "cancel_visit",
    "change_plan",
    "check_import",
    "choose_sites",
    "close_due_surveys",
    "close_round",
    "close_survey",
    "commit_draw",
    "count_meeting",
    "create_survey",
    "decide_request",
    "demand_at_once",
    "discard_record",
    "discard_survey",
    "displace_record",
    "dispute_finding",
    "draft_bulletin",
    "draw_lot",
    "drop_import",
    "drop_layout",
    "edit_bulletin",
    "edit_problem",
    "edit_round",
    "edit_survey",
    "extend_survey",
    "field_key",
    "file_plan",
    "fitting_sites",
    "follow_findings",
    "give_ballot",
    "has_begun",
    "import_records",
    "issue_bulletin",
    "issue_codes",
    "issue_letter",
    "issue_notice",
    "issue_notices",
    "keep_import",
    "keep_layout",
    "lay_routes",
    "load_problems",
    "may_send",
    "move_stop",
    "note_absence",
    "open_survey",
    "order_stops",
    "photo_purpose",
    "plan_guidance",
    "plan_round",
    "plan_visits",
    "read_layout",
    "reassign_visit",
    "recall_bulletin",
    "receive_photo",
    "receive_record",
    "record_survey",
    "record_visit",
    "redraft_bulletin",
    "remove_photo",
    "reopen_round",
    "restore_problem",
    "retire_problem",
    "save_checks",
    "save_result",
    "save_score",
    "seal_of",
    "send_back_finding",
    "set_checks",
    "settle_round",
    "settle_scores",
    "sign_notice",
    "spread_days",
    "standing_record",
    "start_visit",
    "store_record",
    "take_back",
    "tell_sites",
    "transfer_results",
    "type_ballot",
    "verify_finding",
    "withdraw_absence",
    "withdraw_finding",
    "withdraw_request",
]
