"""Public notices that end."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.core import clock
from apps.evaluations import reminders, services
from apps.evaluations.models import PublicNotice
from apps.reminders.models import Notice, RuleSetting
from apps.reminders.services import send_due_notices, subject_of
from tests import due
from tests.factories import make_user
from tests.shared import shared

from .factories import make_stage
from .test_services import publish

pytestmark = pytest.mark.django_db


@shared
def stage():
    """Published on Friday 11 December for five working days: the last one is Friday the 18th."""
    found = make_stage()
    found.notice = publish(found)
    found.district = make_user(Role.OFFICE, found.tree.district)
    assert found.notice.ends_on == dt.date(2026, 12, 18)
    return found


def run(day):
    with clock.moved_to(day):
        for _ in range(2):
            send_due_notices(clock.now(), due.of("evaluations"))


def standing(stage):
    found = Notice.objects.filter(rule=reminders.RULE, withdrawn_at=None).order_by("pk")
    assert not found.exclude(recipient=stage.office).exists()
    return [(line.threshold, line.title) for line in found]


def test_before_the_end_on_it_and_after_it_until_it_is_closed(stage):
    title = stage.notice.title
    run(dt.date(2026, 12, 16))
    assert standing(stage) == []
    run(dt.date(2026, 12, 17))
    assert standing(stage) == [("1", f"公示还剩 1 天期满：{title}")]
    run(dt.date(2026, 12, 18))
    assert standing(stage) == [("0", f"公示今天期满：{title}")]
    run(dt.date(2026, 12, 21))
    assert standing(stage) == [("over", f"公示已期满，请办结：{title}")]
    with clock.moved_to(dt.date(2026, 12, 21)):
        services.close_notice(actor=stage.office, notice=stage.notice)
    run(dt.date(2026, 12, 22))
    assert standing(stage) == []


def test_objections_that_wait_are_named(stage):
    with clock.moved_to(dt.date(2026, 12, 15)):
        services.raise_objection(notice=stage.notice, content="材料不实", application=stage.second)
    run(dt.date(2026, 12, 17))
    line = Notice.objects.get(rule=reminders.RULE)
    assert "有 1 件异议待办理" in line.body
    assert line.url == f"/evaluations/notices/{stage.notice.pk}/"


def test_a_last_day_that_moves_begins_anew_and_a_paused_rule_is_silent(stage):
    run(dt.date(2026, 12, 17))
    PublicNotice.objects.filter(pk=stage.notice.pk).update(ends_on=dt.date(2026, 12, 25))
    run(dt.date(2026, 12, 18))
    assert standing(stage) == []
    RuleSetting.objects.create(topic=subject_of(stage.campaign), rule=reminders.RULE, is_paused=True)
    run(dt.date(2026, 12, 24))
    assert standing(stage) == []


def test_the_number_of_statements_does_not_grow(stage, django_assert_num_queries):
    for _ in range(2):
        row = PublicNotice.objects.get(pk=stage.notice.pk)
        row.pk = None
        row.save(force_insert=True)
    with django_assert_num_queries(4):
        assert len(list(reminders.due(clock.at(dt.date(2026, 12, 18))))) == 3
