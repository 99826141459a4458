"""``evaluate_version``: a pure function of a version and its inputs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from .amounts import CONTEXT, ZERO
from .evaluate_leaf import evaluate_leaf
from .inputs import Inputs
from .model import Criterion, Version
from .outcome import Outcome, VersionOutcome
from .words import Gate, State, Verdict


def evaluate_version(version: Version, inputs: Inputs) -> VersionOutcome:
    """Evaluate one organization against one version.

    Criteria of other sectors, kinds and levels are left out of the tree; criteria whose condition does
    not hold stay in it as 不适用. Same inputs, same outcome; nothing is read but the arguments, and
    strange facts never raise: they end as 数据不足 with a reason.
    """
    with localcontext(CONTEXT):
        children = _evaluate_all(version.criteria, version, inputs)
        return _root(version, children)


def _evaluate_all(criteria: Sequence[Criterion], version: Version, inputs: Inputs) -> tuple[Outcome, ...]:
    belonging = (c for c in criteria if c.belongs_to(inputs.sector, inputs.kind, inputs.level))
    outcomes = (_evaluate(criterion, version, inputs) for criterion in belonging)
    return tuple(outcome for outcome in outcomes if outcome is not None)


def _evaluate(criterion: Criterion, version: Version, inputs: Inputs) -> Outcome | None:
    if criterion.is_leaf:
        return evaluate_leaf(criterion, inputs, gate=version.is_gate)
    children = _evaluate_all(criterion.children, version, inputs)
    return _section(criterion, children) if children else None


def _section(criterion: Criterion, children: tuple[Outcome, ...]) -> Outcome:
    most, extra = (sum((getattr(child, name) for child in children), ZERO) for name in ("max", "extra"))
    points = _bounded(criterion, sum((child.points for child in children), ZERO))
    if criterion.cap is not None:
        most = min(most, criterion.cap)
        extra = min(extra, criterion.cap - most)
    return Outcome(
        criterion.code,
        criterion.title,
        _state(children),
        _section_verdict(children),
        points=points,
        max=most,
        extra=extra,
        undecided=min(sum((child.undecided for child in children), ZERO), most + extra - points),
        gate=_gate(children),
        criterion=criterion,
        evidence_short=sum(child.evidence_short for child in children),
        children=children,
    )


def _bounded(criterion: Criterion, points: Decimal) -> Decimal:
    if criterion.floor is not None:
        points = max(points, criterion.floor)
    return points if criterion.cap is None else min(points, criterion.cap)


def _counting(children: Sequence[Outcome]) -> Sequence[Outcome]:
    """The children that decide state and verdict: a bonus that nobody claims leaves nothing open."""
    return [child for child in children if not child.is_bonus] or children


def _state(children: Sequence[Outcome]) -> State:
    states = {child.state for child in _counting(children)}
    for state in (State.UNANSWERED, State.INSUFFICIENT, State.SCORED):
        if state in states:
            return state
    return State.NOT_APPLICABLE


def _section_verdict(children: Sequence[Outcome]) -> Verdict | None:
    counted = [child for child in _counting(children) if child.state is not State.NOT_APPLICABLE]
    if not counted or any(child.state is not State.SCORED for child in counted):
        return None
    verdicts = {child.verdict for child in counted}
    return verdicts.pop() if len(verdicts) == 1 else Verdict.PARTIAL


def _gate(children: Sequence[Outcome]) -> Gate | None:
    gates = {child.gate for child in children}
    return next((g for g in (Gate.FAILED, Gate.PENDING, Gate.PASSED) if g in gates), None)


def _root(version: Version, children: tuple[Outcome, ...]) -> VersionOutcome:
    points = sum((child.points for child in children), ZERO)
    most = sum((child.max for child in children), ZERO)
    undecided = sum((child.undecided for child in children), ZERO)
    gate = _gate(children)
    full = most + _dropped(children)
    scale = _scale(version, most, full)
    score = _gate_score(version, children) if version.is_gate else _scaled(points, scale)
    return VersionOutcome(
        version.code,
        version.name,
        _state(children),
        _section_verdict(children),
        points=points,
        max=most,
        undecided=undecided,
        gate=gate,
        evidence_short=sum(child.evidence_short for child in children),
        children=children,
        version=version,
        score=score,
        total=version.total,
        full=full,
        passed=_passed(version, gate, score, _scaled(points + undecided, scale)),
    )


def _dropped(children: Sequence[Outcome]) -> Decimal:
    """Points of the leaves that do not apply and were taken out of the maximum."""
    total = ZERO
    for child in children:
        if child.children:
            total += _dropped(child.children)
        elif child.state is State.NOT_APPLICABLE and not child.max and child.criterion:
            total += child.criterion.points
    return total


def _scale(version: Version, most: Decimal, full: Decimal) -> Decimal | None:
    if most <= 0:
        return None
    return (version.total if version.rebase == "total" else full) / most


def _scaled(points: Decimal, scale: Decimal | None) -> Decimal | None:
    return None if scale is None else points * scale


def _gate_score(version: Version, children: Sequence[Outcome]) -> Decimal | None:
    gates = [leaf.gate for child in children for leaf in child.leaves() if leaf.gate is not None]
    if not gates:
        return None
    return version.total * gates.count(Gate.PASSED) / len(gates)


def _passed(version: Version, gate: Gate | None, score: Decimal | None, best: Decimal | None) -> bool | None:
    """A verdict only when what is still open cannot change it."""
    if gate is Gate.FAILED:
        return False
    if version.pass_mark is None or version.is_gate:
        return True if gate is Gate.PASSED else None
    if score is None or best is None:
        return None
    if best < version.pass_mark:
        return False
    decided = score >= version.pass_mark and gate is not Gate.PENDING
    return True if decided else None
