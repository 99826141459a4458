"""Calendar periods (week, month, quarter, half-year, year) and their Chinese names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from .words import PERIOD

MONTHS_IN = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
KINDS = ("week", *MONTHS_IN)


@dataclass(frozen=True, slots=True)
class Period:
    """A named span of days, both ends included."""

    start: date
    end: date
    label: str


@lru_cache(maxsize=512)
def required_periods(kind: str, start: date, as_of: date) -> tuple[Period, ...]:
    """The periods that an organization answers for: those begun since ``start`` and over by ``as_of``.

    When none is over yet the running one counts, so that a young year is not fulfilled by nothing.
    """
    periods: list[Period] = []
    current = period_containing(kind, start)
    while current.end <= as_of:
        if current.start >= start or not periods:
            periods.append(current)
        current = period_containing(kind, current.end + timedelta(days=1))
    return tuple(periods) or (current,)


def last_periods(kind: str, number: int, as_of: date) -> tuple[Period, ...]:
    """The calendar period of ``as_of`` and those before it, newest first."""
    periods = [period_containing(kind, as_of)]
    while len(periods) < number:
        periods.append(period_containing(kind, periods[-1].start - timedelta(days=1)))
    return tuple(periods)


def period_named(label: object) -> Period | None:
    """The period of a value: 2026, 2026H1, 2026Q4 or 2026-11; None for anything else."""
    match = PERIOD.fullmatch(label) if isinstance(label, str) else None
    if match is None:
        return None
    year, half, quarter, month = (int(part) if part else 0 for part in match.groups())
    first = month or (half * 6 - 5 if half else quarter * 3 - 2 if quarter else 1)
    if first > 12 or not 1900 <= year < 3000:
        return None
    kind = "month" if month else "quarter" if quarter else "half_year" if half else "year"
    return period_containing(kind, date(year, first, 1))


def period_before(period: Period) -> Period:
    """The period of the same kind that ends the day before."""
    return period_containing(_kind_of(period), period.start - timedelta(days=1))


def period_after(period: Period) -> Period:
    """The period of the same kind that begins the day after."""
    return period_containing(_kind_of(period), period.end + timedelta(days=1))


def _kind_of(period: Period) -> str:
    days = (period.end - period.start).days
    return next(
        (kind for kind, most in (("week", 7), ("month", 31), ("quarter", 92), ("half_year", 184)) if days < most),
        "year",
    )


def period_containing(kind: str, day: date) -> Period:
    """The calendar period of ``kind`` that holds ``day``."""
    if kind == "week":
        return _week(day)
    length = MONTHS_IN[kind]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(first, _last_day(first, length), _label(kind, first, length))


def _week(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    year, number, _ = monday.isocalendar()
    return Period(monday, monday + timedelta(days=6), f"{year}年第{number}周")


def _last_day(first: date, length: int) -> date:
    month = first.month + length
    following = date(first.year + (month > 12), month - 12 if month > 12 else month, 1)
    return following - timedelta(days=1)


def _label(kind: str, first: date, length: int) -> str:
    number = (first.month - 1) // length + 1
    match kind:
        case "month":
            return f"{first.year}年{number}月"
        case "quarter":
            return f"{first.year}年第{number}季度"
        case "half_year":
            return f"{first.year}年{'上' if number == 1 else '下'}半年"
        case _:
            return f"{first.year}年"
