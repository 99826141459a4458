"""The organizations workbook (xlsx): read, check, write. No database; the services decide what to do.

Row numbers are those that the office sees in its spreadsheet program: the header is row 1.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from .choices import Kind, Level, Sector
from .spreadsheet_checks import check_rows
from .spreadsheet_columns import (
    COLUMNS,
    Column,
    OrganizationRow,
    Problem,
    RawRow,
    Report,
    SpreadsheetError,
)
from .spreadsheet_limits import UNREADABLE, too_large

__all__ = [
    "COLUMNS",
    "OrganizationRow",
    "Problem",
    "RawRow",
    "Report",
    "SpreadsheetError",
    "check_rows",
    "read_rows",
    "sheet_lines",
    "write_rows",
    "write_template",
]

SHEET = "组织"
GUIDE_SHEET = "填写说明"
MAX_ROWS = 200_000
VALIDATED_ROWS = 5_000
BLANKS = re.compile(r"[\s\u200b\ufeff]+")
BY_LABEL = {column.label: column for column in COLUMNS}
BY_KEY = {column.key: column for column in COLUMNS}
HEADINGS_NEEDED = tuple(c.label for c in COLUMNS if c.is_required or c.key == "parent_code")
EXAMPLE = {
    "code": "450302003-01",
    "name": "中共桂林市秀峰区甲山街道示例社区总支部委员会",
    "short_name": "示例社区党总支",
    "parent_code": "450302003",
    "kind": Kind.GENERAL_BRANCH,
    "level": Level.GRASSROOTS,
    "sector": Sector.URBAN,
    "division_code": "450302003",
    "established_on": date(2015, 7, 1),
    "contact_name": "演示用户甲",
    "contact_phone": "0773-0000000",
    "address": "示例路1号",
}


def read_rows(file: BinaryIO | Path | bytes) -> Iterator[RawRow]:
    """Open a workbook and yield its rows that are not blank; the header is checked before returning.

    Raises:
        SpreadsheetError: not an xlsx, empty, a needed column missing or doubled; while iterating, too many rows.
    """
    lines = sheet_lines(file)
    number, labels = next(lines, (0, []))
    if not labels:
        raise _refusal("没有任何内容，请下载模板填写")
    return _raw_rows(lines, _header(labels, number))


def write_template() -> bytes:
    """An empty workbook with drop-down lists, and a second sheet that explains and shows an example."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {**_WRITE_OPTIONS, "in_memory": True}) as book:
        _write_headings(book, book.add_worksheet(SHEET))
        _write_guide(book, book.add_worksheet(GUIDE_SHEET))
    return stream.getvalue()


