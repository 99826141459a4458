"""``evaluate_version``: a pure function of a version and its inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext

from .amounts import CONTEXT, ZERO
from .certainty import bounds_hold
from .composing import full_value
from .evaluate_leaf import evaluate_leaf
from .excluding import adjust_leaves
from .folding import Fold
from .grading import best_place, grade_outcome
from .inputs import Inputs
from .model import Criterion, Version
from .needs import ANY_DAY
from .outcome import VersionOutcome, VetoOutcome
from .totals import whole_outcome
from .vetoing import found_vetoes, zeroed_codes


def evaluate_version(version: Version, inputs: Inputs) -> VersionOutcome:
    """Evaluate one organization against one version.

    Criteria of other sectors, kinds and levels are left out of the tree; criteria whose condition does
    not hold stay in it as 不适用. Same inputs, same outcome; nothing is read but the arguments, and
    strange facts never raise: they end as 数据不足 with a reason.

    In this order: points, with exclusions, caps, bonus and the formula → cut-off → prerequisite → limit
    by indicator → veto → (quota: ``rank``) → manual decision.
    """
    with localcontext(CONTEXT):
        leaves = {
            leaf.code: evaluate_leaf(leaf, inputs, gate=version.is_gate)
            for leaf in _belonging(version.criteria, inputs)
        }
        vetoes = found_vetoes(version, inputs)
        points, slack = adjust_leaves(version, leaves, inputs)
        outcome = _summed(version, inputs, Fold(points, slack=slack))
        if zeroed := zeroed_codes(vetoes):
            return _vetoed(version, inputs, outcome, _summed(version, inputs, Fold(points, zeroed)), vetoes)
        return grade_outcome(version, outcome, vetoes, inputs)


def _vetoed(
    version: Version,
    inputs: Inputs,
    plain: VersionOutcome,
    zero: VersionOutcome,
    vetoes: tuple[VetoOutcome, ...],
) -> VersionOutcome:
    """A veto never helps: where zeroed points stand for a deduction, or open a better grade, it changes nothing."""
    chosen = zero if (zero.score or ZERO) <= (plain.score or ZERO) else plain
    if not zero.bounded:
        chosen = replace(chosen, worst=None, best=None, bounded=False)
    without = grade_outcome(version, plain, (), replace(inputs, decision=None))
    return grade_outcome(version, chosen, vetoes, inputs, highest=best_place(without, version.whole.ladder))


def full_points(version: Version, sector: str, level: str, kind: str = "") -> Decimal:
    """The full score of an organization of this sector, level and kind: conditions and bonus aside."""
    inputs = Inputs(as_of=ANY_DAY, sector=sector, level=level, kind=kind)
    outcome = evaluate_version(version, inputs)
    return full_value(version, outcome.parts) if outcome.parts else outcome.full


def _belonging(criteria: Sequence[Criterion], inputs: Inputs) -> Iterator[Criterion]:
    for criterion in criteria:
        if not criterion.belongs_to(inputs.sector, inputs.kind, inputs.level):
            continue
        if criterion.is_leaf:
            yield criterion
        else:
            yield from _belonging(criterion.children, inputs)


def _summed(version: Version, inputs: Inputs, found: Fold) -> VersionOutcome:
    outcome = whole_outcome(version, found, inputs)
    return (
        outcome
        if bounds_hold(version, outcome, found.zeroed)
        else replace(outcome, worst=None, best=None, bounded=False)
    )
