"""Planning a round as a whole: teams, days and routes of many sites at once, changes in one table, the notice before."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.core import clock, states
from apps.core.bulk import write_columns
from apps.core.components.text import date_cn
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.quarters import quarter_of
from apps.core.verdicts import require
from apps.organizations.models import Organization

from .. import rules
from ..choices import RoundKind, VisitStatus
from ..models import Round, Visit
from ..queries.planning import barred_of, free_days, stop_of
from ..registries import belts_of
from ..routes import dealt, ordered, spread
from .rounds import check_days, plan_round
from .visits import assign_visit, reassign_visit, tell_site

MOST_A_DAY = 12


@dataclass(frozen=True)
class Target:
    """Who is visited: a site with its application, or a committee without one."""

    organization: Organization
    application: Application | None = None

    @property
    def committee(self) -> Organization | None:
        return None if self.application else self.organization


@transaction.atomic
def plan_visits(
    *,
    actor: User,
    round: Round,
    applications: Sequence[Application] = (),
    committees: Sequence[Organization] = (),
    inspectors: Sequence[User],
    team_size: int,
    per_day: int,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
) -> list[Visit]:
    """Send teams to many sites: neighbours to the same team, evenly over the working days, each day in a short route.

    Inspectors make teams in the order given, the first of each leads it. Nobody is sent where the person has or had a
    post (回避), nor on a day with a visit of another round. All of it or nothing.

    Args:
        committees: inspected as such, beside the sites or alone (分级督查).
        per_day: sites of one team on one day.
        first_day, last_day: within the round; its own days when None.

    Raises:
        Refused: not the round's office. Invalid: no sites or inspectors, too few days, or a site where all must keep out.
    """
    require(rules.can_manage_round(actor, round))
    sites = {row.organization_id: Target(row.organization, row) for row in applications}
    sites |= {committee.pk: Target(committee) for committee in committees}
    if not sites or not inspectors:
        raise Invalid("请先勾选单位并选择督导员。")
    if not 1 <= team_size <= 20 or not 1 <= per_day <= MOST_A_DAY:
        raise Invalid(f"每组人数应为 1 至 20 人，每组每天应为 1 至 {MOST_A_DAY} 家。")
    first, last = first_day or round.starts_on, last_day or round.ends_on
    if not round.starts_on <= first <= last <= round.ends_on:
        raise Invalid(f"检查日期应在{date_cn(round.starts_on)}至{date_cn(round.ends_on)}之间。")
    teams = teams_of(inspectors, team_size)
    made = []
    for team, keys in _dealt(list(sites.values()), teams):
        for day, route in _days(round, team, keys, (first, last), per_day):
            for position, key in enumerate(route, 1):
                visit = assign_visit(
                    actor=actor, round=round, application=sites[key].application, committee=sites[key].committee,
                    scheduled_on=day, inspectors=team, lead=team[0],
                )  # fmt: skip
                visit.position = position
                made.append(visit)
    write_columns(made, ["position"])
    return made


def teams_of(inspectors: Sequence[User], size: int) -> list[list[User]]:
    """Inspectors in teams of this size; those left over join the teams, one each."""
    people = list({person.pk: person for person in inspectors}.values())
    count = max(1, len(people) // size)
    teams = [people[at * size : (at + 1) * size] for at in range(count)]
    for at, person in enumerate(people[count * size :]):
        teams[at % count].append(person)
    return teams


@dataclass(frozen=True)
class Change:
    """A line of the plan as typed."""

    visit: Visit
    version: int
    scheduled_on: dt.date
    scheduled_time: dt.time | None
    inspectors: Sequence[User]


@transaction.atomic
def change_plan(*, actor: User, round: Round, changes: Iterable[Change]) -> int:
    """Days, times and teams of many visits at once, all of them or none; how many changed.

    Raises:
        StaleVersion, OutOfTurn, Refused, Invalid: as :func:`reassign_visit`, with the site's name before the sentence.
    """
    require(rules.can_manage_round(actor, round))
    changed = 0
    left = set()
    for each in changes:
        day = each.visit.scheduled_on
        try:
            after = reassign_visit(
                actor=actor,
                visit=each.visit,
                version=each.version,
                scheduled_on=each.scheduled_on,
                scheduled_time=each.scheduled_time,
                inspectors=each.inspectors,
                lead=each.inspectors[0] if each.inspectors else None,
            )
        except (Invalid, OutOfTurn, StaleVersion) as error:
            raise type(error)(f"{each.visit.organization.short_name}：{error.message}") from error
        changed += after.version != each.version
        if after.scheduled_on != day:
            left.add(day)
    _close_gaps(round, left)
    return changed


def _close_gaps(round: Round, days: Collection[dt.date]) -> None:
    """A stop that left its route leaves no gap in the numbers of the others; routes that have begun stay as they are."""
    gone = round.visits.live().filter(scheduled_on__in=days).exclude(status=VisitStatus.PLANNED)
    begun = set(gone.values_list("scheduled_on", flat=True)) if days else set()
    trips = [trip for trip in _trips(round) if trip[0].scheduled_on in set(days) - begun] if days else []
    write_columns([visit for trip in trips if trip[0].position for visit in _placed(trip)], ["position"])


@transaction.atomic
def lay_routes(*, actor: User, round: Round) -> int:
    """Put the stops of each team's day into a short order, along the belt where there is one; how many moved."""
    require(rules.can_manage_round(actor, round))
    moved = []
    for trip in _trips(round):
        by_key = {visit.organization_id: visit for visit in trip}
        belts = belts_of(by_key.keys())
        route = ordered([stop_of(visit.organization, visit.organization_id, belts) for visit in trip])
        moved += _placed([by_key[stop.key] for stop in route])
    write_columns(moved, ["position"])
    return len(moved)


