"""The creation plan: tasks while the application is written, progress while the site builds itself up."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from apps.accounts.models import User
from apps.core.exceptions import Invalid
from apps.core.states import record
from apps.core.verdicts import require

from .. import rules
from ..choices import TaskStatus
from ..models import Application, PlanTask
from ..parts import TASK_FIELDS
from .locks import locked
from .opening import note_seen

MOST_TASKS = 60
GONE = "这项任务已被移除，请刷新后查看。"


@transaction.atomic
def save_task(
    *,
    actor: User,
    application: Application,
    task: str,
    responsible: str,
    due_on: dt.date,
    measure: str = "",
    row: PlanTask | None = None,
) -> PlanTask:
    """Add a line to the plan, or change one.

    Args:
        row: the line to change; None adds one at the end.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_edit``.
        Invalid: a value is missing or too long, or the line is gone.
    """
    owner = locked(application)
    require(rules.can_edit(actor, owner))
    line = _own(owner, row) if row is not None else _next(owner)
    line.task, line.measure, line.responsible, line.due_on = task.strip(), measure.strip(), responsible.strip(), due_on
    _check(line, TASK_FIELDS)
    line.save()
    return line


@transaction.atomic
def remove_task(*, actor: User, task: PlanTask) -> None:
    """Take a line out of a plan that is still being written; the history keeps it."""
    owner = locked(task.application)
    require(rules.can_edit(actor, owner))
    _own(owner, task).delete()


@transaction.atomic
def report_progress(*, actor: User, task: PlanTask, progress: int, note: str = "") -> PlanTask:
    """Say how far a task is, in percent; nothing is not begun, a hundred is done.

    Raises:
        Refused, OutOfTurn: see ``rules.can_report_progress``.
        Invalid: not a percentage, or the note is too long.
    """
    owner = locked(task.application)
    acting = require(rules.can_report_progress(actor, owner))
    note_seen(actor=actor, application=owner)
    line = _own(owner, task)
    line.progress, line.progress_note = progress, note.strip()
    _check(line, ("progress", "progress_note"))
    PlanTask.objects.filter(pk=line.pk).update(
        progress=line.progress, progress_note=line.progress_note, status=_status(line.progress)
    )
    line.refresh_from_db()
    record(line, "update", acting=acting, reason=f"完成 {line.progress}%。{line.progress_note}")
    return line


def _status(progress: int) -> str:
    if progress >= 100:
        return TaskStatus.DONE
    return TaskStatus.UNDER_WAY if progress else TaskStatus.PLANNED


def _own(application: Application, row: PlanTask) -> PlanTask:
    found = PlanTask.objects.select_for_update().filter(application=application, pk=row.pk).first()
    if found is None:
        raise Invalid(GONE)
    found.application = application
    return found


def _next(application: Application) -> PlanTask:
    tasks = PlanTask.objects.filter(application=application)
    if tasks.count() >= MOST_TASKS:
        raise Invalid(f"任务最多 {MOST_TASKS} 项。")
    last = tasks.aggregate(last=Max("position"))["last"]
    return PlanTask(application=application, position=0 if last is None else last + 1)


def _check(line: PlanTask, names: tuple[str, ...]) -> None:
    others: set[str] = {field.name for field in line._meta.fields} - set(names)
    try:
        line.clean_fields(exclude=others)
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        label: Any = line._meta.get_field(name)
        raise Invalid(f"{label.verbose_name}：{'；'.join(sentences)}") from error
