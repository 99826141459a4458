"""What is read of the inbox and of the working days."""

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, IntegerField, Subquery
from django.db.models.functions import Coalesce

from apps.core import working_days
from apps.core.models import CalendarDay

from ..models import Notice

WEEKS = calendar.Calendar()  # weeks begin on Monday


def unread_of(user: Any) -> Any:
    """An expression: how many lines of the person's inbox are unread."""
    unread = Notice.objects.visible_to(user).unread().order_by().values("recipient").annotate(n=Count("pk"))
    return Coalesce(Subquery(unread.values("n")), 0, output_field=IntegerField())


@dataclass(frozen=True)
class Day:
    """One date of a year view. ``own``: the office's own word; ``unusual``: not what its weekday says."""

    date: dt.date
    is_working: bool
    own: bool
    name: str = ""

    @property
    def unusual(self) -> bool:
        return self.is_working == (self.date.weekday() >= working_days.SATURDAY)


@dataclass(frozen=True)
class Entry:
    """Neighbouring days that the office called by one name."""

    first: dt.date
    last: dt.date
    is_working: bool
    name: str


def months_of(year: int) -> list[tuple[int, list[list[Day | None]]]]:
    """The months with their weeks from Monday; None where a week reaches into another month. One statement."""
    own = {row.date: row for row in CalendarDay.objects.filter(date__year=year)}
    table = {date: row.is_working for date, row in own.items()}

    def day(date: dt.date) -> Day:
        name = own[date].name if date in own else ""
        return Day(date, working_days.is_working_day(date, table), date in own, name)

    return [
        (
            month,
            [
                [day(date) if date.month == month else None for date in week]
                for week in WEEKS.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def entries_of(year: int) -> list[Entry]:
    """The office's own days of a year, neighbours of one kind and name as one entry."""
    found: list[Entry] = []
    for row in CalendarDay.objects.filter(date__year=year).order_by("date"):
        before = found[-1] if found else None
        same = before and (before.is_working, before.name) == (row.is_working, row.name)
        if before and same and (row.date - before.last).days == 1:
            found[-1] = replace(before, last=row.date)
        else:
            found.append(Entry(row.date, row.date, row.is_working, row.name))
    return found


def is_guessed(year: int) -> bool:
    """Whether nobody has said which days of the year are worked: weekdays stand in."""
    return not working_days.known_year(year) and not CalendarDay.objects.filter(date__year=year).exists()
