"""The office decides about what phones sent: pages, services, files, reminder."""

import base64
import io
import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.core.models import FileUse, StateChange, StoredFile
from apps.inspections import services
from apps.inspections.models import FieldRecord, Finding, Round, Visit
from apps.inspections.record_reminders import waiting
from tests.factories import sign_in

from .factories import criterion, make_round, make_visit
from .phones import Phone, as_bytes, content, digest, photo, signature

REASON = "现场核对以第二份为准"


def finding(number, words, **fields):
    return {
        "id": f"00000000-0000-4000-8000-00000000000{number}", "criterion": None, "severity": "minor",
        "description": words, "photos": [], **fields,
    }  # fmt: skip


def conflict(world, **second):
    """The inspector's record stands, the second one's differs and waits."""
    visit = make_visit(world, round=make_round(world, kind="quarterly"))
    area = criterion(world, "area").pk
    Phone(world.inspector).send(
        content(
            visit, world.inspector, results=[{"criterion": area, "verdict": "pass", "value": "112"}],
            findings=[finding(1, "标识未上墙"), finding(2, "台账不全")], signatures={"inspector": signature("甲")},
        )
    )  # fmt: skip
    other = Phone(world.second)
    other.send_photo(visit, photo(5))
    other.send(
        content(
            visit, world.second, summary="另一份评价", results=[{"criterion": area, "verdict": "fail", "value": "90"}],
            findings=[finding(1, "标识未上墙"), finding(3, "公开栏过期")], photos=[{"digest": digest(photo(5))}], **second,
        )
    )  # fmt: skip
    return visit, FieldRecord.objects.get(author=world.second)


def test_the_office_compares_and_takes_the_other_record(world):
    visit, record = conflict(world)
    client = sign_in(Client(), world.office)
    listed = client.get(reverse("inspections:records"), {"status": "conflict"})
    assert [row.pk for row in listed.context["records"]] == [record.pk]
    page = client.get(reverse("inspections:record", args=[record.pk]))
    lines = {line.title: line for part in page.context["parts"] for line in part.lines}
    area = lines[criterion(world, "area").title]
    assert (area.differs, area.left, area.right) == (True, "达标，112 ㎡", "不达标，90 ㎡")
    assert not lines["标识未上墙"].differs
    assert [use.file.sha256 for use in page.context["photos"]] == [digest(photo(5))]
    refused = client.post(reverse("inspections:record_displace", args=[record.pk]), {"reason": " "}, follow=True)
    assert "请填写处理理由" in refused.content.decode()
    client.post(reverse("inspections:record_displace", args=[record.pk]), {"reason": REASON})
    visit.refresh_from_db()
    assert (visit.summary, visit.recorded_by, visit.status) == ("另一份评价", world.second, "recorded")
    assert [(row.verdict, row.value) for row in visit.results.all()] == [("fail", Decimal(90))]
    states = {row.description: row.status for row in Finding.objects.all()}
    assert states == {"标识未上墙": "open", "台账不全": "withdrawn", "公开栏过期": "open"}
    assert [use.purpose for use in FileUse.objects.of(visit)] == ["photo"]
    assert {row.author: row.status for row in FieldRecord.objects.all()} == {
        world.inspector: "conflict", world.second: "stored",
    }  # fmt: skip
    back = FieldRecord.objects.get(author=world.inspector)
    services.displace_record(actor=world.office, record=back, reason="复核后以第一份为准")
    visit.refresh_from_db()
    assert (visit.summary, visit.recorded_by) == ("总体达到要求", world.inspector)
    assert [use.purpose for use in FileUse.objects.of(visit)] == ["signature:inspector"]


def test_a_record_typed_on_the_page_is_kept_when_another_takes_its_place(world):
    visit = make_visit(world, round=make_round(world, kind="quarterly"))
    services.record_visit(actor=world.inspector, visit=visit, methods=["talks"], summary="网页填写的评价")
    Phone(world.second).send(content(visit, world.second))
    record = FieldRecord.objects.get()
    services.displace_record(actor=world.office, record=record, reason=REASON)
    kept = FieldRecord.objects.get(author=world.inspector)
    assert (kept.status, json.loads(kept.content)["summary"]) == ("conflict", "网页填写的评价")


