"""Measures of numbers: quantity, ratio of two metrics, relative thresholds, share of descendants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Decimal
from typing import Any

from ..amounts import CONTEXT, HUNDRED, ONE, ZERO, parse_amount, parse_flag, rounded, show_exact, with_unit
from ..inputs import FactValue, Inputs
from ..readings import Need, Reading, Used, insufficient, stated, unanswered, used_fact
from ..words import ATTRIBUTE_VALUES
from .base import Measure, Threshold

COUNTED_UNITS = {"个", "人", "户", "名", "支", "次", "项"}


@dataclass(frozen=True, slots=True)
class Operand:
    """A metric with the name and unit that sentences use."""

    metric: str
    label: str
    unit: str = ""

    def fact(self, facts: Mapping[str, FactValue]) -> FactValue | None:
        """The fact, or None when it is absent or empty."""
        found = facts.get(self.metric)
        return None if found is None or found.value is None else found

    def used(self, fact: FactValue) -> Used:
        """The fact as shown."""
        return used_fact(self.label, fact, self.unit)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One metric against a threshold: 使用面积 > 200 ㎡."""

    operand: Operand
    threshold: Threshold

    def read(self, code: str, inputs: Inputs) -> Reading:
        """The fact; a number in the claim stands in where there is none."""
        fact = self.operand.fact(inputs.facts) or _claimed_fact(code, inputs)
        if fact is None:
            return unanswered(self.operand.label)
        used = (self.operand.used(fact),)
        number, problem = parse_amount(fact.value)
        if number is None:
            return insufficient(f"{self.operand.label}{problem}", used)
        return threshold_reading(self.threshold, number, used)

    def describe(self) -> str:
        """E.g. 使用面积 > 200 ㎡."""
        return f"{self.operand.label} {self.threshold.describe()}"

    def arithmetic(self, reading: Reading) -> str:
        """The comparison."""
        return self.threshold.verdict(reading.value or ZERO, reading.met)

    def gap(self, reading: Reading) -> str:
        """By how much to change."""
        return self.threshold.gap(reading.value or ZERO, self.operand.label)

    def needs(self, code: str) -> tuple[Need, ...]:
        """Its metric."""
        return (Need("metric", self.operand.metric, self.operand.label),)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two metrics divided, as a percentage or per head (元/人)."""

    operand: Operand
    base: Operand
    threshold: Threshold
    percent: bool = True

    def read(self, code: str, inputs: Inputs) -> Reading:
        """Both facts; a plain statement stands in when neither is there."""
        top, bottom = self.operand.fact(inputs.facts), self.base.fact(inputs.facts)
        if top is None or bottom is None:
            return _incomplete(code, inputs, (self.operand, top), (self.base, bottom))
        used = (self.operand.used(top), self.base.used(bottom))
        numbers, problem = _numbers((self.operand, top), (self.base, bottom))
        if problem:
            return insufficient(problem, used)
        if not numbers[1]:
            return insufficient(f"{self.base.label}为 0，无法计算比例", used)
        quotient = numbers[0] / numbers[1] * (HUNDRED if self.percent else ONE)
        return threshold_reading(self.threshold, quotient, used)

    def describe(self) -> str:
        """E.g. 参训党员占党员总数 ≥ 100%."""
        link = "占" if self.percent else "÷"
        return f"{self.operand.label}{link}{self.base.label} {self.threshold.describe()}"

    def arithmetic(self, reading: Reading) -> str:
        """The division and the comparison."""
        if reading.stated:
            return _statement(reading)
        times = " × 100%" if self.percent else ""
        top, bottom = (show_exact(_amount(used.value)) for used in reading.used)
        result = self.threshold.with_unit(shown_amount(reading.value, self.threshold.value))
        verdict = self.threshold.verdict(shown_amount(reading.value, self.threshold.value), reading.met)
        return f"{top} ÷ {bottom}{times} = {result}，{verdict}"

    def gap(self, reading: Reading) -> str:
        """By how much the ratio must change."""
        if reading.stated:
            return f"做到：{self.describe()}"
        base = _amount(reading.used[1].value) / (HUNDRED if self.percent else ONE)
        return _count_gap(self.operand, self.threshold, _amount(reading.used[0].value), base)

    def needs(self, code: str) -> tuple[Need, ...]:
        """Both metrics."""
        return tuple(Need("metric", part.metric, part.label) for part in (self.operand, self.base))


@dataclass(frozen=True, slots=True)
class Relative:
    """A metric against a multiple of another metric, or of a reference value of region and year."""

    operand: Operand
    operator: str
    factor: Decimal
    base: Operand
    from_reference: bool = False

    def read(self, code: str, inputs: Inputs) -> Reading:
        """Own fact and the value it is compared with."""
        top = self.operand.fact(inputs.facts)
        bottom = self.base.fact(inputs.references if self.from_reference else inputs.facts)
        if top is not None and bottom is None and self.from_reference:
            return insufficient(f"缺少参照值“{self.base.label}”", (self.operand.used(top),))
        if top is None or bottom is None:
            return _incomplete(code, inputs, (self.operand, top), (self.base, bottom))
        used = (self.operand.used(top), self.base.used(bottom))
        numbers, problem = _numbers((self.operand, top), (self.base, bottom))
        if problem:
            return insufficient(problem, used)
        return threshold_reading(self._threshold(numbers[1]), numbers[0], used)

    def _threshold(self, base: Decimal) -> Threshold:
        return Threshold(self.operator, base * self.factor, unit=self.operand.unit)

    def describe(self) -> str:
        """E.g. 副职报酬 ≥ 正职报酬的 90%."""
        threshold = Threshold(self.operator, ZERO).describe()[:-2]
        return f"{self.operand.label} {threshold} {self.base.label}{self._multiple()}"

    def _multiple(self) -> str:
        if self.factor == 1:
            return ""
        if self.factor < 1:
            return f"的 {show_exact(self.factor * HUNDRED)}%"
        return f"的 {show_exact(self.factor)} 倍"

    def arithmetic(self, reading: Reading) -> str:
        """The computed threshold and the comparison."""
        if reading.stated:
            return _statement(reading)
        threshold = self._threshold(_amount(reading.used[1].value))
        base = with_unit(_amount(reading.used[1].value), self.base.unit)
        required = threshold.with_unit(shown_amount(threshold.value))
        verdict = threshold.verdict(reading.value or ZERO, reading.met)
        return f"{base} × {show_exact(self.factor)} = {required}，{verdict}"

    def gap(self, reading: Reading) -> str:
        """By how much to change."""
        if reading.stated or reading.threshold is None:
            return f"做到：{self.describe()}"
        threshold = Threshold(self.operator, reading.threshold, unit=self.operand.unit)
        return threshold.gap(reading.value or ZERO, self.operand.label)

    def needs(self, code: str) -> tuple[Need, ...]:
        """Own metric, and the metric or reference it is compared with."""
        kind = "reference" if self.from_reference else "metric"
        return (
            Need("metric", self.operand.metric, self.operand.label),
            Need(kind, self.base.metric, self.base.label),
        )


def filter_words(chosen: Mapping[str, tuple[str, ...]]) -> str:
    """Which organizations below are looked at, e.g. 街道社区的党支部; empty for all."""
    kinds = (("sectors", "sector", ""), ("levels", "level", "组织"), ("kinds", "kind", ""))
    parts = [
        "、".join(f"{ATTRIBUTE_VALUES[of].get(each, each)}{noun}" for each in chosen.get(key, ()))
        for key, of, noun in kinds
    ]
    return "的".join(part for part in parts if part)


@dataclass(frozen=True)
class ShareOfDescendants:
    """Of the organizations below that match ``filter``, the share that fulfil a leaf or a measure.

    The engine reads the two counts from ``Inputs.aggregates``; ``filter`` (sectors, kinds, levels),
    ``leaf`` and ``measure`` tell the query what to count.
    """

    label: str
    threshold: Threshold
    filter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leaf: str = ""
    measure: Measure | None = None

    def read(self, code: str, inputs: Inputs) -> Reading:
        """The share of the two counts in percent."""
        found = inputs.aggregates.get(code)
        if found is None:
            return insufficient(f"下级汇总尚未生成：{self.label}")
        counts = (found.fulfilling, found.matching)
        used = tuple(
            Used(label, count, "个", found.period, found.source)
            for label, count in zip(("达到要求的下级", "符合范围的下级"), counts, strict=True)
        )
        top, bottom = (parse_amount(count)[0] for count in counts)
        if top is None or not bottom or top > bottom:
            return insufficient("没有符合范围的下级，或汇总数不一致", used)
        share = top / bottom * HUNDRED
        return threshold_reading(self.threshold, share, used)

    def describe(self) -> str:
        """E.g. 1000 ㎡ 以上的社区占比 ≥ 20%（街道社区中使用面积 ≥ 1000 ㎡）."""
        whom = filter_words(self.filter)
        what = self.measure.describe() if self.measure is not None else ""
        inner = "中".join(text for text in (whom, what) if text)
        return f"{self.label}占比 {self.threshold.describe()}" + (f"（{inner}）" if inner else "")

    def arithmetic(self, reading: Reading) -> str:
        """The division and the comparison."""
        top, bottom = (used.value for used in reading.used)
        share = shown_amount(reading.value, self.threshold.value)
        return f"{top} ÷ {bottom} × 100% = {show_exact(share)}%，{self.threshold.verdict(share, reading.met)}"

    def gap(self, reading: Reading) -> str:
        """By how much the share must grow."""
        top, bottom = (_amount(used.value) for used in reading.used)
        return _count_gap(Operand("", self.label, "个"), self.threshold, top, bottom / HUNDRED)

    def needs(self, code: str) -> tuple[Need, ...]:
        """An aggregate of the organizations below."""
        return (Need("aggregate", code, self.label),)


def threshold_reading(threshold: Threshold, number: Decimal, used: tuple[Used, ...]) -> Reading:
    """The reading of a number that is compared with a threshold."""
    return Reading(
        met=threshold.is_met(number),
        share=threshold.share(number),
        value=number,
        threshold=threshold.value,
        used=used,
    )


def _count_gap(operand: Operand, threshold: Threshold, top: Decimal, base: Decimal) -> str:
    """How much of the counted thing would reach a ratio: whole heads, or the money."""
    low, high = threshold.value * base, (threshold.high or threshold.value) * base
    if operand.unit in COUNTED_UNITS:
        low, high = low.to_integral_value(ROUND_CEILING), high.to_integral_value(ROUND_FLOOR)
    if low > high:
        return f"使{operand.label}占比达到 {threshold.describe()}"
    absolute = Threshold(threshold.operator, low, high, operand.unit)
    return absolute.gap(top, operand.label)


def _claimed_fact(code: str, inputs: Inputs) -> FactValue | None:
    claim = inputs.claims.get(code)
    if claim is None or claim.value is None:
        return None
    return FactValue(claim.value, source=claim.source)


def _incomplete(code: str, inputs: Inputs, *parts: tuple[Operand, FactValue | None]) -> Reading:
    """One of two values is missing: a plain statement may stand in, else say which."""
    used = tuple(operand.used(fact) for operand, fact in parts if fact is not None)
    missing = [operand.label for operand, fact in parts if fact is None]
    claim = inputs.claims.get(code)
    flag = parse_flag(claim.value) if claim is not None else None
    if claim is not None and flag is not None:
        return stated(flag, (*used, Used("本单位说明达到要求", flag, source=claim.source)))
    if used:
        return insufficient(f"缺少“{'、'.join(missing)}”", used)
    return unanswered(*missing)


def _numbers(*parts: tuple[Operand, FactValue]) -> tuple[list[Decimal], str]:
    """Both values as numbers, or the first problem."""
    numbers = []
    for operand, fact in parts:
        number, problem = parse_amount(fact.value)
        if number is None:
            return [], f"{operand.label}{problem}"
        numbers.append(number)
    return numbers, ""


def _amount(value: Any) -> Decimal:
    return parse_amount(value, signed=True)[0] or ZERO


def shown_amount(number: Decimal | None, threshold: Decimal | None = None) -> Decimal:
    """Two places, more where rounding would hide a difference from the threshold."""
    number = number or ZERO
    short = rounded(number)
    if short == threshold and short != number:
        return number.quantize(Decimal("1e-6"), rounding=ROUND_DOWN, context=CONTEXT)
    return short


def _statement(reading: Reading) -> str:
    return "按说明判定为达到" if reading.met else "按说明判定为未达到"
