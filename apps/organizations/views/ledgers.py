"""Ledgers (台账): on paper and as a workbook, of one organization; and what a subtree held, how often."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components import text
from apps.core.exports import xlsx_response

from .. import queries
from ..access import role_required
from ..cadences import REQUIRED, missed_spans
from ..choices import RecordKind
from ..ledgers import BY_CODE, HEADINGS, LEDGERS, Ledger
from ..models import Organization, WorkRecord
from ..querysets import OrganizationQuerySet
from .records import READERS, has_below

YEARS_SHOWN = 4
PAGE_SIZE = 50
NUMBERS = frozenset({"expected", "headcount", "hours"})
CHUNK = 2000


@require_safe
@role_required(*READERS)
def ledger_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The ledgers of a year with the number of entries in each."""
    organization, year = _organization(request, pk), _year(request)
    days = queries.record_dates(organization, dt.date(year, 1, 1))
    last = dt.date(year, 12, 31)
    rows = [
        {"ledger": ledger, "count": sum(day <= last for kind in ledger.kinds for day in days.get(kind, ()))}
        for ledger in LEDGERS
    ]
    context = {"organization": organization, "year": year, "years": _years(), "rows": rows}
    return render(request, "organizations/ledgers.html", context | {"several": has_below(organization)})


@require_safe
@role_required(*READERS)
def ledger(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One ledger of one year, ready to print."""
    organization, year, chosen = _organization(request, pk), _year(request), _ledger(code)
    records = list(_entries(organization, chosen, year))
    context = {
        "organization": organization,
        "ledger": chosen,
        "year": year,
        "years": _years(),
        "headings": [(HEADINGS[name], name in NUMBERS) for name in chosen.columns],
        "rows": [
            (each.pk, [(_shown(each, name), name in NUMBERS, HEADINGS[name]) for name in chosen.columns])
            for each in records
        ],
        "totals": _totals(chosen, records),
        "printed_on": clock.today(),
        "export_url": f"{reverse('organizations:ledger_export', args=[pk, code])}?year={year}",
    }
    return render(request, "organizations/ledger.html", context)


@require_safe
@role_required(*READERS)
def ledger_export(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The same ledger as xlsx."""
    organization, year, chosen = _organization(request, pk), _year(request), _ledger(code)
    header = ("序号", *(HEADINGS[name] for name in chosen.columns))
    rows = _numbered(chosen, list(_entries(organization, chosen, year)))
    return xlsx_response(f"{organization.short_name}{year}年{chosen.title}", header, rows)


@require_safe
@role_required(Role.OFFICE)
def summary(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Which organization below held what how often, and which periods it missed."""
    organization, year, chosen = _organization(request, pk), _year(request), _ledger(code)
    page = Paginator(_below(organization), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "organization": organization,
        "ledger": chosen,
        "year": year,
        "years": _years(),
        "page": page,
        "kinds": [RecordKind(kind).label for kind in chosen.kinds],
        "rows": list(_summed(page.object_list, chosen, year)),
        "export_url": f"{reverse('organizations:ledger_summary_export', args=[pk, code])}?year={year}",
    }
    return render(request, "organizations/ledger_summary.html", context)


@require_safe
@role_required(Role.OFFICE)
def summary_export(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The same for the whole subtree, as xlsx."""
    organization, year, chosen = _organization(request, pk), _year(request), _ledger(code)
    header: list[str] = ["组织代码", "党组织"]
    for kind in chosen.kinds:
        header += [f"{RecordKind(kind).label}（次）", *([f"{RecordKind(kind).label}空缺"] if kind in REQUIRED else [])]
    rows = _summary_rows(_below(organization), chosen, year)
    return xlsx_response(f"{organization.short_name}{year}年{chosen.title}汇总", (*header, "合计（次）"), rows)


def _organization(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


def _ledger(code: str) -> Ledger:
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


def _year(request: HttpRequest) -> int:
    text_ = request.GET.get("year", "")
    now = clock.today().year
    return min(max(int(text_), now - 20), now) if text_.isdecimal() and len(text_) == 4 else now


def _years() -> list[int]:
    now = clock.today().year
    return list(range(now, now - YEARS_SHOWN, -1))


def _below(organization: Organization) -> OrganizationQuerySet:
    return Organization.objects.active().grassroots().below(organization)


def _entries(organization: Organization, chosen: Ledger, year: int) -> Any:
    rows = WorkRecord.objects.held().filter(organization=organization, kind__in=chosen.kinds)
    return rows.in_year(year).order_by("held_on", "pk")


def _cell(record: WorkRecord, name: str) -> Any:
    """A value as a workbook takes it."""
    if name == "kind":
        return record.get_kind_display()
    if name == "audiences":
        return record.audience_text
    if name == "result":
        return "：".join(filter(None, (record.get_result_display(), record.result_note)))
    return getattr(record, name)


def _shown(record: WorkRecord, name: str) -> str:
    """A value as paper shows it."""
    value = _cell(record, name)
    if isinstance(value, dt.date):
        return f"{value.month}月{value.day}日"
    if name in NUMBERS:
        return text.number(value) if value is not None else ""
    return str(value or "")


def _totals(chosen: Ledger, records: list[WorkRecord]) -> list[tuple[str, str]]:
    """What stands under the rows: how often, how many people came, how many hours."""
    found = [("合计", f"{len(records)} 次")]
    people = sum(record.headcount or 0 for record in records)
    if people:
        found.append(("实到", f"{text.number(people)} 人次"))
    hours = sum(record.hours or 0 for record in records)
    if hours and "hours" in chosen.columns:
        found.append(("学时", f"{text.number(hours)} 学时"))
    if len(chosen.kinds) > 1:
        counts = {kind: sum(record.kind == kind for record in records) for kind in chosen.kinds}
        found += [(RecordKind(kind).label, f"{count} 次") for kind, count in counts.items() if count]
    return found


def _numbered(chosen: Ledger, records: list[WorkRecord]) -> Iterator[tuple[Any, ...]]:
    for number, record in enumerate(records, 1):
        yield (number, *(_cell(record, name) for name in chosen.columns))
    yield ("合计", *("；".join(f"{label} {value}" for label, value in _totals(chosen, records)),))


def _summed(organizations: Iterable[Organization], chosen: Ledger, year: int) -> Iterator[dict[str, Any]]:
    """Counts and missed periods of each organization; one statement."""
    rows = list(organizations)
    dates = queries.record_dates_of([each.pk for each in rows], dt.date(year, 1, 1), chosen.kinds)
    last, today = dt.date(year, 12, 31), clock.today()
    for each in rows:
        cells = []
        for kind in chosen.kinds:
            days = [day for day in dates.get(each.pk, {}).get(kind, ()) if day <= last]
            missed = missed_spans(REQUIRED[kind], year, days, today) if kind in REQUIRED else []
            labels = "、".join(span.label for span in missed)
            cells.append(
                {
                    "label": RecordKind(kind).label,
                    "count": len(days),
                    "missed": labels,
                    "required": kind in REQUIRED,
                }
            )
        yield {"organization": each, "cells": cells, "total": sum(cell["count"] for cell in cells)}


def _summary_rows(organizations: OrganizationQuerySet, chosen: Ledger, year: int) -> Iterator[tuple[Any, ...]]:
    ids = list(organizations.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        for row in _summed(organizations.filter(pk__in=ids[start : start + CHUNK]), chosen, year):
            cells: list[Any] = []
            for cell in row["cells"]:
                cells += [cell["count"], *([cell["missed"]] if cell["required"] else [])]
            yield (row["organization"].code, row["organization"].name, *cells, row["total"])
