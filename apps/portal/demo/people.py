"""Accounts by the administrator, roles by the security officer; the first two come from the system."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.accounts.services import create_account
from apps.core.verdicts import SYSTEM, Acting
from apps.organizations.access import acting_in_role
from apps.organizations.choices import Level
from apps.organizations.models import Organization
from apps.organizations.services import found_organization, grant_role

from .world import World, words

#: Login names of the offices of a level; the named accounts are the first of each.
LOGINS = {Level.CITY: "office", Level.DISTRICT: "district", Level.TOWNSHIP: "township", Level.GRASSROOTS: "general"}


def make_people(world: World) -> None:
    """Everybody who works in the demonstration, since the beginning of last year."""
    with world.at(first_day(world), 8):
        for row in words("people")["first"]:
            _employ(world, row, SYSTEM, None)
        acting, officer = _authorities(world)
        lacking = {row["code"]: row for row in words("people")["departments"]}
        for row in [*words("people")["named"], *_others(world)]:
            if row["organization"] in lacking:
                _found(world, lacking[row["organization"]])
            _employ(world, row, acting, officer)


def first_day(world: World) -> dt.date:
    """When the portal was put to use: before last year's campaign."""
    return dt.date(world.year - 1, 1, 5)


def participants() -> list[str]:
    """Codes of the organizations that take part, in the order of the stories."""
    plan = words("campaigns")
    rows = [row["code"] for campaign in (plan["closed"], *plan["running"]) for row in campaign["applicants"]]
    return list(dict.fromkeys([*rows, *plan["belt"]["stations"]]))


def _authorities(world: World) -> tuple[Acting, User]:
    acting = acting_in_role(world.people["administrator"], Role.ADMINISTRATOR)
    assert acting is not None
    return acting, world.people["security"]


def _found(world: World, row: dict[str, Any]) -> None:
    """A department that the reference data lack, by the office above it."""
    fields = {name: value for name, value in row.items() if name != "parent"}
    found_organization(
        actor=world.office(row["parent"]), parent=world.organization(row["parent"]), on=first_day(world), **fields
    )


def _employ(world: World, row: dict[str, Any], acting: Acting, officer: User | None) -> None:
    """An account and its one role."""
    organization = world.organization(row["organization"])
    user = create_account(acting=acting, username=row["login"], name=row["name"], password=world.password)
    grant_role(
        actor=officer,
        user=user,
        organization=organization,
        role=row["role"],
        title=row["title"],
        reason=words("people")["basis"].format(year=world.year - 1),
    )
    world.people[row["login"]] = user
    if row["role"] == Role.OFFICE:
        world.offices[organization.code] = user
    if row["role"] == Role.SECRETARY:
        world.secretaries[organization.code] = user


def _others(world: World) -> Iterator[dict[str, Any]]:
    """An office for every organization above those that take part, a secretary for each of them."""
    named = {(row["role"], row["organization"]) for row in words("people")["named"]}
    names = _names()
    numbers: dict[str, int] = {}
    for role, organization in _posts(world):
        login = LOGINS[Level(organization.level)] if role == Role.OFFICE else "secretary"
        numbers.setdefault(login, 1)
        if (role, organization.code) in named:
            continue
        numbers[login] += 1
        yield {
            "login": f"{login}{numbers[login]:02d}",
            "name": next(names),
            "role": role,
            "organization": organization.code,
            "title": words("people")["titles"][role],
        }


def _posts(world: World) -> Iterator[tuple[str, Organization]]:
    seen: set[str] = set()
    for code in participants():
        organization = world.organization(code)
        for above in Organization.objects.filter(path__in=organization.ancestor_paths()):
            if above.code not in seen:
                seen.add(above.code)
                yield Role.OFFICE, above
        yield Role.SECRETARY, organization


def _names() -> Iterator[str]:
    """Plainly invented: 演示用户甲子, 演示用户甲丑 …"""
    plan = words("people")
    for stem in plan["stems"]:
        for branch in plan["branches"]:
            yield f"演示用户{stem}{branch}"
