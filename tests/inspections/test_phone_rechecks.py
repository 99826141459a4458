"""Re-checks made on site without network: carried by the copy, sent in the record, settled by the service of findings."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.models import FileUse, StateChange
from apps.inspections import services
from apps.inspections.models import FieldRecord, Finding, Rectification, Visit
from tests.factories import sign_in

from .factories import criterion, make_finding, make_round, make_visit, picture
from .phones import Phone, content, digest, photo


def answered(world, visit, words="公开栏未按时更新", **fields):
    finding = make_finding(world, visit, description=words, **fields)
    services.answer_finding(
        actor=world.secretary, finding=finding, text=f"{words}：已整改", uploads=[picture(f"{words}.png")]
    )
    return finding


def recheck(row, accepted, note="", photos=()):
    return {"finding": row["id"], "answer": row["answer"], "accepted": accepted, "note": note, "photos": list(photos)}


@pytest.fixture
def site(world):
    """Found in one round; another team is on its way there in the next one."""
    before = make_visit(world, round=make_round(world, kind="quarterly"), inspectors=[world.inspector])
    world.first = answered(world, before, criterion=criterion(world, "sign"))
    world.last = answered(world, before, "台账不全")
    later = make_round(world, kind="random", name="不定期抽查")
    world.visit = make_visit(world, round=later, inspectors=[world.second])
    return world


def test_a_re_check_made_on_site_closes_and_sends_back_once(site):
    phone, taken = Phone(site.second), photo(3)
    first, last = phone.copy(site.visit).json()["rechecks"]
    assert (first["description"], first["leaf"], first["text"]) == (
        "公开栏未按时更新", criterion(site, "sign").title, "公开栏未按时更新：已整改",
    )  # fmt: skip
    assert (first["answered_by"], first["evidence"]) == (
        site.secretary.name,
        [{"name": "公开栏未按时更新.png", "thumb": ""}],
    )
    known = phone.copy(site.visit).json()["digest"]
    use = FileUse.objects.of(Rectification.objects.get(pk=first["answer"])).get()
    file = reverse("core:file", args=[use.pk])
    assert Phone(site.stranger).client.get(file).status_code == 404
    assert Phone(site.second).client.get(file).getvalue()  # thumbnails lie on the phone before the visit begins
    record = content(
        site.visit, site.second, photos=[{"digest": digest(taken)}],
        rechecks=[recheck(first, True, "已上墙", [digest(taken)]), recheck(last, False)],
    )  # fmt: skip
    assert phone.send(record).json() == {"answer": "photos", "missing": [digest(taken)]}
    phone.send_photo(site.visit, taken)
    told = [phone.send(record).json() for _ in range(2)]
    assert [(each["answer"], each["remark"]) for each in told] == [("stored", ""), ("already", "")]
    assert list(Finding.objects.order_by("pk").values_list("status", flat=True)) == ["verified", "sent_back"]
    checked = Rectification.objects.order_by("pk").values_list("checked_how", "checked_by", "accepted", "opinion")
    assert list(checked) == [
        ("on_site", site.second.pk, True, "已上墙"), ("on_site", site.second.pk, False, "现场复查，整改不到位。"),
    ]  # fmt: skip
    assert StateChange.objects.of(site.first).filter(verb="verify").count() == 1
    page = sign_in(Client(), site.secretary).get(reverse("inspections:finding", args=[site.first.pk]))
    (answer,) = page.context["answers"]
    assert ([use.name for use in answer.files], [use.file.sha256 for use in answer.proofs]) == (
        ["公开栏未按时更新.png"], [digest(taken)],
    )  # fmt: skip
    assert phone.copy(site.visit, known).json()["rechecks"] == []


def test_what_was_settled_meanwhile_is_told_and_holds_nothing_up(site):
    phone = Phone(site.second)
    first, last = phone.copy(site.visit).json()["rechecks"]
    elsewhere = make_finding(
        site, make_visit(site, application=site.other, round=site.visit.round), description="别处的问题"
    )
    services.verify_finding(actor=site.office, finding=site.first)
    services.send_back_finding(actor=site.office, finding=site.last, opinion="缺三季度")
    services.answer_finding(actor=site.secretary, finding=site.last, text="补齐了三季度")
    own = answered(site, site.first.visit, "标识褪色")
    Rectification.objects.filter(finding=own).update(answered_by=site.second)
    rechecks = [
        recheck(first, False, "仍未更新"), recheck(last, True),
        *({"finding": key, "accepted": True} for key in (elsewhere.pk, own.pk)),
    ]  # fmt: skip
    answer = phone.send(content(site.visit, site.second, rechecks=rechecks)).json()
    assert answer["answer"] == "stored"
    for words in (
        f"已由{site.office.name}复查，当前为“已销号”",
        "又提交了新的整改情况",
        "不是本单位的问题",
        "提交整改情况的人不能复查",
    ):
        assert words in answer["remark"]
    assert Visit.objects.get(pk=site.visit.pk).status == "recorded"
    states = dict(Finding.objects.values_list("description", "status"))
    assert (states["公开栏未按时更新"], states["台账不全"], states["标识褪色"]) == ("verified", "answered", "answered")
    record = FieldRecord.objects.get()
    page = sign_in(Client(), site.office).get(reverse("inspections:record", args=[record.pk])).content.decode()
    assert "又提交了新的整改情况" in page and "未整改（仍未更新）" in page


def test_a_held_record_brings_its_re_checks_when_the_office_takes_it(site):
    (first, _), visit = Phone(site.second).copy(site.visit).json()["rechecks"], site.visit
    services.cancel_visit(actor=site.office, visit=visit, reason="道路中断")
    assert Phone(site.second).copy(visit).json()["rechecks"] == []  # nobody goes there any more
    record = content(visit, site.second, rechecks=[recheck(first, True)])
    assert Phone(site.second).send(record).json()["answer"] == "held"
    assert Finding.objects.get(pk=site.first.pk).status == "answered"
    services.store_record(actor=site.office, record=FieldRecord.objects.get(), reason="已到现场")
    assert Finding.objects.get(pk=site.first.pk).status == "verified"
