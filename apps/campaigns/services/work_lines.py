"""Work lines: made by the template or by hand, reported on by those who answer for them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.limits import within
from apps.core.states import record
from apps.core.verdicts import require

from ..models import Campaign, WorkLine, WorkLineNote
from ..rules import can_acknowledge, can_edit_lines, can_report
from ..template_files import Template, work_line_deadline

FIELDS = frozenset({"name", "department", "organization", "deadline", "summary", "clause"})


@transaction.atomic
def add_work_line(*, actor: User, campaign: Campaign, **fields: Any) -> WorkLine:
    """Append a work line to a campaign.

    Args:
        fields: name and department (both needed), organization (the office that reports too), deadline, summary,
            clause.

    Raises:
        Refused: not the organizer's office, or the campaign has ended.
        Invalid: a value is wrong or the name is taken.
    """
    acting = require(can_edit_lines(actor, campaign))
    last = campaign.work_lines.aggregate(last=Max("position"))["last"]
    line = WorkLine(campaign=campaign, position=0 if last is None else last + 1)
    _set(line, fields)
    _assign(line, None, None)
    _save(line)
    record(line, "create", acting=acting)
    return line


@transaction.atomic
def update_work_line(*, actor: User, line: WorkLine, version: int, **fields: Any) -> WorkLine:
    """Change a work line.

    Raises:
        StaleVersion: somebody else saved meanwhile.
    """
    row = _locked(line)
    acting = require(can_edit_lines(actor, row.campaign))
    if row.version != int(version):
        raise StaleVersion("该工作线刚被他人修改，您的内容没有覆盖；请刷新页面后再改。")
    before = row.organization_id, row.deadline
    _set(row, fields)
    _assign(row, *before)
    row.version += 1
    _save(row)
    record(row, "edit", acting=acting)
    return row


def _assign(line: WorkLine, office: int | None, deadline: dt.date | None) -> None:
    """Another office, or another last day, is a task anew: it is confirmed once more."""
    if (line.organization_id, line.deadline) != (office, deadline):
        line.assigned_at = clock.now() if line.organization_id else None
        line.acknowledged_at = line.acknowledged_by = None


@transaction.atomic
def acknowledge_work_line(*, actor: User, line: WorkLine) -> WorkLine:
    """确认收到: the responsible office says that it knows the task and its last day.

    Raises:
        Refused: another office, or the campaign is not running.
        OutOfTurn: it was confirmed already.
    """
    row = _locked(line)
    acting = require(can_acknowledge(actor, row))
    if row.acknowledged_at is not None:
        raise OutOfTurn(f"该任务已由{row.acknowledged_by.name}确认收到，无需再办。")  # type: ignore[union-attr]
    _acknowledge(row, actor)
    row.save(update_fields=["acknowledged_at", "acknowledged_by"])
    record(row, "acknowledge", acting=acting)
    return row


def _acknowledge(row: WorkLine, actor: User) -> None:
    row.acknowledged_at, row.acknowledged_by = clock.now(), actor


@transaction.atomic
def remove_work_line(*, actor: User, line: WorkLine) -> None:
    """Take away a line on which nothing was reported."""
    row = _locked(line)
    acting = require(can_edit_lines(actor, row.campaign))
    if row.notes.exists():
        raise Invalid(f"“{row}”已有进展记录，不能删除。", code="has_notes")
    record(row, "remove", acting=acting)
    row.delete()


@transaction.atomic
def report_work_line(*, actor: User, line: WorkLine, text: str, is_done: bool = False) -> WorkLineNote:
    """Write progress on a line; done marks it finished today, not done opens it again.

    An office that reports on its task has received it.

    Raises:
        Refused: neither the organizer's office nor the one named on the line, or the campaign is not running.
        Invalid: nothing is said.
    """
    row = _locked(line)
    acting = require(can_report(actor, row))
    if not text.strip():
        raise Invalid("请填写进展。", code="text")
    note = WorkLineNote.objects.create(
        line=row, text=within(text, 500, "进展", field="text"), by=actor, by_organization=acting.organization_name
    )
    record(row, _verb(row, is_done), acting=acting, reason=note.text)
    row.done_on = (row.done_on or clock.today()) if is_done else None
    row.version += 1
    if row.acknowledged_at is None and row.organization_id and acting.organization_id == row.organization_id:
        _acknowledge(row, actor)
    row.save(update_fields=["done_on", "version", "acknowledged_at", "acknowledged_by"])
    return note


def _verb(row: WorkLine, is_done: bool) -> str:
    if is_done and row.done_on is None:
        return "finish"
    return "reopen" if row.done_on is not None and not is_done else "report"


def _locked(line: WorkLine) -> WorkLine:
    return WorkLine.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=line.pk)


def _set(line: WorkLine, fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"not fields of a work line: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(line, name, value.strip() if isinstance(value, str) else value)
    if not line.name or not line.department:
        raise Invalid("请填写工作线和责任部门。", code="name")
    organization = line.organization
    if organization is not None and not organization.path.startswith(line.campaign.organization_path):
        raise Invalid("报送进展的单位应是主办单位或其下级党组织。", code="organization")


def _save(line: WorkLine) -> None:
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        raise Invalid("本活动已有同名的工作线。", code="name") from error


def lines_of_template(campaign: Campaign, template: Template) -> None:
    """The work lines of a plan, with their days in the campaign's year."""
    for position, line in enumerate(template.work_lines):
        WorkLine.objects.create(
            campaign=campaign,
            position=position,
            name=line["name"],
            department=line["department"],
            deadline=work_line_deadline(line, campaign.year),
            summary=line["summary"],
            clause=line["clause"],
        )


def copy_lines(source: Campaign, campaign: Campaign) -> None:
    """The same lines in another year, without what was reported on them."""
    years = campaign.year - source.year
    for line in source.work_lines.all():
        WorkLine.objects.create(
            campaign=campaign,
            position=line.position,
            name=line.name,
            department=line.department,
            organization=_still_there(line, campaign),
            deadline=_moved(line.deadline, years),
            summary=line.summary,
            clause=line.clause,
        )


def _still_there(line: WorkLine, campaign: Campaign) -> Any:
    organization = line.organization
    if organization is None or organization.closed_on is not None:
        return None
    return organization if organization.path.startswith(campaign.organization_path) else None


def _moved(day: dt.date | None, years: int) -> dt.date | None:
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
