"""The workbook in which a self-assessment is filled in offline: one line a cell, with keys that a machine reads.

Column A holds the key, B the version and C the value at the download; they are hidden and locked. A blank cell
changes nothing. Written with plain lists and protection, which WPS and Excel both keep. No database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import xlsxwriter
from django.core import signing

from apps.core.exceptions import Invalid
from apps.organizations.spreadsheet import SpreadsheetError, sheet_lines

SHEET = "自评"
MARK = "portal-self-assessment"
SALT = "applications.answer_sheet"
HEADER = ("键", "版次", "下载时", "编号", "指标", "填写项", "填写要求", "填报内容", "已有数据来源")
VALUE_AT = HEADER.index("填报内容")
WIDTHS = (10, 6, 10, 8, 30, 34, 30, 34, 30)
LARGEST_FILE = 5 * 1024 * 1024
MOST_LINES = 5_000
GUIDE = "在“填报内容”一列填写，其余各列不要改动；空着的不作改动。是非项填“是”或“否”；填好后在自评页面上传核对。"


@dataclass(frozen=True)
class Cell:
    """One thing to fill in. ``key``: leaf code, field, and the member of a checklist."""

    key: str
    number: str
    title: str
    label: str
    hint: str = ""
    value: str = ""
    source: str = ""
    choices: tuple[str, ...] = ()
    locked: bool = False
    version: int = 1

    @property
    def leaf(self) -> str:
        return self.key.split("|")[0]


@dataclass(frozen=True)
class Filled:
    """One line of an uploaded workbook: the value at the download, and what stands there now."""

    number: int
    key: str
    version: str
    before: str
    text: str


@dataclass(frozen=True)
class Upload:
    """A workbook as read: whose it is, and its lines."""

    meta: dict[str, Any] = field(default_factory=dict)
    lines: tuple[Filled, ...] = ()


def write_answer_sheet(meta: dict[str, Any], title: str, cells: Sequence[Cell]) -> bytes:
    """The workbook; ``meta`` comes back with it and cannot be altered."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(SHEET)
        styles = _styles(book)
        sheet.write_string(0, 0, MARK, styles["key"])
        sheet.write_string(0, 1, signing.dumps(meta, salt=SALT), styles["key"])
        sheet.write_string(0, 3, f"{title}　{GUIDE}", styles["guide"])
        for at, (label, width) in enumerate(zip(HEADER, WIDTHS, strict=True)):
            sheet.set_column(at, at, width, None, {"hidden": at < 3})
            sheet.write_string(1, at, label, styles["head"])
        for line, cell in enumerate(cells, 2):
            _write(sheet, line, cell, styles)
        sheet.freeze_panes(2, 6)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": False})
    return stream.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    base = {"border": 1, "text_wrap": True, "valign": "top"}
    return {
        "key": book.add_format({"num_format": "@", "font_color": "#8B9099"}),
        "guide": book.add_format({"font_color": "#626A76"}),
        "head": book.add_format({**base, "bold": True, "bg_color": "#F5E6E6"}),
        "text": book.add_format({**base, "num_format": "@", "bg_color": "#F7F7F7"}),
        "open": book.add_format({**base, "num_format": "@", "locked": False}),
    }


def _write(sheet: Any, line: int, cell: Cell, styles: dict[str, Any]) -> None:
    texts = (cell.key, str(cell.version), cell.value, cell.number, cell.title, cell.label, cell.hint)
    for at, text in enumerate(texts):
        sheet.write_string(line, at, text, styles["key"] if at < 3 else styles["text"])
    sheet.write_string(line, VALUE_AT, cell.value, styles["text" if cell.locked else "open"])
    sheet.write_string(line, VALUE_AT + 1, cell.source, styles["text"])
    if (
        cell.choices
        and not cell.locked
        and sum(map(len, cell.choices)) < 240
        and not any("," in c for c in cell.choices)
    ):
        rule = {"validate": "list", "source": list(cell.choices), "error_message": "请从下拉列表中选择"}
        sheet.data_validation(line, VALUE_AT, line, VALUE_AT, rule)


def read_answer_sheet(data: bytes) -> Upload:
    """An uploaded workbook.

    Raises:
        Invalid: too large, no xlsx, not downloaded here, altered, or too long.
    """
    if len(data) > LARGEST_FILE:
        raise Invalid(f"文件超过 {LARGEST_FILE // 1024 // 1024} MB，请只上传从本页下载的自评工作簿。")
    try:
        lines = list(sheet_lines(data, SHEET))
    except SpreadsheetError as error:
        raise Invalid(f"文件{error.problem.reason}。") from error
    if not lines or not lines[0][1] or lines[0][1][0] != MARK or len(lines[0][1]) < 2:
        raise Invalid("这不是从本页下载的自评工作簿，请先下载，填好后再上传。")
    try:
        meta = signing.loads(lines[0][1][1], salt=SALT)
    except signing.BadSignature as error:
        raise Invalid("工作簿的标识已被改动，请重新下载后填写。") from error
    if len(lines) > MOST_LINES:
        raise Invalid(f"工作簿超过 {MOST_LINES} 行，请只保留下载时的各行。")
    return Upload(meta, tuple(_line(number, cells) for number, cells in lines[2:] if cells and cells[0]))


def _line(number: int, cells: Sequence[str]) -> Filled:
    padded = [*cells, *[""] * (len(HEADER) - len(cells))]
    return Filled(number, padded[0], padded[1], padded[2], padded[VALUE_AT])
