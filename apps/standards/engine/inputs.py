"""What an evaluation reads. Loading it is a query's work; the engine only looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class FactValue:
    """One value of one metric: ``value`` in the metric's unit, its period and where it came from."""

    value: Any
    period: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody (secretary, reviewer, inspector) says about one leaf.

    ``value`` is a boolean (yes_no), a number (judged, or a stand-in for a missing fact), a level code, or
    a sequence of jurors' numbers; ``checked`` holds the codes of the checklist members that are there;
    ``evidence`` counts the files attached. A ``silent`` claim carries evidence alone and says nothing.
    One that ``overrules`` (what an inspector verified) decides before any fact: a boolean ``value`` is the
    verdict itself, full points or none; ``checked`` and ``not_applicable`` hold whatever facts say.
    """

    value: Any = None
    checked: frozenset[str] = frozenset()
    not_applicable: bool = False
    source: str = "self"
    note: str = ""
    evidence: int = 0
    silent: bool = False
    overrules: bool = False


@dataclass(frozen=True, slots=True)
class Aggregate:
    """For a leaf about descendants: how many match the filter and how many of them fulfil the leaf."""

    matching: int
    fulfilling: int
    period: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Everything about one organization on one day.

    ``history`` holds past values of a metric, newest first, the current period included; ``records``
    the dates of what was held, by record kind (a kind that is absent was never kept, an empty list was
    kept and is zero); ``references`` the region's values for the year (income, wage standard);
    ``aggregates`` is keyed by leaf code. Frequencies count from ``period_start`` (default: 1 January of
    the year of ``as_of``) to ``as_of``.
    """

    as_of: date
    sector: str = ""
    kind: str = ""
    level: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    history: Mapping[str, Sequence[FactValue]] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    records: Mapping[str, Sequence[date]] = field(default_factory=dict)
    aggregates: Mapping[str, Aggregate] = field(default_factory=dict)
    references: Mapping[str, FactValue] = field(default_factory=dict)
    period_start: date | None = None

    @property
    def window_start(self) -> date:
        """First day of the period that frequencies count from."""
        return self.period_start or date(self.as_of.year, 1, 1)
