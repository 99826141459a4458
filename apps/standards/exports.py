"""A version as rows for people: the page and the workbook show the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import FileResponse

from apps.core.exports import xlsx_response
from apps.organizations.choices import Kind, Level, Sector

from . import engine
from .census import STATES, Census, Line
from .models import StandardVersion
from .queries import engine_version, whole_of

HEADER = ("编号", "层次", "指标", "要求", "条款", "判定", "计分", "分值", "适用", "佐证材料", "说明")
NEEDS = {"none": "不要求", "optional": "可附", "required": "须附"}


@dataclass(frozen=True)
class TreeRow:
    """One node of the tree as it is read: a section, or a leaf with its measure in words."""

    number: str
    depth: int
    criterion: engine.Criterion
    measure: str
    scoring: str
    condition: str
    applies_to: str
    evidence: str
    notes: tuple[str, ...] = ()
    #: What the leaves below a section come to; None where sectors or levels have different ones.
    total: Decimal | None = None

    @property
    def is_leaf(self) -> bool:
        return self.criterion.is_leaf


def tree_rows(version: StandardVersion, sector: str = "") -> list[TreeRow]:
    """The nodes depth first, numbered 1, 1.1, …; with a sector only those that belong to it."""
    return list(_rows(engine_version(version).criteria, "", 0, sector))


def _rows(criteria: tuple[engine.Criterion, ...], prefix: str, depth: int, sector: str) -> Iterator[TreeRow]:
    shown = [c for c in criteria if not sector or not c.sectors or sector in c.sectors]
    for position, criterion in enumerate(shown, start=1):
        number = f"{prefix}{position}"
        below = list(_rows(criterion.children, f"{number}.", depth + 1, sector))
        if criterion.is_leaf or below:
            yield _row(number, depth, criterion, None if criterion.is_leaf else _total(criterion, sector))
        yield from below


def _total(section: engine.Criterion, sector: str) -> Decimal | None:
    below = [node for node in section.walk() if node is not section]
    if any(node.levels or node.kinds or (node.sectors and not sector) for node in below):
        return None
    return _points(section, sector)


def _points(node: engine.Criterion, sector: str) -> Decimal:
    """Points of a node for a sector; a bonus counts within a section that is one."""
    if not node.enabled or (sector and node.sectors and sector not in node.sectors):
        return Decimal(0)
    if node.is_leaf:
        return node.points
    found = sum((_points(each, sector) for each in node.children if node.bonus or not each.bonus), Decimal(0))
    return found if node.cap is None else min(found, node.cap)


def _row(number: str, depth: int, criterion: engine.Criterion, total: Decimal | None) -> TreeRow:
    return TreeRow(
        number=number,
        depth=depth,
        criterion=criterion,
        measure=engine.describe_measure(criterion),
        scoring=engine.describe_scoring(criterion),
        condition=engine.describe_condition(criterion),
        applies_to=_applies_to(criterion),
        evidence=_evidence(criterion),
        notes=tuple(_notes(criterion)),
        total=total,
    )


def _notes(criterion: engine.Criterion) -> Iterator[str]:
    """What else holds for a row, in short marks; a gate's leaves are all mandatory and say nothing of it."""
    if criterion.bonus:
        yield "加分项"
    if criterion.is_leaf and criterion.mandatory and criterion.scoring is not None:
        yield "必备条件"
    if criterion.not_applicable == "full":
        yield "不适用时按满分计"
    if criterion.claim_not_applicable:
        yield "可申请不适用"
    if not criterion.is_leaf and criterion.floor is not None:
        yield f"最低 {engine.show(criterion.floor)} 分"
    if not criterion.is_leaf and criterion.cap is not None:
        yield f"最高 {engine.show(criterion.cap)} 分"


def _applies_to(criterion: engine.Criterion) -> str:
    parts = [
        "、".join(choice.label for choice in choices if choice.value in values)
        for choices, values in ((Sector, criterion.sectors), (Level, criterion.levels), (Kind, criterion.kinds))
        if values
    ]
    return "；".join(parts)


def _evidence(criterion: engine.Criterion) -> str:
    if not criterion.is_leaf or criterion.evidence.need == "none":
        return ""
    words = NEEDS[criterion.evidence.need]
    least = criterion.evidence.at_least
    return f"{words}，至少 {least} 份" if least else words


def export_version(version: StandardVersion, sector: str = "") -> FileResponse:
    """The tree as a workbook, as it is shown, and below it what holds for the whole."""
    rows = [_cells(row) for row in tree_rows(version, sector)]
    for heading, sentences in whole_of(version):
        rows += [("", "", heading, sentence, *[""] * 7) for sentence in sentences]
    return xlsx_response(str(version), HEADER, rows)


def _cells(row: TreeRow) -> tuple[Any, ...]:
    item = row.criterion
    return (
        row.number, row.depth + 1, item.title, item.text, item.clause, row.measure, row.scoring,
        item.points if row.is_leaf else row.total, row.applies_to or "全部", row.evidence, "；".join([*row.notes, *([item.compliance_note] if item.compliance_note else [])]),
    )  # fmt: skip


CENSUS_HEADER = ("组织代码", "党组织", "上级路径", "层级", "领域", "情况", "现有数据", "差距")


def export_census(
    version: StandardVersion, census: Census, lines: Iterable[Line], names: Mapping[str, str]
) -> FileResponse:
    """The lines of a census as they are listed; ``names`` are those of the organizations above, by path."""
    name = f"{census.leaf.title} 达标情况 {version.standard.name}"
    return xlsx_response(name, CENSUS_HEADER, (_census_cells(line, names) for line in lines))


def _census_cells(line: Line, names: Mapping[str, str]) -> tuple[Any, ...]:
    row = line.organization
    above = "／".join(names[path] for path in row.ancestor_paths() if path in names)
    return (
        row.code, row.name, above, row.get_level_display(), row.get_sector_display(), STATES[line.state],
        line.value, line.gap,
    )  # fmt: skip


EXAMPLE_HEADER = ("一级指标", "二级指标", "评分标准", "分值", "适用领域", "佐证材料", "条款")
EXAMPLE = (
    ("组织建设（40分）", "组织生活", "每月开展主题党日1次，每缺一次扣0.5分。", "10", "各领域", "活动记录", "一（一）"),
    ("", "班子建设", "班子健全，分工明确，未按期换届的不得分。", "10", "", "", "一（二）"),
    ("", "党务公开", "公开组织设置、党员名单、党费收缴、重大事项，每缺一项扣2分。", "20", "农村、社区", "公开栏照片", "一（三）"),
    ("阵地建设（60分）", "活动场所", "活动场所使用面积不少于200平方米。", "30", "农村", "平面图", "二（一）"),
    ("", "作用发挥", "作用发挥好的得20-30分，较好的得10-19分，一般的得0-9分。", "30", "各领域", "", "二（二）"),
)  # fmt: skip


def example_table() -> FileResponse:
    """A scoring table of the shape that an import understands."""
    return xlsx_response("评分表示例", EXAMPLE_HEADER, EXAMPLE)
