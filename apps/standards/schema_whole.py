"""The version level of a standard file: its shapes, and what it may get wrong.

The order in which it is evaluated: points → cut-off → prerequisite → limit by indicator → veto → quota →
manual decision. ``schema.py`` documents the format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .engine.whole import VETO_EFFECTS
from .schema_checks import condition_problems, walk_criteria
from .schema_shapes import CODE, FLAG, NUMBER, POSITIVE, SIMPLE_OPERATOR, TEXT, Data

Problems = Iterator[str]


def shape(required: Iterable[str], properties: Data) -> dict[str, Any]:
    """A closed object."""
    return {
        "type": "object",
        "required": list(required),
        "properties": dict(properties),
        "additionalProperties": False,
    }


SHARE = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
CRITERIA = {"type": "array", "items": CODE, "minItems": 1, "uniqueItems": True}
SEVERAL = {**CRITERIA, "minItems": 2}
NAMED = {"code": CODE, "title": TEXT}
QUOTA = shape(("share",), {"share": SHARE, "hard": FLAG})
GRADE = shape(
    ("code", "title", "from"),
    {
        **NAMED,
        "from": {"type": "number", "minimum": 0},
        "to": NUMBER,
        "requires": {"type": "array", "items": {"type": "object"}, "minItems": 1},
        "quota": QUOTA,
    },
)
WHEN = {
    **shape(
        ("op", "value"),
        {"survey": CODE, "metric": CODE, "criterion": CODE, "part": CODE, "op": SIMPLE_OPERATOR, "value": NUMBER},
    ),
    "oneOf": [{"required": [name]} for name in ("survey", "metric", "criterion", "part")],
}
VETO = shape(
    ("code", "title", "effect"),
    {**NAMED, "effect": {"enum": list(VETO_EFFECTS)}, "grade": CODE, "of": CRITERIA, "clause": TEXT},
)
PART = {
    **shape(
        ("code", "title"),
        {**NAMED, "sum": CRITERIA, "survey": CODE, "given": CODE, "full": POSITIVE},
    ),
    "oneOf": [{"required": [name]} for name in ("sum", "survey", "given")],
}
OPERATIONS = ["add", "subtract", "multiply", "min", "max", "mean"]
FORMULA: dict[str, Any] = shape(
    ("op", "of"),
    {
        "op": {"enum": OPERATIONS},
        "of": {
            "type": "array",
            "minItems": 1,
            "items": {"anyOf": [CODE, NUMBER, {"$ref": "#/$defs/formula"}]},
        },
        "by": NUMBER,
    },
)
ADAPTATION = shape(
    (),
    {
        "points": shape((), {"change_by": {"type": "number", "minimum": 0}}),
        "additional_leaves": {"type": "integer", "minimum": 0},
        "additional_points": {"type": "number", "minimum": 0},
        "locked": {"type": "array", "items": CODE, "uniqueItems": True},
    },
)

#: What stands at the top of a file beside its criteria.
WHOLE = {
    "caps": {
        "type": "array",
        "items": shape(("code", "title", "of"), {**NAMED, "of": SEVERAL, "most": NUMBER, "least": NUMBER}),
    },
    "exclusive": {
        "type": "array",
        "items": shape(
            ("code", "title", "of", "keep"),
            {
                **NAMED,
                "of": SEVERAL,
                "keep": {"enum": ["most", "least", "first"]},
                "count": {"enum": ["points", "losses"]},
            },
        ),
    },
    "once": {"type": "array", "items": shape(("code", "title", "of"), {**NAMED, "of": SEVERAL})},
    "bonus_cap": {"type": "number", "minimum": 0},
    "parts": {"type": "array", "items": PART, "minItems": 1},
    "formula": {"$ref": "#/$defs/formula"},
    "grades": {"type": "array", "items": GRADE, "minItems": 1},
    "grade_fallback": shape(("code", "title"), NAMED),
    "grade_limits": {
        "type": "array",
        "items": shape(("code", "title", "when", "at_most"), {**NAMED, "when": WHEN, "at_most": CODE}),
    },
    "vetoes": {"type": "array", "items": VETO},
    "adaptation": ADAPTATION,
}
LISTS = ("caps", "exclusive", "once", "parts", "grades", "grade_limits", "vetoes")


def with_whole(schema: Data) -> dict[str, Any]:
    """The schema of a file with the version level in it."""
    return {
        **schema,
        "$defs": {**schema["$defs"], "formula": FORMULA},
        "properties": {**schema["properties"], **WHOLE},
    }


def whole_problems(data: Data) -> Problems:
    """What the version level gets wrong: codes that do not exist, rules that contradict each other."""
    nodes = {item["code"]: item for _, item in walk_criteria(data)}
    yield from _codes(data)
    yield from _caps(data, nodes)
    yield from _groups(data, nodes)
    yield from _parts(data, nodes)
    yield from _grades(data, nodes)
    yield from _limits(data, nodes)
    yield from _vetoes(data, nodes)
    for position, code in enumerate(data.get("adaptation", {}).get("locked", ())):
        if code not in nodes:
            yield f"adaptation.locked[{position}]：本标准没有指标 {code}"


def _codes(data: Data) -> Problems:
    if data["kind"] == "gate":
        for key in ("caps", "exclusive", "once", "bonus_cap", "parts", "formula"):
            if key in data:
                yield f"{key}：达标类标准不计分，不能有此项"
    for key in LISTS:
        seen: set[str] = set()
        for position, item in enumerate(data.get(key, ())):
            if item["code"] in seen:
                yield f"{key}[{position}].code：编码 {item['code']} 重复"
            seen.add(item["code"])


def _unknown(path: str, codes: Any, nodes: Mapping[str, Data], leaves: bool = False) -> Problems:
    for position, code in enumerate(codes):
        if code not in nodes:
            yield f"{path}[{position}]：本标准没有指标 {code}"
        elif leaves and "measure" not in nodes[code]:
            yield f"{path}[{position}]：{code} 不是评分项"


def _caps(data: Data, nodes: Mapping[str, Data]) -> Problems:
    above = _sections_above(data)
    owner: dict[str, str] = {}
    for position, cap in enumerate(data.get("caps", ())):
        here = f"caps[{position}]"
        yield from _unknown(f"{here}.of", cap["of"], nodes)
        if "most" not in cap and "least" not in cap:
            yield f"{here}：缺少 most（上限）或 least（下限）"
        elif cap.get("most", cap.get("least")) < cap.get("least", cap.get("most")):
            yield f"{here}：上限小于下限"
        known = [code for code in cap["of"] if code in nodes]
        for code in known:
            if owner.setdefault(code, here) != here:
                yield f"{here}.of：{code} 已在 {owner[code]} 中，一项指标只能受一个共同上限约束"
        yield from _nested(here, known, above, nodes)


def _nested(here: str, codes: list[str], above: Mapping[str, tuple[str, ...]], nodes: Mapping[str, Data]) -> Problems:
    paths = [above[code] for code in codes]
    shared = 0
    for level in zip(*paths, strict=False):
        if len(set(level)) > 1:
            break
        shared += 1
    for code, path in zip(codes, paths, strict=True):
        if set(path) & set(codes):
            yield f"{here}.of：{code} 已包含在同列的上级指标中"
        for section in path[shared:]:
            if {"cap", "floor"} & set(nodes[section]):
                yield f"{here}.of：{code} 的上级 {section} 自有上下限，请对 {section} 本身设共同上限"


def _sections_above(data: Data) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {item["code"]: () for item in data["criteria"]}
    for _, item in walk_criteria(data):
        for child in item.get("children", ()):
            found[child["code"]] = (*found[item["code"]], item["code"])
    return found


def _groups(data: Data, nodes: Mapping[str, Data]) -> Problems:
    for key in ("exclusive", "once"):
        owner: dict[str, str] = {}
        for position, group in enumerate(data.get(key, ())):
            here = f"{key}[{position}]"
            yield from _unknown(f"{here}.of", group["of"], nodes, leaves=True)
            for code in group["of"]:
                if owner.setdefault(code, here) != here:
                    yield f"{here}.of：{code} 已在 {owner[code]} 中"


def _parts(data: Data, nodes: Mapping[str, Data]) -> Problems:
    if "formula" in data and "parts" not in data:
        yield "formula：公式须与 parts（组成部分）一并给出"
    above = _sections_above(data)
    owner: dict[str, str] = {}
    for position, part in enumerate(data.get("parts", ())):
        here = f"parts[{position}]"
        codes = part.get("sum", ())
        yield from _unknown(f"{here}.sum", codes, nodes)
        for code in (code for code in codes if code in nodes):
            for section in above[code]:
                if {"cap", "floor"} & set(nodes[section]):
                    yield f"{here}.sum：{code} 的上级 {section} 有上下限，应整体列入"
                if section in owner or section in codes:
                    yield f"{here}.sum：{code} 已随上级 {section} 计入"
            if owner.setdefault(code, here) != here:
                yield f"{here}.sum：{code} 已在 {owner[code]} 中"
    if "parts" in data:
        yield from _formula_parts(data)
        yield from _split_caps(data, above)


def _formula_parts(data: Data) -> Problems:
    known = {part["code"] for part in data["parts"]}
    used = set(_named(data["formula"])) if "formula" in data else known
    for code in sorted(used - known):
        yield f"formula：没有组成部分 {code}"
    for position, part in enumerate(data["parts"]):
        if part["code"] not in used:
            yield f"parts[{position}]：{part['code']} 未用于公式"


def _named(formula: Data) -> Iterator[str]:
    for item in formula["of"]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, Mapping):
            yield from _named(item)


def _split_caps(data: Data, above: Mapping[str, tuple[str, ...]]) -> Problems:
    part_of = {code: part["code"] for part in data["parts"] for code in part.get("sum", ())}

    def part(code: str) -> str:
        return next((part_of[name] for name in (code, *above.get(code, ())) if name in part_of), "")

    for position, cap in enumerate(data.get("caps", ())):
        if len({part(code) for code in cap["of"]}) > 1:
            yield f"caps[{position}].of：共同上限不能跨不同的组成部分"


def _grades(data: Data, nodes: Mapping[str, Data]) -> Problems:
    if "grade_fallback" in data and "grades" not in data:
        yield "grade_fallback：须与 grades（等次）一并给出"
    codes = {grade["code"] for grade in data.get("grades", ())}
    if data.get("grade_fallback", {}).get("code") in codes:
        yield "grade_fallback.code：与 grades 中的编码重复"
    below: float | None = None
    for position, grade in enumerate(data.get("grades", ())):
        here = f"grades[{position}]"
        if below is not None and grade["from"] >= below:
            yield f"{here}.from：等次应由高到低排列，{grade['from']} 不低于上一等次的 {below}"
        if "to" in grade and grade["to"] <= grade["from"]:
            yield f"{here}.to：应大于 from"
        if "to" in grade and below is not None and grade["to"] > below:
            yield f"{here}.to：与上一等次重叠"
        below = grade["from"]
        for number, item in enumerate(grade.get("requires", ())):
            yield from _requirement(f"{here}.requires[{number}]", item, nodes)


def _requirement(path: str, item: Data, nodes: Mapping[str, Data]) -> Problems:
    if "criterion" not in item:
        yield from condition_problems(path, item)
        return
    if extra := set(item) - {"criterion", "met", "at_least"}:
        yield f"{path}：有不认识的项 {'、'.join(sorted(extra))}"
    if item["criterion"] not in nodes:
        yield f"{path}.criterion：本标准没有指标 {item['criterion']}"
    if ("met" in item) == ("at_least" in item):
        yield f"{path}：met: true（达到）与 at_least（最低分）二者居一"
    elif "met" in item and item["met"] is not True:
        yield f"{path}.met：只能是 true"
    elif "at_least" in item and (isinstance(item["at_least"], bool) or not isinstance(item["at_least"], int | float)):
        yield f"{path}.at_least：应为数值，现为 {item['at_least']}"


def _ladder(data: Data) -> set[str]:
    codes = {grade["code"] for grade in data.get("grades", ())}
    return codes | ({data["grade_fallback"]["code"]} if "grade_fallback" in data else set())


def _limits(data: Data, nodes: Mapping[str, Data]) -> Problems:
    parts = {part["code"] for part in data.get("parts", ())}
    for position, limit in enumerate(data.get("grade_limits", ())):
        here = f"grade_limits[{position}]"
        if limit["at_most"] not in _ladder(data):
            yield f"{here}.at_most：没有等次 {limit['at_most']}"
        when = limit["when"]
        if "criterion" in when and when["criterion"] not in nodes:
            yield f"{here}.when.criterion：本标准没有指标 {when['criterion']}"
        if "part" in when and when["part"] not in parts:
            yield f"{here}.when.part：没有组成部分 {when['part']}"


def _vetoes(data: Data, nodes: Mapping[str, Data]) -> Problems:
    for position, veto in enumerate(data.get("vetoes", ())):
        here, effect = f"vetoes[{position}]", veto["effect"]
        yield from _unknown(f"{here}.of", veto.get("of", ()), nodes)
        if effect == "item_zero" and "of" not in veto:
            yield f"{here}：item_zero 须以 of 写明计零的指标"
        if effect != "item_zero" and "of" in veto:
            yield f"{here}.of：只有 item_zero 才写 of"
        if effect in {"grade_cap", "grade_fixed"} and "grade" not in veto:
            yield f"{here}：{effect} 须以 grade 写明等次"
        if effect not in {"grade_cap", "grade_fixed", "demoted"} and "grade" in veto:
            yield f"{here}.grade：{effect} 不涉及等次"
        if "grade" in veto and veto["grade"] not in _ladder(data):
            yield f"{here}.grade：没有等次 {veto['grade']}"
        if data["kind"] == "gate" and effect in {"total_zero", "item_zero"}:
            yield f"{here}.effect：达标类标准不计分，不能用 {effect}"
