"""A scoring table as offices keep it in Excel: headers found by their words, merged cells carried down, every row
told how it was understood. Columns: 一级指标, 二级指标, 三级指标, 评分标准, 分值, 适用领域, 佐证材料, 条款, 说明."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from apps.organizations.choices import Sector
from apps.organizations.spreadsheet_limits import UNREADABLE, too_large

from .files import FileProblem
from .guessing import Guess, Names, guess
from .outline import new_code

HEADER_ROWS, MOST_ROWS = 20, 2000
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
TOTAL = re.compile(r"^(合计|总计|总分|小计|得分合计)")
POINTS_IN_TITLE = re.compile(r"[（(]\s*(?:共|满分|计)?\s*(\d+(?:\.\d+)?)\s*分\s*[）)]")
NUMBERING = re.compile(r"^\s*(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])\s*")


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
        header = _header(cells)
        if header is not None:
            row, columns = header
            lines = list(_lines(cells, row, columns))
            return _understood(sheet, cells[row], columns, lines, names)
    raise FileProblem("没有找到表头。表头一行应写明“一级指标、二级指标、评分标准、分值”等列名，可下载示例对照。")


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


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, str]] | None:
    """The first row that names an indicator, and its standard or points."""
    for number, row in enumerate(rows[:HEADER_ROWS]):
        columns: dict[int, str] = {}
        for position, cell in enumerate(row):
            key = _column(cell)
            if key and key not in columns.values():
                columns[position] = key
        found = set(columns.values())
        if found & set(LEVELS) and found & {"text", "points"}:
            return number, columns
    return None


def _column(cell: str) -> str:
    title = re.sub(r"[\s（(].*$", "", cell.replace("\n", ""))
    return next((key for key, pattern in HEADERS if len(title) <= 12 and re.search(pattern, title)), "")


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
        and all(_column(value) in LEVELS for value in given if value)
        and _column(cells.get("text", "")) == "text"
    )


def _understood(sheet: str, header: Sequence[str], columns: dict[int, str], lines: list[_Line], names: Names) -> Table:
    maker = _Maker(names)
    for group in _groups(lines):
        maker.take(group)
    titles = {key: header[position] for position, key in columns.items()}
    return Table(sheet, titles, maker.rows, maker.criteria, maker.total)


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


class _Maker:
    """Builds the tree while it tells what each row became."""

    def __init__(self, names: Names) -> None:
        self.names, self.total = names, Decimal(0)
        self.rows: list[Row] = []
        self.criteria: list[dict[str, Any]] = []
        self.taken: set[str] = set()
        self.sections: dict[tuple[str, ...], dict[str, Any]] = {}

    def take(self, group: list[_Line]) -> None:
        first = group[0]
        path = [level for level in first.levels if level]
        words = path[-1] if path else first.cells.get("text", "")
        if TOTAL.match(words.replace(" ", "")) or not words:
            for line in group:
                self._skip(line, "合计行，不作指标" if words else "没有指标名称")
            return
        pointed = [line for line in group if _points(line.cells.get("points", ""))[0] is not None]
        if len(group) > 1 and len(pointed) > 1:
            for line in group:
                self._leaf(line, path, _headline(line.cells.get("text", "")) or path[-1])
            return
        merged = _merged(group)
        self._leaf(merged, path[:-1], path[-1] if path else _headline(words))
        for line in group[1:]:
            self.rows.append(Row(line.number, " / ".join(path), path[-1], understood="并入上一行的评分标准"))

    def _skip(self, line: _Line, why: str) -> None:
        self.rows.append(Row(line.number, understood=why, skipped=True))

    def _leaf(self, line: _Line, path: list[str], title: str) -> None:
        points, problem = _points(line.cells.get("points", ""))
        inside = POINTS_IN_TITLE.search(title)
        if points is None and inside and not problem:
            points = Decimal(inside[1])
        title = _clean(title)
        text = line.cells.get("text", "") or title
        found = guess(text, title, points, self.names)
        row = Row(line.number, " / ".join(map(_clean, path)), title, points, found.words, [*found.notes])
        if points is None:
            row.notes.append(problem or "没有分值，暂记 0 分")
        node = self._node(line, title, text, points, found, row)
        parent = self._section(tuple(path))
        (self.criteria if parent is None else parent.setdefault("children", [])).append(node)
        self.total += points or 0
        self.rows.append(row)

    def _node(
        self, line: _Line, title: str, text: str, points: Decimal | None, found: Guess, row: Row
    ) -> dict[str, Any]:
        node: dict[str, Any] = {"code": self._code(title), "title": title[:200]}
        if text != title:
            node["text"] = text[:2000]
        for key, most in (("clause", 60), ("note", 1000)):
            if line.cells.get(key):
                node["guidance" if key == "note" else key] = line.cells[key][:most]
        sectors = _sectors(line.cells.get("sectors", ""), row)
        if sectors:
            node["sectors"] = sectors
        node |= {"measure": found.measure, "points": _plain(points or Decimal(0))}
        if found.scoring:
            node["scoring"] = found.scoring
        if line.cells.get("evidence"):
            node["evidence"] = {"need": "required", "at_least": 1}
            node["guidance"] = "\n".join(filter(None, [node.get("guidance", ""), f"材料：{line.cells['evidence']}"]))[
                :1000
            ]
        return node

    def _section(self, path: tuple[str, ...]) -> dict[str, Any] | None:
        if not path:
            return None
        if path not in self.sections:
            parent = self._section(path[:-1])
            node = {"code": self._code(_clean(path[-1])), "title": _clean(path[-1])[:200]}
            (self.criteria if parent is None else parent.setdefault("children", [])).append(node)
            self.sections[path] = node
        return self.sections[path]

    def _code(self, title: str) -> str:
        code = new_code(title[:20], self.taken)
        self.taken.add(code)
        return code


def _merged(group: list[_Line]) -> _Line:
    """One line of several: their standards one under the other, the rest from the first that has it."""
    cells = dict(group[0].cells)
    for key in cells:
        values = [line.cells.get(key, "") for line in group if line.cells.get(key)]
        cells[key] = "\n".join(dict.fromkeys(values)) if key in ("text", "evidence", "note") else (values or [""])[0]
    return _Line(group[0].number, group[0].levels, True, cells)


def _points(cell: str) -> tuple[Decimal | None, str]:
    """5 · 5分 · 0-5分 (the most) · 加5分."""
    numbers = re.findall(r"\d+(?:\.\d+)?", cell)
    if not cell or not numbers:
        return None, f"分值“{cell[:20]}”看不懂，暂记 0 分" if cell else ""
    try:
        return max(Decimal(number) for number in numbers), ""
    except InvalidOperation:
        return None, f"分值“{cell[:20]}”看不懂，暂记 0 分"


def _sectors(cell: str, row: Row) -> list[str]:
    """Sectors named in a cell; 各领域 and 通用 mean all."""
    if not cell or re.search(r"各|全部|通用|所有|均", cell):
        return []
    found = [sector.value for sector in Sector if any(word in cell for word in SECTOR_WORDS[sector.value])]
    if not found:
        row.notes.append(f"适用领域“{cell[:20]}”看不懂，暂按全部领域")
    return found


SECTOR_WORDS = {
    "rural": ("农村", "村"), "urban": ("社区", "街道", "城市"), "government": ("机关",),
    "public_institution": ("事业", "学校", "医院", "教育", "卫生", "科教"), "state_owned": ("国企", "国有"),
    "two_new": ("两新", "非公", "社会组织", "新经济"), "tourism": ("文旅", "旅游", "景区"),
}  # fmt: skip


def _clean(title: str) -> str:
    """A title without its number, its points and its line breaks."""
    title = POINTS_IN_TITLE.sub("", title.replace("\n", ""))
    return NUMBERING.sub("", title).strip(" ：:；;。") or title.strip()


def _headline(text: str) -> str:
    """The beginning of a standard as the name of its leaf."""
    first = re.split(r"[。；;\n]", NUMBERING.sub("", text))[0]
    return first if len(first) <= 40 else f"{first[:39]}…"


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
