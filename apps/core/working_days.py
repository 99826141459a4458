"""Working days by the holiday schedule of the State Council, make-up weekends included.

Three sources, the first that knows wins: the office's own table, chinesecalendar, Monday to Friday. The
last one is a guess: pages show a warning when ``known_year`` is false. Days are ``date`` (Asia/Shanghai).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

import chinese_calendar

NO_TABLE: Mapping[date, bool] = MappingProxyType({})
ONE_DAY = timedelta(days=1)
SATURDAY = 5


def known_year(year: int) -> bool:
    """Whether the holiday schedule of this year is known without the office's own table."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date, table: Mapping[date, bool] = NO_TABLE) -> bool:
    """Whether offices work on this day.

    Args:
        day: the day asked about.
        table: the office's own entries, True for a working day; they win over every other source.
    """
    return table[day] if day in table else _scheduled(day)


@lru_cache(maxsize=4000)
def _scheduled(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def add_working_days(start: date, n: int, table: Mapping[date, bool] = NO_TABLE) -> date:
    """The n-th working day after ``start``; the start day itself is not counted.

    A notice of 5 working days published on a Monday thus ends on the next Monday.

    Raises:
        ValueError: if ``n`` is negative.
    """
    if n < 0:
        raise ValueError("the number of working days must not be negative")
    day = start
    for _ in range(n):
        day = working_day_after(day, table)
    return day


def working_day_after(day: date, table: Mapping[date, bool] = NO_TABLE) -> date:
    """The first working day later than ``day``."""
    return _step(day, ONE_DAY, table)


def working_day_before(day: date, table: Mapping[date, bool] = NO_TABLE) -> date:
    """The last working day earlier than ``day``."""
    return _step(day, -ONE_DAY, table)


def _step(day: date, step: timedelta, table: Mapping[date, bool]) -> date:
    day += step
    while not is_working_day(day, table):
        day += step
    return day
