"""Grades step by step: cut-off, prerequisite, limit by indicator, veto, manual decision."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from apps.standards.engine import (
    Claim,
    FactValue,
    Inputs,
    VersionOutcome,
    build_version,
    evaluate_version,
    freeze,
    thaw,
)
from apps.standards.engine.inputs import GradeDecision, SurveyValue, VetoFinding

from .test_engine_evaluate import TODAY, leaf, section, standard
from .test_engine_whole import check_sums, judged, scores, sound, texts

GRADES: list[dict[str, Any]] = [
    {"code": "five", "title": "五星", "from": 90, "requires": [{"criterion": "new", "met": True}]},
    {"code": "four", "title": "四星", "from": 80, "requires": [{"criterion": "b", "at_least": 15}]},
    {"code": "three", "title": "三星", "from": 60},
]
LIMIT = {
    "code": "mass",
    "title": "群众满意度",
    "when": {"survey": "satisfaction", "op": "<", "value": 60},
    "at_most": "three",
}
VETOES = [
    {"code": "out", "title": "严重违纪", "effect": "not_eligible"},
    {"code": "zero", "title": "弄虚作假", "effect": "total_zero"},
    {"code": "cap", "title": "安全事故", "effect": "grade_cap", "grade": "three"},
    {"code": "fix", "title": "信访积案", "effect": "grade_fixed", "grade": "poor"},
    {"code": "item", "title": "班子不健全", "effect": "item_zero", "of": ["b"]},
    {"code": "down", "title": "列为后进", "effect": "demoted"},
    {"code": "void", "title": "程序不合规", "effect": "round_invalid"},
]
FOUND = VetoFinding(date(2026, 10, 1), "区委组织部", "督查通报第 3 号")


def stars(**more: Any) -> dict[str, Any]:
    return standard(
        section("one", judged("a", 80), judged("b", 20)), leaf("new", points=0),
        **{"grades": GRADES, "grade_fallback": {"code": "poor", "title": "不达标"}, "vetoes": VETOES, **more},
    )  # fmt: skip


def graded(a: float, b: float, new: bool | None = True, data: Any = None, **inputs: Any) -> VersionOutcome:
    claims = scores(a=a, b=b) | ({} if new is None else {"new": Claim(value=new)})
    outcome = sound(data or stars(), claims=claims, **inputs)
    check_sums(outcome)
    return outcome


def title(outcome: VersionOutcome) -> str:
    return outcome.grade.title if outcome.grade else ""


@pytest.mark.parametrize(
    ("a", "b", "new", "expected"),
    [
        (75, 15, True, "五星"), (75, 15, False, "四星"), (80, 14, False, "三星"), (74.999, 15, True, "四星"),
        (60, 0, True, "三星"), (59, 0, True, "不达标"),
    ],
)  # fmt: skip
def test_cutoffs_and_prerequisites(a: float, b: float, new: bool, expected: str) -> None:
    assert title(graded(a, b, new)) == expected


def test_steps_say_what_each_did_and_why() -> None:
    outcome = graded(80, 14, False)
    kinds = [(step.kind, step.before[0], step.after) for step in outcome.grade_steps]
    assert kinds[0] == ("cutoff", "五星", ("五星",))
    assert kinds[1] == ("prerequisite", "五星", ("三星",))
    said = texts(outcome)
    assert "分数线：得分：94 分，五星。" in said
    assert "五星：new须达到：不符合；四星：b不低于 15 分：得 14 分，不符合，调整为三星。" in said
    assert "等次：三星。" in said


def test_grade_is_open_while_an_open_leaf_can_change_it() -> None:
    waiting = graded(75, 15, None)
    assert (waiting.grade, waiting.grade_open) == (None, True)
    assert "等次：待定（五星、四星）。" in texts(waiting)
    claims = scores(a=58) | {"new": Claim(value=True)}
    low = sound(stars(), claims=claims)
    assert low.grade_steps[-1].after == ("三星", "不达标")
    sure = sound(stars(), claims=scores(a=60) | {"new": Claim(value=False)})
    assert (sure.grade_open, sure.grade_steps[0].after) == (True, ("四星", "三星"))
    known = sound(stars(), claims=scores(a=20))
    assert title(known) == "不达标"


def test_limit_by_indicator_holds_waits_or_does_not() -> None:
    data = stars(grade_limits=[LIMIT])
    assert title(graded(80, 20, data=data, surveys={"satisfaction": SurveyValue("59.99")})) == "三星"
    assert title(graded(80, 20, data=data, surveys={"satisfaction": SurveyValue(60)})) == "五星"
    waiting = graded(80, 20, data=data)
    assert waiting.grade_open and waiting.grade_steps[-1].after == ("五星", "三星")
    assert "群众满意度：尚无数据，条件为 < 60" in texts(waiting)
    criterion = {**LIMIT, "when": {"criterion": "b", "op": "<", "value": 16}, "at_most": "poor"}
    assert title(graded(80, 15, data=stars(grade_limits=[criterion]))) == "不达标"
    metric = {**LIMIT, "when": {"metric": "debts", "op": ">", "value": 0}}
    assert title(graded(80, 20, data=stars(grade_limits=[metric]), facts={"debts": FactValue(1)})) == "三星"


@pytest.mark.parametrize(
    ("code", "expected", "eligible", "score"),
    [
        ("out", "", False, 100), ("zero", "不达标", True, 0), ("cap", "三星", True, 100), ("fix", "不达标", True, 100),
        ("item", "三星", True, 80), ("down", "不达标", True, 100), ("void", "", False, 100),
    ],
)  # fmt: skip
def test_each_veto_has_its_one_effect(code: str, expected: str, eligible: bool, score: int) -> None:
    outcome = graded(80, 20, vetoes={code: FOUND})
    assert (title(outcome), outcome.eligible, outcome.score) == (expected, eligible, score)
    assert "2026-10-01由区委组织部认定，依据：督查通报第 3 号。" in texts(outcome)
    assert title(graded(10, 0, vetoes={code: FOUND})) in {"不达标", ""}


def test_veto_without_evidence_decider_and_date_is_shown_and_not_in_force() -> None:
    outcome = graded(80, 20, vetoes={"zero": VetoFinding(date(2026, 10, 1), " ", "")})
    assert (title(outcome), outcome.score, outcome.vetoes[0].in_force) == ("五星", 100, False)
    assert "一票否决“弄虚作假”（总分计零）：缺少依据、认定人，暂不生效。" in texts(outcome)
    assert graded(80, 20, vetoes={"unheard_of": FOUND}).vetoes == ()


def test_zeroed_lines_still_add_up() -> None:
    assert "一票否决：弄虚作假 100 = 0 分" in texts(graded(80, 20, vetoes={"zero": FOUND}))
    zeroed = graded(80, 20, vetoes={"item": FOUND}).find("b")
    assert zeroed is not None and (zeroed.points, zeroed.earned) == (0, 20)
    assert "一票否决：本项计零，减少 20 分。" in texts(zeroed)


def test_manual_decision_has_the_last_word_and_needs_a_reason() -> None:
    outcome = graded(80, 20, decision=GradeDecision("four", "当年新建，暂缓一年", date(2026, 11, 1), "领导小组"))
    assert outcome.merit_grade is not None
    assert (title(outcome), outcome.merit_grade.title) == ("四星", "五星")
    assert "人工确定：人工确定等次：理由：当年新建，暂缓一年（2026-11-01，领导小组），调整为四星。" in texts(outcome)
    assert title(graded(80, 20, decision=GradeDecision("four", " "))) == "五星"
    assert title(graded(80, 20, decision=GradeDecision("nine", "理由"))) == "五星"
    assert title(graded(80, 20, decision=GradeDecision("four", "理由"), vetoes={"out": FOUND})) == ""


def test_gap_in_the_table_and_no_fallback() -> None:
    gap = [
        {"code": "good", "title": "良好", "from": 80, "to": 89},
        {"code": "fair", "title": "合格", "from": 60, "to": 79},
    ]
    data = stars(grades=gap, grade_fallback={"code": "poor", "title": "另行评定"}, vetoes=[])
    assert title(graded(70, 9.5, data=data)) == "另行评定"
    bare = stars(grades=gap, vetoes=[])
    del bare["grade_fallback"]
    none = graded(70, 9.5, data=bare)
    assert (none.grade, none.grade_open) == (None, False)
    assert "等次：未定等次。" in texts(none)
    across = sound(data, claims=scores(a=70))
    assert across.grade_steps[0].after == ("良好", "合格", "另行评定")


def test_condition_as_prerequisite() -> None:
    needs = [{"metric": "members", "label": "党员人数", "op": ">=", "value": 3}]
    data = stars(grades=[{"code": "five", "title": "五星", "from": 90, "requires": needs}], vetoes=[])
    assert title(graded(80, 20, data=data, facts={"members": FactValue(3)})) == "五星"
    assert title(graded(80, 20, data=data, facts={"members": FactValue(2)})) == "不达标"
    assert graded(80, 20, data=data).grade_open


def test_grades_are_the_same_from_frozen_inputs() -> None:
    version = build_version(stars(grade_limits=[LIMIT]))
    inputs = Inputs(
        as_of=TODAY, claims=scores(a=80, b=20), surveys={"satisfaction": SurveyValue(Decimal("70.5"), 12)},
        vetoes={"cap": FOUND}, decision=GradeDecision("three", "理由", date(2026, 11, 2)),
    )  # fmt: skip
    assert evaluate_version(version, thaw(freeze(inputs))) == evaluate_version(version, inputs)
