"""The workbook of work records: its columns and their words. No database."""

from decimal import Decimal, InvalidOperation
from typing import Any

from .choices import Audience, RecordKind
from .spreadsheet_rows import (
    Column,
    SheetReport,
    choice_of,
    count_up_to,
    empty_sheet,
    parse_day,
    read_sheet,
    text_up_to,
)

SHEET = "工作记录"
MOST_HOURS = 2_000
PEOPLE = count_up_to(100_000)


def _audiences(text: str) -> tuple[Any, str]:
    labels = {label: value for value, label in Audience.choices}
    words = [word for word in text.replace("，", "、").replace(",", "、").split("、") if word]
    strange = [word for word in words if word not in labels]
    if strange:
        return [], f"“{strange[0]}”无法识别，可填：{'、'.join(labels)}"
    return [labels[word] for word in words], ""


def _hours(text: str) -> tuple[Any, str]:
    try:
        hours = Decimal(text.removesuffix("学时").strip())
    except InvalidOperation:
        return None, f"“{text}”应为数字"
    if not 0 <= hours <= MOST_HOURS or hours != round(hours, 1):
        return None, f"“{text}”应为0至{MOST_HOURS}，最多1位小数"
    return hours, ""


COLUMNS = (
    Column("organization_code", "组织代码", text_up_to(40), ""),
    Column("kind", "类型", choice_of(RecordKind), RecordKind.THEME_DAY.label, "", True, tuple(RecordKind.labels)),
    Column("held_on", "日期", parse_day, "2026-07-01", None, True),
    Column("title", "主题", text_up_to(100), "重温入党誓词", "", True),
    Column("place", "地点", text_up_to(100), "村党群服务中心"),
    Column("expected", "应到人数", PEOPLE, "32", None),
    Column("headcount", "实到人数", PEOPLE, "30", None),
    Column("hours", "学时", _hours, "", None),
    Column("audiences", "培训对象", _audiences, "党员、班子成员", ()),
    Column("partner", "共建单位", text_up_to(120), ""),
    Column("summary", "纪实", text_up_to(2000), "集体学习，重温入党誓词，开展志愿服务"),
)


def read_records(file: bytes) -> SheetReport:
    """Read a workbook, each row by itself. Raises SpreadsheetError: it is no such workbook."""
    return read_sheet(file, SHEET, COLUMNS)


def template() -> bytes:
    """The empty workbook."""
    advice = "一行一次已开展的工作；只填人数，不填名单。组织代码不填，即导入到所在页面的党组织。"
    return empty_sheet(SHEET, COLUMNS, advice)
