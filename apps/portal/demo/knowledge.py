"""What is known of the organizations that take part: addresses, stars, facts and work records."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from apps.accounts.models import User
from apps.core import clock
from apps.organizations.choices import ValueKind
from apps.organizations.models import Metric, Organization
from apps.organizations.periods import period_of
from apps.organizations.services import FactRow, add_record, edit_organization, record_facts

from .people import first_day, participants
from .world import World, words

STARS = 3


def describe_organizations(world: World) -> None:
    """Address, telephone, stars and the next election, written by the city's office."""
    plan = words("people")
    with world.at(first_day(world), 10):
        for number, code in enumerate(participants(), 1):
            organization = world.organization(code)
            fields = {
                "address": f"{plan['streets'][number % len(plan['streets'])]}{number * 6}号",
                "contact_name": world.secretary(code).name,
                "contact_phone": f"0773-000 {number:04d}",
                "stars": plan["stars"].get(code, STARS),
                "is_weak": code in plan["weak"],
                "next_election_on": world.day(30 + number * 23),
            }
            fresh = edit_organization(actor=world.office("4503"), organization=organization, **fields)
            world.organizations[code] = fresh


def tell_facts(world: World) -> None:
    """The facts of last year by those who applied then, of this year by everybody."""
    world.metrics = {metric.code: metric for metric in Metric.objects.all()}
    veterans = [row["code"] for row in words("campaigns")["closed"]["applicants"]]
    for day, codes in ((dt.date(world.year - 1, 2, 10), veterans), (spring(world), participants())):
        for number, code in enumerate(codes):
            with world.at(day, 9, number):
                rows = list(_facts(world, world.organization(code)))
                record_facts(actor=world.secretary(code), rows=rows)


#: Whose office keeps the region's figures.
CITY = "4503"


def keep_references(world: World) -> None:
    """The region's figures of the running year and the one before, by the city's office."""
    for years_ago in (1, 0):
        day = dt.date(world.year - years_ago, 2, 8)
        with world.at(min(day, world.today), 10, 0):
            period = str(clock.today().year)
            rows = [
                FactRow(world.organization(CITY), world.metrics[code], value, period)
                for code, value in words("facts")["references"].items()
            ]
            record_facts(actor=world.office(CITY), rows=rows)


def spring(world: World) -> dt.date:
    """When the facts of the running year were told: before its campaigns opened."""
    return world.day(-250)


def known_values(organization: Organization) -> dict[str, Any]:
    """What the story says of an organization, by metric code."""
    plan = words("facts")
    return {
        **plan["values"],
        **plan["by_sector"].get(organization.sector, {}),
        **plan["by_organization"].get(organization.code, {}),
    }


def _facts(world: World, organization: Organization) -> Iterator[FactRow]:
    today, known = clock.today(), known_values(organization)
    for metric in world.metrics.values():
        if metric.is_reference:
            continue
        if not metric.is_asked_of(organization.sector, organization.level):
            continue
        value = known.get(metric.code)
        if value is not None:
            yield FactRow(organization, metric, _fitting(metric, value), period_of(metric.period_kind, today))


def _fitting(metric: Metric, value: Any) -> Any:
    return bool(value) if metric.value_kind == ValueKind.BOOLEAN else value


def keep_records(world: World) -> None:
    """Meetings, training and service since the new year of the running campaigns; last year's for its applicants."""
    veterans = [row["code"] for row in words("campaigns")["closed"]["applicants"]]
    last = world.year - 1
    for code in veterans:
        _record_all(world, code, dt.date(last, 1, 1), min(dt.date(last, 11, 30), world.day(-40)))
    for code in participants():
        begin = max(dt.date(spring(world).year, 1, 1), dt.date(last, 12, 1) if code in veterans else dt.date.min)
        _record_all(world, code, begin, world.today)


def _record_all(world: World, code: str, first: dt.date, last: dt.date) -> None:
    """A month's meetings are written down together, on the day of the last of them."""
    organization, secretary = world.organization(code), world.secretary(code)
    held = meetings(first, last, sparse=code in words("facts")["sparse"])
    for _, month in groupby(held, key=lambda meeting: meeting[0].month):
        together = list(month)
        with world.at(together[-1][0], 17):
            for held_on, kind, title in together:
                _record(secretary, organization, held_on, kind, title)


def _record(secretary: User, organization: Organization, held_on: dt.date, kind: str, title: str) -> None:
    add_record(
        actor=secretary,
        organization=organization,
        kind=kind,
        held_on=held_on,
        title=title,
        headcount=18 + held_on.month,
        hours=8 if kind == "training" else None,
    )


def meetings(first: dt.date, last: dt.date, *, sparse: bool = False) -> Iterator[tuple[dt.date, str, str]]:
    """Day, kind and subject of what is held between two days; a sparse branch leaves every third month out."""
    plan = words("facts")["records"]
    for year, month in _months(first, last):
        if sparse and month % 3 == 2:
            continue
        kinds = [*plan["monthly"].items(), *plan["also"].get(month, {}).items()]
        if month % 3 == 1:
            kinds += plan["quarterly"].items()
        if month == 1:
            kinds += plan["yearly"].items()
        for number, (kind, titles) in enumerate(kinds):
            day = dt.date(year, month, 6 + 2 * number)
            if first <= day < last:
                yield day, kind, titles[month % len(titles)]


def _months(first: dt.date, last: dt.date) -> Iterator[tuple[int, int]]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield number // 12, number % 12 + 1
