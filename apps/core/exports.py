"""Lists as xlsx: exactly what is shown, in constant memory."""

import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

import xlsxwriter
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 18
#: What no system takes in the name of a file.
FORBIDDEN = '\\/:*?"<>|'

Response = TypeVar("Response", bound=HttpResponseBase)


def xlsx_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """A downloadable workbook ``name.xlsx`` with one sheet.

    Args:
        header: the column titles, in Chinese.
        rows: cell values; text is written as text (a leading ``=`` never becomes a formula).
    """
    file = tempfile.SpooledTemporaryFile(max_size=5 * 1024 * 1024)  # noqa: SIM115  # FileResponse closes it
    write_workbook(file, name, header, rows)
    file.seek(0)
    return saved_as(FileResponse(file, content_type=XLSX), f"{name}.xlsx")


def attachment(data: bytes | str, name: str, content_type: str = XLSX) -> HttpResponse:
    """A finished file that the browser saves under a Chinese name."""
    return saved_as(HttpResponse(data, content_type=content_type), name)


def saved_as(response: Response, name: str) -> Response:
    """The response as a download: under a name that every system takes, kept by nobody between."""
    name = "".join(letter for letter in name if letter not in FORBIDDEN and letter.isprintable()).strip()
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def write_workbook(file: Any, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write one sheet into a binary file; returns the number of rows below the header."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(sheet_name(name))
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet.set_column(0, len(header) - 1, WIDTH)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write(sheet, count, column, value, formats)
    book.close()
    return count


def sheet_name(name: str) -> str:
    """What Excel allows as the name of a sheet: 31 characters, none of its own signs, no apostrophe at the ends."""
    return re.sub(r"[\[\]:*?/\\\n\r\t]", "", name)[:31].strip("' ")


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, _wall_clock(value), formats["moment"])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), formats["day"])
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否")
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value))
    else:
        sheet.write_string(row, column, str(value))


def _wall_clock(moment: dt.datetime) -> dt.datetime:
    """The moment as pages show it: workbooks know no time zone, and the database answers in UTC."""
    return (timezone.localtime(moment) if timezone.is_aware(moment) else moment).replace(tzinfo=None)
