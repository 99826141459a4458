"""What every scoring rule offers, and the floor and cap around it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..amounts import ZERO, show
from ..readings import Reading


@dataclass(frozen=True, slots=True)
class Part:
    """One addend of a leaf's points, as the explanation shows it."""

    label: str
    points: Decimal


class Rule(ABC):
    """How many of a leaf's points a reading earns; every rule is an immutable value.

    Rules say ``parts`` when their points are a sum that a person may want to check.
    """

    __slots__ = ()

    @abstractmethod
    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Points before the floor and the cap."""

    @abstractmethod
    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""

    def parts(self, points: Decimal, reading: Reading) -> tuple[Part, ...]:
        """What the award is the sum of; empty where it is a single figure."""
        return ()

    def event_points(self, reading: Reading) -> Mapping[str, Decimal]:
        """What each keyed event earns."""
        return {}

    def passed_over(self, reading: Reading) -> tuple[str, ...]:
        """The entries that the table has no points for, as a person reads them."""
        return ()


@dataclass(frozen=True, slots=True)
class Scoring:
    """A rule with its floor (扣完为止: zero unless the table says otherwise) and cap."""

    rule: Rule
    floor: Decimal = ZERO
    cap: Decimal | None = None

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Points between floor and cap (the cap defaults to the leaf's points)."""
        return self._bounded(points, self.rule.award(points, reading))

    def by_verdict(self, points: Decimal, met: bool) -> Decimal:
        """Points when only a verdict is there: full, or the least that the rule leaves."""
        return self._bounded(points, points if met else min(ZERO, self.floor))

    def _bounded(self, points: Decimal, award: Decimal) -> Decimal:
        cap = points if self.cap is None else self.cap
        return max(self.floor, min(cap, award))

    def parts(self, points: Decimal, reading: Reading) -> tuple[Part, ...]:
        """Addends that sum to the award, cap and floor included."""
        if reading.overruled:
            return ()
        parts = self.rule.parts(points, reading)
        plain = self.rule.award(points, reading)
        difference = self._bounded(points, plain) - plain
        if not difference:
            return parts
        found = parts or (Part("按规则计", plain),)
        return (*found, Part("按上限计" if difference < 0 else "按下限计", difference))

    def event_points(self, reading: Reading) -> Mapping[str, Decimal]:
        """What each keyed event earns before cap and floor."""
        return self.rule.event_points(reading)

    def passed_over(self, reading: Reading) -> tuple[str, ...]:
        """The entries that the table has no points for."""
        return () if reading.overruled else self.rule.passed_over(reading)

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese, with an unusual floor or cap."""
        text = self.rule.describe(points)
        if self.cap is not None and self.cap != points:
            text += f"，最高 {show(self.cap)} 分"
        if not points and self.floor < 0:
            return f"{text}，最多扣 {show(-self.floor)} 分"
        return text + (f"，最低 {show(self.floor)} 分" if self.floor else "")
