"""The inbox, the ways out of the portal, and the working days that deadlines are counted by."""

from .channels import add_channel, channel, channels, jobs, resend, switch_channel, try_channel
from .days import working_days, working_days_import, working_days_remove
from .feed import feed
from .inbox import count, inbox, open_notice, read_all
from .settings import close_feed, open_feed, settings

__all__ = [
    "add_channel",
    "channel",
    "channels",
    "close_feed",
    "count",
    "feed",
    "inbox",
    "jobs",
    "open_feed",
    "open_notice",
    "read_all",
    "resend",
    "settings",
    "switch_channel",
    "try_channel",
    "working_days",
    "working_days_import",
    "working_days_remove",
]
