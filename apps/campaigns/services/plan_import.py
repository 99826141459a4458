"""The board of a programme from a workbook: every bad row is named, all good ones are written or nothing."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.exceptions import Invalid
from apps.organizations.models import Organization
from apps.organizations.spreadsheet_columns import Problem
from apps.organizations.spreadsheet_rows import SheetRow

from ..models import PlannedYear, Programme
from ..plan_sheet import CODE, read_plan
from ..rules import can_plan_year
from .planning import checked_goals, plan_years


@dataclass
class RowPlan:
    """One row that changes something: whose, and the goals by year."""

    row: SheetRow
    organization: Organization
    goals: dict[int, str]


@dataclass
class PlanCheck:
    """The dry run: rows that change something, how many say what stands already, every problem, all rows."""

    plans: list[RowPlan]
    unchanged: int
    problems: list[Problem]
    total: int


def check_plan(*, actor: User, programme: Programme, file: bytes) -> PlanCheck:
    """Read a workbook; writes nothing. Three statements for any number of rows.

    Raises:
        SpreadsheetError: the file cannot be read.
    """
    report = read_plan(file, programme.years)
    codes = {row.values["code"] for row in report.rows}
    places = {each.code: each for each in Organization.objects.visible_to(actor).filter(code__in=codes)}
    standing: defaultdict[int, dict[int, PlannedYear]] = defaultdict(dict)
    for planned in PlannedYear.objects.visible_to(actor).filter(programme=programme):
        standing[planned.organization_id][planned.year] = planned
    check = PlanCheck([], 0, list(report.problems), report.total)
    seen: dict[str, int] = {}
    for row in report.rows:
        _read(actor, programme, row, places.get(row.values["code"]), standing, seen, check)
    check.problems.sort(key=lambda problem: problem.row_number)
    return check


def _read(
    actor: User, programme: Programme, row: SheetRow, place: Organization | None, standing: Any, seen: Any, check: Any
) -> None:
    code = row.values["code"]
    if code in seen:
        check.problems.append(Problem(row.number, CODE, f"与第{seen[code]}行重复"))
        return
    seen[code] = row.number
    if place is None or not can_plan_year(actor, programme, place):
        check.problems.append(Problem(row.number, CODE, f"“{code}”不是您所属范围内的党组织"))
        return
    told = {int(key[1:]): value for key, value in row.values.items() if key[0] == "y" and value is not None}
    try:
        goals = checked_goals(programme, place, standing[place.pk], told)
    except Invalid as error:
        check.problems.append(Problem(row.number, error.code.replace("year-", "").strip() or "", error.message))
        return
    if goals:
        check.plans.append(RowPlan(row, place, goals))
    else:
        check.unchanged += 1


@transaction.atomic
def import_plan(*, actor: User, programme: Programme, file: bytes, skip_bad: bool = False) -> PlanCheck:
    """Write a workbook, through the same service as by hand.

    Raises:
        Invalid: a row that cannot be written after all; nothing is imported then.
        SpreadsheetError: the file cannot be read.

    Returns:
        The check; when it has problems and ``skip_bad`` is not set, nothing was written.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    check = check_plan(actor=actor, programme=programme, file=file)
    if check.problems and not skip_bad:
        return check
    for plan in check.plans:
        try:
            plan_years(
                actor=actor, programme=programme, organization=plan.organization, goals=plan.goals,
                note=plan.row.values.get("note"),
            )  # fmt: skip
        except Invalid as error:
            raise Invalid(f"第{plan.row.number}行：{error.message}没有导入任何数据。") from error
    return check
