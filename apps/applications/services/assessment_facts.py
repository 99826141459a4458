"""Figures told in a self-assessment become facts of the organization: nobody types them twice."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.verdicts import require
from apps.organizations.choices import ValueKind
from apps.organizations.models import Fact, Metric
from apps.organizations.periods import period_of
from apps.organizations.queries import metrics_named
from apps.organizations.services import FactRow, confirm_fact, record_known_fact
from apps.standards import engine
from apps.standards.queries import engine_version

from .. import assessment_rules as rules
from ..answers import member_metrics, own_metric
from ..models import Response
from ..queries.assessment import Desk


@transaction.atomic(savepoint=False)
def record_told(
    actor: User | None, desk: Desk, leaf: engine.Criterion, given: Any, facts: Mapping[str, Any]
) -> list[Fact]:
    """Record what an answer and its figures tell about metrics, each unless it is known already.

    The organization's row is locked with the self-assessment: what the desk has read of these metrics is what holds.

    Returns:
        The new facts that hold from now on.

    Raises:
        Invalid: a metric that the leaf does not read, or a value that the metric does not allow.
    """
    told = {**_implied(leaf, given), **facts}
    told = {key: value for key, value in told.items() if value is not None and value != ""}
    told = {key: value for key, value in told.items() if not _known(desk, key, value)}
    if not told:
        return []
    allowed = _readable(leaf)
    metrics = _metrics({key.partition("@")[0] for key in told}, desk)
    news: list[Fact] = []
    for key, value in told.items():
        code, _, period = key.partition("@")
        if code not in allowed or code not in metrics:
            raise Invalid(f"“{leaf.title}”不使用数据项“{code}”。")
        news += _tell(actor, desk, metrics[code], period, value, news)
    return news


def _metrics(codes: set[str], desk: Desk) -> dict[str, Metric]:
    """The metrics by code; those whose facts are at hand are read already."""
    known = {code: desk.current[code].metric for code in codes if code in desk.current}
    lacking = codes - known.keys()
    return {**known, **metrics_named(lacking)} if lacking else known


def _known(desk: Desk, key: str, value: Any) -> bool:
    """Whether the newest fact says so already: then its metric need not be read."""
    fact = desk.current.get(key)
    return fact is not None and _same(fact.metric, fact.value, value)


def _tell(actor: User | None, desk: Desk, metric: Metric, period: str, value: Any, news: Sequence[Fact]) -> list[Fact]:
    """Record the value unless it is the one known already; what a ledger tells is not stated once more."""
    from .gap_items import recognise_met_gaps

    known = desk.facts.get((metric.pk, period)) if period else desk.current.get(metric.code)
    if known is not None and _same(metric, known.value, value):
        return []
    derived = desk.derived.get(metric.code)
    if derived is not None and period in ("", derived.period) and _same(metric, derived.value, value):
        return []
    place = desk.application.organization
    row = FactRow(place, metric, value, period or period_of(metric.period_kind, clock.today()))
    held = {(fact.metric_id, fact.period): fact for fact in (*desk.facts.values(), *news)}
    fact = record_known_fact(
        actor=actor, row=row, known=held.values(), told=() if desk.gaps_open else (recognise_met_gaps,)
    )
    return [fact] if fact.outranked_by is None else []


def _same(metric: Metric, known: Decimal | bool, value: Any) -> bool:
    if metric.value_kind == ValueKind.BOOLEAN:
        return bool(known) == (value in (True, 1, "1", "true"))
    number, _ = engine.parse_amount(value, signed=True)
    return number == known


def _implied(leaf: engine.Criterion, given: Any) -> dict[str, Any]:
    """Values of metrics that the answer itself tells; a member left unticked tells nothing."""
    told: dict[str, Any] = {}
    if given.value is not None and (code := own_metric(leaf)):
        told[code] = given.value
    ticked = member_metrics(leaf)
    told.update({metric: True for member, metric in ticked.items() if member in given.members})
    return told


def _readable(leaf: engine.Criterion) -> set[str]:
    """Metrics that the leaf or its condition reads."""
    assert leaf.measure is not None
    own = {need.code for need in leaf.measure.needs(leaf.code) if need.kind in ("metric", "history")}
    return own | {test.key for test in (leaf.when.tests() if leaf.when else ()) if test.is_metric}


@transaction.atomic
def confirm_told(*, actor: User, response: Response, metric: str, period: str) -> None:
    """Say of a value that a leaf reads that it is right although it looks doubtful.

    Raises:
        Refused, OutOfPhase, OutOfTurn: not this person's, or not now.
        Invalid: the leaf does not read the metric, or nothing is known of it.
    """
    from .self_assessment import locked_assessment, recompute

    assessment = locked_assessment(response.self_assessment_id)
    require(rules.can_answer(actor, assessment))
    application = assessment.application
    leaf = engine_version(application.standard_version).by_code[response.criterion.code]
    found = Metric.objects.filter(code=metric).first() if metric in _readable(leaf) else None
    if found is None:
        raise Invalid(f"“{leaf.title}”不使用这个数据项。")
    confirm_fact(actor=actor, organization=application.organization, metric=found, period=period)
    recompute(assessment)
