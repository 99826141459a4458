"""A standard of a hundred leaves of every kind, and the inputs of any number of organizations; no chance in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from apps.standards import engine

LEAVES = 100
AS_OF = dt.date(2026, 11, 23)


def hundred_leaves() -> dict[str, Any]:
    """The mapping of the standard: ten sections of ten leaves, one point each."""
    leaves = [_leaf(number) for number in range(LEAVES)]
    sections = [
        {"code": f"s{first}", "title": f"第{first + 1}部分", "children": leaves[first * 10 : first * 10 + 10]}
        for first in range(LEAVES // 10)
    ]
    return {
        "code": "benchmark",
        "name": "测速标准",
        "version": 1,
        "kind": "scored",
        "source": "测速",
        "total": LEAVES,
        "grades": [{"code": "good", "title": "优秀", "from": 85}, {"code": "fair", "title": "良好", "from": 60}],
        "grade_fallback": {"code": "none", "title": "一般"},
        "criteria": sections,
    }


def _leaf(number: int) -> dict[str, Any]:
    measure, scoring = MAKERS[number % len(MAKERS)](number)
    found = {"code": f"x{number}", "title": f"第 {number} 项", "points": 1, "measure": measure}
    if number % 9 == 0:
        found["when"] = {"all": [{"metric": "m1", "label": "人数", "op": ">=", "value": 3}]}
    return found | ({"scoring": scoring} if scoring else {})


def _quantity(n: int) -> Any:
    return {"type": "quantity", "metric": f"m{n}", "label": "面积", "op": ">=", "value": 50, "unit": "㎡"}, {
        "type": "proportional"
    }


def _ratio(n: int) -> Any:
    measure = {"type": "ratio", "metric": f"m{n}", "label": "甲", "of": "m1", "of_label": "乙", "op": ">=", "value": 90}
    return measure, {"type": "steps", "step": 10, "each": 0.2}


def _checklist(n: int) -> Any:
    members = [{"code": f"c{k}", "title": f"第{k}项", "metric": f"f{(n + k) % 20}"} for k in range(6)]
    return {"type": "checklist", "members": members}, {"type": "per_missing_member", "each": 0.2}


def _frequency(n: int) -> Any:
    per = ("month", "quarter", "month")[n % 3]
    return {"type": "frequency", "record": f"r{n % 4}", "label": "会议", "per": per}, {
        "type": "per_missing_period",
        "each": 0.1,
    }


def _events(n: int) -> Any:
    rows = {"national": {"first": 1, "second": 0.8}, "provincial": 0.5, "municipal": 0.2}
    return {"type": "events", "event": "honour", "label": "表彰"}, {"type": "matrix", "points": rows}


def _yes_no(n: int) -> Any:
    return {"type": "yes_no", "label": "做到", "metric": f"f{n % 20}"}, None


def _judged(n: int) -> Any:
    return {"type": "judged", "label": "作用", "assessors": "trimmed"}, None


def _look_back(n: int) -> Any:
    return {"type": "look_back", "metric": f"h{n % 5}", "label": "发展党员", "periods": 2, "op": ">=", "value": 1}, None


def _survey(n: int) -> Any:
    return {"type": "survey", "survey": "satisfaction", "label": "满意度"}, {"type": "by_value"}


def _any_of(n: int) -> Any:
    return {"type": "any_of", "options": [_quantity(n)[0], _yes_no(n)[0]]}, None


MAKERS = (_quantity, _ratio, _checklist, _frequency, _events, _yes_no, _judged, _look_back, _survey, _any_of)
LEVELS = ("national", "provincial", "municipal")


def inputs_of(number: int) -> engine.Inputs:
    """The inputs of one of many organizations, different for each."""
    facts: dict[str, engine.FactValue] = {
        f"m{k}": engine.FactValue(Decimal((number * 7 + k * 13) % 120), "2026", "self") for k in range(LEAVES)
    }
    facts |= {f"f{k}": engine.FactValue((number + k) % 4 != 0, "2026", "self") for k in range(20)}
    facts["m1"] = engine.FactValue(Decimal(number % 90 + 3), "2026", "self")
    return engine.Inputs(
        as_of=AS_OF,
        sector="rural",
        level="grassroots",
        facts=facts,
        history={f"h{k}": [engine.FactValue((number + k) % 3, year) for year in ("2026", "2025")] for k in range(5)},
        records={f"r{k}": _days(number + k) for k in range(4)},
        events={"honour": _honours(number)},
        surveys={"satisfaction": engine.SurveyValue(Decimal(number % 40 + 60), 30)},
        claims=_claims(number),
    )


def _days(number: int) -> list[dt.date]:
    return [dt.date(2026, month, number % 28 + 1) for month in range(1, 12) if (month + number) % 5]


def _honours(number: int) -> list[engine.Event]:
    return [
        engine.Event(dt.date(2026, k + 1, 5), level=LEVELS[(number + k) % 3], role="first", key=f"k{k // 2}")
        for k in range(number % 4)
    ]


def _claims(number: int) -> Mapping[str, engine.Claim]:
    scores = [Decimal((number + k) % 11) / 10 for k in range(5)]
    return {f"x{k}": engine.Claim(scores, note="评定") for k in range(LEAVES) if MAKERS[k % len(MAKERS)] is _judged}
