"""分级督查: what the upper level and each committee visited in a quarter, and what is left unvisited."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from apps.accounts.choices import Role
from apps.applications.models import Application
from apps.core.components.text import date_short
from apps.core.quarters import Quarter, quarter_of
from apps.organizations.access import scope_of
from apps.organizations.models import Organization

from .. import rules
from ..choices import OUTSIDE_QUARTERS, VisitStatus
from ..models import Visit

DONE = "已查"


@dataclass
class Level:
    """The sites below one committee in one quarter; one in several campaigns counts once."""

    path: str
    name: str = ""
    #: The committee itself: its key where one above may inspect it as such, and how far that is this quarter.
    key: int | None = None
    own_visit: str = ""
    sites: int = 0
    #: Visited, or with a date, by a round of an organization above the committee.
    upper: int = 0
    #: By a round of the committee itself or one below it.
    own: int = 0
    done: int = 0
    #: By both: two inspections of one site in a quarter.
    twice: int = 0
    left: list[str] = field(default_factory=list)

    @property
    def unvisited(self) -> int:
        return self.sites - self.done


def quarters_around(today: dt.date) -> list[Quarter]:
    """This quarter and the four before it."""
    found = [quarter_of(today)]
    while len(found) < 5:
        found.append(found[-1].before())
    return found


def quarter_named(text: str, today: dt.date) -> Quarter:
    """The quarter named as ``2026Q4``; this one when it is none of the last five."""
    known = {quarter.key: quarter for quarter in quarters_around(today)}
    return known.get(text, quarter_of(today))


def levels_of(user: Any, quarter: Quarter) -> list[Level]:
    """Every committee of the person's reach that has sites under creation; those with sites unvisited first.

    Visits that the person may not know of are not counted. Five statements.
    """
    step = Organization.steplen
    sites = Application.objects.visible_to(user).filter(status__in=rules.INSPECTABLE).order_by("organization_path")
    rows = list(sites.values_list("organization_path", "organization__short_name").distinct())
    visits = _visits(user, quarter)
    found: dict[str, Level] = {}
    for path, name in rows:
        parent = path[:-step]
        level = found.setdefault(parent, Level(parent))
        level.sites += 1
        told = visits.get(path, [])
        upper = any(not runner.startswith(parent) for runner, _ in told)
        own = any(runner.startswith(parent) for runner, _ in told)
        level.upper, level.own, level.twice = level.upper + upper, level.own + own, level.twice + (upper and own)
        if any(status == VisitStatus.RECORDED for _, status in told):
            level.done += 1
        else:
            level.left.append(name)
    themselves = _visits_of_committees(user, quarter)
    offices = [m.organization.path for m in scope_of(user).memberships if m.role == Role.OFFICE]
    told = Organization.objects.filter(path__in=found).values_list("path", "short_name", "pk", "level")
    for path, name, pk, level in told:
        found[path].name, found[path].own_visit = name, themselves.get(path, "")
        if level in rules.COMMITTEE_LEVELS and any(path.startswith(office) and path != office for office in offices):
            found[path].key = pk
    return sorted(found.values(), key=lambda level: (-level.unvisited, level.path))


def _visits_of_committees(user: Any, quarter: Quarter) -> dict[str, str]:
    """Path of a committee → how far the inspection of itself is in the quarter: 已查, else the day."""
    rows = Visit.objects.visible_to(user).live().filter(application=None, round__year=quarter.year)
    rows = rows.filter(round__quarter=quarter.number).order_by("scheduled_on")
    found: dict[str, str] = {}
    for path, status, day in rows.values_list("organization_path", "status", "scheduled_on"):
        done = status == VisitStatus.RECORDED
        if done or found.get(path) != DONE:
            found[path] = DONE if done else f"{date_short(day)}检查"
    return found


def _visits(user: Any, quarter: Quarter) -> dict[str, list[tuple[str, str]]]:
    """Path of a site → who runs each of its visits of the quarter, and how far it is."""
    rows = Visit.objects.visible_to(user).live().filter(round__year=quarter.year, round__quarter=quarter.number)
    rows = rows.exclude(round__kind__in=OUTSIDE_QUARTERS).filter(application__status__in=rules.INSPECTABLE).order_by()
    found: dict[str, list[tuple[str, str]]] = {}
    for path, runner, status in rows.values_list("organization_path", "round__organization_path", "status"):
        found.setdefault(path, []).append((runner, status))
    return found
