"""What is known about organizations: current facts and their history."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Max

from ..models import CurrentFact, Fact, Metric, Organization
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


def newest_fact(organization: Organization) -> int:
    """The number of the newest observation of an organization: what a page has seen. 0 when there is none."""
    return CurrentFact.objects.filter(organization=organization).aggregate(newest=Max("fact_id"))["newest"] or 0


def current_by_period(organization: Organization, metric: Metric) -> dict[str, int]:
    """Which observation of a metric holds, by period."""
    pointers = CurrentFact.objects.filter(organization=organization, metric=metric)
    return dict(pointers.values_list("period", "fact_id"))
