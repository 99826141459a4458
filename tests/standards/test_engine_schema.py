"""A malformed standard is refused with a path and a reason."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from apps.standards.schema import check_standard

SOUND: dict[str, Any] = {
    "code": "s",
    "name": "标准",
    "version": 1,
    "kind": "scored",
    "source": "测试",
    "criteria": [
        {
            "code": "one",
            "title": "第一部分",
            "children": [
                {
                    "code": "one.area",
                    "title": "面积",
                    "points": 4,
                    "when": {"all": [{"metric": "members", "label": "党员", "op": ">=", "value": 3}]},
                    "measure": {"type": "quantity", "metric": "area", "label": "面积", "op": ">", "value": 200},
                    "scoring": {"type": "proportional"},
                }
            ],
        }
    ],
}
LEAF = ("criteria", 0, "children", 0)


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


def test_sound_file_has_no_problems() -> None:
    assert check_standard(SOUND) == []
    assert check_standard(SOUND, {"area", "members"}) == []


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("code",), None, "文件：缺少 code"),
        (("kind",), "mixed", "kind：只能是 scored、gate，现为 mixed"),
        (("colour",), "red", "文件：有不认识的项 colour"),
        (("version",), "一", "version：应为整数，现为 一"),
        (("criteria",), [], "criteria：不能为空"),
        ((*LEAF, "code"), "Area!", "criteria[0].children[0].code：编码只能用小写字母、数字、下划线和点，并以字母开头，现为 Area!"),
        ((*LEAF, "code"), "one", "criteria[0].children[0].code：编码 one 与 criteria[0] 重复"),
        ((*LEAF, "points"), None, "criteria[0].children[0]：评分项缺少 points（分值）"),
        ((*LEAF, "points"), -1, "criteria[0].children[0].points：不能小于 0，现为 -1"),
        ((*LEAF, "measure"), None, "criteria[0].children[0]：指标要么有 children（上级指标），要么有 measure（评分项），二者居一"),
        ((*LEAF, "measure", "type"), "guess", "criteria[0].children[0].measure.type：不认识的测量方式 guess"),
        ((*LEAF, "measure", "value"), "200", "criteria[0].children[0].measure.value：写法不符合要求，现为 200"),
        ((*LEAF, "measure", "op"), "between", "criteria[0].children[0].measure.value：between 要写两个数 [低, 高]，其他比较只写一个数"),
        ((*LEAF, "scoring", "type"), "dice", "criteria[0].children[0].scoring.type：不认识的计分方式 dice"),
        ((*LEAF, "scoring", "type"), "per_missing_member", "criteria[0].children[0].scoring：缺少 each"),
        ((*LEAF, "when"), {"all": []}, "criteria[0].children[0].when：all 后应为条件列表，且不与其他项并列"),
        ((*LEAF, "when", "all", 0, "value"), "三", "criteria[0].children[0].when.all[0].op：>= 只能与数值比较"),
        (("criteria", 0, "points"), 4, "criteria[0].points：上级指标不能有此项"),
        (("kind",), "gate", "criteria[0].children[0].points：达标类标准不计分，不能有此项"),
    ],
)  # fmt: skip
def test_problem_is_named_with_its_path(path: tuple[Any, ...], value: Any, problem: str) -> None:
    assert problem in check_standard(changed(path, value))


def test_measure_details_are_checked() -> None:
    def problems(measure: dict[str, Any]) -> str:
        return "；".join(check_standard(changed((*LEAF, "measure"), measure)))

    members = [{"code": "a", "title": "甲"}, {"code": "a", "title": "乙", "op": ">"}]
    assert "要求 3 项，清单只有 2 项" in problems({"type": "checklist", "members": members, "required": 3})
    assert "清单项编码 a 重复" in problems({"type": "checklist", "members": members})
    assert "数值清单项要同时写 metric、op 和 value" in problems({"type": "checklist", "members": members})
    relative = {"type": "relative", "metric": "a", "label": "甲", "op": ">", "of_label": "乙"}
    assert "二者居一" in problems(relative)
    share = {"type": "share_of_descendants", "label": "甲", "op": ">=", "value": 20}
    assert "二者居一" in problems(share)
    assert "本标准没有评分项 nowhere" in problems({**share, "leaf": "nowhere"})
    assert "评分上限应大于下限" in problems({"type": "judged", "label": "甲", "low": 3, "high": 2})


def test_unknown_metric_is_a_problem_when_the_catalogue_is_given() -> None:
    assert check_standard(SOUND, {"area"}) == ["criteria[0].children[0]：数据项 members 不在数据项目录中"]


@pytest.mark.parametrize("data", [None, [], "text", 3, {}])
def test_anything_else_is_refused_without_raising(data: Any) -> None:
    assert check_standard(data)
