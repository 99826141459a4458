"""What is promised while leaves are open: nothing that the last answer could still take back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from apps.standards.engine.inputs import SurveyValue, VetoFinding

from .test_engine_evaluate import leaf, section, standard
from .test_engine_whole import check_sums, fine, judged, scores, sound, texts

POOR = {"attribute": "poor", "label": "贫困村", "value": True}
GRADES = [{"code": "a", "title": "甲", "from": 45}, {"code": "b", "title": "乙", "from": 30, "to": 40}]
HALF = [section("t", judged("x"), judged("p", bonus=True), cap=10), judged("y", when=POOR), judged("z")]
VETO = {"code": "v", "title": "造假", "effect": "item_zero", "of": ["t"]}
FOUND = {"v": VetoFinding(date(2026, 3, 1), "书记办公会", "核查记录")}


def test_bounds_are_given_where_nothing_can_leave_them() -> None:
    data = standard(judged("x"), judged("y", when=POOR), pass_mark=10)
    waiting = sound(data, claims=scores(x=10))
    assert (waiting.bounded, waiting.worst, waiting.best, waiting.passed) == (True, 10, 20, True)


def test_pass_and_grade_wait_where_an_open_leaf_may_change_the_scale() -> None:
    data = standard(*HALF, pass_mark=5, grades=GRADES)
    waiting = sound(data, claims=scores(x=10, p=5, z=0))
    assert (waiting.score, waiting.bounded, waiting.worst, waiting.passed) == (10, False, None, None)
    assert waiting.grade_open and waiting.grade_steps[0].after == ("甲", "乙", "")
    assert "尚有指标未定，得分还可能升降" in waiting.grade_steps[0].causes[0].text
    settled = sound(data, claims=scores(x=10, p=5, z=0), attributes={"poor": False})
    assert (settled.bounded, settled.passed, settled.grade_open) == (True, True, False)


def test_a_leaf_that_may_be_excluded_has_not_met_a_grade_yet() -> None:
    group = {"code": "g", "title": "择一", "of": ["x", "y"], "keep": "most"}
    wants = [{"code": "a", "title": "甲", "from": 5, "requires": [{"criterion": "x", "at_least": 3}]}]
    waiting = sound(standard(judged("x"), judged("y"), exclusive=[group], grades=wants), claims=scores(x=6))
    assert (waiting.worst, waiting.grade, waiting.grade_open) == (6, None, True)
    assert (
        sound(standard(judged("x"), judged("y"), exclusive=[group], grades=wants), claims=scores(x=6, y=9)).grade
        is None
    )


def test_floor_and_cap_of_one_group_are_lines_of_their_own() -> None:
    caps = [{"code": "c", "title": "表现", "of": ["f", "p"], "least": -5, "most": 5}]
    data = standard(judged("a", 50), fine("f"), judged("p", bonus=True), caps=caps)
    waiting = sound(data, claims=scores(a=50))
    assert (waiting.worst, waiting.best, len(waiting.adjustments)) == (45, 55, 2)
    check_sums(waiting)


def test_a_zeroed_section_leaves_nothing_behind_when_points_are_scaled() -> None:
    data = standard(
        section("t", judged("x", 40), fine("f")), judged("y", 40, when=POOR), judged("z", 20), vetoes=[VETO]
    )
    outcome = sound(data, claims=scores(x=30, f=-10, z=20), attributes={"poor": False}, vetoes=FOUND)
    assert (outcome.find("t").points, outcome.shown_score) == (0, Decimal("33.33"))  # type: ignore[union-attr]
    check_sums(outcome)


def test_a_veto_opens_no_better_grade_where_the_table_has_a_gap() -> None:
    data = standard(
        section("t", judged("x", 5)), judged("y", 45), vetoes=[VETO], grades=GRADES,
        grade_fallback={"code": "c", "title": "丙"},
    )  # fmt: skip
    plain, vetoed = (sound(data, claims=scores(x=5, y=37), vetoes=found) for found in ({}, FOUND))
    assert (plain.score, vetoed.score) == (42, 37)
    assert [outcome.grade and outcome.grade.title for outcome in (plain, vetoed)] == ["丙", "丙"]


def test_a_cap_over_points_and_deductions_never_punishes_a_better_answer() -> None:
    data = standard(
        section("t", judged("x", 40), fine("f"), cap=30), judged("y", 40, when=POOR), judged("z", 20), rebase="total"
    )
    worse, better = (
        sound(data, claims=scores(x=40, f=taken, z=0), attributes={"poor": False}).score for taken in (-8, -4)
    )
    assert worse is not None and better is not None and better >= worse


def test_strange_ballots_never_raise() -> None:
    asked = leaf("q", measure={"type": "survey", "survey": "s", "label": "满意度"})
    outcome = sound(standard(asked), surveys={"s": SurveyValue(Decimal(80), Decimal("sNaN"))})  # type: ignore[arg-type]
    assert "80" in texts(outcome.children[0])
