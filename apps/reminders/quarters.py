"""First and last working days, weeks. Pure."""

import datetime as dt
from collections.abc import Mapping

from apps.core.working_days import NO_TABLE, is_working_day, working_day_after, working_day_before

#: From so many days before its end a quarter is asked about.
LAST_DAYS = 15


def first_working_day(first: dt.date, table: Mapping[dt.date, bool] = NO_TABLE) -> dt.date:
    """The first working day from this one on."""
    return first if is_working_day(first, table) else working_day_after(first, table)


def last_working_day(day: dt.date, table: Mapping[dt.date, bool] = NO_TABLE) -> dt.date:
    """This day where it is worked, else the working day before: a daily line is silent on days off."""
    return day if is_working_day(day, table) else working_day_before(day, table)


def week_of(day: dt.date) -> str:
    """The ISO week as the threshold of weekly lines: 2026W48."""
    year, week, _ = day.isocalendar()
    return f"{year}W{week:02d}"
