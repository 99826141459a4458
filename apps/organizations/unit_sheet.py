"""The workbook of units (单位台账): its columns and their words. No database."""

import re
from typing import Any

from .spreadsheet_rows import (
    Column,
    SheetReport,
    choice_of,
    count_up_to,
    empty_sheet,
    parse_day,
    parse_yes_no,
    read_sheet,
    text_up_to,
)
from .unit_choices import Established, Operating, SecretaryFrom, UnitActivity, UnitKind, UnitVenue

SHEET = "单位台账"
CREDIT = re.compile(r"[0-9A-Z]{18}")
COUNT = count_up_to(10_000_000)


def _credit(text: str) -> tuple[Any, str]:
    code = text.upper()
    return (code, "") if CREDIT.fullmatch(code) else ("", f"“{text}”应为18位数字和字母")


def _chosen(key: str, label: str, choices: Any, *, is_required: bool = False) -> Column:
    return Column(key, label, choice_of(choices), choices.labels[0], "", is_required, tuple(choices.labels))


COLUMNS = (
    Column("name", "单位名称", text_up_to(100), "示例科技有限公司", is_required=True),
    _chosen("kind", "单位类别", UnitKind, is_required=True),
    Column("organization_code", "负责的党组织代码", text_up_to(40), "450302003"),
    Column("credit_code", "统一社会信用代码", _credit, "91450300MA5EXAMPLE"),
    _chosen("operating", "运行状态", Operating),
    Column("employees", "从业人员", COUNT, "120", None),
    Column("members", "党员", COUNT, "5", None),
    Column("full_members", "正式党员", COUNT, "4", None),
    Column("investor_is_member", "出资人是党员", parse_yes_no, "否", None),
    _chosen("established", "组建方式", Established),
    Column("party_code", "所建党组织代码", text_up_to(40), ""),
    Column("superior", "隶属的上级党组织", text_up_to(100), "甲山街道党工委"),
    _chosen("secretary_from", "党组织书记", SecretaryFrom),
    _chosen("activity", "组织活动", UnitActivity),
    _chosen("venue", "活动场所", UnitVenue),
    Column("instructors", "选派指导员", COUNT, "1", None),
    Column("instructor_since", "选派开始", parse_day, "2026-01-01", None),
    Column("instructor_until", "选派结束", parse_day, "", None),
    Column("verified_on", "最近核实", parse_day, "2026-10-15", None),
)
#: Columns that are looked up and not stored under their own name.
CODES = ("organization_code", "party_code")


def read_units(file: bytes) -> SheetReport:
    """Read a workbook, each row by itself. Raises SpreadsheetError: it is no such workbook."""
    return read_sheet(file, SHEET, COLUMNS)


def template() -> bytes:
    """The empty workbook."""
    advice = "一行一个单位；只填人数，不填名单。负责的党组织代码不填，即导入到所在页面的党组织。"
    return empty_sheet(SHEET, COLUMNS, advice)
