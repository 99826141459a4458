"""Lists of campaigns as workbooks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import FileResponse

from apps.core.exports import xlsx_response

from .models import Campaign, Candidate, ReadinessRow

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
    return (
        row.place, place.code, place.name, place.get_level_display(), place.get_sector_display(), str(row.version),
        row.score, row.decided * 100, row.met, row.unmet, row.undecided, gaps,
        candidate.get_status_display() if candidate else "", candidate.get_exemplar_display() if candidate else "",
    )  # fmt: skip
