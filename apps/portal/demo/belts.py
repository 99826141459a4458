"""The belt of ten sites along a road, and the leaders linked to its sites."""

from apps.branding.services import create_belt, link_leader, set_stations
from apps.core import clock
from apps.organizations.services import add_record

from .world import World, words


def string_belt(world: World) -> None:
    """Led by the district, some weeks ago."""
    plan = words("campaigns")["belt"]
    actor = world.office(plan["organizer"])
    with world.at(-45, 10):
        belt = create_belt(
            actor=actor,
            organization=world.organization(plan["organizer"]),
            name=plan["name"],
            road=plan["road"],
            summary=plan["summary"],
            campaign=world.campaigns[plan["campaign"]],
        )
        set_stations(actor=actor, belt=belt, organizations=[world.organization(code) for code in plan["stations"]])
    _link(world)


def _link(world: World) -> None:
    """Leaders read their sites from now on, and note their visits."""
    plan = words("campaigns")["belt"]
    actor = world.office(plan["organizer"])
    with world.at(-44, 10):
        for login, codes in plan["leaders"].items():
            for code in codes:
                link_leader(actor=actor, user=world.people[login], organization=world.organization(code))
    for number, visit in enumerate(words("texts")["contact_visits"]):
        for login, codes in plan["leaders"].items():
            with world.at(-30 + 12 * number, 15):
                _visit(world, login, codes[number % len(codes)], visit)


def _visit(world: World, login: str, code: str, visit: dict[str, object]) -> None:
    add_record(
        actor=world.people[login],
        organization=world.organization(code),
        kind="contact_visit",
        held_on=clock.today(),
        title=str(visit["title"]),
        headcount=int(str(visit["headcount"])),
        summary=str(visit["summary"]),
    )
