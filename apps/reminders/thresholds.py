"""When a series of reminders speaks: so many calendar days before a deadline, on a working day."""

import datetime as dt
from collections.abc import Collection, Mapping

from apps.core.working_days import NO_TABLE, is_working_day, working_day_before

#: Days before a deadline on which people are told: phase deadlines and rectifications alike.
DAYS_BEFORE = (7, 3, 1, 0)


def speaking_day(last_day: dt.date, days_before: int, table: Mapping[dt.date, bool] = NO_TABLE) -> dt.date:
    """The day on which the reminder of so many days is given.

    Deadlines count calendar days; a reminder that would fall on a day off moves back to the working day before,
    so that nobody learns on a Sunday evening what was due that day.
    """
    day = last_day - dt.timedelta(days=days_before)
    return day if is_working_day(day, table) else working_day_before(day, table)


def reached(
    last_day: dt.date,
    today: dt.date,
    days_before: Collection[int] = DAYS_BEFORE,
    table: Mapping[dt.date, bool] = NO_TABLE,
) -> int | None:
    """The narrowest threshold whose day has come; None while the deadline is far.

    After a silence only the newest of a series is thus told. Whether the deadline is over is the caller's question.
    """
    return min((days for days in days_before if speaking_day(last_day, days, table) <= today), default=None)


def horizon(today: dt.date, days_before: Collection[int] = DAYS_BEFORE) -> dt.date:
    """The latest last day that a reminder of today can be about: the longest holiday moves one back two weeks."""
    return today + dt.timedelta(days=max(days_before) + 14)
