"""The phone's API: what it is told, what it sends, what comes of it."""

import json
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.applications.models import Application, Response, SelfAssessment
from apps.core.exceptions import Invalid
from apps.core.models import FileUse
from apps.core.services import attach_file
from apps.inspections import services
from apps.inspections.models import FieldRecord, Finding, Round, RoundCheck, Visit, VisitTalk
from apps.portal.benchmark.visits import make_visits

from .factories import criterion, make_round, make_visit, picture
from .phones import Phone, content, digest, photo, signature


def full_record(world, visit, taken):
    area, sign = criterion(world, "area"), criterion(world, "sign")
    return content(
        visit, world.inspector,
        results=[
            {"criterion": area.pk, "verdict": "pass", "value": "112", "note": "实测"},
            {"criterion": sign.pk, "verdict": "fail"},
        ],
        talks=[{"method": "talks", "counterpart": "党员代表", "summary": "反映阵地常开"}],
        findings=[
            {
                "id": "00000000-0000-4000-8000-000000000001", "criterion": sign.pk, "severity": "major",
                "description": "标识未上墙", "demand": "补齐", "due_on": None, "at_once": True, "key": False,
                "photos": [digest(taken)],
            }
        ],
        photos=[
            {
                "digest": digest(taken), "criterion": area.pk, "taken_at": "2026-11-02T08:15:00+08:00",
                "latitude": 43.8, "longitude": 87.6, "name": "阵地.jpg",
            }
        ],
        signatures={"inspector": signature("李督导"), "counterpart": signature("张书记")},
        position={"latitude": 43.81, "longitude": 87.61, "accuracy": 12},
    )  # fmt: skip


def test_a_record_arrives_whole_and_once(world):
    visit, phone, taken = make_visit(world), Phone(world.inspector), photo(1)
    record = full_record(world, visit, taken)
    first = phone.send(record)
    assert (first.status_code, first.json()) == (409, {"answer": "photos", "missing": [digest(taken)]})
    assert not FieldRecord.objects.exists()
    assert [phone.send_photo(visit, taken).json()["answer"] for _ in range(2)] == ["stored", "already"]
    answers = [phone.send(record).json() for _ in range(2)]
    assert [(a["answer"], a["status"], a["late"]) for a in answers] == [
        ("stored", "stored", False),
        ("already", "stored", False),
    ]
    visit.refresh_from_db()
    assert (visit.status, visit.counterpart, visit.recorded_by) == ("recorded", "张书记", world.inspector)
    assert (visit.latitude, visit.accuracy) == (Decimal("43.81"), 12)
    assert {r.criterion.code: (r.verdict, r.value) for r in visit.results.all()} == {
        "area": ("pass", Decimal(112)),
        "sign": ("fail", None),
    }
    assert VisitTalk.objects.get().summary == "反映阵地常开"
    finding = Finding.objects.get()
    assert (finding.severity, finding.at_once, str(finding.client_id)[-1]) == ("major", True, "1")
    uses = {use.purpose: use for use in FileUse.objects.of(visit)}
    assert set(uses) == {f"photo:{criterion(world, 'area').pk}", "signature:inspector", "signature:counterpart"}
    kept = uses[f"photo:{criterion(world, 'area').pk}"]
    assert (kept.file.sha256, kept.name) == (digest(taken), "阵地.jpg")
    assert kept.file.picture_note.longitude == Decimal("87.6")
    assert FileUse.objects.of(finding).get().file == kept.file
    world.application.refresh_from_db()
    assert world.application.status == "inspected"
    assert phone.state()["records"][0]["status"] == "stored"


def test_another_content_never_overwrites(world):
    visit = make_visit(world)
    first, second = Phone(world.inspector), Phone(world.second)
    record = content(visit, world.inspector)
    assert first.send(record).json()["answer"] == "stored"
    changed = first.send(record | {"summary": "改写的评价"}).json()
    assert (changed["answer"], "另一份内容" in changed["problem"]) == ("conflict", True)
    other = second.send(content(visit, world.second, summary="第二份")).json()
    assert (other["answer"], world.inspector.name in other["problem"]) == ("conflict", True)
    assert first.send(record | {"summary": "改写的评价"}).json() == changed
    assert Visit.objects.get().summary == "总体达到要求"
    assert sorted(FieldRecord.objects.values_list("status", flat=True)) == ["conflict", "conflict", "stored"]


