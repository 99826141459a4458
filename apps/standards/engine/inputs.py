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
    ``figures`` are the values of metrics that were verified with it: an option that reads them alone is
    decided by them and not by its tick.
    """

    value: Any = None
    checked: frozenset[str] = frozenset()
    not_applicable: bool = False
    source: str = "self"
    note: str = ""
    evidence: int = 0
    silent: bool = False
    overrules: bool = False
    figures: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """For a leaf about descendants: how many match the filter and how many of them fulfil the leaf."""

    matching: int
    fulfilling: int
    period: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One dated event of an organization: an honour, an accident, a good deed of the ledger.

    ``code`` is the entry of a ledger, ``level`` and ``role`` the place in a matrix (国家级, 第一完成单位),
    ``key`` what the event is: entries with the same key are one event, which counts once. ``count``
    is how many of them the entry stands for.
    """

    on: date
    code: str = ""
    level: str = ""
    role: str = ""
    key: str = ""
    count: Any = 1
    title: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class SurveyValue:
    """What a survey of the masses gave: ``percent`` (0..100) of so many ``ballots``."""

    percent: Any
    ballots: int | None = None
    period: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Mean:
    """For a leaf about the organizations below: their mean and how many of them have a value."""

    value: Any
    count: int
    period: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """For a leaf about the place in the cohort: ``place`` (1 is the best) among ``of``."""

    place: Any
    of: Any
    source: str = ""


@dataclass(frozen=True, slots=True)
class VetoFinding:
    """Somebody found that a veto of the standard applies: who, when, on what evidence."""

    decided_on: date
    decided_by: str
    evidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class GradeDecision:
    """A grade given by decision, after every rule: the grade's code, and why."""

    grade: str
    reason: str
    decided_on: date | None = None
    decided_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Everything about one organization on one day.

    ``history`` holds past values of a metric, newest first, the current period included; ``records``
    the dates of what was held, by record kind (a kind that is absent was never kept, an empty list was
    kept and is zero); ``references`` the region's values for the year (income, wage standard);
    ``aggregates`` is keyed by leaf code. Frequencies count from ``period_start`` (default: 1 January of
    the year of ``as_of``) to ``as_of``.

    ``events`` are keyed by event kind (absent: never kept, empty: kept and none), ``surveys`` by survey,
    ``means`` and ``ranks`` by leaf code, ``given`` by the code of a part that comes from outside,
    ``vetoes`` by veto code.
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
    events: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    surveys: Mapping[str, SurveyValue] = field(default_factory=dict)
    means: Mapping[str, Mean] = field(default_factory=dict)
    ranks: Mapping[str, Rank] = field(default_factory=dict)
    given: Mapping[str, FactValue] = field(default_factory=dict)
    vetoes: Mapping[str, VetoFinding] = field(default_factory=dict)
    decision: GradeDecision | None = None

    @property
    def window_start(self) -> date:
        """First day of the period that frequencies count from."""
        return self.period_start or date(self.as_of.year, 1, 1)
