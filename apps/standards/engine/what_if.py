"""What it would take: the unmet and open leaves, most to gain first, and the score once they are met.

The same engine says both: a leaf that is taken as met is a claim that overrules, and everything else (caps,
prerequisites, grades) follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .amounts import ZERO
from .evaluate import evaluate_version
from .inputs import Claim, Inputs
from .model import Version
from .outcome import Outcome, VersionOutcome

SUPPOSED = "what_if"
ENOUGH_EVIDENCE = 999


@dataclass(frozen=True)
class Step:
    """One leaf to meet. ``outcome`` is the whole once this leaf and all before it are met."""

    leaf: Outcome
    outcome: VersionOutcome
    before: Decimal

    @property
    def score(self) -> Decimal:
        """The score of the whole, unrounded; zero where nothing applies."""
        return self.outcome.score or ZERO

    @property
    def gained(self) -> Decimal:
        """By how much the whole grows through this leaf; a cap may leave nothing."""
        return self.score - self.before


@dataclass(frozen=True)
class WhatIf:
    """The whole as it stands, and the steps from there to the best that can be reached."""

    outcome: VersionOutcome
    steps: tuple[Step, ...]

    @property
    def best(self) -> VersionOutcome:
        """The whole once every leaf is met."""
        return self.steps[-1].outcome if self.steps else self.outcome

    @property
    def needed_to_pass(self) -> int | None:
        """How many of the first steps reach the pass mark (or the gate); 0: passed already, None: out of reach."""
        if self.outcome.passed:
            return 0
        return next((number for number, step in enumerate(self.steps, 1) if step.outcome.passed), None)


def what_if(version: Version, inputs: Inputs) -> WhatIf:
    """The steps of one organization, ordered by the points that each leaf can still earn.

    Leaves with equal gains stand in the order of the standard; in a gate, which has no points, all do.
    """
    outcome = evaluate_version(version, inputs)
    return WhatIf(outcome, tuple(_steps(version, inputs, outcome, outcome.gaps())))


def _steps(version: Version, inputs: Inputs, start: VersionOutcome, leaves: Sequence[Outcome]) -> Iterator[Step]:
    claims, before = dict(inputs.claims), start.score or ZERO
    for leaf in leaves:
        claims[leaf.code] = Claim(value=True, overrules=True, source=SUPPOSED, evidence=ENOUGH_EVIDENCE)
        outcome = evaluate_version(version, replace(inputs, claims=dict(claims)))
        yield Step(leaf, outcome, before)
        before = outcome.score or ZERO
