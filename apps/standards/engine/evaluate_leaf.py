"""One leaf: whether it applies, what its measure reads, what its rule gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from .amounts import ONE, ZERO, summable
from .inputs import Claim, Inputs
from .model import Criterion
from .outcome import Outcome
from .readings import Reading, Used
from .words import Gate, State, Verdict


def evaluate_leaf(
    criterion: Criterion, inputs: Inputs, *, gate: bool = False, without: frozenset[str] = frozenset()
) -> Outcome:
    """Evaluate one leaf.

    Args:
        gate: leaves of a gate carry no points, whatever they say.
        without: keys of events that count in another leaf and therefore not in this one.
    """
    worth = ZERO if gate else criterion.points
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
    if without:
        return _read_without(criterion, worth, claim, inputs, without)
    return _read(criterion, worth, claim, inputs)


def event_points(outcome: Outcome) -> Mapping[str, Decimal]:
    """What each keyed event earned in a leaf, before the leaf's own cap and floor."""
    criterion, reading = outcome.criterion, outcome.reading
    if criterion is None or criterion.scoring is None or reading is None or reading.state is not State.SCORED:
        return {}
    return criterion.scoring.event_points(reading)


def _overruled(criterion: Criterion, worth: Decimal, claim: Claim, inputs: Inputs) -> Outcome:
    """A verified verdict, or what was verified of its parts; whether the leaf applies is settled by it."""
    if claim.not_applicable:
        return _not_applicable(criterion, worth, claim.note)
    if not isinstance(claim.value, bool):
        return _read(criterion, worth, claim, inputs)
    used = (Used("检查结论", "达到" if claim.value else "未达到", source=claim.source),)
    reading = Reading(met=claim.value, share=ONE if claim.value else ZERO, used=used, overruled=True)
    return _decided(criterion, worth, reading, claim)


def _read_without(
    criterion: Criterion, worth: Decimal, claim: Claim | None, inputs: Inputs, without: frozenset[str]
) -> Outcome:
    kept = {kind: [e for e in events if e.key not in without] for kind, events in inputs.events.items()}
    outcome = _read(criterion, worth, claim, replace(inputs, events=kept))
    return replace(outcome, note="同一事项已在得分更高的指标计分，本项不重复计分")


def _read(criterion: Criterion, worth: Decimal, claim: Claim | None, inputs: Inputs) -> Outcome:
    assert criterion.measure is not None
    reading = criterion.measure.read(criterion.code, inputs)
    if reading.state is not State.SCORED:
        return _undecided(criterion, worth, reading.state, reading.reason, reading)
    return _decided(criterion, worth, reading, claim)


def _not_applicable(criterion: Criterion, worth: Decimal, reason: str) -> Outcome:
    granted = worth if criterion.not_applicable == "full" and not criterion.bonus else ZERO
    return Outcome(
        criterion.code,
        criterion.title,
        State.NOT_APPLICABLE,
        None,
        points=granted,
        max=granted,
        full=ZERO if criterion.bonus else worth,
        criterion=criterion,
        reason=reason,
    )


def _undecided(
    criterion: Criterion, worth: Decimal, state: State, reason: str, reading: Reading | None = None
) -> Outcome:
    most, extra = ZERO if criterion.bonus else worth, criterion.extra
    return Outcome(
        criterion.code,
        criterion.title,
        state,
        None,
        max=most,
        extra=extra,
        full=most,
        undecided=most + extra,
        at_risk=max(ZERO, -criterion.least),
        gate=Gate.PENDING if criterion.mandatory else None,
        criterion=criterion,
        reading=reading,
        reason=reason,
    )


def _decided(criterion: Criterion, worth: Decimal, reading: Reading, claim: Claim | None) -> Outcome:
    points = _points(criterion, worth, reading)
    if reading.open and _full(criterion, points, worth):
        reading = replace(reading, met=True)
    gate = Gate.PASSED if reading.met else Gate.FAILED
    return Outcome(
        criterion.code,
        criterion.title,
        State.SCORED,
        _verdict(reading, points, worth),
        points=points,
        max=ZERO if criterion.bonus else worth,
        extra=criterion.extra,
        full=ZERO if criterion.bonus else worth,
        gate=gate if criterion.mandatory else None,
        criterion=criterion,
        reading=reading,
        evidence_short=_evidence_short(criterion, claim),
    )


def _full(criterion: Criterion, points: Decimal, worth: Decimal) -> bool:
    """A measure without a requirement of its own: met with full points; a bonus with any."""
    return points > 0 if criterion.bonus else points >= worth


def _points(criterion: Criterion, worth: Decimal, reading: Reading) -> Decimal:
    if criterion.scoring is None:
        return ZERO
    if reading.overruled:
        return criterion.scoring.by_verdict(worth, reading.met)
    return summable(criterion.scoring.award(worth, reading))


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
