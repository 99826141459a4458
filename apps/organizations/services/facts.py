"""Facts, entered once: an append-only observation and a pointer to the one that holds now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.bulk import store_with_pointer
from apps.core.components.text import time_cn
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.limits import shortened
from apps.core.prepared import prepared
from apps.core.states import record
from apps.core.verdicts import require

from .. import rules
from ..choices import FactSource
from ..fact_values import checked_value, doubt_about, still_verified
from ..models import CurrentFact, Fact, Metric, Organization
from ..periods import period_before, period_problem
from .hearing import Hearer, facts_changed

Key = tuple[int, int, str]
CONFIRMED = "已核对，情况属实"
POINTED = ("organization", "metric", "period")


@dataclass(frozen=True, slots=True)
class FactRow:
    """One observation for :func:`record_facts`."""

    organization: Organization
    metric: Metric
    value: Any
    period: str = ""
    note: str = ""
    #: Why it asks to be checked, where an import has found out already.
    doubt: str = ""


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
    """Note an organization's value of a metric for a period; it holds from now on unless a visit verified another.

    Args:
        actor: the organization's secretary, an office above, an inspector (source ``inspection``), None for the system.
        metric: the metric or its code.
        value: a number in the metric's unit; true or false for a yes-no metric.
        period: ``2026``, ``2026H2``, ``2026Q4``, ``2026-11``; empty for the present state.

    Returns:
        The observation; ``outranked_by`` is the verified one that goes on holding, if any.

    Raises:
        Refused: not this person's to tell.
        Invalid: unknown metric, wrong period, or a value that the metric does not allow.
    """
    require(rules.can_record_fact(actor, organization, source))
    row = FactRow(organization, _metric(metric), value, period, note)
    return _store(actor, [row], source)[0]


@transaction.atomic(savepoint=False)
def record_known_fact(
    *,
    actor: User | None,
    row: FactRow,
    known: Iterable[Fact],
    told: Collection[Hearer] = (),
    source: str = FactSource.SELF,
) -> Fact:
    """The same inside the transaction of a caller that holds the organization's row and has read what is known.

    Args:
        known: the facts of the metric that hold.
        told: of those who live by facts, whom the caller sees to itself.

    Raises: as :func:`record_fact`; the caller's whole transaction is undone.
    """
    require(rules.can_record_fact(actor, row.organization, source))
    held = {(fact.organization_id, fact.metric_id, fact.period): fact for fact in known}
    return _store(actor, [row], source, known=held, told=told)[0]


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


@transaction.atomic
def record_verified(*, actor: User, rows: Iterable[FactRow]) -> list[Fact]:
    """Note what a team found on site. Higher services call it for a visit that they have accepted: no rule is asked.

    Such a value outranks what is told later of the same period; the present state until the end of the year.
    """
    open_rows = [row for row in rows if row.organization.closed_on is None]
    return _store(actor, open_rows, FactSource.INSPECTION) if open_rows else []


@transaction.atomic
def enter_facts(*, actor: User, organization: Organization, rows: Iterable[FactRow], seen: int) -> list[Fact]:
    """Note what a person types on the page of one organization; the observations are the record of the act.

    Args:
        seen: the newest observation that the page showed (:func:`queries.newest_fact`).

    Raises:
        StaleVersion: somebody else told one of these values since; nothing is stored.
        Refused, Invalid: as :func:`record_fact`.
    """
    acting = require(rules.can_record_fact(actor, organization))
    source = FactSource.SELF if acting.role == Role.SECRETARY else FactSource.OFFICE
    return _store(actor, list(rows), source, seen=seen)


@transaction.atomic
def restate_facts(
    *, actor: User | None, organization: Organization, rows: Iterable[FactRow], seen: int | None = None
) -> list[Fact]:
    """State values anew because the organization itself changed; what a visit found was of another one than it is now.

    Args:
        seen: the newest observation that the page showed; None skips the check.

    Raises:
        StaleVersion: somebody else told one of these values since; nothing is stored.
        Refused, Invalid: as :func:`record_fact`.
    """
    require(rules.can_record_fact(actor, organization, FactSource.OFFICE))
    return _store(actor, list(rows), FactSource.OFFICE, seen=seen, overrule=True)


@transaction.atomic
def correct_fact(
    *,
    actor: User,
    organization: Organization,
    metric: Metric,
    period: str,
    value: Any,
    note: str,
    seen: int | None = None,
) -> Fact:
    """Put a wrong value right by a new observation; the wrong one stays in the history.

    An office above may also correct what was verified in a visit.

    Args:
        seen: the newest observation that the page showed; None skips the check.

    Raises:
        StaleVersion: somebody else told another value since.
        Invalid: no reason given, nothing there to correct, or as :func:`record_fact`.
        Refused: not this person's to tell, or verified in a visit.
    """
    acting = require(rules.can_record_fact(actor, organization))
    if not note.strip():
        raise Invalid("请写明更正的理由。")
    current = CurrentFact.objects.filter(organization=organization, metric=metric, period=period)
    known = current.select_related("fact").first()
    if known is None:
        raise Invalid("该时期还没有数据，请在填报页填写。")
    require(rules.can_correct_fact(actor, organization, known.fact))
    if checked_value(metric, value) == known.fact.value:
        raise Invalid("数值没有变化，无需更正。")
    source = FactSource.SELF if acting.role == Role.SECRETARY else FactSource.OFFICE
    row = FactRow(organization, metric, value, period, note.strip())
    fact = _store(actor, [row], source, seen=seen, overrule=True)[0]
    record(organization, "correct_fact", acting=acting, reason=f"{metric.name}：{note.strip()}")
    return fact


@transaction.atomic
def confirm_fact(*, actor: User, organization: Organization, metric: Metric, period: str) -> Fact:
    """Say that a doubtful value is right: the same value again, without the doubt."""
    acting = require(rules.can_record_fact(actor, organization))
    current = CurrentFact.objects.filter(organization=organization, metric=metric, period=period)
    known = current.select_related("fact").first()
    if known is None:
        raise Invalid("该时期还没有数据，请在填报页填写。")
    if not known.fact.doubt:
        return known.fact
    source = FactSource.SELF if acting.role == Role.SECRETARY else FactSource.OFFICE
    row = FactRow(organization, metric, known.fact.value, period, CONFIRMED)
    return _store(actor, [row], source, doubting=False)[0]


def _store(
    actor: User | None,
    rows: list[FactRow],
    source: str,
    *,
    seen: int | None = None,
    overrule: bool = False,
    doubting: bool = True,
    known: Mapping[Key, Fact] | None = None,
    told: Collection[Hearer] = (),
) -> list[Fact]:
    today, now = clock.today(), clock.now()
    by_itself, known = known is not None, _known(rows) if known is None else known
    facts = []
    for row in rows:
        problem = period_problem(row.metric.period_kind, row.period, today)
        if problem:
            raise Invalid(f"“{row.metric.name}”：{problem}")
        value = checked_value(row.metric, row.value)
        fact = Fact(
            organization=row.organization,
            organization_path=row.organization.path,
            metric=row.metric,
            period=row.period,
            value=value,
            source=source,
            said_by=actor,
            said_at=now,
            note=shortened(row.note, 200),
            doubt=_doubt(row, value, known) if doubting and source != FactSource.INSPECTION else "",
        )
        held = known.get((row.organization.pk, row.metric.pk, row.period))
        if held is not None:
            _refuse_stale(actor, row, held, seen)
            if source != FactSource.INSPECTION and not overrule and still_verified(held, today):
                fact.outranked_by = held
        facts.append(fact)
    _insert(facts, by_itself)
    facts_changed((row.organization.pk for row in rows), but=told)
    return facts


def _insert(facts: list[Fact], by_itself: bool) -> None:
    """Store observations, and let the pointers show those that hold from now on."""
    if by_itself and facts[0].outranked_by is None:
        store_with_pointer(facts[0], _pointer(facts[0]), "fact", POINTED)
        return
    Fact.objects.bulk_create(facts, batch_size=2000)
    _point_at([fact for fact in facts if fact.outranked_by is None])


def _known(rows: list[FactRow]) -> dict[Key, Fact]:
    """What holds of these metrics so far. The organizations are locked: facts of one are written one after another."""
    ids = sorted({row.organization.pk for row in rows})
    _locked(ids)
    return {
        (pointer.organization_id, pointer.metric_id, pointer.period): pointer.fact
        for pointer in _held(ids, sorted({row.metric.pk for row in rows}))
    }


@prepared
def _locked(ids: list[int]) -> "QuerySet[Any, Any]":
    return Organization.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk")


@prepared
def _held(ids: list[int], metrics: list[int]) -> "QuerySet[Any]":
    pointers = CurrentFact.objects.filter(organization_id__in=ids, metric_id__in=metrics).order_by()
    return pointers.select_related("fact__said_by")


def _doubt(row: FactRow, value: Any, known: Mapping[Key, Fact]) -> str:
    period = period_before(row.period)
    before = known.get((row.organization.pk, row.metric.pk, period))
    return doubt_about(row.metric, value, before.value if before else None, period)[:120]


def _refuse_stale(actor: User | None, row: FactRow, held: Fact, seen: int | None) -> None:
    if seen is None or held.pk <= seen or (actor is not None and held.said_by_id == actor.pk):
        return
    who = held.said_by.name if held.said_by else "系统"
    held.metric = row.metric
    raise StaleVersion(
        f"“{row.metric.name}”刚由{who}填为 {held.value_text}（{time_cn(held.said_at)}），您的内容没有覆盖。请刷新后再改。"
    )


def _point_at(facts: list[Fact]) -> None:
    # The last of several observations of one thing holds: PostgreSQL refuses to update one row twice.
    latest = {(fact.organization_id, fact.metric_id, fact.period): fact for fact in facts}
    CurrentFact.objects.bulk_create(
        [_pointer(fact) for fact in latest.values()],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=POINTED,
        update_fields=["fact", "organization_path"],
    )


def _pointer(fact: Fact) -> CurrentFact:
    return CurrentFact(
        organization_id=fact.organization_id,
        organization_path=fact.organization_path,
        metric_id=fact.metric_id,
        period=fact.period,
        fact_id=fact.pk,
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
