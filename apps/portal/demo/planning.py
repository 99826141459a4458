"""创建计划图: committees plan their branches, the level above confirms most of it."""

from typing import Any

from apps.campaigns.models import PlannedYear, Programme
from apps.campaigns.services import Target, confirm_below, decide_planned, plan_years, set_targets
from apps.organizations.models import Organization

from .world import World, words


def plan_board(world: World) -> None:
    """Each programme of the fixture, planned in the spring of this year or as early as today allows."""
    for row in words("plans")["boards"]:
        programme = world.campaigns[row["campaign"]].programme
        day = min(world.today.replace(month=3, day=12), world.day(-3))
        with world.at(day, 10):
            _aim(world, row, programme)
            for number, plan in enumerate(row["plans"]):
                _plan(world, programme, plan, number)
        with world.at(world.day(-2), 15):
            _settle(world, row, programme)


def _aim(world: World, row: dict[str, Any], programme: Programme) -> None:
    kept = [Target(each.year, each.goal, each.measure, each.value, each.clause) for each in programme.targets.all()]
    shares = [
        Target(year, "compliant", "share", value)
        for year, value in zip(programme.years, row["compliant"], strict=False)
    ]
    office = world.office(row["organizer"])
    set_targets(actor=office, programme=programme, version=programme.version, targets=[*kept, *shares])


def _plan(world: World, programme: Programme, plan: dict[str, Any], number: int) -> None:
    """One committee's branches, in turn by the patterns of the fixture: a word for each coming year."""
    top = world.organization(plan["office"])
    places = Organization.objects.active().grassroots().below(top).order_by("path")
    if "codes" in plan:
        places = places.filter(code__in=plan["codes"])
    patterns, years = words("plans")["patterns"], [year for year in programme.years if year >= world.year]
    for at, place in enumerate(places[: plan.get("most", 40)]):
        pattern = patterns[plan.get("pattern") or ["steady", "early", "late", "open"][(at + number) % 4]]
        goals = {year: goal for year, goal in zip(years, pattern, strict=False) if goal}
        if goals:
            plan_years(actor=world.office(plan["office"]), programme=programme, organization=place, goals=goals)


def _settle(world: World, row: dict[str, Any], programme: Programme) -> None:
    """The organizer confirms all but one committee's, and sends one year back."""
    office = world.office(row["organizer"])
    for code in row["confirmed"]:
        confirm_below(actor=office, programme=programme, organization=world.organization(code))
    waiting = PlannedYear.objects.filter(programme=programme, status="proposed").order_by("organization_path", "-year")
    found = waiting.first()
    if found is not None:
        decide_planned(actor=office, planned=found, verb="decline", opinion=words("plans")["opinion"])