def test_what_the_rules_refuse_is_held_for_the_office(world):
    visit, phone = make_visit(world), Phone(world.inspector)
    area, key = criterion(world, "area"), phone.state()["key"]
    refused = phone.send(
        content(visit, world.inspector, results=[{"criterion": area.pk, "verdict": "pass", "value": "9"}])
    )
    assert (refused.json()["answer"], "未达到标准" in refused.json()["problem"]) == ("held", True)
    assert not visit.results.exists()
    assert Visit.objects.get().status == "planned"
    world.inspector.memberships.update(ended_on="2026-11-01")
    again = phone.send(content(visit, world.inspector)).json()
    assert (again["answer"], "成员" in again["problem"]) == ("held", True)
    state = phone.state()
    assert (state["visits"], len(state["records"]), state["key"]) == ([], 2, key)
    assert len(key) == 44


def test_a_record_after_the_round_is_late(world):
    round_ = make_round(world, kind="quarterly")
    visit = make_visit(world, round=round_)
    with pytest.raises(Invalid, match="先行办结"):
        services.close_round(actor=world.office, round=round_)
    services.close_round(actor=world.office, round=round_, reason="季度已过")
    answer = Phone(world.inspector).send(content(visit, world.inspector)).json()
    assert (answer["answer"], answer["late"]) == ("stored", True)
    assert Visit.objects.get().late


def test_a_page_filled_in_meanwhile_is_not_overwritten(world):
    visit, phone, area = make_visit(world), Phone(world.inspector), criterion(world, "area")
    known = phone.copy(visit).json()["digest"]
    services.save_result(actor=world.second, visit=visit, criterion=area, verdict="pass", value=Decimal(120))
    same = [{"criterion": area.pk, "verdict": "pass", "value": "120"}]
    other = [{"criterion": area.pk, "verdict": "pass", "value": "130"}]
    refused = phone.send(content(visit, world.inspector, bundle=known, results=other)).json()
    assert (refused["answer"], "网页" in refused["problem"]) == ("conflict", True)
    assert phone.send(content(visit, world.inspector, bundle=known, results=same)).json()["answer"] == "stored"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"results": [{"criterion": 1, "verdict": "perhaps"}]}, "检查结果"),
        ({"summary": "长" * 2001}, "文字过长"),
        ({"user": None}, "督导员"),
        ({"summary": "a\0b"}, "无法保存的字符"),
        ({"started_at": "昨天"}, "到达时间"),
    ],
)
def test_another_shape_is_refused_and_nothing_kept(world, change, words):
    answer = Phone(world.inspector).send(content(make_visit(world), world.inspector) | change)
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    assert not FieldRecord.objects.exists()


def test_the_door(world):
    visit = make_visit(world)
    record = content(visit, world.inspector)
    phone, stranger = Phone(world.inspector), Phone(world.stranger)
    for answer in (
        Client().get(reverse("inspections:field_state")),
        Client().post(reverse("inspections:field_records")),
    ):
        assert (answer.status_code, "重新登录" in answer.json()["error"]) == (401, True)
    assert phone.send(record, **{"X-Digest": "0" * 64}).status_code == 422
    assert (
        phone.client.post(reverse("inspections:field_records"), b"\xff{", content_type="application/json").status_code
        == 422
    )
    assert stranger.send(record).status_code == 404
    assert stranger.copy(visit).status_code == 404
    assert stranger.send_photo(visit, photo()).status_code == 404
    assert "另一个账号" in Phone(world.second).send(record).json()["error"]
    assert phone.send_photo(visit, photo(), digest="0" * 64).status_code == 422
    assert "不是照片" in phone.send_photo(visit, b"%PDF-1.4 nothing").json()["error"]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.inspector, backend="django.contrib.auth.backends.ModelBackend")
    refused = strict.post(reverse("inspections:field_records"), b"{}", content_type="application/json")
    assert (refused.status_code, "页面已过期" in refused.json()["error"]) == (403, True)


def test_whatever_goes_wrong_is_told_in_json(world):
    visit, phone = make_visit(world), Phone(world.inspector)
    photos, state = reverse("inspections:field_photos"), reverse("inspections:field_state")
    cut, many = b"--x\r\nContent-Disposition: form-data", {f"f{at}": "1" for at in range(5001)}
    client = phone.client
    answers = [
        (404, client.get("/field/api/visits/abc/")),
        (404, client.get("/field/api/nothing/")),
        (404, client.get(reverse("inspections:field_copy", args=["00000000-0000-4000-8000-000000000000"]))),
        (405, client.delete(state)),
        (400, client.post(photos, cut, content_type="multipart/form-data")),
        (400, client.post(photos, many)),
        (400, client.get(state, QUERY_STRING="a=%00")),
        (413, client.post(photos, "a=" + "1" * 11_000_000, content_type="application/x-www-form-urlencoded")),
        (422, client.post(photos, {"id": "1"})),
        (422, client.post(reverse("inspections:field_records"), b"[]", content_type="application/json", headers={"X-Digest": digest(b"[]")})),
        (422, phone.send_photo(visit, b"hello")),
        (422, phone.send_photo(visit, b"x" * 400_001)),
    ]  # fmt: skip
    for status, answer in answers:
        told = (answer.status_code, answer["Content-Type"], answer.content[:80])
        assert told[:2] == (status, "application/json"), told
        assert re.search(r"[\u4e00-\u9fff]{5}.*。", answer.json()["error"]), answer.json()
    wrong = answers[-2][1].json()["error"]
    assert "JPG、PNG" in wrong and "PDF" not in wrong
    page = reverse("inspections:field_photo", args=[visit.pk])
    words = client.post(
        page, {"photo": SimpleUploadedFile("a.pdf", b"%PDF-1.4 nothing")}, headers={"HX-Request": "true"}
    )
    assert "不是照片" in words.content.decode()


