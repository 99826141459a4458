"""Vetoes and grades through services and pages: entered, in force, lifted, decided, frozen."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.core.models import FileUse
from apps.evaluations.models import Evaluation, VetoFinding
from apps.evaluations.services import compute_evaluations, decide_grade, lift_veto, recompute, record_veto
from apps.standards.services import load_standard
from tests.campaigns.factories import small_standard, status_of
from tests.evaluations.factories import ASSESSMENT_DAY, make_stage
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db
GRADES = [
    {"code": "good", "title": "优秀", "from": 90, "quota": {"share": 0.5, "hard": True}},
    {"code": "fair", "title": "合格", "from": 60},
]
VETOES = [
    {"code": "out", "title": "严重违纪", "effect": "not_eligible"},
    {"code": "cap", "title": "安全事故", "effect": "grade_cap", "grade": "fair"},
]
FACTS = {"evidence": "通报第 3 号", "decided_by": "区委组织部", "decided_on": dt.date(2026, 11, 2)}


@pytest.fixture
def stage():
    stage = make_stage()
    data = small_standard(
        code="graded", grades=GRADES, vetoes=VETOES, grade_fallback={"code": "rest", "title": "不合格"}
    )
    version = load_standard(data)
    for application in (stage.first, stage.second):
        application.standard_version = version
        application.save()
        rows = {criterion.code: criterion for criterion in version.criteria.filter(is_leaf=True)}
        for response in application.self_assessment.responses.select_related("criterion"):
            response.criterion = rows[response.criterion.code]
            response.value = 300
            response.save()
    with clock.moved_to(clock.at(ASSESSMENT_DAY)):
        compute_evaluations(actor=stage.office, campaign=stage.campaign)
        stage.score = stage.first.evaluation
        yield stage


def rows(stage):
    return {row.application.title: row for row in Evaluation.objects.select_related("application")}


def test_grades_are_given_within_their_share(stage):
    found = rows(stage)
    assert [found[t].merit_grade for t in ("丁村先锋", "己村先锋")] == ["good", "good"]
    assert [found[t].grade_title for t in ("丁村先锋", "己村先锋")] == ["优秀", "合格"]
    assert found["己村先锋"].grade_note == "达到优秀，名额已满"


def test_a_veto_is_in_force_until_it_is_lifted_with_a_reason(stage):
    finding = record_veto(actor=stage.office, evaluation=stage.score, code="out", **FACTS)
    found = rows(stage)["丁村先锋"]
    assert (found.eligible, found.rank, found.grade) == (False, None, "")
    assert found.reasons == ["一票否决：严重违纪，取消评定资格。"]
    assert recompute(found) == found.total
    with pytest.raises(Invalid, match="已认定"):
        record_veto(actor=stage.office, evaluation=stage.score, code="out", **FACTS)
    with pytest.raises(Invalid, match="理由"):
        lift_veto(actor=stage.office, finding=finding, reason=" ")
    lift_veto(actor=stage.office, finding=finding, reason="复核后不成立")
    with pytest.raises(OutOfTurn):
        lift_veto(actor=stage.office, finding=finding, reason="再撤")
    assert rows(stage)["丁村先锋"].grade == "good"
    assert VetoFinding.objects.get().lifted_reason == "复核后不成立"


def test_a_veto_needs_evidence_a_decider_and_a_day_that_has_come(stage):
    for changes in ({"evidence": " "}, {"decided_by": ""}, {"decided_on": dt.date(2027, 1, 1)}, {"code": "nowhere"}):
        with pytest.raises(Invalid):
            record_veto(actor=stage.office, evaluation=stage.score, **{"code": "cap", **FACTS, **changes})
    assert not VetoFinding.objects.exists()


def test_only_the_issuers_office_and_only_before_the_notice(stage):
    stranger = make_user(Role.OFFICE, stage.tree.district)
    with pytest.raises(Refused):
        record_veto(actor=stranger, evaluation=stage.score, code="cap", **FACTS)
    Evaluation.objects.filter(pk=stage.score.pk).update(frozen_at=clock.now())
    with pytest.raises(OutOfTurn):
        record_veto(actor=stage.office, evaluation=stage.score, code="cap", **FACTS)
    with pytest.raises(OutOfTurn):
        decide_grade(actor=stage.office, evaluation=stage.score, grade="fair", reason="理由")


def test_a_grade_by_hand_has_its_reason_and_frees_its_place(stage):
    with pytest.raises(Invalid, match="理由"):
        decide_grade(actor=stage.office, evaluation=stage.score, grade="fair", reason="")
    with pytest.raises(Invalid, match="没有这一等次"):
        decide_grade(actor=stage.office, evaluation=stage.score, grade="best", reason="理由")
    decide_grade(actor=stage.office, evaluation=stage.score, grade="fair", reason="当年新建")
    found = rows(stage)
    assert (found["丁村先锋"].grade_title, found["丁村先锋"].grade_note) == ("合格", "由人工确定")
    assert found["己村先锋"].grade_title == "优秀"
    decide_grade(actor=stage.office, evaluation=stage.score, grade="", reason="恢复")
    assert rows(stage)["丁村先锋"].grade_title == "优秀"


def test_equal_scores_on_the_boundary_demand_a_decision(stage, client):
    for hours, application in enumerate((stage.first, stage.second)):
        # Who was quicker to submit gets no better grade for it.
        application.submitted_at = clock.now() - dt.timedelta(hours=hours)
        application.save()
        application.self_assessment.score = Decimal(90)
        application.self_assessment.save()
    compute_evaluations(actor=stage.office, campaign=stage.campaign)
    assert {row.tied_for for row in rows(stage).values()} == {"good"}
    sign_in(client, stage.office)
    page = client.get(reverse("evaluations:board", args=[stage.campaign.pk])).content.decode()
    assert "同分且跨等次名额线" in page
    decide_grade(actor=stage.office, evaluation=stage.score, grade="good", reason="现场更好")
    assert {row.tied_for for row in rows(stage).values()} == {""}
    assert rows(stage)["己村先锋"].grade == "fair"


def test_pages_show_grade_steps_and_keep_what_was_typed(stage, client):
    sign_in(client, stage.office)
    address = reverse("evaluations:score", args=[stage.score.pk])
    page = client.get(address).content.decode()
    assert "等次由来" in page and "分数线：得分：100 分，优秀。" in page
    refused = client.post(
        reverse("evaluations:veto", args=[stage.score.pk]),
        {"code": "cap", "evidence": "通报第 9 号", "decided_by": "区委", "decided_on": "2027-03-01"},
    )
    assert refused.status_code == 400
    assert refused.context["veto_form"].errors == {"decided_on": ["认定日期不能晚于今天。"]}
    assert "认定日期不能晚于今天" in refused.content.decode() and "通报第 9 号" in refused.content.decode()
    client.post(
        reverse("evaluations:veto", args=[stage.score.pk]),
        {"code": "cap", "evidence": "通报第 9 号", "decided_by": "区委", "decided_on": "2026-11-01"},
    )
    page = client.get(address).content.decode()
    assert "安全事故" in page and "最高合格" in page
    lifted = client.post(reverse("evaluations:lift_veto", args=[VetoFinding.objects.get().pk]), {"reason": "复核"})
    assert lifted.status_code == 302
    assert VetoFinding.objects.get().lifted_at is not None
    client.post(reverse("evaluations:grade", args=[stage.score.pk]), {"grade": "fair", "reason": "当年新建"})
    assert rows(stage)["丁村先锋"].grade == "fair"


def paper(name="通报.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4\n%%EOF\n" + name.encode(), content_type="application/pdf")


def status(user, address):
    return status_of(sign_in(Client(), user).get(address))


def test_papers_of_a_veto_are_listed_with_it_and_read_by_those_who_read_the_score(stage):
    client = sign_in(Client(), stage.office)
    address = reverse("evaluations:veto", args=[stage.score.pk])
    sent = {"code": "out", **FACTS, "uploads": [paper(), paper("核查.pdf")]}
    assert client.post(address, sent).status_code == 302
    uses = list(FileUse.objects.of(VetoFinding.objects.get()))
    assert sorted(use.name for use in uses) == ["核查.pdf", "通报.pdf"]
    file_url = reverse("core:file", args=[uses[0].pk])
    assert file_url in client.get(reverse("evaluations:score", args=[stage.score.pk])).text
    assert status(stage.office, file_url) == 200
    stranger = make_user(Role.SECRETARY, stage.second.organization)
    applicant = make_user(Role.SECRETARY, stage.first.organization)
    assert {status(user, file_url) for user in (stranger, applicant)} == {404}
    Evaluation.objects.filter(pk=stage.score.pk).update(frozen_at=clock.now())
    assert status(applicant, file_url) == 200


def test_a_paper_that_is_not_taken_records_no_veto(stage):
    client = sign_in(Client(), stage.office)
    bad = SimpleUploadedFile("程序.exe", b"MZ not a paper")
    answer = client.post(reverse("evaluations:veto", args=[stage.score.pk]), {"code": "out", **FACTS, "uploads": [bad]})
    assert answer.status_code == 400
    assert FACTS["evidence"] in answer.text
    assert not VetoFinding.objects.exists()
