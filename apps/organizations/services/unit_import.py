"""Units from a workbook: the dry run says what each row would do, importing does all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.exceptions import Invalid, PortalError
from apps.core.verdicts import require

from .. import rules
from ..models import Organization, Unit
from ..spreadsheet_columns import Problem
from ..spreadsheet_rows import SheetReport, SheetRow
from ..unit_sheet import CODES, read_units
from .units import add_unit, edit_unit


@dataclass
class UnitPlan:
    """What one row would do: a new unit, or the one it changes (``changes``: what differs)."""

    row: SheetRow
    organization: Organization
    unit: Unit | None
    fields: dict[str, Any]
    changes: list[str] = field(default_factory=list)


@dataclass
class UnitOutcome:
    """Numbers of units."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0


@dataclass
class UnitCheck:
    """The dry run: rows that can be imported and every problem."""

    plans: list[UnitPlan]
    problems: list[Problem]
    total: int

    def count(self, kind: str) -> int:
        """How many rows are ``created``, ``updated`` or ``unchanged``."""
        return sum(kind == _kind(plan) for plan in self.plans)


def check_units(*, actor: User | None, organization: Organization, file: bytes) -> UnitCheck:
    """Read a workbook for this organization and those below it; writes nothing.

    Raises:
        Refused: not this person's ledger.
        SpreadsheetError: the file cannot be read.
    """
    require(rules.can_keep_units(actor, organization))
    report = read_units(file)
    places = _places(report, organization)
    known = _Known(organization)
    problems, plans = list(report.problems), []
    seen: set[Any] = set()
    for row in report.rows:
        plan = _planned(actor, row, organization, places, known)
        if isinstance(plan, Problem):
            problems.append(plan)
            continue
        keys = {
            ("name", plan.organization.pk, row.values["name"]),
            ("code", row.values.get("credit_code") or row.number),
        }
        if keys & seen:
            problems.append(Problem(row.number, "单位名称", "与前面的行是同一单位"))
            continue
        seen |= keys
        plans.append(plan)
    return UnitCheck(plans, sorted(problems, key=lambda problem: problem.row_number), report.total)


@transaction.atomic
def import_units(*, actor: User | None, check: UnitCheck, skip_bad: bool = False) -> UnitOutcome:
    """Write what the dry run planned, through the same services as by hand.

    Raises:
        Invalid: bad rows and ``skip_bad`` is not set, or a row that a constraint refuses; nothing is imported then.
    """
    if check.problems and not skip_bad:
        raise Invalid(f"有 {len(check.problems)} 处问题，没有导入任何数据。")
    outcome = UnitOutcome(skipped=check.total - len(check.plans))
    for plan in check.plans:
        kind = _kind(plan)
        setattr(outcome, kind, getattr(outcome, kind) + 1)
        try:
            if plan.unit is None:
                add_unit(actor=actor, organization=plan.organization, **plan.fields)
            elif kind == "updated":
                edit_unit(actor=actor, unit=plan.unit, **plan.fields)
        except PortalError as error:
            raise Invalid(f"第{plan.row.number}行：{error.message}没有导入任何数据。") from error
    return outcome


def _kind(plan: UnitPlan) -> str:
    if plan.unit is None:
        return "created"
    return "updated" if plan.changes else "unchanged"


class _Known:
    """Units that are in the ledgers below the organization, by credit code and by name."""

    def __init__(self, organization: Organization) -> None:
        self.by_code: dict[str, Unit] = {}
        self.by_name: dict[tuple[int, str], Unit] = {}
        for unit in Unit.objects.in_ledger().below(organization).select_related("organization", "party_organization"):
            self.by_name[unit.organization_id, unit.name] = unit
            if unit.credit_code:
                self.by_code[unit.credit_code] = unit

    def find(self, organization: Organization, row: SheetRow) -> Unit | None:
        code = row.values.get("credit_code")
        return (self.by_code.get(code) if code else None) or self.by_name.get((organization.pk, row.values["name"]))


def _places(report: SheetReport, organization: Organization) -> dict[str, Organization]:
    codes = {row.values.get(key) for row in report.rows for key in CODES} - {"", None}
    return {each.code: each for each in Organization.objects.active().filter(code__in=codes)} | {"": organization}


def _planned(
    actor: User | None, row: SheetRow, top: Organization, places: Mapping[str, Organization], known: _Known
) -> UnitPlan | Problem:
    code = row.values.get("organization_code") or ""
    place = places.get(code)
    if place is None or not place.path.startswith(top.path) or not rules.can_keep_units(actor, place):
        return Problem(row.number, "负责的党组织代码", f"“{code}”不是{top.short_name}及所属的党组织")
    party_code = row.values.get("party_code") or ""
    if party_code and party_code not in places:
        return Problem(row.number, "所建党组织代码", f"没有代码为“{party_code}”的党组织")
    fields = {key: value for key, value in row.values.items() if key not in CODES}
    if party_code:
        fields["party_organization"] = places[party_code]
    unit = known.find(place, row)
    if unit is not None:
        # An empty cell never erases what is known.
        fields = {key: value for key, value in fields.items() if value not in ("", None)}
    return _checked(UnitPlan(row, unit.organization if unit else place, unit, fields))


def _checked(plan: UnitPlan) -> UnitPlan | Problem:
    """What would differ, and what the database would refuse."""
    merged = {name: getattr(plan.unit, name) for name in _ASKED} if plan.unit else dict.fromkeys(_ASKED)
    merged |= {key: value for key, value in plan.fields.items() if key in _ASKED}
    if plan.unit:
        plan.changes = [key for key, value in plan.fields.items() if getattr(plan.unit, key) != value]
    members, full = merged["members"], merged["full_members"]
    if members is not None and full is not None and full > members:
        return Problem(plan.row.number, "正式党员", "正式党员不能多于党员总数")
    if merged["party_organization"] and merged["established"] in (None, "", "none"):
        return Problem(plan.row.number, "组建方式", "填了所建党组织，组建方式不能是“未建”或空")
    since, until = merged["instructor_since"], merged["instructor_until"]
    if until and (since is None or until < since):
        return Problem(plan.row.number, "选派结束", "选派结束不能早于选派开始")
    return plan


_ASKED = ("members", "full_members", "party_organization", "established", "instructor_since", "instructor_until")
