"""Rules that count dated events; entries with the same key are one event and count once, at their highest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..amounts import ONE, ZERO, parse_amount, show, show_exact
from ..inputs import Event
from ..periods import period_containing
from ..readings import Reading
from ..words import CAP_LABELS, EVENT_LEVELS, EVENT_ROLES, day_words, event_level_title, event_role_title, ranked
from .base import Part, Rule

Worth = tuple[Event, Decimal]


def counted_once(events: Sequence[Event], worth: Callable[[Event], Decimal | None]) -> list[Worth]:
    """Events that the rule knows with their points; of the same key only the one with the most.

    Deductions likewise: the gravest entry of one event stands.
    """
    found: list[Worth] = []
    place: dict[str, int] = {}
    for event in events:
        points = worth(event)
        if points is None:
            continue
        at = place.get(event.key) if event.key else None
        if at is None:
            if event.key:
                place[event.key] = len(found)
            found.append((event, points))
        elif abs(points) > abs(found[at][1]):
            found[at] = (event, points)
    return found


def event_label(event: Event, *words: str) -> str:
    """An entry of a sum: 2026年3月5日 省级一等“某奖”."""
    title = f"“{event.title}”" if event.title else ""
    return f"{day_words(event.on)} {''.join(words)}{title}".strip()


def amount_of(event: Event) -> Decimal:
    """How many an entry stands for."""
    return parse_amount(event.count)[0] or ZERO


def _level_words(event: Event) -> str:
    """Level and role by the portal's words; those of another vocabulary are named as unknown."""
    level = event_level_title(event.level) if event.level else "未填级别"
    return level + (event_role_title(event.role) if event.role else "")


def _by_key(found: Sequence[Worth]) -> dict[str, Decimal]:
    return {event.key: points for event, points in found if event.key}


@dataclass(frozen=True, slots=True)
class PerOccurrence(Rule):
    """``each`` for every event or unit of the value: on top of nothing, or taken from the full points."""

    each: Decimal
    adds: bool = True
    unit: str = "次"

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """A plain statement without a count is all or nothing."""
        if reading.value is None:
            return points if reading.met else ZERO
        change = self.each * reading.value
        return change if self.adds else points - change

    def parts(self, points: Decimal, reading: Reading) -> tuple[Part, ...]:
        """Full points and what is taken, or what is given."""
        if not reading.value:
            return ()
        label = f"{show_exact(reading.value)} {self.unit} × {show_exact(self.each)} 分"
        if self.adds:
            return (Part(label, self.each * reading.value),)
        taken = Part(label, -self.each * reading.value)
        return (Part("起始分", points), taken) if points else (taken,)

    def event_points(self, reading: Reading) -> Mapping[str, Decimal]:
        """What each keyed event gives or takes."""
        sign = ONE if self.adds else -ONE
        return _by_key(counted_once(reading.events, lambda event: sign * self.each * amount_of(event)))

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        each = show_exact(abs(self.each))
        if self.adds:
            return f"每{self.unit}{'计' if self.each > 0 else '扣'} {each} 分"
        start = f"起始 {show(points)} 分，" if points else ""
        return f"{start}每{self.unit}扣 {each} 分"


