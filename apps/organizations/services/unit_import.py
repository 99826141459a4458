"""Units from a workbook, through the same services as by hand."""

from collections.abc import Iterator, Mapping

from django.db import transaction

from apps.accounts.models import User
from apps.core.verdicts import require

from .. import rules
from ..models import Organization, Unit
from ..spreadsheet_columns import Problem
from ..spreadsheet_rows import SheetRow
from ..unit_sheet import CODES, read_units
from .hearing import told_as_one
from .sheet_plans import RowCheck, RowOutcome, RowPlan, place_of, places_named, planned_rows, told, write_rows
from .units import add_unit, edit_unit

DOUBLED = Problem(0, "单位名称", "与前面的行是同一单位")


def check_units(*, actor: User | None, organization: Organization, file: bytes) -> RowCheck:
    """Read a workbook for this organization and those below it; writes nothing.

    Raises:
        Refused: not this person's ledger.
        SpreadsheetError: the file cannot be read.
    """
    require(rules.can_keep_units(actor, organization))
    report = read_units(file)
    places = places_named(report, organization, "party_code")
    known = _Known(organization)
    return planned_rows(report, lambda row: _planned(actor, row, organization, places, known), _keys, DOUBLED)


@transaction.atomic
def import_units(*, actor: User | None, check: RowCheck, skip_bad: bool = False) -> RowOutcome:
    """Write what the dry run planned.

    Raises:
        Invalid: bad rows and ``skip_bad`` is not set, or a row that a constraint refuses; nothing is imported then.
    """
    with told_as_one():
        return write_rows(
            check,
            skip_bad,
            lambda plan: add_unit(actor=actor, organization=plan.organization, **plan.fields),
            lambda plan: edit_unit(actor=actor, unit=plan.known, **plan.fields),
        )


def _keys(plan: RowPlan) -> Iterator[tuple[object, ...]]:
    yield "name", plan.organization.pk, plan.row.values["name"]
    yield "code", plan.row.values.get("credit_code") or plan.row.number


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


def _planned(
    actor: User | None, row: SheetRow, top: Organization, places: Mapping[str, Organization], known: _Known
) -> RowPlan | Problem:
    place = place_of(actor, row, top, places, "负责的党组织代码")
    if isinstance(place, Problem):
        return place
    party_code = row.values.get("party_code") or ""
    if party_code and party_code not in places:
        return Problem(row.number, "所建党组织代码", f"没有代码为“{party_code}”的党组织")
    fields = {key: value for key, value in row.values.items() if key not in CODES}
    if party_code:
        fields["party_organization"] = places[party_code]
    unit = known.find(place, row)
    return _checked(RowPlan(row, unit.organization if unit else place, unit, told(fields) if unit else fields))


def _checked(plan: RowPlan) -> RowPlan | Problem:
    """What would differ, and what the database would refuse."""
    merged = {name: getattr(plan.known, name) for name in _ASKED} if plan.known else dict.fromkeys(_ASKED)
    merged |= {key: value for key, value in plan.fields.items() if key in _ASKED}
    if plan.known:
        plan.changes = [key for key, value in plan.fields.items() if getattr(plan.known, key) != value]
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
