"""The inbox, and the working days that deadlines are counted by."""

from .days import working_days, working_days_import, working_days_remove
from .inbox import inbox, open_notice, read_all

__all__ = ["inbox", "open_notice", "read_all", "working_days", "working_days_import", "working_days_remove"]
