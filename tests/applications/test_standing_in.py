"""Delegation for a period, conflicts of interest, hand-over, overdue reviews."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.models import Application, InterestDeclaration, ReviewStep
from apps.applications.services import (
    assign_reviews,
    declare_interest,
    delegate_reviews,
    end_interest,
    hand_over_reviews,
    hand_up_overdue,
    recommend_application,
    revoke_delegation,
)
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.core.models import StateChange
from apps.organizations.access import forget_scope
from apps.reminders.models import Notice
from tests.applications.factories import REVIEW_DAY, make_stage, make_submitted
from tests.applications.ladder_stage import countersign, make_departments, make_several, statuses, up_to
from tests.factories import add_role, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db

PERIOD = {"starts_on": REVIEW_DAY, "ends_on": REVIEW_DAY + dt.timedelta(days=3)}


@shared
def stage():
    return make_stage()


def delegated(stage, **to):
    to = to or {"to_user": stage.outside_township}
    row = delegate_reviews(actor=stage.township, organization=stage.tree.township, reason="参加培训", **PERIOD, **to)
    for person in (stage.outside_township, stage.district):
        forget_scope(person)
    return row


def test_a_delegate_reviews_in_the_office_s_place_and_the_record_says_so(stage, review_day):
    application = make_submitted(stage)
    assert not Application.objects.visible_to(stage.outside_township).exists()
    delegated(stage)
    assert Application.objects.visible_to(stage.outside_township).get() == application
    assert ReviewStep.objects.pending_for(stage.outside_township).count() == 1
    recommend_application(actor=stage.outside_township, application=application)
    change = StateChange.objects.of(application).filter(verb="recommend").get()
    assert change.actor == stage.outside_township
    assert change.acting_organization_name == "丙乡委（委托癸镇委代办）"
    assert Notice.objects.filter(recipient=stage.outside_township, rule="review.delegated").exists()


def test_an_office_stands_in_for_another(stage, review_day):
    application = make_submitted(stage)
    delegated(stage, to_organization=stage.tree.district)
    recommend_application(actor=stage.district, application=application)
    assert statuses(application)[0] == ("丙乡委", "recommended")


def test_a_delegate_who_countersigns_too_sees_it_once_and_signs_once(review_day):
    stage = make_departments()
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    application = up_to(stage, make_submitted(stage), "district")
    delegate_reviews(
        actor=stage.district, organization=stage.tree.district, reason="参加培训", to_user=stage.propagandist, **PERIOD
    )
    forget_scope(stage.propagandist)
    client = sign_in(Client(), stage.propagandist)
    page = client.get(reverse("applications:review_queue")).content.decode()
    assert page.count("data-open>") == 1 and "共 1 件" in page
    assert "审核，受托代办" in page and "并区宣传部会签" in page
    assert (
        "您同时办理区宣传部的会签" in client.get(reverse("applications:review", args=[application.pk])).content.decode()
    )
    recommend_application(actor=stage.propagandist, application=application, opinion="同意推荐。")
    assert statuses(application)[1:] == [("乙区委", "recommended"), ("区宣传部", "recommended"), ("甲市委", "pending")]
    signed = application.steps.get(organization=stage.propaganda)
    assert signed.decided_by == stage.propagandist and "一人一签" in signed.opinion


def test_a_delegation_holds_for_its_days_and_until_it_is_taken_back(stage):
    with clock.moved_to(REVIEW_DAY):
        application, row = make_submitted(stage), delegated(stage)
    with clock.moved_to(PERIOD["ends_on"] + dt.timedelta(days=1)):
        forget_scope(stage.outside_township)
        with pytest.raises(Refused):
            recommend_application(actor=stage.outside_township, application=application)
    with clock.moved_to(REVIEW_DAY):
        with pytest.raises(Refused):
            revoke_delegation(actor=stage.outside_township, delegation=row, reason="不办")
        with pytest.raises(Invalid):
            revoke_delegation(actor=stage.township, delegation=row, reason=" ")
        revoke_delegation(actor=stage.township, delegation=row, reason="提前返岗")
        with pytest.raises(OutOfTurn):
            revoke_delegation(actor=stage.township, delegation=row, reason="再次")
        forget_scope(stage.outside_township)
        with pytest.raises(Refused):
            recommend_application(actor=stage.outside_township, application=application)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends_on": REVIEW_DAY - dt.timedelta(days=1)}, "截止"),
        ({"ends_on": REVIEW_DAY + dt.timedelta(days=400)}, "1 年"),
        ({"reason": "  "}, "理由"),
        ({"to_user": None}, "二者选一"),
    ],
)
def test_a_delegation_names_one_delegate_a_period_and_a_reason(stage, review_day, change, words):
    values = {"to_user": stage.outside_township, "reason": "培训", **PERIOD, **change}
    with pytest.raises(Invalid, match=words):
        delegate_reviews(actor=stage.township, organization=stage.tree.township, **values)


def test_a_delegate_works_in_an_office_and_a_stranger_does_not_delegate(stage, review_day):
    with pytest.raises(Invalid, match="党建办"):
        delegated(stage, to_user=stage.secretary)
    with pytest.raises(Refused):
        delegate_reviews(
            actor=stage.outside_township,
            organization=stage.tree.township,
            to_user=stage.outside_township,
            reason="自取",
            **PERIOD,
        )


def test_a_declared_relation_leaves_the_step_to_a_colleague(stage, review_day):
    colleague = make_user(Role.OFFICE, stage.tree.township)
    application = make_submitted(stage)
    declare_interest(actor=stage.township, organization=stage.tree.branch, relation="family", note="姻亲")
    with pytest.raises(Refused, match="回避"):
        recommend_application(actor=stage.township, application=application)
    assert statuses(application)[0] == ("丙乡委", "pending")
    recommend_application(actor=colleague, application=application)
    assert statuses(application)[0] == ("丙乡委", "recommended")


def test_without_a_colleague_the_level_above_reviews(stage, review_day):
    application = make_submitted(stage)
    declare_interest(actor=stage.township, organization=stage.tree.branch, relation="family")
    assert statuses(application) == [("丙乡委", "passed_up"), ("乙区委", "pending"), ("甲市委", "waiting")]
    change = StateChange.objects.of(application.steps.get(position=1)).filter(verb="pass_up").get()
    assert "回避" in change.reason


def test_an_application_that_comes_later_passes_by_too(stage, review_day):
    declare_interest(actor=stage.township, organization=stage.tree.branch, relation="family")
    assert statuses(make_submitted(stage))[:2] == [("丙乡委", "passed_up"), ("乙区委", "pending")]


def test_a_relation_is_declared_once_and_ended_by_its_person_with_a_reason(stage, review_day):
    row = declare_interest(actor=stage.township, organization=stage.tree.branch, relation="family")
    with pytest.raises(OutOfTurn):
        declare_interest(actor=stage.township, organization=stage.tree.branch, relation="other")
    with pytest.raises(Refused):
        end_interest(actor=stage.district, declaration=row, reason="代办")
    end_interest(actor=stage.township, declaration=row, reason="关系解除")
    assert InterestDeclaration.objects.filter(ended_at=None).count() == 0
    recommend_application(actor=stage.township, application=make_submitted(stage))


def test_an_officer_who_leaves_hands_reviews_and_delegations_over(stage, review_day):
    successor = make_user(Role.OFFICE, stage.tree.township)
    rows = make_several(stage, 2)
    steps = list(ReviewStep.objects.filter(application__in=rows, status="pending"))
    assert assign_reviews(actor=stage.township, steps=steps, handler=stage.township) == 2
    delegate_reviews(
        actor=stage.outside_township,
        organization=stage.tree.outside_township,
        to_user=stage.township,
        reason="培训",
        **PERIOD,
    )
    act = {"actor": stage.district, "organization": stage.tree.township, "leaver": stage.township}
    assert hand_over_reviews(**act, successor=successor, reason="岗位调整") == 3
    assert set(ReviewStep.objects.filter(application__in=rows, position=1).values_list("handler", flat=True)) == {
        successor.pk
    }
    assert stage.tree.outside_township.review_delegations.get().to_user == successor
    with pytest.raises(Invalid, match="任职"):
        hand_over_reviews(**act, successor=stage.secretary, reason="岗位调整")
    with pytest.raises(Refused):
        hand_over_reviews(**{**act, "actor": stage.outside_township}, successor=successor, reason="越权")


def test_a_step_is_assigned_within_its_office(stage, review_day):
    steps = list(make_submitted(stage).steps.filter(status="pending"))
    with pytest.raises(Refused):
        assign_reviews(actor=stage.district, steps=steps, handler=stage.district)
    with pytest.raises(Invalid, match="经办"):
        assign_reviews(actor=stage.township, steps=steps, handler=stage.district)


# Submitted on 6 May 2026, while nobody may review yet; reviews begin on Saturday, 16 May, five working days later is 22 May.


def test_an_overdue_review_is_announced_and_taken_over_a_day_later_by_the_level_above(stage):
    application = make_submitted(stage)
    last = working_day_of(application)
    assert last == dt.date(2026, 5, 22)
    assert run_on(dt.date(2026, 5, 14)) == (0, 0)
    assert run_on(last - dt.timedelta(days=1)) == (0, 0)
    assert run_on(last) == (1, 0)
    assert run_on(last) == (0, 0)
    assert statuses(application)[0] == ("丙乡委", "pending")
    assert Notice.objects.filter(recipient=stage.township, rule="review.overdue").count() == 1
    assert run_on(last + dt.timedelta(days=1)) == (0, 1)
    assert run_on(last + dt.timedelta(days=1)) == (0, 0)
    assert statuses(application)[:2] == [("丙乡委", "passed_up"), ("乙区委", "pending")]
    verbs = list(StateChange.objects.of(application.steps.get(position=1)).values_list("verb", flat=True))
    assert verbs == ["await", "warn_overdue", "take_over"]


def working_day_of(application):
    from apps.core.calendar import add_working_days

    return add_working_days(dt.date(2026, 5, 16), application.campaign.review_working_days)


def run_on(day):
    with clock.moved_to(day):
        return hand_up_overdue()


def test_after_a_silence_of_the_job_the_notice_still_comes_a_day_before(stage):
    application = make_submitted(stage)
    late = working_day_of(application) + dt.timedelta(days=10)
    assert run_on(late) == (1, 0)
    assert statuses(application)[0] == ("丙乡委", "pending")
    assert run_on(late + dt.timedelta(days=1)) == (0, 1)


def test_the_issuer_is_reminded_and_keeps_its_step(stage, review_day):
    application = up_to(stage, make_submitted(stage), "city")
    late = REVIEW_DAY + dt.timedelta(days=30)
    assert run_on(late)[0] == 1
    run_on(late + dt.timedelta(days=1))
    assert statuses(application)[2] == ("甲市委", "pending")


def test_a_department_that_is_overdue_is_passed_by(review_day):
    stage = make_departments()
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    application = up_to(stage, make_submitted(stage), "district")
    recommend_application(actor=stage.district, application=application)
    late = REVIEW_DAY + dt.timedelta(days=30)
    run_on(late)
    run_on(late + dt.timedelta(days=1))
    assert statuses(application)[2:] == [("区宣传部", "passed_up"), ("甲市委", "pending")]


def test_whoever_left_the_office_has_nothing_in_hand(stage, review_day):
    leaver = make_user(Role.OFFICE, stage.tree.township)
    steps = list(make_submitted(stage).steps.filter(status="pending"))
    assign_reviews(actor=stage.township, steps=steps, handler=leaver)
    hand_up_overdue()
    assert ReviewStep.objects.get(pk=steps[0].pk).handler == leaver
    leaver.memberships.update(ended_on=REVIEW_DAY - dt.timedelta(days=1))
    hand_up_overdue()
    assert ReviewStep.objects.get(pk=steps[0].pk).handler is None


def test_a_campaign_sets_its_own_days(stage):
    stage.campaign.review_working_days = 1
    stage.campaign.save()
    make_submitted(stage)
    assert run_on(dt.date(2026, 5, 17)) == (0, 0)
    assert run_on(dt.date(2026, 5, 18)) == (1, 0)


def test_whoever_holds_another_role_in_the_applicant_keeps_out(stage, review_day):
    application = make_submitted(stage)
    make_user(Role.OFFICE, stage.tree.township)
    add_role(stage.township, "secretary", stage.tree.branch)
    with pytest.raises(Refused, match="回避"):
        recommend_application(actor=stage.township, application=application)
