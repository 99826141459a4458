"""What planning a round reads: leaves to choose from, sites with their risk, inspectors with their load, what clashes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, QuerySet, Subquery

from apps.accounts.models import User
from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.calendar import office_table
from apps.core.components.text import date_short
from apps.core.working_days import is_working_day
from apps.organizations.models import Organization
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version

from .. import rules
from ..choices import VisitStatus
from ..models import Round, Visit, VisitMember
from ..querysets import told_to
from ..registries import belts_of
from ..routes import Stop, length
from .absences import days_away, label_of
from .risk import Risk, risks_of
from .tables import candidates_for, inspectors_for

#: A site that two levels visit within so many days is pointed out (减负).
NEAR_DAYS = 14
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class SectionLeaves:
    """A section of a standard with the leaves that a round may check."""

    title: str
    leaves: list[tuple[str, str]]


def leaf_choices(campaign: Campaign) -> list[SectionLeaves]:
    """The leaves of the campaign's standards by section; a leaf that several standards share stands once. One statement."""
    versions = StandardVersion.objects.filter(campaign_uses__campaign=campaign).select_related("standard")
    found: list[SectionLeaves] = []
    seen: set[str] = set()
    for version in dict.fromkeys(versions.order_by("pk")):
        for root in engine_version(version).criteria:
            leaves = [(item.code, item.title) for item in root.walk() if item.is_leaf and item.code not in seen]
            seen.update(code for code, _ in leaves)
            if leaves:
                found.append(SectionLeaves(root.title, leaves))
    return found


@dataclass
class Site:
    """An application that the round may visit, with what helps to choose."""

    application: Application
    parent: str
    risk: Risk
    belt: tuple[str, int] | None = None
    #: Other visits of the site that lie near: who comes and when.
    near: list[str] = field(default_factory=list)

    @property
    def place(self) -> Organization:
        return self.application.organization

    @property
    def pk(self) -> int:
        return int(self.application.pk)


SORTS = {
    "risk": lambda site: (-site.risk.score, site.place.path),
    "name": lambda site: (site.place.sort_key, site.place.path),
    "parent": lambda site: (site.place.path, site.pk),
    "visited": lambda site: (site.risk.last_visit or dt.date.min, site.place.path),
    "belt": lambda site: (*(site.belt or ("\uffff", 0)), site.place.path),
}


@dataclass(frozen=True)
class Wanted:
    """What narrows the sites of a round; what is empty narrows nothing.

    ``parent`` is the path of the organization above; ``visited`` is ``never`` or a number of days without a visit;
    ``only`` are codes of organizations, e.g. those that were drawn.
    """

    text: str = ""
    sector: str = ""
    parent: str = ""
    level: str = ""
    status: str = ""
    belt: str = ""
    visited: str = ""
    only: frozenset[str] | None = None

    def fits(self, row: Application) -> bool:
        place = row.organization
        return (
            (not self.text or self.text in place.name or place.initials.startswith(self.text.lower()))
            and self.sector in ("", place.sector)
            and self.level in ("", place.level)
            and self.status in ("", row.status)
            and (not self.parent or row.organization_path.startswith(self.parent))
            and (self.only is None or place.code in self.only)
        )

    def fits_visit(self, last: dt.date | None) -> bool:
        if self.visited == "never" or last is None:
            return last is None or not self.visited
        if self.visited.isdecimal():
            return last < clock.today() - dt.timedelta(days=min(int(self.visited), 9999))
        return True


def sites_for(
    round: Round,
    user: Any,
    wanted: Wanted | None = None,
    *,
    sort: str = "risk",
    candidates: Sequence[Application] | None = None,
    named: Mapping[str, str] | None = None,
    belts: Mapping[int, tuple[str, int]] | None = None,
) -> list[Site]:
    """The sites that the round may still visit, filtered and sorted. Eight statements whatever their number.

    Args:
        candidates, named, belts: of :func:`candidates_for`, :func:`parents_by_path` and :func:`belts_of`, when the
            caller has read them.
    """
    wanted = wanted or Wanted()
    rows = list(candidates_for(round)) if candidates is None else candidates
    listed = [row for row in rows if wanted.fits(row)]
    for row in listed:
        row.campaign = round.campaign
    risks, named = risks_of(listed), parents_by_path(rows) if named is None else named
    belts = belts_of({row.organization_id for row in listed}) if belts is None else belts
    near = near_visits(user, {row.organization_id for row in listed}, round)
    sites = [
        Site(row, named.get(row.organization_path, ""), risks[row.pk], belts.get(row.organization_id),
             near.get(row.organization_id, []))
        for row in listed
        if wanted.fits_visit(risks[row.pk].last_visit)
        and (not wanted.belt or belts.get(row.organization_id, ("",))[0] == wanted.belt)
    ]  # fmt: skip
    key = SORTS.get(sort.removeprefix("-"), SORTS["risk"])
    return sorted(sites, key=key, reverse=sort.startswith("-"))


