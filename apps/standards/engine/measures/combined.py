"""Alternatives and conjunctions of measures within one leaf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..amounts import ONE, ZERO
from ..inputs import Claim, Inputs
from ..readings import Need, Reading, Used
from ..words import State
from .base import Measure
from .claims import YesNo


@dataclass(frozen=True, slots=True)
class Option:
    """One of the measures, under a code that a claim may tick."""

    code: str
    measure: Measure

    def read(self, code: str, inputs: Inputs) -> Reading:
        """By its facts; where they say nothing, by the tick in the leaf's claim.

        A figure that is still missing is no answer: an option that reads metrics stays open until it is
        ticked or the whole is denied.
        """
        claim = inputs.claims.get(code)
        if claim is None or not self.is_ticked:
            return self.measure.read(code, inputs)
        if claim.overrules and not self._is_verified(claim):
            return self._by_tick(claim)
        reading = self.measure.read(code, _without_claim(inputs, code))
        if reading.state is not State.UNANSWERED or claim.silent:
            return reading
        open_figure = bool(self.metrics) and claim.value is not False
        return reading if open_figure and self.code not in claim.checked else self._by_tick(claim)

    def _by_tick(self, claim: Claim) -> Reading:
        ticked = self.code in claim.checked
        used = (Used(self.measure.describe(), ticked, source=claim.source),)
        return Reading(met=ticked, share=ONE if ticked else ZERO, used=used, stated=True)

    def _is_verified(self, claim: Claim) -> bool:
        """Whether every figure that it reads was verified with the claim."""
        return bool(self.metrics) and self.metrics <= {code for code, _ in claim.figures}

    @property
    def metrics(self) -> frozenset[str]:
        """Metrics that it reads, past values included."""
        return frozenset(need.code for need in self.measure.needs("") if need.kind in ("metric", "history"))

    @property
    def is_ticked(self) -> bool:
        """Whether its claim is a tick rather than a value of its own (members of a checklist, a score)."""
        return isinstance(self.measure, YesNo) or all(need.kind != "claim" for need in self.measure.needs(""))


def _without_claim(inputs: Inputs, code: str) -> Inputs:
    return replace(inputs, claims={key: claim for key, claim in inputs.claims.items() if key != code})


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Met when one option is met; the best share counts."""

    options: tuple[Option, ...]
    label: str = ""

    def read(self, code: str, inputs: Inputs) -> Reading:
        """One met option decides; else open options leave it open."""
        if (whole := _stated(code, inputs)) is not None:
            return whole
        readings = tuple(option.read(code, inputs) for option in self.options)
        if (best := _best(readings)) is not None and best.met:
            return _combined(readings, met=True, share=ONE)
        if (left := _left_open(readings)) is not None:
            return left
        assert best is not None
        return _combined(readings, met=False, share=best.share)

    def describe(self) -> str:
        """E.g. 符合下列之一：面积 ≥ 200 ㎡；或与社区共用."""
        texts = "；或".join(option.measure.describe() for option in self.options)
        return f"{self.label or '符合下列之一'}：{texts}"

    def arithmetic(self, reading: Reading) -> str:
        """What each option came to."""
        return _arithmetic(self.options, reading, "择优认定")

    def gap(self, reading: Reading) -> str:
        """The ways to fulfil it."""
        return _gap(self.options, reading, "，或者", self.describe())

    def needs(self, code: str) -> tuple[Need, ...]:
        """The inputs of all options."""
        return _needs(self.options, code)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Met when every option is met; the share is the mean of theirs."""

    options: tuple[Option, ...]
    label: str = ""

    def read(self, code: str, inputs: Inputs) -> Reading:
        """All must be known to count the share."""
        if (whole := _stated(code, inputs)) is not None:
            return whole
        readings = tuple(option.read(code, inputs) for option in self.options)
        if (left := _left_open(readings)) is not None:
            return left
        share = sum((reading.share for reading in readings), ZERO) / len(readings)
        met = all(_is_met(reading) for reading in readings)
        return _combined(readings, met=met, share=ONE if met else share)

    def describe(self) -> str:
        """E.g. 同时做到：面积 ≥ 200 ㎡；有专人值守."""
        texts = "；".join(option.measure.describe() for option in self.options)
        return f"{self.label or '同时做到'}：{texts}"

    def arithmetic(self, reading: Reading) -> str:
        """What each option came to."""
        return _arithmetic(self.options, reading, "")

    def gap(self, reading: Reading) -> str:
        """What each unmet option lacks."""
        return _gap(self.options, reading, "；", self.describe())

    def needs(self, code: str) -> tuple[Need, ...]:
        """The inputs of all options."""
        return _needs(self.options, code)


def _is_met(reading: Reading) -> bool:
    """Within a combination a measure without a requirement is met by being there."""
    return reading.met or (reading.open and reading.share > 0)


def _best(readings: Sequence[Reading]) -> Reading | None:
    scored = [reading for reading in readings if reading.state is State.SCORED]
    best = max(scored, key=lambda reading: (_is_met(reading), reading.share), default=None)
    return None if best is None else replace(best, met=_is_met(best))


def _left_open(readings: Sequence[Reading]) -> Reading | None:
    """Why the whole cannot be judged yet: what is given but unusable before what is missing."""
    for state in (State.INSUFFICIENT, State.UNANSWERED):
        reasons = dict.fromkeys(reading.reason for reading in readings if reading.state is state)
        if reasons:
            used = tuple(used for reading in readings for used in reading.used)
            return Reading(state, reason="；".join(reasons), used=used)
    return None


def _stated(code: str, inputs: Inputs) -> Reading | None:
    """A yes for the whole stands in for all options; a no is read as no tick."""
    claim = inputs.claims.get(code)
    if claim is None or claim.value is not True:
        return None
    used = (Used("说明达到要求", True, source=claim.source),)
    return Reading(met=True, share=ONE, used=used, stated=True)


def _combined(readings: tuple[Reading, ...], *, met: bool, share: Decimal) -> Reading:
    used = tuple({(one.label, one.period, one.source): one for reading in readings for one in reading.used}.values())
    lacking = tuple(text for reading in readings for text in reading.lacking)
    return Reading(met=met, share=share, used=used, lacking=lacking, options=readings)


def _arithmetic(options: Sequence[Option], reading: Reading, ending: str) -> str:
    if reading.stated:
        return "按说明判定为达到" if reading.met else "按说明判定为未达到"
    texts = [_option_text(option, found) for option, found in zip(options, reading.options, strict=True)]
    return "；".join((*texts, ending) if ending else texts)


def _option_text(option: Option, found: Reading) -> str:
    if found.state is not State.SCORED:
        return f"{option.measure.describe()}：{found.reason}"
    if found.stated:
        return f"{option.measure.describe()}：{'达到' if found.met else '未达到'}"
    return option.measure.arithmetic(found) + ("，达到" if _is_met(found) else "，未达到")


def _gap(options: Sequence[Option], reading: Reading, link: str, whole: str) -> str:
    pairs = zip(options, reading.options, strict=False)
    texts = [_option_gap(option, found) for option, found in pairs if not _is_met(found)]
    return link.join(texts) or f"做到：{whole}"


def _option_gap(option: Option, found: Reading) -> str:
    if found.stated or found.state is not State.SCORED:
        return f"做到：{option.measure.describe()}"
    return option.measure.gap(found)


def _needs(options: Sequence[Option], code: str) -> tuple[Need, ...]:
    return tuple(dict.fromkeys(need for option in options for need in option.measure.needs(code)))
