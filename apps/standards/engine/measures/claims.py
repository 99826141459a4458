"""Measures that a person answers: yes/no, checklist, judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..amounts import ONE, ZERO, parse_amount, parse_flag, show
from ..inputs import Claim, FactValue, Inputs
from ..readings import Need, Reading, Used, insufficient, unanswered, used_fact, value_text
from ..words import State
from .base import Threshold


@dataclass(frozen=True, slots=True)
class YesNo:
    """A statement, or a boolean metric that answers it once for every standard."""

    label: str
    metric: str = ""
    expected: bool = True

    def read(self, code: str, inputs: Inputs) -> Reading:
        """The fact first, else the claim."""
        fact = inputs.facts.get(self.metric) if self.metric else None
        claim = inputs.claims.get(code)
        if fact is not None and fact.value is not None:
            used, value = used_fact(self.label, fact), fact.value
        elif claim is not None and claim.value is not None:
            used, value = Used(self.label, claim.value, source=claim.source), claim.value
        else:
            return unanswered(self.label)
        flag = parse_flag(value)
        if flag is None:
            return insufficient(f"“{self.label}”应填是或否，现为 {value_text(value)}", (used,))
        met = flag == self.expected
        shown = Used(self.label, flag, "", used.period, used.source)
        return Reading(met=met, share=ONE if met else ZERO, used=(shown,))

    def describe(self) -> str:
        """The statement itself."""
        return self.label if self.expected else f"{self.label}（应为否）"

    def arithmetic(self, reading: Reading) -> str:
        """Yes or no."""
        return "符合要求" if reading.met else "不符合要求"

    def gap(self, reading: Reading) -> str:
        """The statement has to become true."""
        return f"做到：{self.describe()}"

    def needs(self, code: str) -> tuple[Need, ...]:
        """The metric when there is one, else a claim."""
        kind, key = ("metric", self.metric) if self.metric else ("claim", code)
        return (Need(kind, key, self.label),)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a checklist; with a metric its fact decides (a flag, or a number)."""

    code: str
    title: str
    metric: str = ""
    threshold: Threshold | None = None

    @property
    def wording(self) -> str:
        """The title with what it asks for, e.g. 党员示范岗（≥ 1 个）; a title that says the figure stays alone."""
        if self.threshold is None or self.threshold.is_said_in(self.title):
            return self.title
        return f"{self.title}（{self.threshold.describe()}）"

    def holds(self, claim: Claim | None, inputs: Inputs) -> tuple[bool | None, str]:
        """True, False, or None; with a reason when a fact is there that cannot be read."""
        fact = inputs.facts.get(self.metric) if self.metric else None
        if fact is None or fact.value is None or (claim is not None and claim.overrules):
            return self._claimed(claim), ""
        if self.threshold is None:
            flag = parse_flag(fact.value)
            return flag, "" if flag is not None else f"“{self.title}”应为是或否"
        number, problem = parse_amount(fact.value)
        if number is None:
            return None, f"“{self.title}”{problem}"
        return self.threshold.is_met(number), ""

    def used(self, fact: FactValue) -> Used:
        """Its fact as shown: a number with its unit, or 是 and 否."""
        if self.threshold is not None:
            return used_fact(self.title, fact, self.threshold.unit)
        flag = parse_flag(fact.value)
        return Used(self.title, fact.value if flag is None else flag, "", fact.period, fact.source)

    def _claimed(self, claim: Claim | None) -> bool | None:
        if claim is None or claim.silent:
            return None
        return claim.value is True or self.code in claim.checked


@dataclass(frozen=True, slots=True)
class Checklist:
    """Members of which ``required`` must be there (十有一超一规范: all twelve)."""

    members: tuple[Member, ...]
    required: int

    def read(self, code: str, inputs: Inputs) -> Reading:
        """Count what is there; open members leave it open only while they can still decide."""
        claim = inputs.claims.get(code)
        answers = [(member, *member.holds(claim, inputs)) for member in self.members]
        present = sum(holds is True for _, holds, _ in answers)
        undecided = [member.wording for member, holds, _ in answers if holds is None]
        problems = [problem for _, _, problem in answers if problem]
        used = self._used(claim, inputs, present)
        if present < self.required and undecided:
            if problems:
                return insufficient("；".join(problems), used)
            return _unchecked(undecided, len(self.members), used[1:])
        lacking = tuple(member.wording for member, holds, _ in answers if holds is False)
        return Reading(
            met=present >= self.required,
            share=min(ONE, Decimal(present) / self.required),
            value=Decimal(present),
            lacking=lacking,
            missing=max(0, self.required - present),
            used=used,
        )

    def _used(self, claim: Claim | None, inputs: Inputs, present: int) -> tuple[Used, ...]:
        facts = [member.used(inputs.facts[member.metric]) for member in self.members if member.metric in inputs.facts]
        source = claim.source if claim is not None else ""
        return (Used("具备项数", present, "项", source=source), *facts)

    def describe(self) -> str:
        """Number required and what each member asks for."""
        titles = "、".join(member.wording for member in self.members)
        total = len(self.members)
        count = f"{total} 项" if self.required == total else f"{total} 项中的 {self.required} 项"
        return f"具备 {count}：{titles}"

    def arithmetic(self, reading: Reading) -> str:
        """Present against required, and what is lacking."""
        text = f"具备 {show(reading.value or ZERO)} 项，要求 {self.required} 项"
        return f"{text}，缺：{'、'.join(reading.lacking)}" if reading.missing else text

    def gap(self, reading: Reading) -> str:
        """Which members to add."""
        if reading.missing < len(reading.lacking):
            return f"在{'、'.join(reading.lacking)}中再补齐 {reading.missing} 项"
        return f"补齐：{'、'.join(reading.lacking)}"

    def needs(self, code: str) -> tuple[Need, ...]:
        """The metrics of members, and one claim for those that have none."""
        metrics = [Need("metric", m.metric, m.title) for m in self.members if m.metric]
        if len(metrics) == len(self.members):
            return tuple(metrics)
        return (Need("claim", code, "对照清单勾选"), *metrics)


