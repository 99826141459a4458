"""The header of a scoring table: found by the words of its columns, in one row or in two below each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

HEADER_ROWS = 20
#: What headers say, by column; the first that fits wins.
HEADERS = (
    ("level1", r"^(一级|大类|类别|类型|模块|板块|考核项目|评价项目|项目)"),
    ("level2", r"^(二级|考核内容|评价内容|建设内容|考评内容|内容|要素|指标名称|考核指标|指标)"),
    ("level3", r"^(三级|具体指标|考核要点|评价要点|具体内容|具体项目)"),
    ("points", r"(分值|标准分|满分|权重分|赋分|^分数)"),
    ("text", r"(评分标准|评分细则|计分标准|计分办法|评分办法|考核标准|评价标准|评定标准|扣分标准|考评办法|具体要求|工作要求|标准要求|^标准|^要求)"),
    ("sectors", r"(适用|领域|对象|范围)"),
    ("evidence", r"(佐证|印证|材料|资料|查看方式|考核方式|考评方式)"),
    ("clause", r"(条款|依据|出处)"),
    ("note", r"(备注|说明|责任)"),
)  # fmt: skip
LEVELS = ("level1", "level2", "level3")


def header_of(rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, str]] | None:
    """The last row of the header, and what each of its columns holds by position.

    A second row below it (考核指标 over 一级指标, 二级指标) says more exactly what its columns hold.
    """
    for number, row in enumerate(rows[:HEADER_ROWS]):
        columns = _columns(row)
        found = set(columns.values())
        if not (found & set(LEVELS) and found & {"text", "points"}):
            continue
        below = _below(rows[number + 1] if number + 1 < len(rows) else (), columns)
        return (number + 1, below) if below else (number, columns)
    return None


def _columns(row: Sequence[str]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for position, cell in enumerate(row):
        key = column_of(cell)
        if key and key not in columns.values():
            columns[position] = key
    return columns


def _below(row: Sequence[str], above: dict[int, str]) -> dict[int, str]:
    """The columns with what a second row of the header adds; empty where the row is none."""
    written = [cell for cell in row if cell]
    columns = _columns(row)
    if len(written) < 2 or len(columns) < len(written) or not set(columns.values()) & set(LEVELS):
        return {}
    kept = {at: key for at, key in above.items() if at not in columns and key not in columns.values()}
    return dict(sorted({**kept, **columns}.items()))


def column_of(cell: str) -> str:
    """What a column of this title holds; empty where nothing is known of it."""
    title = re.sub(r"[\s（(].*$", "", cell.replace("\n", ""))
    return next((key for key, pattern in HEADERS if len(title) <= 12 and re.search(pattern, title)), "")