@dataclass(frozen=True, slots=True)
class OrdinalLevel:
    """One level of an ordinal scale."""

    code: str
    title: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Ordinal(Rule):
    """The points of the level that was chosen, or of the best event."""

    levels: tuple[OrdinalLevel, ...]

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """The level's points, the mean of several assessors' levels; without level and events nothing was reached."""
        if reading.stated:
            return points if reading.met else ZERO
        if reading.levels and reading.value is not None:
            return reading.value
        if reading.level:
            return next((level.points for level in self.levels if level.code == reading.level), ZERO)
        return max((points for _, points in self._found(reading)), default=ZERO)

    def _found(self, reading: Reading) -> list[Worth]:
        return counted_once(reading.events, self._worth)

    def _worth(self, event: Event) -> Decimal | None:
        by_code = {level.code: level.points for level in self.levels}
        points = by_code.get(event.level)
        return by_code.get(event.code) if points is None else points

    def parts(self, points: Decimal, reading: Reading) -> tuple[Part, ...]:
        """The best entry."""
        if reading.stated or reading.level or not (found := self._found(reading)):
            return ()
        event, best = max(found, key=lambda pair: pair[1])
        titles = {level.code: level.title for level in self.levels}
        return (Part("最好成绩 " + event_label(event, titles.get(event.level) or titles.get(event.code, "")), best),)

    def event_points(self, reading: Reading) -> Mapping[str, Decimal]:
        """What each keyed event would earn."""
        return _by_key(self._found(reading))

    def passed_over(self, reading: Reading) -> tuple[str, ...]:
        """Events of another level."""
        strange = (event for event in reading.events if self._worth(event) is None)
        return tuple(event_label(event, _level_words(event)) for event in strange)

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        return "按等次计分：" + "，".join(f"{level.title} {show(level.points)} 分" for level in self.levels)


@dataclass(frozen=True)
class Matrix(Rule):
    """Points by level and role of each event; the sum of them, or the best one.

    A row without roles (key ``""``) holds for every role.
    """

    points: Mapping[str, Mapping[str, Decimal]]
    best: bool = False
    level_titles: Mapping[str, str] = field(default_factory=dict)
    role_titles: Mapping[str, str] = field(default_factory=dict)

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Events outside the matrix earn nothing."""
        if reading.stated:
            return points if reading.met else ZERO
        return sum((part.points for part in self.parts(points, reading)), ZERO)

    def parts(self, points: Decimal, reading: Reading) -> tuple[Part, ...]:
        """One addend per event; only the best with ``best``. A plain statement has none."""
        if reading.stated:
            return ()
        found = counted_once(reading.events, self._worth)
        if self.best and found:
            found = [max(found, key=lambda pair: pair[1])]
        return tuple(
            Part(event_label(event, self._level(event.level), self._role(event.role)), p) for event, p in found
        )

    def _worth(self, event: Event) -> Decimal | None:
        row = self.points.get(event.level)
        if row is None:
            return None
        each = row.get(event.role, row.get(""))
        return None if each is None else each * amount_of(event)

    def passed_over(self, reading: Reading) -> tuple[str, ...]:
        """Events of a level or role that has no row."""
        strange = (event for event in reading.events if self._worth(event) is None)
        return tuple(event_label(event, _level_words(event)) for event in strange)

    def _level(self, code: str) -> str:
        return self.level_titles.get(code) or event_level_title(code)

    def _role(self, code: str) -> str:
        return (self.role_titles.get(code) or event_role_title(code)) if code else ""

    def event_points(self, reading: Reading) -> Mapping[str, Decimal]:
        """What each keyed event earns."""
        return _by_key(counted_once(reading.events, self._worth))

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        rows = [
            self._level(level)
            + "、".join(f"{self._role(role)} {show(row[role])} 分" for role in ranked(row, EVENT_ROLES))
            for level in ranked(self.points, EVENT_LEVELS)
            for row in (self.points[level],)
        ]
        return f"按级别和名次计分（{'取最高一项' if self.best else '累计'}）：" + "；".join(rows)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One kind of entry with its signed points."""

    code: str
    title: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class LedgerCap:
    """Most and least points within each ``per`` (month, quarter, half_year, year, all), of some entries or all."""

    per: str
    most: Decimal | None = None
    least: Decimal | None = None
    of: frozenset[str] = frozenset()

    def change(self, total: Decimal) -> Decimal:
        """What brings a period's total within the limits."""
        bounded = total if self.most is None else min(total, self.most)
        bounded = bounded if self.least is None else max(bounded, self.least)
        return bounded - total


CAP_ORDER = ("month", "quarter", "half_year", "year", "all")


