"""A running campaign takes a newer version of its standard: the effect first, then one audited act."""

import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, Refused, StaleVersion
from apps.core.models import StateChange
from apps.evaluations import services
from apps.evaluations.models import Evaluation
from apps.evaluations.queries import effect_of_moving
from apps.reminders.models import Notice
from apps.standards import engine
from apps.standards.services import load_standard
from tests.campaigns.factories import make_version, small_standard
from tests.evaluations.factories import ASSESSMENT_DAY, make_inspected, make_stage
from tests.factories import make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
DECISION = {"reason": "按上级修订", "decision_number": "演示发〔2026〕9号"}


def newer(number=2, measure=None):
    """挂牌 counts 20 instead of 40, 新标识 is added with 20, 村务公开 goes; the total stays."""
    document = small_standard(number)
    area, sign, _ = document["criteria"][0]["children"]
    sign["points"] = 20
    if measure:
        sign["measure"] = measure
    mark = {"code": "mark", "title": "新标识", "measure": {"type": "yes_no", "label": "已设置"}, "points": 40}
    document["criteria"][0]["children"] = [area, sign, mark]
    return load_standard(document)


@shared
def stage():
    stage = make_stage()
    stage.row = stage.campaign.standards.select_related("version__standard", "campaign").get()
    return stage


def sign(application):
    """Freeze what the engine reads, as a submission does."""
    from apps.applications.queries import inputs_for

    application.refresh_from_db()
    assessment = application.self_assessment
    assessment.inputs = engine.freeze(inputs_for(application))
    assessment.save()


def move(stage, version, **changes):
    given = {"actor": stage.office, "campaign": stage.campaign, "standard": stage.row, "version": version, **DECISION}
    return services.move_campaign(**{**given, **changes})


def test_the_effect_is_what_the_move_then_does(stage):
    sign(stage.first)
    version = newer()
    effect = effect_of_moving(stage.campaign, stage.row, version)
    assert [leaf.code for leaf in effect.leaves.added] == ["mark"]
    assert [leaf.code for leaf in effect.leaves.removed] == ["village"]
    assert [leaf.code for leaf in effect.leaves.changed] == ["sign"]
    assert (effect.affected, effect.answers, effect.carried) == (2, 6, 4)
    expected = {row.application.pk: row.after.score for row in effect.rows}
    assert {row.difference for row in effect.rows} != {Decimal(0)}
    before = dict(stage.first.self_assessment.inputs)
    assert move(stage, version) == 2
    for application in (stage.first, stage.second):
        application.refresh_from_db()
        assert application.standard_version == version
        assessment = application.self_assessment
        assessment.refresh_from_db()
        assert assessment.score == expected[application.pk].quantize(Decimal("0.0001"))
        codes = {row.criterion.code: row for row in assessment.responses.select_related("criterion")}
        assert set(codes) == {"area", "sign", "village", "mark"}
        assert codes["sign"].criterion.version == version and codes["sign"].answered
        assert codes["village"].criterion.version != version and codes["village"].answered
        assert not codes["mark"].answered
    kept = stage.first.self_assessment.inputs
    assert kept["claims"] == before["claims"] and kept["standard"] == version.digest


def test_the_act_is_recorded_and_the_secretaries_are_told(stage):
    secretary = make_user(Role.SECRETARY, stage.tree.branch)
    move(stage, newer())
    act = StateChange.objects.of(stage.campaign).last()
    assert act.verb == "move_standard"
    assert "第 1 版" in act.reason and "第 2 版" in act.reason and "演示发〔2026〕9号" in act.reason
    assert Notice.objects.filter(recipient=secretary, rule="campaign.standard_moved").count() == 1
    stage.row.refresh_from_db()
    assert stage.row.version.number == 2


def test_an_answer_of_a_leaf_measured_in_another_way_is_emptied(stage):
    sign(stage.first)
    measure = {"type": "judged", "label": "挂牌情况", "low": 0, "high": 20, "pass_at": 10}
    version = newer(measure=measure)
    assert effect_of_moving(stage.campaign, stage.row, version).carried == 2
    move(stage, version)
    answer = stage.first.self_assessment.responses.get(criterion__code="sign")
    assert (answer.answered, answer.value, answer.criterion.version) == (False, None, version)
    stage.first.self_assessment.refresh_from_db()
    assert "sign" not in stage.first.self_assessment.inputs["claims"]


def test_combined_scores_are_combined_anew_and_recompute(stage):
    with clock.moved_to(clock.at(ASSESSMENT_DAY)):
        services.compute_evaluations(actor=stage.office, campaign=stage.campaign)
        before = Evaluation.objects.get(application=stage.first).digest
        move(stage, newer())
    row = Evaluation.objects.select_related("application__standard_version").get(application=stage.first)
    assert row.digest != before
    assert row.inputs["standard"] == row.application.standard_version.digest


