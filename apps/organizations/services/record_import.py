"""Work records from a workbook: the dry run names every bad row, importing writes all good ones or nothing."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.models import StateChange
from apps.core.verdicts import Acting, require

from .. import rules
from ..choices import RecordStatus
from ..models import Organization, WorkRecord
from ..record_sheet import read_records
from ..spreadsheet_columns import Problem
from ..spreadsheet_rows import SheetReport, SheetRow
from .record_fields import checked

BATCH = 1000
Key = tuple[int, str, dt.date, str]


@dataclass
class RecordPlan:
    """One row that can be written: whose, and what."""

    row: SheetRow
    organization: Organization
    fields: dict[str, Any]


@dataclass
class RecordCheck:
    """The dry run: rows that can be imported and every problem."""

    plans: list[RecordPlan]
    problems: list[Problem]
    total: int


def check_records(*, actor: User | None, organization: Organization, file: bytes) -> RecordCheck:
    """Read a workbook for this organization and those below it; writes nothing.

    Raises:
        Refused: not this person's records.
        SpreadsheetError: the file cannot be read.
    """
    require(rules.can_plan(actor, organization))
    report = read_records(file)
    places = _places(report, organization)
    known = _known(places.values(), report)
    problems, plans = list(report.problems), []
    for row in report.rows:
        plan = _planned(actor, row, organization, places, known)
        if isinstance(plan, Problem):
            problems.append(plan)
        else:
            plans.append(plan)
    return RecordCheck(plans, sorted(problems, key=lambda problem: problem.row_number), report.total)


@transaction.atomic
def import_records(*, actor: User | None, organization: Organization, file: bytes, skip_bad: bool = False) -> int:
    """Write the records of a workbook; returns how many. They count like those entered by hand.

    Raises:
        Refused: not this person's records.
        Invalid: bad rows and ``skip_bad`` is not set; nothing is imported then.
        SpreadsheetError: the file cannot be read.
    """
    # One import at a time below an organization: the second finds what the first wrote.
    Organization.objects.select_for_update().get(pk=organization.pk)
    check = check_records(actor=actor, organization=organization, file=file)
    if check.problems and not skip_bad:
        raise Invalid(f"有 {len(check.problems)} 处问题，没有导入任何数据。")
    acting = require(rules.can_plan(actor, organization))
    written = WorkRecord.objects.bulk_create(
        [
            WorkRecord(
                organization=plan.organization,
                organization_path=plan.organization.path,
                status=RecordStatus.HELD,
                recorded_by=actor,
                created_at=clock.now(),
                **plan.fields,
            )
            for plan in check.plans
        ],
        batch_size=BATCH,
    )
    _note(written, acting)
    return len(written)


def _note(records: list[WorkRecord], acting: Acting) -> None:
    """One state change for each, in a few statements instead of thousands."""
    kind, now = ContentType.objects.get_for_model(WorkRecord), clock.now()
    StateChange.objects.bulk_create(
        [
            StateChange(
                subject_type=kind,
                subject_id=str(record.pk),
                subject_label=str(record)[:200],
                verb="create",
                source=RecordStatus.PLANNED,
                target=RecordStatus.HELD,
                actor=acting.user,
                acting_role=acting.role,
                acting_organization_id=acting.organization_id,
                acting_organization_name=acting.organization_name,
                organization_path=record.organization_path,
                reason="从工作簿导入",
                at=now,
            )
            for record in records
        ],
        batch_size=BATCH,
    )


def _places(report: SheetReport, organization: Organization) -> dict[str, Organization]:
    codes = {row.values.get("organization_code") for row in report.rows} - {"", None}
    found = Organization.objects.active().below(organization).filter(code__in=codes)
    return {each.code: each for each in found} | {"": organization}


def _known(places: Iterable[Organization], report: SheetReport) -> dict[Key, int]:
    """What is recorded already on the days of the workbook; 0 is the database, else the row that says the same."""
    days = [row.values["held_on"] for row in report.rows]
    if not days:
        return {}
    rows = WorkRecord.objects.held().filter(
        organization_id__in=[each.pk for each in places], held_on__range=(min(days), max(days))
    )
    return dict.fromkeys(rows.values_list("organization_id", "kind", "held_on", "title"), 0)


def _planned(
    actor: User | None,
    row: SheetRow,
    top: Organization,
    places: Mapping[str, Organization],
    known: dict[Key, int],
) -> RecordPlan | Problem:
    code = row.values.get("organization_code") or ""
    place = places.get(code)
    if place is None or not rules.can_add_record(actor, place):
        return Problem(row.number, "组织代码", f"“{code}”不是{top.short_name}及所属的党组织")
    fields = {key: value for key, value in row.values.items() if key != "organization_code"}
    if fields["held_on"] > clock.today():
        return Problem(row.number, "日期", "不能晚于今天：只导入已开展的工作")
    try:
        values = checked(**fields)
    except Invalid as error:
        return Problem(row.number, "", error.message)
    key = (place.pk, values["kind"], values["held_on"], values["title"])
    if key in known:
        return Problem(row.number, "", f"与第{known[key]}行重复" if known[key] else "已登记过：同日、同类型、同主题")
    known[key] = row.number
    return RecordPlan(row, place, values)
