"""What facilities and posts say, as values of metrics."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, Max, Q

from ..facility_choices import FacilityKind, PostKind, RoomKind
from ..models import Facility, FacilityRoom, PostCount

#: Metric by kind of post.
POSTS = {
    PostKind.DEMONSTRATION: "demonstration_posts",
    PostKind.RESPONSIBILITY: "responsibility_areas",
    PostKind.WINDOW: "service_windows",
    PostKind.VOLUNTEER: "volunteer_teams",
}
PLACES = {FacilityKind.SERVICE_CENTRE: "service_centre", FacilityKind.STUDIO: "member_studio"}


def facility_facts(organization_ids: Iterable[int]) -> dict[int, dict[str, Decimal]]:
    """Values of metrics from the facilities in use and the posts: organization id → metric code → value.

    Three statements. The areas are those of the largest place: standards ask for one place of a size, not for
    several small ones together. What was not told is absent, never zero.
    """
    ids = list(organization_ids)
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    rows = Facility.objects.in_use().filter(organization_id__in=ids).order_by()
    areas = rows.values("organization_id").annotate(
        building=Max("building_area"),
        usable=Max("usable_area"),
        room=Max("usable_area", filter=Q(kind=FacilityKind.ACTIVITY_ROOM)),
        **{f"n_{code}": Count("pk", filter=Q(kind=kind)) for kind, code in PLACES.items()},
    )
    for row in areas:
        told = {"venue_area": row["building"], "venue_usable_area": row["usable"], "activity_room_area": row["room"]}
        told |= {code: Decimal(1) if row[f"n_{code}"] else None for code in PLACES.values()}
        found[row["organization_id"]] |= {code: value for code, value in told.items() if value is not None}
    halls = FacilityRoom.objects.filter(
        facility__organization_id__in=ids, facility__closed_on__isnull=True, kind=RoomKind.SERVICE_HALL
    )
    for pk in halls.order_by().values_list("facility__organization_id", flat=True).distinct():
        found[pk]["service_hall"] = Decimal(1)
    posts = PostCount.objects.filter(organization_id__in=ids, kind__in=POSTS)
    for pk, kind, count in posts.values_list("organization_id", "kind", "count"):
        found[pk][POSTS[PostKind(kind)]] = Decimal(count)
    return dict(found)
