"""What a standard file may get wrong, as Chinese sentences with their path."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from .schema_shapes import MEASURES, SCORINGS, TEST, Data

TYPE_NAMES = {
    "object": "一组键值",
    "array": "列表",
    "string": "文字",
    "number": "数值",
    "integer": "整数",
    "boolean": "true 或 false",
}
Problems = Iterator[str]


def walk_criteria(data: Data) -> Iterator[tuple[str, Data]]:
    """Every criterion with its path in the file, e.g. ``criteria[0].children[2]``."""
    yield from _walk(data["criteria"], "criteria")


def _walk(items: Iterable[Data], path: str) -> Iterator[tuple[str, Data]]:
    for position, item in enumerate(items):
        here = f"{path}[{position}]"
        yield here, item
        yield from _walk(item.get("children", ()), f"{here}.children")


def schema_problems(schema: Data, data: object, prefix: str) -> Problems:
    """What the shape forbids; ``prefix`` is the path of ``data`` in the file."""
    errors = Draft202012Validator(schema).iter_errors(data)
    for error in sorted(errors, key=lambda e: [str(part) for part in e.absolute_path]):
        yield f"{_path(prefix, error) or '文件'}：{_sentence(error)}"


def _path(prefix: str, error: ValidationError) -> str:
    path = prefix
    for part in error.absolute_path:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def _sentence(error: ValidationError) -> str:
    value: Any = error.instance
    wanted: Any = error.validator_value
    schema: Any = error.schema
    match error.validator:
        case "required":
            missing = [key for key in wanted if key not in value]
            return f"缺少 {'、'.join(missing)}"
        case "additionalProperties":
            extra = [key for key in value if key not in schema["properties"]]
            return f"有不认识的项 {'、'.join(map(str, extra))}"
        case "type":
            names: list[str] = wanted if isinstance(wanted, list) else [wanted]
            return f"应为{'或'.join(TYPE_NAMES.get(name, name) for name in names)}，现为 {_short(value)}"
        case "enum" | "const":
            allowed = wanted if isinstance(wanted, list) else [wanted]
            return f"只能是 {'、'.join(map(str, allowed))}，现为 {_short(value)}"
        case "pattern":
            return f"编码只能用小写字母、数字、下划线和点，并以字母开头，现为 {_short(value)}"
        case "minItems" | "minLength":
            return "不能为空" if wanted == 1 else f"至少要有 {wanted} 项"
        case "exclusiveMinimum":
            return f"应大于 {wanted}，现为 {_short(value)}"
        case "minimum":
            return f"不能小于 {wanted}，现为 {_short(value)}"
        case "anyOf" | "oneOf":
            return f"写法不符合要求，现为 {_short(value)}"
        case _:
            return f"不符合 {error.validator} 的要求，现为 {_short(value)}"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def duplicates(data: Data) -> Problems:
    """Codes that stand twice in one file."""
    seen: dict[str, str] = {}
    for path, item in walk_criteria(data):
        first = seen.setdefault(item["code"], path)
        if first != path:
            yield f"{path}.code：编码 {item['code']} 与 {first} 重复"


def criterion_problems(path: str, item: Data, gate: bool) -> Problems:
    """What one section or leaf gets wrong, children apart."""
    is_leaf = "measure" in item
    if is_leaf == ("children" in item):
        yield f"{path}：指标要么有 children（上级指标），要么有 measure（评分项），二者居一"
        return
    if not is_leaf:
        for key in {"points", "scoring", "evidence", "when"} & set(item):
            yield f"{path}.{key}：上级指标不能有此项"
        return
    yield from _measure_problems(f"{path}.measure", item["measure"])
    yield from _when_problems(f"{path}.when", item.get("when"))
    yield from _points_problems(path, item, gate)


def _points_problems(path: str, item: Data, gate: bool) -> Problems:
    if gate:
        for key in {"points", "scoring"} & set(item):
            yield f"{path}.{key}：达标类标准不计分，不能有此项"
        return
    if "points" not in item:
        yield f"{path}：评分项缺少 points（分值）"
    if "scoring" in item:
        yield from _scoring_problems(f"{path}.scoring", item["scoring"], item["measure"].get("type"))


def _measure_problems(path: str, measure: Data) -> Problems:
    schema = MEASURES.get(measure.get("type", ""))
    if schema is None:
        yield f"{path}.type：不认识的测量方式 {_short(measure.get('type'))}"
        return
    problems = list(schema_problems(schema, measure, path))
    yield from problems
    if problems:
        return
    yield from _bound_problems(path, measure)
    extra = EXTRA_CHECKS.get(measure["type"])
    if extra is not None:
        yield from extra(path, measure)


def _bound_problems(path: str, item: Data) -> Problems:
    if "op" not in item:
        return
    value, spans = item.get("value"), item["op"] == "between"
    if spans != isinstance(value, list) and "value" in item:
        yield f"{path}.value：between 要写两个数 [低, 高]，其他比较只写一个数"
    elif isinstance(value, list) and value[0] > value[1]:
        yield f"{path}.value：区间的低值大于高值"


def _checklist_problems(path: str, measure: Data) -> Problems:
    members = measure["members"]
    if measure.get("required", 1) > len(members):
        yield f"{path}.required：要求 {measure['required']} 项，清单只有 {len(members)} 项"
    codes = [member["code"] for member in members]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"{path}.members：清单项编码 {code} 重复"
    for position, member in enumerate(members):
        here = f"{path}.members[{position}]"
        if ("op" in member) != ("value" in member) or ("op" in member and "metric" not in member):
            yield f"{here}：数值清单项要同时写 metric、op 和 value"
        yield from _bound_problems(here, member)


def _relative_problems(path: str, measure: Data) -> Problems:
    if ("of" in measure) == ("reference" in measure):
        yield f"{path}：of（另一数据项）与 reference（地区参照值）二者居一"


def _share_problems(path: str, measure: Data) -> Problems:
    if ("leaf" in measure) == ("measure" in measure):
        yield f"{path}：leaf（评分项编码）与 measure（测量方式）二者居一"
    if "measure" in measure:
        yield from _measure_problems(f"{path}.measure", measure["measure"])


def _judged_problems(path: str, measure: Data) -> Problems:
    low, high = measure.get("low", 0), measure.get("high")
    if high is not None and low >= high:
        yield f"{path}.high：评分上限应大于下限"
    codes = [level["code"] for level in measure.get("levels", ())]
    if len(codes) != len(set(codes)):
        yield f"{path}.levels：等次编码重复"


EXTRA_CHECKS = {
    "checklist": _checklist_problems,
    "relative": _relative_problems,
    "share_of_descendants": _share_problems,
    "judged": _judged_problems,
}
COUNTED = {"per_missing_member": {"checklist"}, "per_missing_period": {"frequency", "look_back"}}


def _scoring_problems(path: str, scoring: Data, measure_type: str | None) -> Problems:
    schema = SCORINGS.get(scoring["type"])
    if schema is None:
        yield f"{path}.type：不认识的计分方式 {_short(scoring['type'])}"
        return
    yield from schema_problems(schema, scoring, path)
    if measure_type not in COUNTED.get(scoring["type"], {measure_type}):
        yield f"{path}.type：{scoring['type']} 不能用于 {measure_type}"
    for position, band in enumerate(scoring.get("bands", ())):
        if "from" in band and "to" in band and band["from"] >= band["to"]:
            yield f"{path}.bands[{position}]：from 应小于 to"


def _when_problems(path: str, condition: object) -> Problems:
    if condition is None:
        return
    for key in ("all", "any"):
        if isinstance(condition, Mapping) and key in condition:
            if len(condition) > 1 or not isinstance(condition[key], list) or not condition[key]:
                yield f"{path}：{key} 后应为条件列表，且不与其他项并列"
                return
            for position, part in enumerate(condition[key]):
                yield from _when_problems(f"{path}.{key}[{position}]", part)
            return
    problems = list(schema_problems(TEST, condition, path))
    yield from problems
    if not problems and isinstance(condition, Mapping):
        yield from _test_problems(path, condition)


def _test_problems(path: str, test: Data) -> Problems:
    value, operator = test.get("value", True), test.get("op", "=")
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if operator == "between":
        if not isinstance(value, list) or len(value) != 2 or not all(_is_number(v) for v in value):
            yield f"{path}.value：between 要写两个数 [低, 高]"
    elif not numeric and operator not in {"=", "!="}:
        yield f"{path}.op：{operator} 只能与数值比较"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def reference_problems(data: Data, metrics: Collection[str] | None) -> Problems:
    """Leaves and metrics that are named and do not exist."""
    leaves = {item["code"] for _, item in walk_criteria(data) if "measure" in item}
    for path, item in walk_criteria(data):
        measure = item.get("measure", {})
        if "leaf" in measure and measure["leaf"] not in leaves:
            yield f"{path}.measure.leaf：本标准没有评分项 {measure['leaf']}"
        if metrics is None:
            continue
        for metric in sorted(set(metrics_of(item)) - set(metrics)):
            yield f"{path}：数据项 {metric} 不在数据项目录中"


def metrics_of(item: Data) -> Iterator[str]:
    """Codes of all metrics that one criterion names, in its measure and its condition."""
    yield from _metrics_in(item.get("measure", {}))
    yield from _metrics_in(item.get("when", {}))


def _metrics_in(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in {"metric", "of"} and isinstance(inner, str):
                yield inner
            else:
                yield from _metrics_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _metrics_in(inner)
