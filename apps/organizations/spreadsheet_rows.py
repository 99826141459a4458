"""Workbooks of one sheet and known columns: read row by row with every problem, and an empty one to fill in. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from .spreadsheet import SpreadsheetError, sheet_lines
from .spreadsheet_checks import DATE
from .spreadsheet_columns import Problem

MAX_ROWS = 20_000
VALIDATED_ROWS = 5_000
GUIDE = "填写说明"
#: Column of the guide sheet from which the drop-down lists stand, one a column.
LISTS = 5

#: From a cell's text to the value and, when it cannot be read, the reason.
Parser = Callable[[str], tuple[Any, str]]


@dataclass(frozen=True)
class Column:
    """A column: field name, heading, how its text is read, an example, what an empty cell means, what may stand."""

    key: str
    label: str
    parse: Parser
    example: str
    empty: Any = ""
    is_required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetRow:
    """One row as read: values by field name; only the columns that the file has."""

    number: int
    values: Mapping[str, Any]


@dataclass
class SheetReport:
    """Rows that can be read, and every problem by row; ``total`` counts all rows."""

    rows: list[SheetRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    total: int = 0


def text_up_to(limit: int) -> Parser:
    """Any text of at most so many characters."""

    def parse(text: str) -> tuple[Any, str]:
        return (text, "") if len(text) <= limit else ("", f"太长，最多{limit}个字，现有{len(text)}个字")

    return parse


def choice_of(choices: Any) -> Parser:
    """The Chinese word of a choice, or its machine value."""
    labels = {label: value for value, label in choices.choices}

    def parse(text: str) -> tuple[Any, str]:
        value = labels.get(text, text if text in choices.values else None)
        return (value, "") if value is not None else ("", f"“{text}”无法识别，可填：{'、'.join(labels)}")

    return parse


def count_up_to(largest: int) -> Parser:
    """A whole number of people or things, from 0."""

    def parse(text: str) -> tuple[Any, str]:
        plain = text.replace(",", "").removesuffix("人").strip()
        if not plain.isdecimal() or int(plain) > largest:
            return None, f"“{text}”应为0至{largest}的整数"
        return int(plain), ""

    return parse


def parse_day(text: str) -> tuple[Any, str]:
    """A date."""
    match = DATE.fullmatch(text)
    try:
        if match:
            return date(*map(int, match.groups())), ""
    except ValueError:
        pass
    return None, f"“{text}”不是有效日期，请填如2026-07-01"


def parse_yes_no(text: str) -> tuple[Any, str]:
    """是 or 否."""
    if text in ("是", "否"):
        return text == "是", ""
    return None, f"“{text}”应填“是”或“否”"


def read_sheet(file: bytes, sheet: str, columns: Sequence[Column]) -> SheetReport:
    """Read a workbook, each row by itself.

    Raises:
        SpreadsheetError: not an xlsx, empty, a needed column missing or doubled, too many rows.
    """
    lines = sheet_lines(file, sheet)
    number, labels = next(lines, (0, []))
    if not labels:
        raise SpreadsheetError(Problem(0, "", "没有任何内容，请下载模板填写"))
    header = _header(labels, number, columns)
    report = SheetReport()
    for row_number, cells in lines:
        texts = {column: cells[at] if at < len(cells) else "" for at, column in header.items()}
        if any(texts.values()):
            _read_row(report, row_number, texts)
    if report.total == 0:
        report.problems.append(Problem(0, "", "没有数据行，请从第2行起填写"))
    return report


def _header(labels: list[str], row: int, columns: Sequence[Column]) -> dict[int, Column]:
    for column in columns:
        if column.is_required and column.label not in labels:
            raise SpreadsheetError(Problem(row, column.label, f"缺少“{column.label}”列，请使用模板的表头"))
        if labels.count(column.label) > 1:
            raise SpreadsheetError(Problem(row, column.label, "表头中出现两次，请只保留一列"))
    known = {column.label: column for column in columns}
    return {at: known[label] for at, label in enumerate(labels) if label in known}


def _read_row(report: SheetReport, number: int, texts: Mapping[Column, str]) -> None:
    report.total += 1
    if report.total > MAX_ROWS:
        raise SpreadsheetError(Problem(number, "", f"超过{MAX_ROWS}行，请分开导入"))
    values: dict[str, Any] = {}
    found = list(_problems(number, texts, values))
    report.problems.extend(found)
    if not found:
        report.rows.append(SheetRow(number, values))


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


def empty_sheet(sheet: str, columns: Sequence[Column], advice: str) -> bytes:
    """The empty workbook with drop-down lists, and a guide with examples on a second sheet."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, text = book.add_format({"bold": True, "border": 1}), book.add_format({"num_format": "@"})
        needed = book.add_format({"bold": True, "border": 1, "bg_color": "#F5E6E6"})
        page, guide = book.add_worksheet(sheet), book.add_worksheet(GUIDE)
        guide.set_column(0, 2, 30)
        guide.write_row(0, 0, ("列", "示例", "可填内容"), bold)
        for at, column in enumerate(columns):
            page.set_column(at, at, 18, text)
            page.write_string(0, at, column.label, needed if column.is_required else bold)
            guide.write_row(at + 1, 0, (column.label, column.example, "、".join(column.values)))
            if column.values:
                _drop_down(page, guide, at, column.values)
        guide.write_string(len(columns) + 2, 0, advice)
        page.freeze_panes(1, 0)
    return stream.getvalue()


def _drop_down(page: Any, guide: Any, at: int, values: tuple[str, ...]) -> None:
    """A list written into the rule may not be longer than 255 characters: it stands on the guide."""
    guide.write_column(1, LISTS + at, values)
    top, bottom = (xlsxwriter.utility.xl_rowcol_to_cell(row, LISTS + at, True, True) for row in (1, len(values)))
    rule = {"validate": "list", "source": f"='{GUIDE}'!{top}:{bottom}"}
    page.data_validation(1, at, VALIDATED_ROWS, at, rule)
