"""From the folded criteria to the score of the whole, with every line of the arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .adjusting import NOTHING, Adjustment, Worlds, total
from .amounts import ZERO
from .buckets import buckets_of
from .composing import composed
from .folding import Fold, fold, gate_of, section_verdict, state_of, sum_up
from .inputs import Inputs
from .lines import with_score
from .model import Version
from .outcome import Line, Outcome, VersionOutcome
from .words import Gate, State


def whole_outcome(version: Version, found: Fold, inputs: Inputs) -> VersionOutcome:
    """The root of the tree with its score: sections folded, then the rules of the whole; grades and vetoes come after it."""
    children = fold(version, found)
    slack = found.slack.get("", NOTHING)
    lines, worlds, most, full = sum_up(children, version.caps_by_section.get("", ()), slack)
    if bonus := _bonus_line(version, children, lines, _base(version, full) < most):
        lines, worlds = (*lines, bonus), worlds.plus(bonus.change)
    root = VersionOutcome(
        version.code,
        version.name,
        state_of(children),
        section_verdict(children),
        points=worlds.now,
        max=most,
        extra=sum((child.extra for child in children), ZERO),
        full=full,
        undecided=max(ZERO, worlds.best - worlds.now),
        at_risk=max(ZERO, worlds.now - worlds.worst),
        gate=gate_of(children),
        evidence_short=sum(child.evidence_short for child in children),
        children=children,
        adjustments=lines,
        version=version,
        total=version.total,
    )
    return _scored(version, root, inputs)


def _bonus_line(
    version: Version, children: Sequence[Outcome], lines: Sequence[Adjustment], shrinking: bool
) -> Adjustment | None:
    cap = version.whole.bonus_cap
    if cap is None:
        return None
    bonus = buckets_of(children, lines, shrinking).bonus
    kept = bonus.each(lambda points: min(points, cap))
    if kept == bonus:
        return None
    return Adjustment("bonus_cap", kept.minus(bonus), "加分", cap, bonus.now, bucket="bonus")


def _base(version: Version, full: Decimal) -> Decimal:
    """To what the basic points are scaled."""
    return version.total if version.rebase == "total" else full


def _scored(version: Version, root: VersionOutcome, inputs: Inputs) -> VersionOutcome:
    if version.is_gate:
        return _gated(version, root)
    if version.whole.parts:
        return composed(version, root, inputs)
    return _plain(version, root)


def _gated(version: Version, root: VersionOutcome) -> VersionOutcome:
    """The percentage of mandatory leaves that are met."""
    gates = [leaf.gate for leaf in root.leaves() if leaf.gate is not None]
    if not gates:
        return root
    share = version.total / len(gates)
    passed, pending = gates.count(Gate.PASSED), gates.count(Gate.PENDING)
    score = version.total * passed / len(gates)
    lines = (Line("", "达标率", score),)
    return with_score(root, Worlds(score, score, score + share * pending), lines)


def _plain(version: Version, root: VersionOutcome) -> VersionOutcome:
    """Points of the criteria, re-based where something does not apply, with what stands on top."""
    if root.state is State.NOT_APPLICABLE or (root.max <= 0 and not version.has_extras):
        return root
    parts = [Line(child.code, child.title, child.points) for child in root.children]
    parts += [Line(item.kind, item.title, item.change.now, item.kind) for item in root.adjustments]
    base = _base(version, root.full)
    if root.max <= 0 or base == root.max:
        return with_score(root, root.worlds, tuple(parts))
    buckets = buckets_of(root.children, root.adjustments, base < root.max) if version.has_extras else None
    basic = buckets.basic if buckets else root.worlds
    scaled = basic.each(lambda points: points * base / root.max)
    parts.append(Line("rebase", "折算", scaled.now - basic.now, "rebase"))
    score = total((scaled, buckets.on_top)) if buckets else scaled
    return with_score(root, score, tuple(parts))
