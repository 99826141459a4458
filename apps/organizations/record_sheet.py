"""The workbook of work records: columns, reading with every problem by row, an empty template. No database."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

import xlsxwriter

from .choices import Audience, RecordKind
from .spreadsheet import SpreadsheetError, sheet_lines
from .spreadsheet_checks import DATE
from .spreadsheet_columns import Problem

SHEET = "工作记录"
MAX_ROWS = 20_000
VALIDATED_ROWS = 5_000
MOST_PEOPLE = 100_000
MOST_HOURS = 2_000

Parser = Callable[[str], tuple[Any, str]]


def _text(limit: int) -> Parser:
    def parse(text: str) -> tuple[Any, str]:
        return (text, "") if len(text) <= limit else ("", f"太长，最多{limit}个字，现有{len(text)}个字")

    return parse


def _kind(text: str) -> tuple[Any, str]:
    labels = {label: value for value, label in RecordKind.choices}
    value = labels.get(text)
    return (value, "") if value else ("", f"“{text}”无法识别，请从下拉列表中选择")


def _audiences(text: str) -> tuple[Any, str]:
    labels = {label: value for value, label in Audience.choices}
    words = [word for word in text.replace("，", "、").replace(",", "、").split("、") if word]
    strange = [word for word in words if word not in labels]
    if strange:
        return [], f"“{strange[0]}”无法识别，可填：{'、'.join(labels)}"
    return [labels[word] for word in words], ""


def _count(text: str) -> tuple[Any, str]:
    plain = text.replace(",", "").removesuffix("人").strip()
    if not plain.isdecimal() or int(plain) > MOST_PEOPLE:
        return None, f"“{text}”应为0以上的整数"
    return int(plain), ""


def _hours(text: str) -> tuple[Any, str]:
    try:
        hours = Decimal(text.removesuffix("学时").strip())
    except InvalidOperation:
        return None, f"“{text}”应为数字"
    if not 0 <= hours <= MOST_HOURS or hours != round(hours, 1):
        return None, f"“{text}”应为0至{MOST_HOURS}，最多1位小数"
    return hours, ""


def _day(text: str) -> tuple[Any, str]:
    match = DATE.fullmatch(text)
    try:
        if match:
            return date(*map(int, match.groups())), ""
    except ValueError:
        pass
    return None, f"“{text}”不是有效日期，请填如2026-07-01"


@dataclass(frozen=True)
class Column:
    """A column: field name, heading, how its text is read, an example, what an empty cell means."""

    key: str
    label: str
    parse: Parser
    example: str
    empty: Any = ""
    is_required: bool = False
    values: tuple[str, ...] = ()


COLUMNS = (
    Column("organization_code", "组织代码", _text(40), ""),
    Column("kind", "类型", _kind, RecordKind.THEME_DAY.label, "", True, tuple(RecordKind.labels)),
    Column("held_on", "日期", _day, "2026-07-01", None, True),
    Column("title", "主题", _text(100), "重温入党誓词", "", True),
    Column("place", "地点", _text(100), "村党群服务中心"),
    Column("expected", "应到人数", _count, "32", None),
    Column("headcount", "实到人数", _count, "30", None),
    Column("hours", "学时", _hours, "", None),
    Column("audiences", "培训对象", _audiences, "党员、班子成员", ()),
    Column("partner", "共建单位", _text(120), ""),
    Column("summary", "纪实", _text(2000), "集体学习，重温入党誓词，开展志愿服务"),
)
BY_LABEL = {column.label: column for column in COLUMNS}


@dataclass(frozen=True)
class RecordRow:
    """One row as read: values by field name."""

    number: int
    values: Mapping[str, Any]


@dataclass
class RecordReport:
    """Rows that can be read, and every problem by row; ``total`` counts all rows."""

    rows: list[RecordRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    total: int = 0


def read_records(file: bytes) -> RecordReport:
    """Read a workbook, each row by itself.

    Raises:
        SpreadsheetError: not an xlsx, empty, a needed column missing or doubled, too many rows.
    """
    lines = sheet_lines(file, SHEET)
    number, labels = next(lines, (0, []))
    if not labels:
        raise SpreadsheetError(Problem(0, "", "没有任何内容，请下载模板填写"))
    header = _header(labels, number)
    report = RecordReport()
    for row_number, cells in lines:
        texts = {column: cells[at] if at < len(cells) else "" for at, column in header.items()}
        if any(texts.values()):
            _read_row(report, row_number, texts)
    if report.total == 0:
        report.problems.append(Problem(0, "", "没有数据行，请从第2行起填写"))
    return report


def template() -> bytes:
    """The empty workbook with drop-down lists, and an example on a second sheet."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, text = book.add_format({"bold": True, "border": 1}), book.add_format({"num_format": "@"})
        needed = book.add_format({"bold": True, "border": 1, "bg_color": "#F5E6E6"})
        sheet, guide = book.add_worksheet(SHEET), book.add_worksheet("填写说明")
        guide.set_column(0, 2, 30)
        guide.write_row(0, 0, ("列", "示例", "可填内容"), bold)
        for at, column in enumerate(COLUMNS):
            sheet.set_column(at, at, 18, text)
            sheet.write_string(0, at, column.label, needed if column.is_required else bold)
            if column.values:
                # A list written into the rule may not be longer than 255 characters: it stands on the second sheet.
                last = len(column.values)
                guide.write_column(1, 5, column.values)
                source = f"='填写说明'!$F$2:$F${last + 1}"
                sheet.data_validation(1, at, VALIDATED_ROWS, at, {"validate": "list", "source": source})
            guide.write_row(at + 1, 0, (column.label, column.example, "见右侧列表" if column.values else ""))
        guide.write_string(0, 5, "类型", bold)
        guide.write_string(
            len(COLUMNS) + 2, 0, "一行一次已开展的工作；只填人数，不填名单。组织代码不填，即导入到所在页面的党组织。"
        )
        sheet.freeze_panes(1, 0)
    return stream.getvalue()


def _header(labels: list[str], row: int) -> dict[int, Column]:
    for column in COLUMNS:
        if column.is_required and column.label not in labels:
            raise SpreadsheetError(Problem(row, column.label, f"缺少“{column.label}”列，请使用模板的表头"))
        if labels.count(column.label) > 1:
            raise SpreadsheetError(Problem(row, column.label, "表头中出现两次，请只保留一列"))
    return {at: BY_LABEL[label] for at, label in enumerate(labels) if label in BY_LABEL}


def _read_row(report: RecordReport, number: int, texts: Mapping[Column, str]) -> None:
    report.total += 1
    if report.total > MAX_ROWS:
        raise SpreadsheetError(Problem(number, "", f"超过{MAX_ROWS}行，请分开导入"))
    values: dict[str, Any] = {}
    found = list(_problems(number, texts, values))
    report.problems.extend(found)
    if not found:
        report.rows.append(RecordRow(number, values))


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