def _unchecked(titles: list[str], total: int, facts: tuple[Used, ...]) -> Reading:
    if len(titles) < total:
        return unanswered(*titles, used=facts)
    return Reading(State.UNANSWERED, reason="尚未对照清单勾选", used=facts)


@dataclass(frozen=True, slots=True)
class Grade:
    """One level that an assessor may choose, with the points it gives."""

    code: str
    title: str
    points: Decimal


CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
#: What numbers that are none look like once they are frozen.
NUMBER_WORDS = {"inf", "nan"}
ASSESSORS = {"single": "，由一人评定", "mean": "", "trimmed": "，多人评定，满 5 人时去掉一个最高分和一个最低分取平均"}


@dataclass(frozen=True, slots=True)
class Judged:
    """An assessor's score within ``low``..``high``, one of ``grades``, or several jurors' scores.

    Several scores give their mean; with ``assessors`` trimmed and at least five, one highest and one
    lowest are left out first; single takes one score only.
    """

    label: str
    low: Decimal
    high: Decimal
    pass_at: Decimal
    grades: tuple[Grade, ...] = ()
    assessors: str = "mean"
    reason_required: bool = True

    def read(self, code: str, inputs: Inputs) -> Reading:
        """The claim's value as points; none without the reason that the standard demands."""
        claim = inputs.claims.get(code)
        if claim is None or claim.value is None:
            return unanswered("评分")
        used = (Used("评定", self._shown(claim.value), source=claim.source),)
        points, problem = self._points(claim.value)
        if points is None:
            return insufficient(problem, used)
        if self.reason_required and not (claim.note or "").strip():
            return Reading(State.UNANSWERED, reason="已有评分，尚未写明评定理由", used=used)
        return self._reading(points, claim, used)

    def _reading(self, points: Decimal, claim: Claim, used: tuple[Used, ...]) -> Reading:
        span = self.high - self.low
        return Reading(
            met=points >= self.pass_at,
            share=(points - self.low) / span if span else ONE,
            value=points,
            used=used,
            level=claim.value if isinstance(claim.value, str) and self.grades else "",
            levels=bool(self.grades) and isinstance(claim.value, list | tuple),
        )

    def _shown(self, value: object) -> object:
        titles = {grade.code: grade.title for grade in self.grades}
        if isinstance(value, list | tuple):
            return "、".join(
                titles.get(item) or value_text(item) if isinstance(item, str) else value_text(item) for item in value
            )
        return titles.get(value, value) if isinstance(value, str) else value

    def _points(self, value: object) -> tuple[Decimal | None, str]:
        if isinstance(value, bool):
            return (self.high if value else self.low), ""
        values = value if isinstance(value, list | tuple) else (value,)
        if len(values) > 1 and self.assessors == "single":
            return None, f"只由一人评定，现有 {len(values)} 个评分"
        if self.grades:
            return self._by_level(values)
        numbers = [parse_amount(item, signed=True) for item in values]
        problems = [problem for _, problem in numbers if problem]
        if problems or not numbers:
            return None, f"评分{problems[0]}" if problems else "没有评分"
        return self._combined([number for number, _ in numbers if number is not None])

    def _by_level(self, values: Sequence[object]) -> tuple[Decimal | None, str]:
        by_code = {grade.code: grade.points for grade in self.grades}
        chosen = [by_code.get(value) if isinstance(value, str) else None for value in values]
        if not chosen or None in chosen:
            return None, self._unknown(values)
        return self._combined([points for points in chosen if points is not None])

    def _unknown(self, values: Sequence[object]) -> str:
        """Codes are named; whatever else stands in the place of one is nothing that a person could look up."""
        known = {grade.code for grade in self.grades} | NUMBER_WORDS
        codes = [value for value in values if isinstance(value, str) and CODE.fullmatch(value) and value not in known]
        strange = "、".join(f"“{code}”" for code in codes)
        return f"所选等次{strange}不在评定等次（{'、'.join(grade.title for grade in self.grades)}）之内"

    def _combined(self, numbers: list[Decimal]) -> tuple[Decimal | None, str]:
        if any(not self.low <= number <= self.high for number in numbers):
            return None, f"评分超出 {show(self.low)}—{show(self.high)} 分的范围"
        kept = sorted(numbers)[1:-1] if self.assessors == "trimmed" and len(numbers) >= 5 else numbers
        return sum(kept, ZERO) / len(kept), ""

    def describe(self) -> str:
        """The range or the levels."""
        if self.grades:
            return f"{self.label}：按{'、'.join(grade.title for grade in self.grades)}评定{ASSESSORS[self.assessors]}"
        return f"{self.label}：在 {show(self.low)}—{show(self.high)} 分内评定{ASSESSORS[self.assessors]}"

    def arithmetic(self, reading: Reading) -> str:
        """The score."""
        return f"评定 {show(reading.value or ZERO)} 分"

    def gap(self, reading: Reading) -> str:
        """A judgement has no recipe; the requirement is named."""
        return f"按要求改进：{self.label}"

    def needs(self, code: str) -> tuple[Need, ...]:
        """A claim by an assessor."""
        return (Need("claim", code, self.label),)
