"""Lists of inspections as xlsx: exactly the rows that the page shows."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import FileResponse
from django.utils import timezone

from apps.campaigns.queries import read_on_their_day
from apps.core.exports import xlsx_response

from .choices import Rung
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
MARKS = (("repeats_id", "重复问题"), ("at_once", "立行立改"), ("key", "重点督办"))
#: What always stands in the ledger, behind the site.
FINDING_CELLS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("问题", lambda row: row.description),
    ("对应指标", lambda row: row.criterion.title if row.criterion else ""),
    ("标记", lambda row: "、".join(label for name, label in MARKS if getattr(row, name))),
    ("活动", lambda row: row.visit.round.campaign.name),
)
#: Cells of each column of the page: their titles, and what stands in them.
FINDING_COLUMNS: dict[str, tuple[tuple[str, Callable[[Any], Any]], ...]] = {
    "place": (("单位", lambda row: row.organization.name),),
    "round": (("督查批次", lambda row: row.visit.round.name),),
    "severity": (("程度", lambda row: row.get_severity_display()),),
    "due": (("整改期限", lambda row: row.due_on), ("是否逾期", lambda row: row.is_overdue)),
    "status": (("状态", lambda row: row.get_status_display()),),
    "found": (("发现日期", lambda row: _local(row.found_at)),),
    "demand": (("整改要求", lambda row: row.demand),),
    "plan": (
        ("整改措施", lambda row: _of_plan(row, "measure")),
        ("责任人", lambda row: _of_plan(row, "responsible")),
        ("计划完成", lambda row: _of_plan(row, "promised_on")),
    ),
    "notice": (
        ("通知书文号", lambda row: row.notice.number if row.notice else ""),
        ("签收时间", lambda row: _local(row.notice.received_at) if row.notice else None),
    ),
    "rung": (("督办文书", lambda row: Rung(row.rung).label if row.rung else ""),),
    "closed": (("办结时间", lambda row: _local(row.closed_at)),),
}


def round_workbook(round: Round, visits: Iterable[Visit]) -> FileResponse:
    """The visits of a round."""
    rows = list(visits)
    read_on_their_day((visit.organization, round.campaign) for visit in rows)
    return xlsx_response(f"{round.name} 检查情况", VISIT_HEADER, (_visit_row(visit) for visit in rows))


def ledger_workbook(findings: Iterable[Finding], columns: Sequence[str]) -> FileResponse:
    """整改台账 in the columns that were chosen."""
    rows = list(findings)
    read_on_their_day((finding.organization, finding.visit.round.campaign) for finding in rows)
    cells = [cell for column in columns for cell in FINDING_COLUMNS[column]]
    cells = [*cells[: 1 if "place" in columns else 0], *FINDING_CELLS, *cells[1 if "place" in columns else 0 :]]
    header = [title for title, _ in cells]
    return xlsx_response("整改台账", header, ([value(row) for _, value in cells] for row in rows))


def _visit_row(visit: Visit) -> tuple:
    return (
        visit.organization.name,
        visit.scheduled_on,
        visit.team_words,
        visit.get_status_display(),
        "、".join(visit.method_labels),
        visit.result_count,
        visit.finding_count,
        visit.unresolved_count,
        visit.summary,
        _local(visit.recorded_at),
    )


def _of_plan(finding: Finding, name: str) -> Any:
    plan = getattr(finding, "plan", None)
    return getattr(plan, name) if plan is not None else ""


def _local(moment: dt.datetime | None) -> dt.datetime | None:
    return timezone.localtime(moment) if moment else None


PLAN_HEADER = (
    "日期",
    "检查组",
    "次序",
    "时间",
    "单位",
    "上级党组织",
    "地址",
    "联系人",
    "联系电话",
    "状态",
    "是否已通知",
    "提示",
)


def plan_workbook(round: Round, trips: Iterable[Any]) -> FileResponse:
    """The plan of a round: day by day, each team's stops in order."""
    rows = (
        (
            trip.day, trip.team, stage.visit.position or "",
            f"{stage.visit.scheduled_time:%H:%M}" if stage.visit.scheduled_time else "",
            stage.visit.organization.name, stage.parent, stage.visit.organization.address,
            stage.visit.organization.contact_name, stage.visit.organization.contact_phone,
            stage.visit.get_status_display(), stage.visit.told_at is not None, "；".join(stage.warnings),
        )
        for trip in trips
        for stage in trip.stages
    )  # fmt: skip
    return xlsx_response(f"{round.name} 日程路线", PLAN_HEADER, rows)


def problems_workbook(rows: Iterable[Any], titles: dict[str, str]) -> FileResponse:
    """典型问题库."""
    header = ("对应指标", "问题", "整改要求", "程度", "整改天数", "来源", "停用时间")
    listed = (
        (
            titles.get(row.leaf, row.leaf) or "各项指标通用", row.text, row.demand, row.get_severity_display(),
            row.days or "", row.organization.name if row.organization else "系统自带", _local(row.retired_at),
        )
        for row in rows
    )  # fmt: skip
    return xlsx_response("典型问题库", header, listed)
