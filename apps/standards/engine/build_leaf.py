"""From the mapping of a section or leaf to a ``Criterion``, with its condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .amounts import decimal
from .build_measures import build_measure
from .build_scorings import build_scoring, optional
from .conditions import Condition, Test
from .model import Criterion, Evidence

Data = Mapping[str, Any]


def build_criterion(data: Data, gate: bool, bonus: bool = False, above: Condition | None = None) -> Criterion:
    """A section with its children, or a leaf; leaves of a gate have no scoring and are mandatory.

    Args:
        bonus: the section above is a bonus, so this is one too.
        above: the condition of the section above, which every leaf below has to fulfil.
    """
    when = _joined(above, data.get("when"))
    bonus = bonus or data.get("bonus", False)
    points = decimal(data.get("points", 0))
    measure = build_measure(_with_levels(data), points) if "measure" in data else None
    evidence = data.get("evidence", {})
    return Criterion(
        code=data["code"],
        title=data["title"],
        text=data.get("text", ""),
        clause=data.get("clause", ""),
        guidance=data.get("guidance", ""),
        sectors=frozenset(data.get("sectors", ())),
        kinds=frozenset(data.get("kinds", ())),
        levels=frozenset(data.get("levels", ())),
        when=when,
        measure=measure,
        points=points,
        scoring=build_scoring(data.get("scoring"), measure) if measure and not gate else None,
        evidence=Evidence(evidence.get("need", "none"), int(evidence.get("at_least", 0))),
        not_applicable=data.get("not_applicable", "rebase"),
        claim_not_applicable=data.get("claim_not_applicable", False),
        mandatory=data.get("mandatory", gate and measure is not None),
        enabled=data.get("enabled", not data.get("compliance_note")),
        compliance_note=data.get("compliance_note", ""),
        cap=optional(data, "cap"),
        floor=optional(data, "floor"),
        bonus=bonus,
        children=tuple(build_criterion(item, gate, bonus, when) for item in data.get("children", ())),
    )


def _with_levels(data: Data) -> Data:
    """The measure; a judged one without levels of its own is chosen among those of its ordinal rule."""
    measure, scoring = data["measure"], data.get("scoring") or {}
    if measure["type"] == "judged" and scoring.get("type") == "ordinal" and "levels" not in measure:
        return {**measure, "levels": scoring["levels"]}
    return measure  # type: ignore[no-any-return]


def _joined(above: Condition | None, data: Data | None) -> Condition | None:
    own = None if data is None else build_condition(data)
    if above is None or own is None:
        return own or above
    return Condition(True, (above, own))


def build_condition(data: Data) -> Condition:
    """A condition; a single test is a condition of one part."""
    for key in ("all", "any"):
        if key in data:
            return Condition(key == "all", tuple(_part(item) for item in data[key]))
    return Condition(True, (_test(data),))


def _part(data: Data) -> Condition | Test:
    return build_condition(data) if "all" in data or "any" in data else _test(data)


def _test(data: Data) -> Test:
    value: Any = data.get("value", True)
    high = None
    if isinstance(value, list) and data.get("op") == "between":
        value, high = decimal(value[0]), decimal(value[1])
    elif isinstance(value, list):
        value = tuple(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        value = decimal(value)
    is_metric = "metric" in data
    return Test(
        key=data["metric"] if is_metric else data["attribute"],
        is_metric=is_metric,
        label=data["label"],
        operator=data.get("op", "="),
        value=value,
        high=high,
        unit=data.get("unit", ""),
    )
