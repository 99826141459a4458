"""Workbooks hold what was shown: text stays text, numbers stay numbers."""

import datetime as dt
import io
import zipfile
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from apps.core.exports import XLSX, write_workbook, xlsx_response


def read(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.sheet_names, book.get_sheet_by_index(0).to_python()


def answer_of(header, rows, name="清单"):
    answer = xlsx_response(name, header, rows)
    content = b"".join(answer.streaming_content)
    answer.file_to_stream.close()  # as the server does when all is sent
    return answer, content


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "http://x", "{=1}"])
def test_text_stays_text(text):
    _, content = answer_of(["名称"], [[text]])
    assert read(content)[1] == [["名称"], [text]]
    assert b"<f>" not in unpacked(content)


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_values_keep_their_kind():
    moment = timezone.make_aware(dt.datetime(2026, 11, 23, 9, 30))
    row = ["甲", 12, Decimal("3.25"), True, False, dt.date(2026, 11, 23), moment, None, "", 0]
    _, content = answer_of(list("abcdefghij"), [row])
    assert read(content)[1][1] == [
        "甲", 12.0, 3.25, "是", "否", dt.date(2026, 11, 23), dt.datetime(2026, 11, 23, 9, 30), "", "", 0.0,
    ]  # fmt: skip


def test_a_moment_is_written_in_the_portals_time():
    moment = dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC)
    _, content = answer_of(["时间"], [[moment]])
    assert read(content)[1][1] == [dt.datetime(2026, 11, 24, 1, 0)]


def test_the_answer_is_a_download_under_a_chinese_name_that_every_system_takes():
    answer, content = answer_of(["名称"], [["甲"]], name="党/组织\n")
    assert answer["Content-Type"] == XLSX
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('党组织')}.xlsx"
    assert read(content)[0] == ["党组织"]


def test_an_empty_list_has_its_header():
    _, content = answer_of(["名称", "状态"], [])
    assert read(content)[1] == [["名称", "状态"]]


def test_rows_are_counted_and_may_come_one_by_one():
    assert write_workbook(io.BytesIO(), "清单", ["n"], ([number] for number in range(300))) == 300


@pytest.mark.parametrize("name", ["一" * 60, "a/b:c*d?e[f]g\\h", "'引号'", ""])
def test_any_name_makes_a_sheet(name):
    _, content = answer_of(["名称"], [["甲"]], name=name)
    assert read(content)[1] == [["名称"], ["甲"]]
