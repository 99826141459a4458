"""Facts of many organizations: for workbooks, and who has filled in how much."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from ..choices import Level, Sector
from ..fact_sheet import FactColumn
from ..models import CurrentFact, Metric, Organization
from ..querysets import OrganizationQuerySet
from .ledgers import ledger_facts

PIECE = 500


def fact_rows(
    organizations: Sequence[Organization], columns: Sequence[FactColumn]
) -> Iterator[tuple[str, str, dict[str, Decimal]]]:
    """Code, name and the values that hold by column key, some hundred organizations a statement."""
    keys = {(column.metric.pk, column.period): column.key for column in columns}
    for at in range(0, len(organizations), PIECE):
        piece = organizations[at : at + PIECE]
        values = _values([each.pk for each in piece], keys)
        for each in piece:
            yield each.code, each.name, values.get(each.pk, {})


def _values(ids: list[int], keys: Mapping[tuple[int, str], str]) -> dict[int, dict[str, Decimal]]:
    pointers = CurrentFact.objects.filter(
        organization_id__in=ids, metric_id__in={metric for metric, _ in keys}, period__in={of for _, of in keys}
    )
    found: dict[int, dict[str, Decimal]] = {}
    for organization_id, metric_id, period, value in pointers.values_list(
        "organization_id", "metric_id", "period", "fact__value"
    ):
        key = keys.get((metric_id, period))
        if key:
            found.setdefault(organization_id, {})[key] = value
    return found


@dataclass(frozen=True)
class Completeness:
    """How much an organization has filled in of what its sector and level are asked for."""

    organization: Organization
    filled: int
    total: int
    missing: list[Metric]
    #: Of the filled, those that nobody tells: summed from records, or told by the ledgers.
    untold: int = 0

    @property
    def silent(self) -> bool:
        """Whether nothing of what people tell was told."""
        return bool(self.missing) and self.filled == self.untold

    @property
    def lacking(self) -> int:
        return self.total - self.filled

    @property
    def filled_words(self) -> str:
        return f"{self.filled}/{self.total}"

    @property
    def words(self) -> str:
        """What is missing, by name: 党员人数、服务场所建筑面积等 5 项; 全部未填 where nothing was told."""
        if self.silent:
            return f"全部未填（{self.lacking} 项）"
        names = "、".join(metric.name for metric in self.missing[:3])
        return f"{names}等 {self.lacking} 项" if self.lacking > 3 else names


#: Metrics that the ledgers tell of an organization and nobody stated: organization id → metric ids.
FromLedgers = Mapping[int, set[int]]


def told_by_ledgers(
    organizations: OrganizationQuerySet, metrics: Sequence[Metric], periods: Mapping[str, str], year: int
) -> FromLedgers:
    """What the pages 数据 of these organizations show as brought along by 单位台账 and 阵地台账. Three statements."""
    asking = {metric.code: metric for metric in _told(metrics)}
    rows = list(organizations.order_by().values_list("pk", "path", "sector", "level"))
    kinds = {pk: (sector, level) for pk, _, sector, level in rows}
    values = ledger_facts({path: pk for pk, path, _, _ in rows}, year, frozenset(asking))
    found: dict[int, set[int]] = {}
    for pk, told in values.items():
        for code, value in told.items():
            metric = asking[code]
            if value.period == periods[metric.period_kind] and metric.is_asked_of(*kinds[pk]):
                found.setdefault(pk, set()).add(metric.pk)
    stated = CurrentFact.objects.filter(
        current_periods((each for each in asking.values()), periods), organization_id__in=list(found)
    )
    for pk, metric_id in stated.values_list("organization_id", "metric_id"):
        found[pk].discard(metric_id)
    return found


def completeness_of(
    organizations: Iterable[Organization],
    metrics: Sequence[Metric],
    periods: Mapping[str, str],
    ledgers: FromLedgers | None = None,
) -> list[Completeness]:
    """For each organization, in one statement; what records and ledgers tell is there without being told."""
    organizations, ledgers = list(organizations), ledgers or {}
    told: dict[int, set[int]] = {}
    pointers = CurrentFact.objects.filter(
        current_periods(_told(metrics), periods), organization_id__in=[each.pk for each in organizations]
    )
    for organization_id, metric_id in pointers.values_list("organization_id", "metric_id"):
        told.setdefault(organization_id, set()).add(metric_id)
    found = []
    for each in organizations:
        asked = [metric for metric in metrics if metric.is_asked_of(each.sector, each.level)]
        asking, brought = _told(asked), ledgers.get(each.pk, set())
        missing = [metric for metric in asking if metric.pk not in told.get(each.pk, set()) | brought]
        untold = len(asked) - len(asking) + len(brought)
        found.append(Completeness(each, len(asked) - len(missing), len(asked), missing, untold))
    return found


def with_completeness(
    organizations: OrganizationQuerySet,
    metrics: Sequence[Metric],
    periods: Mapping[str, str],
    ledgers: FromLedgers | None = None,
) -> OrganizationQuerySet:
    """Organizations with ``asked``, ``filled``, ``untold`` (of the filled, those nobody tells) and ``lacking``.

    Counted by the database.
    """
    groups, number = _groups(metrics), IntegerField()
    asked = [When(group, then=Value(len(asked))) for group, asked in groups]
    filled = [When(group, then=_filled(_told(asked), periods)) for group, asked in groups]
    derived = [When(group, then=Value(len(asked) - len(_told(asked)))) for group, asked in groups]
    counted = organizations.annotate(
        asked=Case(*asked, default=Value(0), output_field=number),
        told=Case(*filled, default=Value(0), output_field=number),
        untold=Case(*derived, default=Value(0), output_field=number) + _brought(ledgers or {}),
    )
    return counted.annotate(filled=F("told") + F("untold")).annotate(lacking=F("asked") - F("filled"))


def _brought(ledgers: FromLedgers) -> Any:
    """How many values the ledgers bring along, by organization."""
    by_count: dict[int, list[int]] = {}
    for pk, metrics in ledgers.items():
        by_count.setdefault(len(metrics), []).append(pk)
    cases = [When(pk__in=ids, then=Value(count)) for count, ids in by_count.items() if count]
    return Case(*cases, default=Value(0), output_field=IntegerField())


def _groups(metrics: Sequence[Metric]) -> list[tuple[Q, list[Metric]]]:
    """Organizations by sector and level, with what each is asked; those asked the same stand together."""
    groups: dict[tuple[int, ...], Q] = {}
    asked_of: dict[tuple[int, ...], list[Metric]] = {}
    for sector, level in product(Sector.values, Level.values):
        asked = [metric for metric in metrics if metric.is_asked_of(sector, level)]
        key = tuple(metric.pk for metric in asked)
        asked_of[key] = asked
        groups[key] = groups.get(key, Q(pk__in=[])) | Q(sector=sector, level=level)
    return [(group, asked_of[key]) for key, group in groups.items()]


def _told(metrics: Iterable[Metric]) -> list[Metric]:
    """Those that people tell."""
    return [metric for metric in metrics if not metric.derived]


def _filled(metrics: Sequence[Metric], periods: Mapping[str, str]) -> Any:
    pointers = CurrentFact.objects.filter(current_periods(metrics, periods), organization_id=OuterRef("pk"))
    counted = pointers.order_by().values("organization_id").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def current_periods(metrics: Iterable[Metric], periods: Mapping[str, str]) -> Q:
    """Pointers of these metrics in the period of their kind."""
    by_period: dict[str, set[int]] = {}
    for metric in metrics:
        by_period.setdefault(periods[metric.period_kind], set()).add(metric.pk)
    wanted: Any = Q(pk__in=[])
    for period, ids in by_period.items():
        wanted |= Q(period=period, metric_id__in=ids)
    return wanted
