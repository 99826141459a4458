"""Who has not moved: a summary to the campaign's office, and the list to which it leads."""

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from apps.applications import office_reminders
from apps.applications.models import Application, ProgressReport
from apps.campaigns.models import Phase
from apps.core import clock
from apps.reminders.models import Notice, RuleSetting
from apps.reminders.queries.owed import owed_now
from apps.reminders.services import send_due_notices, subject_of
from tests import due
from tests.factories import make_organization, sign_in
from tests.shared import shared

from .creation_stage import make_site
from .factories import APPLICATION_DAY, make_draft, make_stage, make_submitted

pytestmark = pytest.mark.django_db


@shared
def stage():
    """Applications end on Friday 15 May 2026."""
    return make_stage()


def run(day):
    with clock.moved_to(day):
        for _ in range(2):
            send_due_notices(clock.now(), due.of("applications"))


def lines(person, rule):
    return list(Notice.objects.filter(rule=rule, recipient=person, withdrawn_at=None).order_by("pk"))


def test_the_office_hears_who_has_not_handed_in_on_the_same_days(stage):
    make_submitted(stage)
    make_draft(stage, stage.other_secretary, stage.tree.other_branch)
    for day in (7, 8, 12, 14, 15, 16):
        run(dt.date(2026, 5, day))
    told = Notice.objects.filter(rule="campaign.unsubmitted").order_by("pk")
    assert [(line.recipient_id, line.threshold) for line in told] == [
        (stage.office.pk, d) for d in ("7", "3", "1", "0")
    ]
    (line,) = lines(stage.office, "campaign.unsubmitted")
    assert line.title == "尚有 2 个单位未提交申报，今天截止：2026年测试活动"
    assert line.body == "尚有 2 个单位未提交申报（乙区委 1、壬县委 1）。"
    assert line.url == f"/applications/unsubmitted/{stage.campaign.pk}/"


def test_the_summary_leads_to_exactly_those_units(client, stage):
    make_submitted(stage)
    draft = make_draft(stage, stage.other_secretary, stage.tree.other_branch)
    run(dt.date(2026, 5, 12))
    sign_in(client, stage.office)
    address = lines(stage.office, "campaign.unsubmitted")[0].url
    with clock.moved_to(APPLICATION_DAY):
        page = client.get(address)
        assert [(row.pk, row.words) for row in page.context["rows"]] == [
            (stage.tree.other_branch.pk, "填写中"), (stage.tree.outside_branch.pk, "尚未填写"),
        ]  # fmt: skip
        text = page.content.decode()
        assert stage.other_secretary.name in text and f"/applications/{draft.pk}/" in text
        assert "申报截止5月15日" in text
        for query, expected in (
            ("?stage=none", 1),
            ("?q=戊村", 1),
            (f"?under={stage.tree.district.path}", 1),
            ("?q=无", 0),
        ):
            assert client.get(address + query).context["page"].paginator.count == expected
        assert "没有符合条件的单位" in client.get(f"{address}?q=无").content.decode()
        book = CalamineWorkbook.from_filelike(BytesIO(b"".join(client.get(f"{address}export/?stage=draft"))))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["中共戊村支部委员会"]
    assert rows[1][1] == "丙乡委"


def test_an_office_sees_its_own_subtree_and_nobody_elses_campaign(client, stage):
    sign_in(client, stage.township)
    with clock.moved_to(APPLICATION_DAY):
        page = client.get(f"/applications/unsubmitted/{stage.campaign.pk}/")
        assert {row.pk for row in page.context["rows"]} == {stage.tree.branch.pk, stage.tree.other_branch.pk}
        sign_in(client, stage.secretary)
        assert client.get(f"/applications/unsubmitted/{stage.campaign.pk}/").status_code == 403


def test_the_list_costs_the_same_at_one_and_three_rows(client, stage):
    sign_in(client, stage.township)
    address = f"/applications/unsubmitted/{stage.campaign.pk}/"
    counts = []
    with clock.moved_to(APPLICATION_DAY):
        for _ in range(2):
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as caught:
                assert client.get(address).status_code == 200
            counts.append(len(caught))
            make_organization(stage.tree.township, name="中共庚村支部委员会")
    assert counts[0] == counts[1] <= 12


def test_when_all_have_handed_in_the_office_is_told_nothing(stage):
    run(dt.date(2026, 5, 8))
    for secretary, place in (
        (stage.secretary, stage.tree.branch),
        (stage.other_secretary, stage.tree.other_branch),
        (stage.outside_secretary, stage.tree.outside_branch),
    ):
        make_submitted(stage, secretary, place)
    run(dt.date(2026, 5, 9))
    assert lines(stage.office, "campaign.unsubmitted") == []


def test_days_and_pauses_are_the_campaigns(stage):
    RuleSetting.objects.create(topic=subject_of(stage.campaign), rule="campaign.unsubmitted", days_before=[5])
    run(dt.date(2026, 5, 8))
    assert lines(stage.office, "campaign.unsubmitted") == []
    run(dt.date(2026, 5, 11))
    assert [line.threshold for line in lines(stage.office, "campaign.unsubmitted")] == ["5"]
    RuleSetting.objects.update(is_paused=True, days_before=[3])
    run(dt.date(2026, 5, 12))
    assert [line.threshold for line in lines(stage.office, "campaign.unsubmitted")] == ["5"]


def test_self_assessments_and_reports_are_summed_up_too():
    site = make_site()
    Phase.objects.filter(campaign=site.campaign, kind="self_assessment").update(
        ends_at=clock.at(dt.date(2026, 10, 23), 18)
    )
    run(dt.date(2026, 8, 28))
    (line,) = lines(site.office, "campaign.unreported")
    assert line.title == "尚有 1 个单位未报送月调度（2026年8月），8月31日截止：2026年测试活动"
    assert line.url == f"/applications/creation/?campaign={site.campaign.pk}"
    ProgressReport.objects.create(
        application=site.site, organization_path=site.site.organization_path, kind="dispatch", period="2026-08",
        due_on=dt.date(2026, 8, 31), status="submitted", submitted_at=clock.at(dt.date(2026, 8, 28)),
    )  # fmt: skip
    run(dt.date(2026, 8, 30))
    assert lines(site.office, "campaign.unreported") == []
    run(dt.date(2026, 10, 20))
    (line,) = lines(site.office, "campaign.unsigned")
    assert (line.threshold, line.title) == ("3", "尚有 1 个单位未签署自评，10月23日截止：2026年测试活动")
    assert line.url == f"/applications/?campaign={site.campaign.pk}&status=creating"


def test_the_number_of_statements_does_not_grow(stage, django_assert_num_queries):
    Application.objects.filter(pk=make_submitted(stage).pk).update(status="returned")
    moment = clock.at(dt.date(2026, 5, 12), 9)
    with django_assert_num_queries(8):  # days, settings, campaigns, phases, extensions, owing, offices, names
        assert len(list(office_reminders.phases_at_office(moment))) == 1


def test_what_is_owed_in_a_campaign_names_those_who_owe_and_no_summary():
    site = make_site()
    with clock.moved_to(dt.date(2026, 10, 12)):
        rows = owed_now(subject_of(site.campaign))
    found = {(row.notice.rule, row.recipient.pk) for row in rows}
    assert {("assessment.due", site.secretary.pk), ("report.due", site.secretary.pk)} <= found
    # The office's own work lines are owed by it; summaries of what others owe are not.
    assert {row.notice.rule for row in rows if row.recipient == site.office} <= {"line.deadline", "line.acknowledge"}
    assert owed_now("campaigns.campaign:0") == []
