"""From decided leaves to sections: sums, caps and floors, states and gates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .adjusting import NOTHING, Adjustment, Worlds, bounded, total
from .amounts import ZERO
from .buckets import bucket_of, buckets_of
from .model import Criterion, Version
from .outcome import Outcome
from .whole import SharedCap
from .words import Gate, State, Verdict


@dataclass(frozen=True, slots=True)
class Fold:
    """Decided leaves by code, and what a veto zeroes; leaves that are absent do not belong.

    ``slack`` is added to the worst and best of a section (of the whole under an empty code).
    """

    leaves: Mapping[str, Outcome]
    zeroed: frozenset[str] = frozenset()
    slack: Mapping[str, Worlds] = field(default_factory=dict)


def fold(version: Version, found: Fold) -> tuple[Outcome, ...]:
    """The outcomes of the version's top criteria."""
    return _fold_all(version.criteria, version, found)


def _fold_all(criteria: Sequence[Criterion], version: Version, found: Fold) -> tuple[Outcome, ...]:
    outcomes = (_fold(criterion, version, found) for criterion in criteria)
    return tuple(outcome for outcome in outcomes if outcome is not None)


def _fold(criterion: Criterion, version: Version, found: Fold) -> Outcome | None:
    if criterion.is_leaf:
        outcome = found.leaves.get(criterion.code)
    else:
        children = _fold_all(criterion.children, version, found)
        outcome = _section(criterion, children, version, found) if children else None
    return zero(outcome) if outcome is not None and criterion.code in found.zeroed else outcome


def zero(outcome: Outcome) -> Outcome:
    """The outcome with its points taken by a veto, kind by kind; what it costs anyway stays."""
    taken = [points > 0 for points in outcome.worlds]
    kinds = buckets_of([outcome]).by_name()
    changes = {
        kind: Worlds(*(-amount if gone else ZERO for amount, gone in zip(worlds, taken, strict=True)))
        for kind, worlds in kinds.items()
    }
    kept = {kind: change for kind, change in changes.items() if change != NOTHING} or {bucket_of(outcome): NOTHING}
    lines = (Adjustment("veto", change, before=outcome.points, bucket=kind) for kind, change in kept.items())
    return adjusted(outcome, *lines)


def adjusted(outcome: Outcome, *lines: Adjustment) -> Outcome:
    """The outcome with further lines, their changes counted in."""
    worlds = total((outcome.worlds, *(line.change for line in lines)))
    return replace(
        outcome,
        points=worlds.now,
        undecided=max(ZERO, worlds.best - worlds.now),
        at_risk=max(ZERO, worlds.now - worlds.worst),
        max=outcome.max + sum((line.max_change for line in lines), ZERO),
        full=outcome.full + sum((line.full_change for line in lines), ZERO),
        adjustments=(*outcome.adjustments, *lines),
    )


def _section(criterion: Criterion, children: tuple[Outcome, ...], version: Version, found: Fold) -> Outcome:
    slack = found.slack.get(criterion.code, NOTHING)
    lines, worlds, most, full = sum_up(children, version.caps_by_section.get(criterion.code, ()), slack)
    if criterion.cap is not None or criterion.floor is not None:
        own, worlds, most, full = _bounds(criterion, children, worlds, most, full)
        lines = (*lines, *own)
    return Outcome(
        criterion.code,
        criterion.title,
        state_of(children),
        section_verdict(children),
        points=worlds.now,
        max=most,
        extra=_extra(criterion, children, most),
        full=full,
        undecided=max(ZERO, worlds.best - worlds.now),
        at_risk=max(ZERO, worlds.now - worlds.worst),
        gate=gate_of(children),
        criterion=criterion,
        evidence_short=sum(child.evidence_short for child in children),
        children=children,
        adjustments=lines,
    )


def _extra(criterion: Criterion, children: Sequence[Outcome], most: Decimal) -> Decimal:
    extra = sum((child.extra for child in children), ZERO)
    return extra if criterion.cap is None else max(ZERO, min(extra, criterion.cap - most))


def sum_up(
    children: Sequence[Outcome], caps: Sequence[SharedCap], slack: Worlds
) -> tuple[tuple[Adjustment, ...], Worlds, Decimal, Decimal]:
    """Lines of shared caps, points in all worlds, maximum without and with what does not apply."""
    now = worst = best = most = full = ZERO
    for child in children:
        now += child.points
        worst -= child.at_risk
        best += child.undecided
        most += child.max
        full += child.full
    worlds = Worlds(now, now + worst, now + best).plus(slack)
    lines = tuple(line for cap in caps for line in _shared(cap, children))
    for line in lines:
        worlds = worlds.plus(line.change)
        most, full = most + line.max_change, full + line.full_change
    return lines, worlds, most, full


