"""Facts that nobody types: sums over work records, for metrics whose ``derived`` says how.

``derived`` is ``{record, sum: count | hours | headcount, audience?, per?}``: records of one kind, optionally
of trainings for one audience, summed over the metric's period and optionally divided by a metric (per head).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from apps.core.prepared import prepared

from ..choices import PeriodKind
from ..models import CurrentFact, Metric, WorkRecord
from ..periods import period_of

#: Years before the running one that look-back measures may ask for.
YEARS_BACK = 3
Value = tuple[Decimal, str]


def metrics_named(codes: Iterable[str]) -> dict[str, Metric]:
    """The metrics with these codes, by code. One statement, none without any."""
    return {metric.code: metric for metric in _named(sorted(codes))}


@prepared
def _named(codes: list[str]) -> "QuerySet[Any]":
    return Metric.objects.filter(code__in=codes)


def derived_metrics() -> list[Metric]:
    """The metrics that are summed from records."""
    return list(Metric.objects.exclude(derived={}))


def derived_facts(
    organization_ids: Iterable[int], as_of: dt.date, metrics: Sequence[Metric] | None = None
) -> dict[int, dict[str, list[Value]]]:
    """Values of derived metrics: organization id → metric code → ``(value, period)``, newest period first.

    A period without a record has no value: nothing is told about it, which is not the same as zero.
    A fixed number of statements for any number of organizations.

    Args:
        as_of: records up to this day are read.
        metrics: the derived metrics, when the caller has read them already.
    """
    ids = list(organization_ids)
    chosen = derived_metrics() if metrics is None else list(metrics)
    if not ids or not chosen:
        return {}
    divisors = _divisors(ids, {metric.derived["per"] for metric in chosen if metric.derived.get("per")})
    found: dict[int, dict[str, list[Value]]] = defaultdict(dict)
    for (pk, code), sums in _by_period(ids, as_of, chosen).items():
        values = list(_shared(sums, chosen[code], divisors.get(pk, {})))
        if values:
            found[pk][chosen[code].code] = values
    return dict(found)


def _by_period(
    ids: Sequence[int], as_of: dt.date, metrics: Sequence[Metric]
) -> Mapping[tuple[int, int], dict[str, Decimal]]:
    """(organization, number of the metric) → period → sum; one statement."""
    first = dt.date(as_of.year - YEARS_BACK, 1, 1)
    kinds = {metric.derived["record"] for metric in metrics}
    rows = WorkRecord.objects.held().filter(organization_id__in=ids, kind__in=kinds, held_on__range=(first, as_of))
    sums = {f"sum{number}": _sum(metric.derived) for number, metric in enumerate(metrics)}
    grouped = rows.order_by().annotate(month=TruncMonth("held_on")).values_list("organization_id", "month")
    found: dict[tuple[int, int], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for pk, month, *values in grouped.annotate(**sums):
        for number, value in enumerate(values):
            if value and (metrics[number].period_kind != PeriodKind.SNAPSHOT or month.year == as_of.year):
                found[pk, number][period_of(metrics[number].period_kind, month)] += Decimal(value)
    return found


def _sum(derived: Mapping[str, str]) -> Any:
    wanted = Q(kind=derived["record"])
    if derived.get("audience"):
        wanted &= Q(audiences__contains=[derived["audience"]])
    if derived["sum"] == "count":
        return Count("id", filter=wanted)
    if derived["sum"] == "hours" and derived.get("per"):
        # 学时 of everybody together: a training of 8 hours for 20 people gives 160.
        return Sum(F("hours") * F("headcount"), filter=wanted)
    return Sum(derived["sum"], filter=wanted)


def _shared(sums: Mapping[str, Decimal], metric: Metric, divisors: Mapping[str, Decimal]) -> Iterator[Value]:
    """Newest first, divided where the metric is per head; nothing where the divisor is unknown or zero."""
    per = metric.derived.get("per")
    by = divisors.get(per, Decimal(0)) if per else Decimal(1)
    if by <= 0:
        return
    for period in sorted(sums, reverse=True):
        yield round(sums[period] / by, metric.decimals), period


def _divisors(ids: Sequence[int], codes: set[str]) -> dict[int, dict[str, Decimal]]:
    """The newest value of each metric that something is divided by."""
    if not codes:
        return {}
    pointers = CurrentFact.objects.filter(organization_id__in=ids, metric__code__in=codes).order_by("period")
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for pk, code, value in pointers.values_list("organization_id", "metric__code", "fact__value"):
        found[pk][code] = value
    return found
