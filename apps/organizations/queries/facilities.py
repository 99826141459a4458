"""What facilities and posts say, as values of metrics."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, TextField, Value
from django.db.models.functions import Cast, JSONObject

from ..facility_choices import FacilityKind, PostKind, RoomKind
from ..models import Organization

#: Kind of post by metric.
POSTS = {
    "demonstration_posts": PostKind.DEMONSTRATION,
    "responsibility_areas": PostKind.RESPONSIBILITY,
    "service_windows": PostKind.WINDOW,
    "volunteer_teams": PostKind.VOLUNTEER,
    "commando_teams": PostKind.TASK_FORCE,
    "demonstration_compounds": PostKind.COMPOUND,
    "demonstration_households": PostKind.HOUSEHOLD,
}
IN_USE = Q(facilities__isnull=False, facilities__closed_on__isnull=True)


def _is_there(condition: Q) -> Any:
    return Count("pk", filter=IN_USE & condition)


#: How each metric follows from the places in use and the posts; the largest of each, so that joins double nothing.
FIGURES: dict[str, Any] = {
    "venue_area": Max("facilities__building_area", filter=IN_USE),
    "venue_usable_area": Max("facilities__usable_area", filter=IN_USE),
    "activity_room_area": Max(
        "facilities__usable_area", filter=IN_USE & Q(facilities__kind=FacilityKind.ACTIVITY_ROOM)
    ),
    "service_centre": _is_there(Q(facilities__kind=FacilityKind.SERVICE_CENTRE)),
    "member_studio": _is_there(Q(facilities__kind=FacilityKind.STUDIO)),
    "service_hall": _is_there(Q(facilities__rooms__kind=RoomKind.SERVICE_HALL)),
    **{code: Max("posts__count", filter=Q(posts__kind=kind)) for code, kind in POSTS.items()},
}
#: Said as yes where there is one; that there is none is not said.
YES = frozenset({"service_centre", "member_studio", "service_hall"})


def facility_facts(
    organization_ids: Iterable[int], wanted: Collection[str] | None = None
) -> dict[int, dict[str, Decimal]]:
    """Values of metrics from the facilities in use and the posts: organization id → metric code → value.

    One statement. The areas are those of the largest place: standards ask for one place of a size, not for
    several small ones together. What was not told is absent, never zero.

    Args:
        wanted: the metrics that are read; all of them by default.
    """
    parts = facility_parts(list(organization_ids), wanted)
    return read_facility_rows(parts[0]) if parts else {}


FACILITIES = "facilities"


def facility_parts(organization_ids: Sequence[int], wanted: Collection[str] | None = None) -> list[Any]:
    """The statement as a part of one that reads all ledgers: which part, the organization's id as text, its figures."""
    figures = {f"n_{code}": figure for code, figure in FIGURES.items() if wanted is None or code in wanted}
    if not figures:
        return []
    rows = Organization.objects.filter(pk__in=organization_ids).order_by().values("pk").annotate(**figures)
    data = JSONObject(**{name.removeprefix("n_"): name for name in figures})
    told = rows.annotate(part=Value(FACILITIES, TextField()), owner=Cast("pk", TextField()), data=data)
    return [told.values_list("part", "owner", "data")]


def read_facility_rows(rows: Iterable[tuple[str, str, dict[str, Any]]]) -> dict[int, dict[str, Decimal]]:
    """Values of metrics from the rows of this part."""
    found = {}
    for _, owner, data in rows:
        told = {code: value for code, value in data.items() if value is not None and (value or code not in YES)}
        if told:
            found[int(owner)] = {
                code: Decimal(1) if code in YES else Decimal(str(value)) for code, value in told.items()
            }
    return found
