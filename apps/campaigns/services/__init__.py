"""The only writers of campaigns."""

from .candidates import confirm_candidate, decline_candidate, propose_candidate
from .creation import copy_campaign, create_campaign
from .documents import attach_plan, remove_plan
from .editing import save_setup, set_phases, set_quotas, set_standards, update_campaign
from .lifecycle import cancel_campaign, close_campaign, open_campaign, resume_campaign, suspend_campaign
from .phases import advance_phases, extend_phase, postpone_phase
from .places import release_place, take_place
from .programmes import create_programme, hang_campaign, update_programme
from .readiness import cancel_readiness, compute_readiness, resume_readiness, start_readiness
from .standards import change_standard
from .work_lines import add_work_line, remove_work_line, report_work_line, update_work_line

__all__ = [
    "add_work_line",
    "advance_phases",
    "attach_plan",
    "cancel_campaign",
    "cancel_readiness",
    "change_standard",
    "close_campaign",
    "compute_readiness",
    "confirm_candidate",
    "copy_campaign",
    "create_campaign",
    "create_programme",
    "decline_candidate",
    "extend_phase",
    "hang_campaign",
    "open_campaign",
    "postpone_phase",
    "propose_candidate",
    "release_place",
    "remove_plan",
    "remove_work_line",
    "report_work_line",
    "resume_campaign",
    "resume_readiness",
    "save_setup",
    "set_phases",
    "set_quotas",
    "set_standards",
    "start_readiness",
    "suspend_campaign",
    "take_place",
    "update_campaign",
    "update_programme",
    "update_work_line",
]
