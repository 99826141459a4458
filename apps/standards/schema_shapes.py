"""JSON Schema of a standard file; ``schema.py`` documents the format, ``schema_checks.py`` applies it."""

from __future__ import annotations

from typing import Any

from .schema_blocks import (
    CODE,
    CODES,
    COUNT,
    FLAG,
    NUMBER,
    OPERATOR,
    POSITIVE,
    SIMPLE_OPERATOR,
    TEXT,
    Data,
    shape,
)
from .schema_measures import MEASURES
from .schema_scorings import SCORINGS

__all__ = [
    "CODE",
    "CRITERION",
    "FLAG",
    "MEASURES",
    "NUMBER",
    "POSITIVE",
    "SCHEMA",
    "SCORINGS",
    "SIMPLE_OPERATOR",
    "TEST",
    "TEXT",
    "Data",
]

CRITERION = shape(
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
        "evidence": shape(
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
#: Sectors as organizations know them (``organizations.choices.Sector``); a test keeps the two equal.
SECTORS = ("rural", "urban", "government", "public_institution", "state_owned", "two_new", "tourism")
EXCLUSION = shape(
    ("number", "phrase", "clause", "reason"),
    {"number": TEXT, "phrase": TEXT, "clause": TEXT, "reason": TEXT},
)

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"criterion": CRITERION},
    **shape(
        ("code", "name", "version", "kind", "source", "criteria"),
        {
            "code": {"type": "string", "pattern": r"^[a-z][a-z0-9_]*$", "maxLength": 60},
            "name": TEXT,
            "version": COUNT,
            "kind": {"enum": ["scored", "gate"]},
            "source": TEXT,
            "source_note": TEXT,
            "guidance": {
                "type": "object",
                "propertyNames": {"enum": list(SECTORS)},
                "additionalProperties": TEXT,
                "minProperties": 1,
            },
            "total": POSITIVE,
            "rebase": {"enum": ["applicable", "total"]},
            "pass_mark": {"type": "number", "minimum": 0},
            "criteria": {"type": "array", "items": {"$ref": "#/$defs/criterion"}, "minItems": 1},
            "exclusions": {"type": "array", "items": EXCLUSION},
        },
    ),
}
