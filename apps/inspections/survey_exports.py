"""Results of a mass survey as xlsx: exactly what the page shows."""

from collections.abc import Sequence
from decimal import Decimal

from django.http import FileResponse

from apps.core.exports import xlsx_response

from .models import Survey
from .queries.surveys import SiteResult

PASSED = {True: "达到", False: "未达到", None: ""}


def results_workbook(survey: Survey, rows: Sequence[SiteResult]) -> FileResponse:
    """One line for each site."""
    groups = [row["title"] for row in survey.groups]
    header = [
        "单位",
        "收到选票（张）",
        "其中纸质票（张）",
        "有效票（张）",
        "满意度（%）",
        *(f"{title}满意度（%）" for title in groups),
    ]
    header += ["满意（张）", "基本满意（张）", "不满意（张）", "不了解（张）", "是否达到要求", "说明"]
    return xlsx_response(f"{survey.title} 结果", header, (_row(row, groups) for row in rows))


def _row(row: SiteResult, groups: Sequence[str]) -> list:
    shares = {share.title: share.count for share in row.overall.shares}
    return [
        row.site.application.organization.name,
        row.ballots if row.overall.shares else None,
        row.paper if row.overall.shares else None,
        row.overall.valid or None,
        _percent(row.value),
        *(_percent(row.overall.groups.get(title)) for title in groups),
        *(shares.get(title) for title in ("满意", "基本满意", "不满意", "不了解")),
        PASSED[row.passed],
        row.overall.note,
    ]


def _percent(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 2)
