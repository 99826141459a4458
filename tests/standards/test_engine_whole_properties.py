"""What holds for every version level: sums, bounds of what is open, vetoes that never help, no raising."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from apps.standards.engine import (
    Claim,
    FactValue,
    Inputs,
    Version,
    VersionOutcome,
    build_version,
    evaluate_version,
    rounded,
)
from apps.standards.engine.grading import place_of
from apps.standards.engine.inputs import GradeDecision, SurveyValue, VetoFinding
from apps.standards.schema import check_standard

from .test_engine_evaluate import TODAY, standard
from .test_engine_properties import junk
from .test_engine_whole import check_sums

SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
POOR = {"attribute": "poor", "label": "贫困村", "value": True}
EFFECTS = ["not_eligible", "total_zero", "grade_cap", "grade_fixed", "item_zero", "demoted", "round_invalid"]
SHARED = [["s2.a", "s2.b"], ["s1", "s2.b"], ["s2", "p"], ["s1", "s2"]]
CODES = ["s1.a", "s1.b", "s2.a", "s2.b", "s2.c", "p"]
some = st.sampled_from


@st.composite
def leaves(draw: st.DrawFn, code: str) -> dict[str, Any]:
    """A judged leaf: with points, or a pure deduction; sometimes conditional."""
    low, high = draw(some([(0, 10), (0, 30), (-10, 0), (-5, 5)]))
    found: dict[str, Any] = {
        "code": code,
        "title": code,
        "points": max(high, 0),
        "measure": {"type": "judged", "label": code, "low": low, "high": high, "reason": "optional"},
        "scoring": {"type": "judged", "floor": low, "cap": high},
    }
    if draw(st.integers(0, 3)) == 0:
        found |= {"when": POOR, "not_applicable": draw(some(["rebase", "full"]))}
    if draw(st.integers(0, 5)) == 0:
        found["claim_not_applicable"] = True
    return found


@st.composite
def versions(draw: st.DrawFn) -> Version:
    """A sound version with some of everything that the version level knows."""
    one = [draw(leaves(code)) for code in CODES[:2]]
    two = [draw(leaves(code)) for code in CODES[2:5]]
    s1 = {
        "code": "s1",
        "title": "s1",
        "children": one,
        **draw(some([{}, {"cap": 12}, {"floor": 0}, {"cap": 9, "floor": -2}])),
    }
    s2 = {"code": "s2", "title": "s2", "children": two}
    bonus = {**draw(leaves("p")), "bonus": True}
    more: dict[str, Any] = {"rebase": draw(some(["applicable", "total"])), "pass_mark": draw(some([10, 40, 60]))}
    if draw(st.booleans()):
        limits = draw(some([{"most": 8}, {"least": -3, "most": 20}]))
        more["caps"] = [{"code": "k", "title": "k", "of": draw(some(SHARED)), **limits}]
    if draw(st.booleans()):
        of = draw(some([["s2.a", "s2.c"], ["s1.a", "s2.c"], ["s1.a", "s1.b"]]))
        count = draw(some(["points", "losses"]))
        more["exclusive"] = [
            {"code": "x", "title": "x", "of": of, "keep": draw(some(["most", "least", "first"])), "count": count}
        ]
    if draw(st.booleans()):
        more["bonus_cap"] = 3
    if draw(st.booleans()):
        more |= _composite(draw)
    more |= _grades(draw)
    data = standard(s1, s2, bonus, **more)
    assume(check_standard(data) == [])
    return build_version(data)


def _composite(draw: st.DrawFn) -> dict[str, Any]:
    parts = [
        {"code": "x", "title": "基础", "sum": ["s1", "p"]},
        {"code": "y", "title": "其他", "sum": ["s2"]},
        {"code": "z", "title": "测评", "survey": "satisfaction"},
    ]
    first = {
        "op": draw(some(["add", "subtract", "min", "max", "mean", "multiply"])),
        "of": ["x", "y"],
        "by": draw(some([0.7, 1, -0.5])),
    }
    formula = {"op": "add", "of": [first, {"op": "multiply", "of": ["z", 0.3]}, 10]}
    return draw(some([{"parts": parts}, {"parts": parts, "formula": formula}]))


def _grades(draw: st.DrawFn) -> dict[str, Any]:
    requires = draw(some([{}, {"requires": [{"criterion": "s1.a", "at_least": 3}]}, {"requires": [POOR]}]))
    grades = [
        {"code": "g1", "title": "甲", "from": 45, **requires},
        {"code": "g2", "title": "乙", "from": 30, "to": 40},
        {"code": "g3", "title": "丙", "from": 10},
    ]
    limit = {
        "code": "l",
        "title": "限",
        "when": draw(
            some([{"criterion": "s2", "op": "<", "value": 5}, {"survey": "satisfaction", "op": "<", "value": 60}])
        ),
        "at_most": "g2",
    }
    vetoes = [
        {
            "code": effect,
            "title": effect,
            "effect": effect,
            **({"grade": "g3"} if effect.startswith("grade") else {}),
            **({"of": ["s2.a", "s1"]} if effect == "item_zero" else {}),
        }
        for effect in EFFECTS
    ]
    fallback = draw(some([{}, {"grade_fallback": {"code": "g4", "title": "丁"}}]))
    return {"grades": grades, "grade_limits": draw(some([[], [limit]])), "vetoes": vetoes, **fallback}


@st.composite
def answers(draw: st.DrawFn, version: Version, complete: bool) -> dict[str, Any]:
    """Values within range for every leaf, or for some of them."""
    claims = {}
    for leaf in version.leaves():
        if complete or draw(st.booleans()):
            measure: Any = leaf.measure
            claims[leaf.code] = Claim(draw(st.integers(int(measure.low), int(measure.high))))
            if leaf.claim_not_applicable and draw(st.integers(0, 2)) == 0:
                claims[leaf.code] = Claim(None, not_applicable=True)
    attributes = {"poor": draw(st.booleans())} if complete or draw(st.booleans()) else {}
    surveys = {"satisfaction": SurveyValue(draw(st.integers(0, 100)))} if complete or draw(st.booleans()) else {}
    return {"claims": claims, "attributes": attributes, "surveys": surveys}


def run(version: Version, given_inputs: dict[str, Any], **more: Any) -> VersionOutcome:
    return evaluate_version(version, Inputs(as_of=TODAY, **given_inputs, **more))


@SETTINGS
@given(st.data(), versions())
def test_parts_always_add_up_to_the_shown_total(data: st.DataObject, version: Version) -> None:
    outcome = run(version, data.draw(answers(version, complete=False)), vetoes=data.draw(findings()))
    check_sums(outcome)
    assert outcome.score is None or outcome.shown_score == rounded(outcome.score)
    for node in outcome.walk():
        assert node.explanation


@SETTINGS
@given(st.data(), versions())
def test_what_open_leaves_can_still_do_is_bounded(data: st.DataObject, version: Version) -> None:
    """However the rest is answered, the score stays between worst and best, and what was certain stays."""
    partial = data.draw(answers(version, complete=False))
    rest = data.draw(answers(version, complete=True))
    complete = {key: {**rest[key], **partial[key]} for key in rest}
    before, after = run(version, partial), run(version, complete)
    assume(before.score is not None and after.score is not None)
    if before.bounded:
        assert before.worst <= after.score <= before.best  # type: ignore[operator]
    assert after.worst == after.score == after.best
    if before.passed is not None:
        assert before.passed == after.passed
    if before.grade is not None:
        assert after.grade == before.grade
    assert set(after.grade_steps[-1].after) <= set(before.grade_steps[-1].after)


@st.composite
def findings(draw: st.DrawFn) -> dict[str, VetoFinding]:
    codes = draw(st.sets(some(EFFECTS), max_size=3))
    texts = some(["依据", "", " "])
    return {code: VetoFinding(date(2026, 1, 2), draw(texts), draw(texts)) for code in sorted(codes)}


@SETTINGS
@given(st.data(), versions(), findings())
def test_a_veto_never_raises_a_grade_or_a_score(data: st.DataObject, version: Version, found: Any) -> None:
    inputs = data.draw(answers(version, complete=True))
    plain, vetoed = run(version, inputs), run(version, inputs, vetoes=found)
    assert (vetoed.score or 0) <= (plain.score or 0)
    assert not (vetoed.passed and not plain.passed)
    ladder = version.whole.ladder

    def place(outcome: VersionOutcome) -> int:
        return place_of(ladder, outcome.grade.code) if outcome.grade else len(ladder)

    assert place(vetoed) >= place(plain)


ORDER = ["cutoff", "prerequisite", "limit", "veto", "quota", "decision"]


@SETTINGS
@given(st.data(), versions(), findings(), some(["g1", "g2", "none"]), some(["理由", " "]))
def test_steps_stand_in_their_order_and_chain(
    data: st.DataObject, version: Version, found: Any, grade: str, reason: str
) -> None:
    inputs = data.draw(answers(version, complete=False))
    outcome = run(version, inputs, vetoes=found, decision=GradeDecision(grade, reason))
    kinds = [ORDER.index(step.kind) for step in outcome.grade_steps]
    assert kinds == sorted(set(kinds))
    for left, right in zip(outcome.grade_steps, outcome.grade_steps[1:], strict=False):
        assert left.after == right.before
    last = outcome.grade_steps[-1].after
    assert outcome.grade_open == (len(last) > 1)
    assert outcome.grade is None or outcome.grade.title == last[0]


@SETTINGS
@given(st.data(), versions())
def test_strange_inputs_never_raise(data: st.DataObject, version: Version) -> None:
    draw = data.draw
    claims = {code: Claim(draw(junk)) for code in draw(st.sets(some(CODES)))}
    outcome = run(
        version, {"claims": claims, "attributes": {"poor": draw(junk)}},
        surveys={"satisfaction": SurveyValue(draw(junk))}, given={"x": FactValue(draw(junk))},
        vetoes={code: VetoFinding(draw(junk), draw(junk), draw(junk)) for code in draw(st.sets(some(EFFECTS)))},
        decision=draw(st.one_of(st.none(), st.builds(GradeDecision, some(["g1", "", "x"]), st.text(max_size=3)))),
    )  # fmt: skip
    for node in outcome.walk():
        assert node.explanation
    check_sums(outcome)


@SETTINGS
@given(st.data(), versions())
def test_more_points_never_cost_where_nothing_is_subtracted(data: st.DataObject, version: Version) -> None:
    assume(not version.whole.exclusive and version.whole.formula is None)
    inputs = data.draw(answers(version, complete=True))
    leaf = data.draw(some(list(version.leaves())))
    measure: Any = leaf.measure
    assume(not inputs["claims"][leaf.code].not_applicable)
    claims: dict[str, Claim] = inputs["claims"]
    better = {**inputs, "claims": {**claims, leaf.code: Claim(int(measure.high))}}
    assert (run(version, better).score or Decimal(0)) >= (run(version, inputs).score or Decimal(0))
