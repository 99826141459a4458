"""Scoring rules: from what a measure found to points between the floor and the cap."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Protocol

from .amounts import ZERO, show, show_exact
from .readings import Reading

ROUNDINGS = {"floor": ROUND_FLOOR, "ceil": ROUND_CEILING, "none": ""}


class Rule(Protocol):
    """How many of a leaf's points a reading earns."""

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Points before the floor and the cap."""

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""


@dataclass(frozen=True, slots=True)
class AllOrNothing:
    """The full points when met, else none."""

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """All or nothing."""
        return points if reading.met else ZERO

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        return f"达到得 {show(points)} 分，未达到不得分"


@dataclass(frozen=True, slots=True)
class Proportional:
    """Points in proportion to how much is fulfilled."""

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Share of the points."""
        return points * reading.share

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        return f"达到得 {show(points)} 分，未达到按完成比例得分"


@dataclass(frozen=True, slots=True)
class Stages:
    """The points of the highest stage that the value has reached."""

    stages: tuple[tuple[Decimal, Decimal], ...]

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Stages are ordered by value."""
        if reading.value is None:
            return points if reading.met else ZERO
        reached = [given for at, given in self.stages if reading.value >= at]
        return reached[-1] if reached else ZERO

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        texts = [f"达到 {show_exact(at)} 得 {show(given)} 分" for at, given in self.stages]
        return "按阶段计分：" + "，".join(texts)


@dataclass(frozen=True, slots=True)
class Band:
    """``low`` included, ``high`` not; either may be open."""

    low: Decimal | None
    high: Decimal | None
    points: Decimal

    def holds(self, value: Decimal) -> bool:
        """Whether the value lies in the band."""
        above = self.low is None or value >= self.low
        return above and (self.high is None or value < self.high)

    def describe(self) -> str:
        """The band in Chinese."""
        if self.low is None:
            span = f"不足 {show_exact(self.high or ZERO)}"
        elif self.high is None:
            span = f"{show_exact(self.low)} 以上"
        else:
            span = f"{show_exact(self.low)} 至不足 {show_exact(self.high)}"
        return f"{span}得 {show(self.points)} 分"


@dataclass(frozen=True, slots=True)
class Bands:
    """The points of the band that the value lies in; a value in a gap earns none."""

    bands: tuple[Band, ...]

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """First band that holds the value."""
        if reading.value is None:
            return points if reading.met else ZERO
        return next((b.points for b in self.bands if b.holds(reading.value)), ZERO)

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        return "按区间计分：" + "，".join(band.describe() for band in self.bands)


@dataclass(frozen=True, slots=True)
class Steps:
    """Full points at ``base``; each ``step`` below takes, each above gives, ``each`` points.

    ``base`` defaults to the threshold of the measure. ``rounding`` of the number of steps: floor, ceil
    (a step begun counts) or none (parts of steps count). With ``rising`` false, above takes.
    """

    step: Decimal
    each: Decimal
    base: Decimal | None = None
    rounding: str = "floor"
    rising: bool = True

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Signed steps from the base."""
        base = reading.threshold if self.base is None else self.base
        if reading.value is None or base is None:
            return points if reading.met else ZERO
        distance = reading.value - base if self.rising else base - reading.value
        steps = abs(distance) / self.step
        if mode := ROUNDINGS[self.rounding]:
            steps = steps.to_integral_value(rounding=mode)
        return points + (steps if distance > 0 else -steps) * self.each

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        at = "达到标准值" if self.base is None else f"达到 {show_exact(self.base)}"
        verb = "低" if self.rising else "高"
        return f"{at}得 {show(points)} 分，每{verb} {show_exact(self.step)} 扣 {show(self.each)} 分"


@dataclass(frozen=True, slots=True)
class PerMissing:
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

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        return f"满分 {show(points)} 分，每缺一{self.noun}扣 {show(self.each)} 分，扣完为止"


@dataclass(frozen=True, slots=True)
class AsJudged:
    """The assessor's score is the points."""

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """The judged value."""
        return reading.value if reading.value is not None else ZERO

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        return f"满分 {show(points)} 分，按评定得分"


@dataclass(frozen=True, slots=True)
class Scoring:
    """A rule with its floor (扣完为止: zero unless the table says otherwise) and cap."""

    rule: Rule
    floor: Decimal = ZERO
    cap: Decimal | None = None

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Points between floor and cap (the cap defaults to the leaf's points)."""
        cap = points if self.cap is None else self.cap
        return max(self.floor, min(cap, self.rule.award(points, reading)))

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese, with an unusual floor or cap."""
        text = self.rule.describe(points)
        if self.cap is not None and self.cap != points:
            text += f"，最高 {show(self.cap)} 分"
        return text + (f"，最低 {show(self.floor)} 分" if self.floor else "")
