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
