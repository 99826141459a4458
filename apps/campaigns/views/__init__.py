from .creation import new_campaign
from .lifecycle import cancel, close, extend, open_campaign, postpone, resume, suspend
from .listing import export_list, list_campaigns
from .overview import show_campaign
from .setup import attach, count_eligible, remove, set_up

__all__ = [
    "attach",
    "cancel",
    "close",
    "count_eligible",
    "export_list",
    "extend",
    "list_campaigns",
    "new_campaign",
    "open_campaign",
    "postpone",
    "remove",
    "resume",
    "set_up",
    "show_campaign",
    "suspend",
]
