"""Signing with the password once more, sending back with a date, and what changed between two signatures."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.applications.models import Signing
from apps.applications.queries.signings import changes_between, says_the_same
from apps.applications.services import answer, reopen_self_assessment, submit_self_assessment
from apps.campaigns.queries import deadline
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfPhase
from apps.core.models import FileUse
from apps.reminders.models import Notice
from tests.factories import PASSWORD, sign_in

from .assessment_stage import DAY, again, make_stage, response_of
from .test_self_assessment_services import fill, say

pytestmark = pytest.mark.django_db
AFTER = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def on_the_day():
    cache.clear()
    with clock.moved_to(DAY):
        yield


def page(stage, name):
    return reverse(f"applications:assessment_{name}", args=[stage.application.pk])


def signature(**changes):
    return {"truthful": "on", "secretary_name": "演示用户甲", "password": PASSWORD, **changes}


def status(stage):
    return response_of(stage, "area").self_assessment.status


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"password": "not-it"}, "密码不正确，还可以再试 4 次"),
        ({"password": ""}, "请输入登录密码"),
        ({"truthful": ""}, "请阅读并勾选真实性承诺"),
        ({"secretary_name": ""}, "请填写责任书记"),
        ({"secretary_name": "长" * 41}, "40"),
    ],
)
def test_a_wrong_signature_signs_nothing(client, wrong, words):
    stage = make_stage()
    fill(stage)
    sign_in(client, stage.secretary)
    answer = client.post(page(stage, "submit"), {key: value for key, value in signature(**wrong).items() if value})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert status(stage) == "draft" and not Signing.objects.exists()


def test_wrong_passwords_are_counted_and_then_even_the_right_one_waits(client):
    stage = make_stage()
    fill(stage)
    sign_in(client, stage.secretary)
    for _ in range(5):
        client.post(page(stage, "submit"), signature(password="wrong"))
    answer = client.post(page(stage, "submit"), signature())
    assert "密码输错次数过多" in answer.content.decode() and status(stage) == "draft"


def test_the_signature_freezes_and_names_who_is_responsible(client):
    stage = make_stage()
    fill(stage)
    sign_in(client, stage.secretary)
    client.post(page(stage, "submit"), signature())
    signed = Signing.objects.get()
    assert (signed.number, signed.secretary_name, signed.signed_by) == (1, "演示用户甲", stage.secretary)
    assert signed.inputs == response_of(stage, "area").self_assessment.inputs and "真实" in signed.statement
    sheet = client.get(page(stage, "sheet")).content.decode()
    for words in ("示范创建自评表", "演示用户甲", "责任书记（签字）", "活动场所面积", "第 1 次签署"):
        assert words in sheet
    pdf = client.get(page(stage, "pdf"))
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Type"] == "application/pdf"


def test_a_draft_prints_as_unsigned(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    assert "未签署，仅供核对" in client.get(page(stage, "sheet")).content.decode()
    assert client.get(page(stage, "pdf")).content.startswith(b"%PDF")


def test_sending_back_after_the_phase_asks_for_a_date_that_lies_ahead():
    stage = make_stage()
    fill(stage)
    submit_self_assessment(actor=stage.secretary, application=stage.application)
    with clock.moved_to(AFTER):
        given = {"actor": stage.office, "application": stage.application, "reason": "面积与台账不符"}
        with pytest.raises(Invalid, match="请填写新的提交期限"):
            reopen_self_assessment(**given)
        with pytest.raises(Invalid, match="已经过去"):
            reopen_self_assessment(**given, until=AFTER - dt.timedelta(days=3))
        with pytest.raises(Invalid, match="不超过 300 字"):
            reopen_self_assessment(**given | {"reason": "长" * 301})
        assert status(stage) == "submitted"
        reopen_self_assessment(**given, until=AFTER + dt.timedelta(days=5))
        signed = Signing.objects.get()
        assert (signed.reopened_by, signed.reopen_reason) == (stage.office, "面积与台账不符")
        until = deadline(stage.campaign, "self_assessment.submit", stage.tree.branch)
        assert signed.reopen_until == until == clock.at(AFTER + dt.timedelta(days=5), 23, 59, 59)
        told = Notice.objects.get(recipient=stage.secretary, rule="self_assessment.reopened")
        assert "面积与台账不符" in told.body and "11月25日" in told.body
        assert say(stage, "shoulder", value=True).answered
    with clock.moved_to(AFTER + dt.timedelta(days=6)), pytest.raises(OutOfPhase):
        say(stage, "shoulder", value=False)


def test_what_changed_between_two_signatures_is_shown(client):
    stage = make_stage()
    fill(stage)
    submit_self_assessment(actor=stage.secretary, application=stage.application)
    reopen_self_assessment(actor=stage.office, application=stage.application, reason="请核对面积")
    area = response_of(stage, "area")
    answer(actor=stage.secretary, response=area, version=area.version, value=180, note="重新丈量")
    sign_in(client, stage.secretary)
    draft = client.get(page(stage, "signings")).content.decode()
    assert "退回以后的改动" in draft and "重新丈量" in draft and "请核对面积" in draft
    assert "与上次签署相比" in client.get(page(stage, "submit")).content.decode()
    submit_self_assessment(actor=stage.secretary, application=again(stage.application))
    first, second = Signing.objects.order_by("number")
    changed = {change.title: change for change in changes_between(first, second)}
    assert set(changed) == {"活动场所面积"}
    assert "180" in changed["活动场所面积"].after and "180" not in changed["活动场所面积"].before


def test_the_scan_goes_with_the_signature_that_holds(client):
    stage = make_stage()
    fill(stage)
    sign_in(client, stage.secretary)
    paper = {"file": SimpleUploadedFile("自评表.pdf", b"%PDF-1.4 signed")}
    assert client.post(page(stage, "scan"), paper).status_code == 404
    submit_self_assessment(actor=stage.secretary, application=stage.application)
    client.post(page(stage, "scan"), {"file": SimpleUploadedFile("自评表.pdf", b"%PDF-1.4 signed")})
    use = FileUse.objects.of(Signing.objects.get()).get()
    assert "自评表.pdf" in client.get(page(stage, "signings")).content.decode()
    sign_in(client, stage.office)
    read = client.get(reverse("core:file", args=[use.pk]))
    assert b"".join(read.streaming_content) == b"%PDF-1.4 signed"
    reopen_self_assessment(actor=stage.office, application=stage.application, reason="请补充")
    sign_in(client, stage.secretary)
    client.post(reverse("applications:assessment_scan_remove", args=[stage.application.pk, use.pk]))
    assert FileUse.objects.of(Signing.objects.get()).exists()


def test_the_office_sends_back_on_its_page(client):
    stage = make_stage()
    fill(stage)
    submit_self_assessment(actor=stage.secretary, application=stage.application)
    sign_in(client, stage.office)
    wrong = client.post(page(stage, "reopen"), {"reason": "请核对", "until": "2026-10-01"})
    assert wrong.status_code == 422 and "新的期限应晚于原期限" in wrong.content.decode()
    assert status(stage) == "submitted"
    client.post(page(stage, "reopen"), {"reason": "请核对", "until": "2026-11-02"})
    assert status(stage) == "draft"
    sign_in(client, stage.secretary)
    overview = client.get(reverse("applications:assessment", args=[stage.application.pk])).content.decode()
    assert "自评已退回：请核对" in overview and "11月2日" in overview


def test_a_draft_that_nobody_signed_says_so(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    answer = client.get(page(stage, "signings"))
    assert answer.status_code == 200 and "还没有签署" in answer.content.decode()


def test_the_day_that_moves_on_is_no_change():
    before = "达到，1 分；数据：业务培训 3 次（2026年1月1日至10月31日，工作记录）"
    assert says_the_same(before, before.replace("10月31日", "11月16日"))
    assert not says_the_same(before, before.replace("10月31日", "11月16日").replace("3 次", "4 次"))
    assert not says_the_same(before, before.replace("2026年1月1日", "2025年1月1日"))
    noted = f"{before}；说明：停工（2026年1月1日至10月31日）"
    assert not says_the_same(noted, f"{before}；说明：停工（2026年1月1日至11月16日）")
