"""Records that give way and come back, of wrong clocks, of several scorers, and of rounds run above the site."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import clock
from apps.core.models import FileUse, PictureNote
from apps.inspections import services
from apps.inspections.models import CheckResult, FieldRecord, Finding, RoundCheck, ScorerResult
from apps.organizations.models import Metric
from apps.organizations.queries import current_facts
from tests.factories import sign_in

from .factories import criterion, make_round, make_visit, picture
from .phones import Phone, content, digest, photo

REASON = "现场核对以该份为准"


def photos_of(owner):
    return list(FileUse.objects.of(owner).values_list("file__sha256", flat=True))


def test_a_typed_record_keeps_its_photos_and_is_taken_back(world):
    visit, area = make_visit(world, round=make_round(world, kind="quarterly")), criterion(world, "area")
    by = {"actor": world.inspector, "visit": visit}
    taken = services.add_photo(upload=picture(), name="阵地.png", criterion=area, **by).file.sha256
    services.save_result(criterion=area, verdict="pass", value=Decimal(112), **by)
    services.record_visit(methods=["talks"], summary="网页填写的评价", **by)
    Phone(world.second).send(content(visit, world.second))
    other = FieldRecord.objects.get()
    services.displace_record(actor=world.office, record=other, reason=REASON)
    typed = FieldRecord.objects.get(author=world.inspector)
    assert (photos_of(visit), photos_of(typed)) == ([], [taken])
    office = sign_in(Client(), world.office)
    office.post(reverse("inspections:record_displace", args=[typed.pk]), {"reason": REASON})
    visit.refresh_from_db()
    assert (visit.summary, photos_of(visit), visit.results.get().value) == ("网页填写的评价", [taken], Decimal(112))
    services.displace_record(actor=world.office, record=other, reason=REASON)
    FileUse.objects.of(typed).update(removed_at=clock.now())
    told = services.displace_record(actor=world.office, record=typed, reason=REASON)
    assert (told, photos_of(visit)) == (["1 张照片没有留存"], [])


def test_a_record_taken_back_finds_its_problems_anew_and_what_gave_way_is_decided(world):
    visit = make_visit(world, round=make_round(world, kind="quarterly"))
    found = {"id": "00000000-0000-4000-8000-000000000001", "criterion": None, "severity": "minor", "photos": []}
    phone = Phone(world.inspector)
    phone.send(content(visit, world.inspector, findings=[{**found, "description": "台账不全"}]))
    Phone(world.second).send(content(visit, world.second))
    first, second = (FieldRecord.objects.get(author=user) for user in (world.inspector, world.second))
    assert list(FieldRecord.objects.waiting()) == [second]
    services.displace_record(actor=world.office, record=second, reason=REASON)
    assert not FieldRecord.objects.waiting().exists()
    listed = sign_in(Client(), world.office).get(reverse("inspections:records"), {"status": "waiting"})
    assert listed.context["records"] == []
    (told,) = phone.state()["records"]
    assert (told["status"], told["decided"]) == ("conflict", True)
    services.displace_record(actor=world.office, record=first, reason=REASON)
    assert sorted(Finding.objects.values_list("description", "status")) == [
        ("台账不全", "open"),
        ("台账不全", "withdrawn"),
    ]


@pytest.mark.parametrize(
    "wild", ["0000-00-00T00:00:00+08:00", "+020266-01-01T00:00:00.000Z", "1970-01-01T08:00:00+08:00"]
)
def test_a_clock_gone_wild_stops_no_record(world, wild):
    visit, phone = make_visit(world, round=make_round(world, kind="quarterly")), Phone(world.inspector)
    services.start_visit(actor=world.inspector, visit=visit)
    phone.send_photo(visit, photo(3))
    pictures = [{"digest": digest(photo(3)), "taken_at": wild}]
    answer = phone.send(content(visit, world.inspector, started_at=wild, ended_at=wild, photos=pictures))
    assert answer.json()["answer"] == "stored"
    visit.refresh_from_db()
    assert visit.started_at == visit.ended_at == clock.now()
    assert not PictureNote.objects.filter(taken_at__isnull=False).exists()


def test_an_arrival_after_the_departure_is_none(world):
    visit, now = make_visit(world, round=make_round(world, kind="quarterly")), clock.now()
    services.start_visit(actor=world.inspector, visit=visit)
    type(visit).objects.update(started_at=now - dt.timedelta(hours=3))
    late = (now + dt.timedelta(hours=2)).isoformat()
    Phone(world.inspector).send(content(visit, world.inspector, started_at=late))
    visit.refresh_from_db()
    assert (visit.started_at, visit.ended_at) == (now - dt.timedelta(hours=3), now)


def test_photos_are_looked_up_once_however_many(world):
    visit, phone, counts = make_visit(world), Phone(world.inspector), []
    phone.state()
    for number in (1, 1, 4):
        named = [{"digest": digest(photo(at))} for at in range(number)]
        with CaptureQueriesContext(connection) as asked:
            answer = phone.send(content(visit, world.inspector, photos=named))
        assert len(answer.json()["missing"]) == number
        counts.append(len(asked))
    assert counts[1] == counts[2]


def known_area(world):
    return current_facts(world.branch)["venue_area"].value


def test_several_scorers_share_the_rounds_questions_and_what_they_find_is_told(world):
    round_ = make_round(world, kind="tour", scoring="mean", normalised=True)
    Metric.objects.create(code="venue_area", name="使用面积", unit="㎡", period_kind="snapshot")
    check = RoundCheck.objects.create(round=round_, position=1, title="是否公开")
    visit, area = make_visit(world, round=round_), criterion(world, "area")
    for user, verdict, value in ((world.inspector, "pass", "110"), (world.second, "fail", "90")):
        results = [{"criterion": area.pk, "verdict": verdict, "value": value}]
        checks = [{"id": check.pk, "verdict": verdict, "note": user.name}]
        assert Phone(user).send(content(visit, user, results=results, checks=checks)).json()["answer"] == "stored"
    assert (CheckResult.objects.get().verdict, CheckResult.objects.get().note) == ("pass", world.inspector.name)
    assert known_area(world) == 90
    visit.refresh_from_db()
    services.save_score(actor=world.second, visit=visit, criterion=area, verdict="pass", value=Decimal(120))
    assert known_area(world) == 110
    ScorerResult.objects.filter(scorer=world.inspector).update(value=130)
    services.close_round(actor=world.office, round=round_)
    assert known_area(world) == 120


def test_an_answer_whose_question_went_meanwhile_waits_for_the_office(world):
    """The phone began without network, so the office could still change the questions: nothing is dropped unseen."""
    round_ = make_round(world, kind="quarterly")
    visit = make_visit(world, round=round_)
    kept, gone = list(round_.checks.all())[:2]
    lines = [("另查一项", ""), (kept.title, kept.guidance)]
    services.set_checks(actor=world.office, round=round_, version=round_.version, lines=lines)
    assert [(row.pk == kept.pk, row.title) for row in round_.checks.all()] == [(False, "另查一项"), (True, kept.title)]
    phone = Phone(world.inspector)
    answers = [{"id": each.pk, "verdict": "pass", "note": ""} for each in (kept, gone)]
    told = phone.send(content(visit, world.inspector, checks=answers)).json()
    assert told["answer"] == "held" and "检查事项已由党建办删除" in told["problem"]
    assert not CheckResult.objects.exists()
    services.store_record(actor=world.office, record=FieldRecord.objects.get(), reason="其余内容采用")
    assert CheckResult.objects.get().check_item == kept


@pytest.mark.parametrize("way", ["phone", "page"])
def test_a_round_on_one_scale_is_locked_before_its_visits(world, way):
    """Two late records at once would wait for each other: each settles all visits of the round."""
    round_ = make_round(world, kind="tour", scoring="mean", normalised=True)
    visit, sign = make_visit(world, round=round_), criterion(world, "sign")
    if way == "phone":
        services.close_round(actor=world.office, round=round_, reason="先行办结")
    with CaptureQueriesContext(connection) as asked:
        if way == "phone":
            results = [{"criterion": sign.pk, "verdict": "pass"}]
            assert Phone(world.inspector).send(content(visit, world.inspector, results=results)).json()["late"]
        else:
            services.save_result(actor=world.inspector, visit=visit, criterion=sign, verdict="pass")
    assert visit.results.get().verdict == "pass"
    locks = [each["sql"] for each in asked if "FOR UPDATE" in each["sql"] or "FOR NO KEY UPDATE" in each["sql"]]
    tables = [sql.partition(' FROM "')[2].partition('"')[0] for sql in locks]
    assert tables.index("inspections_round") < tables.index("inspections_visit")


def test_a_record_of_a_round_run_above_is_no_news_to_the_sites_office(world):
    visit = make_visit(world, round=make_round(world, kind="random"))
    phone, taken = Phone(world.inspector), photo(4)
    phone.send_photo(visit, taken)
    world.inspector.memberships.update(ended_on="2026-11-01")
    assert phone.send(content(visit, world.inspector, photos=[{"digest": digest(taken)}])).json()["answer"] == "held"
    visit.refresh_from_db()
    record = FieldRecord.objects.get()
    urls = [
        reverse("inspections:record", args=[record.pk]),
        reverse("core:file", args=[FileUse.objects.of(record).get().pk]),
    ]
    assert visit.status == "planned"
    for who, status in (("district_office", 404), ("office", 200)):
        client = sign_in(Client(), getattr(world, who))
        answers = [client.get(url) for url in urls]
        assert [answer.status_code for answer in answers] == [status, status], who
        answers[1].getvalue()
    shown = sign_in(Client(), world.district_office).get(reverse("inspections:records"))
    assert shown.context["records"] == []
