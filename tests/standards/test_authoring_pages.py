"""The editor as pages: the tree, the form of a node, settings, trial, problems, asks, publishing."""

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.standards.drafting.outline import walk
from apps.standards.forms import NodeForm, VersionForm, catalogue_for
from apps.standards.models import StandardVersion
from apps.standards.queries import document_of
from apps.standards.services import (
    add_node,
    copy_standard,
    draft_next_version,
    load_standard,
)
from campaign_portal.embedded import ROOT
from tests.campaigns.factories import make_open_campaign, make_version, small_standard
from tests.factories import make_user, sign_in
from tests.standards.authoring_stage import HTMX, at, node, typed

pytestmark = pytest.mark.django_db


def test_a_clerk_starts_a_standard(page, tree):
    answer = page.post(
        reverse("standards:new"),
        {"organization": tree.district.pk, "name": "新标准", "kind": "scored", "source": "方案", "total": "100"},
    )
    version = StandardVersion.objects.get()
    assert answer.url == at("edit", version)
    assert "从第一项指标开始" in page.get(answer.url).content.decode()


def test_a_node_is_added_inside_the_chosen_section(page, draft):
    page.post(at("add_node", draft), {"revision": 3, "at": "zd", "what": "leaf", "title": "挂牌"})
    assert draft.criteria.get(title="挂牌").parent.code == "zd"
    page.post(at("add_node", draft), {"revision": 4, "at": "zd.cs", "what": "section", "title": "队伍"})
    assert draft.criteria.get(title="队伍").parent is None


def test_a_quantity_is_typed_and_the_catalogue_fills_what_was_left_empty(page, draft):
    answer = page.post(
        at("node", draft, "zd.cs"),
        typed(
            **{
                "n-measure-type": "quantity",
                "n-measure-metric": "使用面积（venue_area）",
                "n-measure-op": ">=",
                "n-measure-value": "200",
                "n-scoring-type": "all_or_nothing",
                "n-evidence-need": "required",
                "n-evidence-at_least": "1",
            }
        ),
        headers=HTMX,
    )
    assert node(draft) == {
        "code": "zd.cs",
        "title": "场所",
        "points": 60,
        "evidence": {"need": "required", "at_least": 1},
        "measure": {
            "type": "quantity",
            "metric": "venue_area",
            "label": "使用面积",
            "unit": "㎡",
            "op": ">=",
            "value": 200,
        },
    }
    assert "使用面积 ≥ 200 ㎡" in answer.content.decode()


def test_another_measure_keeps_what_was_typed(page, draft):
    answer = page.post(
        at("node", draft, "zd.cs"),
        typed(
            act="reshape", **{"n-measure-type": "quantity", "n-measure-label": "我写的内容", "n-text": "评分标准原话"}
        ),
        headers=HTMX,
    )
    content = answer.content.decode()
    assert "我写的内容" in content and "评分标准原话" in content and 'name="n-measure-metric"' in content
    back = page.post(
        at("node", draft, "zd.cs"),
        typed(act="reshape", **{"n-measure-type": "yes_no", "n-measure-value": "250"}),
        headers=HTMX,
    )
    assert '<input type="hidden" name="n-measure-value" value="250">' in back.content.decode()
    assert draft.criteria.get(code="zd.cs").definition["measure"]["type"] == "yes_no"


def test_rows_come_and_go_without_losing_the_others(page, draft):
    rows = {
        "n-measure-type": "checklist",
        "n-measure-members-order": "0,1",
        "n-measure-members-0-title": "桌椅",
        "n-measure-members-1-title": "投影",
    }
    more = page.post(at("node", draft, "zd.cs"), typed(act="add:n-measure-members", **rows), headers=HTMX)
    assert 'name="n-measure-members-2-title"' in more.content.decode()
    less = page.post(
        at("node", draft, "zd.cs"), typed(**{**rows, "act": "remove:n-measure-members-0"}), headers=HTMX
    ).content.decode()
    assert 'value="投影"' in less and 'name="n-measure-members-0-title"' not in less.replace('type="hidden" name', "")
    page.post(at("node", draft, "zd.cs"), typed(**rows), headers=HTMX)
    assert node(draft)["measure"] == {
        "type": "checklist",
        "members": [{"code": "zy", "title": "桌椅"}, {"code": "ty", "title": "投影"}],
    }


