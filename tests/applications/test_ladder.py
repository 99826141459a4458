"""The ladder: submitted, returned, recommended upwards, approved, refused; by whom, when, and two at once."""

import threading

import pytest
from django.db import connection

from apps.applications.models import Application
from apps.applications.services import (
    IncompleteApplication,
    recommend_application,
    reject_application,
    return_application,
    submit_application,
    withdraw_application,
)
from apps.campaigns.models import Place
from apps.campaigns.services import extend_phase
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfPhase, OutOfTurn, QuotaFull, Refused, StaleVersion
from apps.core.models import StateChange
from apps.organizations.access import forget_scope
from apps.reminders.models import Notice
from tests.applications.factories import (
    LATE_DAY,
    REVIEW_DAY,
    make_approved,
    make_complete,
    make_draft,
    make_stage,
    make_submitted,
)
from tests.factories import add_role, make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def stage():
    return make_stage()


@pytest.fixture
def review_day():
    with clock.moved_to(REVIEW_DAY):
        yield


def steps(application):
    return [(step.organization.short_name, step.status) for step in application.steps.select_related("organization")]


def test_submission_freezes_the_ladder_from_the_parent_to_the_issuer(stage):
    application = make_submitted(stage)
    assert application.status == "in_review"
    assert steps(application) == [("丙乡委", "pending"), ("乙区委", "waiting"), ("甲市委", "waiting")]
    assert [step.is_final for step in application.steps.all()] == [False, False, True]
    assert application.submitted_at is not None
    assert Notice.objects.filter(recipient=stage.township, rule="review.pending").count() == 1


def test_submission_lists_what_is_missing_and_changes_nothing(stage):
    application = make_draft(stage)
    with clock.moved_to(clock.at(REVIEW_DAY.replace(day=8))), pytest.raises(IncompleteApplication) as caught:
        submit_application(actor=stage.secretary, application=application)
    fields = [item.field for item in caught.value.missing]
    asked = ["title", "contact_phone", "summary", "exemplar", "foundation", "innovation", "results", "goal", "tasks"]
    assert fields == asked
    application.refresh_from_db()
    assert application.status == "draft"
    assert not application.steps.exists()


def test_submission_after_the_deadline_is_refused_with_the_dates_unless_extended(stage):
    application = make_complete(stage)
    with clock.moved_to(LATE_DAY):
        with pytest.raises(OutOfPhase) as caught:
            submit_application(actor=stage.secretary, application=application)
        assert "4月21日至5月15日" in caught.value.message
        phase = stage.campaign.phases.get(kind="application")
        extend_phase(
            actor=stage.office,
            phase=phase,
            organization=stage.tree.branch,
            until=clock.at(LATE_DAY.replace(day=12)),
            reason="汛期抗洪",
        )
        submit_application(actor=stage.secretary, application=Application.objects.get(pk=application.pk))
    application.refresh_from_db()
    assert application.status == "in_review"


def test_only_the_own_secretary_submits(stage):
    application = make_complete(stage)
    with clock.moved_to(REVIEW_DAY.replace(day=8)):
        for person in (stage.other_secretary, stage.township, stage.office):
            with pytest.raises(Refused):
                submit_application(actor=person, application=application)


def test_each_level_recommends_in_turn_and_the_issuer_approves(stage):
    application = make_approved(stage)
    assert application.status == "creating"
    assert application.approved_at is not None
    assert {status for _, status in steps(application)} == {"recommended"}
    assert Place.objects.filter(campaign=stage.campaign, organization=stage.tree.branch).count() == 1
    verbs = list(StateChange.objects.of(application).values_list("verb", "target"))
    assert verbs == [
        ("create", ""),
        ("submit", "in_review"),
        ("recommend", "in_review"),
        ("recommend", "in_review"),
        ("approve", "creating"),
    ]
    assert Notice.objects.filter(recipient=stage.secretary, rule="application.approved").exists()


def test_another_level_is_refused(stage, review_day):
    application = make_submitted(stage)
    for person in (stage.office, stage.district, stage.outside_township, stage.secretary):
        with pytest.raises(Refused, match="丙乡委"):
            recommend_application(actor=person, application=application)
    assert steps(application)[0][1] == "pending"


def test_reviews_wait_for_their_phase(stage):
    application = make_submitted(stage)
    with clock.moved_to(LATE_DAY), pytest.raises(OutOfPhase, match="5月16日至5月31日"):
        recommend_application(actor=stage.township, application=application)


def test_whoever_belongs_to_the_applicant_keeps_out(stage, review_day):
    application = make_submitted(stage)
    add_role(stage.township, "secretary", stage.tree.branch)
    with pytest.raises(Refused, match="回避"):
        recommend_application(actor=stage.township, application=application)


def test_a_return_needs_an_opinion(stage, review_day):
    application = make_submitted(stage)
    for act in (return_application, reject_application):
        with pytest.raises(Invalid):
            act(actor=stage.township, application=application, opinion="  ")
    assert steps(application)[0][1] == "pending"


def test_a_returned_application_comes_back_to_the_step_that_returned_it(stage, review_day):
    application = make_submitted(stage)
    recommend_application(actor=stage.township, application=application, opinion="同意。")
    return_application(actor=stage.district, application=application, opinion="请补充预期成效。")
    assert application.status == "returned"
    assert Notice.objects.filter(recipient=stage.secretary, rule="application.returned").count() == 1
    submit_application(actor=stage.secretary, application=application)
    assert steps(application) == [("丙乡委", "recommended"), ("乙区委", "pending"), ("甲市委", "waiting")]
    return_application(actor=stage.district, application=application, opinion="仍缺预期成效。")
    submit_application(actor=stage.secretary, application=application)
    assert Notice.objects.filter(recipient=stage.district, rule="review.pending").count() == 3
    assert Notice.objects.filter(recipient=stage.secretary, rule="application.returned").count() == 2
    reasons = StateChange.objects.of(application).filter(verb="return").values_list("reason", flat=True)
    assert list(reasons) == ["请补充预期成效。", "仍缺预期成效。"]


