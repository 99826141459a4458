"""From the mapping of a scoring rule to the rule with its floor and cap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from .amounts import ZERO, decimal
from .measures import Judged, Measure
from .scoring import (
    AllOrNothing,
    AsJudged,
    Band,
    Bands,
    ByRank,
    ByValue,
    Ledger,
    LedgerCap,
    LedgerEntry,
    Matrix,
    Ordinal,
    PerMissing,
    PerOccurrence,
    Place,
    Proportional,
    Rule,
    Scoring,
    Stages,
    Steps,
)
from .scoring.events import OrdinalLevel

Data = Mapping[str, Any]


def optional(data: Data, key: str) -> Decimal | None:
    """A number that may be absent."""
    value = data.get(key)
    return None if value is None else decimal(value)


def build_scoring(data: Data | None, measure: Measure) -> Scoring:
    """The rule; none given: judged points for a judged measure, else all or nothing."""
    if data is None:
        return Scoring(AsJudged() if isinstance(measure, Judged) else AllOrNothing())
    floor = decimal(data.get("floor", ZERO))
    return Scoring(RULES[data["type"]](data, measure), floor, optional(data, "cap"))


def unit_of(measure: Measure) -> str:
    """The unit of the value that a measure compares, empty where there is none."""
    threshold = getattr(measure, "threshold", None)
    return getattr(measure, "unit", "") or getattr(threshold, "unit", "")


def _stages(data: Data, measure: Measure) -> Rule:
    pairs = ((decimal(item["at"]), decimal(item["points"])) for item in data["stages"])
    return Stages(tuple(sorted(pairs)))


def _bands(data: Data, measure: Measure) -> Rule:
    return Bands(
        tuple(Band(optional(item, "from"), optional(item, "to"), decimal(item["points"])) for item in data["bands"]),
        unit_of(measure),
    )


def _steps(data: Data, measure: Measure) -> Rule:
    return Steps(
        step=decimal(data["step"]),
        each=decimal(data["each"]),
        base=optional(data, "base"),
        rounding=data.get("rounding", "floor"),
        rising=data.get("rising", True),
        relative=data.get("relative", False),
        above=optional(data, "above"),
        unit=unit_of(measure),
    )


def _per_occurrence(data: Data, measure: Measure) -> Rule:
    return PerOccurrence(decimal(data["each"]), data.get("adds", True), unit_of(measure) or "次")


def _ordinal(data: Data, measure: Measure) -> Rule:
    return Ordinal(tuple(OrdinalLevel(item["code"], item["title"], decimal(item["points"])) for item in data["levels"]))


def _matrix(data: Data, measure: Measure) -> Rule:
    rows = {
        level: {role: decimal(points) for role, points in (row if isinstance(row, Mapping) else {"": row}).items()}
        for level, row in data["points"].items()
    }
    titles = (dict(data.get(key, {})) for key in ("level_titles", "role_titles"))
    return Matrix(rows, data.get("take", "sum") == "best", *titles)


def _ledger(data: Data, measure: Measure) -> Rule:
    entries = (LedgerEntry(item["code"], item["title"], decimal(item["points"])) for item in data["entries"])
    caps = (
        LedgerCap(item["per"], optional(item, "most"), optional(item, "least"), frozenset(item.get("of", ())))
        for item in data.get("caps", ())
    )
    return Ledger(tuple(entries), tuple(caps), decimal(data.get("base", 0)))


def _by_rank(data: Data, measure: Measure) -> Rule:
    share = "share" in data
    limits = (Place(decimal(item["to"]), decimal(item["points"])) for item in data["share" if share else "places"])
    return ByRank(tuple(sorted(limits, key=lambda limit: limit.to)), share)


RULES: Mapping[str, Callable[[Data, Measure], Rule]] = {
    "all_or_nothing": lambda data, measure: AllOrNothing(),
    "proportional": lambda data, measure: Proportional(),
    "by_value": lambda data, measure: ByValue(decimal(data.get("full_at", 100))),
    "stages": _stages,
    "bands": _bands,
    "steps": _steps,
    "per_missing_member": lambda data, measure: PerMissing(decimal(data["each"]), "项"),
    "per_missing_period": lambda data, measure: PerMissing(decimal(data["each"]), "期"),
    "per_occurrence": _per_occurrence,
    "ordinal": _ordinal,
    "matrix": _matrix,
    "ledger": _ledger,
    "by_rank": _by_rank,
    "judged": lambda data, measure: AsJudged(),
}
