"""The workbook of facts: organizations down, metrics and periods across. Read, checked cell by cell, written. No database.

Row 1 is for people, row 2 holds the codes that a machine reads; from row 3 on one organization a row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter

from .choices import ValueKind
from .fact_values import read_value
from .periods import period_label, period_problem
from .spreadsheet import SpreadsheetError, sheet_lines
from .spreadsheet_columns import Problem

SHEET = "数据"
CODE = "code"
FIRST = (("组织代码", CODE), ("组织名称", "name"))
MAX_COLUMNS = 400
WIDTHS = (20, 30)
WIDTH = 16
BLANK = ("", "-", "—", "/")


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A metric for a period."""

    metric: Any
    period: str

    @property
    def key(self) -> str:
        return f"{self.metric.code}@{self.period}" if self.period else str(self.metric.code)

    @property
    def label(self) -> str:
        unit = f"（{self.metric.unit}）" if self.metric.unit else ""
        hint = "（填是或否）" if self.metric.value_kind == ValueKind.BOOLEAN else ""
        return f"{self.metric.name}{unit}{hint}{period_label(self.period) if self.period else ''}"


@dataclass(slots=True)
class SheetRow:
    """One organization's row: the right values by column, and what is wrong."""

    number: int
    code: str
    values: list[tuple[FactColumn, Decimal]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def write_fact_sheet(
    stream: BinaryIO, columns: Sequence[FactColumn], rows: Iterable[tuple[str, str, Mapping[str, Any]]]
) -> int:
    """Write the workbook in constant memory; values by column key. Returns the number of organizations."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(SHEET)
        bold = book.add_format({"bold": True, "bg_color": "#F5E6E6", "border": 1, "text_wrap": True, "valign": "top"})
        grey = book.add_format({"font_color": "#8B9099", "bottom": 1})
        for at, width in enumerate(WIDTHS):
            sheet.set_column(at, at, width)
        sheet.set_column(len(WIDTHS), len(WIDTHS) + len(columns), WIDTH)
        sheet.freeze_panes(2, 2)
        headings = [*FIRST, *((column.label, column.key) for column in columns)]
        for line, style in ((0, bold), (1, grey)):
            for at, heading in enumerate(headings):
                sheet.write_string(line, at, heading[line], style)
        for count, (code, name, values) in enumerate(rows, 1):
            sheet.write_string(count + 1, 0, code)
            sheet.write_string(count + 1, 1, name)
            for at, column in enumerate(columns, 2):
                _write(sheet, count + 1, at, column, values.get(column.key))
    return count


def _write(sheet: Any, row: int, at: int, column: FactColumn, value: Any) -> None:
    if value is None:
        return
    if column.metric.value_kind == ValueKind.BOOLEAN:
        sheet.write_string(row, at, "是" if value else "否")
    else:
        sheet.write_number(row, at, float(value))


def read_fact_sheet(data: bytes, metrics: Mapping[str, Any], today: Any) -> tuple[list[FactColumn], Iterator[SheetRow]]:
    """Columns and rows of a workbook; every cell is checked against its metric.

    Raises:
        SpreadsheetError: not an xlsx, a wrong header; says where and why.
    """
    lines = sheet_lines(data, SHEET)
    number, keys = 0, []
    for number, cells in lines:
        if cells and cells[0] == CODE:
            keys = cells
            break
        if number >= 10:
            break
    if not keys:
        raise SpreadsheetError(
            Problem(2, "", "没有找到代码行（第2行，首格为 code），请使用下载的工作簿，不要改动前两行")
        )
    columns = _columns(number, keys, metrics, today)
    return [column for _, column in columns], _rows(lines, columns)


def _columns(number: int, keys: Sequence[str], metrics: Mapping[str, Any], today: Any) -> list[tuple[int, FactColumn]]:
    found: list[tuple[int, FactColumn]] = []
    seen: set[str] = set()
    for at, key in enumerate(keys):
        if at < len(FIRST) or not key:
            continue
        code, _, period = key.partition("@")
        metric = metrics.get(code)
        reason = _column_problem(metric, period, key in seen, today)
        if reason:
            raise SpreadsheetError(Problem(number, key, reason))
        seen.add(key)
        found.append((at, FactColumn(metric, period)))
    if not found:
        raise SpreadsheetError(Problem(number, "", "没有任何数据项的列，请使用下载的工作簿"))
    if len(found) > MAX_COLUMNS:
        raise SpreadsheetError(Problem(number, "", f"数据项超过 {MAX_COLUMNS} 列，请分开导入"))
    return found


def _column_problem(metric: Any, period: str, doubled: bool, today: Any) -> str:
    if metric is None:
        return "没有这个数据项代码，请不要改动第2行"
    if doubled:
        return "同一数据项和时期出现两次，请只保留一列"
    if metric.derived:
        return "由工作记录自动汇总，不能导入，请删去这一列"
    return period_problem(metric.period_kind, period, today)


def _rows(lines: Iterable[tuple[int, list[str]]], columns: Sequence[tuple[int, FactColumn]]) -> Iterator[SheetRow]:
    for number, cells in lines:
        row = SheetRow(number, cells[0] if cells else "")
        for at, column in columns:
            text = cells[at] if at < len(cells) else ""
            if text in BLANK:
                continue
            problem, value = _read(column.metric, text)
            if problem:
                row.problems.append(Problem(number, column.label, f"“{text[:20]}”{problem}"))
            else:
                row.values.append((column, value))
        if row.code or row.values or row.problems:
            yield row


def _read(metric: Any, text: str) -> tuple[str, Decimal]:
    if text.startswith("#"):
        return "是公式的错误结果，请改填数值。", Decimal(0)
    plain = text.replace(",", "") if metric.value_kind != ValueKind.BOOLEAN else text
    return read_value(metric, plain)
