"""The list of applications as xlsx: exactly what is shown."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import FileResponse
from django.utils import timezone

from apps.core.exports import xlsx_response
from apps.organizations.models import Organization
from apps.standards import engine
from apps.standards.models import StandardVersion

from .gap_rows import GapRow
from .models import Application
from .pages import where
from .queries.lists import with_places

HEADER = (
    "申报单位",
    "隶属",
    "层级",
    "领域",
    "活动",
    "名称",
    "状态",
    "现在何处",
    "提交时间",
    "同意时间",
    "书记",
    "联系人",
    "联系电话",
)


def applications_workbook(applications: Iterable[Application]) -> FileResponse:
    return xlsx_response("申报台账", HEADER, _rows(applications))


def _rows(applications: Iterable[Application]) -> Iterator[tuple[Any, ...]]:
    for each in with_places(applications):
        yield (
            each.organization.name,
            each.parent_name,
            each.organization.get_level_display(),
            each.organization.get_sector_display(),
            each.campaign.name,
            each.title,
            each.get_status_display(),
            where(each),
            timezone.localtime(each.submitted_at) if each.submitted_at else "",
            timezone.localtime(each.approved_at) if each.approved_at else "",
            each.secretary_name,
            each.contact_name,
            each.contact_phone,
        )


GAP_HEADER = (
    "次序",
    "编号",
    "一级指标",
    "指标",
    "条款",
    "现状",
    "差什么",
    "可得分",
    "做到后累计得分",
    "在哪里办",
    "提示",
)


def gaps_workbook(
    organization: Organization, version: StandardVersion, rows: Iterable[GapRow], *, gate: bool
) -> FileResponse:
    """差什么 as a workbook, in the order of the gains; a gate has no points, its last figure is a percentage."""
    header = GAP_HEADER if not gate else (*GAP_HEADER[:7], "可得", "做到后达标率（%）", *GAP_HEADER[9:])
    return xlsx_response(f"差什么 {organization.short_name} {version.standard.name}", header, map(_gap_cells, rows))


def _gap_cells(row: GapRow) -> tuple[Any, ...]:
    return (
        row.position, row.number, row.section, row.title, row.clause, row.label, row.text,
        engine.rounded(row.points), row.reached, row.action, row.hint,
    )  # fmt: skip
