"""The only writers of the inbox and of the office's working days."""

from .days import remove_days, set_days
from .notices import mark_all_read, mark_read, newest_of_series, notify, send_due_notices, store, subject_of

__all__ = [
    "mark_all_read",
    "mark_read",
    "newest_of_series",
    "notify",
    "remove_days",
    "send_due_notices",
    "set_days",
    "store",
    "subject_of",
]