@transaction.atomic
def spread_days(*, actor: User, round: Round, per_day: int) -> int:
    """Spread each team's planned visits anew over the working days that are left; how many got another day.

    Raises:
        Invalid: too few days, or an impossible number of sites a day.
    """
    require(rules.can_manage_round(actor, round))
    if not 1 <= per_day <= MOST_A_DAY:
        raise Invalid(f"每组每天应为 1 至 {MOST_A_DAY} 家。")
    first = max(round.starts_on, clock.today())
    changed = 0
    for team, visits in _by_team(round):
        visits.sort(key=lambda visit: (visit.scheduled_on, visit.position or 9999, visit.organization_path))
        days = _spread(len(visits), free_days(first, round.ends_on, [p.pk for p in team], round), per_day, team)
        for visit, day in zip(visits, days, strict=True):
            if visit.scheduled_on != day:
                reassign_visit(
                    actor=actor, visit=visit, version=visit.version, scheduled_on=day, inspectors=team, lead=team[0],
                    scheduled_time=visit.scheduled_time,
                )  # fmt: skip
                changed += 1
    lay_routes(actor=actor, round=round)
    return changed


@transaction.atomic
def move_stop(*, actor: User, visit: Visit, later: bool) -> Visit:
    """One place earlier or later on the route of its day; at the end of it nothing changes."""
    require(rules.can_manage_round(actor, visit.round))
    trip = next((trip for trip in _trips(visit.round) if visit.pk in {each.pk for each in trip}), [])
    keys = [each.pk for each in trip]
    if visit.pk not in keys:
        raise OutOfTurn("该检查已开始或已取消，不能再调整次序。")
    at = keys.index(visit.pk)
    to = at + (1 if later else -1)
    if 0 <= to < len(trip):
        trip[at], trip[to] = trip[to], trip[at]
    write_columns(_placed(trip), ["position"])
    visit.refresh_from_db(fields=["position"])
    return visit


@transaction.atomic
def order_stops(*, actor: User, round: Round, keys: Sequence[str]) -> int:
    """The order of one team's day as it was dragged; keys of its visits. How many moved.

    Raises:
        OutOfTurn: these are not all the visits of one trip any more.
    """
    require(rules.can_manage_round(actor, round))
    trip = next((trip for trip in _trips(round) if {str(each.pk) for each in trip} == set(keys)), None)
    if trip is None or len(keys) != len(trip):
        raise OutOfTurn("这一天的安排刚被他人调整，请刷新后再排次序。")
    by_key = {str(each.pk): each for each in trip}
    moved = _placed([by_key[key] for key in keys])
    write_columns(moved, ["position"])
    return len(moved)


@transaction.atomic
def tell_sites(*, actor: User, round: Round, visits: Collection[Any] | None = None) -> int:
    """The notice in advance: day, team, what will be checked, what to have ready. How many sites were told.

    Args:
        visits: keys; all planned visits not told yet when None.

    Raises:
        Refused: not the round's office. OutOfTurn: the round comes unannounced (四不两直).
    """
    rounds = Round.objects.select_for_update(of=("self",)).select_related("organization")
    told = rounds.prefetch_related("checks").get(pk=round.pk)
    acting = require(rules.can_manage_round(actor, told))
    if told.unannounced:
        raise OutOfTurn("本批次为四不两直，不提前通知被检查单位。")
    rows = round.visits.filter(status=VisitStatus.PLANNED, told_at=None).select_for_update(of=("self",))
    if visits is not None:
        rows = rows.filter(pk__in=visits)
    listed = list(rows.select_related("organization").prefetch_related("members__user").order_by("scheduled_on"))
    for visit in listed:
        tell_site(told, visit)
    Visit.objects.filter(pk__in=[visit.pk for visit in listed]).update(told_at=clock.now())
    if listed:
        states.record(round, "tell", acting=acting, reason=f"已通知 {len(listed)} 个单位")
    return len(listed)


