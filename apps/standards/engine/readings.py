"""What a measure found: the common currency between measures, scoring and explanation."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .amounts import ONE, ZERO, parse_amount, with_unit
from .inputs import Event, FactValue
from .words import State, period_label, source_label


@dataclass(frozen=True, slots=True)
class Need:
    """One input that a leaf reads.

    ``kind``: claim, metric, history, record (the organization gives them), reference (the office keeps
    it per region and year), aggregate (computed from the organizations below).
    """

    kind: str
    code: str
    label: str

    @property
    def from_organization(self) -> bool:
        """Whether the organization itself has to give it."""
        return self.kind in {"claim", "metric", "history", "record"}


@dataclass(frozen=True, slots=True)
class Used:
    """One value that was looked at, for the explanation."""

    label: str
    value: Any
    unit: str = ""
    period: str = ""
    source: str = ""

    def describe(self) -> str:
        """Chinese, e.g. 使用面积 180 ㎡（2026年，本单位填报）."""
        origin = "，".join(text for text in (period_label(self.period), source_label(self.source)) if text)
        return f"{self.label} {value_text(self.value, self.unit)}" + (f"（{origin}）" if origin else "")


def value_text(value: Any, unit: str = "") -> str:
    """A value as a person reads it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return "未填"
    number, _ = parse_amount(value, signed=True)
    if number is not None:
        return with_unit(number, unit)
    return "过大的数" if isinstance(value, int) else str(value)[:40]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a measure found.

    ``share`` is how much of the requirement is fulfilled (0..1), ``value`` the compared number,
    ``lacking`` the titles of missing members or periods, ``missing`` their count where the requirement
    asks for fewer than all, ``reason`` why there is no verdict. ``stated``: a plain statement stands in
    for the figures. ``overruled``: somebody's verdict stands in for whatever the measure would have
    found. ``open``: the measure itself demands nothing, the points decide what is met.
    ``events`` are the entries that count, ``level`` the chosen level's code, ``levels`` says that several
    assessors chose levels, whose points ``value`` combines, ``of`` is the size of the cohort, ``options`` what the parts of a combined measure found.
    """

    state: State = State.SCORED
    met: bool = False
    share: Decimal = ZERO
    value: Decimal | None = None
    threshold: Decimal | None = None
    lacking: tuple[str, ...] = ()
    missing: int = 0
    used: tuple[Used, ...] = ()
    reason: str = ""
    stated: bool = False
    overruled: bool = False
    open: bool = False
    events: tuple[Event, ...] = ()
    level: str = ""
    levels: bool = False
    of: Decimal | None = None
    options: tuple[Reading, ...] = ()


def unanswered(*labels: str, used: tuple[Used, ...] = ()) -> Reading:
    """Nobody has given the input yet."""
    return Reading(State.UNANSWERED, reason=f"尚未填报“{'、'.join(labels)}”", used=used)


def insufficient(reason: str, used: tuple[Used, ...] = ()) -> Reading:
    """Something is there but cannot be judged."""
    return Reading(State.INSUFFICIENT, reason=reason, used=used)


def stated(met: bool, used: tuple[Used, ...]) -> Reading:
    """A plain statement stands in for the figures."""
    return Reading(met=met, share=ONE if met else ZERO, used=used, stated=True)


def used_fact(label: str, fact: FactValue, unit: str = "") -> Used:
    """A fact as it appears in the explanation."""
    return Used(label, fact.value, unit, fact.period, fact.source)
