"""Reviews that wait and self-assessments that are not signed, as their phase ends; reviews that take too long."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.applications import creation_reminders, phase_reminders
from apps.applications.models import Application, ReviewDelegation, SelfAssessment
from apps.applications.services import recommend_application
from apps.campaigns.models import Phase
from apps.campaigns.services import extend_phase
from apps.core import clock
from apps.reminders.models import Notice, RuleSetting
from apps.reminders.services import send_due_notices, subject_of
from tests import due
from tests.factories import make_user
from tests.shared import shared

from .creation_stage import make_site
from .factories import REVIEW_DAY, make_stage, make_submitted

pytestmark = pytest.mark.django_db


@shared
def stage():
    """Reviews end on 29 May 2026, a Friday."""
    found = make_stage()
    found.application = make_submitted(found)
    Phase.objects.filter(campaign=found.campaign, kind="review").update(ends_at=clock.at(dt.date(2026, 5, 29), 18))
    return found


def run(day, times=2):
    with clock.moved_to(day):
        for _ in range(times):
            send_due_notices(clock.now(), due.of("applications"))


def lines(person, rule):
    return list(Notice.objects.filter(rule=rule, recipient=person, withdrawn_at=None).order_by("pk"))


def told(person, rule):
    return list(Notice.objects.filter(rule=rule, recipient=person).order_by("pk").values_list("threshold", flat=True))


def test_whoever_has_a_review_waiting_is_told_as_the_phase_ends(stage):
    for day in (21, 22, 26, 28, 29, 30):
        run(dt.date(2026, 5, day))
    assert told(stage.township, "review.due") == ["7", "3", "1", "0"]
    assert not Notice.objects.filter(rule="review.due").exclude(recipient=stage.township).exists()
    (line,) = lines(stage.township, "review.due")
    assert line.title == "还有 1 份申报待审核，今天截止：2026年测试活动"
    assert line.url == f"/applications/{stage.application.pk}/review/"


def test_several_reviews_are_one_line_that_leads_to_the_desk(stage):
    make_submitted(stage, stage.other_secretary, stage.tree.other_branch)
    run(dt.date(2026, 5, 26))
    (line,) = lines(stage.township, "review.due")
    assert line.title.startswith("还有 2 份申报待审核")
    assert line.url == f"/applications/review/?campaign={stage.campaign.pk}"


def test_a_review_that_is_given_goes_on_to_the_next_office(stage):
    run(dt.date(2026, 5, 26))
    with clock.moved_to(dt.date(2026, 5, 27)):
        recommend_application(actor=stage.township, application=stage.application, opinion="同意。")
    run(dt.date(2026, 5, 27))
    assert lines(stage.township, "review.due") == []
    assert told(stage.district, "review.due") == ["3"]


def test_whoever_stands_in_for_the_office_is_told_too(stage):
    deputy = make_user(Role.OFFICE, stage.tree.outside_township)
    ReviewDelegation.objects.create(
        organization=stage.tree.township,
        organization_path=stage.tree.township.path,
        to_user=deputy,
        starts_on=REVIEW_DAY,
        ends_on=dt.date(2026, 5, 27),
        reason="出差",
        granted_by=stage.township,
    )
    run(dt.date(2026, 5, 26))
    assert told(deputy, "review.due") == ["3"]
    run(dt.date(2026, 5, 28))
    assert told(deputy, "review.due") == ["3"]


def test_a_later_deadline_withdraws_and_begins_anew(stage):
    run(dt.date(2026, 5, 28))
    with clock.moved_to(dt.date(2026, 5, 28)):
        phase = stage.campaign.phases.get(kind="review")
        extend_phase(
            actor=stage.office, phase=phase, organization=stage.tree.branch, until=dt.date(2026, 6, 12), reason="防汛"
        )
    run(dt.date(2026, 5, 29))
    assert lines(stage.township, "review.due") == []
    run(dt.date(2026, 6, 5))
    assert [line.threshold for line in lines(stage.township, "review.due")] == ["7"]


def test_reviews_longer_than_allowed_are_told_weekly(stage):
    """Reviews begin on Saturday 16 May, five working days: the last one is Friday the 22nd."""
    came = dt.date(2026, 5, 16)
    for days in range(6, 10):
        run(came + dt.timedelta(days=days))
    first = told(stage.township, "review.late")
    assert len(first) == 1
    run(dt.date(2026, 6, 1))
    assert told(stage.township, "review.late") == [*first, "2026W23"]
    (line,) = lines(stage.township, "review.late")
    assert line.title == "1 份申报超过 5 个工作日未审核：2026年测试活动"
    assert not Notice.objects.filter(rule="review.late").exclude(recipient=stage.township).exists()


def test_statements_for_reviews_stay_the_same(stage, django_assert_num_queries):
    make_submitted(stage, stage.other_secretary, stage.tree.other_branch)
    make_submitted(stage, stage.outside_secretary, stage.tree.outside_branch)
    moment = clock.at(dt.date(2026, 5, 26), 9)
    with django_assert_num_queries(8):  # days, settings, campaigns, phases, extensions, reviews, offices, delegations
        assert len(list(phase_reminders.reviews_due(moment))) == 2
    with django_assert_num_queries(5):
        assert len(list(phase_reminders.reviews_late(moment))) == 2


@shared
def site():
    """The self-assessment phase ends on 30 October 2026, a Friday."""
    found = make_site()
    Phase.objects.filter(campaign=found.campaign, kind="self_assessment").update(
        starts_at=clock.at(dt.date(2026, 10, 9)), ends_at=clock.at(dt.date(2026, 10, 30), 18)
    )
    return found


def test_whoever_has_not_signed_is_told_as_the_phase_ends(site):
    for day in (22, 23, 27, 29, 30, 31):
        run(dt.date(2026, 10, day))
    assert told(site.secretary, "assessment.due") == ["7", "3", "1", "0"]
    assert told(site.other_secretary, "assessment.due") == []
    assert lines(site.secretary, "assessment.due")[0].url == f"/applications/{site.site.pk}/self-assessment/"


def test_a_signed_one_is_asked_for_no_more_and_a_draft_is(site):
    assessment = SelfAssessment.objects.create(application=site.site, organization_path=site.site.organization_path)
    run(dt.date(2026, 10, 27))
    assert told(site.secretary, "assessment.due") == ["3"]
    SelfAssessment.objects.filter(pk=assessment.pk).update(status="submitted")
    Application.objects.filter(pk=site.site.pk).update(status="awaiting_inspection")
    run(dt.date(2026, 10, 28))
    assert lines(site.secretary, "assessment.due") == []


def test_a_paused_rule_is_silent(site):
    RuleSetting.objects.create(topic=subject_of(site.campaign), rule="assessment.due", is_paused=True)
    run(dt.date(2026, 10, 27))
    assert told(site.secretary, "assessment.due") == []


def test_monthly_progress_is_asked_for_before_its_day_and_once_it_is_late(site):
    """The report of August 2026 is due on the 31st, a Monday; the reports before it are late already."""
    for day in (21, 24, 28, 31):  # 7 days before; 3 before, moved from the Friday; 1 and 0 before a Monday
        run(dt.date(2026, 8, day))
    run(dt.date(2026, 9, 1))
    august = Notice.objects.filter(rule="report.due", subject__contains="2026-08", recipient=site.secretary)
    assert list(august.order_by("pk").values_list("threshold", flat=True)) == ["7", "1", "0", "overdue"]
    line = august.order_by("-pk")[0]
    assert line.url == f"/applications/{site.site.pk}/reports/dispatch/2026-08/"
    assert (line.topic, line.organization) == (subject_of(site.campaign), site.tree.branch)
    assert not Notice.objects.filter(rule="report.due").exclude(recipient=site.secretary).exists()


def test_the_campaign_sets_the_days_and_words_of_reports(site):
    RuleSetting.objects.create(
        topic=subject_of(site.campaign), rule="report.due", days_before=[2], wording="{单位}{截止}前报送{事项}。"
    )
    run(dt.date(2026, 9, 25))
    assert not Notice.objects.filter(rule="report.due", subject__contains="2026-09").exists()
    run(dt.date(2026, 9, 28))
    line = Notice.objects.get(rule="report.due", subject__contains="2026-09")
    assert (line.threshold, line.body) == ("2", "丁村党支部9月30日前报送月调度（2026年9月）。")


def test_statements_for_sites_stay_the_same(site, django_assert_num_queries):
    moment = clock.at(dt.date(2026, 10, 27), 9)
    for place in (site.tree.other_branch, site.tree.outside_branch):
        values = {"organization": place, "organization_path": place.path, "status": "creating"}
        Application.objects.create(
            campaign=site.campaign,
            standard_version=site.site.standard_version,
            created_by=site.office,
            approved_at=site.site.approved_at,
            **values,
        )
    with django_assert_num_queries(7):  # days, settings, campaigns, phases, extensions, secretaries, sites
        assert len(list(phase_reminders.assessments_due(moment))) == 3
    with django_assert_num_queries(7):  # days, settings, campaigns, phases, reports, secretaries, sites
        assert list(creation_reminders.due_reports(moment))
