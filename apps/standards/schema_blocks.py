"""The pieces that the shapes of standard files are made of."""

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
PERIOD = {"enum": ["week", "month", "quarter", "half_year", "year"]}

OPERAND = {"metric": CODE, "label": TEXT, "unit": TEXT}
COMPARISON = {"op": OPERATOR, "value": BOUND}
BASE = {"of": CODE, "of_label": TEXT, "of_unit": TEXT}


def shape(required: Iterable[str], properties: Data) -> dict[str, Any]:
    """A mapping with these keys and no others."""
    return {
        "type": "object",
        "required": list(required),
        "properties": dict(properties),
        "additionalProperties": False,
    }


def typed(name: str, required: Iterable[str], properties: Data) -> dict[str, Any]:
    """A mapping whose ``type`` is ``name``."""
    return shape(("type", *required), {"type": {"const": name}, **properties})


def many(item: Data, least: int = 1) -> dict[str, Any]:
    """A list of at least so many."""
    return {"type": "array", "items": item, "minItems": least}
