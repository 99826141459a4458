"""The pages of a reviewing office: queue, waiting list, decided, bulk, ranking, delegation; what they show and refuse."""

import datetime as dt
import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.applications.models import InterestDeclaration, ReviewBatch, ReviewDelegation
from apps.applications.services import (
    delegate_reviews,
    prepare_batch,
    recommend_application,
    reserve_application,
    start_batch,
)
from apps.campaigns.models import RouteRule
from apps.core import clock
from apps.organizations.access import forget_scope
from tests.applications.factories import LATE_DAY, REVIEW_DAY, make_stage, make_submitted
from tests.applications.ladder_stage import make_several, statuses
from tests.applications.test_batches import selected
from tests.factories import make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def stage():
    return make_stage()


@pytest.fixture
def desk(stage):
    return sign_in(Client(), stage.township)


def queue(client, query=""):
    answer = client.get(f"{reverse('applications:review_queue')}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_queue_is_narrowed_sorted_and_told_in_days(stage, desk, review_day):
    first = make_several(stage, 2)[0]
    page = queue(desk)
    assert "中共第0村支部委员会" in page
    assert "已 14 天" in page and "5月22日前" in page  # counted from the first day of the reviews
    with clock.moved_to(dt.date(2026, 5, 25)):
        assert "已逾期 3 天" in queue(desk)
    assert "中共第1村支部委员会" not in queue(desk, "?q=第0村")
    assert "没有符合条件的申报" in queue(desk, "?sector=urban")
    assert "没有符合条件的申报" not in queue(desk, "?days=10")
    names = re.findall(r"中共第(\d)村支部委员会", queue(desk, "?sort=-name"))
    assert names == ["1", "0"]
    assert "没有备选" in queue(desk, "?view=reserved")
    reserve_application(actor=stage.township, application=first, opinion="名额不足")
    assert "中共第0村支部委员会" in queue(desk, "?view=reserved")


def test_a_decision_is_recalled_from_the_list_of_decided(stage, desk, review_day):
    (application,) = make_several(stage, 1)
    recommend_application(actor=stage.township, application=application)
    page = queue(desk, "?view=decided")
    assert "已推荐" in page and "撤回决定" in page
    step = application.steps.get(position=1)
    address = reverse("applications:recall", args=[step.pk])
    answer = desk.post(address, {"reason": " "}, follow=True)
    assert "理由" in answer.content.decode()
    desk.post(address, {"reason": "看错了"})
    assert statuses(application)[0][1] == "pending"


def test_after_the_reviews_have_ended_no_recall_is_offered(stage, review_day):
    (application,) = make_several(stage, 1)
    recommend_application(actor=stage.township, application=application)
    with clock.moved_to(LATE_DAY):
        page = queue(sign_in(Client(), stage.township), "?view=decided")
    assert "已推荐" in page and "撤回决定" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_decided_ones_ask_the_same_of_the_database(stage, desk, review_day, django_assert_num_queries, rows):
    for application in make_several(stage, rows):
        recommend_application(actor=stage.township, application=application)
    queue(desk, "?view=decided")
    with django_assert_num_queries(10):
        queue(desk, "?view=decided")


def test_the_queue_goes_into_a_workbook_as_it_is_filtered(stage, desk, review_day):
    make_several(stage, 2)
    answer = desk.get(f"{reverse('applications:queue_export')}?q=第1村")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["申报单位", "隶属", "层级"]
    assert [row[0] for row in rows[1:]] == ["中共第1村支部委员会"]
    assert rows[1][6] == "丙乡委"


def test_a_selection_is_previewed_confirmed_and_told_row_by_row(stage, desk, review_day):
    rows = make_several(stage, 2)
    steps = [str(step.pk) for step in selected(stage, rows)]
    values = {"rows": steps, "verb": "return", "opinion": ""}
    answer = desk.post(reverse("applications:batch_new"), values, follow=True)
    assert "请写明理由" in answer.content.decode()
    answer = desk.post(reverse("applications:batch_new"), {**values, "opinion": "材料不全"}, follow=True)
    page = answer.content.decode()
    assert "将会怎样" in page and "退回申报单位修改" in page
    batch = ReviewBatch.objects.get()
    answer = desk.post(reverse("applications:batch_start", args=[batch.pk]), follow=True)
    assert "2 件全部办理" in answer.content.decode()
    assert [row.status for row in map(refreshed, rows)] == ["returned"] * 2


def refreshed(row):
    row.refresh_from_db()
    return row


def test_all_that_the_filter_finds_are_selected_beyond_the_page(stage, desk, review_day):
    make_several(stage, 3)
    desk.post(
        f"{reverse('applications:batch_new')}?q=村党支部", {"everything": "1", "verb": "recommend", "opinion": ""}
    )
    assert ReviewBatch.objects.get().rows.count() == 3


def test_nothing_selected_and_another_office_s_rows_make_no_batch(stage, desk, review_day):
    application = make_submitted(stage)
    recommend_application(actor=stage.township, application=application)
    foreign = application.steps.get(status="pending")
    for rows in ([], [str(foreign.pk)], ["x"]):
        desk.post(reverse("applications:batch_new"), {"rows": rows, "verb": "recommend", "opinion": ""})
    assert not ReviewBatch.objects.exists()


def test_the_progress_of_a_running_batch_is_shown_and_it_can_be_stopped(stage, desk, review_day):
    batch = prepare_batch(
        actor=stage.township, steps=selected(stage, make_several(stage, 2)), verb="recommend", opinion=""
    )
    start_batch(actor=stage.township, batch=batch)
    address = reverse("applications:batch", args=[batch.pk])
    assert "已办理" in desk.get(address).content.decode()
    part = desk.get(address, headers={"HX-Request": "true"})
    assert "<progress" in part.content.decode() and "<html" not in part.content.decode()
    answer = desk.post(reverse("applications:batch_cancel", args=[batch.pk]), follow=True)
    assert "已取消" in answer.content.decode()
    assert desk.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_candidates_are_put_in_order_on_their_page(stage, desk, review_day):
    address = reverse("applications:ranking", args=[stage.campaign.pk])
    assert "不要求择优排序" in desk.get(address).content.decode()
    stage.campaign.ranked = True
    stage.campaign.save()
    rows = make_several(stage, 2)
    page = desk.get(address).content.decode()
    assert page.count("未排序") == 2
    seen = re.search(r'name="seen" value="([^"]*)"', page).group(1)
    keys = [str(row.steps.get(position=1).pk) for row in reversed(rows)]
    desk.post(address, {"order": keys, "seen": seen, "organization": stage.tree.township.pk})
    assert [row.steps.get(position=1).rank for row in rows] == [2, 1]
    assert "刚有变动" in desk.post(address, {"order": keys, "seen": seen}, follow=True).content.decode()
    assert "择优排序" in queue(desk)


def test_delegation_declaration_and_hand_over_by_page(stage, desk, review_day):
    page = reverse("applications:standing_in")
    values = {
        "delegation-organization": stage.tree.township.pk,
        "delegation-to_user": "查无此人",
        "delegation-starts_on": "2026-05-20",
        "delegation-ends_on": "2026-05-22",
        "delegation-reason": "培训",
    }
    answer = desk.post(reverse("applications:delegate"), values)
    assert answer.status_code == 422 and "没有“查无此人”" in answer.content.decode()
    desk.post(reverse("applications:delegate"), {**values, "delegation-to_user": stage.district.username})
    row = ReviewDelegation.objects.get()
    assert "代办中" in desk.get(page).content.decode()
    desk.post(reverse("applications:delegation_revoke", args=[row.pk]), {"reason": "返岗"})
    assert "已收回" in desk.get(page).content.decode()

    wrong = desk.post(reverse("applications:declare_interest"), {"interest-organization": "无此单位"})
    assert wrong.status_code == 422 and "没有找到" in wrong.content.decode()
    desk.post(
        reverse("applications:declare_interest"),
        {"interest-organization": "丁村党支部", "interest-relation": "family", "interest-note": ""},
    )
    declared = InterestDeclaration.objects.get()
    assert "回避中" in desk.get(page).content.decode()
    desk.post(reverse("applications:interest_end", args=[declared.pk]), {"reason": "关系解除"})
    assert "已解除" in desk.get(page).content.decode()

    successor = make_user("office", stage.tree.township)
    values = {"handover-organization": stage.tree.township.pk, "handover-leaver": stage.township.username}
    assert desk.post(reverse("applications:review_hand_over"), values).status_code == 422
    values |= {"handover-successor": successor.username, "handover-reason": "岗位调整"}
    assert "已移交 0 项" in desk.post(reverse("applications:review_hand_over"), values, follow=True).content.decode()


def test_rows_are_assigned_to_a_colleague(stage, desk, review_day):
    colleague = make_user("office", stage.tree.township)
    (application,) = make_several(stage, 1)
    step = application.steps.get(position=1)
    desk.post(reverse("applications:review_assign"), {"rows": [step.pk], "handler": colleague.pk})
    step.refresh_from_db()
    assert step.handler == colleague
    assert "没有符合条件" in queue(desk, "?handler=none")


def test_a_delegate_s_page_says_for_whom(stage, review_day):
    application = make_submitted(stage)
    delegate_reviews(
        actor=stage.township,
        organization=stage.tree.township,
        to_user=stage.outside_township,
        starts_on=clock.today(),
        ends_on=clock.today(),
        reason="培训",
    )
    forget_scope(stage.outside_township)
    client = sign_in(Client(), stage.outside_township)
    assert "受托代办" in queue(client)
    page = client.get(reverse("applications:review", args=[application.pk])).content.decode()
    assert "丙乡委（委托癸镇委代办）" in page


def test_a_ticked_item_without_a_remark_is_said_at_its_field(stage, desk, review_day):
    application = make_submitted(stage)
    step = application.steps.get(status="pending")
    values = {"decision": "return", "opinion": "请改", "step": step.pk, "version": application.version}
    address = reverse("applications:review", args=[application.pk])
    page = desk.post(address, {**values, "wrong": ["field:title"]}).content.decode()
    assert "请写明有什么问题" in page
    desk.post(address, {**values, "wrong": ["field:title"], "remark-field:title": "名称过长"})
    assert application.returns.get().items.get().remark == "名称过长"
    page = sign_in(Client(), stage.secretary).get(reverse("applications:edit", args=[application.pk])).content.decode()
    assert "#id_title" in page and "名称过长" in page


def test_the_page_tells_that_it_was_opened_and_reading_alone_writes_nothing(stage, desk, review_day):
    application = make_submitted(stage)
    address = reverse("applications:opened", args=[application.pk])
    page = desk.get(reverse("applications:review", args=[application.pk])).content.decode()
    assert address in page
    assert application.steps.get(position=1).opened_at is None
    assert desk.post(address).status_code == 204
    assert application.steps.get(position=1).opened_at is not None
    assert address not in desk.get(reverse("applications:review", args=[application.pk])).content.decode()


def statements(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as told:
        assert client.get(address).status_code == 200
    return len(told)


@pytest.mark.parametrize("query", ["", "?view=reserved", "?view=decided"])
def test_the_queue_costs_the_same_for_one_row_and_for_many(stage, desk, query):
    with clock.moved_to(REVIEW_DAY):
        rows = make_several(stage, 4)
        for row in rows[:3]:
            recommend_application(actor=stage.township, application=row)
        one = statements(desk, reverse("applications:review_queue") + query)
        make_submitted(stage)
        make_submitted(stage, stage.other_secretary, stage.tree.other_branch)
        assert statements(desk, reverse("applications:review_queue") + query) == one
    assert one <= 12


def test_the_route_is_set_up_with_the_campaign(stage):
    from tests.campaigns.factories import make_campaign

    tree = stage.tree
    office = make_user("office", tree.city)
    campaign = make_campaign(tree.city, office)
    client = sign_in(Client(), office)
    page = client.get(reverse("campaigns:setup", args=[campaign.pk]))
    form = page.context["form"]
    values = {name: value for name, value in form.initial.items() if value not in (None, [])}
    values |= {"version": campaign.version, "skips": ["township"], "review_working_days": 3, "ranked": "on"}
    values |= {
        f"phase-{name}": page.context["phases"].management_form[name].value()
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    for row in page.context["phases"]:
        values |= {f"{row.prefix}-{name}": row[name].value() or "" for name in ("kind", "name", "starts_on", "ends_on")}
    values |= {"sign-TOTAL_FORMS": 1, "sign-INITIAL_FORMS": 0, "sign-0-level": "city", "sign-0-mode": "parallel"}
    wrong = client.post(reverse("campaigns:setup", args=[campaign.pk]), values | {"sign-0-organization": "无此单位"})
    assert wrong.status_code == 422 and "没有找到“无此单位”" in wrong.content.decode()
    saved = client.post(reverse("campaigns:setup", args=[campaign.pk]), values | {"sign-0-organization": "壬县委"})
    assert saved.status_code == 302, saved.content.decode()[:500]
    campaign.refresh_from_db()
    assert (campaign.ranked, campaign.review_working_days) == (True, 3)
    rules = [(rule.act, rule.level, rule.organization_id, rule.mode) for rule in RouteRule.objects.order_by("act")]
    assert rules == [
        ("countersign", "city", tree.outside_district.pk, "parallel"),
        ("skip", "township", None, ""),
    ]
