"""The only writers of campaigns."""

from .creation import copy_campaign, create_campaign
from .documents import attach_plan, remove_plan
from .editing import save_setup, set_phases, set_quotas, set_standards, update_campaign
from .lifecycle import cancel_campaign, close_campaign, open_campaign, resume_campaign, suspend_campaign
from .phases import advance_phases, extend_phase, postpone_phase
from .places import release_place, take_place

__all__ = [
    "advance_phases",
    "attach_plan",
    "cancel_campaign",
    "close_campaign",
    "copy_campaign",
    "create_campaign",
    "extend_phase",
    "open_campaign",
    "postpone_phase",
    "release_place",
    "remove_plan",
    "resume_campaign",
    "save_setup",
    "set_phases",
    "set_quotas",
    "set_standards",
    "suspend_campaign",
    "take_place",
    "update_campaign",
]