def _shared(cap: SharedCap, children: Sequence[Outcome]) -> Iterator[Adjustment]:
    nodes = [node for child in children for node in child.walk() if node.code in cap.of]
    before = total(node.worlds for node in nodes)
    most = sum((node.max for node in nodes), ZERO)
    full = sum((node.full for node in nodes), ZERO)
    for kind, change in _changes(before, cap.least, cap.most, always=cap.most is not None and full > cap.most):
        bucket, mixed = _hit(nodes, kind)
        yield Adjustment(
            f"shared_{kind}",
            change,
            title=cap.title,
            limit=cap.least if kind == "floor" else cap.most,
            before=before.now,
            max_change=ZERO if kind == "floor" else bounded(most, None, cap.most) - most,
            full_change=ZERO if kind == "floor" else bounded(full, None, cap.most) - full,
            bucket=bucket,
            mixed=mixed,
            codes=cap.of,
            others=tuple(node.title for node in nodes),
        )


def _changes(
    before: Worlds, least: Decimal | None, most: Decimal | None, always: bool = False
) -> Iterator[tuple[str, Worlds]]:
    """What a floor and a cap change, each where it does in any world; the cap wins where they cross."""
    lifted = before.each(lambda points: bounded(points, least, None))
    kept = lifted.each(lambda points: bounded(points, None, most))
    floor, cap = lifted.minus(before), kept.minus(lifted)
    if floor != NOTHING:
        yield "floor", floor
    if cap != NOTHING or always:
        yield "cap", cap


def _bounds(
    criterion: Criterion, children: Sequence[Outcome], worlds: Worlds, most: Decimal, full: Decimal
) -> tuple[tuple[Adjustment, ...], Worlds, Decimal, Decimal]:
    """The section's own cap and floor."""
    lines: tuple[Adjustment, ...] = ()
    kept = worlds
    for kind, change in _changes(worlds, criterion.floor, criterion.cap):
        limit = criterion.floor if kind == "floor" else criterion.cap
        bucket, mixed = _hit(children, kind)
        lines += (Adjustment(kind, change, criterion.title, limit, kept.now, bucket=bucket, mixed=mixed),)
        kept = kept.plus(change)
    return lines, kept, bounded(most, None, criterion.cap), bounded(full, None, criterion.cap)


def _hit(nodes: Sequence[Outcome], kind: str) -> tuple[str, bool]:
    """Which points a bound changes, and whether it bounds several kinds together.

    A cap takes from bonus first, a floor gives back deductions first, both leave basic points alone where
    others are at hand: what is re-based is never lowered by more than what it gained.
    """
    kinds = {bucket_of(leaf) for node in nodes for leaf in node.leaves()}
    order = ("bonus", "deducted", "basic") if kind.endswith("cap") else ("deducted", "bonus", "basic")
    return next((name for name in order if name in kinds), "basic"), len(kinds) > 1


def _counting(children: Sequence[Outcome]) -> Sequence[Outcome]:
    """The children that decide state and verdict: a bonus that nobody claims leaves nothing unanswered."""
    return [child for child in children if not child.is_bonus] or children


def state_of(children: Sequence[Outcome]) -> State:
    """The least settled state below."""
    states = {child.state for child in _counting(children)}
    for state in (State.UNANSWERED, State.INSUFFICIENT, State.SCORED):
        if state in states:
            return state
    return State.NOT_APPLICABLE


def section_verdict(children: Sequence[Outcome]) -> Verdict | None:
    """The verdict of all, partial when they differ, None while one is open."""
    counted = [child for child in _counting(children) if child.state is not State.NOT_APPLICABLE]
    if not counted or any(child.state is not State.SCORED for child in counted):
        return None
    verdicts = {child.verdict for child in counted}
    return verdicts.pop() if len(verdicts) == 1 else Verdict.PARTIAL


def gate_of(children: Sequence[Outcome]) -> Gate | None:
    """Failed when one has failed, pending when one is open."""
    gates = {child.gate for child in children}
    return next((g for g in (Gate.FAILED, Gate.PENDING, Gate.PASSED) if g in gates), None)
