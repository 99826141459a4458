"""Everything that changes an inspection."""

from .ballots import count_meeting, give_ballot, issue_codes, take_back, type_ballot
from .deciding import discard_record, displace_record, standing_record, store_record
from .draws import cancel_draw, commit_draw, draw_lot
from .field import Received, field_key, may_send, receive_photo, receive_record
from .field_import import ImportLine, check_import, import_records
from .findings import answer_finding, send_back_finding, verify_finding, withdraw_finding
from .mass_surveys import (
    choose_sites,
    close_due_surveys,
    close_survey,
    create_survey,
    discard_survey,
    edit_survey,
    extend_survey,
    open_survey,
)
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
from .problems import add_problem, edit_problem, load_problems, restore_problem, retire_problem
from .records import add_finding, add_photo, photo_purpose, record_visit, remove_photo, save_result, start_visit
from .rounds import close_round, edit_round, has_begun, plan_round, reopen_round, set_checks
from .scoring import save_score, set_scoring, settle_round, settle_scores
from .surveys import record_survey
from .transfer import transfer_results
from .visits import assign_visit, cancel_visit, reassign_visit

__all__ = [
    "Change",
    "ImportLine",
    "Received",
    "add_finding",
    "add_photo",
    "add_problem",
    "answer_finding",
    "assign_visit",
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
    "discard_record",
    "discard_survey",
    "displace_record",
    "draw_lot",
    "edit_problem",
    "edit_round",
    "edit_survey",
    "extend_survey",
    "field_key",
    "give_ballot",
    "has_begun",
    "import_records",
    "issue_codes",
    "lay_routes",
    "load_problems",
    "may_send",
    "move_stop",
    "open_survey",
    "order_stops",
    "photo_purpose",
    "plan_guidance",
    "plan_round",
    "plan_visits",
    "reassign_visit",
    "receive_photo",
    "receive_record",
    "record_survey",
    "record_visit",
    "remove_photo",
    "reopen_round",
    "restore_problem",
    "retire_problem",
    "save_result",
    "save_score",
    "send_back_finding",
    "set_checks",
    "set_scoring",
    "settle_round",
    "settle_scores",
    "spread_days",
    "standing_record",
    "start_visit",
    "store_record",
    "take_back",
    "tell_sites",
    "transfer_results",
    "type_ballot",
    "verify_finding",
    "withdraw_finding",
]
