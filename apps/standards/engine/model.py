"""A standard version as an immutable tree of criteria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from .amounts import ZERO
from .conditions import Condition
from .measures import Measure
from .scoring import Scoring
from .whole import SharedCap, Whole


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a leaf asks for: ``need`` is none, optional or required; then at least ``at_least`` files."""

    need: str = "none"
    at_least: int = 0


@dataclass(frozen=True)
class Criterion:
    """A section (with children) or a leaf (with a measure).

    ``sectors``, ``kinds`` and ``levels`` decide whether the criterion belongs to an organization at all
    (empty: to all); ``when`` whether it applies to it just now, else it is 不适用: ``rebase`` takes its
    points out of the maximum, ``full`` grants them. ``bonus`` points come on top and are not in the
    maximum; ``cap`` and ``floor`` bound a section.
    """

    code: str
    title: str
    text: str = ""
    clause: str = ""
    guidance: str = ""
    sectors: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    when: Condition | None = None
    measure: Measure | None = None
    points: Decimal = ZERO
    scoring: Scoring | None = None
    evidence: Evidence = Evidence()
    not_applicable: str = "rebase"
    claim_not_applicable: bool = False
    mandatory: bool = False
    enabled: bool = True
    compliance_note: str = ""
    cap: Decimal | None = None
    floor: Decimal | None = None
    bonus: bool = False
    children: tuple[Criterion, ...] = ()

    @property
    def extra(self) -> Decimal:
        """Most points that a leaf can give on top of the maximum: a bonus, or a cap above its points."""
        if self.scoring is None:
            return ZERO
        cap = self.points if self.scoring.cap is None else self.scoring.cap
        return cap if self.bonus else max(ZERO, cap - self.points)

    @property
    def least(self) -> Decimal:
        """Fewest points that a leaf can give."""
        if self.scoring is None:
            return ZERO
        cap = self.points if self.scoring.cap is None else self.scoring.cap
        return min(self.scoring.floor, cap)

    @property
    def is_leaf(self) -> bool:
        """Whether it is measured itself."""
        return self.measure is not None

    def belongs_to(self, sector: str, kind: str, level: str) -> bool:
        """Whether an organization of this sector, kind and level has this criterion at all."""
        return (
            self.enabled
            and (not self.sectors or sector in self.sectors)
            and (not self.kinds or kind in self.kinds)
            and (not self.levels or level in self.levels)
        )

    def walk(self) -> Iterator[Criterion]:
        """Itself and everything below, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Version:
    """One version of a standard.

    ``kind`` is scored or gate; ``total`` the declared full score; ``rebase`` says to what a score is
    scaled when items drop out: ``applicable`` (to the sum of all items of the organization, so that
    nothing changes without 不适用) or ``total`` (always to the declared total). ``whole`` are the rules of
    the version level, ``adaptation`` what a lower committee may change.
    """

    code: str
    name: str
    number: int
    kind: str
    source: str = ""
    source_note: str = ""
    total: Decimal = Decimal(100)
    pass_mark: Decimal | None = None
    rebase: str = "applicable"
    criteria: tuple[Criterion, ...] = ()
    exclusions: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    whole: Whole = field(default_factory=Whole)
    adaptation: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def walk(self) -> Iterator[Criterion]:
        """All criteria, sections before their children."""
        for criterion in self.criteria:
            yield from criterion.walk()

    def leaves(self) -> Iterator[Criterion]:
        """All leaves in order, whatever they apply to."""
        return (criterion for criterion in self.walk() if criterion.is_leaf)

    @cached_property
    def by_code(self) -> Mapping[str, Criterion]:
        """Criteria by their code."""
        return {criterion.code: criterion for criterion in self.walk()}

    @cached_property
    def has_extras(self) -> bool:
        """Whether some points are not in the maximum: bonus, or deductions from leaves without points."""
        return not self.is_gate and any(c.bonus or (c.is_leaf and not c.points) for c in self.walk())

    def common_section(self, codes: Sequence[str]) -> str:
        """The code of the lowest section above all of ``codes``; empty for the whole."""
        above = [self.sections_above[code] for code in codes if code in self.sections_above]
        common = ""
        for level in zip(*above, strict=False):
            if len(set(level)) > 1:
                break
            common = level[0]
        return common

    @cached_property
    def sections_above(self) -> Mapping[str, tuple[str, ...]]:
        """For every criterion the sections above it, the outermost first."""
        found: dict[str, tuple[str, ...]] = {criterion.code: () for criterion in self.criteria}
        for criterion in self.walk():
            for child in criterion.children:
                found[child.code] = (*found[criterion.code], criterion.code)
        return found

    @cached_property
    def caps_by_section(self) -> Mapping[str, tuple[SharedCap, ...]]:
        """Shared caps by the section that holds all they name; those of the whole under an empty code."""
        found: dict[str, tuple[SharedCap, ...]] = {}
        for cap in self.whole.caps:
            section = self.common_section(cap.of)
            found[section] = (*found.get(section, ()), cap)
        return found

    @property
    def is_gate(self) -> bool:
        """Whether it has no points: everything mandatory."""
        return self.kind == "gate"
