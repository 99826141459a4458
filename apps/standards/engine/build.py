"""From the mapping of a standard file to a ``Version``.

The mapping is trusted to have passed ``apps.standards.schema.check_standard``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from .amounts import ONE, ZERO, decimal
from .conditions import Condition, Test
from .measures import (
    Checklist,
    Frequency,
    Grade,
    Judged,
    LookBack,
    Measure,
    Member,
    Operand,
    Quantity,
    Ratio,
    Relative,
    ShareOfDescendants,
    Threshold,
    YesNo,
)
from .model import Criterion, Evidence, Version
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


def build_version(data: Data) -> Version:
    """Build an immutable version from the mapping of a YAML file (or the database's copy of it).

    Args:
        data: a mapping that ``check_standard`` found without problems.
    """
    gate = data["kind"] == "gate"
    mark = data.get("pass_mark")
    return Version(
        code=data["code"],
        name=data["name"],
        number=int(data["version"]),
        kind=data["kind"],
        source=data.get("source", ""),
        source_note=data.get("source_note", ""),
        total=decimal(data.get("total", 100)),
        pass_mark=None if mark is None else decimal(mark),
        rebase=data.get("rebase", "applicable"),
        criteria=tuple(_criterion(item, gate) for item in data["criteria"]),
        exclusions=tuple(data.get("exclusions", ())),
    )


def flatten_criteria(data: Data) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Every criterion as ``(code of its parent or "", position, mapping without children)``.

    Parents come before their children: the order in which a loader stores rows.
    """
    yield from _flatten("", data["criteria"])


def _flatten(parent: str, items: Iterable[Data]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    for position, item in enumerate(items):
        yield parent, position, {key: value for key, value in item.items() if key != "children"}
        yield from _flatten(item["code"], item.get("children", ()))


def nest_criteria(rows: Iterable[tuple[str, int, Data]]) -> list[dict[str, Any]]:
    """The inverse of ``flatten_criteria``: rows in any order back to the ``criteria`` list."""
    below: dict[str, list[tuple[int, Data]]] = {}
    for parent, position, item in rows:
        below.setdefault(parent, []).append((position, item))

    def branch(parent: str) -> list[dict[str, Any]]:
        ordered = sorted(below.get(parent, ()), key=lambda pair: pair[0])
        return [_with_children(dict(item), branch(item["code"])) for _, item in ordered]

    return branch("")


def _with_children(item: dict[str, Any], children: list[dict[str, Any]]) -> dict[str, Any]:
    return {**item, "children": children} if children else item


def _criterion(data: Data, gate: bool) -> Criterion:
    points = decimal(data.get("points", 0))
    measure = build_measure(data["measure"], points) if "measure" in data else None
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
        when=_condition(data["when"]) if "when" in data else None,
        measure=measure,
        points=points,
        scoring=_scoring(data.get("scoring"), measure) if measure and not gate else None,
        evidence=Evidence(evidence.get("need", "none"), int(evidence.get("at_least", 0))),
        not_applicable=data.get("not_applicable", "rebase"),
        claim_not_applicable=data.get("claim_not_applicable", False),
        mandatory=data.get("mandatory", gate and measure is not None),
        enabled=data.get("enabled", not data.get("compliance_note")),
        compliance_note=data.get("compliance_note", ""),
        cap=_optional(data, "cap"),
        children=tuple(_criterion(item, gate) for item in data.get("children", ())),
    )


def _condition(data: Data) -> Condition:
    for key in ("all", "any"):
        if key in data:
            return Condition(key == "all", tuple(_part(item) for item in data[key]))
    return Condition(True, (_test(data),))


def _part(data: Data) -> Condition | Test:
    return _condition(data) if "all" in data or "any" in data else _test(data)


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


def _threshold(data: Data, unit: str | None = None) -> Threshold:
    value, high = data["value"], None
    if isinstance(value, list):
        value, high = value[0], decimal(value[1])
    return Threshold(data["op"], decimal(value), high, data.get("unit", "") if unit is None else unit)


def build_measure(data: Data, points: Decimal = ONE) -> Measure:
    """Build one measure; ``points`` is the range of a judged one that names none."""
    if data["type"] == "judged":
        return _judged(data, points)
    return MEASURES[data["type"]](data)


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


def _share(data: Data) -> Measure:
    inner = build_measure(data["measure"]) if "measure" in data else None
    wanted = {key: tuple(values) for key, values in data.get("filter", {}).items()}
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


def _judged(data: Data, points: Decimal) -> Measure:
    grades = tuple(Grade(item["code"], item["title"], decimal(item["points"])) for item in data.get("levels", ()))
    high = decimal(data.get("high", max((g.points for g in grades), default=points or ONE)))
    return Judged(
        label=data["label"],
        low=decimal(data.get("low", 0)),
        high=high,
        pass_at=decimal(data.get("pass_at", high)),
        grades=grades,
        trimmed=data.get("trimmed", False),
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
}


def _scoring(data: Data | None, measure: Measure) -> Scoring:
    if data is None:
        return Scoring(AsJudged() if isinstance(measure, Judged) else AllOrNothing())
    floor = decimal(data.get("floor", ZERO))
    return Scoring(RULES[data["type"]](data), floor, _optional(data, "cap"))


def _stages(data: Data) -> Rule:
    pairs = ((decimal(item["at"]), decimal(item["points"])) for item in data["stages"])
    return Stages(tuple(sorted(pairs)))


def _bands(data: Data) -> Rule:
    return Bands(
        tuple(Band(_optional(item, "from"), _optional(item, "to"), decimal(item["points"])) for item in data["bands"])
    )


def _steps(data: Data) -> Rule:
    return Steps(
        step=decimal(data["step"]),
        each=decimal(data["each"]),
        base=_optional(data, "base"),
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


def _optional(data: Data, key: str) -> Decimal | None:
    value = data.get(key)
    return None if value is None else decimal(value)
