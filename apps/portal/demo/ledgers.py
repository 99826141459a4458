"""Units, facilities and the history of the tree, by the offices and secretaries who keep them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from apps.organizations.models import Organization
from apps.organizations.services import (
    add_joint_member,
    add_person_around,
    add_unit,
    edit_organization,
    found_organization,
    merge_organization,
    rate_organization,
    rename_organization,
    save_facility,
    set_posts,
)

from .world import World, words

#: Keys of the fixture that have another name than the field.
UNIT_FIELDS = {
    "kind": "kind",
    "employees": "employees",
    "members": "members",
    "full": "full_members",
    "established": "established",
    "investor": "investor_is_member",
    "venue": "venue",
    "instructors": "instructors",
    "activity": "activity",
    "secretary": "secretary_from",
    "superior": "superior",
}


def keep_ledgers(world: World) -> None:
    """单位台账, 阵地, 示范岗 and the people around."""
    plan = words("ledgers")
    for row in plan["units"]:
        values: dict[str, Any] = {field: row[key] for key, field in UNIT_FIELDS.items() if key in row}
        if "verified" in row:
            values["verified_on"] = world.day(-row["verified"])
        place = world.organization(row["owner"])
        add_unit(
            actor=world.secretary(row["owner"]), organization=place, name=row["name"], operating="normal", **values
        )
    for row in plan["facilities"]:
        _facility(world, row)
    for code, counts in plan["posts"].items():
        set_posts(actor=world.secretary(code), organization=world.organization(code), counts=counts)
    for row in plan["around"]:
        add_person_around(
            actor=world.secretary(row["owner"]),
            organization=world.organization(row["owner"]),
            role=row["role"],
            name=row["name"],
            post=row["post"],
            people=row.get("people", 1),
            started_on=dt.date(world.year, 1, 8),
        )


def tell_history(world: World) -> None:
    """Ratings of three years, a merge, a new name after last year's campaign, a joint organization, a target."""
    plan, office = words("ledgers"), world.office("4503")
    for row in plan["ratings"]:
        for years_ago, stars in zip((2, 1, 0), row["years"], strict=True):
            day = min(dt.date(world.year - years_ago, 3, 20), world.today)
            number = f"示例组〔{day.year}〕9号"
            place = Organization.objects.get(code=row["code"])
            rate_organization(actor=office, organization=place, stars=stars, on=day, document_number=number)
    merged, into = (Organization.objects.get(code=plan["merge"][key]) for key in ("code", "into"))
    merge_organization(
        actor=office,
        organization=merged,
        into=into,
        on=dt.date(world.year - 1, 6, 1),
        reason="社区区划调整",
        document_number=f"示例委〔{world.year - 1}〕15号",
    )
    row = plan["rename"]
    place = Organization.objects.get(code=row["code"])
    rename_organization(
        actor=office,
        organization=place,
        name=place.name.replace(row["before"], row["after"]),
        short_name=place.short_name.replace(row["before"], row["after"]),
        on=min(dt.date(world.year, 2, 1), world.today),
        reason="社区更名",
        document_number=f"示例委〔{world.year}〕3号",
    )
    _joint(world, plan["joint"])
    _targets(world, plan["weak"])
    world.organizations.clear()


def _facility(world: World, row: dict[str, Any]) -> None:
    save_facility(
        actor=world.secretary(row["owner"]),
        organization=world.organization(row["owner"]),
        kind=row["kind"],
        name=row["name"],
        level=row["level"],
        building_area=Decimal(row["building"]),
        usable_area=Decimal(row["usable"]),
        obtained=row["obtained"],
        opened_on=dt.date(world.year - 3, 7, 1),
        zones=row.get("zones", ""),
        shared_with=row.get("shared", ""),
        rooms=row["rooms"],
    )


def _joint(world: World, row: dict[str, Any]) -> None:
    office, day = world.office("4503"), min(dt.date(world.year, 3, 1), world.today)
    joint = found_organization(
        actor=office,
        parent=Organization.objects.get(code=row["parent"]),
        on=day,
        reason="区域化党建共建",
        code=row["code"],
        name=row["name"],
        short_name=row["short"],
        kind="community_committee",
        level="grassroots",
        sector="urban",
    )
    for each in row["members"]:
        member = Organization.objects.get(code=each["code"]) if "code" in each else None
        add_joint_member(
            actor=office,
            organization=joint,
            role=each["role"],
            member=member,
            name=each.get("name", ""),
            people=each["people"],
            started_on=day,
        )


def _targets(world: World, row: dict[str, Any]) -> None:
    for organization in Organization.objects.active().filter(is_weak=True):
        edit_organization(
            actor=world.office("4503"),
            organization=organization,
            weak_since=dt.date(world.year, 1, 15),
            weak_target_stars=row["target"],
            weak_due_on=world.day(row["days"]),
        )
