"""Rectifications: the site is told before and after, its office each week, the level above after five working days."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.core import clock
from apps.inspections import reminders, services
from apps.inspections.models import Finding
from apps.reminders.models import Notice, RuleSetting
from apps.reminders.services import send_due_notices, subject_of
from tests import due
from tests.factories import make_user

from .factories import make_finding, make_visit

#: A Friday; the week after it is worked from Monday to Friday.
DUE_ON = dt.date(2026, 11, 20)


@pytest.fixture
def finding(world):
    world.township_office = make_user(Role.OFFICE, world.township)
    return make_finding(world, due_on=DUE_ON)


def run(day, times=2):
    with clock.moved_to(day):
        for _ in range(times):
            send_due_notices(clock.now(), due.of("inspections"))


def told(person, rule):
    return list(Notice.objects.filter(rule=rule, recipient=person).order_by("pk").values_list("threshold", flat=True))


def unread(person, rule):
    found = Notice.objects.visible_to(person).unread().filter(rule=rule)
    return list(found.order_by("pk").values_list("threshold", flat=True))


def test_each_threshold_comes_once_before_the_deadline(world, finding):
    for left, expected in ((9, []), (7, ["7"]), (3, ["7", "3"]), (2, ["7", "3"]), (0, ["7", "3", "0"])):
        run(DUE_ON - dt.timedelta(days=left))
        assert told(world.secretary, "finding.due") == expected
    assert unread(world.secretary, "finding.due") == ["0"]
    assert not Notice.objects.exclude(recipient=world.secretary).filter(rule="finding.due").exists()
    assert Notice.objects.filter(rule="finding.due").first().url == f"/inspections/findings/{finding.pk}/"


def test_overdue_is_told_each_working_day_until_it_is_answered(world, finding):
    for day in range(20, 26):
        run(dt.date(2026, 11, day))
    assert told(world.secretary, "finding.overdue") == ["20261123", "20261124", "20261125"]  # not on the weekend
    assert unread(world.secretary, "finding.overdue") == ["20261125"]
    assert (
        Notice.objects.visible_to(world.secretary)
        .unread()
        .get(rule="finding.overdue")
        .title.startswith("整改已逾期 5 天")
    )
    with clock.moved_to(dt.date(2026, 11, 25)):
        services.answer_finding(actor=world.secretary, finding=finding, text="已更新")
    run(dt.date(2026, 11, 26))
    assert told(world.secretary, "finding.overdue")[-1] == "20261125"
    assert unread(world.secretary, "finding.overdue") == []


def test_offices_are_told_weekly_and_the_level_above_after_five_working_days(world, finding):
    make_finding(world, finding.visit, description="资料不全", due_on=DUE_ON)
    offices = {"township": world.township_office, "district": world.district_office, "city": world.office}
    for day in (21, 22, 23, 24, 27, 28):
        run(dt.date(2026, 11, day))
    assert told(offices["township"], "finding.overdue_office") == ["2026W48"]
    assert told(offices["city"], "finding.overdue_office") == ["2026W48"]  # who runs the round
    assert not Notice.objects.filter(rule="finding.overdue_above").exists()
    run(dt.date(2026, 11, 30))
    assert told(offices["township"], "finding.overdue_office") == ["2026W48", "2026W49"]
    assert unread(offices["township"], "finding.overdue_office") == ["2026W49"]
    assert told(offices["district"], "finding.overdue_above") == ["2026W49"]
    line = Notice.objects.get(recipient=offices["district"], rule="finding.overdue_above")
    assert line.title == "尚有 1 个单位的 2 项整改已逾期"
    assert line.url == f"/inspections/findings/?campaign={world.campaign.pk}&due=overdue"
    assert not Notice.objects.filter(recipient=world.outside_office).exists()


def test_a_deadline_that_moves_begins_anew(world, finding):
    run(DUE_ON - dt.timedelta(days=3))
    Finding.objects.filter(pk=finding.pk).update(due_on=DUE_ON + dt.timedelta(days=14))
    run(DUE_ON - dt.timedelta(days=2))
    assert unread(world.secretary, "finding.due") == []
    run(DUE_ON + dt.timedelta(days=11))
    assert unread(world.secretary, "finding.due") == ["3"]


def test_the_campaigns_office_sets_days_and_pauses(world, finding):
    topic = subject_of(world.campaign)
    RuleSetting.objects.create(topic=topic, rule="finding.due", days_before=[12], wording="{单位}还有{剩余天数}天。")
    RuleSetting.objects.create(topic=topic, rule="finding.overdue", is_paused=True)
    run(DUE_ON - dt.timedelta(days=12))
    assert told(world.secretary, "finding.due") == ["12"]
    assert Notice.objects.get(rule="finding.due").body == "丁村党支部还有12天。"
    run(DUE_ON + dt.timedelta(days=3))
    assert told(world.secretary, "finding.overdue") == []


def test_the_number_of_statements_does_not_grow(world, finding, django_assert_num_queries):
    make_finding(world, finding.visit, description="另一个", due_on=DUE_ON)
    make_finding(world, make_visit(world, world.other, finding.visit.round), description="第三个", due_on=DUE_ON)
    with django_assert_num_queries(4):  # findings, secretaries, settings, the office's own working days
        assert len(list(reminders.due(clock.at(DUE_ON)))) == 3
    late = clock.at(DUE_ON + dt.timedelta(days=3))
    with django_assert_num_queries(3):
        assert len(list(reminders.overdue(late))) == 3
    with django_assert_num_queries(3):
        assert len(list(reminders.overdue_at_offices(late))) == 2