def write_rows(rows: Iterable[Mapping[str, Any]], stream: BinaryIO) -> int:
    """Write organizations as a workbook that ``read_rows`` takes back.

    Every cell is written as text, so that a name beginning with = + - @ is never a formula.

    Args:
        rows: values by field name (see ``COLUMNS``); kind, level and sector as identifiers.
        stream: a binary stream open for writing.

    Returns:
        The number of rows written, the header not counted.
    """
    count = 0
    with xlsxwriter.Workbook(stream, {**_WRITE_OPTIONS, "constant_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        _write_headings(book, sheet)
        for count, row in enumerate(rows, 1):
            _write_row(sheet, count, row)
    return count


def _refusal(reason: str, column: str = "", row_number: int = 0) -> SpreadsheetError:
    return SpreadsheetError(Problem(row_number, column, reason))


def sheet_lines(file: BinaryIO | Path | bytes, sheet_name: str = SHEET) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, as text, with their numbers; of the sheet so named, else of the first.

    Raises:
        SpreadsheetError: it is no xlsx workbook, or one that unpacks to too much.
    """
    data = file if isinstance(file, bytes) else _content(file)
    if not data:
        raise _refusal("是空文件，请下载模板填写")
    if not data.startswith(b"PK"):
        raise _refusal("不是xlsx工作簿，或者已加密，请另存为未加密的xlsx文件")
    try:
        if too_large(data):
            raise _refusal("内容过多，或者在很远的行列有多余内容，请只保留模板的各列后再导入")
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        name = sheet_name if sheet_name in book.sheet_names else book.sheet_names[0]
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, *UNREADABLE, IndexError) as error:
        raise _refusal("已损坏或者不是xlsx工作簿，无法读取") from error
    texts = enumerate((list(map(_text, cells)) for cells in sheet.iter_rows()), 1)
    return ((number, cells) for number, cells in texts if any(cells))


def _content(file: BinaryIO | Path) -> bytes:
    return file.read_bytes() if isinstance(file, Path) else file.read()


def _header(labels: list[str], row: int) -> dict[int, str]:
    """Field name by position; columns that are not ours are left aside."""
    for label in HEADINGS_NEEDED:
        if label not in labels:
            raise _refusal(f"缺少“{label}”列，请使用模板的表头", label, row)
    for label in labels:
        if label in BY_LABEL and labels.count(label) > 1:
            raise _refusal("表头中出现两次，请只保留一列", label, row)
    return {at: BY_LABEL[label].key for at, label in enumerate(labels) if label in BY_LABEL}


def _raw_rows(lines: Iterable[tuple[int, list[str]]], header: dict[int, str]) -> Iterator[RawRow]:
    for count, (number, cells) in enumerate(lines, 1):
        if count > MAX_ROWS:
            raise _refusal(f"超过{MAX_ROWS}行，请分开导入", row_number=number)
        values = dict.fromkeys(BY_KEY, "")
        values.update({key: cells[at] for at, key in header.items() if at < len(cells)})
        if any(values.values()):
            yield RawRow(number, values)


def _text(cell: Any) -> str:
    """A cell as text: whole numbers without a point (codes typed as numbers), dates in ISO form."""
    if isinstance(cell, str) and cell.isalnum():
        return cell
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    return BLANKS.sub(" ", str(cell)).strip()


_WRITE_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def _write_headings(book: xlsxwriter.Workbook, sheet: Any) -> None:
    needed = book.add_format({"bold": True, "bg_color": "#F5E6E6", "border": 1})
    other = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
    text = book.add_format({"num_format": "@"})
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width, text)
        sheet.write_string(0, at, column.label, needed if column.is_required else other)
        sheet.data_validation(1, at, VALIDATED_ROWS, at, _validation(column))
    sheet.freeze_panes(1, 2)


def _validation(column: Column) -> dict[str, Any]:
    """A drop-down list for choices, a hint for the rest; excess length is refused by the check alone."""
    rule: dict[str, Any] = {"validate": "any"}
    if column.values:
        rule = {
            "validate": "list",
            "source": list(column.values),
            "error_title": "无法识别",
            "error_message": "请从下拉列表中选择",
        }
    return {**rule, "input_title": column.label, "input_message": column.hint}


def _write_guide(book: xlsxwriter.Workbook, sheet: Any) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    sheet.set_column(0, 1, 14)
    sheet.set_column(2, 4, 44)
    for at, label in enumerate(("列", "是否必填", "说明", "可填内容", "示例")):
        sheet.write_string(0, at, label, bold)
    for number, column in enumerate(COLUMNS, 1):
        needed = "必填" if column.is_required else "选填"
        choices = "、".join(column.values)
        cells = (column.label, needed, column.hint, choices, _shown(column, EXAMPLE[column.key]))
        for at, cell in enumerate(cells):
            sheet.write_string(number, at, cell, wrap)
    sheet.write_string(len(COLUMNS) + 2, 0, "在“组织”表中从第2行起填写，一行一个党组织；不填写党员名单。")


def _write_row(sheet: Any, number: int, row: Mapping[str, Any]) -> None:
    for at, column in enumerate(COLUMNS):
        text = _shown(column, row.get(column.key))
        if text:
            sheet.write_string(number, at, text)


def _shown(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.values:
        return _labels(column.key).get(value, str(value))
    return value.isoformat() if isinstance(value, date) else str(value)


@cache
def _labels(key: str) -> dict[str, str]:
    """Labels by identifier."""
    return {stored: label for label, stored in BY_KEY[key].values.items()}
