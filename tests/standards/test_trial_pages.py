"""The trial of a draft: what is asked, what comes out, and what stays open."""

import pytest

from apps.organizations.models import EventKind
from apps.standards import services
from apps.standards.services import (
    add_node,
    create_standard,
)
from tests.standards.authoring_stage import HTMX, at, typed

pytestmark = pytest.mark.django_db


def test_a_trial_says_score_and_reason_and_is_kept(page, draft):
    page.post(
        at("node", draft, "zd.cs"),
        typed(
            **{
                "n-measure-type": "quantity",
                "n-measure-metric": "venue_area",
                "n-measure-op": ">=",
                "n-measure-value": "200",
            }
        ),
    )
    content = page.get(at("preview", draft)).content.decode()
    assert "使用面积" in content and "未填" in content
    tried = page.post(
        at("preview", draft), {"sector": "rural", "metric:venue_area": "250"}, headers=HTMX
    ).content.decode()
    assert "<strong>60</strong>" in tried and "使用面积 250 ㎡" in tried
    assert 'value="250"' in page.get(at("preview", draft)).content.decode()


def test_a_judged_leaf_is_tried_without_a_reason(page, draft):
    measure = {"n-measure-type": "judged", "n-measure-label": "环境整洁", "n-measure-reason": "required"}
    page.post(at("node", draft, "zd.cs"), typed(**measure))
    tried = page.post(at("preview", draft), {"sector": "rural", "claim:zd.cs": "45"}, headers=HTMX).content.decode()
    assert "<strong>45</strong>" in tried and "评定 45 分" in tried
    assert "尚未写明评定理由" not in tried


def test_a_gate_is_open_while_a_mandatory_leaf_has_no_verdict(page, tree, author):
    gate = create_standard(actor=author, organization=tree.district, name="底线标准", kind="gate", source="方案")
    add_node(actor=author, version=gate, revision=1, title="场所", leaf=True)
    code = gate.criteria.get().code
    values = {"n-points": "", "n-measure-type": "yes_no", "n-measure-label": "有固定场所", "n-measure-expected": "on"}
    page.post(at("node", gate, code), {**typed(**values), "revision": 2})
    empty = page.get(at("preview", gate)).content.decode()
    assert "还有 1 项必备指标未判定" in empty and "0%" not in empty
    told = page.post(at("preview", gate), {"sector": "rural", f"claim:{code}": "no"}, headers=HTMX).content.decode()
    assert "<strong>0%</strong>" in told and "必备指标未判定" not in told


def test_a_trial_takes_levels_parts_limits_and_vetoes(page, draft):
    document = {
        "code": "trial_whole", "name": "试算整体", "version": 1, "kind": "scored", "source": "演示", "total": 100,
        "criteria": [
            {"code": "area", "title": "场所", "points": 100, "scoring": {"type": "all_or_nothing"},
             "measure": {"type": "quantity", "metric": "venue_area", "label": "面积", "op": ">=", "value": 200, "unit": "㎡"}},
            {"code": "award", "title": "表彰", "points": 5, "bonus": True,
             "measure": {"type": "events", "event": "collective_award", "label": "表彰"},
             "scoring": {"type": "matrix", "points": {"provincial": {"first": 3, "second": 2}, "municipal": 1}}},
        ],
        "grades": [{"code": "five", "title": "五星", "from": 90}, {"code": "two", "title": "二星", "from": 60}],
        "grade_fallback": {"code": "one", "title": "一星"},
        "grade_limits": [{"code": "low", "title": "满意度低", "when": {"survey": "satisfaction", "op": "<", "value": 60}, "at_most": "two"}],
        "vetoes": [{"code": "accident", "title": "重大事故", "effect": "total_zero"}],
    }  # fmt: skip
    EventKind.objects.update_or_create(
        code="collective_award",
        defaults={"name": "集体表彰", "nature": "favourable", "levels": ["provincial", "municipal"],
                  "roles": [{"code": "first", "title": "一等"}]},
    )  # fmt: skip
    office, place = draft.created_by, draft.standard.organization
    version = services.import_draft(actor=office, organization=place, document=document, words="录入")

    def tried(**typed):
        data = {"sector": "rural", "metric:venue_area": "250", **{k.replace("__", ":"): v for k, v in typed.items()}}
        return page.post(at("preview", version), data, headers=HTMX).content.decode()

    shown = tried(event__collective_award="3-5 省级 一等、6-10 市级", survey__satisfaction="80")
    assert "<strong>104</strong>" in shown and "五星" in shown
    assert "二星" in tried(event__collective_award="0", survey__satisfaction="50").partition("trial__leaf")[0]
    assert "<strong>0</strong>" in tried(event__collective_award="1", survey__satisfaction="80", veto__accident="yes")
    assert "“火星级”请写次数" in tried(event__collective_award="3-5 火星级")


def imported(draft, document):
    return services.import_draft(
        actor=draft.created_by, organization=draft.standard.organization, document=document, words="录入"
    )


