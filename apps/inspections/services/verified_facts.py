"""What a visit verified becomes known of the organization: every standard and campaign reads it from then on."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.timezone import localtime

from apps.accounts.models import User
from apps.applications.leaf_parts import options_of
from apps.core.limits import shortened
from apps.organizations.models import Fact, Metric
from apps.organizations.periods import period_of
from apps.organizations.services import FactRow, record_verified
from apps.standards import engine
from apps.standards.engine.measures.claims import Checklist, YesNo
from apps.standards.engine.measures.numbers import Quantity

from ..choices import ResultVerdict
from ..models import Visit, VisitResult
from ..queries.verifying import leaf_of


def tell_verified(*, actor: User, visit: Visit) -> list[Fact]:
    """Write what a recorded visit verified as facts: numbers that were taken, yes or no, members of checklists.

    The period is that of the day of the visit. A figure that the metric cannot hold stays with the visit alone.
    """
    told: dict[str, tuple[VisitResult, Decimal]] = {}
    for result in visit.results.select_related("criterion__version").order_by("pk"):
        if result.verdict != ResultVerdict.NOT_APPLICABLE:
            told.update({code: (result, value) for code, value in _found(leaf_of(result.criterion), result)})
    metrics = Metric.objects.filter(code__in=told, is_reference=False)
    day = localtime(visit.started_at or visit.recorded_at).date()
    rows = [
        FactRow(
            visit.organization,
            metric,
            value,
            period_of(metric.period_kind, day),
            shortened(f"{visit.round.name}核实{'：' + result.note if result.note else ''}", 200),
        )
        for metric in metrics
        for result, value in [told[metric.code]]
        if value == round(value, metric.decimals)
    ]
    return record_verified(actor=actor, rows=rows)


def _found(leaf: engine.Criterion, result: VisitResult) -> Iterator[tuple[str, Decimal]]:
    """Metrics and the values that the team verified; none where the leaf names no metric or nothing was taken."""
    measure, seen = leaf.measure, set(result.members)
    yield from ((code, Decimal(text)) for code, text in result.figures.items())
    if isinstance(measure, Quantity) and result.value is not None:
        yield measure.operand.metric, result.value
    elif isinstance(measure, YesNo) and measure.metric:
        yield measure.metric, Decimal((result.verdict == ResultVerdict.PASS) == measure.expected)
    elif isinstance(measure, Checklist) and seen:
        yield from _members(measure, seen)
    for option in options_of(measure):
        if isinstance(option.measure, Checklist):
            yield from (row for row in _members(option.measure, seen) if row[1])
        elif isinstance(option.measure, YesNo) and option.measure.metric and option.code in seen:
            # One of several alternatives that is left unticked was perhaps not looked at: only the tick speaks.
            yield option.measure.metric, Decimal(option.measure.expected)


def _members(measure: Checklist, seen: set[str]) -> Iterator[tuple[str, Decimal]]:
    """Yes for the members that were ticked, no for the others; a tick is no number."""
    for member in measure.members:
        if member.metric and member.threshold is None:
            yield member.metric, Decimal(member.code in seen)
