"""The office's board, and what anybody may read and write about a notice."""

import datetime as dt
import io
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.accounts.choices import Role
from apps.core import clock
from apps.evaluations import queries, services
from apps.evaluations.models import Evaluation, Objection
from apps.evaluations.views.board import _parts
from apps.evaluations.views.board_pages import page_of
from apps.standards.engine import Outcome, State, Verdict
from tests.factories import make_user, sign_in
from tests.shared import shared

from .factories import ASSESSMENT_DAY, make_inspected, make_stage
from .test_services import compute, publish

pytestmark = pytest.mark.django_db


@shared
def stage() -> SimpleNamespace:
    return make_stage()


def test_board_shows_the_ranking_with_a_fixed_number_of_statements(
    stage: SimpleNamespace, client: Client, django_assert_max_num_queries
) -> None:
    compute(stage)
    sign_in(client, stage.office)
    url = reverse("evaluations:board", args=[stage.campaign.pk])
    client.get(url)
    with django_assert_max_num_queries(12) as few:
        assert "丁村先锋" in client.get(url).content.decode()
    make_inspected(stage.campaign, stage.tree.other_branch, stage.office, title="戊村先锋")
    compute(stage)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert "戊村先锋" in client.get(url).content.decode()


def test_proposing_by_quota_says_who_ties_across_the_line(stage: SimpleNamespace, client: Client) -> None:
    stage.campaign.quotas.filter(dimension="sector", sector="rural").update(limit=1)
    compute(stage)
    sign_in(client, stage.office)
    address = reverse("evaluations:propose", args=[stage.campaign.pk])
    with clock.moved_to(ASSESSMENT_DAY):
        Evaluation.objects.update(rank=1)
        shown = client.post(address, follow=True).content.decode()
        assert "同分且跨名额线，未拟定" in shown and "“按名额拟定”不作取舍" in shown
        services.decide(
            actor=stage.office, evaluation=stage.first.evaluation, decision="proposed", reason="会议研究确定"
        )
        again = client.post(address, follow=True).content.decode()
    assert "没有可新拟定的单位" in again and "不作取舍" not in again


def test_the_parts_of_a_total_add_up_to_it_as_shown():
    campaign = SimpleNamespace(weight_self=Decimal(33), weight_mass=Decimal(33), weight_organization=Decimal(34))
    scores = {"self_score": Decimal("90.05"), "mass_score": Decimal("90.05"), "organization_score": Decimal("90.05")}
    parts = _parts(SimpleNamespace(campaign=campaign, total=Decimal("90.05"), **scores))
    assert sum(part["product"] for part in parts) == Decimal("90.05")
    assert [round(part["product"], 2) for part in parts] == [part["product"] for part in parts]


def test_a_leaf_that_does_not_apply_is_named_so_and_not_scored_zero() -> None:
    outcome = Outcome("sign", "挂牌", State.NOT_APPLICABLE, None, full=Decimal(20))
    leaf = queries.ComparedLeaf("sign", "阵地", "挂牌", "", Decimal(0), outcome)
    assert (leaf.spared, leaf.scored, leaf.verdict_words) == (True, True, "不适用")
    met = queries.ComparedLeaf(
        "sign", "阵地", "挂牌", "", None, Outcome("sign", "挂牌", State.SCORED, Verdict.MET, full=Decimal(20))
    )
    assert not met.spared


def test_the_board_comes_in_pages_and_its_export_whole(stage: SimpleNamespace, client: Client) -> None:
    make_inspected(stage.campaign, stage.tree.other_branch, stage.office, title="戊村先锋")
    compute(stage)
    groups = queries.board(stage.campaign)
    whole = [row for group in groups for row in [*group.rows, *group.unranked]]
    shown = []
    for number in range(1, len(whole) + 1):
        page, parts = page_of(groups, str(number), size=1)
        assert (page.number, len(parts)) == (number, 1)
        shown += [*parts[0].rows, *parts[0].unranked]
    assert len(whole) > 1 and shown == whole
    assert page_of(groups, "九", size=1)[0].number == 1
    sign_in(client, stage.office)
    answer = client.get(reverse("evaluations:board", args=[stage.campaign.pk]), {"export": "xlsx", "page": 2})
    book = io.BytesIO(b"".join(answer.streaming_content))
    assert len(CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()) == len(whole) + 1


def test_a_decision_leads_back_to_the_page_of_the_board(stage: SimpleNamespace, client: Client) -> None:
    row = compute(stage)["丁村先锋"]
    sign_in(client, stage.office)
    board, score = reverse("evaluations:board", args=[stage.campaign.pk]), reverse("evaluations:score", args=[row.pk])
    assert f'{board}?page=3"' in client.get(score, {"page": "3"}).content.decode()
    assert "page=" not in client.get(score, {"page": "三"}).content.decode()
    decide, said = reverse("evaluations:decide", args=[row.pk]), {"decision": "not_proposed", "reason": "会议研究"}
    with clock.moved_to(ASSESSMENT_DAY):
        assert 'name="page" value="3"' in client.post(decide, {"page": "3"}).content.decode()
        assert client.post(decide, {**said, "page": "3"}).headers["Location"] == f"{board}?page=3"
        assert client.post(decide, {**said, "page": "//x"}).headers["Location"] == board


