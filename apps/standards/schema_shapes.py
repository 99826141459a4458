"""JSON Schema of a standard file; ``schema.py`` documents the format, ``schema_checks.py`` applies it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Data = Mapping[str, Any]

CODE = {"type": "string", "pattern": r"^[a-z][a-z0-9_.]*$", "maxLength": 80}
TEXT = {"type": "string", "minLength": 1}
CODES = {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True}
NUMBER = {"type": "number"}
POSITIVE = {"type": "number", "exclusiveMinimum": 0}
COUNT = {"type": "integer", "minimum": 1}
PAIR = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
OPERATOR = {"enum": [">", ">=", "=", "!=", "<", "<=", "between"]}
SIMPLE_OPERATOR = {"enum": [">", ">=", "=", "!=", "<", "<="]}
BOUND = {"anyOf": [NUMBER, PAIR]}
FLAG = {"type": "boolean"}


def _object(required: Iterable[str], properties: Data) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": dict(properties),
        "additionalProperties": False,
    }


def _typed(name: str, required: Iterable[str], properties: Data) -> dict[str, Any]:
    return _object(("type", *required), {"type": {"const": name}, **properties})


MEMBER = _object(
    ("code", "title"),
    {"code": CODE, "title": TEXT, "metric": CODE, "op": OPERATOR, "value": BOUND, "unit": TEXT},
)
FILTER = _object((), {"sectors": CODES, "kinds": CODES, "levels": CODES})
OPERAND = {"metric": CODE, "label": TEXT, "unit": TEXT}
COMPARISON = {"op": OPERATOR, "value": BOUND}
BASE = {"of": CODE, "of_label": TEXT, "of_unit": TEXT}

MEASURES: dict[str, dict[str, Any]] = {
    "yes_no": _typed("yes_no", ("label",), {"label": TEXT, "metric": CODE, "expected": FLAG}),
    "checklist": _typed(
        "checklist",
        ("members",),
        {"members": {"type": "array", "items": MEMBER, "minItems": 1}, "required": COUNT},
    ),
    "quantity": _typed("quantity", ("metric", "label", "op", "value"), {**OPERAND, **COMPARISON}),
    "ratio": _typed(
        "ratio",
        ("metric", "label", "of", "of_label", "op", "value"),
        {**OPERAND, **COMPARISON, **BASE, "percent": FLAG, "metric_unit": TEXT},
    ),
    "relative": _typed(
        "relative",
        ("metric", "label", "op", "of_label"),
        {**OPERAND, **BASE, "op": SIMPLE_OPERATOR, "factor": POSITIVE, "reference": CODE},
    ),
    "frequency": _typed(
        "frequency",
        ("record", "label", "per"),
        {
            "record": CODE,
            "label": TEXT,
            "times": COUNT,
            "per": {"enum": ["week", "month", "quarter", "half_year", "year"]},
            "unit": TEXT,
        },
    ),
    "look_back": _typed(
        "look_back",
        ("metric", "label", "periods", "op", "value"),
        {**OPERAND, **COMPARISON, "periods": COUNT, "need": {"enum": ["any", "all"]}},
    ),
    "share_of_descendants": _typed(
        "share_of_descendants",
        ("label", "op", "value"),
        {**COMPARISON, "label": TEXT, "filter": FILTER, "leaf": CODE, "measure": {"type": "object"}},
    ),
    "judged": _typed(
        "judged",
        ("label",),
        {
            "label": TEXT,
            "low": NUMBER,
            "high": NUMBER,
            "pass_at": NUMBER,
            "levels": {
                "type": "array",
                "minItems": 2,
                "items": _object(("code", "title", "points"), {"code": CODE, "title": TEXT, "points": NUMBER}),
            },
            "trimmed": FLAG,
            "reason": {"enum": ["required", "optional"]},
        },
    ),
}

LIMITS = {"floor": NUMBER, "cap": NUMBER}
STAGE = _object(("at", "points"), {"at": NUMBER, "points": NUMBER})
BAND = _object(("points",), {"from": NUMBER, "to": NUMBER, "points": NUMBER})

SCORINGS: dict[str, dict[str, Any]] = {
    "all_or_nothing": _typed("all_or_nothing", (), LIMITS),
    "proportional": _typed("proportional", (), LIMITS),
    "judged": _typed("judged", (), LIMITS),
    "stages": _typed("stages", ("stages",), {**LIMITS, "stages": {"type": "array", "items": STAGE, "minItems": 1}}),
    "bands": _typed("bands", ("bands",), {**LIMITS, "bands": {"type": "array", "items": BAND, "minItems": 1}}),
    "steps": _typed(
        "steps",
        ("step", "each"),
        {
            **LIMITS,
            "step": POSITIVE,
            "each": POSITIVE,
            "base": NUMBER,
            "rounding": {"enum": ["floor", "ceil", "none"]},
            "rising": FLAG,
        },
    ),
    "per_missing_member": _typed("per_missing_member", ("each",), {**LIMITS, "each": POSITIVE}),
    "per_missing_period": _typed("per_missing_period", ("each",), {**LIMITS, "each": POSITIVE}),
}

CRITERION = _object(
    ("code", "title"),
    {
        "code": CODE,
        "title": TEXT,
        "text": TEXT,
        "clause": TEXT,
        "guidance": TEXT,
        "sectors": CODES,
        "kinds": CODES,
        "levels": CODES,
        "when": {"type": "object"},
        "measure": {"type": "object", "required": ["type"]},
        "points": {"type": "number", "minimum": 0},
        "scoring": {"type": "object", "required": ["type"]},
        "evidence": _object(
            ("need",),
            {"need": {"enum": ["none", "optional", "required"]}, "at_least": {"type": "integer", "minimum": 0}},
        ),
        "not_applicable": {"enum": ["rebase", "full"]},
        "claim_not_applicable": FLAG,
        "mandatory": FLAG,
        "enabled": FLAG,
        "compliance_note": TEXT,
        "cap": {"type": "number", "minimum": 0},
        "floor": NUMBER,
        "bonus": FLAG,
        "children": {"type": "array", "items": {"$ref": "#/$defs/criterion"}, "minItems": 1},
    },
)
TEST = {
    "type": "object",
    "required": ["label"],
    "properties": {
        "metric": CODE,
        "attribute": CODE,
        "label": TEXT,
        "op": OPERATOR,
        "value": {"type": ["number", "boolean", "string", "array"]},
        "unit": TEXT,
    },
    "oneOf": [{"required": ["metric"]}, {"required": ["attribute"]}],
    "additionalProperties": False,
}
EXCLUSION = _object(
    ("number", "phrase", "clause", "reason"),
    {"number": TEXT, "phrase": TEXT, "clause": TEXT, "reason": TEXT},
)

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"criterion": CRITERION},
    **_object(
        ("code", "name", "version", "kind", "source", "criteria"),
        {
            "code": {"type": "string", "pattern": r"^[a-z][a-z0-9_]*$", "maxLength": 60},
            "name": TEXT,
            "version": COUNT,
            "kind": {"enum": ["scored", "gate"]},
            "source": TEXT,
            "source_note": TEXT,
            "total": POSITIVE,
            "rebase": {"enum": ["applicable", "total"]},
            "pass_mark": {"type": "number", "minimum": 0},
            "criteria": {"type": "array", "items": {"$ref": "#/$defs/criterion"}, "minItems": 1},
            "exclusions": {"type": "array", "items": EXCLUSION},
        },
    ),
}
