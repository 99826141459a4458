"""A measure of dated events: how many of a kind lie in the window, and which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..amounts import ONE, ZERO, parse_amount, parse_flag, with_unit
from ..inputs import Event, Inputs
from ..periods import last_periods
from ..readings import Need, Reading, Used, insufficient, stated, unanswered
from ..words import day_words, source_label, span_words
from .base import Threshold

SHOWN_EVENTS = 6
WINDOWS = {"week": "本周", "month": "本月", "quarter": "本季度", "half_year": "本半年", "year": "本年度"}
UNITS = {"week": "周", "month": "个月", "quarter": "个季度", "half_year": "个半年", "year": "年"}


@dataclass(frozen=True, slots=True)
class Events:
    """Entries of one event kind in the window; entries with the same key are one event.

    ``per`` is the window up to the day of evaluation: the year (from the start of the period), a shorter
    calendar period, or all; ``periods`` of them when it reaches further back. Without a ``threshold``
    nothing is demanded and the points decide.
    """

    event: str
    label: str
    per: str = "year"
    periods: int = 1
    unit: str = "次"
    threshold: Threshold | None = None

    def read(self, code: str, inputs: Inputs) -> Reading:
        """Count in the window; a number in the claim stands in where no ledger is kept."""
        entries, claim = inputs.events.get(self.event), inputs.claims.get(code)
        if entries is None or (claim is not None and claim.overrules and claim.value is not None):
            return self._claimed(code, inputs)
        start, span = self._window(inputs)
        found = [_sound(entry) for entry in entries]
        dated = [event for event in found if event is not None]
        kept = sorted((e for e in dated if start <= e.on <= inputs.as_of), key=lambda e: (e.on, e.key, e.code))
        used = self._used(kept, span, len(found) - len(dated))
        counts = [parse_amount(event.count) for event in kept]
        if problem := next((text for _, text in counts if text), ""):
            return insufficient(f"{self.label}的次数{problem}", used)
        total = _distinct(kept)
        return self._reading(total, (replace(used[0], value=total), *used[1:]), tuple(kept))

    def _window(self, inputs: Inputs) -> tuple[date, str]:
        if self.per == "all":
            return date.min, f"截至{day_words(inputs.as_of)}"
        if self.per == "year" and self.periods == 1:
            start = inputs.window_start
        else:
            start = last_periods(self.per, self.periods, inputs.as_of)[-1].start
        return start, span_words(start, inputs.as_of)

    def _used(self, kept: list[Event], span: str, undated: int) -> tuple[Used, ...]:
        sources = {event.source for event in kept}
        source = sources.pop() if len(sources) == 1 else ""
        used = Used(self.label, ZERO, self.unit, span, source)
        return (used, Used("没有有效日期、未计入", undated, "条")) if undated else (used,)

    def _reading(self, total: Decimal, used: tuple[Used, ...], events: tuple[Event, ...]) -> Reading:
        if self.threshold is None:
            share = ONE if total else ZERO
            return Reading(open=True, share=share, value=total, used=used, events=events)
        met, share = self.threshold.is_met(total), self.threshold.share(total)
        return Reading(met=met, share=share, value=total, threshold=self.threshold.value, used=used, events=events)

    def _claimed(self, code: str, inputs: Inputs) -> Reading:
        claim = inputs.claims.get(code)
        if claim is None or claim.value is None:
            return unanswered(self.label)
        used = (Used(self.label, claim.value, self.unit, source=claim.source),)
        if isinstance(claim.value, bool):
            flag = parse_flag(claim.value)
            return stated(bool(flag), (replace(used[0], unit=""),))
        number, problem = parse_amount(claim.value)
        if number is None:
            return insufficient(f"{self.label}{problem}", used)
        return self._reading(number, used, ())

    def describe(self) -> str:
        """E.g. 近 3 年表彰奖励 ≥ 1 次; 本年度安全事故 = 0 次."""
        text = f"{self.span}{self.label}"
        return text if self.threshold is None else f"{text} {self.threshold.describe()}"

    @property
    def span(self) -> str:
        """The window in words, e.g. 本年度."""
        if self.per == "all":
            return "累计"
        return WINDOWS[self.per] if self.periods == 1 else f"近 {self.periods} {UNITS[self.per]}"

    def arithmetic(self, reading: Reading) -> str:
        """The count and the entries, newest last."""
        if reading.stated:
            return "按说明判定为达到" if reading.met else "按说明判定为未达到"
        text = f"共 {with_unit(reading.value or ZERO, self.unit)}"
        titles = [_entry_text(event) for event in reading.events]
        if titles:
            more = f"等 {len(titles)} 条" if len(titles) > SHOWN_EVENTS else ""
            text += f"（{'、'.join(titles[:SHOWN_EVENTS])}{more}）"
        if self.threshold is None:
            return text
        return f"{text}，{self.threshold.verdict(reading.value or ZERO, reading.met)}"

    def gap(self, reading: Reading) -> str:
        """How many are missing; what happened cannot be undone."""
        if self.threshold is None or reading.value is None:
            return self.label
        if self.threshold.operator in {">", ">="}:
            return self.threshold.gap(reading.value, self.label)
        return f"做到：{self.describe()}"

    def needs(self, code: str) -> tuple[Need, ...]:
        """The ledger of its kind."""
        return (Need("event", self.event, self.label),)


def _sound(entry: Any) -> Event | None:
    """An entry with plain text and a day; None when it has no day."""
    on = getattr(entry, "on", None)
    if not isinstance(on, date):
        return None
    day = on.date() if isinstance(on, datetime) else on
    words = ("code", "level", "role", "key", "title", "source")
    if day is on and all(isinstance(getattr(entry, word), str) for word in words):
        return entry  # type: ignore[no-any-return]
    return replace(entry, on=day, **{word: _text(getattr(entry, word)) for word in words})


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _distinct(events: Iterable[Event]) -> Decimal:
    """The number of events; one key counts once, with its largest number."""
    total, largest = ZERO, dict[str, Decimal]()
    for event in events:
        amount = parse_amount(event.count)[0] or ZERO
        if event.key:
            largest[event.key] = max(amount, largest.get(event.key, ZERO))
        else:
            total += amount
    return total + sum(largest.values(), ZERO)


def _entry_text(event: Event) -> str:
    return f"{day_words(event.on)} {event.title}".strip() + (f"·{source_label(event.source)}" if event.source else "")
