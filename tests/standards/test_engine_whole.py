"""The version level: caps, exclusions, bonus, parts and formula; every total is the sum of its lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from apps.standards.engine import Claim, FactValue, State, VersionOutcome, freeze, thaw
from apps.standards.engine.inputs import SurveyValue
from apps.standards.schema import check_standard

from .test_engine_evaluate import NUMBER, TODAY, leaf, run, section, standard, yes

LEVELS = [{"code": "none", "title": "无", "points": 0}, {"code": "some", "title": "有", "points": 3}]


def judged(code: str, points: float = 10, **more: Any) -> dict[str, Any]:
    return leaf(code, points=points, measure={"type": "judged", "label": code, "reason": "optional"}, **more)


def fine(code: str, most: float = 20) -> dict[str, Any]:
    """A pure deduction: an assessor takes up to ``most`` points from the total."""
    measure = {"type": "judged", "label": code, "low": -most, "high": 0, "reason": "optional"}
    return leaf(code, points=0, measure=measure, scoring={"type": "judged", "floor": -most, "cap": 0})


def scores(**points: float) -> dict[str, Claim]:
    return {code: Claim(value=value) for code, value in points.items()}


def sound(data: dict[str, Any], **inputs: Any) -> VersionOutcome:
    assert check_standard(data) == []
    return run(data, **inputs)


def texts(outcome: Any) -> str:
    return "".join(sentence.text for sentence in outcome.explanation)


def check_sums(outcome: VersionOutcome) -> None:
    """Children and adjustments add up at every node, unrounded and as shown; lines to the score."""
    shown = outcome.shown_points()
    for node in outcome.walk():
        if node.children:
            changes = sum((line.change.now for line in node.adjustments), Decimal(0))
            assert node.points == sum(child.points for child in node.children) + changes
            lines = [shown[f"{node.code}~{number}"] for number in range(1, len(node.adjustments) + 1)]
            assert shown[node.code] == sum([shown[child.code] for child in node.children] + lines)
    if outcome.score is not None:
        assert abs(outcome.score - sum(line.points for line in outcome.lines)) < Decimal("1e-20")
        assert outcome.shown_score == sum(line.points for line in outcome.shown_lines)


def test_shared_cap_takes_what_is_too_much_where_its_criteria_meet() -> None:
    caps = [{"code": "c", "title": "荣誉", "of": ["a", "b"], "most": 12}]
    data = standard(section("one", judged("a"), judged("b")), judged("x"), caps=caps)
    outcome = sound(data, claims=scores(a=8, b=7, x=5))
    one = outcome.children[0]
    assert (one.points, one.max, outcome.score, outcome.max) == (12, 12, 17, 22)
    assert "共同封顶：荣誉（a、b）合计 15 分，最高 12 分，减少 3 分。" in texts(one)
    assert "计算：8 + 7 − 3 = 12 分（满分 12 分）。" in texts(one)
    check_sums(outcome)


def test_shared_floor_limits_what_several_deductions_take_together() -> None:
    caps = [{"code": "c", "title": "扣分", "of": ["f", "g"], "least": -10}]
    outcome = sound(standard(judged("a", 50), fine("f"), fine("g"), caps=caps), claims=scores(a=50, f=-8, g=-9))
    assert outcome.score == 40
    assert "共同保底：扣分（f、g）合计 -17 分，最低 -10 分，增加 7 分。" in texts(outcome)
    check_sums(outcome)


def test_section_floor_and_cap_are_lines_of_their_section() -> None:
    data = standard(section("r", judged("a", 5), fine("f"), floor=0), section("t", judged("b"), judged("c"), cap=15))
    outcome = sound(data, claims=scores(a=5, f=-9, b=10, c=10))
    assert [child.points for child in outcome.children] == [0, 15]
    assert "保底：“r”合计 -4 分，最低 0 分，增加 4 分。" in texts(outcome.children[0])
    check_sums(outcome)


def test_of_exclusive_leaves_one_counts() -> None:
    group = {"code": "g", "title": "择一", "of": ["a", "b"]}
    for keep, left in (("most", [6, 0]), ("least", [0, 4]), ("first", [6, 0])):
        data = standard(judged("a"), judged("b"), judged("c"), exclusive=[{**group, "keep": keep}])
        outcome = sound(data, claims=scores(a=6, b=4, c=1))
        assert [child.points for child in outcome.children] == [*left, 1]
        assert (outcome.max, outcome.full) == (20, 20)
        check_sums(outcome)
    assert "不重复计分：按“择一”只计其中一项，减少 4 分。" in texts(outcome.children[1])


def test_of_exclusive_deductions_the_largest_counts() -> None:
    group = {"code": "g", "title": "不重复扣分", "of": ["f", "g"], "keep": "most"}
    outcome = sound(standard(judged("a", 50), fine("f"), fine("g"), exclusive=[group]), claims=scores(a=50, f=-3, g=-8))
    assert outcome.score == 42
    losses = {"code": "g", "title": "不重复扣分", "of": ["a", "b"], "keep": "most", "count": "losses"}
    outcome = sound(standard(judged("a"), judged("b"), exclusive=[losses]), claims=scores(a=4, b=7))
    assert (outcome.points, outcome.max) == (14, 20)
    check_sums(outcome)


def test_open_exclusive_leaves_leave_open_which_one_counts() -> None:
    group = {"code": "g", "title": "择一", "of": ["a", "b"], "keep": "most"}
    data = standard(judged("a"), judged("b"), exclusive=[group], pass_mark=5)
    waiting = sound(data, claims=scores(a=6))
    assert (waiting.points, waiting.worst, waiting.best, waiting.passed) == (6, 6, 10, True)
    apart = sound(
        {**data, "pass_mark": 7, "criteria": [section("m", judged("a"), cap=5), judged("b")]}, claims=scores(a=6)
    )
    assert (apart.points, apart.passed) == (5, None)
    sure = sound(data, claims=scores(a=10))
    assert (sure.worst, sure.best, sure.passed) == (10, 10, True)


def test_bonus_is_on_top_and_capped_and_not_rebased() -> None:
    off = {"attribute": "poor", "label": "贫困村", "value": True}
    data = standard(
        judged("a", 60), judged("b", 40, when=off), section("plus", judged("p"), judged("q"), bonus=True),
        bonus_cap=8,
    )  # fmt: skip
    outcome = sound(data, claims=scores(a=54, b=40, p=5, q=6), attributes={"poor": True})
    assert (outcome.max, outcome.points, outcome.score) == (100, 102, 102)
    assert "加分封顶：加分合计 11 分，最高 8 分，减少 3 分。" in texts(outcome)
    rebased = sound(data, claims=scores(a=54, p=5, q=6), attributes={"poor": False})
    assert (rebased.max, rebased.points, rebased.score) == (60, 62, 98)
    assert "折算：除加分、扣分外的得分 ÷ 60 × 100，增加 36 分（不适用的指标不计入满分）。" in texts(rebased)
    check_sums(outcome)
    check_sums(rebased)


def test_total_never_falls_below_zero_and_says_so() -> None:
    outcome = sound(standard(judged("a", 10), fine("f")), claims=scores(a=3, f=-9))
    assert outcome.score == 0
    assert "总分：a 3 − f 9 + 总分不低于 0 分 6 = 0 分。" in texts(outcome)
    check_sums(outcome)


PARTS = [
    {"code": "base", "title": "基础分", "sum": ["one", "two"]},
    {"code": "off", "title": "扣分", "sum": ["off"]},
    {"code": "mass", "title": "群众测评", "survey": "satisfaction"},
    {"code": "given", "title": "上级评价", "given": "appraisal"},
]
FORMULA = {
    "op": "add",
    "of": [
        {"op": "subtract", "of": ["base", "off"], "by": 0.7},
        {"op": "multiply", "of": [{"op": "mean", "of": ["mass", "given"]}, 0.3]},
    ],
}


def composite(**more: Any) -> dict[str, Any]:
    counted = judged("off", 20)
    return standard(judged("one", 60), judged("two", 40), counted, parts=PARTS, formula=FORMULA, **more)


def test_parts_and_formula_add_up_line_by_line() -> None:
    given = {"appraisal": FactValue(80, "2026", "office")}
    surveys = {"satisfaction": SurveyValue(Decimal("95.5"), 40)}
    outcome = sound(composite(), claims=scores(one=55, two=35, off=5), surveys=surveys, given=given)
    assert outcome.score == (90 - 5) * Decimal("0.7") + (Decimal("95.5") + 80) / 2 * Decimal("0.3")
    assert [line.title for line in outcome.lines] == ["基础分", "扣分", "群众测评", "上级评价"]
    said = texts(outcome)
    assert "公式：（基础分 90 − 扣分 5） × 0.7 + （群众测评 95.5、上级评价 80平均） × 0.3。" in said
    assert "总分：基础分 63 − 扣分 3.5 + 群众测评 14.33 + 上级评价 12 = 85.83 分。" in said
    check_sums(outcome)


def test_open_part_leaves_the_whole_open_between_worst_and_best() -> None:
    claims = scores(one=55, two=35, off=5)
    outcome = sound(composite(pass_mark=60), claims=claims, surveys={"satisfaction": SurveyValue(90)})
    assert (outcome.state, outcome.passed) == (State.UNANSWERED, True)
    assert (outcome.worst, outcome.best) == (Decimal("73.0"), Decimal("88.0"))
    assert "上级评价：尚无“上级评价”结果，暂按 0 分计。" in texts(outcome)
    strange = sound(composite(pass_mark=80), claims=claims, surveys={"satisfaction": SurveyValue("多")})
    assert (strange.state, strange.passed) == (State.UNANSWERED, None)
    high = sound(composite(), claims=claims, surveys={"satisfaction": SurveyValue(101)})
    assert high.parts[2].state is State.INSUFFICIENT


def test_subtracted_open_deduction_is_the_worst_case_not_the_best() -> None:
    outcome = sound(
        composite(pass_mark=65), claims=scores(one=60, two=40), surveys={"satisfaction": SurveyValue(0)},
        given={"appraisal": FactValue(0)},
    )  # fmt: skip
    assert (outcome.score, outcome.worst, outcome.passed) == (70, 56, None)


def test_open_deductions_keep_a_pass_open() -> None:
    data = standard(judged("a", 10), fine("f", 5), pass_mark=6)
    assert sound(data, claims=scores(a=10)).passed is None
    assert sound(data, claims=scores(a=10, f=-5)).passed is False
    assert sound(data, claims=scores(a=10, f=-4)).passed is True


def test_section_cap_rebases_to_what_the_organization_can_have() -> None:
    off = {"attribute": "poor", "label": "贫困村", "value": True}
    data = standard(section("s", leaf("a", when=off), leaf("b"), cap=5), leaf("c"))
    outcome = sound(data, claims=yes("b", "c"), attributes={"poor": False})
    assert (outcome.max, outcome.full, outcome.points, outcome.score) == (8, 9, 8, 9)


def test_whole_is_the_same_from_frozen_inputs() -> None:
    from apps.standards.engine import Inputs, build_version, evaluate_version

    inputs = Inputs(as_of=TODAY, claims=scores(one=55, two=35, off=5), surveys={"satisfaction": SurveyValue(90)})
    version = build_version(composite())
    assert evaluate_version(version, thaw(freeze(inputs))) == evaluate_version(version, inputs)


def test_quantity_leaf_with_bonus_flag_stays_outside_the_maximum() -> None:
    data = standard(section("s", leaf("a"), leaf("b", measure=NUMBER, bonus=True)))
    outcome = sound(data, claims=yes("a"), facts={"n": FactValue(10)})
    assert (outcome.max, outcome.points, outcome.score) == (4, 8, 8)
    check_sums(outcome)
