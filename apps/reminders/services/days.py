"""The office's own working days: they go before every built-in schedule."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction

from apps.core.exceptions import Invalid
from apps.core.models import CalendarDay
from apps.core.states import record
from apps.core.verdicts import require

from ..days import DayRange, check_range
from ..rules import can_keep_days


@transaction.atomic
def set_days(*, actor: Any, ranges: Collection[DayRange]) -> int:
    """Say of these days whether they are worked; what was said of them before is replaced.

    Returns:
        The number of days.

    Raises:
        Refused: not the office at the top. Invalid: nothing given, or a range that cannot be.
    """
    acting = require(can_keep_days(actor))
    if not ranges:
        raise Invalid("没有可保存的日期。")
    for found in ranges:
        if isinstance(problem := check_range(found), str):
            raise Invalid(problem)
    rows = {
        day: CalendarDay(date=day, is_working=found.is_working, name=found.name)
        for found in ranges
        for day in found.days()
    }
    CalendarDay.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["date"], update_fields=["is_working", "name"]
    )
    stored = {row.date: row for row in CalendarDay.objects.filter(date__in=rows)}
    for found in ranges:
        word = "班" if found.is_working else "休"
        record(stored[found.first], "set_days", acting=acting, reason=f"{_span(found)} {word} {found.name}")
    return len(rows)


@transaction.atomic
def remove_days(*, actor: Any, first: dt.date, last: dt.date) -> int:
    """Take back what was said of these days; the built-in schedule holds again.

    Raises:
        Refused: not the office at the top. Invalid: nothing was said of them.
    """
    acting = require(can_keep_days(actor))
    rows = list(CalendarDay.objects.select_for_update().filter(date__range=(first, last)))
    if not rows:
        raise Invalid("这些日期已不在工作日历中，请刷新后查看。")
    record(rows[0], "remove_days", acting=acting, reason=_span(DayRange(first, last, True)))
    CalendarDay.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _span(found: DayRange) -> str:
    return f"{found.first}" if found.first == found.last else f"{found.first} 至 {found.last}"
