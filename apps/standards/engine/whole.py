"""The rules of a version as a whole: shared caps, parts and formula, grades, limits, vetoes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .amounts import HUNDRED, ONE
from .conditions import Condition

VETO_EFFECTS = {
    "not_eligible": "取消评定资格",
    "total_zero": "总分计零",
    "grade_cap": "限定最高等次",
    "grade_fixed": "直接定为等次",
    "item_zero": "相关指标计零",
    "demoted": "降等",
    "round_invalid": "本轮评定无效",
}
#: Effects after which nobody is ranked or named.
EXCLUDING = frozenset({"not_eligible", "round_invalid"})


@dataclass(frozen=True, slots=True)
class SharedCap:
    """Several criteria together give no more than ``most`` and no less than ``least`` points."""

    code: str
    title: str
    of: tuple[str, ...]
    most: Decimal | None = None
    least: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Exclusive:
    """Leaves of which one counts: the one with most points, with least, or the first that has any.

    Points are compared by their size, so that of several deductions ``most`` keeps the largest. With
    ``losses`` the points lost are compared instead: one loss counts, the other leaves get back theirs.
    """

    code: str
    title: str
    of: tuple[str, ...]
    keep: str = "most"
    losses: bool = False


@dataclass(frozen=True, slots=True)
class Once:
    """Leaves among which one event (by its key) counts once, where it earns most."""

    code: str
    title: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a composite: a sum of criteria, a survey's percent, or a figure given from outside.

    ``full`` is the most that a survey or a given figure can be.
    """

    code: str
    title: str
    criteria: tuple[str, ...] = ()
    survey: str = ""
    given: str = ""
    full: Decimal = HUNDRED


@dataclass(frozen=True, slots=True)
class Formula:
    """A fixed operator over parts (by code), numbers and further formulas; ``by`` is a last factor."""

    op: str
    of: tuple[str | Decimal | Formula, ...]
    by: Decimal = ONE

    def part_codes(self) -> Iterator[str]:
        """Every part it names, in order."""
        for item in self.of:
            if isinstance(item, Formula):
                yield from item.part_codes()
            elif isinstance(item, str):
                yield item


@dataclass(frozen=True, slots=True)
class Requirement:
    """A prerequisite of a grade: a criterion met or with so many points, or a condition on facts."""

    criterion: str = ""
    at_least: Decimal | None = None
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class GradeBand:
    """One grade: from which score (included) up to which (excluded), what else it asks, its quota share."""

    code: str
    title: str
    low: Decimal
    high: Decimal | None = None
    requires: tuple[Requirement, ...] = ()
    share: Decimal | None = None
    hard: bool = False


@dataclass(frozen=True, slots=True)
class GradeLimit:
    """While an indicator holds, no grade above ``at_most``.

    ``source`` is survey, metric, criterion or part; ``key`` its code.
    """

    code: str
    title: str
    source: str
    key: str
    op: str
    value: Decimal
    at_most: str


@dataclass(frozen=True, slots=True)
class VetoRule:
    """One veto with its one effect."""

    code: str
    title: str
    effect: str
    grade: str = ""
    of: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that a version says about the whole; ``grades`` stand best first, the fallback last."""

    caps: tuple[SharedCap, ...] = ()
    exclusive: tuple[Exclusive, ...] = ()
    once: tuple[Once, ...] = ()
    bonus_cap: Decimal | None = None
    parts: tuple[Part, ...] = ()
    formula: Formula | None = None
    grades: tuple[GradeBand, ...] = ()
    fallback: GradeBand | None = None
    limits: tuple[GradeLimit, ...] = ()
    vetoes: tuple[VetoRule, ...] = ()

    @property
    def ladder(self) -> tuple[GradeBand, ...]:
        """All grades, best first, the fallback included."""
        return self.grades if self.fallback is None else (*self.grades, self.fallback)
