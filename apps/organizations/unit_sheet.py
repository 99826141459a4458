"""The workbook of units (单位台账): columns, reading with every problem by row, an empty template. No database."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from .spreadsheet import SpreadsheetError, sheet_lines
from .spreadsheet_checks import DATE
from .spreadsheet_columns import Problem
from .unit_choices import Established, Operating, SecretaryFrom, UnitActivity, UnitKind, UnitVenue

SHEET = "单位台账"
MAX_ROWS = 20_000
LARGEST = 10_000_000
CREDIT = re.compile(r"[0-9A-Z]{18}")

Parser = Callable[[str], tuple[Any, str]]


def _text(limit: int) -> Parser:
    def parse(text: str) -> tuple[Any, str]:
        return (text, "") if len(text) <= limit else ("", f"太长，最多{limit}个字，现有{len(text)}个字")

    return parse


def _choice(choices: Any) -> Parser:
    labels = {label: value for value, label in choices.choices}

    def parse(text: str) -> tuple[Any, str]:
        value = labels.get(text, text if text in choices.values else None)
        return (value, "") if value is not None else ("", f"“{text}”无法识别，可填：{'、'.join(labels)}")

    return parse


def _count(text: str) -> tuple[Any, str]:
    plain = text.replace(",", "").removesuffix("人").strip()
    if not plain.isdecimal() or int(plain) > LARGEST:
        return None, f"“{text}”应为0以上的整数"
    return int(plain), ""


def _yes_no(text: str) -> tuple[Any, str]:
    if text in ("是", "否"):
        return text == "是", ""
    return None, f"“{text}”应填“是”或“否”"


def _day(text: str) -> tuple[Any, str]:
    match = DATE.fullmatch(text)
    try:
        if match:
            return date(*map(int, match.groups())), ""
    except ValueError:
        pass
    return None, f"“{text}”不是有效日期，请填如2026-07-01"


def _credit(text: str) -> tuple[Any, str]:
    code = text.upper()
    return (code, "") if CREDIT.fullmatch(code) else ("", f"“{text}”应为18位数字和字母")


@dataclass(frozen=True)
class Column:
    """A column: field name, heading, how its text is read, what it holds when empty, an example."""

    key: str
    label: str
    parse: Parser
    example: str
    empty: Any = ""
    is_required: bool = False
    choices: Any = None


def _chosen(key: str, label: str, choices: Any, *, is_required: bool = False) -> Column:
    return Column(key, label, _choice(choices), choices.labels[0], "", is_required, choices)


COLUMNS = (
    Column("name", "单位名称", _text(100), "示例科技有限公司", is_required=True),
    _chosen("kind", "单位类别", UnitKind, is_required=True),
    Column("organization_code", "负责的党组织代码", _text(40), "450302003"),
    Column("credit_code", "统一社会信用代码", _credit, "91450300MA5EXAMPLE"),
    _chosen("operating", "运行状态", Operating),
    Column("employees", "从业人员", _count, "120", None),
    Column("members", "党员", _count, "5", None),
    Column("full_members", "正式党员", _count, "4", None),
    Column("investor_is_member", "出资人是党员", _yes_no, "否", None),
    _chosen("established", "组建方式", Established),
    Column("party_code", "所建党组织代码", _text(40), ""),
    Column("superior", "隶属的上级党组织", _text(100), "甲山街道党工委"),
    _chosen("secretary_from", "党组织书记", SecretaryFrom),
    _chosen("activity", "组织活动", UnitActivity),
    _chosen("venue", "活动场所", UnitVenue),
    Column("instructors", "选派指导员", _count, "1", None),
    Column("instructor_since", "选派开始", _day, "2026-01-01", None),
    Column("instructor_until", "选派结束", _day, "", None),
    Column("verified_on", "最近核实", _day, "2026-10-15", None),
)
BY_LABEL = {column.label: column for column in COLUMNS}
#: Columns that are looked up and not stored under their own name.
CODES = ("organization_code", "party_code")


@dataclass(frozen=True)
class UnitRow:
    """One row as read: values by field name; only the columns that the file has."""

    number: int
    values: Mapping[str, Any]


@dataclass
class UnitReport:
    """Rows that can be read, and every problem by row; ``total`` counts all rows."""

    rows: list[UnitRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    total: int = 0


def read_units(file: bytes) -> UnitReport:
    """Read a workbook, each row by itself.

    Raises:
        SpreadsheetError: not an xlsx, empty, a needed column missing or doubled, too many rows.
    """
    lines = sheet_lines(file, SHEET)
    number, labels = next(lines, (0, []))
    if not labels:
        raise SpreadsheetError(Problem(0, "", "没有任何内容，请下载模板填写"))
    header = _header(labels, number)
    report = UnitReport()
    for row_number, cells in lines:
        texts = {column: cells[at] if at < len(cells) else "" for at, column in header.items()}
        if any(texts.values()):
            _read_row(report, row_number, texts)
    if report.total == 0:
        report.problems.append(Problem(0, "", "没有数据行，请从第2行起填写"))
    return report


def template() -> bytes:
    """The empty workbook, with an example on a second sheet."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, text = book.add_format({"bold": True, "border": 1}), book.add_format({"num_format": "@"})
        needed = book.add_format({"bold": True, "border": 1, "bg_color": "#F5E6E6"})
        sheet, guide = book.add_worksheet(SHEET), book.add_worksheet("填写说明")
        guide.set_column(0, 2, 28)
        guide.write_row(0, 0, ("列", "示例", "可填内容"), bold)
        for at, column in enumerate(COLUMNS):
            sheet.set_column(at, at, 18, text)
            sheet.write_string(0, at, column.label, needed if column.is_required else bold)
            labels = list(column.choices.labels) if column.choices else []
            if labels:
                sheet.data_validation(1, at, 5000, at, {"validate": "list", "source": labels})
            guide.write_row(at + 1, 0, (column.label, column.example, "、".join(labels)))
        guide.write_string(
            len(COLUMNS) + 2, 0, "一行一个单位；只填人数，不填名单。负责的党组织代码不填，即导入到所在页面的党组织。"
        )
        sheet.freeze_panes(1, 1)
    return stream.getvalue()


def _header(labels: list[str], row: int) -> dict[int, Column]:
    for column in COLUMNS:
        if column.is_required and column.label not in labels:
            raise SpreadsheetError(Problem(row, column.label, f"缺少“{column.label}”列，请使用模板的表头"))
        if labels.count(column.label) > 1:
            raise SpreadsheetError(Problem(row, column.label, "表头中出现两次，请只保留一列"))
    return {at: BY_LABEL[label] for at, label in enumerate(labels) if label in BY_LABEL}


def _read_row(report: UnitReport, number: int, texts: Mapping[Column, str]) -> None:
    report.total += 1
    if report.total > MAX_ROWS:
        raise SpreadsheetError(Problem(number, "", f"超过{MAX_ROWS}行，请分开导入"))
    values: dict[str, Any] = {}
    found = list(_problems(number, texts, values))
    report.problems.extend(found)
    if not found:
        report.rows.append(UnitRow(number, values))


def _problems(number: int, texts: Mapping[Column, str], values: dict[str, Any]) -> Iterator[Problem]:
    for column, text in texts.items():
        if not text:
            values[column.key] = column.empty
            if column.is_required:
                yield Problem(number, column.label, "不能为空")
            continue
        values[column.key], reason = column.parse(text)
        if reason:
            yield Problem(number, column.label, reason)
