"""Scoring rules, conditions, sections, gates, re-basing and what an organization has to give."""

from __future__ import annotations

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.standards.engine import (
    Claim,
    FactValue,
    Gate,
    Inputs,
    State,
    Verdict,
    VersionOutcome,
    build_version,
    distinct_needs,
    evaluate_version,
    flatten_criteria,
    leaf_inputs,
    nest_criteria,
)

TODAY = date(2026, 11, 23)
NUMBER = {"type": "quantity", "metric": "n", "label": "数量", "op": ">=", "value": 10, "unit": "个"}
YES = {"type": "yes_no", "label": "做到"}


def standard(*criteria: dict[str, Any], **more: Any) -> dict[str, Any]:
    data = {"code": "s", "name": "标准", "version": 1, "kind": "scored", "source": "测试"}
    return {**data, **more, "criteria": list(criteria)}


def leaf(code: str = "x", **more: Any) -> dict[str, Any]:
    return {"code": code, "title": code, "points": 4, "measure": YES, **more}


def section(code: str, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": code, "title": code, "children": list(children), **more}


def run(data: dict[str, Any], **inputs: Any) -> VersionOutcome:
    return evaluate_version(build_version(data), Inputs(as_of=TODAY, **inputs))


def yes(*codes: str) -> dict[str, Claim]:
    return {code: Claim(value=True) for code in codes}


@pytest.mark.parametrize(
    ("scoring", "given", "points"),
    [
        ({"type": "all_or_nothing"}, 9, "0"),
        ({"type": "all_or_nothing"}, 10, "4"),
        ({"type": "proportional"}, 5, "2"),
        ({"type": "proportional"}, 99, "4"),
        ({"type": "stages", "stages": [{"at": 8, "points": 3}, {"at": 4, "points": 1}]}, 9, "3"),
        ({"type": "stages", "stages": [{"at": 4, "points": 1}]}, 3, "0"),
        ({"type": "bands", "bands": [{"from": 10, "points": 4}, {"from": 5, "to": 10, "points": 2}]}, 10, "4"),
        ({"type": "bands", "bands": [{"from": 10, "points": 4}, {"from": 5, "to": 10, "points": 2}]}, 9, "2"),
        ({"type": "bands", "bands": [{"to": 5, "points": 1}]}, 7, "0"),
        ({"type": "steps", "step": 2, "each": 1}, 7, "3"),
        ({"type": "steps", "step": 2, "each": 1, "rounding": "ceil"}, 7, "2"),
        ({"type": "steps", "step": 2, "each": 1, "rounding": "none"}, 7, "2.5"),
        ({"type": "steps", "step": 1, "each": 1}, 2, "0"),
        ({"type": "steps", "step": 1, "each": 1, "floor": -2}, 2, "-2"),
        ({"type": "steps", "step": 1, "each": 1, "cap": 6}, 15, "6"),
        ({"type": "steps", "step": 1, "each": 1}, 15, "4"),
    ],
)
def test_scoring_rules(scoring: dict[str, Any], given: int, points: str) -> None:
    outcome = run(standard(leaf(measure=NUMBER, scoring=scoring)), facts={"n": FactValue(given)})
    assert outcome.points == Decimal(points)


def test_per_missing_member_and_per_missing_period() -> None:
    members = [{"code": code, "title": code} for code in "abcd"]
    missing = leaf(
        measure={"type": "checklist", "members": members}, scoring={"type": "per_missing_member", "each": 1.5}
    )
    assert run(standard(missing), claims={"x": Claim(checked=frozenset("abc"))}).points == Decimal("2.5")
    assert run(standard(missing), claims={"x": Claim()}).points == 0
    quarterly = {"type": "frequency", "record": "meeting", "label": "会", "per": "quarter"}
    held = leaf(measure=quarterly, scoring={"type": "per_missing_period", "each": 0.5})
    assert run(standard(held), records={"meeting": [date(2026, 5, 1)]}).points == 3


def test_sections_add_up_and_honour_their_cap() -> None:
    data = standard(section("one", leaf("a"), leaf("b")), section("two", leaf("c"), leaf("d"), cap=5))
    outcome = run(data, claims=yes("a", "c", "d") | {"b": Claim(value=False)})
    assert [(child.points, child.max) for child in outcome.children] == [(4, 8), (5, 5)]
    assert (outcome.points, outcome.max, outcome.score) == (9, 13, 9)
    assert outcome.children[0].verdict is Verdict.PARTIAL
    texts = [sentence.text for sentence in outcome.children[1].explanation]
    assert "计算：4 + 4 − 3 = 5 分（满分 5 分）。" in texts
    assert "封顶：“two”合计 8 分，最高 5 分，减少 3 分。" in texts


def test_open_leaves_are_open_and_never_zero() -> None:
    outcome = run(standard(section("one", leaf("a"), leaf("b", measure=NUMBER))), claims=yes("a"))
    assert (outcome.state, outcome.verdict) == (State.UNANSWERED, None)
    assert (outcome.points, outcome.undecided, outcome.max) == (4, 4, 8)
    assert outcome.counts()[State.UNANSWERED] == 1
    assert "1 项未填（共 4 分待定）" in "".join(sentence.text for sentence in outcome.explanation)


CONDITION = {
    "any": [
        {"metric": "members", "label": "党员人数", "op": ">=", "value": 150, "unit": "人"},
        {"all": [{"attribute": "key", "label": "重点单位", "value": True}, {"metric": "m", "label": "甲", "value": [1, 3], "op": "between"}]},
    ]
}  # fmt: skip


def test_condition_nests_in_three_values() -> None:
    data = standard(leaf("a"), leaf("b", when=CONDITION))
    unknown = run(data, claims=yes("a", "b"))
    assert unknown.children[1].state is State.INSUFFICIENT
    assert unknown.children[1].reason == "缺少“党员人数、重点单位、甲”，无法判断是否适用"
    big = run(data, claims=yes("a", "b"), facts={"members": FactValue(150)})
    assert big.points == 8
    small = run(data, claims=yes("a"), facts={"members": FactValue(149)}, attributes={"key": False})
    assert small.children[1].state is State.NOT_APPLICABLE
    key = run(data, claims=yes("a", "b"), facts={"m": FactValue(3)}, attributes={"key": True})
    assert key.points == 8
    assert "适用：党员人数 ≥ 150 人或（重点单位且甲 1—3）。" in [s.text for s in key.children[1].explanation]


def test_not_applicable_is_rebased_or_full_per_item() -> None:
    off = {"attribute": "poor", "label": "贫困村", "value": True}
    rebased = run(standard(leaf("a"), leaf("b"), leaf("c", when=off)), claims=yes("a"), attributes={"poor": False})
    assert (rebased.points, rebased.max, rebased.full) == (4, 8, 12)
    assert rebased.score == 6
    assert rebased.shown_score == Decimal("6.00")
    full = standard(leaf("a"), leaf("b"), leaf("c", when=off, not_applicable="full"))
    outcome = run(full, claims=yes("a"), attributes={"poor": False})
    assert (outcome.points, outcome.max, outcome.score) == (8, 12, 8)
    total = run(standard(leaf("a"), leaf("b", when=off), rebase="total"), claims=yes("a"), attributes={"poor": False})
    assert total.score == 100
    assert any(sentence.text.startswith("折算：4 ÷ 4 × 100 = 100 分") for sentence in total.explanation)


def test_nothing_applicable_has_no_score() -> None:
    off = {"attribute": "poor", "label": "贫困村", "value": True}
    outcome = run(standard(leaf("a", when=off), rebase="total"), attributes={"poor": False})
    assert (outcome.state, outcome.score, outcome.passed) == (State.NOT_APPLICABLE, None, None)


def test_claimed_not_applicable_counts_only_where_the_leaf_allows_it() -> None:
    claims = {code: Claim(not_applicable=True) for code in "ab"}
    outcome = run(standard(leaf("a"), leaf("b", claim_not_applicable=True)), claims=claims)
    assert [child.state for child in outcome.children] == [State.UNANSWERED, State.NOT_APPLICABLE]


def test_other_sectors_kinds_levels_and_disabled_leaves_are_not_in_the_tree() -> None:
    data = standard(
        leaf("a", sectors=["rural"]), leaf("b", kinds=["branch"]), leaf("c", levels=["district"]),
        section("d", leaf("e", sectors=["urban"])), leaf("f", compliance_note="不作为考核内容"),
        leaf("g", compliance_note="经批准", enabled=True),
    )  # fmt: skip
    outcome = run(data, sector="rural", kind="branch", level="grassroots")
    assert [child.code for child in outcome.children] == ["a", "b", "g"]
    assert outcome.find("e") is None


def test_gate_passes_fails_or_waits() -> None:
    plain = {"code": "a", "title": "甲", "measure": YES}, {"code": "b", "title": "乙", "measure": YES}
    data = standard(section("s1", *plain), kind="gate")
    waiting = run(data, claims=yes("a"))
    assert (waiting.gate, waiting.passed, waiting.score) == (Gate.PENDING, None, 50)
    failed = run(data, claims=yes("a") | {"b": Claim(value=False)})
    assert (failed.gate, failed.passed) == (Gate.FAILED, False)
    assert failed.gaps()[0].explanation[-1].text == "差距：做到：做到。"
    passed = run(data, claims=yes("a", "b"))
    assert (passed.gate, passed.passed, passed.score, passed.points) == (Gate.PASSED, True, 100, 0)


def test_pass_mark_is_compared_unrounded_and_only_when_certain() -> None:
    number = leaf("a", measure=NUMBER, scoring={"type": "proportional"})
    data = standard(number, leaf("b"), pass_mark=6)
    assert run(data, facts={"n": FactValue(5)}).passed is None
    assert run(data, facts={"n": FactValue(5)}, claims=yes("b")).passed is True
    near = run(data, facts={"n": FactValue("4.9999")}, claims=yes("b"))
    assert (near.shown_score, near.passed) == (Decimal("6.00"), False)
    mandatory = standard(leaf("a", mandatory=True), leaf("b"), pass_mark=4)
    assert run(mandatory, claims=yes("b") | {"a": Claim(value=False)}).passed is False


def test_required_evidence_that_is_short_is_said() -> None:
    data = standard(leaf(evidence={"need": "required", "at_least": 2}))
    outcome = run(data, claims={"x": Claim(value=True, evidence=1)})
    assert (outcome.evidence_short, outcome.points) == (1, 4)
    assert "佐证材料还缺 1 份。" in [sentence.text for sentence in outcome.children[0].explanation]


def test_shown_parts_add_up_to_the_shown_total() -> None:
    thirds = [leaf(code, measure={**NUMBER, "value": 3}, points=1, scoring={"type": "proportional"}) for code in "abc"]
    outcome = run(standard(section("s", *thirds)), facts={"n": FactValue(2)})
    shown = outcome.shown_points()
    assert shown["s1" if "s1" in shown else "s"] == 2
    assert sum(shown[code] for code in "abc") == 2


def test_leaf_inputs_count_each_input_once() -> None:
    data = standard(
        leaf("a", sectors=["rural"], when={"metric": "n", "label": "数量", "op": ">", "value": 1}),
        leaf("b", measure=NUMBER), leaf("c", sectors=["urban"]),
        leaf("d", measure={"type": "look_back", "metric": "n", "label": "数量", "periods": 2, "op": ">", "value": 0}),
    )  # fmt: skip
    leaves = leaf_inputs(build_version(data), "rural", "branch")
    assert [(item.criterion.code, item.applies) for item in leaves] == [("a", None), ("b", True), ("d", True)]
    assert [(need.kind, need.code) for need in distinct_needs(leaves)] == [("metric", "n"), ("claim", "a")]
    decided = leaf_inputs(build_version(data), "rural", "branch", facts={"n": FactValue(0)})
    assert [item.criterion.code for item in decided] == ["b", "d"]


def test_flattened_criteria_nest_back_to_the_same_tree() -> None:
    data = standard(section("one", leaf("a"), section("two", leaf("b"))), leaf("c"))
    rows = list(flatten_criteria(data))
    assert [(parent, position, item["code"]) for parent, position, item in rows] == [
        ("", 0, "one"), ("one", 0, "a"), ("one", 1, "two"), ("two", 0, "b"), ("", 1, "c"),
    ]  # fmt: skip
    assert nest_criteria(reversed(rows)) == data["criteria"]
    assert build_version({**data, "criteria": nest_criteria(rows)}) == build_version(data)


def test_engine_imports_nothing_but_itself_and_the_standard_library() -> None:
    pure = {
        "__future__",
        "abc",
        "bisect",
        "collections",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "functools",
        "itertools",
        "math",
        "re",
        "typing",
    }
    engine = Path(__file__).resolve().parents[2] / "apps" / "standards" / "engine"
    for path in engine.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and not node.level:
                assert (node.module or "").split(".")[0] in pure, path
            if isinstance(node, ast.Import):
                assert {alias.name.split(".")[0] for alias in node.names} <= pure, path
