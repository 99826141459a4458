"""Filling in offline: every line comes back by its key; differences are shown and taken only when chosen."""

import datetime as dt
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.applications.answer_sheet import HEADER, MARK, SHEET, VALUE_AT, read_answer_sheet, write_answer_sheet
from apps.applications.models import AnswerSheet
from apps.core import clock
from apps.organizations.services import record_fact
from apps.organizations.spreadsheet import sheet_lines
from tests.factories import make_user, sign_in

from .assessment_stage import DAY, make_stage, response_of
from .assessment_stage import make_application as other_application
from .test_self_assessment_services import say

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


def page(stage, name="", *more):
    return reverse(f"applications:assessment_offline{name}", args=[stage.application.pk, *more])


def download(client, stage, **query):
    answer = client.get(page(stage, "_download"), query)
    assert answer.status_code == 200
    return answer.content


def filled(data, texts, rows=None):
    """The workbook as another program writes it after ``texts`` (by key) were typed: plain cells, no styles."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(SHEET)
        for number, cells in sheet_lines(data, SHEET):
            cells = [*cells, *[""] * (len(HEADER) - len(cells))]
            if number > 2 and cells[0] in texts:
                cells[VALUE_AT] = texts[cells[0]]
            for at, text in enumerate(cells):
                if isinstance(text, float):
                    sheet.write_number(number - 1, at, text)
                elif text:
                    sheet.write_string(number - 1, at, text)
    return stream.getvalue()


def line_of(data, key):
    return next(line.number for line in read_answer_sheet(data).lines if line.key == key)


def upload(client, stage, data, name="自评.xlsx", **more):
    return client.post(page(stage), {"file": SimpleUploadedFile(name, data), **more})


def compare(stage):
    return page(stage, "_compare", AnswerSheet.objects.latest("pk").pk)


def test_a_line_for_every_leaf_and_member_with_what_is_known(client):
    stage = make_stage()
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="venue_area", value=150)
    sign_in(client, stage.secretary)
    read = read_answer_sheet(download(client, stage))
    lines = {line.key: line for line in read.lines}
    assert {"area|value", "list|members|flag", "list|members|hall", "election|value", "vanguard|note"} <= set(lines)
    assert (lines["area|value"].before, lines["area|value"].text) == ("150", "150")
    assert read.meta["application"] == stage.application.pk
    one = read_answer_sheet(download(client, stage, section="place"))
    assert {line.key.split("|")[0] for line in one.lines} == {"area", "list", "election", "shoulder", "deputy"}
    assert client.get(page(stage, "_download"), {"section": "roof"}).status_code == 404


def test_differences_are_shown_and_only_the_chosen_taken(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    data = download(client, stage)
    texts = {
        "area|value": 180.0,
        "list|members|flag": "是",
        "election|value": "也许",
        "vanguard|value": "4",
        "vanguard|note": "好",
    }
    back = filled(data, texts)
    answer = upload(client, stage, back)
    assert answer.status_code == 302 and not response_of(stage, "area").answered
    shown = client.get(compare(stage)).content.decode()
    assert f"第 {line_of(data, 'election|value')} 行“填报内容”列：“也许”无法识别，可填：是、否" in shown
    assert "180" in shown and "有国旗党旗" in shown
    chosen = {"take": ["area|value", "list|members|flag"], "version-area": 1, "version-list": 1}
    client.post(compare(stage), chosen)
    assert response_of(stage, "area").value == 180 and response_of(stage, "list").members == ["flag"]
    assert not response_of(stage, "vanguard").answered and not response_of(stage, "election").answered
    again = client.post(compare(stage), chosen)
    assert again.status_code == 409 and "已经采用过" in again.content.decode()


def test_an_old_file_after_somebody_elses_change_shows_both(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    data = download(client, stage)
    say(stage, "area", value=170)
    upload(client, stage, filled(data, {"area|value": "190"}))
    shown = client.get(compare(stage)).content.decode()
    assert "下载后他人已改" in shown and "170" in shown and "190" in shown
    stale = client.post(compare(stage), {"take": ["area|value"], "version-area": 1})
    assert stale.status_code == 409 and "他人修改" in stale.content.decode()
    assert response_of(stage, "area").value == 170
    client.post(compare(stage), {"take": ["area|value"], "version-area": response_of(stage, "area").version})
    assert response_of(stage, "area").value == 190


def test_one_wrong_answer_takes_nothing(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    upload(client, stage, filled(download(client, stage), {"area|value": "180", "shoulder|value": "是"}))
    data = {"take": ["area|value", "shoulder|value"], "version-area": 1, "version-shoulder": 7}
    assert client.post(compare(stage), data).status_code == 409
    assert not response_of(stage, "area").answered
    nothing = client.post(compare(stage), {})
    assert nothing.status_code == 409 and "请先勾选" in nothing.content.decode()


def test_wrong_files_are_refused_with_the_reason(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    data = download(client, stage)
    place = download(client, stage, section="place")
    plain = BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet("自评").write_string(0, 0, "别的表")
    for content, more, words in (
        (b"not a workbook", {}, "不是xlsx工作簿"),
        (b"", {}, "空"),
        (b"PK\x03\x04broken", {}, "无法读取"),
        (plain.getvalue(), {}, "不是从本页下载的自评工作簿"),
        (place, {"section": "work"}, "一节的"),
        (b"PK" + b"0" * (5 * 1024 * 1024), {}, "超过 5 MB"),
    ):
        answer = upload(client, stage, content, **more)
        assert answer.status_code == 422 and words in answer.content.decode(), words
    assert client.post(page(stage), {}).status_code == 422
    assert not AnswerSheet.objects.exists()
    assert upload(client, stage, filled(data, {})).status_code == 302


def test_an_altered_mark_is_refused(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_string(0, 0, MARK)
        sheet.write_string(0, 1, "eyJhcHBsaWNhdGlvbiI6MX0:forged:signature")
    answer = upload(client, stage, stream.getvalue())
    assert answer.status_code == 422 and "标识已被改动" in answer.content.decode()


def test_a_file_of_another_organization_or_version_is_refused(client):
    stage = make_stage()
    neighbour = make_user("secretary", stage.tree.township)
    other = other_application(stage.campaign, stage.tree.township, neighbour)
    sign_in(client, neighbour)
    client.post(reverse("applications:assessment_start", args=[other.pk]))
    theirs = client.get(reverse("applications:assessment_offline_download", args=[other.pk])).content
    sign_in(client, stage.secretary)
    answer = upload(client, stage, theirs)
    assert answer.status_code == 422 and "不能用于" in answer.content.decode()
    meta = read_answer_sheet(download(client, stage)).meta
    old = write_answer_sheet({**meta, "digest": "0" * 64}, "自评", [])
    assert "另一版标准" in upload(client, stage, old).content.decode()
    assert not AnswerSheet.objects.exists()


def test_nobody_elses_upload_is_found_and_a_closed_phase_takes_none(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    data = filled(download(client, stage), {"area|value": "180"})
    upload(client, stage, data)
    assert client.get(page(stage, "_compare", 10**6)).status_code == 404
    sign_in(client, stage.office)
    assert client.get(compare(stage)).status_code == 403
    sign_in(client, stage.secretary)
    with clock.moved_to(dt.date(2026, 11, 20)):
        late = client.post(compare(stage), {"take": ["area|value"], "version-area": 1})
        assert late.status_code == 409 and not response_of(stage, "area").answered
        assert upload(client, stage, data).status_code == 422


def test_another_value_is_a_change_and_a_first_one_is_new(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    say(stage, "area", value=150)
    upload(client, stage, filled(download(client, stage), {"area|value": 180.0, "area|note": "已扩建"}))
    shown = client.get(compare(stage)).content.decode()
    changed = shown[shown.index('value="area|value"') :].split("</tr>")[0]
    fresh = shown[shown.index('value="area|note"') :].split("</tr>")[0]
    assert ("修改" in changed, "新填" in changed, "新填" in fresh) == (True, False, True)
