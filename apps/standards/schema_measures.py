"""JSON Schema of each measure."""

from __future__ import annotations

from typing import Any

from .schema_blocks import (
    BASE,
    BOUND,
    CODE,
    CODES,
    COMPARISON,
    COUNT,
    FLAG,
    NUMBER,
    OPERAND,
    OPERATOR,
    PERIOD,
    POSITIVE,
    SIMPLE_OPERATOR,
    TEXT,
    many,
    shape,
    typed,
)

MEMBER = shape(
    ("code", "title"),
    {"code": CODE, "title": TEXT, "metric": CODE, "op": OPERATOR, "value": BOUND, "unit": TEXT},
)
FILTER = shape((), {"sectors": CODES, "kinds": CODES, "levels": CODES})
LEVEL = shape(("code", "title", "points"), {"code": CODE, "title": TEXT, "points": NUMBER})
WINDOW = {"enum": ["week", "month", "quarter", "half_year", "year", "all"]}
OPTIONS = {"label": TEXT, "options": many({"type": "object", "required": ["type"]}, 2)}

MEASURES: dict[str, dict[str, Any]] = {
    "yes_no": typed("yes_no", ("label",), {"label": TEXT, "metric": CODE, "expected": FLAG}),
    "checklist": typed("checklist", ("members",), {"members": many(MEMBER), "required": COUNT}),
    "quantity": typed("quantity", ("metric", "label", "op", "value"), {**OPERAND, **COMPARISON}),
    "ratio": typed(
        "ratio",
        ("metric", "label", "of", "of_label", "op", "value"),
        {**OPERAND, **COMPARISON, **BASE, "percent": FLAG, "metric_unit": TEXT},
    ),
    "relative": typed(
        "relative",
        ("metric", "label", "op", "of_label"),
        {**OPERAND, **BASE, "op": SIMPLE_OPERATOR, "factor": POSITIVE, "reference": CODE},
    ),
    "frequency": typed(
        "frequency",
        ("record", "label", "per"),
        {"record": CODE, "label": TEXT, "times": COUNT, "per": PERIOD, "unit": TEXT},
    ),
    "look_back": typed(
        "look_back",
        ("metric", "label", "periods", "op", "value"),
        {**OPERAND, **COMPARISON, "periods": {**COUNT, "maximum": 60}, "need": {"enum": ["any", "all"]}},
    ),
    "share_of_descendants": typed(
        "share_of_descendants",
        ("label", "op", "value"),
        {**COMPARISON, "label": TEXT, "filter": FILTER, "leaf": CODE, "measure": {"type": "object"}},
    ),
    "judged": typed(
        "judged",
        ("label",),
        {
            "label": TEXT,
            "low": NUMBER,
            "high": NUMBER,
            "pass_at": NUMBER,
            "levels": many(LEVEL, 2),
            "assessors": {"enum": ["single", "mean", "trimmed"]},
            "trimmed": FLAG,
            "reason": {"enum": ["required", "optional"]},
        },
    ),
    "events": typed(
        "events",
        ("event", "label"),
        {
            **COMPARISON,
            "event": CODE,
            "label": TEXT,
            "per": WINDOW,
            "periods": {**COUNT, "maximum": 60},
            "unit": TEXT,
        },
    ),
    "survey": typed("survey", ("survey", "label"), {**COMPARISON, "survey": CODE, "label": TEXT}),
    "mean_below": typed(
        "mean_below",
        ("label",),
        {
            **COMPARISON,
            "label": TEXT,
            "metric": CODE,
            "leaf": CODE,
            "score": {"const": True},
            "filter": FILTER,
            "unit": TEXT,
        },
    ),
    "cohort_rank": typed(
        "cohort_rank",
        ("label",),
        {**COMPARISON, "label": TEXT, "metric": CODE, "leaf": CODE, "order": {"enum": ["desc", "asc"]}},
    ),
    "any_of": typed("any_of", ("options",), OPTIONS),
    "all_of": typed("all_of", ("options",), OPTIONS),
}
