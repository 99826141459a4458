"""The list of applications as xlsx: exactly what is shown."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import FileResponse
from django.utils import timezone

from apps.core.exports import xlsx_response
from apps.organizations.models import Organization
from apps.standards import engine
from apps.standards.models import StandardVersion

from .choices import StepStatus
from .gap_rows import GapRow
from .models import Application, GapItem
from .pages import where
from .queries.lists import with_places
from .wording import status_for

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


def applications_workbook(applications: Iterable[Application], user: Any) -> FileResponse:
    """The list, each status in the words meant for the person."""
    return xlsx_response("申报台账", HEADER, _rows(applications, user))


def _rows(applications: Iterable[Application], user: Any) -> Iterator[tuple[Any, ...]]:
    for each in with_places(applications):
        yield (
            each.organization.name,
            each.parent_name,
            each.organization.get_level_display(),
            each.organization.get_sector_display(),
            each.campaign.name,
            each.title,
            status_for(user, each),
            where(each),
            timezone.localtime(each.submitted_at) if each.submitted_at else "",
            timezone.localtime(each.approved_at) if each.approved_at else "",
            each.secretary_name,
            each.contact_name,
            each.contact_phone,
        )


QUEUE_HEADER = (
    "申报单位", "隶属", "层级", "领域", "活动", "名称", "本级", "环节", "本级排序", "下级排序", "到本级", "等候天数",
    "期限", "经办人", "结论", "意见", "办理人", "办理时间",
)  # fmt: skip


def queue_workbook(steps: Iterable[Any]) -> FileResponse:
    """The queue as it is filtered and sorted; ``steps`` with what ``desk.desk_rows`` adds."""
    return xlsx_response("待我审核", QUEUE_HEADER, _queue_rows(list(steps)))


def _queue_rows(steps: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    applications = with_places(step.application for step in steps)
    for step, application in zip(steps, applications, strict=True):
        decided = step.decided_at is not None and step.status != StepStatus.PENDING
        yield (
            application.organization.name,
            application.parent_name,
            application.organization.get_level_display(),
            application.organization.get_sector_display(),
            application.campaign.name,
            application.title,
            step.organization.short_name,
            "，并".join([step.role_text, *step.also]),
            step.rank or "",
            step.rank_before or "",
            timezone.localtime(step.pending_since) if step.pending_since else "",
            step.waited if step.pending_since else "",
            step.due if step.pending_since and not decided else "",
            step.handler.name if step.handler else "",
            step.decision if decided else "",
            step.opinion if decided else "",
            step.decided_by.name if decided and step.decided_by else "",
            timezone.localtime(step.decided_at) if decided else "",
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


GAP_ITEM_HEADER = (
    "单位", "活动", "指标", "问题", "原因", "原因说明", "整改措施", "责任人", "整改期限", "状态", "是否逾期", "整改结果", "销号日期", "销号人",
)  # fmt: skip


def gap_items_workbook(items: Iterable[GapItem]) -> FileResponse:
    """自查问题 as listed."""
    return xlsx_response("自查问题整改清单", GAP_ITEM_HEADER, map(_gap_item_cells, items))


def _gap_item_cells(item: GapItem) -> tuple[Any, ...]:
    closed = timezone.localtime(item.closed_at).date() if item.closed_at and item.status == "closed" else ""
    by = (item.closed_by.name if item.closed_by else "系统") if closed else ""
    return (
        item.application.organization.name, item.application.campaign.name, item.criterion.title, item.problem,
        item.get_cause_display(), item.cause_note, item.measure, item.owner, item.due_on, item.get_status_display(),
        "是" if item.is_overdue else "否", item.result, closed, by,
    )  # fmt: skip
