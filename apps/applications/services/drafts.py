"""A draft that goes on: taken up again after a withdrawal, under a new secretary, or out of an earlier application."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.states import move, record
from apps.core.verdicts import require

from .. import rules
from ..models import Application, ReviewStep
from ..parts import EDITABLE, FUNDING, PARTNERS, PREFILLED, TASKS, LineKind, label_of, lines_of
from ..shapes import unfit_date
from .form_lines import add_line
from .locks import check_version, locked

#: What an earlier application hands on; names and telephone numbers are those of today.
COPIED = tuple(name for name in EDITABLE if name not in PREFILLED)
COPIED_LINES = (TASKS, FUNDING, PARTNERS)


@transaction.atomic
def restart_application(*, actor: User, application: Application) -> Application:
    """Take a withdrawn application up again as a draft, with everything that was written.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_restart``.
    """
    row = locked(application)
    acting = require(rules.can_restart(actor, row))
    # The way up is frozen at the next submission; who reviewed before stays in the history and in the chain of acts.
    ReviewStep.objects.filter(application=row).delete()
    move(row, "restart", acting=acting)
    row.submitted_at, row.version, row.saved_at = None, row.version + 1, clock.now()
    row.save(update_fields=["submitted_at", "version", "saved_at"])
    application.refresh_from_db()
    return application


@transaction.atomic
def take_over_application(*, actor: User, application: Application) -> Application:
    """Put the present secretary's name under a draft, where the old one was the contact also there, and under the tasks
    that the old one was to see to.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_take_over``.
    """
    row = locked(application)
    acting = require(rules.can_take_over(actor, row))
    before = row.secretary_name
    if row.contact_name == before:
        row.contact_name, row.contact_phone = actor.name, actor.phone or row.contact_phone
    row.secretary_name, row.version, row.saved_at = actor.name, row.version + 1, clock.now()
    row.save(update_fields=["secretary_name", "contact_name", "contact_phone", "version", "saved_at"])
    moved = _hand_tasks_on(row, before, actor.name)
    tasks = f"，移交任务 {moved} 项" if moved else ""
    record(row, "hand_over", acting=acting, reason=f"责任书记由{before or '未填'}变更为{actor.name}{tasks}")
    application.refresh_from_db()
    return application


def _hand_tasks_on(row: Application, before: str, now: str) -> int:
    """Tasks of the plan that name the old secretary; how many changed hands."""
    own = row.tasks.filter(responsible=before) if before else row.tasks.none()
    return own.update(responsible=now, version=F("version") + 1)


@transaction.atomic
def copy_application(
    *,
    actor: User,
    application: Application,
    source: Application,
    fields: Collection[str],
    tables: Collection[str] = (),
    version: int | None = None,
) -> Application:
    """Take over chosen fields of an earlier application of the same organization, and lines of its tables.

    Args:
        fields: of ``COPIED``; each replaces what stands there, so the page says so before.
        tables: keys of ``COPIED_LINES``; lines are added behind those that are there already.
        version: the version that was read.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_edit``.
        StaleVersion: the draft was saved in between.
        Invalid: the source belongs to another organization, or nothing was chosen.
    """
    row = locked(application)
    acting = require(rules.can_edit(actor, row))
    check_version(row, version)
    if source.organization_id != row.organization_id or source.pk == row.pk:
        raise Invalid("只能沿用本单位往年的申报。")
    chosen = [name for name in COPIED if name in fields]
    kinds = [kind for kind in COPIED_LINES if kind.key in tables and kind in lines_of(row.campaign)]
    if not chosen and not kinds:
        raise Invalid("请勾选要沿用的内容。")
    for name in chosen:
        setattr(row, name, getattr(source, name))
    row.version, row.saved_at = row.version + 1, clock.now()
    row.save(update_fields=[*chosen, "version", "saved_at"])
    for kind in kinds:
        _copy_lines(actor, row, source, kind)
    labels = [label_of(name) for name in chosen] + [kind.title for kind in kinds]
    record(row, "copy", acting=acting, reason=f"从“{source.campaign.name}”沿用：{'、'.join(labels)}"[:300])
    application.refresh_from_db()
    return application


def _copy_lines(actor: User, row: Application, source: Application, kind: LineKind) -> None:
    """Lines that are not there yet by their name; a task's date is moved into the new phase by its default."""
    name = kind.fields[0]
    present = set(kind.model.objects.filter(application=row).values_list(name, flat=True))
    for line in kind.model.objects.filter(application=source).order_by("position", "pk"):
        if getattr(line, name) in present:
            continue
        values: dict[str, Any] = {field: getattr(line, field) for field in kind.fields}
        if kind is TASKS:
            values = _task_values(row, line, values)
        add_line(actor=actor, application=row, kind=kind.key, **values)


def _task_values(row: Application, line: Any, values: dict[str, Any]) -> dict[str, Any]:
    years = row.campaign.year - line.application.campaign.year
    try:
        day = line.due_on.replace(year=line.due_on.year + years)
    except ValueError:  # 29 February
        day = line.due_on.replace(year=line.due_on.year + years, day=28)
    values.pop("due_on")
    values["responsible"] = line.responsible or row.secretary_name
    return values if unfit_date(row.campaign, day) else {**values, "due_on": day}
