"""Plans of several years and work lines: who makes them, what hangs under them, what is reported."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Role
from apps.campaigns.models import Programme, WorkLine
from apps.campaigns.pages import line_state
from apps.campaigns.queries import campaigns_of, figures_of, hangable, years_of
from apps.campaigns.services import (
    add_work_line,
    copy_campaign,
    create_campaign,
    create_programme,
    hang_campaign,
    remove_work_line,
    report_work_line,
    suspend_campaign,
    update_campaign,
    update_programme,
    update_work_line,
)
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfPhase, Refused, StaleVersion
from apps.core.models import StateChange
from tests.factories import make_tree, make_user, sign_in

from . import factories
from .factories import APPLICATION_DAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_in_the_application_phase():
    with clock.moved_to(APPLICATION_DAY):
        yield


def plain(campaign):
    """Without the plan and the work lines that its template brought."""
    campaign.work_lines.all().delete()
    return campaign


def make_campaign(organization, office=None, **fields):
    return plain(factories.make_campaign(organization, office, programme=None, **fields))


def make_open_campaign(organization, office=None, **fields):
    return plain(factories.make_open_campaign(organization, office, programme=None, **fields))


def from_template(office, tree, code, year=2026):
    return create_campaign(
        actor=office, template_code=code, organization=tree.city, scope=tree.city, name="", year=year
    )


def test_yearly_campaigns_of_a_template_hang_under_one_plan(tree, office):
    first, second = (from_template(office, tree, "standardization_year", year) for year in (2026, 2028))
    later = from_template(office, tree, "standardization_year", 2029)
    assert first.programme == second.programme
    assert (first.programme.starts_in, first.programme.ends_in) == (2026, 2028)
    assert later.programme.starts_in == 2029
    assert from_template(office, tree, "education_sites").programme is None


def test_template_brings_its_work_lines_with_departments_and_days(tree, office):
    campaign = from_template(office, tree, "district_upgrade", 2027)
    lines = list(campaign.work_lines.all())
    assert [line.name for line in lines] == ["强基兴村", "品牌培育", "优化效能", "融合互促", "夯基提质"]
    assert all(line.department and line.deadline == dt.date(2027, 12, 31) and line.clause for line in lines)


def test_copy_takes_lines_without_progress_and_the_plan_while_it_runs(tree, office, programme):
    source = make_open_campaign(tree.city, office)
    hang_campaign(actor=office, campaign=source, programme=programme)
    line = add_work_line(
        actor=office, campaign=source, name="强基兴村", department="组织部", deadline=dt.date(2026, 12, 31)
    )
    report_work_line(actor=office, line=line, text="已动员", is_done=True)
    copied = copy_campaign(actor=office, source=source, organization=tree.city, scope=tree.city, name="", year=2027)
    [again] = copied.work_lines.all()
    assert (again.deadline, again.done_on, again.notes.count()) == (dt.date(2027, 12, 31), None, 0)
    assert copied.programme == programme
    late = copy_campaign(actor=office, source=source, organization=tree.city, scope=tree.city, name="", year=2028)
    assert late.programme is None


def test_a_plan_is_its_offices_own_and_keeps_its_campaigns_inside(tree, office, programme):
    stranger = make_user(Role.OFFICE, tree.district)
    with pytest.raises(Refused):
        update_programme(actor=stranger, programme=programme, version=1, name="改名")
    campaign = make_campaign(tree.city, office)
    hang_campaign(actor=office, campaign=campaign, programme=programme)
    with pytest.raises(Invalid, match="2026年活动"):
        update_programme(actor=office, programme=programme, version=1, starts_in=2027)
    update_programme(actor=office, programme=programme, version=1, ends_in=2029)
    assert programme.ends_in == 2029
    with pytest.raises(StaleVersion):
        update_programme(actor=office, programme=programme, version=1, ends_in=2030)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " "}, "计划名称"),
        ({"ends_in": 2024}, "早于起始"),
        ({"ends_in": 2040}, "最长 10 年"),
        ({"starts_in": 2025, "name": "三年行动计划"}, "已经建立"),
    ],
)
def test_a_wrong_plan_is_refused_in_words(tree, office, programme, fields, words):
    values = {"name": "另一计划", "starts_in": 2026, "ends_in": 2028, **fields}
    with pytest.raises(Invalid, match=words):
        create_programme(actor=office, organization=tree.city, **values)


def test_a_campaign_hangs_only_under_plans_of_its_line_and_years(tree, office, programme):
    theirs = make_user(Role.OFFICE, tree.district)
    own = create_programme(actor=theirs, organization=tree.district, name="区计划", starts_in=2026, ends_in=2026)
    campaign = make_campaign(tree.city, office)
    with pytest.raises(Invalid, match="主办单位或其上级"):
        update_campaign(actor=office, campaign=campaign, version=campaign.version, programme=own)
    with pytest.raises(Invalid, match="不含2031年"):
        update_campaign(actor=office, campaign=campaign, version=campaign.version, programme=programme, year=2031)
    below = make_campaign(tree.district, theirs)
    assert hang_campaign(actor=theirs, campaign=below, programme=programme).programme == programme
    assert list(hangable(programme, office)) == [campaign]


def test_results_by_year_show_every_year_of_the_plan(tree, office, programme):
    campaign = make_open_campaign(tree.city, office)
    hang_campaign(actor=office, campaign=campaign, programme=programme)
    found = campaigns_of(programme, office)
    rows = years_of(programme, found, figures_of(found, office))
    assert [(row.year, row.campaigns) for row in rows] == [(2025, 0), (2026, 1), (2027, 0)]
    assert [label for label, _ in rows[1].items][0::5] == ["已申报", "已命名"]


def test_progress_is_reported_by_the_organizer_and_the_named_office(tree, office):
    campaign = make_open_campaign(tree.city, office)
    line = add_work_line(
        actor=office, campaign=campaign, name="强基兴村", department="区委", organization=tree.district
    )
    named, other = make_user(Role.OFFICE, tree.district), make_user(Role.OFFICE, tree.township)
    report_work_line(actor=named, line=line, text="已消除 3 个薄弱村")
    with pytest.raises(Refused):
        report_work_line(actor=other, line=line, text="越权")
    with pytest.raises(Invalid, match="请填写进展"):
        report_work_line(actor=office, line=line, text=" ")
    report_work_line(actor=office, line=line, text="全部消除", is_done=True)
    line.refresh_from_db()
    assert line.done_on == APPLICATION_DAY
    report_work_line(actor=office, line=line, text="复查又有 1 个", is_done=False)
    line.refresh_from_db()
    assert line.done_on is None
    assert [change.verb for change in StateChange.objects.of(line)] == ["create", "report", "finish", "reopen"]
    suspend_campaign(actor=office, campaign=campaign, reason="防汛")
    line.campaign.refresh_from_db()
    with pytest.raises(OutOfPhase):
        report_work_line(actor=office, line=line, text="暂停后")


def test_a_line_changes_once_and_goes_only_without_progress(tree, office):
    campaign = make_open_campaign(tree.city, office)
    line = add_work_line(actor=office, campaign=campaign, name="强基兴村", department="组织部")
    with pytest.raises(Invalid, match="同名"):
        add_work_line(actor=office, campaign=campaign, name="强基兴村", department="组织部")
    update_work_line(actor=office, line=line, version=1, department="区委组织部")
    with pytest.raises(StaleVersion):
        update_work_line(actor=office, line=line, version=1, department="别处")
    with pytest.raises(Invalid, match="主办单位或其下级"):
        update_work_line(actor=office, line=line, version=2, organization=make_tree().city)
    report_work_line(actor=office, line=line, text="已动员")
    with pytest.raises(Invalid, match="不能删除"):
        remove_work_line(actor=office, line=line)
    empty = add_work_line(actor=office, campaign=campaign, name="品牌培育", department="组织部")
    remove_work_line(actor=office, line=empty)
    assert [line.name for line in WorkLine.objects.all()] == ["强基兴村"]


def test_a_line_is_overdue_only_while_the_campaign_runs(tree, office):
    campaign = make_open_campaign(tree.city, office)
    line = add_work_line(
        actor=office, campaign=campaign, name="强基兴村", department="组织部", deadline=dt.date(2026, 5, 1)
    )
    assert line_state(line, APPLICATION_DAY) == ("已逾期 5 天", "bad")
    line.campaign.status = "closed"
    assert line_state(line, APPLICATION_DAY)[1] == "idle"


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(office):
    return sign_in(Client(), office)


def test_pages_make_change_and_show_a_plan(tree, page, office):
    data = {"name": "三年计划", "organization": tree.city.pk, "starts_in": 2026, "ends_in": 2025}
    response = page.post(reverse("campaigns:new_programme"), data)
    assert "早于起始年度" in response.content.decode()
    page.post(reverse("campaigns:new_programme"), {**data, "ends_in": 2028})
    programme = Programme.objects.get()
    campaign = make_open_campaign(tree.city, office)
    page.post(reverse("campaigns:hang", args=[programme.pk]), {"campaign": campaign.pk})
    shown = page.get(reverse("campaigns:programme", args=[programme.pk])).content.decode()
    assert campaign.name in shown and "2028年" in shown
    assert "三年计划" in page.get(reverse("campaigns:detail", args=[campaign.pk])).content.decode()
    edit = reverse("campaigns:edit_programme", args=[programme.pk])
    response = page.post(edit, {"name": "改名", "starts_in": 2026, "ends_in": 2028, "version": 9})
    assert "没有覆盖" in response.content.decode()
    page.post(reverse("campaigns:take_out", args=[programme.pk, campaign.pk]))
    campaign.refresh_from_db()
    assert campaign.programme is None


def test_set_up_says_at_the_field_that_a_plan_does_not_hold_the_year(tree, page, office, programme):
    campaign = make_campaign(tree.city, office)
    target = reverse("campaigns:setup", args=[campaign.pk])
    response = page.get(target)
    data = {"version": campaign.version, "phase-TOTAL_FORMS": 12, "phase-INITIAL_FORMS": 12}
    for part in (response.context["form"], *response.context["phases"].forms):
        data |= {bound.html_name: bound.value() for bound in part if bound.value() not in (None, "", False)}
    shown = page.post(target, {**data, "year": 2031, "programme": programme.pk}).context["form"].errors
    assert shown["programme"] == ["“三年行动计划”为2025年至2027年，不含2031年。"]
    page.post(target, {**data, "programme": programme.pk})
    campaign.refresh_from_db()
    assert campaign.programme == programme


def test_pages_of_work_lines_keep_what_was_typed(tree, page, office):
    campaign = make_open_campaign(tree.city, office)
    add = reverse("campaigns:add_line", args=[campaign.pk])
    assert "请填写" in page.post(add, {"name": "强基兴村", "department": ""}).content.decode()
    page.post(add, {"name": "强基兴村", "department": "组织部", "deadline": "2026-05-10"})
    line = WorkLine.objects.get()
    report = reverse("campaigns:report_line", args=[campaign.pk, line.pk])
    assert page.post(report, {"text": ""}).status_code == 422
    page.post(report, {"text": "已动员部署"})
    shown = page.get(reverse("campaigns:work_lines", args=[campaign.pk])).content.decode()
    assert "已动员部署" in shown and "还剩 4 天" in shown
    assert "已动员部署" in page.get(reverse("campaigns:work_line", args=[campaign.pk, line.pk])).content.decode()


@pytest.mark.parametrize("name", ["programmes", "programme", "work_lines", "work_line"])
def test_pages_need_the_same_few_queries_for_many_rows(tree, office, page, programme, name):
    campaign = make_open_campaign(tree.city, office)
    first = add_work_line(actor=office, campaign=campaign, name="首条", department="组织部")
    args = {
        "programmes": [],
        "programme": [programme.pk],
        "work_lines": [campaign.pk],
        "work_line": [campaign.pk, first.pk],
    }
    target, counts = reverse(f"campaigns:{name}", args=args[name]), []
    for number in (1, 2, 3):
        create_programme(actor=office, organization=tree.city, name=f"计划{number}", starts_in=2026, ends_in=2027)
        other = make_open_campaign(tree.city, office, name=f"活动{number}")
        hang_campaign(actor=office, campaign=other, programme=programme)
        line = add_work_line(actor=office, campaign=campaign, name=f"工作线{number}", department="组织部")
        report_work_line(actor=office, line=line, text="已动员")
        report_work_line(actor=office, line=first, text="已动员")
        if number == 2:
            continue
        page.get(target)
        with CaptureQueriesContext(connection) as context:
            assert page.get(target).status_code == 200
        counts.append(len(context))
    assert counts[0] == counts[1] <= 12
