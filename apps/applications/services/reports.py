"""Reports of a site during creation: written once per period on the tasks' own figures, frozen when handed in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.models import FileUse
from apps.core.services import attach_file, remove_file
from apps.core.states import move, record
from apps.core.verdicts import Acting, require

from .. import creation_notices, creation_rules
from ..cadence import label_of_report
from ..choices import ReportStatus
from ..models import Application, PlanTask, ProgressReport, ReportComment, ReportLine
from ..queries.creation import last_lines, overall, owed_of
from .checking import check_fields
from .locks import locked, office_of
from .opening import note_seen
from .plan import report_progress

PHOTO = "report_photo"
MOST_PHOTOS = 9
TEXTS = ("done", "problems", "next_steps", "needs")
STALE = "这份报告刚被他人保存或报送过，您的内容没有覆盖，请刷新后再改。"


@dataclass(frozen=True)
class TaskNote:
    """How far a task is now, and how far the page said it was."""

    task_id: int
    progress: int
    seen: int
    note: str = ""
    seen_note: str = ""


@transaction.atomic
def save_report(
    *,
    actor: User,
    application: Application,
    kind: str,
    period: str,
    version: int,
    tasks: Sequence[TaskNote] = (),
    uploads: Iterable[Any] = (),
    submit: bool = False,
    **texts: str,
) -> ProgressReport:
    """Write the report of one period, and hand it in when asked to.

    Args:
        version: the version that was read; 0 when there was none yet.
        tasks: progress as typed; only what differs from what the page showed is written to the plan.
        uploads: photos; optional, at most nine.
        texts: any of ``done``, ``problems``, ``next_steps``, ``needs``.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_write_report``; or it was handed in already.
        StaleVersion: a colleague saved the report, or told another figure of the same task.
        Invalid: the campaign asks no such report now, a value does not fit, nothing is told.
    """
    owner = locked(application)
    acting = require(creation_rules.can_write_report(actor, owner))
    note_seen(actor=actor, application=owner)
    report = _row(owner, kind, period, version)
    _write_tasks(actor, owner, tasks)
    _assign(report, texts)
    report.version += 1
    report.save()
    _attach(actor, report, uploads)
    if submit:
        _submit(report, acting, actor)
    return report


@transaction.atomic
def return_report(*, actor: User, report: ProgressReport, reason: str) -> ProgressReport:
    """Ask for more; the site writes it again for the same period.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_return_report``. Invalid: without a reason.
    """
    row = _locked(report)
    acting = require(creation_rules.can_return_report(actor, row))
    move(row, "return", acting=acting, reason=reason)
    ProgressReport.objects.filter(pk=row.pk).update(version=row.version + 1)
    creation_notices.tell_report_returned(row, acting, reason)
    row.refresh_from_db()
    return row


@transaction.atomic
def comment_report(*, actor: User, report: ProgressReport, text: str) -> ReportComment:
    """An office above says what it thinks; the site reads it.

    Raises:
        Refused, OutOfTurn: see ``creation_rules.can_comment_report``. Invalid: empty or over 500 characters.
    """
    row = _locked(report)
    acting = require(creation_rules.can_comment_report(actor, row))
    words = text.strip()
    if not words or len(words) > 500:
        raise Invalid("点评：请填写，500字以内。")
    comment = ReportComment.objects.create(
        report=row, organization_id=office_of(acting), text=words, written_by=actor, written_at=clock.now()
    )
    record(row, "comment", acting=acting, reason=words)
    creation_notices.tell_report_comment(row, acting, comment)
    return comment


@transaction.atomic
def remove_report_photo(*, actor: User, report: ProgressReport, use: FileUse) -> None:
    """Take a photo off a report that is not handed in.

    Raises:
        Refused: not the site's secretary. OutOfTurn: it was handed in. Invalid: it is gone.
    """
    row = _locked(report)
    require(creation_rules.can_write_report(actor, row.application))
    _still_open(row)
    own = FileUse.objects.of(row).filter(purpose=PHOTO, pk=use.pk).first()
    if own is None:
        raise Invalid("照片已不在这份报告中。")
    remove_file(actor=actor, use=own)


def _row(application: Application, kind: str, period: str, version: int) -> ProgressReport:
    """The report of the period, locked, or a new one when it is owed now."""
    held = ProgressReport.objects.select_for_update().filter(application=application, kind=kind, period=period).first()
    if held is not None:
        held.application = application
        _still_open(held)
        if held.version != version:
            raise StaleVersion(STALE)
        return held
    owed = next((item for item in owed_of(application) if (item.kind, item.period) == (kind, period)), None)
    if owed is None:
        raise Invalid("活动没有要求这一期报告。")
    if owed.opens_on > clock.today():
        raise OutOfTurn(f"{owed.label}{owed.opens_on.month}月{owed.opens_on.day}日起填报，尚未开始。")
    path = application.organization_path
    made = ProgressReport(
        application=application, organization_path=path, kind=kind, period=period, due_on=owed.due_on, version=0
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:  # a colleague was as fast
        raise StaleVersion(STALE) from error
    return made


def _still_open(report: ProgressReport) -> None:
    if report.status == ReportStatus.SUBMITTED:
        raise OutOfTurn(f"{label_of_report(report.kind, report.period)}已报送，每期报送一次；需补充请联系上级退回。")


def _write_tasks(actor: User, application: Application, notes: Sequence[TaskNote]) -> None:
    stored = {task.pk: task for task in PlanTask.objects.filter(application=application)}
    for each in notes:
        task = stored.get(each.task_id)
        if task is None:
            raise Invalid("有任务不在本单位的实施方案中，请刷新后再填。")
        if (each.progress, each.note) == (each.seen, each.seen_note):
            continue
        if (task.progress, task.progress_note) != (each.seen, each.seen_note):
            raise StaleVersion(f"“{task}”的进展刚被他人改为 {task.progress}%，您的内容没有覆盖，请刷新后再填。")
        task.application = application
        report_progress(actor=actor, task=task, progress=each.progress, note=each.note)


def _assign(report: ProgressReport, texts: Mapping[str, str]) -> None:
    unknown = set(texts) - set(TEXTS)
    if unknown:
        raise TypeError(f"not texts of a report: {sorted(unknown)}")
    for name, words in texts.items():
        setattr(report, name, words.strip())
    check_fields(report, *(texts or TEXTS))


def _attach(actor: User, report: ProgressReport, uploads: Iterable[Any]) -> None:
    wanted = list(uploads)
    if wanted and FileUse.objects.of(report).filter(purpose=PHOTO).count() + len(wanted) > MOST_PHOTOS:
        raise Invalid(f"照片最多 {MOST_PHOTOS} 张。")
    for upload in wanted:
        attach_file(
            actor=actor, upload=upload, name=upload.name or "", owner=report, purpose=PHOTO,
            organization_path=report.organization_path,
        )  # fmt: skip


def _submit(report: ProgressReport, acting: Acting, actor: User) -> None:
    if not report.done:
        raise Invalid("工作进展：请填写后报送。")
    tasks = list(PlanTask.objects.filter(application=report.application))
    before, today = last_lines(report), clock.today()
    report.lines.all().delete()
    lines = [
        ReportLine(
            report=report, task=task, position=number, title=task.task, responsible=task.responsible,
            due_on=task.due_on, before=before.get(task.pk, 0), progress=task.progress, note=task.progress_note,
            is_late=task.due_on < today and task.progress < 100,
        )
        for number, task in enumerate(tasks)
    ]  # fmt: skip
    ReportLine.objects.bulk_create(lines)
    move(report, "submit", acting=acting)
    report.progress, report.late_count = overall(tasks), sum(line.is_late for line in lines)
    report.submitted_at, report.submitted_by = clock.now(), actor
    report.save(update_fields=["progress", "late_count", "submitted_at", "submitted_by"])


def _locked(report: ProgressReport) -> ProgressReport:
    rows = ProgressReport.objects.select_for_update(of=("self",))
    return rows.select_related("application__campaign", "application__organization").get(pk=report.pk)