def test_board_of_another_district_is_not_there(stage: SimpleNamespace, client: Client) -> None:
    sign_in(client, make_user(Role.OFFICE, stage.tree.district))
    assert client.get(reverse("evaluations:board", args=[stage.campaign.pk])).status_code == 404


def test_score_page_adds_up_and_explains(stage: SimpleNamespace, client: Client) -> None:
    row = compute(stage)["丁村先锋"]
    sign_in(client, stage.office)
    page = client.get(reverse("evaluations:score", args=[row.pk])).content.decode()
    assert "与记录一致" in page
    assert "活动场所面积" in page


def test_secretary_reads_the_own_score_only_once_it_is_publicised(stage: SimpleNamespace, client: Client) -> None:
    row = compute(stage)["丁村先锋"]
    sign_in(client, make_user(Role.SECRETARY, stage.tree.branch))
    url = reverse("evaluations:score", args=[row.pk])
    assert client.get(url).status_code == 404
    Evaluation.objects.filter(pk=row.pk).update(frozen_at=clock.now())
    assert client.get(url).status_code == 200
    other = stage.second.evaluation
    assert client.get(reverse("evaluations:score", args=[other.pk])).status_code == 404


def test_decide_without_reason_changes_nothing_and_says_so(stage: SimpleNamespace, client: Client) -> None:
    row = compute(stage)["丁村先锋"]
    sign_in(client, stage.office)
    with clock.moved_to(ASSESSMENT_DAY):
        answer = client.post(reverse("evaluations:decide", args=[row.pk]), {"decision": "proposed", "reason": ""})
    assert answer.status_code == 400
    row.refresh_from_db()
    assert row.decision == "pending"


def test_draft_notice_without_proposals_says_what_to_do(stage: SimpleNamespace, client: Client) -> None:
    compute(stage)
    sign_in(client, stage.office)
    words = {"title": "公示", "body": "内容", "unit": "示例办公室", "phone": "0773-0000000"}
    answer = client.post(reverse("evaluations:draft_notice", args=[stage.campaign.pk]), words)
    assert "尚无拟命名单位" in answer.content.decode()


def test_public_notice_is_open_to_anybody_and_takes_objections(stage: SimpleNamespace, client: Client) -> None:
    notice = publish(stage)
    url = reverse("evaluations:public_notice", args=[notice.pk])
    with clock.moved_to(dt.date(2026, 12, 14)):
        assert "提出异议" in client.get(url).content.decode()
        assert client.post(url, {"content": "材料不实", "application": stage.first.pk}).status_code == 302
    assert Objection.objects.get().application == stage.first


def test_public_notice_takes_no_objection_about_a_unit_outside_it(stage: SimpleNamespace, client: Client) -> None:
    notice = publish(stage)
    outsider = make_inspected(stage.campaign, stage.tree.other_branch, stage.office)
    with clock.moved_to(dt.date(2026, 12, 14)):
        client.post(
            reverse("evaluations:public_notice", args=[notice.pk]), {"content": "不实", "application": outsider.pk}
        )
    assert not Objection.objects.exists()


def test_a_draft_notice_is_not_public(stage: SimpleNamespace, client: Client) -> None:
    compute(stage)
    with clock.moved_to(ASSESSMENT_DAY):
        services.propose_by_quota(actor=stage.office, campaign=stage.campaign)
        notice = services.draft_notice(
            actor=stage.office, campaign=stage.campaign, title="公示", body="内容", unit="办公室", phone="0773-0000000"
        )
    assert client.get(reverse("evaluations:public_notice", args=[notice.pk])).status_code == 404


def test_who_objected_is_seen_by_the_handling_office_alone(stage: SimpleNamespace, client: Client) -> None:
    notice = publish(stage)
    with clock.moved_to(dt.date(2026, 12, 14)):
        services.raise_objection(notice=notice, content="台账不实", name="演示群众甲", contact="0773-1111111")
    page = client.get(reverse("evaluations:public_notice", args=[notice.pk])).content.decode()
    assert "演示群众甲" not in page and "台账不实" not in page
    sign_in(client, stage.office)
    assert "演示群众甲" in client.get(reverse("evaluations:notice", args=[notice.pk])).content.decode()


def test_objections_are_counted_by_the_visitor_and_not_by_the_proxy(
    stage: SimpleNamespace, client: Client, settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    notice = publish(stage)
    url = reverse("evaluations:public_notice", args=[notice.pk])

    def send(address: str) -> int:
        with clock.moved_to(notice.starts_on):
            client.post(url, {"content": "情况不实"}, headers={"x-forwarded-for": address}, REMOTE_ADDR="10.0.0.1")
        return Objection.objects.count()

    assert [send("192.0.2.7") for _ in range(7)] == [1, 2, 3, 4, 5, 5, 5]
    assert send("192.0.2.8") == 6
