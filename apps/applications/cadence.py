"""What a site owes during creation, and when: read from the cadences of the campaign's template. Pure."""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from apps.core.quarters import quarter_of

from .choices import ReportKind

#: The showings are opened so many days before they are due.
AHEAD = 45
#: A site that begins has so many days for its first showing.
FIRST_DAYS = 30
#: Who begins after this day of a month owes the first monthly report for the month after.
LAST_DAY_TO_BEGIN = 15
SHOWINGS = (ReportKind.SHOW_GOAL, ReportKind.SHOW_PROGRESS, ReportKind.SHOW_RESULTS)
#: 年初、年中、年底, where the template names no day.
USUAL = {ReportKind.SHOW_GOAL: "03-31", ReportKind.SHOW_PROGRESS: "07-15", ReportKind.SHOW_RESULTS: "12-20"}
TIMES_A_YEAR = {"month": 12, "quarter": 4, "half_year": 2, "year": 1}
LEADER_CONTACT = "leader_contact"


@dataclass(frozen=True)
class Owed:
    """One report: its kind and period, from when it can be written and by when it is due."""

    kind: str
    period: str
    opens_on: dt.date
    due_on: dt.date

    @property
    def label(self) -> str:
        return label_of_report(self.kind, self.period)


def label_of_report(kind: str, period: str) -> str:
    """月调度（2026年11月） · 亮目标（2026年）."""
    return f"{ReportKind(kind).label}（{period_words(period)}）"


def period_words(period: str) -> str:
    if "-" in period:
        year, month = period.split("-")
        return f"{year}年{int(month)}月"
    if "Q" in period:
        year, quarter = period.split("Q")
        return f"{year}年{quarter}季度"
    return f"{period}年"


def cadences_of(plan: Any) -> list[Mapping[str, Any]]:
    """The cadences of a campaign's plan; an empty list where the plan names none."""
    return list(plan.get("cadences") or ()) if isinstance(plan, Mapping) else []


def visits_owed(plan: Any) -> int:
    """Contact visits a year that the plan asks of a linked leader; 0 where it asks none."""
    return sum(
        TIMES_A_YEAR.get(each["every"], 0) * int(each.get("times", 1))
        for each in cadences_of(plan)
        if each["code"] == LEADER_CONTACT
    )


def owed_reports(plan: Any, began: dt.date, ends: dt.date) -> list[Owed]:
    """Everything that a site owes from its first to its last day of creation, by due date.

    Args:
        plan: the campaign's plan with ``cadences``.
        began: the day on which the site began to build itself up.
        ends: the last day of the creation phase.
    """
    found = [item for cadence in cadences_of(plan) for item in _of(cadence, began, ends)]
    return sorted(found, key=lambda item: (item.due_on, item.kind))


def _of(cadence: Mapping[str, Any], began: dt.date, ends: dt.date) -> Iterator[Owed]:
    code = cadence["code"]
    if code == ReportKind.DISPATCH and cadence["every"] in ("month", "quarter"):
        yield from _regular(began, ends, 1 if cadence["every"] == "month" else 3)
    elif code in SHOWINGS:
        yield from _showing(ReportKind(code), str(cadence.get("due") or USUAL[ReportKind(code)]), began, ends)


def _regular(began: dt.date, ends: dt.date, months: int) -> Iterator[Owed]:
    first = began if began.day <= LAST_DAY_TO_BEGIN else _next_month(began)
    for start in _months(first, ends):
        if start.month % months:
            continue
        last = start.replace(day=calendar.monthrange(start.year, start.month)[1])
        period = f"{start:%Y-%m}" if months == 1 else quarter_of(start).key
        opens = max(began, start if months == 1 else last - dt.timedelta(days=AHEAD))
        yield Owed(ReportKind.DISPATCH, period, opens, min(last, max(ends, opens)))


def _months(first: dt.date, ends: dt.date) -> Iterable[dt.date]:
    day = first.replace(day=1)
    while day <= ends:
        yield day
        day = _next_month(day)


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def _showing(kind: ReportKind, due: str, began: dt.date, ends: dt.date) -> Iterator[Owed]:
    month, day = (int(part) for part in due.split("-"))
    for year in range(began.year, ends.year + 1):
        wanted = dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))
        if year > began.year and wanted > ends and kind != ReportKind.SHOW_RESULTS:
            continue
        earliest = began + dt.timedelta(days=FIRST_DAYS)
        due_on = min(max(wanted, earliest), max(ends, began))
        yield Owed(kind, str(year), max(began, due_on - dt.timedelta(days=AHEAD)), due_on)
