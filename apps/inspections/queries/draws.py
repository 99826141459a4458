"""Draws by lot: who is in the pool, what is published, and from when the result may be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.applications.models import Application
from apps.core.models import StateChange
from apps.organizations.models import Organization

from .. import rules
from ..choices import AT_SITE, DrawGrouping, DrawKind, DrawStatus, RoundStatus, VisitStatus
from ..lots import KIND, Line, canonical
from ..models import Draw, Round, Visit
from .tables import candidates_for, inspectors_for


@dataclass(frozen=True)
class Left:
    """Somebody who does not stand in the pool, and why."""

    name: str
    reason: str


@dataclass
class Pool:
    """A pool before it is frozen."""

    lines: list[Line]
    left_out: list[Left]

    @property
    def sizes(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in sorted(self.lines, key=lambda each: (each.group, each.key)):
            found[line.group] = found.get(line.group, 0) + 1
        return found


def site_pool(round: Round, grouped_by: str, applications: Any = None) -> Pool:
    """The sites that the round may visit and does not visit yet, those of ``applications`` alone where given."""
    rows = candidates_for(round)
    if applications is not None:
        rows = rows.filter(pk__in=applications)
    found = list(rows.select_related("organization"))
    parents = parents_of(row.organization for row in found) if grouped_by == DrawGrouping.PARENT else {}
    lines = []
    for row in found:
        place = row.organization
        group = parents.get(place.path, "") if grouped_by == DrawGrouping.PARENT else ""
        group = place.get_sector_display() if grouped_by == DrawGrouping.SECTOR else group
        lines.append(Line(place.code, place.name, group))
    return Pool(sorted(lines), [])


def inspector_pool(round: Round, grouped_by: str) -> Pool:
    """The inspectors around the round who may go to all its planned sites of a group; the others with the reason.

    Left out are those who hold or held a post at one of these sites, or declared an interest in it (回避).
    """
    people = list(inspectors_for(round))
    visits = round.visits.filter(status=VisitStatus.PLANNED).select_related("organization")
    sites = [visit.organization for visit in visits.order_by("organization_path")]
    parents = parents_of(sites)
    groups: dict[str, list[Organization]] = {}
    for site in sites:
        groups.setdefault(parents.get(site.path, "") if grouped_by == DrawGrouping.PARENT else "", []).append(site)
    ties = rules.ties_of([person.pk for person in people])
    lines, left = [], []
    for group, places in (groups or {"": []}).items():
        for person in people:
            reason = next((why for place in places if (why := rules.tie_to(person, place, ties))), "")
            if reason:
                left.append(Left(f"{person.name}{'（' + group + '）' if group else ''}", reason))
            else:
                lines.append(Line(f"U{person.pk}" if not group else f"U{person.pk}@{group}", person.name, group))
    return Pool(sorted(lines), left)


def parents_of(places: Iterable[Organization]) -> dict[str, str]:
    """Path → short name of the organization right above. One statement."""
    paths = {place.path for place in places}
    above = {path[: -Organization.steplen] for path in paths}
    named = dict(Organization.objects.filter(path__in=above).values_list("path", "short_name"))
    return {path: named.get(path[: -Organization.steplen], "") for path in paths}


def applications_drawn(draw: Draw) -> QuerySet[Application]:
    """The applications behind the drawn sites."""
    return Application.objects.filter(campaign=draw.round.campaign_id, organization__code__in=draw.drawn)


def inspectors_drawn(draw: Draw) -> list[User]:
    """The drawn inspectors in the order drawn, each once."""
    keys = [int(key.partition("@")[0].removeprefix("U")) for key in draw.drawn]
    people = User.objects.in_bulk(keys)
    return [people[key] for key in dict.fromkeys(keys) if key in people]


def is_public(draw: Draw) -> bool:
    """Whether anybody may read it without signing in: draws of sites; whom the lot sends is told inside the portal."""
    return draw.kind == DrawKind.SITES


def is_revealed(draw: Draw) -> bool:
    """Whether seed and result are open to everybody.

    Those of an unannounced round (四不两直) wait until every drawn site has been reached or the round is closed:
    with the seed anybody could repeat the draw.
    """
    if draw.status == DrawStatus.COMMITTED or not draw.seed:
        return False
    if not draw.round.unannounced or draw.round.status == RoundStatus.CLOSED:
        return True
    if draw.kind == DrawKind.INSPECTORS:
        live = draw.round.visits.exclude(status=VisitStatus.CANCELLED)
        return live.exists() and not live.filter(status=VisitStatus.PLANNED).exists()
    reached = Visit.objects.filter(round=draw.round_id, organization__code__in=draw.drawn)
    reached = reached.filter(Q(started_at__isnull=False) | Q(status__in=AT_SITE))
    return reached.values("organization_id").distinct().count() >= len(draw.drawn)


def may_read_result(user: Any, draw: Draw) -> bool:
    """Whoever runs the round reads it at once, all others when it is revealed."""
    return is_revealed(draw) or bool(draw.seed and rules.can_reopen_round(user, draw.round))


def record_of(draw: Draw, *, whole: bool = True) -> bytes:
    """The published record as a file. With ``whole`` off as it was before the draw: nothing of seed and result."""
    told = {
        "kind": KIND,
        "v": 1,
        "algorithm": draw.algorithm,
        "campaign": draw.round.campaign.name,
        "round": draw.round.name,
        "number": draw.number,
        "organizer": draw.round.organization.name,
        "object": draw.get_kind_display(),
        "grouped_by": draw.get_grouped_by_display() if draw.grouped_by else "",
        "pool": [[line["key"], line["name"], line["group"]] for line in draw.pool],
        "pool_digest": draw.pool_digest,
        "take": draw.take,
        "commitment": draw.commitment,
        "committed_at": _moment(draw.committed_at),
        "planned_for": _moment(draw.planned_for),
        "place": draw.place,
        "status": draw.status if whole or draw.status == DrawStatus.CANCELLED else DrawStatus.COMMITTED.value,
        "cancelled_because": cancel_reason(draw),
        "spoken": draw.spoken if whole else "",
        "supervised_by": draw.supervised_by if whole else "",
        "seed": draw.seed if whole else "",
        "drawn": draw.drawn if whole else [],
        "drawn_at": _moment(draw.drawn_at) if whole else "",
    }
    return canonical(told)


def cancel_reason(draw: Draw) -> str:
    if draw.status != DrawStatus.CANCELLED:
        return ""
    change = StateChange.objects.of(draw).filter(verb="cancel").order_by("-pk").first()
    return change.reason if change else ""


def drawn_by_group(draw: Draw) -> list[tuple[str, list[dict[str, Any]]]]:
    """The drawn lines with their places, group by group."""
    lines = {line["key"]: line for line in draw.pool}
    found: dict[str, list[dict[str, Any]]] = {}
    for key in draw.drawn:
        line = lines[key]
        listed = found.setdefault(line["group"], [])
        listed.append({**line, "place": len(listed) + 1})
    return list(found.items())


def pool_by_group(draw: Draw) -> list[tuple[str, int, list[dict[str, Any]]]]:
    """The frozen pool, with how many are drawn of each group."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in draw.pool:
        found.setdefault(line["group"], []).append(line)
    return [(group, draw.take.get(group, 0), lines) for group, lines in sorted(found.items())]


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""