def test_problems_stand_at_their_field_and_in_the_list(page, draft):
    answer = page.post(
        at("node", draft, "zd.cs"), typed(**{"n-measure-type": "quantity", "n-measure-label": "面积"}), headers=HTMX
    )
    assert answer.content.decode().count("请填写") >= 3
    listed = page.get(at("problems", draft)).content.decode()
    assert "判定方式的数据项：请填写" in listed and f"{at('edit', draft)}?node=zd.cs" in listed
    assert "还有" in page.get(at("publish", draft)).content.decode()


def test_a_wrong_number_is_told_and_nothing_is_stored(page, draft):
    answer = page.post(
        at("node", draft, "zd.cs"),
        typed(**{"n-points": "很多", "n-measure-type": "yes_no", "n-measure-label": "有场所"}),
    )
    assert answer.status_code == 422
    content = answer.content.decode()
    assert "请填写数字" in content and 'value="很多"' in content and 'value="有场所"' in content
    assert node(draft)["points"] == 0


def test_the_second_writer_is_told_and_keeps_what_was_typed(page, draft, author):
    add_node(actor=author, version=draft, revision=3, title="别的", leaf=False)
    answer = page.post(at("node", draft, "zd.cs"), typed(**{"n-measure-type": "yes_no", "n-measure-label": "我的话"}))
    content = answer.content.decode()
    assert answer.status_code == 422
    assert "刚修改过本草稿" in content and 'value="我的话"' in content
    assert node(draft)["measure"]["label"] == "场所"


def test_moves_by_button_and_undo(page, draft):
    page.post(at("move_node", draft), {"revision": 3, "code": "zd.cs", "way": "out"})
    assert draft.criteria.get(code="zd.cs").parent is None
    page.post(at("undo", draft), {"revision": 4, "at": "zd.cs"})
    assert draft.criteria.get(code="zd.cs").parent.code == "zd"
    refused = page.post(at("move_node", draft), {"revision": 5, "code": "zd", "way": "up"}, headers=HTMX)
    assert "已在最前" in refused.content.decode()


def test_settings_are_saved_and_the_tree_stays(page, draft):
    answer = page.post(
        at("settings", draft),
        {
            "act": "save",
            "revision": 3,
            "n-name": "星级标准",
            "n-kind": "scored",
            "n-source": "新方案",
            "n-total": "60",
            "n-rebase": "applicable",
            "n-pass_mark": "36.5",
        },
    )
    assert answer.status_code == 200 and "已保存。" in answer.content.decode()
    document = document_of(draft_now(draft))
    assert (document["total"], document["pass_mark"], document["source"], len(document["criteria"])) == (
        60,
        36.5,
        "新方案",
        1,
    )


def draft_now(draft):
    return StandardVersion.objects.get(pk=draft.pk)


def test_from_the_first_leaf_to_the_published_list(page, draft, tree, author):
    page.post(
        at("node", draft, "zd.cs"),
        typed(**{"n-points": "100", "n-measure-type": "yes_no", "n-measure-label": "有固定场所"}),
    )
    asked = page.get(at("asks", draft)).content.decode()
    assert "有固定场所" in asked
    refused = page.post(at("asks", draft), {"revision": 4, "identity-1": "claim:有固定场所", "reason-1": ""})
    assert "请写明新增理由" in refused.content.decode()
    page.post(at("asks", draft), {"revision": 4, "identity-1": "claim:有固定场所", "reason-1": "首次统计"})
    above = sign_in(Client(), make_user(Role.OFFICE, tree.city))
    ask = draft.asks.get()
    assert "首次统计" in above.get(at("asks", draft)).content.decode()
    above.post(at("decide_ask", draft, ask.pk), {"decision": "approve", "opinion": "同意"})
    answer = page.post(at("publish", draft), {"revision": 4}, follow=True)
    assert "内容不再改变" in answer.content.decode()
    assert "星级标准" in above.get(reverse("standards:list")).content.decode()
    assert page.get(at("edit", draft)).status_code == 404


def test_pages_need_the_same_queries_for_any_size(page, draft, author, django_assert_max_num_queries):
    for number in range(3, 9):
        add_node(actor=author, version=draft, revision=number, title=f"第{number}项", leaf=True, parent="zd")
    for name in ("edit", "settings", "problems", "preview", "asks", "publish"):
        page.get(at(name, draft))
        with django_assert_max_num_queries(16):
            assert page.get(at(name, draft)).status_code == 200


