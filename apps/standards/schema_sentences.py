"""What a JSON Schema forbids, as Chinese sentences with their path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from .schema_blocks import Data

TYPE_NAMES = {
    "object": "一组键值",
    "array": "列表",
    "string": "文字",
    "number": "数值",
    "integer": "整数",
    "boolean": "true 或 false",
}
Problems = Iterator[str]


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
            written = isinstance(value, str) and value[:1].isdigit()  # "8" beside 8 looks the same without a word
            given = f"文字“{short(value)}”" if written else f" {short(value)}"
            return f"应为{'或'.join(TYPE_NAMES.get(name, name) for name in names)}，现为{given}"
        case "enum" | "const":
            allowed = wanted if isinstance(wanted, list) else [wanted]
            return f"只能是 {'、'.join(map(str, allowed))}，现为 {short(value)}"
        case "pattern" if r"\d{4}" in str(wanted):
            return f"日期应写成 2026-11-23 的样子，现为 {short(value)}"
        case "pattern":
            return f"编码只能用小写字母、数字、下划线和点，并以字母开头，现为 {short(value)}"
        case "minItems" | "minLength":
            return "不能为空" if wanted == 1 else f"至少要有 {wanted} 项"
        case "exclusiveMinimum":
            return f"应大于 {wanted}，现为 {short(value)}"
        case "minimum":
            return f"不能小于 {wanted}，现为 {short(value)}"
        case "anyOf" | "oneOf":
            return f"写法不符合要求，现为 {short(value)}"
        case _:
            return f"不符合 {error.validator} 的要求，现为 {short(value)}"


def strange_numbers(data: object, path: str = "") -> Problems:
    """Numbers that YAML can write and nobody can compute with: .nan, .inf, absurd magnitudes."""
    if isinstance(data, float | int) and not isinstance(data, bool):
        if not -1e15 <= data <= 1e15:
            yield f"{path}：不是可用的数值，现为 {short(data)}"
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from strange_numbers(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from strange_numbers(value, f"{path}[{position}]")


def short(value: object) -> str:
    """A value as a sentence quotes it."""
    text = "空" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
