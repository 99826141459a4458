"""Facilities from a workbook, through the same service as by hand."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.verdicts import require

from .. import rules
from ..facility_sheet import ROOM, read_facilities
from ..models import Facility, Organization
from ..spreadsheet_columns import Problem
from ..spreadsheet_rows import SheetRow
from .facilities import save_facility
from .hearing import told_as_one
from .sheet_plans import (
    PLACE_CODE,
    RowCheck,
    RowOutcome,
    RowPlan,
    place_of,
    places_named,
    planned_rows,
    told,
    write_rows,
)

DOUBLED = Problem(0, "阵地名称", "与前面的行是同一阵地")
Known = Mapping[tuple[int, str], Facility]


def check_facilities(*, actor: User | None, organization: Organization, file: bytes) -> RowCheck:
    """Read a workbook for this organization and those below it; writes nothing.

    A place in use with the same name of the same organization is changed, with what the row says.

    Raises:
        Refused: not this person's to keep.
        SpreadsheetError: the file cannot be read.
    """
    require(rules.can_keep_units(actor, organization))
    report = read_facilities(file)
    places = places_named(report, organization)
    rows = Facility.objects.in_use().below(organization).select_related("organization").prefetch_related("rooms")
    known = {(each.organization_id, each.name): each for each in rows}
    return planned_rows(
        report,
        lambda row: _planned(actor, row, organization, places, known),
        lambda plan: [(plan.organization.pk, plan.row.values["name"])],
        DOUBLED,
    )


@transaction.atomic
def import_facilities(*, actor: User | None, check: RowCheck, skip_bad: bool = False) -> RowOutcome:
    """Write what the dry run planned.

    Raises:
        Invalid: bad rows and ``skip_bad`` is not set, or a row that a constraint refuses; nothing is imported then.
    """

    def save(plan: RowPlan) -> Facility:
        return save_facility(
            actor=actor, organization=plan.organization, facility=plan.known, rooms=_rooms(plan.fields),
            **{key: value for key, value in plan.fields.items() if not key.startswith(ROOM)},
        )  # fmt: skip

    with told_as_one():
        return write_rows(check, skip_bad, save, save)


def _planned(
    actor: User | None, row: SheetRow, top: Organization, places: Mapping[str, Organization], known: Known
) -> RowPlan | Problem:
    place = place_of(actor, row, top, places, "党组织代码")
    if isinstance(place, Problem):
        return place
    found = known.get((place.pk, row.values["name"]))
    fields = {key: value for key, value in row.values.items() if key != PLACE_CODE}
    plan = RowPlan(row, place, found, told(fields) if found else fields)
    if found:
        plan.changes = [key for key, value in plan.fields.items() if _now(found, key) != value]
    return _problem(plan) or plan


def _problem(plan: RowPlan) -> Problem | None:
    """What the service would refuse."""
    building, usable = (
        plan.fields.get(name, getattr(plan.known, name, None)) for name in ("building_area", "usable_area")
    )
    if building is not None and usable is not None and usable > building:
        return Problem(plan.row.number, "使用面积（㎡）", "使用面积不能大于建筑面积")
    opened = plan.fields.get("opened_on")
    if opened and opened > clock.today():
        return Problem(plan.row.number, "启用日期", "启用日期不能晚于今天")
    return None


def _now(facility: Facility, key: str) -> Any:
    if key.startswith(ROOM):
        return next((room.count for room in facility.rooms.all() if room.kind == key.removeprefix(ROOM)), 0)
    return getattr(facility, key)


def _rooms(fields: Mapping[str, Any]) -> dict[str, int]:
    return {key.removeprefix(ROOM): value or 0 for key, value in fields.items() if key.startswith(ROOM)}
