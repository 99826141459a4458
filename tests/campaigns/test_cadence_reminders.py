"""月调度、季分析、年总结: the organizer's office is told on the first working day of the period."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.campaigns import cadence_reminders
from apps.campaigns.services import suspend_campaign
from apps.core import clock
from apps.reminders.models import Notice, RuleSetting
from apps.reminders.services import send_due_notices, subject_of
from tests import due
from tests.factories import make_tree, make_user
from tests.shared import shared

from .factories import make_open_campaign

pytestmark = pytest.mark.django_db


@shared
def stage():
    """Opened on 1 March 2026 with the cadences of the standardization year."""
    tree = make_tree()
    tree.office = make_user(Role.OFFICE, tree.city)
    tree.district_office = make_user(Role.OFFICE, tree.district)
    tree.campaign = make_open_campaign(tree.city, tree.office)
    return tree


def run(day):
    with clock.moved_to(day):
        for _ in range(2):
            send_due_notices(clock.now(), due.of("campaigns"))


def titles(person):
    found = Notice.objects.filter(rule=cadence_reminders.RULE, recipient=person, withdrawn_at=None)
    return sorted(found.values_list("title", flat=True))


def test_each_period_opens_on_its_first_working_day(stage):
    run(dt.date(2026, 3, 31))
    assert titles(stage.office) == ["2026年3月月调度：2026年测试活动"]  # the quarter began before the campaign
    run(dt.date(2026, 4, 1))
    assert titles(stage.office) == ["2026年4月月调度：2026年测试活动", "2026年第二季度季分析：2026年测试活动"]
    run(dt.date(2026, 5, 5))  # the holidays of May
    assert titles(stage.office)[0].startswith("2026年第二季度")
    assert len(titles(stage.office)) == 1
    run(dt.date(2026, 5, 6))
    assert "2026年5月月调度：2026年测试活动" in titles(stage.office)
    assert titles(stage.district_office) == []


def test_the_yearly_review_comes_in_december_too(stage):
    run(dt.date(2026, 11, 30))
    assert not any("年总结" in title for title in titles(stage.office))
    run(dt.date(2026, 12, 1))
    assert "2026年年总结：2026年测试活动" in titles(stage.office)
    run(dt.date(2027, 1, 4))
    assert "2027年年总结：2026年测试活动" in titles(stage.office)


def test_the_dispatch_leads_to_the_board_of_the_campaign(client, stage):
    run(dt.date(2026, 4, 1))
    line = Notice.objects.get(rule=cadence_reminders.RULE, subject=f"{subject_of(stage.campaign)}/dispatch")
    assert line.url == f"/applications/creation/?campaign={stage.campaign.pk}"
    assert line.topic == subject_of(stage.campaign)


def test_a_suspended_campaign_and_a_paused_rule_are_silent(stage):
    RuleSetting.objects.create(topic=subject_of(stage.campaign), rule=cadence_reminders.RULE, is_paused=True)
    run(dt.date(2026, 4, 1))
    assert titles(stage.office) == []
    RuleSetting.objects.all().delete()
    run(dt.date(2026, 4, 2))
    assert len(titles(stage.office)) == 2
    with clock.moved_to(dt.date(2026, 4, 3)):
        suspend_campaign(actor=stage.office, campaign=stage.campaign, reason="防汛")
    run(dt.date(2026, 4, 3))
    assert titles(stage.office) == []


def test_the_number_of_statements_does_not_grow(stage, django_assert_num_queries):
    moment = clock.at(dt.date(2026, 4, 1), 9)
    with django_assert_num_queries(3):
        assert len(list(cadence_reminders.due(moment))) == 2
