"""The result tree of an evaluation; sentences are rendered when somebody looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .amounts import ZERO, rounded, spread
from .model import Criterion, Version
from .readings import Reading
from .words import Gate, State, Verdict


@dataclass(frozen=True, slots=True)
class Gain:
    """What would earn the missing points: ``points`` are unrounded, ``text`` is Chinese."""

    points: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of an explanation; ``kind`` is rule, input, arithmetic, note or gain."""

    kind: str
    text: str


@dataclass(frozen=True)
class Outcome:
    """What came out for one criterion.

    ``points`` of ``max`` (both unrounded); ``undecided`` are the points of ``max`` that hang on leaves
    without a verdict, so ``points + undecided`` is the best still possible. ``extra`` is the most that
    bonus may give on top of ``max``. ``gate`` is None where nothing below is mandatory.
    """

    code: str
    title: str
    state: State
    verdict: Verdict | None
    points: Decimal = ZERO
    max: Decimal = ZERO
    undecided: Decimal = ZERO
    gate: Gate | None = None
    criterion: Criterion | None = None
    reading: Reading | None = None
    reason: str = ""
    evidence_short: int = 0
    children: tuple[Outcome, ...] = ()
    extra: Decimal = ZERO
    note: str = ""

    @property
    def is_bonus(self) -> bool:
        """Whether its points come on top."""
        return self.criterion is not None and self.criterion.bonus

    @property
    def is_leaf(self) -> bool:
        """Whether it belongs to a leaf."""
        return self.criterion is not None and self.criterion.is_leaf

    @property
    def explanation(self) -> tuple[Sentence, ...]:
        """Rule, inputs, arithmetic, notes and gain, in that order, in Chinese."""
        from .explain import explain  # explain renders outcomes: the import runs both ways

        return explain(self)

    @property
    def gain(self) -> Gain | None:
        """What would earn the missing points; None when nothing is missing."""
        from .explain import gain

        return gain(self)

    def walk(self) -> Iterator[Outcome]:
        """Itself and everything below, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Outcome]:
        """All leaves below, in order."""
        return (outcome for outcome in self.walk() if outcome.is_leaf)

    def find(self, code: str) -> Outcome | None:
        """The outcome of one criterion, None when it does not belong to the organization."""
        return next((outcome for outcome in self.walk() if outcome.code == code), None)

    def shown_points(self) -> Mapping[str, Decimal]:
        """Points by code with two places, such that shown parts add up to shown sums."""
        shown = {self.code: rounded(self.points)}
        _spread_below(self, shown)
        return shown


@dataclass(frozen=True)
class VersionOutcome(Outcome):
    """The root: the whole version.

    ``score`` is the figure of the whole on the scale of ``total``: rebased points, or for a gate the
    share of mandatory leaves that are met; None when nothing applies. ``full`` is the sum of points of
    all items that belong to the organization, 不适用 ones included. ``passed`` is None while open.
    """

    version: Version | None = None
    score: Decimal | None = None
    total: Decimal = Decimal(100)
    full: Decimal = ZERO
    passed: bool | None = None

    @property
    def shown_score(self) -> Decimal | None:
        """The score with two places, half-up."""
        return None if self.score is None else rounded(self.score)

    def counts(self) -> Mapping[State, int]:
        """Number of leaves in each state."""
        counts = dict.fromkeys(State, 0)
        for leaf in self.leaves():
            counts[leaf.state] += 1
        return counts

    def gaps(self) -> tuple[Outcome, ...]:
        """Unmet or undecided leaves, those with most to gain first."""
        open_leaves = [leaf for leaf in self.leaves() if leaf.gain is not None]
        return tuple(sorted(open_leaves, key=lambda leaf: leaf.points - leaf.max))


def _spread_below(outcome: Outcome, shown: dict[str, Decimal]) -> None:
    parts = [child.points for child in outcome.children]
    for child, points in zip(outcome.children, spread(parts, shown[outcome.code]), strict=True):
        shown[child.code] = points
        _spread_below(child, shown)
