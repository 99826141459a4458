"""Whatever is left out or mistyped in the editor is told in Chinese, at a field that the form has."""

import re
from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from apps.standards.drafting.problems import Problem, problems_of
from apps.standards.forms import NodeForm
from apps.standards.forms.catalogue import Catalogue
from apps.standards.forms.specs import MEASURES, SCORINGS, SCORINGS_OF
from tests.campaigns.factories import small_standard

LATIN = re.compile(r"[A-Za-z]{2,}")
EMPTY = Catalogue(metrics={}, events=[], nodes=[("area", "面积")], leaves=[("area", "面积")])
#: A whole of which every rule is wrong in some way.
WRONG: dict[str, Any] = {
    "caps": [{"code": "a", "title": "甲", "of": ["area", "nowhere"]}, {"code": "b", "title": "乙", "of": ["area"], "most": 1, "least": 2}],
    "exclusive": [{"code": "c", "title": "丙", "of": ["area"], "keep": "strange"}, {"code": "e", "title": "戊", "of": ["area", "gone"]}],
    "once": [{"code": "d", "title": "丁", "of": ["root"]}],
    "parts": [{"code": "main", "title": "基础", "sum": ["area", "root"]}, {"code": "more", "title": "测评"}],
    "formula": {"op": "add", "of": ["main", "unknown"]},
    "grades": [
        {"code": "good", "title": "好", "from": 60, "requires": [{"criterion": "nowhere", "met": True, "at_least": 3}]},
        {"code": "best", "title": "最好", "from": 90, "to": 80},
    ],
    "grade_limits": [{"code": "f", "title": "己", "at_most": "none", "when": {"criterion": "gone", "op": "<", "value": 3}}],
    "vetoes": [
        {"code": "v1", "title": "一", "effect": "grade_cap"}, {"code": "v2", "title": "二", "effect": "item_zero"},
        {"code": "v3", "title": "三", "effect": "total_zero", "of": ["area"], "grade": "good"}, {"code": "v4", "title": "四"},
        {"code": "v5", "title": "五", "effect": "grade_fixed", "grade": "none"},
    ],
    "adaptation": {"locked": ["gone"]},
    "pass_mark": -3,
}  # fmt: skip


def document(**changes: Any) -> dict[str, Any]:
    return {**small_standard(), **changes}


def told(node: dict[str, Any]) -> list[Problem]:
    return [problem for problem in problems_of(document(criteria=[node]), set()) if problem.code == node["code"]]


def told_at_fields(form: NodeForm, problems: list[Problem]) -> list[str]:
    form.is_valid()
    form.tell(problems)
    return form.errors()


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_of_which_nothing_was_written_says_so_at_its_fields(measure: str) -> None:
    """Only the type was chosen, one empty row stands in each list."""
    posted = MultiValueDict({"n-title": ["面积"], "n-points": ["5"], "n-measure-type": [measure]})
    for rule in SCORINGS_OF[measure]:
        posted["n-scoring-type"] = rule
        form = NodeForm({"code": "x", "title": "面积", "measure": {"type": measure}}, False, posted, EMPTY)
        assert form.is_valid()
        problems = told({"code": "x", **form.read()})
        assert [problem.text for problem in problems if LATIN.search(problem.text)] == []
        above = told_at_fields(form, problems)
        assert above == [], (measure, rule, above)


@pytest.mark.parametrize("rule", SCORINGS)
def test_a_rule_of_which_nothing_was_written_says_so_in_chinese(rule: str) -> None:
    for measure in ("events", "quantity", "judged", "checklist", "cohort_rank", "yes_no"):
        problems = told(
            {"code": "x", "title": "面积", "points": 5, "measure": {"type": measure}, "scoring": {"type": rule}}
        )
        assert [problem.sentence for problem in problems if LATIN.search(problem.sentence)] == []


def test_rules_of_the_whole_are_told_in_chinese() -> None:
    found = [problem.sentence for key in WRONG for problem in problems_of(document(**{key: WRONG[key]}), set())]
    found += [problem.sentence for problem in problems_of(document(**{**WRONG, "pass_mark": 60}), set())]
    assert len(found) > 20
    assert [
        sentence
        for sentence in found
        if LATIN.search(
            sentence.replace("area", "")
            .replace("nowhere", "")
            .replace("gone", "")
            .replace("unknown", "")
            .replace("none", "")
            .replace("root", "")
        )
    ] == []


def test_a_figure_of_a_member_without_its_comparison_is_told_at_its_row() -> None:
    members = [{"code": "a", "title": "使用面积", "metric": "venue_usable_area", "op": ">="}]
    problems = told({"code": "x", "title": "场所", "points": 5, "measure": {"type": "checklist", "members": members}})
    assert ("measure.members[0].value", "由数据项判定的清单项，数据项、比较和标准值要一起填") in {
        (problem.field, problem.text) for problem in problems
    }
