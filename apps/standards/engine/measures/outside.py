"""Measures that somebody else computes: surveys, the mean of the organizations below, the place in the cohort."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..amounts import HUNDRED, ONE, ZERO, parse_amount, show_exact
from ..inputs import Inputs
from ..readings import Need, Reading, Used, insufficient
from .base import Threshold
from .numbers import filter_words, shown_amount


def _read_value(value: Decimal, threshold: Threshold | None, used: tuple[Used, ...], full: Decimal | None) -> Reading:
    """Against the threshold, or open; an open value's share is of ``full``."""
    if threshold is None:
        share = ZERO if full is None else min(ONE, value / full)
        return Reading(open=True, share=share, value=value, used=used)
    return Reading(
        met=threshold.is_met(value), share=threshold.share(value), value=value, threshold=threshold.value, used=used
    )


def _verdict(text: str, threshold: Threshold | None, reading: Reading) -> str:
    if threshold is None:
        return text
    return f"{text}，{threshold.verdict(shown_amount(reading.value, threshold.value), reading.met)}"


@dataclass(frozen=True, slots=True)
class Survey:
    """The percentage that a survey of the masses gave."""

    survey: str
    label: str
    threshold: Threshold | None = None

    def read(self, code: str, inputs: Inputs) -> Reading:
        """The survey's percentage, 0 to 100; a number in the claim stands in where none was held."""
        found, claim = inputs.surveys.get(self.survey), inputs.claims.get(code)
        overrules = claim is not None and claim.overrules and claim.value is not None
        if (found is None or overrules) and claim is not None and claim.value is not None:
            return self._reading(claim.value, (Used(self.label, claim.value, "%", source=claim.source),))
        if found is None:
            return insufficient(f"尚无“{self.label}”测评结果")
        used: tuple[Used, ...] = (Used(self.label, found.percent, "%", found.period, found.source),)
        if found.ballots is not None:
            used = (*used, Used("有效票", found.ballots, "张"))
        if not isinstance(found.ballots, bool) and parse_amount(found.ballots)[0] == 0:
            return insufficient(f"“{self.label}”没有有效票", used)
        return self._reading(found.percent, used)

    def _reading(self, value: object, used: tuple[Used, ...]) -> Reading:
        percent, problem = parse_amount(value)
        if percent is None or percent > HUNDRED:
            return insufficient(f"{self.label}{problem or '超过 100%'}", used)
        return _read_value(percent, self.threshold, used, HUNDRED)

    def describe(self) -> str:
        """E.g. 群众满意度 ≥ 80%."""
        return f"{self.label} {self.threshold.describe()}" if self.threshold else self.label

    def arithmetic(self, reading: Reading) -> str:
        """The percentage and the comparison."""
        if self.threshold is None:
            return f"{self.label} {show_exact(shown_amount(reading.value))}%"
        return self.threshold.verdict(shown_amount(reading.value, self.threshold.value), reading.met)

    def gap(self, reading: Reading) -> str:
        """By how many percentage points."""
        return self.threshold.gap(reading.value or ZERO, self.label) if self.threshold else f"提高{self.label}"

    def needs(self, code: str) -> tuple[Need, ...]:
        """The survey."""
        return (Need("survey", self.survey, self.label),)


@dataclass(frozen=True)
class MeanBelow:
    """The mean of the organizations below: of a metric, of a leaf's points, or of their scores.

    The engine reads ``Inputs.means``; ``filter``, ``metric``, ``leaf`` and ``score`` tell the query what
    to average.
    """

    label: str
    metric: str = ""
    leaf: str = ""
    score: bool = False
    filter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    threshold: Threshold | None = None
    unit: str = ""

    def read(self, code: str, inputs: Inputs) -> Reading:
        """The mean, once it is there."""
        found = inputs.means.get(code)
        if found is None:
            return insufficient(f"下级平均值尚未生成：{self.label}")
        used = (
            Used(self.label, found.value, self.unit, found.period, found.source),
            Used("参与平均的下级", found.count, "个"),
        )
        count, _ = parse_amount(found.count)
        if not count:
            return insufficient("没有可参与平均的下级", used)
        value, problem = parse_amount(found.value, signed=True)
        if value is None:
            return insufficient(f"{self.label}{problem}", used)
        return _read_value(value, self.threshold, used, None)

    def describe(self) -> str:
        """E.g. 所辖党支部平均得分 ≥ 80 分（街道社区的党支部）."""
        text = f"{self.label} {self.threshold.describe()}" if self.threshold else self.label
        whom = filter_words(self.filter)
        return f"{text}（{whom}）" if whom else text

    def arithmetic(self, reading: Reading) -> str:
        """The mean and the comparison."""
        count = parse_amount(reading.used[1].value)[0] or ZERO
        mean = show_exact(shown_amount(reading.value))
        return _verdict(f"{show_exact(count)} 个下级平均 {mean}{self.unit}", self.threshold, reading)

    def gap(self, reading: Reading) -> str:
        """By how much the mean must change."""
        return self.threshold.gap(reading.value or ZERO, self.label) if self.threshold else f"提高{self.label}"

    def needs(self, code: str) -> tuple[Need, ...]:
        """A mean of the organizations below."""
        return (Need("mean", code, self.label),)


@dataclass(frozen=True, slots=True)
class CohortRank:
    """The place among the organizations of the cohort; ``metric`` or ``leaf`` and ``rising`` tell what ranks."""

    label: str
    metric: str = ""
    leaf: str = ""
    rising: bool = False
    threshold: Threshold | None = None

    def read(self, code: str, inputs: Inputs) -> Reading:
        """A whole place of at least 1 within the cohort."""
        found = inputs.ranks.get(code)
        if found is None:
            return insufficient(f"尚未排名：{self.label}")
        used = (Used("名次", found.place, source=found.source), Used("参加排名", found.of, "个"))
        place, of = parse_amount(found.place)[0], parse_amount(found.of)[0]
        if place is None or of is None or not ONE <= place <= of:
            return insufficient("名次与参加排名的数量不一致", used)
        reading = _read_value(place, self.threshold, used, None)
        share = reading.share if self.threshold else (of - place + 1) / of
        return Reading(
            open=reading.open,
            met=reading.met,
            share=share,
            value=place,
            threshold=reading.threshold,
            used=used,
            of=of,
        )

    def describe(self) -> str:
        """E.g. 集体经济收入排名 ≤ 10 名."""
        order = "（从低到高）" if self.rising else ""
        text = f"{self.label}排名{order}"
        return f"{text} {self.threshold.describe()}" if self.threshold else text

    def arithmetic(self, reading: Reading) -> str:
        """The place and the comparison."""
        text = f"第 {show_exact(reading.value or ZERO)} 名，共 {show_exact(reading.of or ZERO)} 个"
        return _verdict(text, self.threshold, reading)

    def gap(self, reading: Reading) -> str:
        """A better place."""
        return f"提高{self.label}的名次"

    def needs(self, code: str) -> tuple[Need, ...]:
        """A place in the cohort."""
        return (Need("rank", code, self.label),)
