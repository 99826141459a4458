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
    PerMissing,
    Proportional,
    Rule,
    Scoring,
    Stages,
    Steps,
)

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
    return Scoring(RULES[data["type"]](data), floor, optional(data, "cap"))


def _stages(data: Data) -> Rule:
    pairs = ((decimal(item["at"]), decimal(item["points"])) for item in data["stages"])
    return Stages(tuple(sorted(pairs)))


def _bands(data: Data) -> Rule:
    return Bands(
        tuple(Band(optional(item, "from"), optional(item, "to"), decimal(item["points"])) for item in data["bands"])
    )


def _steps(data: Data) -> Rule:
    return Steps(
        step=decimal(data["step"]),
        each=decimal(data["each"]),
        base=optional(data, "base"),
        rounding=data.get("rounding", "floor"),
        rising=data.get("rising", True),
    )


RULES: Mapping[str, Callable[[Data], Rule]] = {
    "all_or_nothing": lambda data: AllOrNothing(),
    "proportional": lambda data: Proportional(),
    "stages": _stages,
    "bands": _bands,
    "steps": _steps,
    "per_missing_member": lambda data: PerMissing(decimal(data["each"]), "项"),
    "per_missing_period": lambda data: PerMissing(decimal(data["each"]), "期"),
    "judged": lambda data: AsJudged(),
}
