"""The only writers of campaigns."""

from .announcements import (
    attach_announcement,
    choose_organization,
    detach_announcement,
    draft_announcement,
    edit_announcement,
    issue_announcement,
    postpone_announcement,
    remove_announcement,
    withdraw_announcement,
)
from .candidates import confirm_candidate, decline_candidate, propose_candidate
from .creation import copy_campaign, create_campaign
from .documents import attach_plan, remove_plan
from .editing import save_setup, set_phases, set_quotas, set_route, set_standards, update_campaign
from .lifecycle import cancel_campaign, close_campaign, open_campaign, resume_campaign, suspend_campaign
from .phases import advance_phases, extend_phase, postpone_phase
from .places import move_place, release_place, take_place
from .plan_candidates import Taken, take_from_plan
from .plan_import import PlanCheck, check_plan, import_plan
from .planning import confirm_below, decide_planned, plan_years
from .programmes import create_programme, hang_campaign, update_programme
from .readiness import cancel_readiness, compute_readiness, resume_readiness, start_readiness
from .receipts import note_read, reply_announcement, urge_receipts
from .reminding import change_rule, office_paths, pause_campaign_rule, urge_owing
from .standards import change_standard
from .targets import Target, set_targets
from .work_lines import acknowledge_work_line, add_work_line, remove_work_line, report_work_line, update_work_line

__all__ = [
    "PlanCheck",
    "Taken",
    "Target",
    "acknowledge_work_line",
    "add_work_line",
    "advance_phases",
    "attach_announcement",
    "attach_plan",
    "cancel_campaign",
    "cancel_readiness",
    "change_rule",
    "change_standard",
    "check_plan",
    "choose_organization",
    "close_campaign",
    "compute_readiness",
    "confirm_below",
    "confirm_candidate",
    "copy_campaign",
    "create_campaign",
    "create_programme",
    "decide_planned",
    "decline_candidate",
    "detach_announcement",
    "draft_announcement",
    "edit_announcement",
    "extend_phase",
    "hang_campaign",
    "import_plan",
    "issue_announcement",
    "move_place",
    "note_read",
    "office_paths",
    "open_campaign",
    "pause_campaign_rule",
    "plan_years",
    "postpone_announcement",
    "postpone_phase",
    "propose_candidate",
    "release_place",
    "remove_announcement",
    "remove_plan",
    "remove_work_line",
    "reply_announcement",
    "report_work_line",
    "resume_campaign",
    "resume_readiness",
    "save_setup",
    "set_phases",
    "set_quotas",
    "set_route",
    "set_standards",
    "set_targets",
    "start_readiness",
    "suspend_campaign",
    "take_from_plan",
    "take_place",
    "update_campaign",
    "update_programme",
    "update_work_line",
    "urge_owing",
    "urge_receipts",
    "withdraw_announcement",
]