@dataclass(frozen=True, slots=True)
class _Line:
    on: date
    codes: frozenset[str]
    part: Part


@dataclass(frozen=True, slots=True)
class Ledger(Rule):
    """Signed entries added to ``base``, with caps per month, quarter, half-year, year or altogether.

    Caps of single entries come before those of the whole, short periods before long ones.
    """

    entries: tuple[LedgerEntry, ...]
    caps: tuple[LedgerCap, ...] = ()
    base: Decimal = ZERO

    def award(self, points: Decimal, reading: Reading) -> Decimal:
        """Base, entries and what the caps take or give."""
        if reading.stated:
            return points if reading.met else ZERO
        return self.base + sum((line.part.points for line in self._lines(reading)), ZERO)

    def parts(self, points: Decimal, reading: Reading) -> tuple[Part, ...]:
        """Base, entries, adjustments. A plain statement is a single figure."""
        if reading.stated:
            return ()
        lines = tuple(line.part for line in self._lines(reading))
        return (Part("基础分", self.base), *lines) if self.base else lines

    def _lines(self, reading: Reading) -> list[_Line]:
        titles = {entry.code: entry.title for entry in self.entries}
        lines = [
            _Line(event.on, frozenset((event.code,)), Part(event_label(event, titles[event.code]), points))
            for event, points in counted_once(reading.events, self._worth)
        ]
        for cap in sorted(self.caps, key=lambda cap: (not cap.of, CAP_ORDER.index(cap.per))):
            lines += _adjustments(cap, lines)
        return lines

    def _worth(self, event: Event) -> Decimal | None:
        each = next((entry.points for entry in self.entries if entry.code == event.code), None)
        return None if each is None else each * amount_of(event)

    def event_points(self, reading: Reading) -> Mapping[str, Decimal]:
        """What each keyed event gives or takes."""
        return _by_key(counted_once(reading.events, self._worth))

    def passed_over(self, reading: Reading) -> tuple[str, ...]:
        """Entries of a kind that the ledger does not list."""
        strange = (event for event in reading.events if self._worth(event) is None)
        return tuple(
            event_label(event, f"未列入的事项“{event.code}”" if event.code else "未填事项") for event in strange
        )

    def describe(self, points: Decimal) -> str:
        """The rule in Chinese."""
        entries = "，".join(f"{entry.title} {_signed(entry.points)} 分" for entry in self.entries)
        base = f"基础分 {show(self.base)} 分，" if self.base else ""
        return f"按台账计分：{base}{entries}" + "".join(f"；{self._cap_text(cap)}" for cap in self.caps)

    def _cap_text(self, cap: LedgerCap) -> str:
        titles = "、".join(entry.title for entry in self.entries if entry.code in cap.of)
        limits = [f"最高 {show(cap.most)} 分"] if cap.most is not None else []
        limits += [f"最低 {show(cap.least)} 分"] if cap.least is not None else []
        return f"{titles}{CAP_LABELS[cap.per]}{'、'.join(limits)}"


def _adjustments(cap: LedgerCap, lines: Sequence[_Line]) -> list[_Line]:
    totals: dict[tuple[date, str], Decimal] = {}
    for line in lines:
        if cap.of and not line.codes <= cap.of:
            continue
        span = (date.min, "全部") if cap.per == "all" else _span(cap.per, line.on)
        totals[span] = totals.get(span, ZERO) + line.part.points
    changes = ((span, cap.change(total)) for span, total in totals.items())
    return [
        _Line(start, cap.of or frozenset(("",)), Part(f"{label}{'超过上限' if change < 0 else '低于下限'}", change))
        for (start, label), change in changes
        if change
    ]


def _span(per: str, on: date) -> tuple[date, str]:
    period = period_containing(per, on)
    return period.start, period.label


def _signed(points: Decimal) -> str:
    return f"{'+' if points > 0 else '−' if points < 0 else ''}{show(abs(points))}"