def test_a_rejection_is_final(stage, review_day):
    application = make_submitted(stage)
    reject_application(actor=stage.township, application=application, opinion="不符合申报条件。")
    assert application.status == "rejected"
    with pytest.raises(OutOfTurn):
        submit_application(actor=stage.secretary, application=application)
    with pytest.raises(OutOfTurn):
        recommend_application(actor=stage.township, application=application)


def test_a_withdrawal_leaves_the_queue(stage, review_day):
    application = make_submitted(stage)
    with pytest.raises(Invalid):
        withdraw_application(actor=stage.secretary, application=application, reason="")
    with pytest.raises(Refused):
        withdraw_application(actor=stage.township, application=application, reason="代为撤回")
    withdraw_application(actor=stage.secretary, application=application, reason="今年任务调整。")
    assert application.status == "withdrawn"
    assert not application.steps.filter(status="pending").exists()
    with pytest.raises(OutOfTurn):
        recommend_application(actor=stage.township, application=application)


def test_an_approved_application_is_not_withdrawn(stage, review_day):
    application = make_approved(stage)
    with pytest.raises(OutOfTurn, match="创建中"):
        withdraw_application(actor=stage.secretary, application=application, reason="撤回")


def test_a_colleague_who_comes_second_is_told_who_was_first(stage, review_day):
    application = make_submitted(stage)
    colleague = make_user("office", stage.tree.township)
    recommend_application(actor=stage.township, application=application)
    with pytest.raises(OutOfTurn, match=stage.township.name):
        recommend_application(actor=colleague, application=application)


def test_whoever_stands_on_two_levels_signs_once_and_a_second_click_skips_nothing(stage, review_day):
    application = make_submitted(stage)
    add_role(stage.township, "office", stage.tree.district)
    forget_scope(stage.township)
    step = application.steps.get(status="pending")
    recommend_application(actor=stage.township, application=application, step=step)
    assert steps(application) == [("丙乡委", "recommended"), ("乙区委", "recommended"), ("甲市委", "pending")]
    second = application.steps.get(position=2)
    assert second.decided_by == stage.township
    assert "一人一签" in second.opinion
    with pytest.raises(OutOfTurn):
        recommend_application(actor=stage.township, application=application, step=step)
    assert steps(application)[2] == ("甲市委", "pending")


def test_a_decision_on_an_older_text_is_refused(stage, review_day):
    application = make_submitted(stage)
    read = application.version
    return_application(actor=stage.township, application=application, opinion="请改名称。")
    submit_application(actor=stage.secretary, application=application)
    with pytest.raises(StaleVersion):
        recommend_application(actor=stage.township, application=application, version=read)


def test_a_level_recommends_no_more_than_its_quota(review_day):
    stage = make_stage()
    stage.campaign.quotas.create(dimension="parent", organization=stage.tree.district, limit=1)
    first = make_submitted(stage)
    second = make_submitted(stage, stage.other_secretary, stage.tree.other_branch)
    for application in (first, second):
        recommend_application(actor=stage.township, application=application)
    recommend_application(actor=stage.district, application=first)
    with pytest.raises(QuotaFull, match="乙区委"):
        recommend_application(actor=stage.district, application=second)
    assert steps(second)[1] == ("乙区委", "pending")
    reject_application(actor=stage.office, application=first, opinion="不成熟。")
    recommend_application(actor=stage.district, application=second)
    assert steps(second)[1] == ("乙区委", "recommended")


def test_the_total_quota_binds_at_approval(review_day):
    stage = make_stage()
    stage.campaign.quotas.filter(dimension="total").update(limit=1)
    make_approved(stage)
    second = make_submitted(stage, stage.other_secretary, stage.tree.other_branch)
    recommend_application(actor=stage.township, application=second)
    recommend_application(actor=stage.district, application=second)
    with pytest.raises(QuotaFull):
        recommend_application(actor=stage.office, application=second)
    second.refresh_from_db()
    assert second.status == "in_review"


def test_an_issuer_outside_the_line_reviews_last(review_day):
    stage = make_stage()
    campaign = make_stage_of_department(stage)
    from apps.applications.queries import ladder_of

    route = ladder_of(campaign, stage.tree.branch)
    assert [office.short_name for office in route] == ["丙乡委", "乙区委", "壬县委"]


def make_stage_of_department(stage):
    campaign = stage.campaign
    campaign.organization, campaign.scope, campaign.scope_path = (
        stage.tree.outside_district,
        stage.tree.district,
        stage.tree.district.path,
    )
    return campaign


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_at_once_one_wins_and_the_other_is_told():
    stage = make_stage()
    application = make_submitted(stage)
    colleague = make_user("office", stage.tree.township)
    barrier, results = threading.Barrier(2), {}

    def act(person, verb):
        try:
            with clock.moved_to(REVIEW_DAY):
                barrier.wait(10)
                verb(actor=person, application=application, opinion="意见")
            results[person.pk] = None
        except OutOfTurn as error:
            results[person.pk] = error.message
        finally:
            connection.close()

    threads = [
        threading.Thread(target=act, args=(stage.township, recommend_application)),
        threading.Thread(target=act, args=(colleague, return_application)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    losers = {pk: words for pk, words in results.items() if words}
    assert len(results) == 2
    assert len(losers) == 1
    winner = next(person for person in (stage.township, colleague) if person.pk not in losers)
    assert winner.name in next(iter(losers.values()))
