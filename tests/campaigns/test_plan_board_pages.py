"""创建计划图 in the browser: the board, one organization, targets, workbooks, the way into a survey."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.accounts.choices import Role
from apps.campaigns.models import PlannedYear
from apps.campaigns.services import (
    Target,
    hang_campaign,
    set_targets,
)
from apps.core import clock
from tests.factories import make_user, sign_in

from .factories import APPLICATION_DAY, make_open_campaign
from .plan_stage import named_site, plan, workbook

pytestmark = pytest.mark.django_db
#: Inside the phase in which candidates are proposed.
EARLY = dt.date(2026, 4, 10)


@pytest.fixture(autouse=True)
def standing_in_the_application_phase():
    with clock.moved_to(APPLICATION_DAY):
        yield


@pytest.fixture
def page(client, office):
    return sign_in(client, office)


def test_the_board_shows_goals_states_results_and_targets(page, tree, programme, township, office):
    campaign = make_open_campaign(tree.city, office)
    hang_campaign(actor=office, campaign=campaign, programme=programme)
    plan(township, programme, tree.branch, y2026="demonstration")
    plan(office, programme, tree.outside_branch, y2026="compliant", y2027="demonstration")
    named_site(tree, campaign, tree.outside_branch)
    set_targets(actor=office, programme=programme, version=1, targets=[Target(2026, "compliant", "share", 60)])
    target = reverse("campaigns:board", args=[programme.pk])
    shown = page.get(target).content.decode()
    for words in ("待确认", "已实现", "目标 累计达到 60%", "全部确认", tree.township.short_name):
        assert words in shown
    assert "没有符合条件的支部" in page.get(target, {"show": "declined"}).content.decode()
    assert page.post(reverse("campaigns:board_confirm", args=[programme.pk])).status_code == 302
    assert not PlannedYear.objects.filter(status="proposed").exists()
    secretary = sign_in(Client(), make_user(Role.SECRETARY, tree.branch)).get(target)
    assert [row.organization for row, *_ in secretary.context["rows"]] == [tree.branch]
    assert "安排</a>" not in secretary.content.decode() and "目标、计划与实现" not in secretary.content.decode()


def test_the_empty_board_says_what_to_do(page, programme):
    shown = page.get(reverse("campaigns:board", args=[programme.pk])).content.decode()
    assert "还没有列入计划的支部" in shown and "?show=all" in shown


def test_one_organization_is_planned_in_the_browser_and_mistakes_are_kept(page, tree, programme, township):
    target = reverse("campaigns:plan_organization", args=[programme.pk, tree.branch.pk])
    below = sign_in(Client(), township)
    wrong = below.post(target, {"year-2026": "demonstration", "year-2027": "compliant", "note": "先行"})
    assert "不能低于" in str(wrong.context["form"].errors["year-2027"]) and 'value="先行"' in wrong.content.decode()
    below.post(target, {"year-2026": "compliant", "year-2027": "", "note": "先行"})
    row = PlannedYear.objects.get()
    stale = below.post(target, {"year-2026": "demonstration", "year-2027": "", "seen": ""})
    assert "刚被他人修改" in stale.content.decode()
    decline = reverse("campaigns:planned_decline", args=[row.pk])
    assert "请填写退回的理由" in page.post(decline, follow=True).content.decode()
    page.post(decline, {"reason": "条件不成熟"})
    assert "条件不成熟" in below.get(target).content.decode()
    page.post(reverse("campaigns:planned_confirm", args=[row.pk]))
    row.refresh_from_db()
    assert row.status == "confirmed"


def test_targets_are_set_in_the_browser(page, programme):
    target = reverse("campaigns:board_targets", args=[programme.pk])
    data = {"version": 1}
    for goal in ("compliant", "demonstration"):
        for year, value in ((2025, 30), (2026, 60), (2027, 100)):
            data |= {f"measure-{goal}-{year}": "share", f"value-{goal}-{year}": value if goal == "compliant" else ""}
    wrong = page.post(target, {**data, "value-compliant-2027": 50})
    assert "不能低于2026年" in str(wrong.context["form"].errors["value-compliant-2027"])
    assert page.post(target, data).status_code == 302 and programme.targets.count() == 3
    assert "刚被他人修改" in page.post(target, data).content.decode()


def test_the_export_can_be_filled_in_and_imported(page, tree, programme, office):
    plan(office, programme, tree.branch, y2026="compliant")
    answer = page.get(reverse("campaigns:board_export", args=[programme.pk]), {"show": "all"})
    content = b"".join(answer.streaming_content)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert sheet[0][:7] == ["组织代码", "党组织", "上级党组织", "领域", "2025年", "2026年", "2027年"]
    assert len(sheet) == 4 and sheet[1][5] == "达标"
    target = reverse("campaigns:board_import", args=[programme.pk])

    def send(*rows, **data):
        file = SimpleUploadedFile("计划.xlsx", workbook(*rows))
        return page.post(target, {"file": file, **data})

    bad = send((tree.branch.code, "", "示范", "", ""), ("没有", "", "示范", "", "")).content.decode()
    assert "第 3 行" in bad and "没有导入任何数据" in bad and "跳过有误的行" in bad
    assert PlannedYear.objects.get().goal == "compliant"
    done = send((tree.branch.code, "", "示范", "", ""), ("没有", "", "示范", "", ""), skip_bad="on")
    assert done.status_code == 302 and PlannedYear.objects.get().goal == "demonstration"
    broken = page.post(target, {"file": SimpleUploadedFile("计划.xlsx", b"nothing")})
    assert "不是xlsx工作簿" in broken.content.decode()


def test_the_survey_offers_what_the_plan_holds(page, tree, programme, office):
    campaign = make_open_campaign(tree.city, office)
    hang_campaign(actor=office, campaign=campaign, programme=programme)
    plan(office, programme, tree.branch, y2026="demonstration")
    target = reverse("campaigns:survey", args=[campaign.pk])
    with clock.moved_to(EARLY):
        assert "创建计划图有 1 家可带入" in page.get(target).content.decode()
        shown = page.post(reverse("campaigns:take_from_plan", args=[campaign.pk]), follow=True).content.decode()
    assert "已从计划图带入 1 家。" in shown and "家可带入" not in shown


def test_the_board_needs_the_same_few_queries_for_many_rows(page, tree, programme, office):
    counts = []
    for places in ((tree.branch,), (tree.other_branch, tree.outside_branch)):
        for place in places:
            plan(office, programme, place, y2026="compliant", y2027="demonstration")
        target = reverse("campaigns:board", args=[programme.pk])
        page.get(target)
        with CaptureQueriesContext(connection) as context:
            assert page.get(target).status_code == 200
        counts.append(len(context))
    assert counts[0] == counts[1] <= 12, [query["sql"][:150] for query in context]