def test_only_the_rounds_office_decides_once_and_never_the_author(world):
    _, record = conflict(world)
    for act in (services.store_record, services.displace_record, services.discard_record):
        for who in ("outside_office", "secretary", "second"):
            with pytest.raises(Refused):
                act(actor=getattr(world, who), record=record, reason=REASON)
    with pytest.raises(OutOfTurn, match="改用这份记录"):
        services.store_record(actor=world.office, record=record, reason=REASON)
    with pytest.raises(Invalid, match="理由"):
        services.discard_record(actor=world.office, record=record, reason="")
    services.discard_record(actor=world.office, record=record, reason=REASON)
    with pytest.raises(OutOfTurn, match="已有人处理"):
        services.displace_record(actor=world.office, record=record, reason=REASON)
    again = Phone(world.second)
    assert again.state()["records"][0]["status"] == "discarded"


def test_what_was_held_is_taken_without_what_the_standard_refuses(world):
    visit = make_visit(world, round=make_round(world, kind="quarterly"))
    services.cancel_visit(actor=world.office, visit=visit, reason="道路中断")
    area, sign = criterion(world, "area").pk, criterion(world, "sign").pk
    results = [{"criterion": area, "verdict": "pass", "value": "9"}, {"criterion": sign, "verdict": "pass"}]
    assert Phone(world.inspector).send(content(visit, world.inspector, results=results)).json()["answer"] == "held"
    client = sign_in(Client(), world.office)
    record = FieldRecord.objects.get()
    answer = client.post(reverse("inspections:record_store", args=[record.pk]), {"reason": "已到现场"}, follow=True)
    assert "未采用" in answer.content.decode()
    visit.refresh_from_db()
    assert (visit.status, [row.criterion.code for row in visit.results.all()]) == ("recorded", ["sign"])


def test_several_scorers_each_hand_in_their_own(world):
    round_ = make_round(world, kind="tour")
    Round.objects.filter(pk=round_.pk).update(scoring="mean")
    round_.refresh_from_db()
    visit, sign = make_visit(world, round=round_), criterion(world, "sign").pk
    for user, verdict in ((world.inspector, "pass"), (world.second, "fail")):
        answer = Phone(user).send(content(visit, user, results=[{"criterion": sign, "verdict": verdict}])).json()
        assert answer["answer"] == "stored"
    assert visit.scorer_results.count() == 2
    assert [row.verdict for row in visit.results.all()] == ["fail"]
    assert Phone(world.second).send(content(visit, world.second)).json()["answer"] == "conflict"
    Visit.objects.get()


def export(*records, photos=()):
    def one(data):
        body = as_bytes(data)
        return {
            "digest": digest(body), "content": base64.b64encode(body).decode(), "user": data["user"],
            "photos": [{"digest": digest(each), "data": base64.b64encode(each).decode()} for each in photos],
        }  # fmt: skip

    file = io.BytesIO(
        json.dumps({"kind": "campaign-portal-record", "v": 1, "records": [one(r) for r in records]}).encode()
    )
    file.name = "检查记录-丁村-2026-11-02.json"
    return file


def test_a_file_is_checked_then_imported_once(world):
    visit, taken = make_visit(world, round=make_round(world, kind="quarterly")), photo(9)
    record = content(visit, world.inspector, photos=[{"digest": digest(taken)}])
    strange = content(visit, world.stranger)
    client, url = sign_in(Client(), world.office), reverse("inspections:records_import")
    shown = client.post(url, {"file": export(record, strange, photos=[taken])}, follow=True)
    here = shown.redirect_chain[-1][0]
    assert sign_in(Client(), world.district_office).get(here).status_code == 404
    assert [(line.words, line.fits) for line in shown.context["lines"]] == [
        ("将入库", True), ("没有找到对应的检查安排，或提交人不是检查组成员", False),
    ]  # fmt: skip
    assert not FieldRecord.objects.exists()
    done = client.post(here)
    assert done.context["lines"][0].words == "已入库"
    kept = FieldRecord.objects.get()
    assert (kept.by_file, kept.status, FileUse.objects.of(visit).get().file.sha256) == (True, "stored", digest(taken))
    assert Phone(world.inspector).send(record).json()["answer"] == "already"
    assert client.post(here).status_code == 404
    assert not StoredFile.objects.filter(content_type="application/json").exists()
    for _ in range(2):  # the second file takes the place of the one that was not imported
        kept = client.post(url, {"file": export(record, photos=[taken])})["Location"]
        assert StoredFile.objects.filter(content_type="application/json").count() == 1
    again = client.post(kept)
    assert again.context["lines"][0].words.startswith("此前已收到")
    wrong = io.BytesIO(b"{}")
    wrong.name = "x.json"
    assert "不是手机导出" in client.post(url, {"file": wrong}).content.decode()
    assert FieldRecord.objects.count() == 1


