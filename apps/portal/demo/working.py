"""Training whose hours are summed, plans filed and held, commitments kept, awards and an admonition."""

import datetime as dt
from typing import Any

from apps.core import clock
from apps.organizations.models import Organization
from apps.organizations.services import PlanLine as Line
from apps.organizations.services import (
    add_event,
    add_record,
    cancel_record,
    file_records,
    hold_record,
    plan_record,
    plan_year,
    settle_commitment,
)

from .knowledge import known_values
from .people import participants
from .world import World, words


def train(world: World) -> None:
    """One course for each audience, early in the year, with the hours that the facts tell."""
    plan = words("works")["training"]
    for code in participants():
        organization = world.organization(code)
        known = known_values(organization)
        for row in plan:
            day = min(dt.date(world.year, row["month"], row["day"]), world.day(-1))
            if known.get(row["metric"]) is None or day.year != world.year:
                continue
            with world.at(day, 17):
                add_record(
                    actor=world.secretary(code),
                    organization=organization,
                    kind="training",
                    held_on=day,
                    title=row["title"],
                    headcount=known["party_members"] if row["audience"] == "members" else row["headcount"],
                    hours=known[row["metric"]],
                    audiences=[row["audience"]],
                    place=row["place"],
                )


def plan_ahead(world: World) -> None:
    """Plans of the coming weeks: filed, held, overdue and cancelled ones; and next year by cadence."""
    plan = words("works")
    for number, code in enumerate(participants()):
        organization = world.organization(code)
        made = []
        with world.at(-20, 9, number):
            for row in plan["plans"]:
                made.append(_planned(world, code, row))
            file_records(actor=world.secretary(code), records=made[: plan["filed"]])
        _carry_out(world, code, organization, made)
    for code in plan["next_year"]:
        with world.at(-3, 10):
            lines = [Line(**row) for row in plan["cadences"]]
            plan_year(
                actor=world.secretary(code), organization=world.organization(code), year=world.year + 1, lines=lines
            )


def _planned(world: World, code: str, row: dict[str, Any]) -> Any:
    return plan_record(
        actor=world.secretary(code),
        organization=world.organization(code),
        kind=row["kind"],
        held_on=world.day(row["in_days"]),
        title=row["title"],
        place=row["place"],
        responsible=row["responsible"],
    )


def _carry_out(world: World, code: str, organization: Organization, made: list[Any]) -> None:
    """The first is held; the second is overdue at those who hold too little, called off elsewhere."""
    first, second = made[0], made[1]
    with world.at(first.held_on, 18):
        hold_record(
            actor=world.secretary(code), record=first, held_on=clock.today(), title=first.title, headcount=21,
            summary=words("works")["summary"],
        )  # fmt: skip
    if code not in words("facts")["sparse"]:
        with world.at(second.held_on, 9):
            cancel_record(actor=world.secretary(code), record=second, reason=words("works")["called_off"])


def keep_word(world: World) -> None:
    """Commitments of the spring, most of them kept by the autumn."""
    plan = words("works")["commitments"]
    for number, code in enumerate(participants()):
        row = plan[number % len(plan)]
        with world.at(-200, 16, number):
            record = add_record(
                actor=world.secretary(code),
                organization=world.organization(code),
                kind="commitment",
                held_on=clock.today(),
                title=row["title"],
                summary=row["summary"],
            )
        if row.get("result"):
            with world.at(-15, 16, number):
                settle_commitment(
                    actor=world.secretary(code), record=record, result=row["result"], result_note=row["note"]
                )


def honour(world: World) -> None:
    """Awards entered by the branches, an admonition by the office above."""
    known: dict[tuple[str, str], Any] = {}
    for row in words("works")["events"]:
        code = row["organization"]
        actor = world.office(row["office"]) if row.get("office") else world.secretary(code)
        with world.at(row["in_days"], 11):
            known[code, row["title"]] = add_event(
                actor=actor,
                organization=world.organization(code),
                kind=row["kind"],
                happened_on=clock.today(),
                title=row["title"],
                same_as=known.get((code, row.get("same_as", ""))),
                **row["more"],
            )