def test_the_board_offers_the_move_only_while_it_may_be_made(stage, client):
    sign_in(client, stage.office)
    address = reverse("evaluations:board", args=[stage.campaign.pk])
    assert "改用新版标准" in client.get(address).content.decode()
    stage.campaign.status = "closed"
    stage.campaign.save()
    assert "改用新版标准" not in client.get(address).content.decode()


def test_refused_when_publicised_closed_or_not_the_organizers(stage):
    version = newer()
    with pytest.raises(Refused):
        move(stage, version, actor=make_user(Role.OFFICE, stage.tree.district))
    stage.campaign.status = "closed"
    stage.campaign.save()
    with pytest.raises(Refused):
        move(stage, version)
    stage.campaign.status = "suspended"
    stage.campaign.save()
    Evaluation.objects.create(
        application=stage.first, campaign=stage.campaign, organization_path="", frozen_at=clock.now()
    )
    with pytest.raises(Refused, match="公示"):
        move(stage, version)


def test_refused_without_reason_or_for_a_version_that_does_not_follow(stage):
    version = newer()
    with pytest.raises(Invalid):
        move(stage, version, reason=" ")
    with pytest.raises(Invalid):
        move(stage, version, decision_number="")
    with pytest.raises(Invalid):
        move(stage, make_version())
    with pytest.raises(Invalid):
        move(stage, load_standard(small_standard(3, code="other", name="另一标准")))
    stage.first.refresh_from_db()
    assert stage.first.standard_version.number == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_moves_and_the_other_is_told():
    stage = make_stage()
    stage.row = stage.campaign.standards.select_related("version__standard", "campaign").get()
    version, barrier, results = newer(), threading.Barrier(2), []

    def act():
        try:
            barrier.wait(10)
            results.append(move(stage, version))
        except StaleVersion as error:
            results.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(map(str, results)) == ["2", "stale_version"]


def test_the_page_shows_the_effect_keeps_what_was_typed_and_moves(stage, client):
    version = newer()
    sign_in(client, stage.office)
    address = reverse("evaluations:move", args=[stage.campaign.pk])
    assert "查看影响" in client.get(address).content.decode()
    given = {"standard": stage.row.pk, "version": version.pk}
    page = client.get(address, given).content.decode()
    assert "新标识" in page and "村务公开" in page and "不能撤销" in page and stage.tree.branch.short_name in page
    given |= {"seen": stage.row.version_id, "reason": "先写下的理由", "decision_number": ""}
    refused = client.post(address, given)
    assert refused.status_code == 400 and "先写下的理由" in refused.content.decode()
    assert client.post(address, {**given, **DECISION, "seen": version.pk}).status_code == 409
    assert client.post(address, {**given, **DECISION}).status_code == 302
    stale = client.post(address, {**given, **DECISION})
    assert stale.status_code == 409 and "刚被他人改动" in stale.content.decode()


def test_the_page_of_another_office_is_not_there(stage, client):
    sign_in(client, make_user(Role.OFFICE, stage.tree.district))
    assert client.get(reverse("evaluations:move", args=[stage.campaign.pk])).status_code == 404


def test_the_page_reads_a_constant_number_of_statements(stage, client, django_assert_max_num_queries):
    version = newer()
    sign_in(client, stage.office)
    address = reverse("evaluations:move", args=[stage.campaign.pk])
    given = {"standard": stage.row.pk, "version": version.pk}
    client.get(address, given)
    with django_assert_max_num_queries(12) as few:
        client.get(address, given)
    make_inspected(stage.campaign, stage.tree.other_branch, stage.office, title="戊村先锋")
    with django_assert_max_num_queries(len(few)):
        client.get(address, given)


def test_the_page_says_whose_score_changes_by_how_much_and_the_new_scores_then_stand(stage, client):
    """挂牌 counts 40 instead of 20 less: the figures shown before are those that stand after."""
    for application in (stage.first, stage.second):
        sign(application)
    version = newer()
    sign_in(client, stage.office)
    address = reverse("evaluations:move", args=[stage.campaign.pk])
    given = {"standard": stage.row.pk, "version": version.pk, "seen": stage.row.version_id, **DECISION}
    effect = effect_of_moving(stage.campaign, stage.row, version)
    changing = {row.application.pk: row for row in effect.rows if row.difference}
    assert changing and len(changing) == effect.rising + effect.falling
    page = client.get(address, given).content.decode()
    for row in changing.values():
        assert row.application.organization.short_name in page
        for figure in (row.before.shown_score, row.after.shown_score, abs(row.difference)):
            assert f"{figure:.2f}" in page
    assert client.post(address, given).status_code == 302
    for application in (stage.first, stage.second):
        application.self_assessment.refresh_from_db()
        if application.pk in changing:
            row = changing[application.pk]
            assert row.before.score != application.self_assessment.score == row.after.score.quantize(Decimal("0.0001"))