def test_a_copy_exported_before_the_end_waits_and_gives_way(world):
    visit = make_visit(world, round=make_round(world, kind="quarterly"))
    copy = content(visit, world.inspector, open=True)
    client, url = sign_in(Client(), world.office), reverse("inspections:records_import")
    for words in ("检查还没有结束，将留存待处理", "此前已收到（待党建办处理），不重复入库"):
        shown = client.post(url, {"file": export(copy)}, follow=True)
        assert [line.words for line in shown.context["lines"]] == [words]
        done = client.post(shown.request["PATH_INFO"])
        assert done.status_code == 200
    record = FieldRecord.objects.get()
    assert (record.status, "中途导出" in record.problem, visit.results.count()) == ("held", True, 0)
    final = {**copy, "summary": "结束时的评价"}
    del final["open"]
    assert Phone(world.inspector).send(final).json()["answer"] == "stored"
    visit.refresh_from_db()
    record.refresh_from_db()
    assert (visit.summary, record.status, record.decided_at is None) == ("结束时的评价", "discarded", False)
    older = client.post(url, {"file": export({**copy, "summary": "更早"})}, follow=True)
    assert [(line.words, line.fits) for line in older.context["lines"]] == [
        ("检查结束后的记录已入库，不需要这份中途副本", False)
    ]
    taken = make_visit(world, application=world.other, round=visit.round)
    rest = content(taken, world.inspector, open=True)
    assert Phone(world.inspector).send(rest).json()["answer"] == "held"
    services.store_record(actor=world.office, record=FieldRecord.objects.get(visit=taken), reason="督导员已离岗")
    assert Phone(world.inspector).send({**rest, "summary": "后来的"}).json()["answer"] == "conflict"


def test_the_office_is_reminded_until_all_is_decided(world):
    _, record = conflict(world)
    (line,) = [each for each in waiting(clock.now()) if each.recipient_id == world.office.pk]
    assert "1 份" in line.title
    client = sign_in(Client(), world.office)
    assert "待处理检查记录" in client.get(reverse("portal:home")).content.decode()
    services.discard_record(actor=world.office, record=record, reason=REASON)
    assert list(waiting(clock.now())) == []


def test_the_list_costs_the_same_for_one_and_three(world):
    visit, _ = conflict(world)
    client, counts = sign_in(Client(), world.office), []
    for more in range(2):
        for _ in range(more * 2):
            Phone(world.second).send(content(visit, world.second))
        client.get(reverse("inspections:records"))
        with CaptureQueriesContext(connection) as told:
            client.get(reverse("inspections:records"))
        counts.append(len(told))
    assert counts[0] == counts[1] <= 12


def test_a_record_of_which_much_is_left_out_can_be_taken(world):
    """Its clauses are those of another standard: the list of them is longer than a reason may be."""
    visit = make_visit(world)
    rows = [{"criterion": 9_000_000 + at, "verdict": "pass"} for at in range(300)]
    checks = [{"id": 9_000_000 + at, "verdict": "pass"} for at in range(200)]
    assert (
        Phone(world.inspector).send(content(visit, world.inspector, results=rows, checks=checks)).json()["answer"]
        == "held"
    )
    row = FieldRecord.objects.get()
    with pytest.raises(Invalid, match="不超过 500 字"):
        services.store_record(actor=world.office, record=row, reason="长" * 501)
    services.store_record(actor=world.office, record=row, reason="标准已更换")
    row.refresh_from_db()
    assert row.status == "stored" and StateChange.objects.of(row).last().reason.count("不属于") == 1
