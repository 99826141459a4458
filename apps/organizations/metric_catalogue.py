"""The metric catalogue as a file: read and checked whole, each mistake named with its line. No database."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from apps.core.exceptions import Invalid

from .choices import Audience, Level, PeriodKind, RecordKind, Sector, ValueKind

CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")
#: What a metric is when its file is silent.
DEFAULTS: dict[str, Any] = {
    "unit": "",
    "value_kind": ValueKind.NUMBER.value,
    "decimals": 0,
    "sectors": [],
    "levels": [],
    "group": "",
    "description": "",
    "low": None,
    "high": None,
    "change_percent": None,
    "signed": False,
    "derived": {},
}
NEEDED = ("code", "name", "period_kind")
LENGTHS = {"name": 60, "unit": 10, "group": 20, "description": 200}
NUMBER_ONLY = ("low", "high", "change_percent", "signed")
MOST_SHOWN = 20


class CatalogueError(Invalid):
    """The file is refused; the message names every place and reason, one a line."""

    code = "catalogue"


class _Lines(yaml.SafeLoader):
    """Mappings remember the line on which they begin, under the key ``__line__``."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        keys = [key.value for key, _ in node.value]
        doubled = sorted({key for key in keys if keys.count(key) > 1})
        return {**mapping, "__line__": node.start_mark.line + 1, "__doubled__": doubled}


def read_catalogue(path: Path) -> list[dict[str, Any]]:
    """The metrics of a file in its order, complete with defaults; references carry ``is_reference``.

    Raises:
        CatalogueError: not YAML, a wrong key or value, a code twice; with file, line and reason. Nothing is half read.
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _Lines)  # a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行：" if mark else ""
        raise CatalogueError(f"{path.name} {place}不是可读取的 YAML 文件。") from error
    problems = [f"{path.name} {text}" for text in _file_problems(data)]
    if problems:
        more = f"\n……另有 {len(problems) - MOST_SHOWN} 处" if len(problems) > MOST_SHOWN else ""
        raise CatalogueError("\n".join(problems[:MOST_SHOWN]) + more)
    return [
        *(complete(row) for row in data["metrics"]),
        *({**complete(row), "is_reference": True} for row in data.get("references") or []),
    ]


SUMS = ("count", "hours", "headcount")


def complete(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with every default filled in and exact numbers."""
    plain = {**DEFAULTS, **{key: value for key, value in row.items() if not key.startswith("__")}}
    plain["derived"] = {key: value for key, value in plain["derived"].items() if not key.startswith("__")}
    for key in ("low", "high"):
        plain[key] = None if plain[key] is None else Decimal(str(plain[key]))
    return {**plain, "is_reference": False}


def row_problems(row: Any) -> Iterator[tuple[str, str]]:
    """Key and reason of everything wrong with one metric."""
    if not isinstance(row, Mapping):
        yield "", "应为一组键值"
        return
    known = {*NEEDED, *DEFAULTS, "is_reference"}
    for key in row:
        if key not in known and not str(key).startswith("__"):
            yield str(key), "没有这个键"
    for key in row.get("__doubled__", ()):
        yield key, "写了两次"
    for key in NEEDED:
        if not isinstance(row.get(key), str) or not row[key].strip():
            yield key, "必须填写"
    if isinstance(row.get("code"), str) and not CODE.fullmatch(row["code"]):
        yield "code", "只能用小写字母、数字和下划线，以字母开头"
    for key, most in LENGTHS.items():
        value = row.get(key, "")
        if not isinstance(value, str):
            yield key, "应为文字"
        elif len(value) > most:
            yield key, f"最多 {most} 个字"
    yield from _choice_problems(row)
    yield from _number_problems(row)


def _file_problems(data: Any) -> Iterator[str]:
    if not isinstance(data, Mapping) or not isinstance(data.get("metrics"), list):
        yield "第 1 行：应有列表“metrics”"
        return
    rows = [*data["metrics"], *(data.get("references") or [])]
    seen: set[Any] = set()
    for number, row in enumerate(rows, 1):
        line = row.get("__line__", 0) if isinstance(row, Mapping) else 0
        code = row.get("code") if isinstance(row, Mapping) else None
        place = f"第 {line} 行" if line else f"第 {number} 项"
        for key, reason in row_problems(row):
            yield f"{place}（{'.'.join(str(part) for part in (code, key) if part) or number}）：{reason}"
        if isinstance(code, str) and code in seen:
            yield f"{place}（{code}）：代码重复"
        seen.add(code if isinstance(code, str) else None)


def _choice_problems(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, allowed in (("period_kind", PeriodKind), ("value_kind", ValueKind)):
        if key in row and isinstance(row[key], str) and row[key] not in allowed.values:
            yield key, f"应为 {'、'.join(allowed.values)} 之一"
    for key, known in (("sectors", Sector), ("levels", Level)):
        named = row.get(key, [])
        if not isinstance(named, list) or not set(map(str, named)) <= set(known.values):
            yield key, f"应为列表，取自 {'、'.join(known.values)}"
    decimals = row.get("decimals", 0)
    if type(decimals) is not int or not 0 <= decimals <= 4:
        yield "decimals", "应为 0 到 4 的整数"
    if type(row.get("signed", False)) is not bool:
        yield "signed", "应为 true 或 false"
    yield from _derived_problems(row.get("derived", {}))


def _derived_problems(derived: Any) -> Iterator[tuple[str, str]]:
    """What a sum over work records may say: which kind, what is summed, for whom, per head of what."""
    if not isinstance(derived, Mapping):
        yield "derived", "应为一组键值"
        return
    told = {key: value for key, value in derived.items() if not str(key).startswith("__")}
    if not told:
        return
    strange = set(told) - {"record", "sum", "audience", "per"}
    if strange:
        yield "derived", f"没有这个键：{'、'.join(sorted(strange))}"
    if told.get("record") not in RecordKind.values:
        yield "derived", "record 应为工作记录的类型"
    if told.get("sum") not in SUMS:
        yield "derived", f"sum 应为 {'、'.join(SUMS)} 之一"
    if "audience" in told and told["audience"] not in Audience.values:
        yield "derived", f"audience 应为 {'、'.join(Audience.values)} 之一"
    if "per" in told and not isinstance(told["per"], str):
        yield "derived", "per 应为数据项的代码"


def _number_problems(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if row.get("value_kind") == ValueKind.BOOLEAN:
        for key in NUMBER_ONLY:
            if row.get(key) not in (None, False):
                yield key, "是否类数据项不写这个键"
        if row.get("decimals"):
            yield "decimals", "是否类数据项没有小数位"
        return
    limits = {}
    for key in ("low", "high"):
        if row.get(key) is None:
            continue
        limits[key] = _number(row[key])
        if limits[key] is None:
            yield key, "应为数字"
        elif limits[key] < 0 and not row.get("signed"):  # type: ignore[operator]
            yield key, "未写 signed: true 的数据项不能为负数"
    if limits.get("low") is not None and limits.get("high") is not None and limits["low"] > limits["high"]:  # type: ignore[operator]
        yield "low", "不能大于 high"
    change = row.get("change_percent")
    if change is not None and (type(change) is not int or not 0 < change <= 10_000):
        yield "change_percent", "应为 1 到 10000 的整数"


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 13 else None


def check_rows(rows: Iterable[Mapping[str, Any]]) -> None:
    """Refuse rows that did not come from a file, by the same rules. Raises CatalogueError."""
    problems = [f"{row.get('code', '')} {key}：{reason}" for row in rows for key, reason in row_problems(row)]
    if problems:
        raise CatalogueError("\n".join(problems[:MOST_SHOWN]))
