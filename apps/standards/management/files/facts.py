"""The facts of one organization as a JSON file: everything an evaluation reads, in a person's spelling.

Shape (every key optional; ``fixtures/standards/README.md`` shows it in Chinese)::

    as_of, period_start          "2026-11-23"
    sector, kind, level          codes
    attributes                   {name: value}
    facts, references, given     {code: value | {value, period, source}}
    history                      {metric: [value | {value, period, source}, …]}, newest first
    records                      {kind: ["2026-03-05", …]}
    events                       {kind: [{on, code, level, role, key, count, title, source}, …]}
    claims                       {leaf: value | {value, checked, not_applicable, note, evidence, …}}
    surveys                      {survey: percent | {percent, ballots, period, source}}
    aggregates                   {leaf: {matching, fulfilling}}
    means                        {leaf: {value, count}}      ranks  {leaf: {place, of}}
    vetoes                       {veto: {decided_on, decided_by, evidence, note}}
    decision                     {grade, reason, decided_on, decided_by}
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from apps.core.exceptions import Invalid

from ... import engine
from ...schema_blocks import shape
from ...schema_checks import AUDIENCE
from ...schema_sentences import schema_problems

SCALAR: dict[str, Any] = {"type": ["number", "boolean", "string", "null"]}
DAY: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
WORD: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "number"}


def _by_code(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": item}


def _short_or(item: Mapping[str, Any]) -> dict[str, Any]:
    """A plain value, or a mapping with its details."""
    return {"if": {"type": "object"}, "then": item, "else": SCALAR}


ORIGIN = {"period": WORD, "source": WORD}
VALUE = _short_or(shape(("value",), {"value": SCALAR, **ORIGIN}))
CLAIM_VALUE = {"if": {"type": "array"}, "then": {"items": SCALAR}, "else": SCALAR}
CLAIM = shape(
    (),
    {
        "value": CLAIM_VALUE,
        "checked": {"type": "array", "items": WORD},
        "not_applicable": {"type": "boolean"},
        "source": WORD,
        "note": WORD,
        "evidence": {"type": "integer", "minimum": 0},
        "silent": {"type": "boolean"},
        "overrules": {"type": "boolean"},
    },
)
EVENT = shape(
    ("on",),
    {"on": DAY, "count": NUMBER, **dict.fromkeys(("code", "level", "role", "key", "title", "source"), WORD)},
)
FINDING = shape(
    ("decided_on", "decided_by", "evidence"), {"decided_on": DAY, "decided_by": WORD, "evidence": WORD, "note": WORD}
)
SHAPE = shape(
    (),
    {
        "as_of": DAY,
        "period_start": DAY,
        **dict.fromkeys(("sector", "kind", "level"), WORD),
        "attributes": _by_code(CLAIM_VALUE),
        **dict.fromkeys(("facts", "references", "given"), _by_code(VALUE)),
        "history": _by_code({"type": "array", "items": VALUE}),
        "records": _by_code({"type": "array", "items": DAY}),
        "events": _by_code({"type": "array", "items": EVENT}),
        "claims": _by_code({"if": {"type": "object"}, "then": CLAIM, "else": CLAIM_VALUE}),
        "surveys": _by_code(
            _short_or(shape(("percent",), {"percent": SCALAR, "ballots": {"type": "integer", "minimum": 0}, **ORIGIN}))
        ),
        "aggregates": _by_code(shape(("matching", "fulfilling"), {"matching": NUMBER, "fulfilling": NUMBER, **ORIGIN})),
        "means": _by_code(shape(("value", "count"), {"value": SCALAR, "count": NUMBER, **ORIGIN})),
        "ranks": _by_code(shape(("place", "of"), {"place": NUMBER, "of": NUMBER, "source": WORD})),
        "vetoes": _by_code(FINDING),
        "decision": shape(("grade", "reason"), {"grade": WORD, "reason": WORD, "decided_on": DAY, "decided_by": WORD}),
    },
)
ROWS: Mapping[str, tuple[type[Any], str]] = {
    "facts": (engine.FactValue, "value"),
    "references": (engine.FactValue, "value"),
    "given": (engine.FactValue, "value"),
    "surveys": (engine.SurveyValue, "percent"),
    "claims": (engine.Claim, "value"),
    "aggregates": (engine.Aggregate, ""),
    "means": (engine.Mean, ""),
    "ranks": (engine.Rank, ""),
    "vetoes": (engine.VetoFinding, ""),
}
BY_LEAF = ("claims", "aggregates", "means", "ranks")


def read_facts(path: Path, version: engine.Version, as_of: date) -> engine.Inputs:
    """The engine's inputs from a JSON file.

    Args:
        as_of: the day of evaluation where the file names none.

    Raises:
        Invalid: the file is missing, is no JSON, has another shape, or names a leaf that the standard lacks or a
            sector, kind or level that does not exist.
    """
    data = _parsed(path)
    found = dict.fromkeys((*schema_problems(SHAPE, data, ""), *_unknown(data, version)))
    problems = [f"{path}：{problem}" for problem in found]
    if problems:
        raise Invalid("\n".join(problems), code="facts_invalid")
    try:
        return facts_inputs(data, as_of)
    except ValueError as error:
        raise Invalid(f"{path}：有的日期不存在，请核对各处的年月日", code="facts_invalid") from error


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal, object_pairs_hook=_once)
    except Invalid as error:
        raise Invalid(f"{path}：{error.message}", code="facts_unreadable") from error
    except OSError as error:
        raise Invalid(f"{path}：文件不存在或无法读取", code="facts_unreadable") from error
    except json.JSONDecodeError as error:
        raise Invalid(
            f"{path}：第 {error.lineno} 行第 {error.colno} 列，不是有效的 JSON", code="facts_unreadable"
        ) from error
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{path}：不是有效的 JSON", code="facts_unreadable") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no key is written twice: of two values one would be lost without a word."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Invalid(f"“{twice}”写了两次", code="facts_unreadable")
    return found


def _unknown(data: Any, version: engine.Version) -> Iterator[str]:
    if not isinstance(data, Mapping):
        return
    for key, word, codes in AUDIENCE:
        given = data.get(key.rstrip("s"), "")
        if given and isinstance(given, str) and given not in codes:
            yield f"{key.rstrip('s')}：没有{word} {given}，可写 {'、'.join(codes)}"
    for key in BY_LEAF:
        for code in data.get(key, {}) if isinstance(data.get(key), Mapping) else ():
            if code not in version.by_code or not version.by_code[code].is_leaf:
                yield f"{key}：标准没有评分项 {code}"
    yield from _strangers(data, "vetoes", "一票否决情形", {veto.code for veto in version.whole.vetoes})
    yield from _strangers(
        data, "given", "另行给定的组成部分", {part.given for part in version.whole.parts if part.given}
    )
    decision = data.get("decision")
    grade = decision.get("grade") if isinstance(decision, Mapping) else None
    grades = {band.code for band in version.whole.ladder}
    if isinstance(grade, str) and grade not in grades:
        yield f"decision.grade：标准没有等次 {grade}" + (f"，可写 {'、'.join(sorted(grades))}" if grades else "")


def _strangers(data: Mapping[str, Any], key: str, word: str, known: Collection[str]) -> Iterator[str]:
    given = data.get(key)
    for code in given if isinstance(given, Mapping) else ():
        if code not in known:
            yield f"{key}：标准没有{word} {code}"


def facts_inputs(data: Mapping[str, Any], as_of: date) -> engine.Inputs:
    """The inputs of a mapping of the documented shape."""
    rows: dict[str, Any] = {
        key: {code: _row(value, *ROWS[key]) for code, value in data.get(key, {}).items()} for key in ROWS
    }
    plain: dict[str, Any] = {key: data[key] for key in ("sector", "kind", "level", "attributes") if key in data}
    decision = data.get("decision")
    return engine.Inputs(
        as_of=_day(data["as_of"]) if "as_of" in data else as_of,
        period_start=_day(data["period_start"]) if "period_start" in data else None,
        history=_lists(data, "history", lambda value: _row(value, engine.FactValue, "value")),
        events=_lists(data, "events", lambda value: _row(value, engine.Event, "")),
        records=_lists(data, "records", _day),
        decision=None if decision is None else _row(decision, engine.GradeDecision, ""),
        **plain,
        **rows,
    )


def _lists(data: Mapping[str, Any], key: str, read: Callable[[Any], Any]) -> dict[str, list[Any]]:
    return {code: [read(value) for value in values] for code, values in data.get(key, {}).items()}


def _row(value: Any, kind: type[Any], main: str) -> Any:
    """A dataclass from its mapping, or from its main value alone; absent sources stay empty."""
    if not isinstance(value, Mapping):
        return kind(**{main: value})
    known = {field.name for field in fields(kind)}
    found = {key: _converted(key, item) for key, item in value.items() if key in known}
    return kind(**found)


def _converted(key: str, value: Any) -> Any:
    if key in {"on", "decided_on"}:
        return _day(value)
    return frozenset(value) if key == "checked" else value


def _day(text: str) -> date:
    return date.fromisoformat(text)
