"""JSON Schema of each scoring rule."""

from __future__ import annotations

from typing import Any

from .schema_blocks import CODE, CODES, FLAG, NUMBER, POSITIVE, TEXT, many, shape, typed

LIMITS = {"floor": NUMBER, "cap": NUMBER}
STAGE = shape(("at", "points"), {"at": NUMBER, "points": NUMBER})
BAND = shape(("points",), {"from": NUMBER, "to": NUMBER, "points": NUMBER})
ENTRY = shape(("code", "title", "points"), {"code": CODE, "title": TEXT, "points": NUMBER})
CAP = shape(
    ("per",),
    {"per": {"enum": ["month", "quarter", "half_year", "year", "all"]}, "most": NUMBER, "least": NUMBER, "of": CODES},
)
PLACE = shape(("to", "points"), {"to": POSITIVE, "points": NUMBER})
ROW = {"anyOf": [NUMBER, {"type": "object", "minProperties": 1, "additionalProperties": NUMBER}]}
TITLES = {"type": "object", "additionalProperties": TEXT}

SCORINGS: dict[str, dict[str, Any]] = {
    "all_or_nothing": typed("all_or_nothing", (), LIMITS),
    "proportional": typed("proportional", (), LIMITS),
    "judged": typed("judged", (), LIMITS),
    "by_value": typed("by_value", (), {**LIMITS, "full_at": POSITIVE}),
    "stages": typed("stages", ("stages",), {**LIMITS, "stages": many(STAGE)}),
    "bands": typed("bands", ("bands",), {**LIMITS, "bands": many(BAND)}),
    "steps": typed(
        "steps",
        ("step", "each"),
        {
            **LIMITS,
            "step": POSITIVE,
            "each": POSITIVE,
            "above": {"type": "number", "minimum": 0},
            "base": NUMBER,
            "relative": FLAG,
            "rounding": {"enum": ["floor", "ceil", "half_up", "none"]},
            "rising": FLAG,
        },
    ),
    "per_missing_member": typed("per_missing_member", ("each",), {**LIMITS, "each": POSITIVE}),
    "per_missing_period": typed("per_missing_period", ("each",), {**LIMITS, "each": POSITIVE}),
    "per_occurrence": typed("per_occurrence", ("each",), {**LIMITS, "each": POSITIVE, "adds": FLAG}),
    "ordinal": typed("ordinal", ("levels",), {**LIMITS, "levels": many(ENTRY, 2)}),
    "matrix": typed(
        "matrix",
        ("points",),
        {
            **LIMITS,
            "points": {"type": "object", "minProperties": 1, "additionalProperties": ROW},
            "take": {"enum": ["sum", "best"]},
            "level_titles": TITLES,
            "role_titles": TITLES,
        },
    ),
    "ledger": typed("ledger", ("entries",), {**LIMITS, "base": NUMBER, "entries": many(ENTRY), "caps": many(CAP)}),
    "by_rank": typed("by_rank", (), {**LIMITS, "places": many(PLACE), "share": many(PLACE)}),
}
