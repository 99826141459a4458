"""Places: two officers at once, ranked candidates, the waiting list that comes back for a decision."""

import threading

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.applications.queries import candidates_of, quota_lines
from apps.applications.services import (
    digest_of,
    rank_candidates,
    recommend_application,
    reserve_application,
    return_application,
    submit_application,
    withdraw_application,
)
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, QuotaFull, Refused, StaleVersion
from apps.core.models import StateChange
from apps.reminders.models import Notice
from tests.applications.factories import REVIEW_DAY, make_stage, make_submitted
from tests.applications.ladder_stage import make_several, statuses, up_to
from tests.factories import make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def stage():
    return make_stage()


def limit(stage, organization, number):
    return stage.campaign.quotas.create(dimension="parent", organization=organization, limit=number)


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_take_the_last_place_at_once_one_is_told():
    stage = make_stage()
    limit(stage, stage.tree.township, 1)
    first, second = make_submitted(stage), make_submitted(stage, stage.other_secretary, stage.tree.other_branch)
    colleague = make_user("office", stage.tree.township)
    barrier, results = threading.Barrier(2), {}

    def act(person, application):
        try:
            with clock.moved_to(REVIEW_DAY):
                barrier.wait(10)
                recommend_application(actor=person, application=application)
            results[application.pk] = None
        except QuotaFull as error:
            results[application.pk] = error.message
        finally:
            connection.close()

    pairs = ((stage.township, first), (colleague, second))
    threads = [threading.Thread(target=act, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    told = [words for words in results.values() if words]
    assert len(results) == 2
    assert len(told) == 1
    assert "丙乡委" in told[0]
    assert sorted(statuses(row)[0][1] for row in (first, second)) == ["pending", "recommended"]


def test_a_quota_by_level_binds_at_approval(stage, review_day):
    stage.campaign.quotas.create(dimension="level", level="grassroots", limit=1)
    first = up_to(stage, make_submitted(stage), "city")
    second = up_to(stage, make_submitted(stage, stage.other_secretary, stage.tree.other_branch), "city")
    recommend_application(actor=stage.office, application=first)
    with pytest.raises(QuotaFull, match="基层"):
        recommend_application(actor=stage.office, application=second)


def test_quotas_are_counted_live_for_the_office_and_the_applicant(stage, review_day):
    limit(stage, stage.tree.township, 3)
    make_several(stage, 2)
    application = make_submitted(stage)
    recommend_application(actor=stage.township, application=application)
    lines = quota_lines(stage.campaign, [stage.tree.township.pk], stage.tree.branch)
    shown = {line.label: (line.used, line.limit) for line in lines}
    assert shown["丙乡委推荐名额"] == (1, 3)
    assert not any("街道" in label for label in shown)


def test_the_best_are_recommended_first(stage, review_day):
    stage.campaign.ranked = True
    stage.campaign.save()
    rows = make_several(stage, 3)
    with pytest.raises(OutOfTurn, match="先对本级候选排序"):
        recommend_application(actor=stage.township, application=rows[0])
    order(stage, [rows[2], rows[0], rows[1]])
    with pytest.raises(OutOfTurn, match="第 1 位"):
        recommend_application(actor=stage.township, application=rows[0])
    recommend_application(actor=stage.township, application=rows[2])
    order(stage, [rows[1], rows[0]])  # whoever went up keeps the first place
    assert [row.steps.get(position=1).rank for row in rows] == [3, 2, 1]
    return_application(actor=stage.township, application=rows[1], opinion="请补充。")
    order(stage, [rows[0]])
    recommend_application(actor=stage.township, application=rows[0])
    submit_application(actor=User.objects.get(memberships__organization=rows[1].organization), application=rows[1])
    recommend_application(actor=stage.township, application=rows[1])
    assert [row.steps.get(position=1).rank for row in rows] == [3, 2, 1]


def order(stage, rows):
    candidates = candidates_of(stage.campaign, stage.tree.township)
    steps = {step.application_id: step.pk for step in candidates}
    rank_candidates(
        actor=stage.township,
        campaign=stage.campaign,
        organization=stage.tree.township,
        order=[steps[row.pk] for row in rows],
        seen=digest_of(candidates),
    )


def test_an_order_that_somebody_else_changed_is_not_overwritten(stage, review_day):
    stage.campaign.ranked = True
    stage.campaign.save()
    rows = make_several(stage, 2)
    candidates = candidates_of(stage.campaign, stage.tree.township)
    old = {"campaign": stage.campaign, "organization": stage.tree.township, "seen": digest_of(candidates)}
    keys = [step.pk for step in candidates]
    with pytest.raises(Refused):
        rank_candidates(actor=stage.district, order=keys, **old)
    with pytest.raises(Invalid):
        rank_candidates(actor=stage.township, order=keys[:1], **old)
    order(stage, list(reversed(rows)))
    with pytest.raises(StaleVersion):
        rank_candidates(actor=stage.township, order=keys, **old)
    assert [step.pk for step in candidates_of(stage.campaign, stage.tree.township)] == list(reversed(keys))


def test_a_freed_place_brings_the_best_of_the_waiting_list_back_for_a_decision(stage, review_day):
    limit(stage, stage.tree.township, 1)
    rows = make_several(stage, 2)
    application = make_submitted(stage)
    recommend_application(actor=stage.township, application=application)
    for row in rows:
        reserve_application(actor=stage.township, application=row, opinion="名额不足。")
    assert [statuses(row)[0][1] for row in rows] == ["reserved", "reserved"]
    withdraw_application(actor=stage.secretary, application=application, reason="任务调整。")
    assert [statuses(row)[0][1] for row in rows] == ["pending", "reserved"]
    step = rows[0].steps.get(position=1)
    assert step.called_up_at is not None
    assert Notice.objects.filter(recipient=stage.township, rule="review.called_up").count() == 1
    assert StateChange.objects.of(step).filter(verb="call_up").get().actor is None
    recommend_application(actor=stage.township, application=rows[0])
    assert statuses(rows[0])[0][1] == "recommended"


def test_a_withdrawal_that_freed_nothing_calls_nobody_up(stage, review_day):
    limit(stage, stage.tree.township, 1)
    row, waiting = make_several(stage, 2)
    recommend_application(actor=stage.township, application=row)
    reserve_application(actor=stage.township, application=waiting, opinion="名额不足。")
    application = make_submitted(stage)
    withdraw_application(actor=stage.secretary, application=application, reason="任务调整。")
    assert statuses(waiting)[0][1] == "reserved"
