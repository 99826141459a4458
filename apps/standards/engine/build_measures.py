"""From the mapping of a measure to the measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from .amounts import ONE, decimal
from .measures import (
    AllOf,
    AnyOf,
    Checklist,
    CohortRank,
    Events,
    Frequency,
    Grade,
    Judged,
    LookBack,
    MeanBelow,
    Measure,
    Member,
    Operand,
    Option,
    Quantity,
    Ratio,
    Relative,
    ShareOfDescendants,
    Survey,
    Threshold,
    YesNo,
)

Data = Mapping[str, Any]


def _threshold(data: Data, unit: str | None = None) -> Threshold:
    value, high = data["value"], None
    if isinstance(value, list):
        value, high = value[0], decimal(value[1])
    return Threshold(data["op"], decimal(value), high, data.get("unit", "") if unit is None else unit)


def build_measure(data: Data, points: Decimal = ONE) -> Measure:
    """Build one measure; ``points`` is the range of a judged one that names none."""
    if data["type"] == "judged":
        return _judged(data, points)
    if data["type"] in COMBINED:
        return COMBINED[data["type"]](_options(data, points, ""), data.get("label", ""))
    return MEASURES[data["type"]](data)


def _options(data: Data, points: Decimal, prefix: str) -> tuple[Option, ...]:
    """The options with the codes that a claim ticks: their own, or 1, 2, …; those of nested ones 1.1, 1.2, …"""
    found = []
    for number, item in enumerate(data["options"], 1):
        code = item.get("code", f"{prefix}{number}")
        if item["type"] in COMBINED:
            inner: Measure = COMBINED[item["type"]](_options(item, points, f"{code}."), item.get("label", ""))
        else:
            inner = build_measure(item, points)
        found.append(Option(code, inner))
    return tuple(found)


def _yes_no(data: Data) -> Measure:
    return YesNo(data["label"], data.get("metric", ""), data.get("expected", True))


def _checklist(data: Data) -> Measure:
    members = tuple(_member(item) for item in data["members"])
    return Checklist(members, int(data.get("required", len(members))))


def _member(data: Data) -> Member:
    threshold = _threshold(data) if "op" in data else None
    return Member(data["code"], data["title"], data.get("metric", ""), threshold)


def _operand(data: Data, unit: str | None = None) -> Operand:
    given = data.get("unit", "") if unit is None else unit
    return Operand(data["metric"], data["label"], given)


def _base(data: Data) -> Operand:
    return Operand(data.get("of") or data["reference"], data["of_label"], data.get("of_unit", ""))


def _quantity(data: Data) -> Measure:
    return Quantity(_operand(data), _threshold(data))


def _ratio(data: Data) -> Measure:
    percent = data.get("percent", True)
    unit = "%" if percent else data.get("unit", "")
    operand = _operand(data, data.get("metric_unit", ""))
    return Ratio(operand, _base(data), _threshold(data, unit), percent)


def _relative(data: Data) -> Measure:
    factor = decimal(data.get("factor", 1))
    return Relative(_operand(data), data["op"], factor, _base(data), "reference" in data)


def _bound(data: Data, unit: str | None = None) -> Threshold | None:
    """The threshold of a measure that may do without."""
    return _threshold(data, unit) if "op" in data else None


def _wanted(data: Data) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in data.get("filter", {}).items()}


def _share(data: Data) -> Measure:
    inner = build_measure(data["measure"]) if "measure" in data else None
    wanted = _wanted(data)
    threshold = _threshold(data, "%")
    return ShareOfDescendants(data["label"], threshold, wanted, data.get("leaf", ""), inner)


def _frequency(data: Data) -> Measure:
    return Frequency(
        data["record"],
        data["label"],
        int(data.get("times", 1)),
        data["per"],
        data.get("unit", "次"),
    )


def _look_back(data: Data) -> Measure:
    every = data.get("need", "any") == "all"
    return LookBack(data["metric"], data["label"], int(data["periods"]), _threshold(data), every)


def _events(data: Data) -> Measure:
    unit = data.get("unit", "次")
    return Events(
        data["event"], data["label"], data.get("per", "year"), int(data.get("periods", 1)), unit, _bound(data, unit)
    )


def _survey(data: Data) -> Measure:
    return Survey(data["survey"], data["label"], _bound(data, "%"))


def _mean_below(data: Data) -> Measure:
    return MeanBelow(
        label=data["label"],
        metric=data.get("metric", ""),
        leaf=data.get("leaf", ""),
        score=data.get("score", False),
        filter=_wanted(data),
        threshold=_bound(data),
        unit=data.get("unit", ""),
    )


def _cohort_rank(data: Data) -> Measure:
    return CohortRank(
        label=data["label"],
        metric=data.get("metric", ""),
        leaf=data.get("leaf", ""),
        rising=data.get("order", "desc") == "asc",
        threshold=_bound(data, "名"),
    )


def _judged(data: Data, points: Decimal) -> Measure:
    grades = tuple(Grade(item["code"], item["title"], decimal(item["points"])) for item in data.get("levels", ()))
    high = decimal(data.get("high", max((g.points for g in grades), default=points or ONE)))
    return Judged(
        label=data["label"],
        low=decimal(data.get("low", 0)),
        high=high,
        pass_at=decimal(data.get("pass_at", high)),
        grades=grades,
        assessors=data.get("assessors", "trimmed" if data.get("trimmed") else "mean"),
        reason_required=data.get("reason", "required") == "required",
    )


MEASURES: Mapping[str, Callable[[Data], Measure]] = {
    "yes_no": _yes_no,
    "checklist": _checklist,
    "quantity": _quantity,
    "ratio": _ratio,
    "relative": _relative,
    "share_of_descendants": _share,
    "frequency": _frequency,
    "look_back": _look_back,
    "events": _events,
    "survey": _survey,
    "mean_below": _mean_below,
    "cohort_rank": _cohort_rank,
}
COMBINED: Mapping[str, type[AnyOf] | type[AllOf]] = {"any_of": AnyOf, "all_of": AllOf}
