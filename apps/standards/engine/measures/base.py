"""The protocol of a measure and the threshold that several measures share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from ..amounts import ONE, ZERO, compare, with_unit
from ..inputs import Inputs
from ..readings import Need, Reading
from ..words import OPERATOR_SIGNS, OPPOSITE_SIGNS


class Measure(Protocol):
    """How one leaf is measured; every measure is an immutable value without side effects."""

    def read(self, code: str, inputs: Inputs) -> Reading:
        """Look at the inputs; never raises on strange ones."""

    def describe(self) -> str:
        """The requirement in Chinese."""

    def arithmetic(self, reading: Reading) -> str:
        """How the verdict came about, in Chinese."""

    def gap(self, reading: Reading) -> str:
        """What would fulfil the requirement, in Chinese."""

    def needs(self, code: str) -> tuple[Need, ...]:
        """The inputs that it reads."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A comparison with a number, or with both ends of a span."""

    operator: str
    value: Decimal
    high: Decimal | None = None
    unit: str = ""

    def is_met(self, number: Decimal) -> bool:
        """Compare unrounded."""
        return compare(number, self.operator, self.value, self.high)

    def share(self, number: Decimal) -> Decimal:
        """How far the number goes towards the threshold, 0..1; growing for ≥, falling for ≤."""
        if self.is_met(number):
            return ONE
        match self.operator:
            case ">" | ">=":
                return _fraction(number, self.value)
            case "<" | "<=":
                return _fraction(self.value, number)
            case "between" if self.high is not None:
                near = number < self.value
                return _fraction(number, self.value) if near else _fraction(self.high, number)
            case _:
                return ZERO

    def with_unit(self, number: Decimal) -> str:
        """The number with the unit, e.g. 200 ㎡ or 20%."""
        return with_unit(number, self.unit)

    def describe(self) -> str:
        """E.g. ``> 200 ㎡`` or ``1%—2%``."""
        if self.operator == "between":
            return f"{self.with_unit(self.value)}—{self.with_unit(self.high or self.value)}"
        return f"{OPERATOR_SIGNS[self.operator]} {self.with_unit(self.value)}"

    def is_said_in(self, text: str) -> bool:
        """Whether a text names the figure itself, as 面积超过 200 ㎡ does; 以下 and the like are still spelled out."""
        figure = re.escape(self.with_unit(self.value)).replace(r"\ ", r"\s*")
        return self.operator in {">", ">="} and re.search(rf"(?<![\d.]){figure}", text) is not None

    def verdict(self, number: Decimal, met: bool) -> str:
        """E.g. ``180 ㎡ ≤ 200 ㎡，未达到``."""
        shown = self.with_unit(number)
        if self.operator == "between":
            return f"{shown} {'在' if met else '不在'} {self.describe()} 之内"
        signs = OPERATOR_SIGNS if met else OPPOSITE_SIGNS
        return f"{shown} {signs[self.operator]} {self.with_unit(self.value)}"

    def gap(self, number: Decimal, label: str) -> str:
        """What must change, e.g. ``使用面积再增加 20 ㎡以上``."""
        if self.operator == "between":
            return f"{label}调整到 {self.describe()}"
        if self.operator in {"=", "!="}:
            return f"{label}应 {self.describe()}"
        difference = self.with_unit(abs(self.value - number))
        strict = self.operator in {">", "<"}
        more = self.operator.startswith(">")
        if strict and number == self.value:
            return f"{label}须{'超过' if more else '低于'} {self.with_unit(self.value)}"
        verb = "增加" if more else "减少"
        return f"{label}再{verb}{'超过 ' if strict else ' '}{difference}"


def _fraction(part: Decimal, whole: Decimal) -> Decimal:
    """``part / whole`` clamped to 0..1."""
    if whole <= 0 or part <= 0:
        return ZERO
    return min(ONE, part / whole)
