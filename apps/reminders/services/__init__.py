"""The only writers of the inbox, of the ways out of the portal and of the office's working days."""

from .channels import save_channel, save_preference, switch_channel, try_channel
from .days import remove_days, set_days
from .deliveries import enqueue_sending, plan_deliveries, send_again, send_deliveries
from .notices import mark_all_read, mark_read, notify, send_due_notices, store, subject_of

__all__ = [
    "enqueue_sending",
    "mark_all_read",
    "mark_read",
    "notify",
    "plan_deliveries",
    "remove_days",
    "save_channel",
    "save_preference",
    "send_again",
    "send_deliveries",
    "send_due_notices",
    "set_days",
    "store",
    "subject_of",
    "switch_channel",
    "try_channel",
]
