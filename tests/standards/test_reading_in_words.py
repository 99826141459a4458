"""Everywhere a standard is read it says its figures: members of checklists, the rules of the whole, differences."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.standards import engine
from apps.standards.drafting.diffing import compare
from apps.standards.drafting.hints import hints_of
from apps.standards.exports import tree_rows
from apps.standards.services import load_standard
from tests.campaigns.factories import small_standard
from tests.factories import make_tree, make_user, sign_in

MEMBERS = [
    {"code": "built", "title": "建筑面积达标", "metric": "venue_area", "op": ">=", "value": 300, "unit": "㎡"},
    {
        "code": "usable",
        "title": "使用面积超过 200 ㎡",
        "metric": "venue_usable_area",
        "op": ">",
        "value": 200,
        "unit": "㎡",
    },
    {"code": "small", "title": "办公用房 30 ㎡", "metric": "office_area", "op": "<=", "value": 30, "unit": "㎡"},
]
WHOLE = {
    "bonus_cap": 5,
    "grades": [
        {"code": "good", "title": "优秀", "from": 90, "requires": [{"criterion": "area", "at_least": 30}], "quota": {"share": 0.2, "hard": True}},
        {"code": "fair", "title": "良好", "from": 80, "to": 90},
    ],
    "grade_fallback": {"code": "rest", "title": "一般"},
    "grade_limits": [{"code": "m", "title": "群众不满意", "at_most": "fair", "when": {"survey": "satisfaction", "op": "<", "value": 60}}],
    "vetoes": [
        {"code": "fraud", "title": "弄虚作假", "effect": "grade_fixed", "grade": "rest", "clause": "第九条"},
        {"code": "zero", "title": "台账造假", "effect": "item_zero", "of": ["sign"]},
    ],
    "caps": [{"code": "c", "title": "两项合计", "of": ["area", "sign"], "most": 70}],
    "exclusive": [{"code": "e", "title": "同类问题", "of": ["area", "sign"], "keep": "most", "count": "losses"}],
    "parts": [{"code": "base", "title": "基础分", "sum": ["root"]}, {"code": "year", "title": "年度考核", "given": "appraisal"}],
    "adaptation": {"points": {"change_by": 10}, "additional_leaves": 2, "additional_points": 5, "locked": ["area"]},
}  # fmt: skip


def leaf(**changes):
    return {
        "code": "venue",
        "title": "场所",
        "points": 9,
        "measure": {"type": "checklist", "members": MEMBERS},
        **changes,
    }


def changes_of(before, after):
    found = compare(small_standard(criteria=[before]), small_standard(criteria=[after]), {"new_area": "新场所面积"})
    return {(change.name, change.before, change.after) for entry in found.entries for change in entry.changes}


def described(item):
    return engine.build_version(small_standard(criteria=[item])).criteria[0].measure.describe()


def test_members_say_their_figures_unless_their_title_does():
    text = described(leaf())
    assert text == "具备 3 项：建筑面积达标（≥ 300 ㎡）、使用面积超过 200 ㎡、办公用房 30 ㎡（≤ 30 ㎡）"


def test_what_is_lacking_says_its_figure_too():
    tree = engine.build_version(small_standard(criteria=[leaf()], total=9))
    facts = {"venue_area": 100, "venue_usable_area": 300, "office_area": 20}
    inputs = engine.Inputs(
        as_of=dt.date(2026, 11, 23), facts={code: engine.FactValue(value) for code, value in facts.items()}
    )
    texts = " ".join(sentence.text for sentence in engine.evaluate_version(tree, inputs).children[0].explanation)
    assert "补齐：建筑面积达标（≥ 300 ㎡）" in texts


def test_the_share_below_says_whom_and_what():
    inner = {"type": "quantity", "metric": "venue_area", "label": "使用面积", "op": ">=", "value": 1000, "unit": "㎡"}
    measure = {"type": "share_of_descendants", "label": "千平米社区", "filter": {"sectors": ["urban"]}, "measure": inner, "op": ">=", "value": 20}  # fmt: skip
    assert described(leaf(measure=measure)) == "千平米社区占比 ≥ 20%（街道社区中使用面积 ≥ 1000 ㎡）"


def test_a_difference_names_figures_and_metrics_not_codes():
    other = [{**MEMBERS[0], "value": 400, "metric": "new_area"}, MEMBERS[1], {"code": "hall", "title": "大厅"}]
    found = changes_of(leaf(), leaf(measure={"type": "checklist", "members": other}, scoring={"type": "proportional"}))
    assert ("清单“建筑面积达标”", "建筑面积达标（≥ 300 ㎡）", "建筑面积达标（≥ 400 ㎡）") in found
    assert ("清单增加", "", "大厅") in found and ("清单删除", "办公用房 30 ㎡（≤ 30 ㎡）", "") in found
    assert ("计分方式", "达到得 9 分，未达到不得分", "达到得 9 分，未达到按完成比例得分") in found


def test_another_way_of_measuring_and_a_condition_are_told_in_words():
    when = {"metric": "party_members", "label": "党员人数", "op": ">=", "value": 150, "unit": "人"}
    found = changes_of(leaf(), leaf(measure={"type": "yes_no", "label": "有场所"}, when=when))
    assert ("适用条件", "无", "党员人数 ≥ 150 人") in found
    assert ("判定方式", described(leaf()), "有场所") in found


def test_rules_of_the_whole_are_compared_in_sentences():
    old, new = small_standard(**WHOLE), small_standard(**WHOLE)
    new["grades"] = [{**WHOLE["grades"][0], "from": 92}, WHOLE["grades"][1]]
    new["vetoes"] = [WHOLE["vetoes"][1]]
    found = {(change.name, change.before, change.after) for change in compare(old, new).settings}
    assert (
        "等次“优秀”",
        "优秀：90 分以上，须“活动场所”不低于 30 分，名额 20%（不得突破）".replace("活动场所", title_of(old, "area")),
        "优秀：92 分以上，须“活动场所”不低于 30 分，名额 20%（不得突破）".replace("活动场所", title_of(old, "area")),
    ) in found
    assert ("一票否决删除", "弄虚作假：直接定为“一般”（第九条）", "") in found


def title_of(document, code):
    return next(item["title"] for item in document["criteria"][0]["children"] if item["code"] == code)


@pytest.mark.django_db
def test_the_page_says_the_rules_of_the_whole_and_the_sums_of_sections():
    version = load_standard(small_standard(**{key: WHOLE[key] for key in WHOLE if key != "parts"}))
    client = Client()
    sign_in(client, make_user(Role.OFFICE, make_tree().district))
    page = client.get(reverse("standards:detail", args=[version.pk])).content.decode()
    area, sign = title_of(small_standard(), "area"), title_of(small_standard(), "sign")
    for sentence in (
        f"优秀：90 分以上，须“{area}”不低于 30 分，名额 20%（不得突破）",
        "良好：80 分以上、不足 90 分",
        "一般：其余",
        "群众不满意：群众满意度 ＜ 60% 时最高“良好”",
        "弄虚作假：直接定为“一般”（第九条）",
        f"台账造假：“{sign}”计零",
        f"两项合计：“{area}”、“{sign}”合计最多 70 分",
        f"同类问题：“{area}”、“{sign}”只计扣分最多的一项",
        "加分合计最多 5 分",
        f"不得改动：“{area}”",
    ):
        assert sentence in page
    rows = tree_rows(version, "rural")
    assert rows[0].total == sum(row.criterion.points for row in rows if row.is_leaf)
    assert tree_rows(version)[0].total is None  # sectors have different leaves: no sum holds for all


def test_a_matrix_is_read_from_the_highest_level_down():
    points = {"municipal": 1, "provincial": {"second": 2, "first": 3}, "national": 5}
    measure = {"type": "events", "event": "collective_award", "label": "表彰"}
    tree = engine.build_version(
        small_standard(criteria=[leaf(measure=measure, scoring={"type": "matrix", "points": points})])
    )
    assert "国家级 5 分；省级一等 3 分、二等 2 分；市级 1 分" in tree.criteria[0].scoring.describe(
        tree.criteria[0].points
    ).replace("国家级5", "国家级 5")


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"points": 0}, "分值为 0"),
        ({"scoring": {"type": "bands", "bands": [{"to": 40, "points": 0}, {"from": 50, "points": 9}]}}, "40 至不足 50 没有对应的分值"),
        ({"scoring": {"type": "bands", "bands": [{"to": 60, "points": 0}, {"from": 50, "points": 9}]}}, "从 50 起有两档分值"),
        ({"scoring": {"type": "bands", "bands": [{"to": 40, "points": 9}]}}, "40 及以上没有对应的分值"),
        ({"scoring": {"type": "stages", "stages": [{"at": 3, "points": 12}]}}, "最高一档 12 分，超过分值 9 分"),
        ({"scoring": {"type": "stages", "stages": [{"at": 3, "points": 7}]}}, "最高一档 7 分，得不到分值 9 分"),
    ],
)  # fmt: skip
def test_what_is_probably_not_meant_is_pointed_out(changes, hint):
    assert any(hint in found.text for found in hints_of(small_standard(criteria=[leaf(**changes)])))


def test_nothing_is_pointed_out_where_all_is_well():
    bands = {"type": "bands", "bands": [{"to": 40, "points": 0}, {"from": 40, "points": 9}]}
    assert hints_of(small_standard(criteria=[leaf(scoring=bands)])) == []
