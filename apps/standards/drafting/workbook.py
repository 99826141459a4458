"""A scoring table as offices keep it in Excel: headers found by their words, merged cells carried down, every row
told how it was understood. Columns: 一级指标, 二级指标, 三级指标, 评分标准, 分值, 适用领域, 佐证材料, 条款, 说明."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from apps.core.limits import shortened
from apps.organizations.spreadsheet_limits import UNREADABLE, too_large

from .files import FileProblem
from .guessing import Guess, Names, guess, taking
from .outline import new_code
from .table_cells import (
    Points,
    clean_title,
    declared_points,
    headline,
    is_remark,
    points_in,
    sectors_in,
)
from .table_head import LEVELS, column_of, header_of

MOST_ROWS = 2000
TOTAL = re.compile(r"^(合计|总计|总分|小计|得分合计)")


@dataclass
class Row:
    """One line of the table: what stood there, and what was made of it."""

    number: int
    section: str = ""
    title: str = ""
    points: Any = None
    understood: str = ""
    notes: list[str] = field(default_factory=list)
    skipped: bool = False


@dataclass(frozen=True)
class Table:
    """What was understood of a workbook."""

    sheet: str
    columns: dict[str, str]
    rows: list[Row]
    criteria: list[dict[str, Any]]
    total: Decimal
    #: What the table itself says that it comes to, in its line 合计.
    declared: Decimal | None = None

    @property
    def warning(self) -> str:
        """Where the table contradicts itself as a whole."""
        if self.declared is None or self.declared == self.total:
            return ""
        return f"表中合计 {_show(self.declared)} 分，各项相加 {_show(self.total)} 分，请核对；总分先按表中合计。"

    @property
    def leaves(self) -> int:
        return sum(1 for row in self.rows if not row.skipped)

    @property
    def doubts(self) -> int:
        return sum(1 for row in self.rows if row.notes)


@dataclass(frozen=True)
class _Line:
    number: int
    levels: tuple[str, ...]
    own: bool
    cells: dict[str, str]


def read_table(data: bytes, names: Names) -> Table:
    """The first sheet with a readable header.

    Raises:
        FileProblem: no workbook, or no header that names at least the indicator and its standard or points.
    """
    for sheet, cells in _sheets(data):
        header = header_of(cells)
        if header is not None:
            row, columns = header
            lines = list(_lines(cells, row, columns))
            above = cells[row - 1] if row else []
            return _understood(sheet, _titles(cells[row], above), columns, lines, names)
    raise FileProblem("没有找到表头。表头一行应写明“一级指标、二级指标、评分标准、分值”等列名，可下载示例对照。")


def _titles(header: Sequence[str], above: Sequence[str]) -> list[str]:
    """Titles of the columns; in a header of two rows one that stands in the upper row alone."""
    more = [*above, *[""] * len(header)]
    return [cell or more[position] for position, cell in enumerate(header)]


def _sheets(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    try:
        if too_large(data):
            raise FileProblem("工作簿太大，请只保留评分表一页后再上传。")
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS)
            yield name, [[_text(cell) for cell in row] for row in rows]
    except (CalamineError, *UNREADABLE) as error:
        if isinstance(error, FileProblem):
            raise
        raise FileProblem("文件不是可以读取的 xlsx 工作簿，请另存为 xlsx 后再上传。") from error


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else re.sub(r"[ \t\u3000]+", " ", str(cell)).strip()


def _lines(rows: Sequence[Sequence[str]], header: int, columns: dict[int, str]) -> Iterator[_Line]:
    """Rows below the header; empty cells of the upper levels repeat what stood above (merged cells)."""
    levels = [position for position in sorted(columns) if columns[position] in LEVELS]
    above = [""] * len(levels)
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        cells = {key: row[position] if position < len(row) else "" for position, key in columns.items()}
        if not any(cells.values()):
            continue
        given = [row[position] if position < len(row) else "" for position in levels]
        if _is_repeated(given, cells):
            continue
        for at, value in enumerate(given):
            if value:
                above[at:] = [value, *[""] * (len(levels) - at - 1)]
        yield _Line(number, tuple(above), bool(given and given[-1]), cells)


def _is_repeated(given: Sequence[str], cells: dict[str, str]) -> bool:
    """A header printed again on the next page."""
    return (
        bool(given)
        and all(column_of(value) in LEVELS for value in given if value)
        and column_of(cells.get("text", "")) == "text"
    )


def _understood(sheet: str, header: Sequence[str], columns: dict[int, str], lines: list[_Line], names: Names) -> Table:
    maker = _Maker(names)
    for group in _groups(lines):
        maker.take(group)
    titles = {key: header[position] for position, key in columns.items()}
    maker.check_sections()
    return Table(sheet, titles, maker.rows, maker.criteria, maker.total, maker.declared)


def _groups(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    """Lines that belong to one indicator: the same levels above, without an own cell from the second on."""
    group: list[_Line] = []
    for line in lines:
        if group and not line.own and line.levels == group[0].levels:
            group.append(line)
            continue
        if group:
            yield group
        group = [line]
    if group:
        yield group


@dataclass
class _Sum:
    """What the leaves below a section come to, and the row that tells of it."""

    row: Row
    points: Decimal = Decimal(0)


class _Maker:
    """Builds the tree while it tells what each row became."""

    def __init__(self, names: Names) -> None:
        self.names, self.total = names, Decimal(0)
        self.declared: Decimal | None = None
        self.sums: dict[tuple[str, ...], _Sum] = {}
        self.rows: list[Row] = []
        self.criteria: list[dict[str, Any]] = []
        self.taken: set[str] = set()
        self.sections: dict[tuple[str, ...], dict[str, Any]] = {}

    def take(self, group: list[_Line]) -> None:
        first = group[0]
        path = [level for level in first.levels if level]
        words = path[-1] if path else first.cells.get("text", "")
        if TOTAL.match(words.replace(" ", "")) or is_remark(words) or not words:
            self._pass_over(group, words)
            return
        pointed = [line for line in group if points_in(line.cells.get("points", "")).amount is not None]
        if len(group) > 1 and len(pointed) > 1:
            for line in group:
                self._leaf(line, path, headline(line.cells.get("text", "")) or path[-1])
            return
        merged = _merged(group)
        self._leaf(merged, path[:-1], path[-1] if path else headline(words))
        for line in group[1:]:
            self.rows.append(Row(line.number, " / ".join(path), path[-1], understood="并入上一行的评分标准"))

    def _pass_over(self, group: list[_Line], words: str) -> None:
        is_total = bool(TOTAL.match(words.replace(" ", "")))
        why = "合计行，不作指标" if is_total else "说明行，不作指标" if words else "没有指标名称"
        for line in group:
            self.rows.append(Row(line.number, understood=why, skipped=True))
        if is_total and not words.startswith("小计"):
            self.declared = points_in(group[0].cells.get("points", "")).amount or self.declared

    def _leaf(self, line: _Line, path: list[str], title: str) -> None:
        found_points = points_in(line.cells.get("points", ""))
        if found_points.amount is None and not found_points.problem:
            found_points = Points(declared_points(title))
        title, above = clean_title(title), "".join(path)
        takes, adds = found_points.takes or "扣分" in above, found_points.adds or "加分" in above
        points = found_points.amount
        text = line.cells.get("text", "") or title
        found = taking(title, points) if takes and points else guess(text, title, points, self.names)
        shown = -points if takes and points else points
        row = Row(line.number, " / ".join(map(clean_title, path)), title, shown, found.words, [*found.notes])
        if points is None:
            row.notes.append(found_points.problem or "没有分值，暂记 0 分")
        counted = Decimal(0) if takes else points or Decimal(0)
        node = self._node(line, title, text, counted, found, row)
        if adds and not takes:
            node["bonus"] = True
            row.understood += "；加分项，不计入满分"
        parent = self._section(tuple(path))
        (self.criteria if parent is None else parent.setdefault("children", [])).append(node)
        self._sum(tuple(path), row, counted)
        self.total += 0 if adds else counted
        self.rows.append(row)

    def _sum(self, path: tuple[str, ...], row: Row, points: Decimal) -> None:
        for depth in range(1, len(path) + 1):
            self.sums.setdefault(path[:depth], _Sum(row)).points += points

    def check_sections(self) -> None:
        """A section that states another sum than that of its leaves is told at its first row."""
        for path, found in self.sums.items():
            declared = declared_points(path[-1])
            if declared is not None and declared != found.points:
                title = clean_title(path[-1])
                found.row.notes.append(f"“{title}”写明 {_show(declared)} 分，所列各项合计 {_show(found.points)} 分")

    def _node(self, line: _Line, title: str, text: str, points: Decimal, found: Guess, row: Row) -> dict[str, Any]:
        node: dict[str, Any] = {"code": self._code(title), "title": _fitted(row, title, 200, "指标名称")}
        if text != title:
            node["text"] = _fitted(row, text, 2000, "指标内容")
        for key, most, what in (("clause", 60, "条款"), ("note", 1000, "说明")):
            if line.cells.get(key):
                node["guidance" if key == "note" else key] = _fitted(row, line.cells[key], most, what)
        sectors, problem = sectors_in(line.cells.get("sectors", ""))
        row.notes += [problem] if problem else []
        if sectors:
            node["sectors"] = sectors
        node |= {"measure": found.measure, "points": _plain(points)}
        if found.scoring:
            node["scoring"] = found.scoring
        if line.cells.get("evidence"):
            node["evidence"] = {"need": "required", "at_least": 1}
            told = "\n".join(filter(None, [node.get("guidance", ""), f"材料：{line.cells['evidence']}"]))
            node["guidance"] = _fitted(row, told, 1000, "说明和材料")
        return node

    def _section(self, path: tuple[str, ...]) -> dict[str, Any] | None:
        if not path:
            return None
        if path not in self.sections:
            parent = self._section(path[:-1])
            node = {"code": self._code(clean_title(path[-1])), "title": clean_title(path[-1])[:200]}
            (self.criteria if parent is None else parent.setdefault("children", [])).append(node)
            self.sections[path] = node
        return self.sections[path]

    def _code(self, title: str) -> str:
        code = new_code(title[:20], self.taken)
        self.taken.add(code)
        return code


def _fitted(row: Row, text: str, most: int, what: str) -> str:
    """The text as it can be kept; what is too long is told at its row."""
    if len(text) > most:
        row.notes.append(f"{what}有 {len(text)} 字，只取前 {most} 字")
    return shortened(text, most)


def _merged(group: list[_Line]) -> _Line:
    """One line of several: their standards one under the other, the rest from the first that has it."""
    cells = dict(group[0].cells)
    for key in cells:
        values = [line.cells.get(key, "") for line in group if line.cells.get(key)]
        cells[key] = "\n".join(dict.fromkeys(values)) if key in ("text", "evidence", "note") else (values or [""])[0]
    return _Line(group[0].number, group[0].levels, True, cells)


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _show(value: Decimal) -> str:
    return f"{value.normalize():f}"
