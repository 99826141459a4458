"""Ledgers from a workbook: the dry run says what each row would do, importing does all of it or nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.core.exceptions import Invalid, PortalError

from .. import rules
from ..models import Organization
from ..spreadsheet_columns import Problem
from ..spreadsheet_rows import SheetReport, SheetRow

PLACE_CODE = "organization_code"


@dataclass
class RowPlan:
    """What one row would do: something new, or the one it changes (``changes``: what differs)."""

    row: SheetRow
    organization: Organization
    known: Any
    fields: dict[str, Any]
    changes: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """``created``, ``updated`` or ``unchanged``."""
        if self.known is None:
            return "created"
        return "updated" if self.changes else "unchanged"


@dataclass
class RowOutcome:
    """Numbers of rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0


@dataclass
class RowCheck:
    """The dry run: rows that can be imported and every problem."""

    plans: list[RowPlan]
    problems: list[Problem]
    total: int

    def count(self, kind: str) -> int:
        """How many rows are ``created``, ``updated`` or ``unchanged``."""
        return sum(kind == plan.kind for plan in self.plans)


def planned_rows(
    report: SheetReport,
    plan: Callable[[SheetRow], RowPlan | Problem],
    keys: Callable[[RowPlan], Iterable[Any]],
    doubled: Problem,
) -> RowCheck:
    """Every row by itself, and none that says the same thing as one before.

    Args:
        keys: what tells two rows apart; one in common makes them the same.
        doubled: column and reason of a row that repeats another.
    """
    problems, plans = list(report.problems), []
    seen: set[Any] = set()
    for row in report.rows:
        found = plan(row)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        told = set(keys(found))
        if told & seen:
            problems.append(Problem(row.number, doubled.column, doubled.reason))
            continue
        seen |= told
        plans.append(found)
    return RowCheck(plans, sorted(problems, key=lambda problem: problem.row_number), report.total)


def write_rows(
    check: RowCheck, skip_bad: bool, add: Callable[[RowPlan], Any], edit: Callable[[RowPlan], Any]
) -> RowOutcome:
    """Write what the dry run planned; the caller holds the transaction.

    Raises:
        Invalid: bad rows and ``skip_bad`` is not set, or a row that a service refuses; nothing is imported then.
    """
    if check.problems and not skip_bad:
        raise Invalid(f"有 {len(check.problems)} 处问题，没有导入任何数据。")
    outcome = RowOutcome(skipped=check.total - len(check.plans))
    for plan in check.plans:
        setattr(outcome, plan.kind, getattr(outcome, plan.kind) + 1)
        try:
            if plan.known is None:
                add(plan)
            elif plan.changes:
                edit(plan)
        except PortalError as error:
            raise Invalid(f"第{plan.row.number}行：{error.message}没有导入任何数据。") from error
    return outcome


def places_named(report: SheetReport, organization: Organization, *keys: str) -> dict[str, Organization]:
    """The organizations that the rows name by code; no code means the one whose page it is."""
    codes = {row.values.get(key) for row in report.rows for key in (PLACE_CODE, *keys)} - {"", None}
    return {each.code: each for each in Organization.objects.active().filter(code__in=codes)} | {"": organization}


def place_of(
    actor: Any, row: SheetRow, top: Organization, places: Mapping[str, Organization], column: str
) -> Organization | Problem:
    """Whose ledger the row belongs to; a problem where it is not below ``top`` or not this person's to keep."""
    code = row.values.get(PLACE_CODE) or ""
    place = places.get(code)
    if place is None or not place.path.startswith(top.path) or not rules.can_keep_units(actor, place):
        return Problem(row.number, column, f"“{code}”不是{top.short_name}及所属的党组织")
    return place


def told(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Only what the row says: an empty cell never erases what is known."""
    return {key: value for key, value in fields.items() if value not in ("", None)}