def parents_by_path(rows: Iterable[Any]) -> dict[str, str]:
    """``organization_path`` → short name of the organization right above. One statement."""
    step = Organization.steplen
    paths = {row.organization_path for row in rows}
    above = Organization.objects.filter(path__in={path[:-step] for path in paths})
    named = dict(above.values_list("path", "short_name"))
    return {path: named.get(path[:-step], "") for path in paths}


def near_visits(user: Any, organizations: Collection[int], round: Round) -> dict[int, list[str]]:
    """Visits of other rounds due at these sites shortly before, during or after the round, if the person may know.

    One statement.
    """
    first = round.starts_on - dt.timedelta(days=NEAR_DAYS)
    last = round.ends_on + dt.timedelta(days=NEAR_DAYS)
    rows = Visit.objects.live().filter(told_to(user), organization__in=organizations)
    rows = rows.filter(scheduled_on__range=(first, last)).exclude(status=VisitStatus.RECORDED)
    rows = rows.exclude(round=round.pk).order_by("scheduled_on")
    found: dict[int, list[str]] = defaultdict(list)
    for key, day, name, organizer in rows.values_list(
        "organization_id", "scheduled_on", "round__name", "round__organization__short_name"
    ):
        found[key].append(f"{date_short(day)}{organizer}“{name}”")
    return found


@dataclass(frozen=True)
class Inspector:
    """Somebody who may be sent, with the visits of the quarter."""

    user: User
    load: int

    @property
    def label(self) -> str:
        return label_of(self.user, more=f"本季度 {self.load} 家")


def inspectors_with_load(round: Round) -> list[Inspector]:
    """The inspectors around the round with their visits of its quarter. One statement."""
    seats = VisitMember.objects.filter(user=OuterRef("pk"), visit__round__year=round.year)
    seats = seats.filter(visit__round__quarter=round.quarter).exclude(visit__status="cancelled").order_by()
    load = Subquery(seats.values("user").annotate(number=Count("pk")).values("number"))
    return [Inspector(person, person.load or 0) for person in inspectors_for(round).annotate(load=load)]


@dataclass
class Stage:
    """A visit in the plan of a round, with what is to be pointed out."""

    visit: Visit
    team: list[User]
    parent: str = ""
    warnings: list[str] = field(default_factory=list)
    #: What the fields of its line show.
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def team_key(self) -> str:
        return "-".join(str(user.pk) for user in self.team)

    @property
    def team_names(self) -> str:
        return "、".join(user.name for user in self.team)

    @property
    def trip(self) -> tuple[dt.date, str]:
        """Day and team: what a route is laid for."""
        return self.visit.scheduled_on, self.team_key


@dataclass
class Trip:
    """One team's day: its stops in order."""

    day: dt.date
    team: str
    stages: list[Stage]
    kilometres: int
    belts: list[str]


def stages_of(round: Round, user: Any, visits: QuerySet[Visit] | None = None) -> list[Stage]:
    """The planned and running visits of a round in the order of days, teams and routes. Seven statements."""
    rows = round.visits.live() if visits is None else visits
    listed = list(rows.select_related("organization", "round").prefetch_related("members__user"))
    stages = [Stage(visit, _team(visit)) for visit in listed]
    named = parents_by_path(listed)
    for stage in stages:
        stage.parent = named.get(stage.visit.organization_path, "")
    _warn_days(stages)
    _warn_inspectors(stages, round, user)
    _warn_sites(stages, round, user)
    return sorted(stages, key=_order)


def _order(stage: Stage) -> tuple[Any, ...]:
    visit = stage.visit
    at = visit.scheduled_time or dt.time.max
    return visit.scheduled_on, stage.team_key, visit.position or 9999, at, visit.organization_path


def _team(visit: Visit) -> list[User]:
    return [member.user for member in visit.team]


def _warn_days(stages: Sequence[Stage]) -> None:
    table = office_table()
    for stage in stages:
        if not is_working_day(stage.visit.scheduled_on, table):
            stage.warnings.append("当天不是工作日")


