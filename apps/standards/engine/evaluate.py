"""``evaluate_version``: a pure function of a version and its inputs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from .amounts import CONTEXT, ONE, ZERO, summable
from .inputs import Claim, Inputs
from .model import Criterion, Version
from .outcome import Outcome, VersionOutcome
from .readings import Reading, Used
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
        return _leaf(criterion, version, inputs)
    children = _evaluate_all(criterion.children, version, inputs)
    return _section(criterion, children) if children else None


def _leaf(criterion: Criterion, version: Version, inputs: Inputs) -> Outcome:
    worth = ZERO if version.is_gate else criterion.points
    claim = inputs.claims.get(criterion.code)
    if claim is not None and claim.overrules:
        return _overruled(criterion, worth, claim, inputs)
    applies = True if criterion.when is None else criterion.when.holds(inputs)
    if applies is False:
        return _not_applicable(criterion, worth, "")
    if claim is not None and claim.not_applicable and criterion.claim_not_applicable:
        return _not_applicable(criterion, worth, claim.note or "本单位申请不适用")
    if applies is None and criterion.when is not None:
        missing = "、".join(criterion.when.unknown_labels(inputs))
        return _undecided(criterion, worth, State.INSUFFICIENT, f"缺少“{missing}”，无法判断是否适用")
    return _read(criterion, worth, claim, inputs)


def _overruled(criterion: Criterion, worth: Decimal, claim: Claim, inputs: Inputs) -> Outcome:
    """A verified verdict, or what was verified of its parts; whether the leaf applies is settled by it."""
    if claim.not_applicable:
        return _not_applicable(criterion, worth, claim.note)
    if not isinstance(claim.value, bool):
        return _read(criterion, worth, claim, inputs)
    used = (Used("检查结论", "达到" if claim.value else "未达到", source=claim.source),)
    reading = Reading(met=claim.value, share=ONE if claim.value else ZERO, used=used, overruled=True)
    return _decided(criterion, worth, reading, claim)


def _read(criterion: Criterion, worth: Decimal, claim: Claim | None, inputs: Inputs) -> Outcome:
    assert criterion.measure is not None
    reading = criterion.measure.read(criterion.code, inputs)
    if reading.state is not State.SCORED:
        return _undecided(criterion, worth, reading.state, reading.reason, reading)
    return _decided(criterion, worth, reading, claim)


def _not_applicable(criterion: Criterion, worth: Decimal, reason: str) -> Outcome:
    granted = worth if criterion.not_applicable == "full" else ZERO
    return Outcome(
        criterion.code,
        criterion.title,
        State.NOT_APPLICABLE,
        None,
        points=granted,
        max=granted,
        criterion=criterion,
        reason=reason,
    )


def _undecided(
    criterion: Criterion, worth: Decimal, state: State, reason: str, reading: Reading | None = None
) -> Outcome:
    return Outcome(
        criterion.code,
        criterion.title,
        state,
        None,
        max=worth,
        undecided=worth,
        gate=Gate.PENDING if criterion.mandatory else None,
        criterion=criterion,
        reading=reading,
        reason=reason,
    )


def _decided(criterion: Criterion, worth: Decimal, reading: Reading, claim: Claim | None) -> Outcome:
    points = _points(criterion, worth, reading)
    gate = Gate.PASSED if reading.met else Gate.FAILED
    return Outcome(
        criterion.code,
        criterion.title,
        State.SCORED,
        _verdict(reading, points, worth),
        points=points,
        max=worth,
        gate=gate if criterion.mandatory else None,
        criterion=criterion,
        reading=reading,
        evidence_short=_evidence_short(criterion, claim),
    )


def _points(criterion: Criterion, worth: Decimal, reading: Reading) -> Decimal:
    if reading.overruled:
        return worth if reading.met else ZERO
    return summable(criterion.scoring.award(worth, reading)) if criterion.scoring else ZERO


def _verdict(reading: Reading, points: Decimal, worth: Decimal) -> Verdict:
    if reading.met:
        return Verdict.MET
    partly = points > 0 if worth else reading.share > 0
    return Verdict.PARTIAL if partly else Verdict.UNMET


def _evidence_short(criterion: Criterion, claim: Claim | None) -> int:
    if criterion.evidence.need != "required":
        return 0
    given = claim.evidence if claim is not None else 0
    return max(0, max(1, criterion.evidence.at_least) - given)


def _section(criterion: Criterion, children: tuple[Outcome, ...]) -> Outcome:
    points = sum((child.points for child in children), ZERO)
    most = sum((child.max for child in children), ZERO)
    if criterion.cap is not None:
        points, most = min(points, criterion.cap), min(most, criterion.cap)
    return Outcome(
        criterion.code,
        criterion.title,
        _state(children),
        _section_verdict(children),
        points=points,
        max=most,
        undecided=min(sum((child.undecided for child in children), ZERO), most - points),
        gate=_gate(children),
        criterion=criterion,
        evidence_short=sum(child.evidence_short for child in children),
        children=children,
    )


def _state(children: Sequence[Outcome]) -> State:
    states = {child.state for child in children}
    for state in (State.UNANSWERED, State.INSUFFICIENT, State.SCORED):
        if state in states:
            return state
    return State.NOT_APPLICABLE


def _section_verdict(children: Sequence[Outcome]) -> Verdict | None:
    counted = [child for child in children if child.state is not State.NOT_APPLICABLE]
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