def combined(stage):
    """Both scored by what they signed; the one of 90 before the one of 80."""
    for application, lacking in ((stage.first, []), (stage.second, ["sign"])):
        application.self_assessment.responses.filter(criterion__code__in=lacking).update(value=0)
        sign(application)
    with clock.moved_to(clock.at(ASSESSMENT_DAY)):
        services.compute_evaluations(actor=stage.office, campaign=stage.campaign)
    return {row.application_id: row for row in Evaluation.objects.filter(campaign=stage.campaign)}


def figures_of(row):
    return row.total, row.grade_title, row.rank, row.eligible, row.self_score, row.organization_score


def test_combined_totals_grades_and_places_are_shown_before_they_change(stage, client):
    """挂牌 counts 20 instead of 40 and 新标识 is new: totals, and with them places, become what was shown."""
    before = combined(stage)
    version = newer()
    with clock.moved_to(clock.at(ASSESSMENT_DAY)):
        effect = effect_of_moving(stage.campaign, stage.row, version)
        assert len(effect.combined) == 2 and effect.moving
        shown = {row.application.pk: row for row in effect.combined}
        for pk, row in before.items():
            assert figures_of(shown[pk].before) == figures_of(row)
        assert any(row.difference for row in effect.moving)
        stored = Evaluation.objects.filter(campaign=stage.campaign)
        assert {row.application_id: figures_of(row) for row in stored} == {
            pk: figures_of(row) for pk, row in before.items()
        }
        sign_in(client, stage.office)
        address = reverse("evaluations:move", args=[stage.campaign.pk])
        given = {"standard": stage.row.pk, "version": version.pk}
        page = client.get(address, given).content.decode()
        for row in effect.moving:
            assert f"{row.before.total:.2f} → <strong>{row.after.total:.2f}</strong> 分" in page
        move(stage, version)
    for row in Evaluation.objects.filter(campaign=stage.campaign):
        assert figures_of(row) == figures_of(shown[row.application_id].after)
        assert figures_of(row) != figures_of(before[row.application_id])


def test_who_overtakes_whom_is_said_by_name(stage, client):
    """挂牌, which the second lacks, counts less in the new version, 村务公开, which the first lacks, counts more."""
    stage.first.self_assessment.responses.filter(criterion__code="village").update(value=0)
    before = combined(stage)
    document = small_standard(2)
    area, mark, village = document["criteria"][0]["children"]
    document["criteria"][0]["children"] = [{**area, "points": 20}, {**mark, "points": 10}, {**village, "points": 70}]
    version = load_standard(document)
    with clock.moved_to(clock.at(ASSESSMENT_DAY)):
        effect = effect_of_moving(stage.campaign, stage.row, version)
        sign_in(client, stage.office)
        given = {"standard": stage.row.pk, "version": version.pk}
        page = client.get(reverse("evaluations:move", args=[stage.campaign.pk]), given).content.decode()
    assert (before[stage.first.pk].rank, before[stage.second.pk].rank) == (1, 2)
    places = {row.application.pk: (row.before.rank, row.after.rank) for row in effect.moving}
    assert places == {stage.first.pk: (1, 2), stage.second.pk: (2, 1)}
    assert "第 2 名 → <strong>第 1 名</strong>" in page and "第 1 名 → <strong>第 2 名</strong>" in page


def test_the_page_with_combined_scores_reads_a_constant_number_of_statements(
    stage, client, django_assert_max_num_queries
):
    combined(stage)
    version = newer()
    sign_in(client, stage.office)
    address = reverse("evaluations:move", args=[stage.campaign.pk])
    given = {"standard": stage.row.pk, "version": version.pk}
    with clock.moved_to(clock.at(ASSESSMENT_DAY)):
        client.get(address, given)
        with django_assert_max_num_queries(16) as few:  # paper counts and surveys of the masses are two of them
            client.get(address, given)
        third = make_inspected(stage.campaign, stage.tree.other_branch, stage.office, title="戊村先锋")
        sign(third)
        services.compute_evaluations(actor=stage.office, campaign=stage.campaign)
        with django_assert_max_num_queries(len(few)):
            client.get(address, given)