def _warn_inspectors(stages: Sequence[Stage], round: Round, user: Any) -> None:
    """An inspector who is away, with another round's visit on the day, or with two visits at the same time."""
    days = {stage.visit.scheduled_on for stage in stages}
    people = {person.pk for stage in stages for person in stage.team}
    elsewhere = VisitMember.objects.filter(user__in=people, visit__scheduled_on__in=days)
    elsewhere = elsewhere.exclude(visit__status="cancelled").exclude(visit__round=round.pk)
    busy: dict[tuple[int, dt.date], str] = {}
    known = ExpressionWrapper(told_to(user, "visit__"), output_field=BooleanField())
    told = ("user_id", "visit__scheduled_on", "visit__organization__short_name", "known")
    for key, day, site, may_know in elsewhere.annotate(known=known).order_by("pk").values_list(*told):
        if may_know or (key, day) not in busy:  # a secret one is told without its site
            busy[key, day] = site if may_know else ""
    away = days_away(people, days)
    at_once: dict[tuple[int, dt.date, dt.time], int] = defaultdict(int)
    for stage in stages:
        for person in stage.team:
            if stage.visit.scheduled_time:
                at_once[person.pk, stage.visit.scheduled_on, stage.visit.scheduled_time] += 1
    for stage in stages:
        day, at = stage.visit.scheduled_on, stage.visit.scheduled_time
        for person in stage.team:
            if (person.pk, day) in away:
                stage.warnings.append(f"{person.name}当天{away[person.pk, day]}")
            if (person.pk, day) in busy:
                site = busy[person.pk, day]
                stage.warnings.append(f"{person.name}当天另有{'检查：' + site if site else '任务'}")
            if at and at_once[person.pk, day, at] > 1:
                stage.warnings.append(f"{person.name}同一时间有两个单位")


def _warn_sites(stages: Sequence[Stage], round: Round, user: Any) -> None:
    """A site that another round visits within two weeks: combine the two (减负)."""
    rows = Visit.objects.live().filter(told_to(user), organization__in={s.visit.organization_id for s in stages})
    rows = rows.exclude(round=round.pk).order_by("scheduled_on")
    others: dict[int, list[tuple[dt.date, str, str]]] = defaultdict(list)
    columns = ("organization_id", "scheduled_on", "round__organization__short_name", "status")
    for key, *other in rows.values_list(*columns):
        others[key].append(tuple(other))
    for stage in stages:
        for day, organizer, status in others.get(stage.visit.organization_id, ()):
            apart = abs((day - stage.visit.scheduled_on).days)
            if apart <= NEAR_DAYS:
                when = "同日" if apart == 0 else f"相隔 {apart} 天"
                words = "已检查过该单位（{}）" if status == VisitStatus.RECORDED else "也检查该单位（{}），建议合并"
                stage.warnings.append(f"{organizer}{date_short(day)}{words.format(when)}")


def trips_of(stages: Iterable[Stage]) -> list[Trip]:
    """Days and teams with the length of their routes. One statement where belts are known."""
    grouped: dict[tuple[dt.date, str], list[Stage]] = {}
    for stage in stages:
        grouped.setdefault(stage.trip, []).append(stage)
    belts = belts_of({stage.visit.organization_id for group in grouped.values() for stage in group})
    found = []
    for (day, _), group in sorted(grouped.items()):
        stops = [stop_of(stage.visit.organization, stage.visit.organization_id, belts) for stage in group]
        names = sorted({stop.belt[0] for stop in stops if stop.belt})
        found.append(Trip(day, group[0].team_names, group, length(stops), names))
    return found


def stop_of(place: Organization, key: int, belts: dict[int, tuple[str, int]]) -> Stop:
    """A site as a stop of a route; ``key`` is what the caller knows it by."""
    latitude = float(place.latitude) if place.latitude is not None else None
    longitude = float(place.longitude) if place.longitude is not None else None
    return Stop(key, latitude, longitude, belts.get(place.pk))


def free_days(first: dt.date, last: dt.date, people: Collection[int], round: Round) -> list[dt.date]:
    """Working days of a span on which nobody is away or has a visit of another round. Three statements."""
    table = office_table()
    busy = set(
        VisitMember.objects.filter(user__in=people, visit__scheduled_on__range=(first, last))
        .exclude(visit__status="cancelled")
        .exclude(visit__round=round.pk)
        .values_list("visit__scheduled_on", flat=True)
    )
    span = [first + ONE_DAY * offset for offset in range((last - first).days + 1)]
    busy |= {day for _, day in days_away(people, span)}
    return [day for day in span if is_working_day(day, table) and day not in busy]


def barred_of(places: Iterable[Organization], people: Iterable[User]) -> dict[int, set[int]]:
    """Site → those who must keep out of it (回避). Two statements."""
    listed = list(people)
    ties = rules.ties_of([person.pk for person in listed])
    found = {}
    for place in places:
        keep_out = {person.pk for person in listed if rules.tie_to(person, place, ties)}
        if keep_out:
            found[place.pk] = keep_out
    return found
