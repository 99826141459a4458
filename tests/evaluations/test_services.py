"""Scoring, deciding, publicising and objecting, with the real services."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfPhase, OutOfTurn, QuotaFull, Refused
from apps.core.models import StateChange
from apps.evaluations import services
from apps.evaluations.models import Evaluation, PublicNotice
from apps.evaluations.queries import board
from apps.inspections.models import MassSurvey
from apps.reminders.models import Notice
from tests.factories import make_user
from tests.shared import shared

from .factories import ASSESSMENT_DAY, NOTICE_DAY, make_stage

pytestmark = pytest.mark.django_db
WORDS = {"title": "公示", "body": "拟命名下列单位。", "unit": "示例办公室", "phone": "0773-0000000"}


@shared
def stage() -> SimpleNamespace:
    return make_stage()


def compute(stage: SimpleNamespace) -> dict[str, Evaluation]:
    with clock.moved_to(ASSESSMENT_DAY):
        rows = services.compute_evaluations(actor=stage.office, campaign=stage.campaign)
    return {row.application.title: row for row in rows}


def publish(stage: SimpleNamespace) -> PublicNotice:
    compute(stage)
    with clock.moved_to(ASSESSMENT_DAY):
        services.propose_by_quota(actor=stage.office, campaign=stage.campaign)
        notice = services.draft_notice(actor=stage.office, campaign=stage.campaign, **WORDS)
    with clock.moved_to(NOTICE_DAY):
        return services.publish_notice(actor=stage.office, notice=notice)


def test_compute_combines_by_the_weights_and_ranks(stage: SimpleNamespace) -> None:
    rows = compute(stage)
    first = rows["丁村先锋"]
    expected = (first.self_score * 20 + first.mass_score * 30 + first.organization_score * 50) / 100
    assert first.total == expected.quantize(Decimal("0.0001"))
    assert (first.rank, rows["己村先锋"].rank) == (1, 2)
    stage.first.refresh_from_db()
    assert stage.first.status == "scored"


def test_compute_twice_gives_the_same_digest_and_one_row(stage: SimpleNamespace) -> None:
    before = compute(stage)["丁村先锋"]
    after = compute(stage)["丁村先锋"]
    assert (before.pk, before.digest, before.total) == (after.pk, after.digest, after.total)


def test_recompute_from_frozen_inputs_gives_the_same_total(stage: SimpleNamespace) -> None:
    row = compute(stage)["丁村先锋"]
    row.refresh_from_db()
    stage.first.self_assessment.responses.update(value=0)
    assert services.recompute(row) == row.total


def test_compute_is_refused_to_another_office_and_outside_the_phase(stage: SimpleNamespace) -> None:
    district = make_user(Role.OFFICE, stage.tree.district)
    with clock.moved_to(ASSESSMENT_DAY), pytest.raises(Refused, match="主办单位"):
        services.compute_evaluations(actor=district, campaign=stage.campaign)
    with clock.moved_to(dt.date(2026, 6, 1)), pytest.raises(OutOfPhase):
        services.compute_evaluations(actor=stage.office, campaign=stage.campaign)
    assert not Evaluation.objects.exists()


def test_missing_survey_makes_ineligible_with_the_reason(stage: SimpleNamespace) -> None:
    MassSurvey.objects.filter(application=stage.first).delete()
    row = compute(stage)["丁村先锋"]
    assert (row.eligible, row.rank, row.total) == (False, None, None)
    assert row.reasons == ["缺少群众测评得分。"]


def test_satisfaction_below_the_pass_makes_ineligible() -> None:
    stage = make_stage(satisfaction_pass=Decimal(95))
    row = compute(stage)["丁村先锋"]
    assert not row.eligible
    assert "95%" in row.reasons[0] and "90.00%" in row.reasons[0]


def test_decide_needs_a_reason_and_an_eligible_application(stage: SimpleNamespace) -> None:
    MassSurvey.objects.filter(application=stage.second).delete()
    rows = compute(stage)
    with clock.moved_to(ASSESSMENT_DAY):
        with pytest.raises(Invalid, match="理由"):
            services.decide(actor=stage.office, evaluation=rows["丁村先锋"], decision="proposed", reason=" ")
        with pytest.raises(Invalid, match="不符合命名条件"):
            services.decide(actor=stage.office, evaluation=rows["己村先锋"], decision="proposed", reason="推荐")
        services.decide(actor=stage.office, evaluation=rows["丁村先锋"], decision="proposed", reason="工作扎实")
    change = StateChange.objects.of(rows["丁村先锋"]).last()
    assert (change.verb, change.reason, change.actor) == ("decide", "工作扎实", stage.office)


def test_decide_stops_at_the_quota(stage: SimpleNamespace) -> None:
    stage.campaign.quotas.filter(dimension="sector", sector="rural").update(limit=1)
    rows = compute(stage)
    with clock.moved_to(ASSESSMENT_DAY):
        services.decide(actor=stage.office, evaluation=rows["丁村先锋"], decision="proposed", reason="第一")
        with pytest.raises(QuotaFull, match="名额 1 个"):
            services.decide(actor=stage.office, evaluation=rows["己村先锋"], decision="proposed", reason="第二")
    rows["己村先锋"].refresh_from_db()
    assert rows["己村先锋"].decision == "pending"


def test_propose_by_quota_leaves_those_below_the_line(stage: SimpleNamespace) -> None:
    stage.campaign.quotas.filter(dimension="sector", sector="rural").update(limit=1)
    compute(stage)
    with clock.moved_to(ASSESSMENT_DAY):
        assert services.propose_by_quota(actor=stage.office, campaign=stage.campaign) == 1
        assert services.propose_by_quota(actor=stage.office, campaign=stage.campaign) == 0
    assert list(Evaluation.objects.filter(decision="proposed").values_list("application", flat=True)) == [
        stage.first.pk
    ]


def test_publish_counts_working_days_and_freezes(stage: SimpleNamespace) -> None:
    notice = publish(stage)
    # Friday 11 December 2026: five working days later is Friday the 18th.
    assert (notice.starts_on, notice.ends_on) == (dt.date(2026, 12, 11), dt.date(2026, 12, 18))
    stage.first.refresh_from_db()
    assert stage.first.status == "publicised"
    row = stage.first.evaluation
    with clock.moved_to(NOTICE_DAY), pytest.raises((OutOfTurn, OutOfPhase)):
        services.decide(actor=stage.office, evaluation=row, decision="not_proposed", reason="改主意")


def test_publish_twice_is_told_out_of_turn(stage: SimpleNamespace) -> None:
    notice = publish(stage)
    with clock.moved_to(NOTICE_DAY), pytest.raises(OutOfTurn, match="公示中"):
        services.publish_notice(actor=stage.office, notice=notice)


def test_close_waits_for_the_last_day_and_for_every_answer(stage: SimpleNamespace) -> None:
    notice = publish(stage)
    with clock.moved_to(dt.date(2026, 12, 15)):
        objection = services.raise_objection(notice=notice, content="台账不实", application=stage.first)
        with pytest.raises(Refused, match="尚未届满"):
            services.close_notice(actor=stage.office, notice=notice)
    with clock.moved_to(dt.date(2026, 12, 19)):
        with pytest.raises(Refused, match="异议"):
            services.close_notice(actor=stage.office, notice=notice)
        services.answer_objection(actor=stage.office, objection=objection, upheld=False, answer="经核查属实规范")
        services.close_notice(actor=stage.office, notice=notice)
    notice.refresh_from_db()
    assert notice.status == "closed"


def test_objection_is_taken_only_while_the_notice_runs_and_about_its_units(stage: SimpleNamespace) -> None:
    notice = publish(stage)
    with clock.moved_to(dt.date(2026, 12, 15)):
        with pytest.raises(Invalid, match="填写"):
            services.raise_objection(notice=notice, content="  ")
        with pytest.raises(Invalid, match="2000"):
            services.raise_objection(notice=notice, content="长" * 2001)
    with clock.moved_to(dt.date(2026, 12, 19)), pytest.raises(OutOfTurn):
        services.raise_objection(notice=notice, content="迟到的意见")
    assert not notice.objections.exists()


def test_an_objection_reaches_the_inbox_of_the_office_once(stage: SimpleNamespace) -> None:
    notice = publish(stage)
    with clock.moved_to(dt.date(2026, 12, 15)):
        services.raise_objection(notice=notice, content="台账不实", application=stage.first)
    line = Notice.objects.get(recipient=stage.office, rule="objection.received")
    assert line.url == f"/evaluations/notices/{notice.pk}/"
    assert "台账不实" not in line.title + line.body


def test_withdraw_gives_the_applications_back(stage: SimpleNamespace) -> None:
    notice = publish(stage)
    with clock.moved_to(NOTICE_DAY):
        with pytest.raises(Invalid, match="理由"):
            services.withdraw_notice(actor=stage.office, notice=notice, reason="")
        services.withdraw_notice(actor=stage.office, notice=notice, reason="名单有误")
    stage.first.refresh_from_db()
    assert stage.first.status == "scored"
    assert stage.first.evaluation.frozen_at is None


def test_publish_refuses_a_draft_whose_list_has_changed(stage: SimpleNamespace) -> None:
    rows = compute(stage)
    with clock.moved_to(ASSESSMENT_DAY):
        services.propose_by_quota(actor=stage.office, campaign=stage.campaign)
        notice = services.draft_notice(actor=stage.office, campaign=stage.campaign, **WORDS)
        services.decide(actor=stage.office, evaluation=rows["己村先锋"], decision="not_proposed", reason="暂缓")
    with clock.moved_to(NOTICE_DAY), pytest.raises(Invalid, match="己村党支部已不在拟命名名单内"):
        services.publish_notice(actor=stage.office, notice=notice)
    notice.refresh_from_db()
    stage.second.refresh_from_db()
    assert (notice.status, stage.second.status) == ("draft", "scored")


def test_withdraw_read_before_the_publication_gives_the_applications_back_too(stage: SimpleNamespace) -> None:
    compute(stage)
    with clock.moved_to(ASSESSMENT_DAY):
        services.propose_by_quota(actor=stage.office, campaign=stage.campaign)
        notice = services.draft_notice(actor=stage.office, campaign=stage.campaign, **WORDS)
    as_it_was_read = PublicNotice.objects.get(pk=notice.pk)
    with clock.moved_to(NOTICE_DAY):
        services.publish_notice(actor=stage.office, notice=notice)
        services.withdraw_notice(actor=stage.office, notice=as_it_was_read, reason="名单有误")
    stage.first.refresh_from_db()
    assert stage.first.status == "scored"
    assert stage.first.evaluation.frozen_at is None


def test_equal_scores_across_the_last_place_are_named_and_left_to_a_decision(stage: SimpleNamespace) -> None:
    stage.campaign.quotas.filter(dimension="sector", sector="rural").update(limit=1)
    compute(stage)
    Evaluation.objects.update(rank=1)
    with clock.moved_to(ASSESSMENT_DAY):
        assert services.propose_by_quota(actor=stage.office, campaign=stage.campaign) == 0
        (group,) = board(stage.campaign)
        assert {row.application_id for row in group.across} == {stage.first.pk, stage.second.pk}
        services.decide(actor=stage.office, evaluation=group.rows[0], decision="proposed", reason="会议研究")
        (group,) = board(stage.campaign)
    assert group.across == []


def test_propose_by_quota_counts_the_places_of_earlier_notices(stage: SimpleNamespace) -> None:
    stage.campaign.quotas.filter(dimension="sector", sector="rural").update(limit=1)
    publish(stage)
    compute(stage)
    with clock.moved_to(ASSESSMENT_DAY):
        assert services.propose_by_quota(actor=stage.office, campaign=stage.campaign) == 0
    assert stage.second.evaluation.decision == "pending"


def test_the_inputs_are_kept_once_for_each_state(stage: SimpleNamespace) -> None:
    row = compute(stage)["丁村先锋"]
    assert [(basis.digest, basis.inputs) for basis in row.bases.all()] == [(row.digest, row.inputs)]
    told = row.events.count()
    with clock.moved_to(ASSESSMENT_DAY):
        services.decide(actor=stage.office, evaluation=row, decision="proposed", reason="符合条件")
    assert (row.bases.count(), row.events.count()) == (1, told + 1)
    survey = MassSurvey.objects.filter(application=row.application)
    survey.update(satisfied=12, dissatisfied=8)
    changed = compute(stage)["丁村先锋"]
    assert [basis.digest for basis in row.bases.order_by("pgh_id")] == [row.digest, changed.digest]
    assert changed.digest != row.digest
