"""Titles that come to their end, and their yearly check."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.branding import reminders
from apps.branding.models import Designation
from apps.core import clock
from apps.inspections.models import Round, Visit
from apps.reminders.models import Notice, RuleSetting
from apps.reminders.services import send_due_notices, subject_of
from tests import due
from tests.evaluations.factories import make_stage
from tests.factories import make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db
LAST = dt.date(2029, 12, 21)


@shared
def stage():
    """Two titles of 21 December 2026, valid for three years; the campaign's own check ends on 30 November."""
    found = make_stage()
    found.secretary = make_user(Role.SECRETARY, found.tree.branch)
    found.outside_secretary = make_user(Role.SECRETARY, found.tree.outside_branch)
    found.district = make_user(Role.OFFICE, found.tree.district)
    found.titles = [name(found, application, number) for number, application in enumerate((found.first, found.second))]
    return found


def name(stage, application, number):
    return Designation.objects.create(
        application=application, campaign=stage.campaign, organization=application.organization,
        organization_path=application.organization_path, number=f"演示-{number:03d}", title="基层党建示范点",
        issuer="市委", decision_number="演示1号", named_on=dt.date(2026, 12, 21), valid_until=LAST, named_by=stage.office,
    )  # fmt: skip


def run(day):
    with clock.moved_to(day):
        for _ in range(2):
            send_due_notices(clock.now(), due.of("branding"))


def lines(person, rule):
    return list(Notice.objects.filter(rule=rule, recipient=person, withdrawn_at=None).order_by("pk"))


def told(person, rule):
    return list(Notice.objects.filter(rule=rule, recipient=person).order_by("pk").values_list("threshold", flat=True))


def test_a_title_is_told_ninety_and_thirty_days_before_it_ends(stage):
    for left in (95, 90, 60, 30, 5):
        run(LAST - dt.timedelta(days=left))
    assert told(stage.secretary, reminders.EXPIRING) == told(stage.office, reminders.EXPIRING) == ["90", "30"]
    assert lines(stage.secretary, reminders.EXPIRING)[-1].url == f"/designations/{stage.titles[0].pk}/"
    line = lines(stage.office, reminders.EXPIRING)[-1]
    assert line.title == "2 个单位的命名还有 30 天到期"
    assert line.url == f"/applications/?campaign={stage.campaign.pk}&status=named"
    assert told(stage.district, reminders.EXPIRING) == []


def test_a_revoked_title_and_one_renewed_are_not_told(stage):
    run(LAST - dt.timedelta(days=90))
    Designation.objects.filter(pk=stage.titles[0].pk).update(status="revoked")
    Designation.objects.filter(pk=stage.titles[1].pk).update(valid_until=LAST.replace(year=2032))
    run(LAST - dt.timedelta(days=89))
    for person in (stage.secretary, stage.outside_secretary, stage.office):
        assert lines(person, reminders.EXPIRING) == []


def test_the_yearly_check_is_asked_for_from_the_year_after(stage):
    run(dt.date(2026, 12, 30))
    assert told(stage.office, reminders.VERIFY) == []
    for day in (dt.date(2027, 10, 28), dt.date(2027, 10, 29), dt.date(2027, 11, 30), dt.date(2027, 12, 1)):
        run(day)
    assert told(stage.office, reminders.VERIFY) == ["30", "0", "over"]
    (line,) = lines(stage.office, reminders.VERIFY)
    assert line.title == "2 个命名单位待年度复核，已逾期"
    assert line.url == f"/inspections/new/?campaign={stage.campaign.pk}"
    run(dt.date(2028, 1, 4))
    assert lines(stage.office, reminders.VERIFY) == []
    run(dt.date(2028, 11, 1))
    assert [line.threshold for line in lines(stage.office, reminders.VERIFY)] == ["30"]
    assert not Notice.objects.filter(rule=reminders.VERIFY).exclude(recipient=stage.office).exists()


def test_what_was_verified_is_asked_for_no_more(stage):
    round_ = Round.objects.create(
        campaign=stage.campaign, organization=stage.tree.city, organization_path=stage.tree.city.path, name="2027年复核",
        kind="verification", year=2027, quarter=4, starts_on=dt.date(2027, 10, 8), ends_on=dt.date(2027, 11, 30),
        created_by=stage.office,
    )  # fmt: skip
    for application in (stage.first, stage.second):
        Visit.objects.create(
            round=round_, application=application, organization=application.organization,
            organization_path=application.organization_path, scheduled_on=dt.date(2027, 10, 20),
        )  # fmt: skip
    run(dt.date(2027, 11, 23))
    assert lines(stage.office, reminders.VERIFY)[0].url == f"/inspections/?campaign={stage.campaign.pk}"
    Visit.objects.update(status="recorded")
    run(dt.date(2027, 11, 24))
    assert lines(stage.office, reminders.VERIFY) == []


def test_a_paused_rule_is_silent(stage):
    RuleSetting.objects.create(topic=subject_of(stage.campaign), rule=reminders.VERIFY, is_paused=True)
    RuleSetting.objects.create(topic=subject_of(stage.campaign), rule=reminders.EXPIRING, days_before=[10])
    run(dt.date(2027, 11, 30))
    assert told(stage.office, reminders.VERIFY) == []
    run(LAST - dt.timedelta(days=30))
    assert told(stage.secretary, reminders.EXPIRING) == []


def test_the_number_of_statements_does_not_grow(stage, django_assert_num_queries):
    with django_assert_num_queries(5):  # days, settings, secretaries, offices, titles
        assert len(list(reminders.expiring(clock.at(LAST)))) == 3
    with django_assert_num_queries(7):  # days, settings, visits, phases, titles, rounds, offices
        assert len(list(reminders.to_verify(clock.at(dt.date(2027, 11, 30))))) == 1
