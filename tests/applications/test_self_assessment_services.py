"""Writing a self-assessment: prefilled, answered, signed, sent back; refused with a reason."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.accounts.choices import Role
from apps.applications.models import Application, Response
from apps.applications.queries import self_outcome
from apps.applications.services import (
    Incomplete,
    answer,
    attach_evidence,
    reopen_self_assessment,
    start_self_assessment,
    submit_self_assessment,
)
from apps.campaigns.rules import phase_for
from apps.campaigns.services import extend_phase
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfPhase, OutOfTurn, Refused, StaleVersion
from apps.core.models import StateChange
from apps.organizations.choices import RecordKind
from apps.organizations.models import Fact
from apps.organizations.queries import current_facts
from apps.organizations.services import add_record, record_fact
from tests.applications.assessment_stage import DAY, again, make_stage, photo, response_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
AFTER = dt.date(2026, 10, 28)


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


def say(stage, code, **given):
    response = response_of(stage, code)
    return answer(actor=stage.secretary, response=response, version=response.version, **given)


def fill(stage):
    """Every leaf answered, every file attached."""
    say(stage, "area", value=150)
    attach_evidence(actor=stage.secretary, response=response_of(stage, "area"), upload=photo(), name="场所.jpg")
    say(stage, "list", members=["flag", "board", "hall"])
    say(stage, "election", value=True)
    say(stage, "shoulder", not_applicable=True, note="上级统一安排")
    say(stage, "deputy", facts={"party_members": 80})
    say(stage, "groups", facts={"groups_covered": 12, "villager_groups": 12})
    say(stage, "meetings", value=1)
    say(stage, "developed", facts={"members_developed": 1})
    say(stage, "pay", facts={"secretary_pay": 60000})
    say(stage, "vanguard", value=4, note="党员带头参与治理")


def test_start_is_prefilled_and_idempotent():
    stage = make_stage(start=False)
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="venue_area", value=300)
    first = start_self_assessment(actor=stage.secretary, application=stage.application)
    second = start_self_assessment(actor=stage.secretary, application=stage.application)
    assert first.pk == second.pk
    assert first.responses.count() == 10
    area = response_of(stage, "area")
    assert (area.state, area.points, area.verdict) == ("scored", Decimal(20), "met")
    assert area.fact.value == 300
    assert [change.verb for change in StateChange.objects.of(first)] == ["create"]


def test_start_refuses_others_and_other_states():
    stage = make_stage(start=False)
    for person in (stage.office, make_user(Role.SECRETARY, stage.tree.other_branch)):
        with pytest.raises(Refused):
            start_self_assessment(actor=person, application=stage.application)
    Application.objects.filter(pk=stage.application.pk).update(status="in_review")
    with pytest.raises(OutOfTurn, match="审核中"):
        start_self_assessment(actor=stage.secretary, application=stage.application)


def test_answer_scores_at_once_and_records_the_fact():
    stage = make_stage()
    area = say(stage, "area", value="150")
    assert (area.points, area.verdict, area.version) == (Decimal(15), "partial", 2)
    assert current_facts(stage.tree.branch)["venue_area"].value == 150
    assert area.fact is not None
    say(stage, "area", value=150)
    assert Fact.objects.filter(metric__code="venue_area").count() == 1
    stage.application = again(stage.application)
    assert stage.application.self_assessment.score == Decimal(15)


def test_a_fact_told_at_one_leaf_decides_another():
    stage = make_stage()
    assert response_of(stage, "deputy").state == "insufficient"
    say(stage, "deputy", facts={"party_members": 80})
    assert response_of(stage, "deputy").state == "not_applicable"
    say(stage, "deputy", value=True, facts={"party_members": 120})
    assert response_of(stage, "deputy").points == 5


def test_score_is_explained():
    stage = make_stage()
    say(stage, "area", value=150)
    leaf = self_outcome(again(stage.application)).find("area")
    words = " ".join(sentence.text for sentence in leaf.explanation)
    assert "150" in words and "本单位填报" in words and "得 15 分" in words
    assert leaf.gain.points == 5


@pytest.mark.parametrize(
    ("code", "given", "words"),
    [
        ("vanguard", {"value": 6}, "0—5 分"),
        ("area", {"value": "很大"}, "请填数字"),
        ("area", {"value": -1}, "不能为负数"),
        ("list", {"members": ["roof"]}, "没有所选的选项"),
        ("election", {"not_applicable": True}, "不能选“不适用”"),
        ("shoulder", {"value": 7}, "“是”或“否”"),
        ("area", {"facts": {"party_members": 3}}, "不使用数据项"),
        ("shoulder", {"note": "长" * 1001}, "不超过 1000 字"),
    ],
)
def test_wrong_answers_change_nothing(code, given, words):
    stage = make_stage()
    with pytest.raises(Invalid, match=words):
        say(stage, code, **given)
    assert response_of(stage, code).version == 1
    assert not Fact.objects.exists()


def test_stale_version():
    stage = make_stage()
    old = response_of(stage, "shoulder")
    say(stage, "shoulder", value=True)
    with pytest.raises(StaleVersion, match="他人修改"):
        answer(actor=stage.secretary, response=old, version=old.version, value=False)
    assert response_of(stage, "shoulder").value == 1


def test_wrong_phase_names_its_dates_until_the_office_extends_it():
    stage = make_stage()
    with clock.moved_to(AFTER):
        with pytest.raises(OutOfPhase, match="10月1日至10月25日"):
            say(stage, "shoulder", value=True)
        extend_phase(
            actor=stage.office,
            phase=phase_for(stage.campaign, "self_assessment.submit"),
            organization=stage.tree.branch,
            until=clock.at(dt.date(2026, 10, 31), 18),
            reason="受灾延期",
        )
        assert say(stage, "shoulder", value=True).answered


def test_submit_lists_what_is_missing():
    stage = make_stage()
    with pytest.raises(Incomplete) as caught:
        submit_self_assessment(actor=stage.secretary, application=stage.application)
    labels = [item.label for item in caught.value.missing]
    assert any("使用面积" in label for label in labels)
    assert {item.section for item in caught.value.missing} == {"place", "work"}
    say(stage, "area", value=300)
    with pytest.raises(Incomplete) as caught:
        submit_self_assessment(actor=stage.secretary, application=stage.application)
    assert any("还缺 1 份佐证材料" in item.label for item in caught.value.missing)


def test_submit_freezes_the_score():
    stage = make_stage()
    fill(stage)
    signed = submit_self_assessment(actor=stage.secretary, application=stage.application)
    stage.application = again(stage.application)
    assert stage.application.status == "awaiting_inspection"
    assert (signed.status, signed.submitted_by) == ("submitted", stage.secretary)
    record_fact(actor=stage.office, organization=stage.tree.branch, metric="venue_area", value=500)
    with clock.moved_to(dt.date(2027, 2, 1)):
        later = self_outcome(again(stage.application))
    assert later.score.quantize(Decimal("0.0001")) == signed.score
    stored = dict(Response.objects.filter(self_assessment=signed).values_list("criterion__code", "points"))
    assert {leaf.code: leaf.points for leaf in later.leaves() if leaf.state == "scored"} == {
        code: points for code, points in stored.items() if later.find(code).state == "scored"
    }
    # The pay waits for the office's figure of the region: that does not hold the branch up.
    assert later.find("pay").state == "insufficient"
    with pytest.raises(OutOfTurn, match="已提交"):
        say(stage, "shoulder", value=True)


def test_reopen_needs_the_organizers_office_and_a_reason():
    stage = make_stage()
    fill(stage)
    submit_self_assessment(actor=stage.secretary, application=stage.application)
    district = make_user(Role.OFFICE, stage.tree.district)
    with pytest.raises(Refused):
        reopen_self_assessment(actor=district, application=stage.application, reason="请补充")
    with pytest.raises(Invalid, match="理由"):
        reopen_self_assessment(actor=stage.office, application=stage.application, reason=" ")
    again_draft = reopen_self_assessment(actor=stage.office, application=stage.application, reason="佐证不清")
    stage.application = again(stage.application)
    assert (again_draft.status, stage.application.status) == ("draft", "creating")
    assert say(stage, "area", value=300).points == 20


def test_records_count_and_missing_months_are_named():
    stage = make_stage()
    for month in range(1, 9):
        add_record(
            actor=stage.secretary, organization=stage.tree.branch, kind=RecordKind.COMMITTEE_MEETING,
            held_on=dt.date(2026, month, 5), title="支委会",
        )  # fmt: skip
    leaf = self_outcome(again(stage.application)).find("meetings")
    assert leaf.points.quantize(Decimal("0.01")) == Decimal("8.89")
    assert "9月" in leaf.gain.text


def test_region_figures_come_from_the_nearest_organization_above():
    stage = make_stage()
    say(stage, "pay", facts={"secretary_pay": 60000})
    record_fact(actor=stage.office, organization=stage.tree.city, metric="regional_income", value=10000, period="2026")
    record_fact(
        actor=stage.office, organization=stage.tree.district, metric="regional_income", value=40000, period="2026"
    )
    assert self_outcome(again(stage.application)).find("pay").verdict == "unmet"
