"""The only writers of campaigns."""

from .creation import copy_campaign, create_campaign
from .documents import attach_plan, remove_plan
from .editing import save_setup, set_phases, set_quotas, set_standards, update_campaign
from .lifecycle import cancel_campaign, close_campaign, open_campaign, resume_campaign, suspend_campaign
from .phases import advance_phases, extend_phase, postpone_phase
from .places import release_place, take_place
from .programmes import create_programme, hang_campaign, update_programme
from .work_lines import add_work_line, remove_work_line, report_work_line, update_work_line

__all__ = [
    "add_work_line",
    "advance_phases",
    "attach_plan",
    "cancel_campaign",
    "close_campaign",
    "copy_campaign",
    "create_campaign",
    "create_programme",
    "extend_phase",
    "hang_campaign",
    "open_campaign",
    "postpone_phase",
    "release_place",
    "remove_plan",
    "remove_work_line",
    "report_work_line",
    "resume_campaign",
    "save_setup",
    "set_phases",
    "set_quotas",
    "set_standards",
    "suspend_campaign",
    "take_place",
    "update_campaign",
    "update_programme",
    "update_work_line",
]