def leaf(code, measure, points=10, **more):
    return {"code": code, "title": f"指标{code}", "points": points, "measure": measure, **more}


def whole(*criteria, **more):
    return {
        "code": "trial_more", "name": "试算", "version": 1, "kind": "scored", "source": "演示", "total": 100,
        "criteria": list(criteria), **more,
    }  # fmt: skip


def tried(page, version, **typed):
    data = {"sector": "rural", **{name.replace("__", ":"): value for name, value in typed.items()}}
    answer = page.post(at("preview", version), data, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def test_jurors_are_typed_together(page, draft):
    jury = {"type": "judged", "label": "述职", "assessors": "trimmed", "low": 0, "high": 10}
    level = [{"code": "good", "title": "好", "points": 10}, {"code": "fair", "title": "一般", "points": 6}]
    graded = {"type": "judged", "label": "作风", "assessors": "mean", "levels": level}
    version = imported(draft, whole(leaf("a", jury), leaf("b", graded)))
    shown = tried(page, version, claim__a="8、9、9.5、7、10", claim__b="好、一般")
    assert "评定 8.83 分" in shown and "评定 8 分" in shown and "满 5 人去掉一个最高和一个最低" in shown
    assert "没有等级“很好”" in tried(page, version, claim__b="很好")
    assert "“十”不是数" in tried(page, version, claim__a="十")
    assert "评分超出" in tried(page, version, claim__a="80")


def test_a_single_assessor_chooses_a_level_of_the_ordinal_rule(page, draft):
    levels = [{"code": "a", "title": "甲等", "points": 10}, {"code": "b", "title": "乙等", "points": 4}]
    single = leaf(
        "a", {"type": "judged", "label": "评议", "assessors": "single"}, scoring={"type": "ordinal", "levels": levels}
    )
    version = imported(draft, whole(single))
    assert '<option value="b"' in page.get(at("preview", version)).content.decode()
    assert "<strong>4</strong>" in tried(page, version, claim__a="b")


def test_conditions_read_attributes_and_the_place(page, draft):
    when = {
        "all": [
            {"attribute": "stars", "label": "星级", "op": ">=", "value": 3},
            {"attribute": "weak", "label": "软弱涣散", "value": False},
        ]
    }
    own = {"attribute": "sector", "label": "领域", "op": "=", "value": "rural"}
    version = imported(
        draft,
        whole(
            leaf("a", {"type": "yes_no", "label": "有"}, when=when),
            leaf("b", {"type": "yes_no", "label": "好"}, when={"all": [own]}),
        ),
    )
    open_ = tried(page, version, claim__a="yes", claim__b="yes")
    assert "缺少“星级、软弱涣散”，无法判断是否适用" in open_ and "领域”，无法" not in open_
    assert "<strong>20</strong>" in tried(
        page, version, claim__a="yes", claim__b="yes", attribute__stars="4", attribute__weak="no"
    )
    off = tried(page, version, claim__a="yes", claim__b="yes", attribute__stars="2", attribute__weak="no")
    assert "1 项不适用" in off


def test_ticks_evidence_absence_and_verdicts_of_a_visit(page, draft):
    members = [{"code": "flag", "title": "党旗"}, {"code": "board", "title": "公开栏"}]
    listed = leaf(
        "a",
        {"type": "checklist", "members": members},
        scoring={"type": "per_missing_member", "each": 4},
        evidence={"need": "required", "at_least": 2},
    )
    either = leaf(
        "b",
        {"type": "any_of", "options": [{"type": "yes_no", "label": "自建"}, {"type": "yes_no", "label": "共用"}]},
        claim_not_applicable=True,
    )
    version = imported(draft, whole(listed, either))
    assert "<strong>6</strong>" in tried(page, version, claim__a="flag")
    assert "缺：党旗、公开栏" in tried(page, version, claim__a="-")
    assert "<strong>20</strong>" in tried(page, version, claim__a=["flag", "board"], claim__b="2", proof__a="2")
    assert "还缺 1 份" in tried(page, version, claim__a=["flag", "board"], proof__a="1")
    assert "申请不适用" in tried(page, version, absent__b="yes") and "1 项不适用" in tried(
        page, version, absent__b="yes"
    )
    verified = tried(page, version, claim__a=["flag", "board"], verified__a="no")
    assert "检查结论 未达到" in verified and "<strong>0</strong>" in verified


def test_days_of_other_years_counts_and_one_event_at_two_levels(page, draft):
    EventKind.objects.update_or_create(
        code="award", defaults={"name": "表彰", "nature": "favourable", "levels": ["provincial", "municipal"]}
    )
    matrix = {"type": "matrix", "points": {"provincial": 3, "municipal": 1}}
    leaf_ = leaf(
        "a",
        {"type": "events", "event": "award", "label": "表彰", "per": "year", "periods": 3},
        scoring={**matrix, "cap": 20},
    )
    version = imported(draft, whole(leaf_))
    assert "<strong>4</strong>" in tried(page, version, event__award="2-5 省级、3-6 市级")
    once = tried(page, version, event__award="2-5 市级《好案例》、3-6 省级《好案例》")
    assert "<strong>3</strong>" in once and "“好案例”" in once
    assert "<strong>9</strong>" in tried(page, version, event__award="2-5 省级 3次")
    assert "<strong>3</strong>" in tried(page, version, event__award="2025-11-5 省级", as_of="2026-06-30")
    assert "<strong>0</strong>" in tried(page, version, event__award="2025-11-5 省级", as_of="2030-06-30")


def test_the_days_of_a_trial_are_checked(page, draft):
    version = imported(draft, whole(leaf("a", {"type": "yes_no", "label": "有"})))
    assert "统计起点晚于试算日期" in tried(page, version, as_of="2026-03-01", starts="2026-04-01")
    assert "日期应在前后 20 年以内" in tried(page, version, as_of="1900-01-01")
    assert "日期" in tried(page, version, as_of="不是日期")


def test_what_is_taken_and_what_comes_on_top_are_signed(page, draft):
    for code in ("fault", "award"):
        EventKind.objects.update_or_create(code=code, defaults={"name": code, "nature": "neutral"})
    each = {"type": "per_occurrence", "each": 2}
    taken = leaf(
        "a",
        {"type": "events", "event": "fault", "label": "失误"},
        points=0,
        scoring={**each, "adds": False, "floor": -6},
    )
    extra = leaf(
        "b", {"type": "events", "event": "award", "label": "表彰"}, points=0, bonus=True, scoring={**each, "cap": 5}
    )
    shown = tried(page, imported(draft, whole(taken, extra)), event__fault="4", event__award="3")
    assert "−6 分</span>" in shown and "+5 分</span>" in shown and "扣分" in shown and "部分达到" not in shown


STARS = {
    "grades": [
        {"code": "five", "title": "五星", "from": 90, "quota": {"share": 0.2, "hard": True}},
        {"code": "four", "title": "四星", "from": 80, "quota": {"share": 0.5}},
        {"code": "three", "title": "三星", "from": 60},
    ],
    "grade_fallback": {"code": "two", "title": "二星"},
    "grade_limits": [{"code": "low", "title": "满意度低", "when": {"survey": "satisfaction", "op": "<", "value": 60}, "at_most": "two"}],
}  # fmt: skip


@pytest.fixture
def stars(draft):
    return imported(
        draft, whole(leaf("a", {"type": "judged", "label": "评", "assessors": "single"}, points=100), **STARS)
    )


def steps_in(content):
    return content.partition("trial__steps")[2].partition("</ol>")[0]


def test_the_quota_follows_the_vetoes_and_precedes_the_decision(page, stars):
    usual = {"claim__a": "92", "survey__satisfaction": "80"}
    assert "同组其他单位" in page.get(at("preview", stars)).content.decode()
    alone = steps_in(tried(page, stars, **usual))
    assert "分数线" in alone and "指标限制" in alone and "等次名额" not in alone
    beyond = tried(page, stars, **usual, cohort__peers="95、93、70×7")
    assert "第 3 名，共 10 家" in beyond and "名额 2 家，给出 2 家" in beyond and "调整为四星" in beyond
    inside = tried(page, stars, **usual, cohort__peers="95、70×8")
    assert "第 2 名，共 10 家" in inside and "调整为四星" not in inside
    generated = steps_in(tried(page, stars, **usual, cohort__peers="19家60~98"))
    assert "第 4 名，共 20 家" in generated and "目标 10 家" in generated


def test_a_tie_on_the_boundary_asks_for_a_decision(page, stars):
    usual = {"claim__a": "92", "survey__satisfaction": "80", "cohort__peers": "95、92、70×7"}
    tied = tried(page, stars, **usual)
    assert "与 1 家同分，跨“五星”名额线，须作出决定" in tied and "等次待定" in tied
    decided = tried(page, stars, **usual, decision__grade="five", decision__reason="会议研究")
    assert "须作出决定" not in decided.partition("trial__steps")[0] and "五星" in decided
    assert steps_in(decided).index("等次名额") < steps_in(decided).index("人工确定")
    without = tried(page, stars, **usual, decision__grade="five")
    assert "未写理由，不生效" in without and "须作出决定" in without


def test_an_open_grade_waits_for_the_cohort_and_bad_totals_are_told(page, stars):
    assert "等次还未确定" in tried(page, stars, cohort__peers="95")
    assert "“很多”不是数" in tried(page, stars, claim__a="92", cohort__peers="很多")
    assert "最多 500 家" in tried(page, stars, claim__a="92", cohort__peers="999家60~98")
    assert "最多 500 家" in tried(page, stars, claim__a="92", cohort__peers="70×501")


def test_what_was_typed_is_cleared(page, stars):
    tried(page, stars, claim__a="92")
    assert 'value="92"' in page.get(at("preview", stars)).content.decode()
    assert 'value="92"' not in page.post(at("preview", stars), {"act": "clear"}).content.decode()
