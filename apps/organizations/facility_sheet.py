"""The workbook of facilities (阵地台账): its columns and their words. No database."""

from decimal import Decimal, InvalidOperation
from typing import Any

from .facility_choices import FacilityKind, FacilityLevel, Obtained, RoomKind
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

SHEET = "阵地台账"
LARGEST = Decimal(9_999_999)
ROOM = "room_"
ROOMS = count_up_to(999)


def parse_area(text: str) -> tuple[Any, str]:
    """Square metres, at most two places."""
    plain = text.replace(",", "").removesuffix("㎡").removesuffix("平方米").strip()
    try:
        area = Decimal(plain)
    except InvalidOperation:
        area = Decimal("NaN")
    if not area.is_finite() or not 0 <= area <= LARGEST:
        return None, f"“{text}”应为0以上的数字，单位平方米"
    exponent = area.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2 and area != round(area, 2):
        return None, f"“{text}”最多保留两位小数"
    return round(area, 2), ""


def _chosen(key: str, label: str, choices: Any, *, is_required: bool = False) -> Column:
    return Column(key, label, choice_of(choices), choices.labels[0], "", is_required, tuple(choices.labels))


COLUMNS = (
    Column("name", "阵地名称", text_up_to(100), "示例社区党群服务中心", is_required=True),
    _chosen("kind", "阵地类型", FacilityKind, is_required=True),
    Column("organization_code", "党组织代码", text_up_to(40), "450302003"),
    _chosen("level", "级别", FacilityLevel),
    Column("building_area", "建筑面积（㎡）", parse_area, "1200", None),
    Column("usable_area", "使用面积（㎡）", parse_area, "1000", None),
    _chosen("obtained", "取得方式", Obtained),
    Column("opened_on", "启用日期", parse_day, "2024-07-01", None),
    Column("zones", "功能区", text_up_to(200), "服务区、议事区、学习区"),
    Column("shared_with", "共用单位", text_up_to(200), ""),
    Column("address", "地址", text_up_to(200), ""),
    *(Column(f"{ROOM}{kind.value}", f"{kind.label}（间）", ROOMS, "1", None) for kind in RoomKind),
)


def read_facilities(file: bytes) -> SheetReport:
    """Read a workbook, each row by itself. Raises SpreadsheetError: it is no such workbook."""
    return read_sheet(file, SHEET, COLUMNS)


def template() -> bytes:
    """The empty workbook."""
    advice = "一行一处在用阵地；建筑面积和使用面积分开填。党组织代码不填，即导入到所在页面的党组织。"
    return empty_sheet(SHEET, COLUMNS, advice)
