"""分级督查: the committees below a round's organization, with what speaks for visiting each as such."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.timezone import localtime

from apps.applications.models import Application
from apps.core import clock
from apps.organizations.models import Organization
from apps.organizations.querysets import lineage

from .. import rules
from ..choices import OUTSIDE_QUARTERS, VisitStatus
from ..models import Finding, Round, Visit


@dataclass
class Committee:
    """A committee that the round may visit, with the figures of what it answers for."""

    place: Organization
    parent: str
    #: Sites under creation below it; how many of them no round of the quarter visited yet.
    sites: int
    unvisited: int
    #: Late rectifications below it.
    late: int
    last_visit: dt.date | None

    @property
    def pk(self) -> int:
        return int(self.place.pk)


def candidates(round: Round) -> QuerySet[Organization]:
    """Committees that the round may still visit; nobody where its kind visits none."""
    rows: QuerySet[Organization] = Organization.objects.active().filter(level__in=rules.COMMITTEE_LEVELS)
    if not rules.visits_committees(round):
        return rows.none()
    applying = Application.objects.filter(campaign=round.campaign_id, status__in=rules.stages_of(round.kind))
    taken = Visit.objects.live().filter(round=round, application=None)
    return (
        rows.filter(path__startswith=round.organization_path)
        .filter(path__startswith=round.campaign.scope_path)
        .exclude(pk=round.organization_id)
        .exclude(pk__in=applying.values("organization"))
        .exclude(pk__in=taken.values("organization"))
    )


def committees_for(round: Round) -> list[Committee]:
    """Those with the most to answer for first. Six statements whatever their number."""
    places = list(candidates(round))
    if not places:
        return []
    below = {"organization_path__startswith": round.organization_path}
    applications = Application.objects.filter(campaign=round.campaign_id, status__in=rules.INSPECTABLE, **below)
    seen = Visit.objects.filter(round__year=round.year, round__quarter=round.quarter, status=VisitStatus.RECORDED)
    seen = seen.exclude(round__kind__in=OUTSIDE_QUARTERS).exclude(application=None)
    left = applications.exclude(pk__in=seen.values("application"))
    late = Finding.objects.overdue(clock.today()).filter(visit__round__campaign=round.campaign_id, **below)
    sites, unvisited, overdue = (_by_lineage(rows) for rows in (applications, left, late))
    visited = Visit.objects.filter(application=None, status=VisitStatus.RECORDED, organization__in=places).order_by()
    last = dict(visited.values_list("organization").annotate(last=Max("recorded_at")))
    step = Organization.steplen
    named = Organization.objects.filter(path__in={place.path[:-step] for place in places})
    parents = dict(named.values_list("path", "short_name"))
    found = [
        Committee(
            place, parents.get(place.path[:-step], ""), sites[place.path], unvisited[place.path], overdue[place.path],
            localtime(last[place.pk]).date() if last.get(place.pk) else None,
        )
        for place in places
    ]  # fmt: skip
    return sorted(found, key=lambda row: (not row.sites, -row.late, -row.unvisited, row.place.path))


def _by_lineage(rows: Any) -> Counter[str]:
    """How many rows stand at or below each path."""
    paths: Iterable[str] = rows.order_by().values_list("organization_path", flat=True)
    return Counter(above for path in paths for above in lineage(path))