def test_versions_are_compared_in_words(page, tree, author):
    old = make_version()
    mine = copy_standard(actor=author, version=old, organization=tree.district, name="本区")
    data = {
        "act": "save",
        "revision": 1,
        "n-title": "活动场所面积",
        "n-clause": "一（一）",
        "n-points": "45",
        "n-measure-type": "quantity",
        "n-measure-metric": "venue_area",
        "n-measure-label": "使用面积",
        "n-measure-unit": "㎡",
        "n-measure-op": ">=",
        "n-measure-value": "300",
        "n-evidence-need": "required",
        "n-evidence-at_least": "1",
    }
    page.post(at("node", mine, "area"), data)
    content = page.get(at("compare", mine)).content.decode()
    assert "<del>40</del> → <ins>45</ins>" in content
    assert "<del>≥ 100 ㎡</del> → <ins>≥ 300 ㎡</ins>" in content


def library():
    for path in sorted((ROOT / "fixtures" / "standards").glob("*.yaml")):
        yield yaml.safe_load(path.read_text(encoding="utf-8"))


def test_every_node_of_the_library_passes_through_its_form_unchanged(db):
    """What the form shows and reads back is what is stored: nothing of a real standard is lost by saving it."""
    call_command("load_reference", verbosity=0)
    changed = []
    for document in library():
        catalogue = catalogue_for(document)
        for place in walk(document["criteria"]):
            stored = {key: value for key, value in place.node.items() if key != "children"}
            form = NodeForm(stored, document["kind"] == "gate", None, catalogue)
            assert form.is_valid(), (document["code"], stored["code"], [s.group.form.errors for s in form.sections])
            if form.read() != stored:
                changed.append((document["code"], stored, form.read()))
        settings = {key: value for key, value in document.items() if key != "criteria"}
        form = VersionForm(settings, None, catalogue)
        assert form.is_valid()
        if form.read() != settings:
            changed.append((document["code"], settings, form.read()))
    assert changed == []


def test_an_adaptation_shows_its_limits_and_is_marked_everywhere(page, tree):
    limits = {"points": {"change_by": 10}, "additional_leaves": 1, "additional_points": 5, "locked": ["sign"]}
    base = load_standard(small_standard(adaptation=limits))
    assert "改编" in page.get(at("detail", base)).content.decode()
    page.post(at("adapt", base), {"organization": tree.district.pk, "name": "本区小标准"})
    mine = StandardVersion.objects.get(standard__name="本区小标准")
    assert (mine.standard.base, mine.standard.organization) == (base.standard, tree.district)
    shown = page.get(f"{at('edit', mine)}?node=sign").content.decode()
    assert "改编自小标准" in shown and "分值可增减 10% 以内" in shown and "不得改动" in shown
    page.post(at("node", mine, "area"), {**area_form(), "n-points": "46"})
    problems = page.get(at("problems", mine)).content.decode()
    assert "原标准 40 分，只可在 36 至 44 分之间" in problems
    page.post(at("node", mine, "area"), {**area_form(), "revision": 2, "n-points": "44"})
    assert "没有问题" in page.get(at("problems", mine)).content.decode()
    assert "改编自“小标准”" in page.get(reverse("standards:list")).content.decode()


def test_what_the_issuer_did_not_open_is_not_adapted(page):
    answer = page.get(at("adapt", make_version()), follow=True)
    assert "未规定改编范围" in answer.content.decode()


def area_form():
    return {
        "act": "save", "revision": 1, "n-title": "活动场所面积", "n-clause": "一（一）", "n-measure-type": "quantity",
        "n-measure-metric": "venue_area", "n-measure-label": "使用面积", "n-measure-unit": "㎡", "n-measure-op": ">=",
        "n-measure-value": "100", "n-evidence-need": "required", "n-evidence-at_least": "1", "n-scoring-type": "all_or_nothing",
    }  # fmt: skip


def test_publishing_says_which_campaigns_stay_on_the_old_version(tree):
    city = make_user(Role.OFFICE, tree.city)
    campaign = make_open_campaign(tree.city, city)
    held = campaign.standards.get().version
    draft = draft_next_version(actor=city, version=held)
    content = sign_in(Client(), city).get(at("publish", draft)).content.decode()
    assert campaign.name in content and f"继续使用“{held}”" in content
