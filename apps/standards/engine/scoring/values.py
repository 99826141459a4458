"""Rules that look at the value: stages, bands, steps, places."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from ..amounts import HUNDRED, ZERO, show, show_exact, with_unit
from ..readings import Reading
from .base import Part, Rule

ROUNDINGS = {"floor": ROUND_FLOOR, "ceil": ROUND_CEILING, "half_up": ROUND_HALF_UP, "none": ""}
ROUNDING_NOTES = {"floor": "", "ceil": "，不足一档按一档计", "half_up": "，档数四舍五入", "none": "，不足一档按比例计"}


@dataclass(frozen=True, slots=True)
class Stages(Rule):
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

    def describe(self, unit: str = "") -> str:
        """The band in Chinese, its bounds in the unit of the value."""
        if self.low is None:
            span = f"不足 {_with(self.high or ZERO, unit)}"
        elif self.high is None:
            span = f"{_with(self.low, unit)}以上"
        else:
            span = f"{_with(self.low, unit)}至不足 {_with(self.high, unit)}"
        return f"{span}得 {show(self.points)} 分"


def _with(value: Decimal, unit: str) -> str:
    shown = show_exact(value)
    return f"{shown}%" if unit == "%" else f"{shown} {unit}"


@dataclass(frozen=True, slots=True)
class Bands(Rule):
    """The points of the band that the value lies in; a value in a gap earns none."""

    bands: tuple[Band, ...]
    unit: str = ""

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """First band that holds the value."""
        if reading.value is None:
            return points if reading.met else ZERO
        return next((b.points for b in self.bands if b.holds(reading.value)), ZERO)

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        return "按区间计分：" + "，".join(band.describe(self.unit) for band in self.bands)


@dataclass(frozen=True, slots=True)
class Steps(Rule):
    """Full points at ``base``; each ``step`` below takes, each above gives, points.

    ``base`` defaults to the threshold of the measure. ``relative``: the step is a percentage of the base
    (每低 10%), else it is in the unit of the value. ``rounding`` of the number of steps: floor, ceil (a
    step begun counts), half_up or none (parts of steps count). With ``rising`` false, above takes.
    ``above`` are the points that a step on the good side gives (default: ``each``).
    """

    step: Decimal
    each: Decimal
    base: Decimal | None = None
    rounding: str = "floor"
    rising: bool = True
    relative: bool = False
    above: Decimal | None = None
    unit: str = ""

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Signed steps from the base."""
        steps = self._steps(reading)
        if steps is None:
            return points if reading.met else ZERO
        return points + self._change(steps)

    def _steps(self, reading: Reading) -> Decimal | None:
        """Number of steps from the base, negative on the bad side; None without figures."""
        base = reading.threshold if self.base is None else self.base
        if reading.value is None or base is None or (self.relative and base <= 0):
            return None
        step = base * self.step / HUNDRED if self.relative else self.step
        distance = reading.value - base if self.rising else base - reading.value
        steps = abs(distance) / step
        if mode := ROUNDINGS[self.rounding]:
            steps = steps.to_integral_value(rounding=mode)
        return steps if distance > 0 else -steps

    def _change(self, steps: Decimal) -> Decimal:
        return steps * (self.each if steps < 0 or self.above is None else self.above)

    def parts(self, points: Decimal, reading: Reading) -> tuple[Part, ...]:
        """Full points and the steps."""
        steps = self._steps(reading)
        if not steps:
            return ()
        worse = "低于" if self.rising else "高于"
        side = worse if steps < 0 else ("高于" if self.rising else "低于")
        return (Part("达标分", points), Part(f"{side}标准 {show(abs(steps))} 档", self._change(steps)))

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        at = "达到标准值" if self.base is None else f"达到 {with_unit(self.base, self.unit)}"
        worse, better = ("低", "高") if self.rising else ("高", "低")
        span = f" {self._span()} "
        text = f"{at}得 {show(points)} 分，每{worse}{span}扣 {show(self.each)} 分"
        if self.above:
            text += f"，每{better}{span}加 {show(self.above)} 分"
        return text + ROUNDING_NOTES[self.rounding]

    def _span(self) -> str:
        if self.relative:
            return f"{show_exact(self.step)}%"
        return f"{show_exact(self.step)} 个百分点" if self.unit == "%" else with_unit(self.step, self.unit)


@dataclass(frozen=True, slots=True)
class Place:
    """Up to this place, or up to this share of the cohort, so many points."""

    to: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class ByRank(Rule):
    """The points of the first place limit that holds; with ``share`` limits are shares of the cohort (0..1)."""

    places: tuple[Place, ...]
    share: bool = False

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Places behind the last limit earn none."""
        if reading.value is None or (self.share and not reading.of):
            return points if reading.met else ZERO
        place = reading.value / reading.of if self.share and reading.of else reading.value
        return next((limit.points for limit in self.places if place <= limit.to), ZERO)

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        texts = [f"{self._limit(limit.to)}得 {show(limit.points)} 分" for limit in self.places]
        return "按名次计分：" + "，".join(texts) + "，其余不得分"

    def _limit(self, to: Decimal) -> str:
        if self.share:
            return f"前 {show_exact(to * HUNDRED)}%"
        return "第 1 名" if to == 1 else f"前 {show_exact(to)} 名"
