"""What a site owes and has done during creation."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from apps.campaigns.choices import PhaseKind
from apps.core import clock
from apps.core.models import FileUse, StateChange

from ..cadence import Owed, owed_reports
from ..choices import ReportStatus
from ..models import Application, PlanTask, ProgressReport, ReportLine


@dataclass(frozen=True)
class ReportSlot:
    """A report that is owed, with the row when somebody has begun it."""

    owed: Owed
    report: ProgressReport | None

    @property
    def is_done(self) -> bool:
        return self.report is not None and self.report.status == ReportStatus.SUBMITTED

    @property
    def is_late(self) -> bool:
        return not self.is_done and self.owed.due_on < clock.today()

    @property
    def label(self) -> str:
        return self.owed.label


def creation_span(application: Any, campaign: Any = None) -> tuple[dt.date, dt.date]:
    """From when to when the site builds itself up; reads prefetched phases."""
    campaign = campaign or application.campaign
    phase = next((each for each in campaign.phases.all() if each.kind == PhaseKind.CREATION), None)
    approved = application.approved_at or application.created_at
    began = timezone.localtime(approved).date()
    if phase is None:
        return began, dt.date(campaign.year, 12, 31)
    return max(began, timezone.localtime(phase.starts_at).date()), timezone.localtime(phase.ends_at).date()


def owed_of(application: Any, campaign: Any = None) -> list[Owed]:
    """Every report of the site's creation, those to come included."""
    campaign = campaign or application.campaign
    if application.approved_at is None:
        return []
    return owed_reports(campaign.plan, *creation_span(application, campaign))


def slots_of(application: Application) -> list[ReportSlot]:
    """Reports that can be written or were, newest first. One statement."""
    today = clock.today()
    rows = {(row.kind, row.period): row for row in application.reports.all()}
    slots = [
        ReportSlot(owed, rows.pop((owed.kind, owed.period), None))
        for owed in owed_of(application)
        if owed.opens_on <= today or (owed.kind, owed.period) in rows
    ]
    slots += [ReportSlot(Owed(row.kind, row.period, row.due_on, row.due_on), row) for row in rows.values()]
    return sorted(slots, key=lambda slot: (slot.owed.due_on, slot.owed.kind), reverse=True)


def slots_to_do(applications: Sequence[Application]) -> list[tuple[Application, ReportSlot]]:
    """What sites under creation have still to hand in, opened already; reads prefetched phases. One statement."""
    today, rows = clock.today(), ProgressReport.objects.filter(application__in=applications)
    held = {(row.application_id, row.kind, row.period): row for row in rows}
    slots = [
        (each, ReportSlot(owed, held.get((each.pk, owed.kind, owed.period))))
        for each in applications
        for owed in owed_of(each)
        if owed.opens_on <= today
    ]
    return [(each, slot) for each, slot in slots if not slot.is_done]


def last_lines(report: ProgressReport) -> dict[int, int]:
    """Progress of each task in the report handed in before this one."""
    earlier = (
        ProgressReport.objects.filter(application=report.application_id, status=ReportStatus.SUBMITTED)
        .exclude(pk=report.pk)
        .order_by("-submitted_at")
        .values("pk")[:1]
    )
    rows = ReportLine.objects.filter(report__in=earlier, task__isnull=False)
    return dict(rows.values_list("task_id", "progress"))


def overall(tasks: Iterable[PlanTask]) -> int:
    """Mean progress of the tasks in percent, rounded half up; 0 without tasks."""
    figures = [task.progress for task in tasks]
    return (2 * sum(figures) + len(figures)) // (2 * len(figures)) if figures else 0


def photos_of(report: ProgressReport) -> Any:
    return FileUse.objects.of(report).filter(purpose="report_photo").select_related("file")


def prefilled(tasks: Sequence[PlanTask], before: dict[int, int], today: dt.date) -> dict[str, str]:
    """First words of a report, from the tasks: what moved since the last one, what is late, what comes next."""
    moved = [
        f"{task.task}：{before.get(task.pk, 0)}% → {task.progress}%"
        + (f"，{task.progress_note}" if task.progress_note else "")
        for task in tasks
        if task.progress != before.get(task.pk, 0)
    ]
    late = [
        f"{task.task}：应于{task.due_on.month}月{task.due_on.day}日完成，现 {task.progress}%"
        for task in tasks
        if task.due_on < today and task.progress < 100
    ]
    coming = [
        f"{task.task}（{task.due_on.month}月{task.due_on.day}日前）"
        for task in sorted(tasks, key=lambda each: each.due_on)
        if task.progress < 100 and task.due_on >= today
    ]
    return {
        "done": "\n".join(moved)[:1000],
        "problems": "\n".join(late)[:500],
        "next_steps": "、".join(coming[:5])[:500],
    }


def goal_words(application: Any, tasks: Sequence[PlanTask]) -> str:
    """What 亮目标 shows: the goal and the tasks with their days."""
    lines = [f"{task.task}（{task.responsible}，{task.due_on.month}月{task.due_on.day}日前）" for task in tasks]
    return "\n".join([application.goal, *lines]).strip()[:1000]


def last_reason(obj: Any, verb: str) -> str:
    """Why somebody did this last; empty when nobody did."""
    change = StateChange.objects.of(obj).filter(verb=verb).last()
    return change.reason if change is not None else ""
