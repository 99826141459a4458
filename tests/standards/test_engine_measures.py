"""Each measure: what it finds, what it leaves open, how it says so."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from apps.standards.engine import (
    Aggregate,
    Claim,
    Event,
    FactValue,
    Inputs,
    Outcome,
    State,
    Verdict,
    build_version,
    decided_by_facts,
    describe_measure,
    describe_scoring,
    evaluate_version,
)

TODAY = date(2026, 11, 23)


def leaf(measure: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": "x", "title": "某项", "points": 4, "measure": measure, **more}


def version(*leaves: dict[str, Any], **more: Any) -> Any:
    data = {"code": "s", "name": "标准", "version": 1, "kind": "scored", "source": "测试", **more}
    return build_version({**data, "criteria": list(leaves)})


def run(measure: dict[str, Any], more: dict[str, Any] | None = None, **inputs: Any) -> Outcome:
    outcome = evaluate_version(version(leaf(measure, **(more or {}))), Inputs(as_of=TODAY, **inputs))
    return outcome.children[0]


def fact(value: Any, period: str = "2026", source: str = "self") -> FactValue:
    return FactValue(value, period, source)


AREA = {"type": "quantity", "metric": "area", "label": "使用面积", "op": ">", "value": 200, "unit": "㎡"}


@pytest.mark.parametrize(
    ("operator", "value", "given", "met"),
    [
        (">", 200, 200, False), (">", 200, "200.01", True), (">=", 200, 200, True), ("<", 3, 3, False),
        ("<=", 3, 3, True), ("=", 3, Decimal("3.0000"), True), ("!=", 3, 3, False),
        ("between", [1, 2], 1, True), ("between", [1, 2], 2, True), ("between", [1, 2], "2.0001", False),
    ],
)  # fmt: skip
def test_quantity_compares_unrounded(operator: str, value: Any, given: Any, met: bool) -> None:
    found = run({**AREA, "op": operator, "value": value}, facts={"area": fact(given)})
    assert (found.verdict is Verdict.MET) is met


def test_quantity_explains_rule_input_arithmetic_and_gain() -> None:
    texts = [sentence.text for sentence in run(AREA, facts={"area": fact(180)}).explanation]
    assert texts == [
        "规则：使用面积 > 200 ㎡；达到得 4 分，未达到不得分。",
        "数据：使用面积 180 ㎡（2026年，本单位填报）。",
        "计算：180 ㎡ ≤ 200 ㎡，未达到，得 0 分（满分 4 分）。",
        "差距：使用面积再增加超过 20 ㎡，可再得 4 分。",
    ]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("很大", "不是数值"), (True, "不是数值"), (-5, "不能为负数"), (10**16, "数值过大"), (10**5000, "数值过大"),
        (float("nan"), "不是有限数值"), (Decimal("sNaN"), "不是有限数值"), (1e-12, "数值过小"), ([1], "不是数值"),
    ],
    ids=range(9),
)  # fmt: skip
def test_strange_fact_is_insufficient_and_says_why(value: Any, reason: str) -> None:
    found = run(AREA, facts={"area": fact(value)})
    assert (found.state, found.points, found.undecided) == (State.INSUFFICIENT, 0, 4)
    assert reason in found.reason
    assert any(reason in sentence.text for sentence in found.explanation)


def test_missing_fact_is_unanswered_unless_the_claim_gives_the_number() -> None:
    assert run(AREA).state is State.UNANSWERED
    assert run(AREA, facts={"area": fact(None)}).state is State.UNANSWERED
    assert run(AREA, claims={"x": Claim(value=230)}).verdict is Verdict.MET
    assert run(AREA, facts={"area": fact(1)}, claims={"x": Claim(value=230)}).verdict is Verdict.UNMET


def test_yes_no_reads_the_metric_first_then_the_claim() -> None:
    measure = {"type": "yes_no", "label": "有大厅", "metric": "hall"}
    assert run(measure).state is State.UNANSWERED
    assert run(measure, claims={"x": Claim(value=True)}).verdict is Verdict.MET
    no = run(measure, claims={"x": Claim(value=True)}, facts={"hall": fact(Decimal("0.0000"))})
    assert no.verdict is Verdict.UNMET
    assert "有大厅 否" in no.explanation[1].text
    assert run(measure, facts={"hall": fact("maybe")}).state is State.INSUFFICIENT
    assert run({**measure, "expected": False}, facts={"hall": fact(0)}).verdict is Verdict.MET


CHECKLIST = {
    "type": "checklist",
    "members": [
        {"code": "a", "title": "有甲"},
        {"code": "b", "title": "有乙", "metric": "b_there"},
        {"code": "c", "title": "面积超过 200 ㎡", "metric": "area", "op": ">", "value": 200, "unit": "㎡"},
    ],
}


def test_checklist_mixes_ticks_flags_and_numbers() -> None:
    facts = {"b_there": fact(1), "area": fact(200)}
    found = run(CHECKLIST, facts=facts, claims={"x": Claim(checked=frozenset({"a", "unknown"}))})
    assert found.reading is not None
    assert (found.verdict, found.reading.value, found.reading.lacking) == (Verdict.UNMET, 2, ("面积超过 200 ㎡",))
    assert "缺：面积超过 200 ㎡" in found.explanation[2].text


def test_checklist_stays_open_only_while_open_members_can_decide() -> None:
    facts = {"b_there": fact(True), "area": fact(300)}
    assert run(CHECKLIST, facts=facts).state is State.UNANSWERED
    two = {**CHECKLIST, "required": 2}
    assert run(two, facts=facts).verdict is Verdict.MET
    assert run(CHECKLIST).reason == "尚未对照清单勾选"
    bad = {"b_there": fact(True), "area": fact("abc")}
    assert run(CHECKLIST, facts=bad, claims={"x": Claim()}).state is State.INSUFFICIENT


RATIO = {
    "type": "ratio", "metric": "reported", "label": "已报到", "metric_unit": "人",
    "of": "employed", "of_label": "在职党员", "of_unit": "人", "op": ">=", "value": 100,
}  # fmt: skip


def test_ratio_needs_both_numbers() -> None:
    assert run(RATIO).state is State.UNANSWERED
    assert run(RATIO, facts={"reported": fact(5)}).reason == "缺少“在职党员”"
    assert run(RATIO, facts={"reported": fact(0), "employed": fact(0)}).state is State.INSUFFICIENT
    assert run(RATIO, claims={"x": Claim(value=True)}).verdict is Verdict.MET
    found = run(RATIO, facts={"reported": fact(29), "employed": fact(30)})
    assert found.verdict is Verdict.UNMET
    assert found.explanation[2].text.startswith("计算：29 ÷ 30 × 100% = 96.67%，96.67% < 100%")
    assert found.gain is not None and found.gain.text == "已报到再增加 1 人"


def test_ratio_never_rounds_into_the_threshold() -> None:
    found = run(RATIO, facts={"reported": fact(999_999), "employed": fact(1_000_000)})
    assert found.verdict is Verdict.UNMET
    assert "99.9999% < 100%" in found.explanation[2].text


def test_per_head_threshold() -> None:
    measure = {**RATIO, "percent": False, "metric_unit": "元", "value": 100, "unit": "元/人"}
    found = run(measure, facts={"reported": fact(3000), "employed": fact(37)})
    assert describe_measure(version(leaf(measure)).by_code["x"]) == "已报到÷在职党员 ≥ 100 元/人"
    assert found.gain is not None and found.gain.text == "已报到再增加 700 元"


def test_relative_to_another_metric_and_to_a_reference() -> None:
    deputy = {
        "type": "relative", "metric": "deputy", "label": "副职报酬", "unit": "元", "op": ">=", "factor": 0.9,
        "of": "head", "of_label": "正职报酬", "of_unit": "元",
    }  # fmt: skip
    assert run(deputy, facts={"deputy": fact(27000), "head": fact(30000)}).verdict is Verdict.MET
    assert run(deputy, facts={"deputy": fact("26999.99"), "head": fact(30000)}).verdict is Verdict.UNMET
    pay = {key: value for key, value in deputy.items() if key != "of"} | {"reference": "income", "factor": 2}
    assert run(pay, facts={"deputy": fact(1)}).reason == "缺少参照值“正职报酬”"
    found = run(pay, facts={"deputy": fact(30000)}, references={"income": fact(18000, "2025", "office")})
    assert "1.8 万元 × 2 = 3.6 万元，3 万元 < 3.6 万元" in found.explanation[2].text


def test_share_of_descendants_reads_aggregates() -> None:
    measure = {
        "type": "share_of_descendants", "label": "1000 ㎡以上的社区", "filter": {"sectors": ["urban"]},
        "measure": {"type": "quantity", "metric": "area", "label": "面积", "op": ">=", "value": 1000}, "op": ">=", "value": 20,
    }  # fmt: skip
    assert run(measure).state is State.INSUFFICIENT
    assert run(measure, aggregates={"x": Aggregate(10, 2)}).verdict is Verdict.MET
    found = run(measure, aggregates={"x": Aggregate(10, 1)})
    assert found.gain is not None and found.gain.text == "1000 ㎡以上的社区再增加 1 个"
    for strange in (Aggregate(0, 0), Aggregate(3, 5), Aggregate("a", 1)):  # type: ignore[arg-type]
        assert run(measure, aggregates={"x": strange}).state is State.INSUFFICIENT
    built = version(leaf(measure)).by_code["x"].measure
    assert built.filter == {"sectors": ("urban",)} and describe_measure(version(leaf(measure)).by_code["x"])


MONTHLY = {"type": "frequency", "record": "committee", "label": "支委会", "per": "month"}


def test_frequency_names_the_missing_periods() -> None:
    held = [date(2026, month, 5) for month in (1, 2, 4, 5, 6, 7, 8, 9, 11)]
    found = run(MONTHLY, records={"committee": held})
    assert found.reading is not None
    assert found.reading.lacking == ("2026年3月", "2026年10月")
    assert (
        run(MONTHLY, records={"committee": [*held, date(2026, 3, 1), datetime(2026, 10, 31, 9)]}).verdict is Verdict.MET
    )


@pytest.mark.parametrize(
    ("per", "periods"), [("week", 47), ("month", 10), ("quarter", 3), ("half_year", 1), ("year", 1)]
)
def test_frequency_counts_periods_that_are_over(per: str, periods: int) -> None:
    found = run({**MONTHLY, "per": per}, records={"committee": []})
    assert found.reading is not None and found.reading.missing == periods
    assert found.state is State.SCORED


def test_frequency_of_several_times_is_proportional_within_the_period() -> None:
    measure = {**MONTHLY, "per": "year", "times": 4}
    found = run(measure, {"scoring": {"type": "proportional"}}, records={"committee": [date(2026, 3, 1)] * 3})
    assert found.points == 3
    later = run(measure, records={"committee": [date(2026, 12, 1)] * 9})
    assert later.verdict is Verdict.UNMET


def test_frequency_without_records_takes_a_statement() -> None:
    assert run(MONTHLY).state is State.UNANSWERED
    assert run(MONTHLY, claims={"x": Claim(value=True)}).verdict is Verdict.MET
    assert run(MONTHLY, claims={"x": Claim(value=0)}).verdict is Verdict.UNMET
    assert run(MONTHLY, claims={"x": Claim(value="常常")}).state is State.INSUFFICIENT


def test_look_back_needs_all_its_periods_unless_decided() -> None:
    measure = {
        "type": "look_back", "metric": "developed", "label": "发展党员数", "periods": 2, "op": ">=", "value": 1, "unit": "名",
    }  # fmt: skip
    assert run(measure).state is State.UNANSWERED
    assert run(measure, history={"developed": [fact(0)]}).reason == "需要连续 2 期数据，现有 1 期"
    assert run(measure, history={"developed": [fact(1)]}).verdict is Verdict.MET
    assert run(measure, history={"developed": [fact(0), fact(0, "2025"), fact(9, "2024")]}).verdict is Verdict.UNMET
    every = {**measure, "need": "all"}
    assert run(every, history={"developed": [fact(0)]}).verdict is Verdict.UNMET
    assert run(every, history={"developed": [fact(1), fact(2, "2025")]}).verdict is Verdict.MET
    assert describe_measure(version(leaf(every)).by_code["x"]) == "近 2 期发展党员数每期均 ≥ 1 名"


def test_judged_takes_a_score_levels_or_jurors() -> None:
    measure = {"type": "judged", "label": "作用发挥"}
    assert run(measure).state is State.UNANSWERED
    assert run(measure, claims={"x": Claim(value=3, note="好")}).points == 3
    assert run(measure, claims={"x": Claim(value=5)}).state is State.INSUFFICIENT
    assert run(measure, claims={"x": Claim(value=[1, 2, 3], note="好")}).points == 2
    trimmed = {**measure, "trimmed": True}
    assert run(trimmed, claims={"x": Claim(value=[0, 3, 3, 3, 4], note="好")}).points == 3
    levels = {
        **measure,
        "levels": [{"code": "a", "title": "好", "points": 4}, {"code": "b", "title": "较好", "points": 2.5}],
    }
    assert run(levels, claims={"x": Claim(value="b", note="好")}).points == Decimal("2.5")
    strange = run(levels, claims={"x": Claim(value="z", note="好")})
    assert (strange.state, strange.reason) == (State.INSUFFICIENT, "所选等次“z”不在评定等次（好、较好）之内")


def test_levels_of_several_assessors_give_their_mean_under_an_ordinal_rule() -> None:
    levels = [{"code": "a", "title": "好", "points": 4}, {"code": "b", "title": "较好", "points": 2}]
    ordinal = {"scoring": {"type": "ordinal", "levels": levels}}
    found = run({"type": "judged", "label": "作用发挥"}, ordinal, claims={"x": Claim(value=["a", "b", "b"], note="好")})
    assert found.points.quantize(Decimal("0.01")) == Decimal("2.67")
    assert "评定 好、较好、较好" in found.explanation[1].text


@pytest.mark.parametrize("value", [3, Decimal("3.5"), [1, 2, 3]])
def test_judgement_without_its_reason_does_not_count(value: Any) -> None:
    measure = {"type": "judged", "label": "作用发挥"}
    for note in ("", "  "):
        found = run(measure, claims={"x": Claim(value=value, note=note)})
        assert (found.state, found.points, found.undecided) == (State.UNANSWERED, 0, 4)
        assert "未填：已有评分，尚未写明评定理由，暂不计分。" in [sentence.text for sentence in found.explanation]
    assert run({**measure, "reason": "optional"}, claims={"x": Claim(value=value)}).state is State.SCORED


SHARED = {"type": "yes_no", "label": "与社区共用", "code": "shared"}


def test_missing_figure_of_an_option_is_no_answer() -> None:
    both = {"type": "all_of", "options": [AREA, SHARED]}
    ticked = {"x": Claim(checked=frozenset({"shared"}))}
    open_figure = run(both, claims=ticked)
    assert (open_figure.state, open_figure.reason) == (State.UNANSWERED, "尚未填报“使用面积”")
    assert run(both, claims=ticked, facts={"area": fact(210)}).points == 4
    assert run({**both, "type": "any_of"}, claims=ticked).points == 4
    denied = run({**both, "type": "any_of"}, claims={"x": Claim(value=False)})
    assert (denied.state, denied.points) == (State.SCORED, 0)


def test_verified_figures_decide_their_option_and_ticks_the_others() -> None:
    either = {"type": "any_of", "options": [AREA, SHARED]}
    given = {"source": "inspection", "overrules": True}
    small = Claim(figures=(("area", Decimal(180)),), **given)
    found = run(either, claims={"x": small}, facts={"area": fact(180, source="inspection")})
    assert found.points == 0
    assert "180 ㎡" in found.explanation[2].text
    ticked = Claim(checked=frozenset({"shared"}), figures=(("area", Decimal(180)),), **given)
    assert run(either, claims={"x": ticked}, facts={"area": fact(180, source="inspection")}).points == 4
    # without a verified figure the claimed fact does not stand against the team's ticks
    assert (
        run(either, claims={"x": Claim(checked=frozenset({"other"}), **given)}, facts={"area": fact(300)}).points == 0
    )


def points_sentence(found: Outcome) -> str:
    return next(sentence.text for sentence in found.explanation if sentence.kind == "arithmetic")


def test_bonus_and_deductions_say_what_they_add_and_take() -> None:
    fault = {"type": "events", "event": "fault", "label": "通报批评"}
    taken = {"points": 0, "scoring": {"type": "per_occurrence", "each": 3, "adds": False, "floor": -10}}
    days = [Event(date(2026, 3, n), key=f"k{n}") for n in (1, 2)]
    twice = run(fault, taken, events={"fault": days})
    assert points_sentence(twice).endswith("，扣 6 分（最多扣 10 分）。")
    assert twice.explanation[-1].text == "差距：本年度通报批评：每次扣 3 分，最多扣 10 分，已扣 6 分。"
    assert twice.gain is not None and twice.gain.verb == "少扣"
    assert points_sentence(run(fault, taken, events={"fault": []})).endswith("，不扣分（最多扣 10 分）。")
    assert run(fault, taken).explanation[-1].text == "待定：填报后判定，最多扣 10 分。"
    added = {"points": 10, "bonus": True, "scoring": {"type": "per_occurrence", "each": 4.5}}
    assert points_sentence(run(fault, added, events={"fault": days})).endswith("，加 9 分（最高 10 分）。")
    assert run(fault, added).explanation[-1].text == "待定：填报后判定，最多可加 10 分。"


def test_levels_outside_the_table_are_named() -> None:
    award = {"type": "events", "event": "award", "label": "表彰"}
    matrix = {"scoring": {"type": "matrix", "points": {"provincial": 3}}}
    entries = [
        Event(date(2026, 3, 5), level="city", role="first", title="某奖"),
        Event(date(2026, 4, 5), level="county"),
    ]
    found = run(award, matrix, events={"award": entries})
    assert found.points == 0
    note = next(sentence.text for sentence in found.explanation if sentence.kind == "note")
    assert note == "不在计分表内、未计分：2026年3月5日 未定义的级别“city”一等“某奖”、2026年4月5日 县区级。"
    described = describe_scoring(
        version(leaf(award, scoring={"type": "matrix", "points": {"city": {"x": 2}}})).by_code["x"]
    )
    assert "未定义的级别“city”未定义的等次“x” 2 分" in described


@pytest.mark.parametrize(
    ("measure", "by_facts"),
    [
        (AREA, True), (RATIO, True), (MONTHLY, True), (CHECKLIST, False),
        ({"type": "yes_no", "label": "是"}, False), ({"type": "yes_no", "label": "是", "metric": "m"}, True),
        ({"type": "judged", "label": "评"}, False),
    ],
)  # fmt: skip
def test_decided_by_facts(measure: dict[str, Any], by_facts: bool) -> None:
    assert decided_by_facts(version(leaf(measure)).by_code["x"]) is by_facts
