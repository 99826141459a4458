from .creation import new_campaign
from .lifecycle import cancel, close, extend, open_campaign, postpone, resume, suspend
from .listing import export_list, list_campaigns
from .overview import show_campaign
from .programmes import edit_programme, hang, list_programmes, new_programme, show_programme, take_out
from .setup import attach, count_eligible, remove, set_up
from .work_lines import acknowledge_line, add_line, edit_line, list_lines, remove_line, report_line, show_line

__all__ = [
    "acknowledge_line",
    "add_line",
    "attach",
    "cancel",
    "close",
    "count_eligible",
    "edit_line",
    "edit_programme",
    "export_list",
    "extend",
    "hang",
    "list_campaigns",
    "list_lines",
    "list_programmes",
    "new_campaign",
    "new_programme",
    "open_campaign",
    "postpone",
    "remove",
    "remove_line",
    "report_line",
    "resume",
    "set_up",
    "show_campaign",
    "show_line",
    "show_programme",
    "suspend",
    "take_out",
]
