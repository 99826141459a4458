"""How often work is due: the periods of a year, the days of a plan, and the periods left empty. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from .choices import Cadence, RecordKind

#: What the rules of organizational life ask of a branch; 组织生活会 by the half-year as the plans ask.
REQUIRED: dict[str, str] = {
    RecordKind.MEMBER_MEETING: Cadence.QUARTER,
    RecordKind.COMMITTEE_MEETING: Cadence.MONTH,
    RecordKind.PARTY_LECTURE: Cadence.QUARTER,
    RecordKind.THEME_DAY: Cadence.MONTH,
    RecordKind.ORGANIZATIONAL_LIFE: Cadence.HALF_YEAR,
    RecordKind.MEMBER_APPRAISAL: Cadence.YEAR,
}
MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.HALF_YEAR: 6, Cadence.YEAR: 12}
LAST = 5


@dataclass(frozen=True, slots=True)
class Span:
    """A period of a year, both days included. ``label`` is short (3月, 2季度), ``full`` names the year."""

    label: str
    full: str
    first: dt.date
    last: dt.date

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def spans(cadence: str, year: int) -> list[Span]:
    """The periods of a year in order; weeks begin on Monday and belong to the year of their Thursday."""
    if cadence == Cadence.WEEK:
        return _weeks(year)
    step = MONTHS[Cadence(cadence)]
    found = []
    for number, month in enumerate(range(1, 13, step), 1):
        label = _label(cadence, number)
        first = dt.date(year, month, 1)
        found.append(Span(label, f"{year}年{label}", first, _month_end(year, month + step - 1)))
    return found


def empty_spans(cadence: str, year: int, days: Iterable[dt.date], today: dt.date) -> list[Span]:
    """The periods that have ended, and the running one, in which nothing was held."""
    held = set(days)
    begun = [span for span in spans(cadence, year) if span.first <= today]
    return [span for span in begun if not any(span.holds(day) for day in held)]


def missed_spans(cadence: str, year: int, days: Iterable[dt.date], today: dt.date) -> list[Span]:
    """Of :func:`empty_spans` those that are over: the running one may still be filled."""
    return [span for span in empty_spans(cadence, year, days, today) if span.last < today]


def planned_day(span: Span, *, month: int, nth: int, weekday: int) -> dt.date:
    """The n-th weekday of the chosen month of a period.

    Args:
        month: 1 for the first month of the period, at most as many as it has (a larger one means its last).
        nth: 1 to 4, or 5 for the last one of the month.
        weekday: 1 for Monday … 7 for Sunday.
    """
    if (span.last - span.first).days < 7:
        return span.first + dt.timedelta(days=weekday - 1)
    number = min(span.first.month + month - 1, span.last.month)
    first = dt.date(span.first.year, number, 1)
    day = first + dt.timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    return day if day.month == number else day - dt.timedelta(days=7)


def _label(cadence: str, number: int) -> str:
    if cadence == Cadence.MONTH:
        return f"{number}月"
    if cadence == Cadence.QUARTER:
        return f"{number}季度"
    if cadence == Cadence.HALF_YEAR:
        return ("上半年", "下半年")[number - 1]
    return "全年"


def _month_end(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def _weeks(year: int) -> list[Span]:
    count = dt.date(year, 12, 28).isocalendar().week
    mondays = [dt.date.fromisocalendar(year, week, 1) for week in range(1, count + 1)]
    return [
        Span(f"第{week}周", f"{year}年第{week}周", monday, monday + dt.timedelta(days=6))
        for week, monday in enumerate(mondays, 1)
    ]
