"""Quarters, and the first working day of anything. Pure."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from apps.core.working_days import NO_TABLE, is_working_day, working_day_after, working_day_before

#: From so many days before its end a quarter is asked about.
LAST_DAYS = 15
#: On this day of its second month a quarter is half over.
MIDDLE_DAY = 15


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def middle(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 1, MIDDLE_DAY)

    @property
    def last(self) -> dt.date:
        month = 3 * self.number
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def key(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def label(self) -> str:
        return f"{self.year}年第{'一二三四'[self.number - 1]}季度"

    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)


def quarter_of(day: dt.date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


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
