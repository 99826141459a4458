"""What a standard file may get wrong, as Chinese sentences with their path."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from apps.organizations.choices import Kind, Level, Sector

from .schema_leaf import measure_problems, scoring_problems
from .schema_sentences import Problems, schema_problems
from .schema_shapes import TEST, Data

#: Conditions within conditions: deeper than anybody reads, and far from what the interpreter bears.
DEEPEST = 12


def walk_criteria(data: Data) -> Iterator[tuple[str, Data]]:
    """Every criterion with its path in the file, e.g. ``criteria[0].children[2]``."""
    yield from _walk(data["criteria"], "criteria")


def _walk(items: Iterable[Data], path: str) -> Iterator[tuple[str, Data]]:
    for position, item in enumerate(items):
        here = f"{path}[{position}]"
        yield here, item
        yield from _walk(item.get("children", ()), f"{here}.children")


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
        for key in sorted({"points", "scoring", "evidence"} & set(item)):
            yield f"{path}.{key}：上级指标不能有此项"
        yield from condition_problems(f"{path}.when", item.get("when"))
        return
    for key in sorted({"cap", "floor"} & set(item)):
        yield f"{path}.{key}：评分项的上下限写在 scoring 里"
    yield from measure_problems(f"{path}.measure", item["measure"], demanding=gate)
    yield from condition_problems(f"{path}.when", item.get("when"))
    yield from _points_problems(path, item, gate)


def _points_problems(path: str, item: Data, gate: bool) -> Problems:
    if gate:
        for key in sorted({"points", "scoring", "bonus"} & set(item)):
            yield f"{path}.{key}：达标类标准不计分，不能有此项"
        return
    if "points" not in item:
        yield f"{path}：评分项缺少 points（分值）"
    if "scoring" in item:
        yield from scoring_problems(f"{path}.scoring", item["scoring"], item["measure"], item.get("points", 0))


def condition_problems(path: str, condition: object, depth: int = 1) -> Problems:
    """What a condition gets wrong; nothing for none."""
    if condition is None:
        return
    for key in ("all", "any"):
        if isinstance(condition, Mapping) and key in condition:
            if len(condition) > 1 or not isinstance(condition[key], list) or not condition[key]:
                yield f"{path}：{key} 后应为条件列表，且不与其他项并列"
                return
            if depth > DEEPEST:
                yield f"{path}：条件最多嵌套 {DEEPEST} 层"
                return
            for position, part in enumerate(condition[key]):
                yield from condition_problems(f"{path}.{key}[{position}]", part, depth + 1)
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


#: Whom a criterion is for: key of the list, its word, and the codes that there are.
AUDIENCE: tuple[tuple[str, str, Collection[str]], ...] = (
    ("sectors", "领域", tuple(Sector.values)),
    ("kinds", "类别", tuple(Kind.values)),
    ("levels", "层级", tuple(Level.values)),
)


def audience_problems(data: Data) -> Problems:
    """Sectors, kinds and levels that do not exist: such a criterion would apply to nobody, without a word."""
    for path, item in walk_criteria(data):
        yield from _strangers(path, item)
        chosen = item.get("measure", {}).get("filter")
        if isinstance(chosen, Mapping):
            yield from _strangers(f"{path}.measure.filter", chosen)


def _strangers(path: str, item: Data) -> Problems:
    for key, word, codes in AUDIENCE:
        for code in item.get(key) or ():
            if code not in codes:
                yield f"{path}.{key}：没有{word} {code}，可写 {'、'.join(codes)}"


def reference_problems(data: Data, metrics: Collection[str] | None) -> Problems:
    """Leaves and metrics that are named and do not exist."""
    leaves = {item["code"] for _, item in walk_criteria(data) if "measure" in item}
    for path, item in walk_criteria(data):
        measure = item.get("measure", {})
        if "leaf" in measure and measure["leaf"] not in leaves:
            yield f"{path}.measure.leaf：本标准没有评分项 {measure['leaf']}"
        elif measure.get("leaf") == item["code"]:
            yield f"{path}.measure.leaf：不能引用自身"
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
