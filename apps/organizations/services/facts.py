"""Facts, entered once: an append-only observation and a pointer to the one that holds now."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.states import record
from apps.core.verdicts import require

from .. import rules
from ..choices import FactSource, ValueKind
from ..models import CurrentFact, Fact, Metric, Organization
from ..periods import period_problem

LARGEST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class FactRow:
    """One observation for :func:`record_facts`."""

    organization: Organization
    metric: Metric
    value: Any
    period: str = ""
    note: str = ""


@transaction.atomic
def record_fact(
    *,
    actor: User | None,
    organization: Organization,
    metric: Metric | str,
    value: Any,
    period: str = "",
    source: str = FactSource.SELF,
    note: str = "",
) -> Fact:
    """Note an organization's value of a metric for a period; it holds from now on.

    Args:
        actor: the organization's secretary, an office above, an inspector (source ``inspection``), None for the system.
        metric: the metric or its code.
        value: a number in the metric's unit; true or false for a yes-no metric.
        period: ``2026``, ``2026Q4``, ``2026-11``; empty for the present state.

    Raises:
        Refused: not this person's to tell.
        Invalid: unknown metric, wrong period, or a value that the metric does not allow.
    """
    require(rules.can_record_fact(actor, organization, source))
    row = FactRow(organization, _metric(metric), value, period, note)
    return _store(actor, [row], source)[0]


@transaction.atomic
def record_facts(*, actor: User | None, rows: Iterable[FactRow], source: str = FactSource.SELF) -> list[Fact]:
    """Note many observations in a few statements; one act per organization is recorded for people.

    Raises: as :func:`record_fact`; nothing is stored when one row is wrong.
    """
    rows = list(rows)
    by_organization: dict[int, list[FactRow]] = {}
    for row in rows:
        by_organization.setdefault(row.organization.pk, []).append(row)
    capacities = {
        key: require(rules.can_record_fact(actor, told[0].organization, source))
        for key, told in by_organization.items()
    }
    facts = _store(actor, rows, source)
    if actor is not None:
        for key, told in by_organization.items():
            record(told[0].organization, "record_facts", acting=capacities[key], reason=_summary(told))
    return facts


def checked_value(metric: Metric, value: Any) -> Decimal:
    """The value as it is stored. Raises Invalid with a sentence that names the metric."""
    if metric.value_kind == ValueKind.BOOLEAN:
        if value in (True, 1, "1", "true"):
            return Decimal(1)
        if value in (False, 0, "0", "false"):
            return Decimal(0)
        raise Invalid(f"“{metric.name}”请填“是”或“否”。")
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise Invalid(f"“{metric.name}”请填数字。") from error
    if not number.is_finite() or abs(number) >= LARGEST:
        raise Invalid(f"“{metric.name}”的数值过大或有误。")
    if number < 0 and not metric.is_signed:
        raise Invalid(f"“{metric.name}”不能为负数。")
    if number != round(number, metric.decimals):
        raise Invalid(f"“{metric.name}”最多保留 {metric.decimals} 位小数。")
    return number


def _store(actor: User | None, rows: list[FactRow], source: str) -> list[Fact]:
    today, now = clock.today(), clock.now()
    facts = []
    for row in rows:
        problem = period_problem(row.metric.period_kind, row.period, today)
        if problem:
            raise Invalid(f"“{row.metric.name}”：{problem}")
        facts.append(
            Fact(
                organization=row.organization,
                organization_path=row.organization.path,
                metric=row.metric,
                period=row.period,
                value=checked_value(row.metric, row.value),
                source=source,
                said_by=actor,
                said_at=now,
                note=row.note[:200],
            )
        )
    Fact.objects.bulk_create(facts, batch_size=2000)
    _point_at(facts)
    return facts


def _point_at(facts: list[Fact]) -> None:
    # The last of several observations of one thing holds: PostgreSQL refuses to update one row twice.
    latest = {(fact.organization_id, fact.metric_id, fact.period): fact for fact in facts}
    pointers = [
        CurrentFact(
            organization_id=fact.organization_id,
            organization_path=fact.organization_path,
            metric_id=fact.metric_id,
            period=fact.period,
            fact=fact,
        )
        for fact in latest.values()
    ]
    CurrentFact.objects.bulk_create(
        pointers,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["organization", "metric", "period"],
        update_fields=["fact", "organization_path"],
    )


def _metric(metric: Metric | str) -> Metric:
    if isinstance(metric, Metric):
        return metric
    found = Metric.objects.filter(code=metric).first()
    if found is None:
        raise Invalid(f"没有代码为“{metric}”的数据项。")
    return found


def _summary(rows: list[FactRow]) -> str:
    names = "、".join(row.metric.name for row in rows[:8])
    return f"更新 {len(rows)} 项：{names}{'等' if len(rows) > 8 else ''}"
