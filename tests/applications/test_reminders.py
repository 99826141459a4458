"""Secretaries who owe an application are told 7, 3 and 1 days before the deadline and on the day, once each."""

import datetime as dt

import pytest

from apps.accounts.models import User
from apps.applications import reminders
from apps.campaigns.services import extend_phase
from apps.core import clock
from apps.reminders.models import Notice
from apps.reminders.services import send_due_notices
from tests import due
from tests.shared import shared

from .factories import APPLICATION_DAY, make_draft, make_stage, make_submitted

pytestmark = pytest.mark.django_db
LAST_DAY = dt.date(2026, 5, 15)


@shared
def stage():
    return make_stage()


def run(day: dt.date, times: int = 2) -> None:
    with clock.moved_to(day):
        for _ in range(times):
            send_due_notices(clock.now(), due.of("applications"))


def told(user: User) -> list[str]:
    rows = Notice.objects.filter(rule=reminders.RULE, recipient=user).order_by("pk")
    return list(rows.values_list("threshold", flat=True))


def days_before(days: int) -> dt.date:
    return LAST_DAY - dt.timedelta(days=days)


def test_each_threshold_is_told_once_to_everybody_who_owes(stage):
    make_draft(stage)
    for days in (9, 8, 7, 6, 3, 2, 1, 0, -1):
        run(days_before(days))
    assert told(stage.secretary) == told(stage.other_secretary) == ["7", "3", "1", "0"]


def test_a_day_on_which_the_job_did_not_run_is_made_up_for(stage):
    for days in (6, 2, 0):
        run(days_before(days))
    assert told(stage.secretary) == ["7", "3", "0"]


def test_whoever_has_submitted_is_told_no_more(stage):
    make_submitted(stage)
    run(days_before(1))
    assert told(stage.secretary) == []
    assert told(stage.other_secretary) == ["1"]


def test_a_disabled_account_is_told_nothing(stage):
    User.objects.filter(pk=stage.secretary.pk).update(is_active=False)
    run(days_before(1))
    assert told(stage.secretary) == []


def test_a_later_deadline_has_thresholds_of_its_own(stage):
    run(LAST_DAY)
    assert told(stage.secretary) == ["0"]
    with clock.moved_to(LAST_DAY):
        extend_phase(
            actor=stage.office,
            phase=stage.campaign.phases.get(kind="application"),
            organization=stage.tree.branch,
            until=LAST_DAY + dt.timedelta(days=14),  # a Friday again
            reason="材料受灾",
        )
    for days in (-7, -11, -13, -14):
        run(days_before(days))
    assert told(stage.secretary) == ["0", "7", "3", "1", "0"]
    assert told(stage.other_secretary) == ["0"]


def test_queries_do_not_grow_with_the_secretaries(stage, django_assert_max_num_queries):
    moment = clock.at(days_before(1), 9)
    with clock.moved_to(APPLICATION_DAY), django_assert_max_num_queries(8):
        assert len(list(reminders.due(moment))) == 3
