"""Rules that look at the verdict, the share or the value alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..amounts import HUNDRED, ZERO, show, show_exact
from ..readings import Reading
from .base import Part, Rule


@dataclass(frozen=True, slots=True)
class AllOrNothing(Rule):
    """The full points when met, else none."""

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """All or nothing."""
        return points if reading.met else ZERO

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        return f"达到得 {show(points)} 分，未达到不得分"


@dataclass(frozen=True, slots=True)
class Proportional(Rule):
    """Points in proportion to how much is fulfilled."""

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Share of the points."""
        return points * reading.share

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        return f"达到得 {show(points)} 分，未达到按完成比例得分"


@dataclass(frozen=True, slots=True)
class ByValue(Rule):
    """Points × value ÷ ``full_at``: a percentage or a score out of a hundred, converted."""

    full_at: Decimal = HUNDRED

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Straight proportion to the value."""
        if reading.value is None:
            return points if reading.met else ZERO
        return points * reading.value / self.full_at

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        return f"按数值折算得分：实际值 ÷ {show_exact(self.full_at)} × {show(points)} 分"


@dataclass(frozen=True, slots=True)
class PerMissing(Rule):
    """Full points less ``each`` per missing checklist member or per missing period."""

    each: Decimal
    noun: str

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """A plain statement without a count is all or nothing."""
        if reading.met:
            return points
        if not reading.missing:
            return ZERO
        return points - self.each * reading.missing

    def parts(self, points: Decimal, reading: Reading) -> tuple[Part, ...]:
        """Full points and the deduction."""
        if reading.met or not reading.missing:
            return ()
        lost = Part(
            f"缺 {reading.missing} {self.noun}，每{self.noun}扣 {show(self.each)} 分", -self.each * reading.missing
        )
        return (Part("满分", points), lost)

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        return f"满分 {show(points)} 分，每缺一{self.noun}扣 {show(self.each)} 分，扣完为止"


@dataclass(frozen=True, slots=True)
class AsJudged(Rule):
    """The assessor's score is the points."""

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """The judged value."""
        return reading.value if reading.value is not None else ZERO

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        return f"满分 {show(points)} 分，按评定得分"
