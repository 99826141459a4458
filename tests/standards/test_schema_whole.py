"""A malformed version level is refused with its path and a reason."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from apps.standards.engine import build_version
from apps.standards.schema import check_standard, warn_standard

from .test_engine_evaluate import leaf, section, standard

SOUND: dict[str, Any] = standard(
    section("one", leaf("a"), leaf("b"), cap=6), section("two", leaf("c"), leaf("d")), leaf("e", bonus=True),
    caps=[{"code": "k", "title": "共同上限", "of": ["c", "d"], "most": 5}],
    exclusive=[{"code": "x", "title": "择一", "of": ["a", "b"], "keep": "most"}],
    once=[{"code": "o", "title": "只计一次", "of": ["c", "e"]}],
    bonus_cap=5,
    parts=[{"code": "base", "title": "基础", "sum": ["one", "two", "e"]}, {"code": "mass", "title": "测评", "survey": "satisfaction"}],
    formula={"op": "add", "of": [{"op": "multiply", "of": ["base", 0.7]}, {"op": "multiply", "of": ["mass", 0.3]}]},
    grades=[
        {"code": "good", "title": "优秀", "from": 90, "requires": [{"criterion": "a", "met": True}], "quota": {"share": 0.3, "hard": True}},
        {"code": "fair", "title": "良好", "from": 80, "to": 90},
    ],
    grade_fallback={"code": "rest", "title": "一般"},
    grade_limits=[{"code": "l", "title": "满意度", "when": {"survey": "satisfaction", "op": "<", "value": 60}, "at_most": "fair"}],
    vetoes=[{"code": "v", "title": "事故", "effect": "grade_cap", "grade": "rest", "clause": "五"}],
    adaptation={"points": {"change_by": 20}, "additional_leaves": 5, "additional_points": 10, "locked": ["one"]},
)  # fmt: skip


def changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    data = copy.deepcopy(SOUND)
    target: Any = data
    for part in path[:-1]:
        target = target[part]
    if value is None:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    return data


def test_sound_file_builds() -> None:
    assert check_standard(SOUND) == []
    version = build_version(SOUND)
    assert [grade.code for grade in version.whole.ladder] == ["good", "fair", "rest"]
    assert version.adaptation["additional_leaves"] == 5


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("caps", 0, "of", 0), "z", "caps[0].of[0]：本标准没有指标 z"),
        (("caps", 0, "of"), ["c"], "caps[0].of：至少要有 2 项"),
        (("caps", 0, "most"), None, "caps[0]：缺少 most（上限）或 least（下限）"),
        (("caps", 0, "least"), 9, "caps[0]：上限小于下限"),
        (("caps", 0, "of"), ["two", "d"], "caps[0].of：d 已包含在同列的上级指标中"),
        (("caps", 0, "of"), ["a", "d"], "caps[0].of：a 的上级 one 自有上下限，请对 one 本身设共同上限"),
        (("caps",), [SOUND["caps"][0], {**SOUND["caps"][0], "code": "m"}], "caps[1].of：c 已在 caps[0] 中，一项指标只能受一个共同上限约束"),
        (("exclusive", 0, "of", 0), "one", "exclusive[0].of[0]：one 不是评分项"),
        (("exclusive", 0, "keep"), "any", "exclusive[0].keep：只能是 most、least、first，现为 any"),
        (("bonus_cap",), -1, "bonus_cap：不能小于 0，现为 -1"),
        (("parts", 1, "survey"), None, "parts[1]：写法不符合要求"),
        (("parts", 0, "sum"), ["a", "two", "e"], "parts[0].sum：a 的上级 one 有上下限，应整体列入"),
        (("parts", 0, "sum"), ["one", "two", "c", "e"], "parts[0].sum：c 已随上级 two 计入"),
        (("parts",), None, "formula：公式须与 parts（组成部分）一并给出"),
        (("formula", "of", 0, "of", 0), "bases", "formula：没有组成部分 bases"),
        (("formula", "of"), ["base"], "parts[1]：mass 未用于公式"),
        (("formula", "op"), "power", "formula.op：只能是 add、subtract、multiply、min、max、mean，现为 power"),
        (("grades", 1, "from"), 95, "grades[1].from：等次应由高到低排列，95 不低于上一等次的 90"),
        (("grades", 1, "to"), 91, "grades[1].to：与上一等次重叠"),
        (("grades", 1, "to"), 70, "grades[1].to：应大于 from"),
        (("grades", 0, "quota", "share"), 1.5, "grades[0].quota.share：不符合 maximum 的要求，现为 1.5"),
        (("grades", 0, "requires", 0, "criterion"), "z", "grades[0].requires[0].criterion：本标准没有指标 z"),
        (("grades", 0, "requires", 0), {"criterion": "a"}, "grades[0].requires[0]：met: true（达到）与 at_least（最低分）二者居一"),
        (("grades", 0, "requires", 0), {"metric": "m"}, "grades[0].requires[0]：缺少 label"),
        (("grade_fallback", "code"), "fair", "grade_fallback.code：与 grades 中的编码重复"),
        (("grade_limits", 0, "at_most"), "best", "grade_limits[0].at_most：没有等次 best"),
        (("grade_limits", 0, "when"), {"part": "p", "op": "<", "value": 1}, "grade_limits[0].when.part：没有组成部分 p"),
        (("vetoes", 0, "effect"), "shame", "vetoes[0].effect：只能是 not_eligible、total_zero、grade_cap、grade_fixed、item_zero、demoted、round_invalid，现为 shame"),
        (("vetoes", 0, "grade"), None, "vetoes[0]：grade_cap 须以 grade 写明等次"),
        (("vetoes", 0, "grade"), "best", "vetoes[0].grade：没有等次 best"),
        (("vetoes", 0), {"code": "v", "title": "事故", "effect": "item_zero"}, "vetoes[0]：item_zero 须以 of 写明计零的指标"),
        (("vetoes", 0, "of"), ["a"], "vetoes[0].of：只有 item_zero 才写 of"),
        (("vetoes",), [SOUND["vetoes"][0]] * 2, "vetoes[1].code：编码 v 重复"),
        (("adaptation", "locked"), ["z"], "adaptation.locked[0]：本标准没有指标 z"),
    ],
)  # fmt: skip
def test_problem_is_named_with_its_path(path: tuple[Any, ...], value: Any, problem: str) -> None:
    found = check_standard(changed(path, value))
    assert any(item.startswith(problem) for item in found), found


def test_shared_cap_stays_within_one_part() -> None:
    parts = [{"code": "x", "title": "甲", "sum": ["one", "c", "e"]}, {"code": "y", "title": "乙", "sum": ["d"]}]
    data = changed(("parts",), parts)
    del data["formula"]
    assert check_standard(data) == ["caps[0].of：共同上限不能跨不同的组成部分"]


def test_gate_has_no_points_to_cap() -> None:
    data = standard({"code": "a", "title": "甲", "measure": {"type": "yes_no", "label": "做到"}}, kind="gate")
    data["bonus_cap"] = 5
    data["vetoes"] = [{"code": "v", "title": "事故", "effect": "total_zero"}]
    assert check_standard(data) == [
        "bonus_cap：达标类标准不计分，不能有此项",
        "vetoes[0].effect：达标类标准不计分，不能用 total_zero",
    ]


def test_declared_total_that_differs_is_a_warning_and_bonus_is_not_counted() -> None:
    plain = standard(leaf("a", points=60), leaf("b", points=40), leaf("c", points=5, bonus=True))
    assert (check_standard(plain), warn_standard(plain)) == ([], [])
    assert warn_standard({**plain, "total": 90}) == ["各项分值合计 100 分，与总分 90 分不一致"]
