"""Lists of campaigns as workbooks."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import FileResponse

from apps.core.exports import xlsx_response

from .choices import GOAL_RANKS, PlanGoal
from .models import Campaign, Candidate, Programme, ReadinessRow
from .plan_sheet import CODE, NAME, NOTE
from .queries.plan_board import BoardRow, with_years

READINESS_HEADER = (
    "名次", "组织代码", "党组织", "层级", "领域", "标准", "得分", "已有数据（%）", "达到", "未达到", "缺数据", "主要差距", "提名", "典型类型",
)  # fmt: skip


def readiness_workbook(
    campaign: Campaign, rows: Iterable[ReadinessRow], candidates: Mapping[int, Candidate]
) -> FileResponse:
    """The ranked list as it is filtered."""
    cells = (_readiness(row, candidates.get(row.organization_id)) for row in rows)
    return xlsx_response(f"摸底 {campaign.name}", READINESS_HEADER, cells)


def _readiness(row: ReadinessRow, candidate: Candidate | None) -> tuple[Any, ...]:
    place = row.organization
    gaps = "；".join(f"{title}（{points} 分）" if points != "0" else title for title, points in row.gaps)
    known = bool(row.decided)
    return (
        row.place if known else None, place.code, place.name, place.get_level_display(), place.get_sector_display(), str(row.version),
        row.score if known else None, row.decided * 100, row.met, row.unmet, row.undecided, gaps,
        candidate.get_status_display() if candidate else "", candidate.get_exemplar_display() if candidate else "",
    )  # fmt: skip


#: Organizations whose years are read at once.
CHUNK = 1000


def plan_workbook(programme: Programme, organizations: Any) -> FileResponse:
    """The board as it is filtered: goals by year, which an import reads again, then how each stands."""
    years = list(programme.years)
    header = (
        CODE, NAME, "上级党组织", "领域", *(f"{year}年" for year in years), NOTE,
        *(f"{year}年状态" for year in years), *(f"{year}年结果" for year in years),
    )  # fmt: skip
    return xlsx_response(f"创建计划图 {programme.name}", header, _plan_cells(programme, list(organizations), years))


def _plan_cells(programme: Programme, organizations: list[Any], years: list[int]) -> Iterator[tuple[Any, ...]]:
    for at in range(0, len(organizations), CHUNK):
        for row in with_years(programme, organizations[at : at + CHUNK]):
            yield _plan_row(row, years)


def _plan_row(row: BoardRow, years: list[int]) -> tuple[Any, ...]:
    place = row.organization
    planned = [row.planned.get(year) for year in years]
    notes = [each.note for each in planned if each and each.note]
    labels = {rank: PlanGoal(goal).label for goal, rank in GOAL_RANKS.items()}
    return (
        place.code, place.name, place.above_name, place.get_sector_display(),
        *(each.get_goal_display() if each else "" for each in planned), notes[-1] if notes else "",
        *(each.get_status_display() if each else "" for each in planned),
        *(labels.get(row.reached.get(year, 0), "") for year in years),
    )  # fmt: skip
