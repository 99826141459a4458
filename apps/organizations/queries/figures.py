"""What an organization has told of today: what is stated anew when it is split."""

from collections.abc import Iterator
from typing import NamedTuple

from apps.core import clock

from ..facility_choices import PostKind
from ..models import CurrentFact, Fact, Metric, Organization, PostCount
from ..periods import period_of


class HeldFigure(NamedTuple):
    """What holds of one metric in the running period."""

    metric: Metric
    period: str
    fact: Fact


def held_figures(organization: Organization) -> list[HeldFigure]:
    """The present state and the running periods, in the order of the catalogue; sums of records apart. One statement."""
    today = clock.today()
    pointers = CurrentFact.objects.filter(organization=organization, metric__is_reference=False, metric__derived={})
    rows = pointers.select_related("metric", "fact__metric").order_by("metric__position", "metric__name")
    found = [HeldFigure(row.metric, row.period, row.fact) for row in rows]
    return [each for each in found if each.period == period_of(each.metric.period_kind, today)]


def held_posts(organization: Organization) -> Iterator[tuple[PostKind, int]]:
    """示范岗, 责任区, 服务窗口 in their order, with the number of each. One statement."""
    counts = dict(PostCount.objects.filter(organization=organization).values_list("kind", "count"))
    return ((kind, counts[kind.value]) for kind in PostKind if kind.value in counts)