def test_a_finding_without_words_and_points_by_verdict(world):
    visit, phone, sign = make_visit(world), Phone(world.inspector), criterion(world, "sign")
    clauses = [clause for section in phone.copy(visit).json()["sections"] for clause in section["clauses"]]
    told = next(clause["earns"] for clause in clauses if clause["code"] == "sign")
    assert Decimal(told["pass"]) == Decimal(told["full"]) == sign.points and Decimal(told["fail"]) == 0
    blank = {"id": "00000000-0000-4000-8000-000000000009", "criterion": sign.pk, "severity": "minor", "description": ""}
    assert phone.send(content(visit, world.inspector, findings=[blank])).json()["answer"] == "stored"
    assert Finding.objects.get().description == "（未填写）"


def test_the_copy_of_a_visit(world):
    visit, phone = make_visit(world), Phone(world.inspector)
    phone.copy(visit)
    with CaptureQueriesContext(connection) as told:
        answer = phone.copy(visit)
    assert len(told) <= 12
    copy = answer.json()
    assert answer["ETag"] == f'"{copy["digest"]}"'
    (section,) = copy["sections"]
    area = next(clause for clause in section["clauses"] if clause["code"] == "area")
    assert (area["kind"], area["claimed"]["text"], area["unit"]) == ("number", "110 ㎡", "㎡")
    assert phone.copy(visit, copy["digest"]).status_code == 304
    (listed,) = phone.state()["visits"]
    assert (listed["bundle"], listed["status"]) == (copy["digest"], "planned")
    world.branch.address = "演示路1号"
    world.branch.save()
    assert phone.copy(visit, copy["digest"]).json()["site"]["address"] == "演示路1号"


def test_a_total_without_network_is_the_engines(world):
    visit, phone = make_visit(world), Phone(world.inspector)
    results = [{"criterion": criterion(world, "sign").pk, "verdict": "fail"}]
    answer = phone.client.post(
        reverse("inspections:field_total", args=[visit.pk]), content(visit, world.inspector, results=results),
        content_type="application/json",
    )  # fmt: skip
    assert answer.status_code == 200
    assert set(answer.json()) == {"earned", "full", "text"}


@pytest.mark.django_db
def test_a_hundred_leaves_cost_no_more_statements():
    """Measures of every kind: numbers of metrics, events of the ledger, judgements, checklists."""
    made = json.loads(make_visits(1, 1))
    (told,) = made["phones"]
    application, round_ = Application.objects.latest("pk"), Round.objects.latest("pk")
    assessment = SelfAssessment.objects.create(application=application, organization_path=application.organization_path)
    response = Response.objects.create(self_assessment=assessment, criterion_id=made["leaves"][0])
    attach_file(
        actor=application.created_by, upload=picture(), name="佐证.png", owner=response, purpose="evidence",
        organization_path=application.organization_path,
    )  # fmt: skip
    RoundCheck.objects.create(round=round_, position=1, title="是否落实“三会一课”")
    phone, visit = Phone(User.objects.get(pk=told["user"])), Visit.objects.get(round=round_)
    phone.copy(visit)
    with CaptureQueriesContext(connection) as asked:
        copy = phone.copy(visit).json()
    assert sum(len(section["clauses"]) for section in copy["sections"]) == 100
    (check,) = copy["checks"]
    assert check["title"] == "是否落实“三会一课”"
    clauses = [clause for section in copy["sections"] for clause in section["clauses"]]
    assert [each["name"] for clause in clauses for each in clause["evidence"]] == ["佐证.png"]
    assert len(asked) <= 12, [each["sql"][:90] for each in asked]


def test_a_number_with_a_line_break_behind_it_is_none(world):
    visit, phone = make_visit(world), Phone(world.inspector)
    for name in ("record", "visit"):
        data = content(visit, world.inspector)
        answer = phone.send(data | {name: data[name] + "\n"})
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (422, "application/json")
    answer = phone.send(content(visit, world.inspector, photos=[{"digest": "a" * 64 + "\n"}]))
    assert answer.status_code == 422
