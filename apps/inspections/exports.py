"""Lists of inspections as xlsx: exactly the rows that the page shows."""

import datetime as dt
from collections.abc import Iterable

from django.http import FileResponse
from django.utils import timezone

from apps.campaigns.queries import read_on_their_day
from apps.core.exports import xlsx_response

from .models import Finding, Round, Visit

VISIT_HEADER = (
    "单位",
    "计划日期",
    "督导员",
    "状态",
    "检查方式",
    "已查项数",
    "问题数",
    "未销号",
    "总体评价",
    "提交时间",
)
FINDING_HEADER = (
    "单位", "活动", "督查批次", "对应指标", "程度", "问题", "整改要求", "整改期限", "状态", "是否逾期", "发现日期", "销号日期",
)  # fmt: skip


def round_workbook(round: Round, visits: Iterable[Visit]) -> FileResponse:
    """The visits of a round."""
    rows = list(visits)
    read_on_their_day((visit.organization, round.campaign) for visit in rows)
    return xlsx_response(f"{round.name} 检查情况", VISIT_HEADER, (_visit_row(visit) for visit in rows))


def ledger_workbook(findings: Iterable[Finding]) -> FileResponse:
    """整改台账."""
    rows = list(findings)
    read_on_their_day((finding.organization, finding.application.campaign) for finding in rows)
    return xlsx_response("整改台账", FINDING_HEADER, (_finding_row(finding) for finding in rows))


def _visit_row(visit: Visit) -> tuple:
    return (
        visit.organization.name,
        visit.scheduled_on,
        "、".join(member.user.name for member in visit.members.all()),
        visit.get_status_display(),
        "、".join(visit.method_labels),
        visit.result_count,
        visit.finding_count,
        visit.unresolved_count,
        visit.summary,
        _local(visit.recorded_at),
    )


def _finding_row(finding: Finding) -> tuple:
    return (
        finding.organization.name,
        finding.application.campaign.name,
        finding.visit.round.name,
        finding.criterion.title if finding.criterion else "",
        finding.get_severity_display(),
        finding.description,
        finding.demand,
        finding.due_on,
        finding.get_status_display(),
        finding.is_overdue,
        _local(finding.found_at),
        _local(finding.closed_at),
    )


def _local(moment: dt.datetime | None) -> dt.datetime | None:
    return timezone.localtime(moment) if moment else None
