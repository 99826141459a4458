"""The pages of those who review: lists, one application, the review itself."""

import pytest

from apps.applications.models import FundingItem
from apps.applications.services import TickedItem, return_application, save_application, submit_application
from tests.applications.factories import (
    make_draft,
    make_submitted,
)
from tests.applications.page_stage import browser, more_branches, received, statements, url
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12


def test_the_page_says_where_it_lies(stage, review_day):
    application = make_submitted(stage)
    page = browser(stage.secretary).get(url("detail", application.pk)).content.decode()
    assert "丙乡委审核" in page
    assert "5月6日起待审核" in page
    assert "撤回申报" in page
    page = browser(stage.office).get(url("detail", application.pk)).content.decode()
    assert "撤回申报" not in page


def test_outside_the_subtree_nothing_exists(stage, review_day):
    application = make_submitted(stage)
    for person in (stage.outside_township, stage.outside_secretary, stage.other_secretary):
        client = browser(person)
        assert client.get(url("detail", application.pk)).status_code == 404
        assert client.get(url("plan", application.pk)).status_code == 404
    assert browser(stage.outside_township).post(url("review", application.pk)).status_code == 404
    other = browser(stage.other_secretary)
    for name in ("edit", "save", "submit", "withdraw", "upload"):
        assert other.post(url(name, application.pk)).status_code == 404
    assert other.post(url("lines", application.pk, "task")).status_code == 404
    for role in ("auditor", "administrator", "security_officer"):
        assert browser(make_user(role, stage.tree.city)).get(url("detail", application.pk)).status_code == 403


def test_the_list_narrows_and_exports_what_it_shows(stage, review_day):
    application = make_submitted(stage)
    make_draft(stage, stage.outside_secretary, stage.tree.outside_branch)
    client = browser(stage.office)
    page = client.get(url("list")).content.decode()
    assert "丁村党支部" in page
    assert "己村党支部" in page
    for query, shown in (
        ({"status": "stage_review"}, True),
        ({"status": "draft"}, False),
        ({"q": "dcdzb"}, True),
        ({"q": "无此单位"}, False),
        ({"under": stage.tree.district.pk}, True),
        ({"under": stage.tree.outside_district.pk}, False),
        ({"level": "township"}, False),
        ({"campaign": application.campaign_id}, True),
    ):
        found = client.get(url("list"), query).content.decode()
        assert (f'href="{url("detail", application.pk)}"' in found) is shown, query
    assert received(client, url("export"), {"status": "stage_review"})[:2] == b"PK"
    assert "己村党支部" not in browser(stage.township).get(url("list")).content.decode()


def test_the_list_costs_the_same_at_one_and_three_rows(stage, review_day):
    make_submitted(stage)
    client = browser(stage.office)
    one = statements(client, url("list"))
    more_branches(stage, 2)
    assert statements(client, url("list")) == one <= MOST_STATEMENTS


def test_the_queue_costs_the_same_at_one_and_three_rows(stage, review_day):
    make_submitted(stage)
    client = browser(stage.township)
    one = statements(client, url("review_queue"))
    more_branches(stage, 2)
    assert statements(client, url("review_queue")) == one <= MOST_STATEMENTS


def good_review(application, **changes):
    step = application.steps.get(status="pending")
    checks = ["organization", "title", "narrative", "plan", "funding"]
    values = {"decision": "recommend", "opinion": "同意推荐。", "step": step.pk, "version": application.version}
    return {**values, "checks": checks, **changes}


def test_recommending_goes_on_to_the_next_one(stage, review_day):
    first = make_submitted(stage)
    second = make_submitted(stage, stage.other_secretary, stage.tree.other_branch)
    client = browser(stage.township)
    page = client.get(url("review", first.pk)).content.decode()
    assert "第 1 件，共 2 件" in page
    assert 'data-key="j"' in page
    response = client.post(url("review", first.pk), good_review(first))
    assert response.url == url("review", second.pk)
    first.refresh_from_db()
    assert first.steps.get(position=1).status == "recommended"
    assert client.post(url("review", second.pk), good_review(second)).url == url("review_queue")


def test_an_unchecked_point_keeps_from_recommending(stage, review_day):
    application = make_submitted(stage)
    page = browser(stage.township).post(url("review", application.pk), good_review(application, checks=["title"]))
    assert "项未核对" in page.content.decode()
    assert application.steps.get(position=1).status == "pending"


def test_a_return_tells_what_was_found_wrong(stage, review_day):
    application = make_submitted(stage)
    client = browser(stage.township)
    values = good_review(application, decision="return", checks=["organization", "title", "plan", "funding"])
    assert "请写明理由" in client.post(url("review", application.pk), {**values, "opinion": ""}).content.decode()
    client.post(url("review", application.pk), {**values, "opinion": "请补充成效。"})
    application.refresh_from_db()
    assert application.status == "returned"
    opinion = application.steps.get(position=1).opinion
    assert opinion == "未通过核对：基本情况和综合材料属实，重点突出。\n请补充成效。"
    page = browser(stage.secretary).get(url("edit", application.pk)).content.decode()
    assert "丙乡委退回修改" in page


def test_the_second_of_two_colleagues_reads_who_was_first(stage, review_day):
    application = make_submitted(stage)
    values = good_review(application, decision="return", opinion="请修改。")
    return_application(actor=stage.township, application=application, opinion="请修改。")
    colleague = make_user("office", stage.tree.township)
    page = browser(colleague).post(url("review", application.pk), values).content.decode()
    assert f"{stage.township.name}已先于您办理" in page


def test_another_level_reads_the_reason_and_has_no_form(stage, review_day):
    application = make_submitted(stage)
    page = browser(stage.office).get(url("review", application.pk)).content.decode()
    assert "本级由丙乡委党建办审核" in page
    assert 'name="decision"' not in page


def test_the_page_after_a_return_shows_what_changed_in_few_statements(stage, review_day):
    application = make_submitted(stage)
    FundingItem.objects.create(application=application, name="电脑", amount="3.50", source="self", position=1)
    ticked = [TickedItem("field", "results", "请写明人数。")]
    application = return_application(actor=stage.township, application=application, opinion="请修改。", items=ticked)
    changed = {"version": application.version, "results": "带动 12 户。"}
    save_application(actor=stage.secretary, application=application, **changed)
    submit_application(actor=stage.secretary, application=application)
    client = browser(stage.township)
    page = client.get(url("review", application.pk)).content.decode()
    assert "1 处改动" in page and "带动 12 户。" in page
    assert statements(client, url("review", application.pk)) <= MOST_STATEMENTS
