"""The pages from the notice to the letters, walked by the office and the site, with what each shows when it is wrong."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.inspections import services
from apps.inspections.models import Finding, FindingRequest, RectificationNotice, SupervisionLetter
from tests.factories import sign_in

from .factories import make_finding


@pytest.fixture
def stage(world):
    finding = make_finding(world)
    services.record_visit(actor=world.inspector, visit=finding.visit, methods=["on_site"], summary="查毕")
    office, site = Client(), Client()
    sign_in(office, world.office)
    sign_in(site, world.secretary)
    return world, finding, office, site


def at(name, *keys):
    return reverse(f"inspections:{name}", args=keys)


def words(client, name, *keys):
    answer = client.get(at(name, *keys))
    assert answer.status_code == 200
    return answer.content.decode()


def test_notice_plan_and_requests(stage):
    _, finding, office, site = stage
    assert "下达整改通知书" in words(office, "visit", finding.visit_id)
    assert "督改〔2026〕1号" in words(office, "notice_new", finding.visit_id)
    office.post(at("notice_new", finding.visit_id), {"number": "督改〔2026〕8号", "text": "请逐项整改。"})
    notice = RectificationNotice.objects.get()
    assert "请逐项整改。" in words(site, "notice", notice.pk) and "待签收" in words(site, "visit", finding.visit_id)
    site.post(at("notice_sign", notice.pk))
    assert "签收人：" in words(office, "notice", notice.pk) and "已签收" in words(office, "notice", notice.pk)

    late = {"measure": "更新", "responsible": "李四", "promised_on": finding.due_on + dt.timedelta(days=1)}
    wrong = site.post(at("finding_plan", finding.pk), late)
    assert wrong.status_code == 400 and "不能晚于整改期限" in wrong.content.decode()
    site.post(at("finding_plan", finding.pk), {**late, "promised_on": finding.due_on})
    assert "李四" in words(office, "finding", finding.pk)
    with clock.moved_to(finding.due_on):
        assert "超过计划日期" not in words(office, "finding", finding.pk)

    asked = {"extension-new_due_on": finding.due_on, "extension-reason": "等待"}
    assert "应晚于现在的整改期限" in site.post(at("finding_extend", finding.pk), asked).content.decode()
    later = finding.due_on + dt.timedelta(days=5)
    site.post(at("finding_extend", finding.pk), {**asked, "extension-new_due_on": later})
    request = FindingRequest.objects.get()
    assert "同意延期" in words(office, "finding", finding.pk) and "撤回申请" in words(site, "finding", finding.pk)
    assert site.post(at("request_decide", request.pk), {"accepted": "1"}).status_code == 403
    office.post(at("request_decide", request.pk), {"accepted": "1"})
    assert Finding.objects.get().due_on == later

    site.post(at("finding_dispute", finding.pk), {"dispute-reason": "并无此事"})
    assert "停止计时" in words(site, "finding", finding.pk)
    site.post(at("request_withdraw", FindingRequest.objects.last().pk))
    assert Finding.objects.get().is_owed
    office.post(at("finding_at_once", finding.pk))
    office.post(at("finding_key", finding.pk))
    office.post(at("finding_key", finding.pk), {"key": "0"})
    row = Finding.objects.get()
    assert (row.at_once, row.key, row.due_on) == (True, False, clock.today() + dt.timedelta(days=3))


def test_letters_and_the_talk(stage):
    _, finding, office, site = stage
    assert office.get(at("letter_new", finding.pk)).status_code == 403  # nothing is late yet
    with clock.moved_to(finding.due_on + dt.timedelta(days=10)):
        assert finding.description in words(office, "letters_due")
        page = office.get(at("finding", finding.pk))
        talk = page.context["admonish_url"]
        assert "发督办文书" in page.content.decode() and "reason=" in talk
        assert "逾期 10 天" in office.get(talk).content.decode()
        assert "督办〔2026〕1号" in words(office, "letter_new", finding.pk)
        told = {"rung": "urge", "number": "", "text": "请立即整改。", "due_on": clock.today()}
        assert "应晚于今天" in office.post(at("letter_new", finding.pk), told).content.decode()
        office.post(at("letter_new", finding.pk), {**told, "due_on": clock.today() + dt.timedelta(days=7)})
        letter = SupervisionLetter.objects.get()
        assert "请立即整改。" in words(site, "letter", letter.pk) and letter.number in words(site, "letters")
        assert site.post(at("letter", letter.pk), {"answer": ""}).status_code == 422
        assert office.post(at("letter", letter.pk), {"answer": "代答"}).status_code == 403
        site.post(at("letter", letter.pk), {"answer": "已安排专人。"})
        assert "已安排专人。" in words(office, "letter", letter.pk)


def test_what_a_site_owes_beside_the_answer_stands_first_until_it_is_done(stage):
    world, finding, _, site = stage
    late = finding.due_on + dt.timedelta(days=9)
    with clock.moved_to(late):
        notice = services.issue_notice(actor=world.office, visit=finding.visit)
        letter = services.issue_letter(
            actor=world.office, finding=Finding.objects.get(), rung="urge", text="请整改", due_on=late + dt.timedelta(7)
        )
        page = site.get(at("finding", finding.pk)).content.decode()
        assert "还没有签收" in page and "查看并答复" in page and "，待答复" in page
        assert "检查发现的问题，通知书待签收，督办请于" in site.get("/").content.decode()
        services.sign_notice(actor=world.secretary, notice=notice)
        services.answer_letter(actor=world.secretary, letter=letter, answer="已安排")
        page, home = (site.get(url).content.decode() for url in (at("finding", finding.pk), "/"))
        assert "还没有签收" not in page and "查看并答复" not in page
        assert "检查发现的问题" in home and "待签收" not in home and "督办请于" not in home
