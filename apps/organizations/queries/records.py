"""What is told by work records: days on which work was held, counts, last time's entry, what is overdue."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count

from ..choices import RecordStatus
from ..models import Organization, WorkRecord


def record_dates(organization: Organization, since: dt.date) -> dict[str, list[dt.date]]:
    """Days on which work was held from ``since`` on, by kind, oldest first; plans and void records do not count."""
    return record_dates_of([organization.pk], since).get(organization.pk, {})


def record_dates_of(
    organization_ids: Iterable[int], since: dt.date, kinds: Iterable[str] | None = None
) -> dict[int, dict[str, list[dt.date]]]:
    """:func:`record_dates` of many organizations in one statement: organization id → kind → days.

    Args:
        kinds: only records of these kinds; None: of every kind.
    """
    rows = WorkRecord.objects.held().filter(organization_id__in=list(organization_ids), held_on__gte=since)
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    grouped = rows.order_by().values_list("organization_id", "kind")
    found: dict[int, dict[str, list[dt.date]]] = defaultdict(dict)
    for pk, kind, days in grouped.annotate(days=ArrayAgg("held_on", order_by="held_on")):
        found[pk][kind] = days
    return dict(found)


def record_counts(organization: Organization, since: dt.date) -> dict[str, int]:
    """How much work of each kind was held from ``since`` on."""
    rows = WorkRecord.objects.held().filter(organization=organization, held_on__gte=since)
    return dict(rows.order_by().values_list("kind").annotate(count=Count("id")))


def last_held(organization: Organization, kind: str) -> WorkRecord | None:
    """The latest work of this kind, from which the next entry is copied."""
    return WorkRecord.objects.held().filter(organization=organization, kind=kind).first()


def days_by_kind(organization: Organization, year: int) -> dict[str, dict[str, list[dt.date]]]:
    """Days of the year's standing records: kind → status → days."""
    rows = WorkRecord.objects.standing().filter(organization=organization).in_year(year).order_by("held_on")
    found: dict[str, dict[str, list[dt.date]]] = defaultdict(lambda: {status: [] for status in RecordStatus.values})
    for kind, status, day in rows.values_list("kind", "status", "held_on"):
        found[kind][status].append(day)
    return dict(found)


#: A plan this near may be the very work that is about to be entered.
NEAR = dt.timedelta(days=31)


def coming_soon(organization: Organization, kind: str, today: dt.date) -> WorkRecord | None:
    """The planned work of this kind nearest to today, within a month."""
    rows = WorkRecord.objects.coming().filter(organization=organization, kind=kind)
    near = list(rows.filter(held_on__range=(today - NEAR, today + NEAR)))
    return min(near, key=lambda record: abs(record.held_on - today), default=None)
