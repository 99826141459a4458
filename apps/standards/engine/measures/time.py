"""Measures over time: how often something was held, and what happened over past periods."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from ..amounts import ONE, ZERO, parse_amount, parse_flag, show_exact
from ..inputs import FactValue, Inputs
from ..periods import Period, period_after, period_before, period_named, required_periods
from ..readings import Need, Reading, Used, insufficient, stated, unanswered, used_fact
from ..words import PERIOD_LABELS, period_label, span_words
from .base import Threshold

SHOWN_PERIODS = 6


@dataclass(frozen=True, slots=True)
class Frequency:
    """At least ``times`` a week, month, quarter, half-year or year, counted from dated records."""

    record: str
    label: str
    times: int
    per: str
    unit: str = "次"

    def read(self, code: str, inputs: Inputs) -> Reading:
        """Count per period; a number in the claim means times per period in every period."""
        dates, claim = inputs.records.get(self.record), inputs.claims.get(code)
        if dates is None or (claim is not None and claim.overrules):
            return self._claimed(code, inputs)
        kept = _days(dates, inputs.as_of)
        periods = required_periods(self.per, inputs.window_start, inputs.as_of)
        counts = [_count(kept, period) for period in periods]
        used = (Used(self.label, sum(counts), self.unit, _span(periods, inputs), "record"),)
        return self._reading(periods, counts, used)

    def _reading(self, periods: Sequence[Period], counts: list[int], used: tuple[Used, ...]) -> Reading:
        lacking = tuple(self._lack(period, n) for period, n in zip(periods, counts, strict=True) if n < self.times)
        reached = sum(min(count, self.times) for count in counts)
        return Reading(
            met=not lacking,
            share=Decimal(reached) / (self.times * len(periods)),
            value=Decimal(sum(counts)),
            lacking=lacking,
            missing=len(lacking),
            used=used,
        )

    def _lack(self, period: Period, count: int) -> str:
        return period.label if self.times == 1 else f"{period.label}（缺 {self.times - count} {self.unit}）"

    def _claimed(self, code: str, inputs: Inputs) -> Reading:
        claim = inputs.claims.get(code)
        if claim is None or claim.value is None:
            return unanswered(self.label)
        used = (Used(self.label, claim.value, source=claim.source),)
        flag = parse_flag(claim.value) if isinstance(claim.value, bool) else None
        if flag is not None:
            return stated(flag, used)
        number, problem = parse_amount(claim.value)
        if number is None:
            return insufficient(f"{self.label}{problem}", used)
        share = min(ONE, number / self.times)
        return Reading(met=number >= self.times, share=share, value=number, used=used, stated=True)

    def describe(self) -> str:
        """E.g. 支委会每月不少于 1 次."""
        return f"{self.label}{PERIOD_LABELS[self.per]}不少于 {self.times} {self.unit}"

    def arithmetic(self, reading: Reading) -> str:
        """Total, and which periods fall short."""
        if reading.stated:
            return "按说明判定为达到" if reading.met else "按说明判定为未达到"
        text = f"共 {show_exact(reading.value or ZERO)} {self.unit}"
        if reading.met:
            return f"{text}，各期均达到"
        return f"{text}，{reading.missing} 期不足：{_listed(reading.lacking)}"

    def gap(self, reading: Reading) -> str:
        """Which periods to fill."""
        if not reading.lacking:
            return f"做到：{self.describe()}"
        return f"补齐{self.label}：{_listed(reading.lacking)}"

    def needs(self, code: str) -> tuple[Need, ...]:
        """The records of its kind."""
        return (Need("record", self.record, self.label),)


@dataclass(frozen=True, slots=True)
class LookBack:
    """A metric over the last ``periods`` periods: fulfilled in any of them, or in all."""

    metric: str
    label: str
    periods: int
    threshold: Threshold
    every: bool = False

    def read(self, code: str, inputs: Inputs) -> Reading:
        """Newest periods first; too few of them leave it open unless they decide already."""
        history = list(inputs.history.get(self.metric, ()))[: self.periods]
        claim = inputs.claims.get(code)
        if not history or (claim is not None and claim.overrules and claim.value is not None):
            return self._claimed(code, inputs)
        used = tuple(used_fact(self.label, fact, self.threshold.unit) for fact in history)
        numbers = [parse_amount(fact.value) for fact in history]
        problem = next((text for _, text in numbers if text), "")
        if problem:
            return insufficient(f"{self.label}{problem}", used)
        answers = [self.threshold.is_met(number) for number, _ in numbers if number is not None]
        decisive = (not self.every) in answers
        if not decisive and (problem := self._broken(history, inputs)):
            return insufficient(problem, used)
        return self._reading(history, answers, used)

    def _broken(self, history: list[FactValue], inputs: Inputs) -> str:
        """Why the values are not those of the last periods; values without a readable period are taken as given."""
        if len(history) < self.periods:
            return f"需要连续 {self.periods} 期数据，现有 {len(history)} 期"
        periods = [period_named(fact.period) for fact in history]
        newest = periods[0]
        if newest is not None and newest.end < inputs.as_of and period_after(newest).end < inputs.as_of:
            return f"最近一期数据为{newest.label}，缺少其后的数据"
        for later, earlier in pairwise(periods):
            if later is not None and earlier is not None and period_before(later) != earlier:
                return f"需要连续 {self.periods} 期数据，缺少{period_before(later).label}"
        return ""

    def _reading(self, history: list[FactValue], answers: list[bool], used: tuple[Used, ...]) -> Reading:
        met = all(answers) if self.every else any(answers)
        lacking = tuple(
            period_label(fact.period) or f"前第 {index} 期"
            for index, (fact, answer) in enumerate(zip(history, answers, strict=True))
            if not answer
        )
        share = Decimal(sum(answers)) / self.periods if self.every else ONE if met else ZERO
        return Reading(
            met=met,
            share=share,
            value=Decimal(sum(answers)),
            lacking=lacking,
            missing=len(lacking) if not met else 0,
            used=used,
        )

    def _claimed(self, code: str, inputs: Inputs) -> Reading:
        claim = inputs.claims.get(code)
        flag = parse_flag(claim.value) if claim is not None else None
        if claim is None or flag is None:
            return unanswered(self.label)
        return stated(flag, (Used(self.label, flag, source=claim.source),))

    def describe(self) -> str:
        """E.g. 近 2 期发展党员数至少一期 ≥ 1 名."""
        scope = "每期均" if self.every else "至少一期"
        return f"近 {self.periods} 期{self.label}{scope} {self.threshold.describe()}"

    def arithmetic(self, reading: Reading) -> str:
        """How many periods fulfil it."""
        if reading.stated:
            return "按说明判定为达到" if reading.met else "按说明判定为未达到"
        return f"近 {len(reading.used)} 期中 {show_exact(reading.value or ZERO)} 期达到"

    def gap(self, reading: Reading) -> str:
        """The requirement itself."""
        return f"做到：{self.describe()}"

    def needs(self, code: str) -> tuple[Need, ...]:
        """Past values of the metric."""
        return (Need("history", self.metric, self.label),)


def _days(dates: Sequence[date], as_of: date) -> list[date]:
    """Plain days up to ``as_of``, in order; what is no date is no record."""
    days = (day.date() if isinstance(day, datetime) else day for day in dates)
    return sorted(day for day in days if isinstance(day, date) and day <= as_of)


def _count(days: list[date], period: Period) -> int:
    return bisect_right(days, period.end) - bisect_left(days, period.start)


def _span(periods: Sequence[Period], inputs: Inputs) -> str:
    end = min(periods[-1].end, inputs.as_of)
    return span_words(periods[0].start, end)


def _listed(labels: tuple[str, ...]) -> str:
    shown = "、".join(labels[:SHOWN_PERIODS])
    return f"{shown}等 {len(labels)} 期" if len(labels) > SHOWN_PERIODS else shown
