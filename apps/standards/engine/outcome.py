"""The result tree of an evaluation; sentences are rendered when somebody looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .adjusting import NOTHING, Adjustment, Worlds
from .amounts import ZERO, rounded, spread
from .model import Criterion, Version
from .readings import Reading, Used
from .whole import GradeBand, Part, VetoRule
from .words import Gate, State, Verdict


@dataclass(frozen=True, slots=True)
class Gain:
    """What would earn the missing points: ``points`` are unrounded, ``text`` is Chinese.

    ``verb`` says how they come: 再得, 再加 (bonus) or 少扣 (deduction).
    """

    points: Decimal
    text: str
    verb: str = "再得"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of an explanation; ``kind`` is rule, input, arithmetic, note or gain."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One addend of a total: a criterion, a part, or what a rule of the whole changed."""

    code: str
    title: str
    points: Decimal
    kind: str = "criterion"
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came out for one criterion.

    ``points`` of ``max`` (both unrounded); ``undecided`` are the points that hang on leaves without a
    verdict, so ``points + undecided`` is the best still possible and ``points - at_risk`` the worst.
    ``extra`` is the most that bonus may give on top of ``max``, ``full`` is ``max`` with what does not
    apply. ``gate`` is None where nothing below is mandatory. Children and ``adjustments`` add up to
    the points of a section; a leaf's adjustments are in its points.
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
    at_risk: Decimal = ZERO
    extra: Decimal = ZERO
    full: Decimal = ZERO
    note: str = ""
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def is_bonus(self) -> bool:
        """Whether its points come on top."""
        return self.criterion is not None and self.criterion.bonus

    @property
    def is_deduction(self) -> bool:
        """Whether it is a leaf that can only take points."""
        scoring = self.criterion.scoring if self.criterion is not None else None
        return scoring is not None and not self.max and not self.extra and scoring.floor < 0

    @property
    def is_leaf(self) -> bool:
        """Whether it belongs to a leaf."""
        return self.criterion is not None and self.criterion.is_leaf

    @property
    def worlds(self) -> Worlds:
        """The points now, at worst and at best."""
        return Worlds(self.points, self.points - self.at_risk, self.points + self.undecided)

    @property
    def earned(self) -> Decimal:
        """The points of a leaf by its own rule, before exclusions and vetoes."""
        return self.points - sum((item.change.now for item in self.adjustments), ZERO)

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
        """Points by code with two places, such that shown parts add up to shown sums.

        The adjustments of a section stand under its code and their number, as ``care~1``.
        """
        shown = {self.code: rounded(self.points)}
        _spread_below(self, shown)
        return shown


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """One part of a composite: its value so far, at worst and at best; ``reason`` why it is open."""

    part: Part
    state: State
    value: Worlds = NOTHING
    full: Decimal = ZERO
    used: Used | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class VetoOutcome:
    """One veto that somebody found; in force only with evidence, decider and date."""

    rule: VetoRule
    in_force: bool
    decided_by: str = ""
    decided_on: str = ""
    evidence: str = ""
    note: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a step moved a grade, or did not: ``holds`` is None while it cannot be known."""

    title: str
    holds: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class GradeStep:
    """One step on the way to the grade.

    ``kind``: points, cutoff, prerequisite, limit, veto, quota, decision. ``before`` and ``after`` are the
    grades still possible, best first; an empty title stands for no grade.
    """

    kind: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the step made a difference."""
        return self.before != self.after


@dataclass(frozen=True)
class VersionOutcome(Outcome):
    """The root: the whole version.

    ``score`` is the figure of the whole on the scale of ``total``: rebased points with bonus and
    deductions, the value of the formula, or for a gate the share of mandatory leaves that are met; None
    when nothing applies. ``lines`` add up to it; ``worst`` and ``best`` are what open leaves leave
    possible; None and not ``bounded`` while the table allows no such promise. ``passed`` and ``grade`` are None while something open can change them (``grade_open``
    tells an open grade from none). ``merit_grade`` is the grade before a manual decision.
    """

    version: Version | None = None
    score: Decimal | None = None
    worst: Decimal | None = None
    best: Decimal | None = None
    bounded: bool = True
    total: Decimal = Decimal(100)
    passed: bool | None = None
    lines: tuple[Line, ...] = ()
    parts: tuple[PartOutcome, ...] = ()
    vetoes: tuple[VetoOutcome, ...] = ()
    eligible: bool = True
    grade: GradeBand | None = None
    merit_grade: GradeBand | None = None
    grade_open: bool = False
    grade_steps: tuple[GradeStep, ...] = ()

    @property
    def shown_score(self) -> Decimal | None:
        """The score with two places, half-up."""
        return None if self.score is None else rounded(self.score)

    @property
    def shown_lines(self) -> tuple[Line, ...]:
        """The lines with two places, such that they add up to the shown score."""
        if self.score is None:
            return ()
        amounts = spread([line.points for line in self.lines], rounded(self.score))
        return tuple(
            Line(line.code, line.title, points, line.kind, line.note)
            for line, points in zip(self.lines, amounts, strict=True)
        )

    @property
    def pending(self) -> int:
        """Mandatory leaves without a verdict: while there are any, a gate's share says nothing yet."""
        return sum(leaf.gate is Gate.PENDING for leaf in self.leaves())

    def counts(self) -> Mapping[State, int]:
        """Number of leaves in each state."""
        counts = dict.fromkeys(State, 0)
        for leaf in self.leaves():
            counts[leaf.state] += 1
        return counts

    def gaps(self) -> tuple[Outcome, ...]:
        """Unmet or undecided leaves, those with most to gain first."""
        found = [(leaf.gain.points, leaf) for leaf in self.leaves() if leaf.gain is not None]
        # Not by ``max``: a bonus has none, and may be what earns most.
        return tuple(leaf for _, leaf in sorted(found, key=lambda pair: -pair[0]))


def _spread_below(outcome: Outcome, shown: dict[str, Decimal]) -> None:
    if not outcome.children:
        return
    parts = [child.points for child in outcome.children]
    parts += [item.change.now for item in outcome.adjustments]
    amounts = spread(parts, shown[outcome.code])
    for child, points in zip(outcome.children, amounts, strict=False):
        shown[child.code] = points
        _spread_below(child, shown)
    for position, points in enumerate(amounts[len(outcome.children) :], start=1):
        shown[f"{outcome.code}~{position}"] = points
