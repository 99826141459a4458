"""Periods of facts: 2026, 2026H1, 2026Q4, 2026-11, or nothing for the present state. Pure."""

import datetime as dt
import re

from apps.core.quarters import Quarter, quarter_of

from .choices import PeriodKind

FORMS = {
    PeriodKind.SNAPSHOT: (re.compile(r""), "现状数据不填时期"),
    PeriodKind.YEAR: (re.compile(r"(\d{4})"), "年度写作2026"),
    PeriodKind.HALF_YEAR: (re.compile(r"(\d{4})H([12])"), "半年写作2026H1"),
    PeriodKind.QUARTER: (re.compile(r"(\d{4})Q([1-4])"), "季度写作2026Q4"),
    PeriodKind.MONTH: (re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), "月份写作2026-11"),
}

MONTHS = {PeriodKind.YEAR: 12, PeriodKind.HALF_YEAR: 6, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}


def period_problem(kind: str, period: str, today: dt.date) -> str:
    """Why the text is no period of this kind, or one that has not begun; empty when it is right."""
    form, sentence = FORMS[PeriodKind(kind)]
    if not form.fullmatch(period):
        return f"时期“{period}”有误，{sentence}。"
    if period and period > period_of(kind, today):
        return f"{period_label(period)}尚未开始，不能填报。"
    return ""


def period_of(kind: str, day: dt.date) -> str:
    """The period of this kind that contains the day; empty for the present state."""
    return {
        PeriodKind.SNAPSHOT: "",
        PeriodKind.YEAR: f"{day.year}",
        PeriodKind.HALF_YEAR: f"{day.year}H{(day.month + 5) // 6}",
        PeriodKind.QUARTER: quarter_of(day).key,
        PeriodKind.MONTH: f"{day.year}-{day.month:02d}",
    }[PeriodKind(kind)]


def recent_periods(kind: str, today: dt.date, count: int) -> list[str]:
    """The running period and those before it, newest first."""
    months = MONTHS[PeriodKind(kind)]
    at = today.year * 12 + today.month - 1
    return [period_of(kind, dt.date(*_year_month(at - months * step), 1)) for step in range(count)]


def period_label(period: str) -> str:
    """What people read: 2026年, 2026年上半年, 2026年第4季度, 2026年11月, 现状."""
    if not period:
        return "现状"
    if "H" in period:
        year, half = period.split("H")
        return f"{year}年{'上' if half == '1' else '下'}半年"
    if "Q" in period:
        year, quarter = period.split("Q")
        return f"{year}年第{quarter}季度"
    if "-" in period:
        year, month = period.split("-")
        return f"{year}年{int(month)}月"
    return f"{period}年"


def period_before(period: str) -> str:
    """The period of the same kind just before; empty for the present state."""
    if not period:
        return ""
    kind = next(kind for kind, (form, _) in FORMS.items() if form.fullmatch(period))
    return recent_periods(kind, first_day(period), 2)[1]


def first_day(period: str) -> dt.date:
    """The day on which a period begins."""
    year = int(period[:4])
    if "H" in period:
        return dt.date(year, 6 * int(period[-1]) - 5, 1)
    if "Q" in period:
        return Quarter(year, int(period[-1])).first
    return dt.date(year, int(period[5:]) if "-" in period else 1, 1)


def _year_month(at: int) -> tuple[int, int]:
    return at // 12, at % 12 + 1