@transaction.atomic
def plan_guidance(
    *,
    actor: User,
    organization: Organization,
    scheduled_on: dt.date,
    inspectors: Sequence[User],
    application: Application | None = None,
    committee: Organization | None = None,
    campaign: Campaign | None = None,
) -> Visit:
    """A visit of 调研指导 at any time: kept in the organization's running round of guidance, or in a new one.

    A site that the quarter's round visited already stands in a further one, so that each visit has its own record.

    Args:
        application: the site's; or else ``committee`` with the ``campaign`` for which it is visited.
    """
    campaign = application.campaign if application else campaign
    if campaign is None or (application is None and committee is None):
        raise Invalid("请选择单位和活动。")
    site, quarter = application.organization if application else committee, quarter_of(scheduled_on)
    require(rules.can_plan_round(actor, campaign, organization, RoundKind.GUIDANCE))
    check_days(scheduled_on, scheduled_on)
    base = f"{quarter.label}调研指导"
    for turn in range(1, 100):
        round_ = plan_round(
            actor=actor, campaign=campaign, organization=organization, kind=RoundKind.GUIDANCE,
            name=base if turn == 1 else f"{base}（第{turn}批）", starts_on=quarter.first, ends_on=quarter.last,
        )  # fmt: skip
        taken = round_.visits.live().filter(organization=site).exists()
        if not taken and round_.status == "planned":
            return assign_visit(
                actor=actor, round=round_, application=application, committee=committee, scheduled_on=scheduled_on,
                inspectors=inspectors,
            )  # fmt: skip
    raise Invalid("本季度对该单位的调研指导已有 99 次，请核对。")


Team = list[User]


def _dealt(targets: Sequence[Target], teams: Sequence[Team]) -> list[tuple[Team, list[Target]]]:
    """Each team with its sites in the order of one long route."""
    people = [person for team in teams for person in team]
    places = {target.organization.pk: target for target in targets}
    belts = belts_of(places.keys())
    route = ordered([stop_of(each.organization, key, belts) for key, each in sorted(places.items(), key=_by_path)])
    barred = barred_of((each.organization for each in targets), people)
    parts = dealt([stop.key for stop in route], [frozenset(p.pk for p in team) for team in teams], barred)
    if left := parts.pop(-1, []):
        names = "、".join(places[key].organization.short_name for key in left[:5])
        raise Invalid(f"所有检查组都有人应当回避：{names}。请增加督导员，或将这些单位另行安排。")
    return [(teams[place], [places[key] for key in keys]) for place, keys in parts.items() if keys]


def _by_path(item: tuple[int, Target]) -> str:
    path: str = item[1].organization.path
    return path


def _days(
    round: Round, team: Team, sites: Sequence[Target], span: tuple[dt.date, dt.date], per_day: int
) -> list[tuple[dt.date, list[int]]]:
    """The team's days, each with its organizations in the order of a route."""
    days = _spread(len(sites), free_days(*span, [person.pk for person in team], round), per_day, team)
    by_day: dict[dt.date, list[Organization]] = {}
    for site, day in zip(sites, days, strict=True):
        by_day.setdefault(day, []).append(site.organization)
    belts = belts_of([site.organization.pk for site in sites])
    found = []
    for day, stops in by_day.items():
        route = ordered([stop_of(place, place.pk, belts) for place in stops])
        found.append((day, [stop.key for stop in route]))
    return found


def _spread(count: int, days: Sequence[dt.date], per_day: int, team: Team) -> list[dt.date]:
    try:
        return spread(count, days, per_day)
    except ValueError as error:
        need, names = -(-count // per_day), "、".join(person.name for person in team)
        raise Invalid(
            f"检查组（{names}）有 {count} 家，每天 {per_day} 家需要 {need} 个工作日，可用的只有 {len(days)} 个（已除去其他任务和请假外出）。"
            "请增加督导员、增加每天家数或延长日期。"
        ) from error


def _planned(round: Round) -> list[Visit]:
    rows = round.visits.filter(status=VisitStatus.PLANNED).select_related("organization", "round", "application")
    return list(rows.prefetch_related("members__user").order_by("scheduled_on", "position", "organization_path"))


def _team(visit: Visit) -> Team:
    return [member.user for member in visit.team]


def _trips(round: Round) -> list[list[Visit]]:
    """The planned visits by day and team, each in the order of its route."""
    grouped: dict[tuple[Any, ...], list[Visit]] = {}
    for visit in _planned(round):
        grouped.setdefault((visit.scheduled_on, *(p.pk for p in _team(visit))), []).append(visit)
    return list(grouped.values())


def _by_team(round: Round) -> list[tuple[Team, list[Visit]]]:
    grouped: dict[tuple[int, ...], tuple[Team, list[Visit]]] = {}
    for visit in _planned(round):
        team = _team(visit)
        grouped.setdefault(tuple(p.pk for p in team), (team, []))[1].append(visit)
    return list(grouped.values())


def _placed(visits: Sequence[Visit]) -> list[Visit]:
    """Those of a route whose place changes."""
    moved = [visit for place, visit in enumerate(visits, 1) if visit.position != place]
    for place, visit in enumerate(visits, 1):
        visit.position = place
    return moved
