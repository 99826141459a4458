"""From the mapping of a standard file to the rules of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .amounts import HUNDRED, ONE, ZERO, decimal
from .build_leaf import build_condition
from .build_scorings import optional
from .whole import (
    Exclusive,
    Formula,
    GradeBand,
    GradeLimit,
    Once,
    Part,
    Requirement,
    SharedCap,
    VetoRule,
    Whole,
)

Data = Mapping[str, Any]
LIMIT_SOURCES = ("survey", "metric", "criterion", "part")


def build_whole(data: Data) -> Whole:
    """The version level of a file; empty where the file says nothing about the whole."""
    fallback = data.get("grade_fallback")
    return Whole(
        caps=tuple(_shared_cap(item) for item in data.get("caps", ())),
        exclusive=tuple(
            Exclusive(item["code"], item["title"], tuple(item["of"]), item["keep"], item.get("count") == "losses")
            for item in data.get("exclusive", ())
        ),
        once=tuple(Once(item["code"], item["title"], tuple(item["of"])) for item in data.get("once", ())),
        bonus_cap=optional(data, "bonus_cap"),
        parts=tuple(_part(item) for item in data.get("parts", ())),
        formula=_formula(data["formula"]) if "formula" in data else None,
        grades=tuple(_grade(item) for item in data.get("grades", ())),
        fallback=GradeBand(fallback["code"], fallback["title"], ZERO) if fallback else None,
        limits=tuple(_limit(item) for item in data.get("grade_limits", ())),
        vetoes=tuple(_veto(item) for item in data.get("vetoes", ())),
    )


def _shared_cap(data: Data) -> SharedCap:
    most, least = optional(data, "most"), optional(data, "least")
    return SharedCap(data["code"], data["title"], tuple(data["of"]), most, least)


def _part(data: Data) -> Part:
    return Part(
        code=data["code"],
        title=data["title"],
        criteria=tuple(data.get("sum", ())),
        survey=data.get("survey", ""),
        given=data.get("given", ""),
        full=decimal(data.get("full", HUNDRED)),
    )


def _formula(data: Data) -> Formula:
    return Formula(data["op"], tuple(_operand(item) for item in data["of"]), decimal(data.get("by", ONE)))


def _operand(item: Any) -> str | Any:
    if isinstance(item, Mapping):
        return _formula(item)
    return item if isinstance(item, str) else decimal(item)


def _grade(data: Data) -> GradeBand:
    quota = data.get("quota", {})
    return GradeBand(
        code=data["code"],
        title=data["title"],
        low=decimal(data["from"]),
        high=optional(data, "to"),
        requires=tuple(_requirement(item) for item in data.get("requires", ())),
        share=optional(quota, "share"),
        hard=quota.get("hard", False),
    )


def _requirement(data: Data) -> Requirement:
    if "criterion" in data:
        return Requirement(data["criterion"], optional(data, "at_least"))
    return Requirement(condition=build_condition(data))


def _limit(data: Data) -> GradeLimit:
    when = data["when"]
    source = next(name for name in LIMIT_SOURCES if name in when)
    value = decimal(when["value"])
    return GradeLimit(data["code"], data["title"], source, when[source], when["op"], value, data["at_most"])


def _veto(data: Data) -> VetoRule:
    return VetoRule(
        code=data["code"],
        title=data["title"],
        effect=data["effect"],
        grade=data.get("grade", ""),
        of=tuple(data.get("of", ())),
        clause=data.get("clause", ""),
    )
