"""The strip of a year: which required periods hold something, which are planned, which are empty."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ..cadences import REQUIRED, Span, spans
from ..choices import Cadence, RecordKind, RecordStatus

Days = Mapping[str, Mapping[str, list[dt.date]]]
COUNT = {Cadence.MONTH: 12, Cadence.QUARTER: 4, Cadence.HALF_YEAR: 2, Cadence.YEAR: 1}


def strip_of(days: Days, year: int, today: dt.date) -> list[dict[str, Any]]:
    """A row for each required kind, a cell for each period of its cadence.

    Args:
        days: kind → status → days, as ``queries.days_by_kind`` gives them.
    """
    return [_row(kind, cadence, days.get(kind, {}), year, today) for kind, cadence in REQUIRED.items()]


def _row(kind: str, cadence: str, days: Mapping[str, list[dt.date]], year: int, today: dt.date) -> dict[str, Any]:
    cells = [_cell(span, days, today) for span in spans(cadence, year)]
    return {
        "kind": kind,
        "label": RecordKind(kind).label,
        "cadence": Cadence(cadence).label,
        "columns": COUNT[Cadence(cadence)],
        "cells": cells,
        "missed": sum(cell["missed"] for cell in cells),
    }


def _cell(span: Span, days: Mapping[str, list[dt.date]], today: dt.date) -> dict[str, Any]:
    def within(*statuses: str) -> list[dt.date]:
        return [day for status in statuses for day in days.get(status, ()) if span.holds(day)]

    held, coming = within(RecordStatus.HELD), within(RecordStatus.PLANNED, RecordStatus.FILED)
    over = span.last < today
    cell: dict[str, Any] = {"label": span.label, "missed": False, "day": min(span.last, today)}
    if held:
        return cell | {"tone": "ok", "mark": str(len(held)), "words": f"{span.full}已开展{len(held)}次"}
    if over:
        return cell | {"tone": "bad", "mark": "缺", "words": f"{span.full}未开展", "missed": True}
    if coming and min(coming) < today:
        return cell | {"tone": "warn", "mark": "逾期", "words": f"{span.full}计划已逾期"}
    if coming:
        return cell | {"tone": "info", "mark": "计划", "words": f"{span.full}已列入计划"}
    if span.first <= today:
        return cell | {"tone": "warn", "mark": "待办", "words": f"{span.full}尚未开展"}
    return cell | {"tone": "idle", "mark": "—", "words": f"{span.full}尚未开始"}
