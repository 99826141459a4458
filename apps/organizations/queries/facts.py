"""What is known about organizations: current facts and the dates of their work records."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count

from ..models import CurrentFact, Fact, Metric, Organization, WorkRecord
from ..querysets import ScopedQuerySet


def current_facts(organization: Organization) -> dict[str, Fact]:
    """The fact that holds for each metric, by metric code; of several periods the newest."""
    return current_facts_of([organization.pk]).get(organization.pk, {})


def current_facts_of(organization_ids: Iterable[int]) -> dict[int, dict[str, Fact]]:
    """Current facts of many organizations in one statement: organization id → metric code → fact."""
    # Periods of one metric are of one kind, so their text order is their order in time.
    pointers = (
        CurrentFact.objects.filter(organization_id__in=list(organization_ids))
        .order_by("organization_id", "metric_id", "-period")
        .distinct("organization_id", "metric_id")
        .select_related("fact__metric", "fact__said_by")
    )
    found: dict[int, dict[str, Fact]] = defaultdict(dict)
    for pointer in pointers:
        found[pointer.organization_id][pointer.fact.metric.code] = pointer.fact
    return dict(found)


def facts_by_period(organization: Organization) -> dict[tuple[int, str], Fact]:
    """Every fact that holds, by metric id and period."""
    pointers = CurrentFact.objects.filter(organization=organization).select_related("fact__metric", "fact__said_by")
    return {(pointer.metric_id, pointer.period): pointer.fact for pointer in pointers}


def fact_history(organization: Organization, metric: Metric) -> ScopedQuerySet:
    """Every observation of one metric, newest first."""
    return Fact.objects.filter(organization=organization, metric=metric).select_related("said_by")


def record_dates(organization: Organization, since: dt.date) -> dict[str, list[dt.date]]:
    """Days of the standing work records from ``since`` on, by kind, oldest first."""
    return record_dates_of([organization.pk], since).get(organization.pk, {})


def record_dates_of(
    organization_ids: Iterable[int], since: dt.date, kinds: Iterable[str] | None = None
) -> dict[int, dict[str, list[dt.date]]]:
    """The same for many organizations in one statement: organization id → kind → days, oldest first.

    Args:
        kinds: only records of these kinds; None: of every kind.
    """
    rows = WorkRecord.objects.standing().filter(organization_id__in=list(organization_ids), held_on__gte=since)
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    found: dict[int, dict[str, list[dt.date]]] = defaultdict(lambda: defaultdict(list))
    for pk, kind, held_on in rows.order_by("held_on").values_list("organization_id", "kind", "held_on"):
        found[pk][kind].append(held_on)
    return {pk: dict(days) for pk, days in found.items()}


def record_counts(organization: Organization, since: dt.date) -> dict[str, int]:
    """How many standing records of each kind there are from ``since`` on."""
    rows = WorkRecord.objects.standing().filter(organization=organization, held_on__gte=since)
    return dict(rows.order_by().values_list("kind").annotate(count=Count("id")))
