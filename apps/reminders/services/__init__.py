"""The only writers of the inbox, of the ways out of the portal and of the office's working days."""

from .channels import open_values, save_channel, save_preference, switch_channel, try_channel
from .days import remove_days, set_days
from .deliveries import enqueue_sending, plan_deliveries, send_again, send_deliveries
from .feeds import close_feed, note_feed_read, open_feed, stamp_feed
from .notices import mark_all_read, mark_read, notify, send_due_notices, store, subject_of, withdraw_unread
from .rules import Owing, kind_of, pause_rule, set_rule, urge

__all__ = [
    "Owing",
    "close_feed",
    "enqueue_sending",
    "kind_of",
    "mark_all_read",
    "mark_read",
    "note_feed_read",
    "notify",
    "open_feed",
    "open_values",
    "pause_rule",
    "plan_deliveries",
    "remove_days",
    "save_channel",
    "save_preference",
    "send_again",
    "send_deliveries",
    "send_due_notices",
    "set_days",
    "set_rule",
    "stamp_feed",
    "store",
    "subject_of",
    "switch_channel",
    "try_channel",
    "urge",
    "withdraw_unread",
]
