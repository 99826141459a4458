"""Facts of many organizations from a workbook: the dry run, and the writing in pieces with visible progress."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock, states
from apps.core.exceptions import Invalid
from apps.core.models import FileUse, StateChange
from apps.core.publish import enqueue
from apps.core.verdicts import SYSTEM, Acting, require

from .. import rules
from ..access import acting_as
from ..choices import FactImportStatus, FactSource
from ..fact_sheet import FactColumn, SheetRow, read_fact_sheet
from ..fact_values import doubt_about, still_verified, value_text
from ..models import CurrentFact, Fact, FactImport, Metric, Organization
from ..periods import period_before
from ..spreadsheet import SpreadsheetError
from ..spreadsheet_columns import Problem
from .fact_bulk import store_import
from .facts import FactRow

#: Organizations read and written at a time.
PIECE = 500
KEPT_PROBLEMS = 500
KEPT_WARNINGS = 200
TASK = "apps.organizations.tasks.import_facts"


@dataclass
class FactReport:
    """What a workbook would do. ``cells`` are filled cells, ``changes`` those that differ from what holds."""

    rows: int = 0
    bad_rows: int = 0
    cells: int = 0
    changes: int = 0
    verified: int = 0
    problem_count: int = 0
    warning_count: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def note(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.problem_count += 1
            if len(self.problems) < KEPT_PROBLEMS:
                self.problems.append(problem)

    def warn(self, number: int, column: FactColumn, words: str) -> None:
        self.warning_count += 1
        if len(self.warnings) < KEPT_WARNINGS:
            self.warnings.append(Problem(number, column.label, words))


def check_fact_import(*, actor: User, office: Organization, data: bytes) -> FactReport:
    """The dry run: read the whole workbook and compare it with what is known; nothing is written.

    Raises:
        Refused: not an office. SpreadsheetError: the file as a whole cannot be read.
    """
    require(rules.can_import(actor))
    report = FactReport()
    for _ in _pieces(office, data, report):
        pass
    return report


@transaction.atomic
def start_fact_import(*, actor: User, office: Organization, use: FileUse, skip_bad: bool = False) -> FactImport:
    """Import a checked workbook: at once, or by the worker when more than 20,000 values change.

    Raises:
        Refused: not an office. SpreadsheetError: as the dry run.
        Invalid: there are bad rows and ``skip_bad`` is not set, or nothing changes; nothing is imported then.
    """
    acting = require(rules.can_import(actor))
    data = _bytes(use)
    report = check_fact_import(actor=actor, office=office, data=data)
    if report.problem_count and not skip_bad:
        raise Invalid(f"有 {report.problem_count} 处问题，没有导入任何数据。请改好后重新上传，或勾选“跳过有误的行”。")
    if not report.changes:
        raise Invalid("没有改动，无需导入。")
    job = FactImport.objects.create(
        organization=office,
        organization_path=office.path,
        file=use,
        requested_by=actor,
        skip_bad=skip_bad,
        total=report.changes,
        outranked=report.verified,
    )
    states.record(job, "create", acting=acting, target=job.status)
    if report.changes <= settings.FACTS_WRITTEN_AT_ONCE:
        _run(job, data)
    else:
        enqueue(TASK, str(job.pk))
    return job


def run_fact_import(job_id: Any) -> None:
    """Write a waiting import, or go on with one that was cut off: what is written already no longer differs."""
    job = FactImport.objects.select_related("file__file", "organization", "requested_by").filter(pk=job_id).first()
    if job is None or job.status not in (FactImportStatus.WAITING, FactImportStatus.RUNNING):
        return
    try:
        _run(job, _bytes(job.file))
    except (Invalid, SpreadsheetError, OSError) as error:
        states.move(job, "fail", acting=SYSTEM)
        FactImport.objects.filter(pk=job.pk).update(message=str(error)[:300])


def stalled_imports(minutes: int = 5) -> list[Any]:
    """Imports that wait, or stopped moving: a worker was killed or the broker was away."""
    late = clock.now() - dt.timedelta(minutes=minutes)
    waiting = FactImport.objects.filter(
        status__in=(FactImportStatus.WAITING, FactImportStatus.RUNNING), progressed_at__lte=late
    )
    return list(waiting.order_by("created_at").values_list("pk", flat=True))


def _run(job: FactImport, data: bytes) -> None:
    if job.status == FactImportStatus.WAITING:
        states.move(job, "start", acting=SYSTEM)
    office, actor = job.organization, job.requested_by
    acting = acting_as(actor, Role.OFFICE, office.path)
    if acting is None:
        raise Invalid("导入人员已不再是该党建办的工作人员，导入停止。")
    report = FactReport()
    for rows in _pieces(office, data, report):
        with transaction.atomic():
            store_import(actor=actor, rows=rows)
            _record(rows, acting)
            job.done += len(rows)
            FactImport.objects.filter(pk=job.pk).update(done=job.done, progressed_at=clock.now())
    skipped = f"，跳过有误的 {report.bad_rows} 行" if report.bad_rows else ""
    kept = f"，{report.verified} 项已由检查核实，未覆盖" if report.verified else ""
    job.message = f"写入 {job.done:,} 项{skipped}{kept}。"
    FactImport.objects.filter(pk=job.pk).update(message=job.message, progressed_at=clock.now())
    states.move(job, "finish", acting=SYSTEM)


def _bytes(use: FileUse) -> bytes:
    with use.file.file.open("rb") as stored:
        return stored.read()


def _pieces(office: Organization, data: bytes, report: FactReport) -> Iterator[list[FactRow]]:
    """The changes of the right rows, some hundred organizations at a time; counts and problems go into the report."""
    metrics = {metric.code: metric for metric in Metric.objects.filter(is_reference=False)}
    columns, rows = read_fact_sheet(data, metrics, clock.today())
    organizations = {
        organization.code: organization
        for organization in Organization.objects.active().below(office).only("pk", "code", "path", "sector", "name")
    }
    seen: set[str] = set()
    while piece := list(islice(rows, PIECE)):
        good = []
        for row in piece:
            report.rows += 1
            _check_row(row, organizations, seen)
            report.note(row.problems)
            if row.problems:
                report.bad_rows += 1
            else:
                good.append(row)
        changes = list(_changes(good, organizations, columns, report))
        if changes:
            yield changes


def _check_row(row: SheetRow, organizations: dict[str, Organization], seen: set[str]) -> None:
    """Whose row it is, once, and only with what its sector is asked for."""
    organization = organizations.get(row.code)
    if not row.code:
        row.problems.insert(0, Problem(row.number, "组织代码", "没有填写组织代码"))
    elif organization is None:
        row.problems.insert(0, Problem(row.number, "组织代码", f"“{row.code[:40]}”不存在，或不在您的管辖范围内"))
    elif row.code in seen:
        row.problems.insert(0, Problem(row.number, "组织代码", f"“{row.code}”出现两次，请只保留一行"))
    else:
        for column, _ in row.values:
            if why := column.metric.why_not_asked(organization.sector, organization.level):
                row.problems.append(Problem(row.number, column.label, f"{why}，请清空"))
    seen.add(row.code)


def _changes(
    rows: list[SheetRow], organizations: dict[str, Organization], columns: list[FactColumn], report: FactReport
) -> Iterator[FactRow]:
    """What differs from what holds; the doubtful named, the verified left alone."""
    known, verified = _known([organizations[row.code].pk for row in rows], columns)
    for row in rows:
        organization = organizations[row.code]
        for column, value in row.values:
            report.cells += 1
            key = (organization.pk, column.metric.pk, column.period)
            if known.get(key) == value:
                continue
            if key in verified:
                report.verified += 1
                held = value_text(column.metric, known[key])
                report.warn(row.number, column, f"已由检查核实为 {held}，不覆盖")
                continue
            before = period_before(column.period)
            doubt = doubt_about(column.metric, value, known.get((organization.pk, column.metric.pk, before)), before)
            if doubt:
                report.warn(row.number, column, f"{doubt}，请核对")
            report.changes += 1
            yield FactRow(organization, column.metric, value, column.period, doubt=doubt)


def _known(
    ids: list[int], columns: list[FactColumn]
) -> tuple[dict[tuple[int, int, str], Decimal], set[tuple[int, int, str]]]:
    """Values that hold by organization, metric and period, and which of them a visit verified; one statement."""
    pointers = CurrentFact.objects.filter(
        organization_id__in=ids, metric_id__in={column.metric.pk for column in columns}
    )
    fields = ("organization_id", "metric_id", "period", "fact__value", "fact__source", "fact__said_at")
    today = clock.today()
    known, verified = {}, set()
    for organization_id, metric_id, period, value, source, said_at in pointers.values_list(*fields):
        known[organization_id, metric_id, period] = value
        if source == FactSource.INSPECTION and still_verified(
            Fact(source=source, period=period, said_at=said_at), today
        ):
            verified.add((organization_id, metric_id, period))
    return known, verified


def _record(rows: list[FactRow], acting: Acting) -> None:
    """One act per organization, in one statement."""
    counts: dict[int, int] = {}
    organizations = {}
    for row in rows:
        counts[row.organization.pk] = counts.get(row.organization.pk, 0) + 1
        organizations[row.organization.pk] = row.organization
    kind, now = ContentType.objects.get_for_model(Organization), clock.now()
    StateChange.objects.bulk_create(
        StateChange(
            subject_type=kind,
            subject_id=str(pk),
            subject_label=organization.name[:200],
            verb="record_facts",
            actor=acting.user,
            acting_role=acting.role,
            acting_organization_id=acting.organization_id,
            acting_organization_name=acting.organization_name,
            organization_path=organization.path,
            reason=f"表格导入 {counts[pk]} 项",
            at=now,
        )
        for pk, organization in organizations.items()
    )
