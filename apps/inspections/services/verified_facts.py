"""What a visit verified becomes known of the organization: every standard and campaign reads it from then on."""

from decimal import Decimal

from django.utils.timezone import localtime

from apps.accounts.models import User
from apps.organizations.models import Fact, Metric
from apps.organizations.periods import period_of
from apps.organizations.services import FactRow, record_verified
from apps.standards import engine
from apps.standards.engine.measures.claims import YesNo
from apps.standards.engine.measures.numbers import Quantity

from ..choices import ResultVerdict
from ..models import Visit, VisitResult
from ..queries.verifying import leaf_of


def tell_verified(*, actor: User, visit: Visit) -> list[Fact]:
    """Write the figures of a recorded visit as verified facts: quantities that were taken, and yes or no.

    The period is that of the day of the visit. A figure that the metric cannot hold stays with the visit alone.
    """
    told: dict[str, tuple[VisitResult, Decimal]] = {}
    for result in visit.results.select_related("criterion__version").order_by("pk"):
        found = _found(leaf_of(result.criterion), result)
        if found is not None:
            told[found[0]] = (result, found[1])
    metrics = Metric.objects.filter(code__in=told, is_reference=False)
    day = localtime(visit.started_at or visit.recorded_at).date()
    rows = [
        FactRow(
            visit.organization,
            metric,
            value,
            period_of(metric.period_kind, day),
            f"{visit.round.name}核实{'：' + result.note if result.note else ''}"[:200],
        )
        for metric in metrics
        for result, value in [told[metric.code]]
        if value == round(value, metric.decimals)
    ]
    return record_verified(actor=actor, rows=rows)


def _found(leaf: engine.Criterion, result: VisitResult) -> tuple[str, Decimal] | None:
    """Metric and value that the team verified, or None where the leaf names no metric or nothing was taken."""
    if result.verdict == ResultVerdict.NOT_APPLICABLE:
        return None
    measure = leaf.measure
    if isinstance(measure, Quantity) and result.value is not None:
        return measure.operand.metric, result.value
    if isinstance(measure, YesNo) and measure.metric:
        return measure.metric, Decimal((result.verdict == ResultVerdict.PASS) == measure.expected)
    return None
