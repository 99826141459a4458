"""Reading belts and designations."""

from collections.abc import Collection, Sequence
from typing import Any

from apps.applications.models import Application
from apps.core import clock

from .models import Belt, BeltStation, Brand, Designation

#: Between approval and naming.
CREATING = ("creating", "awaiting_inspection", "inspected", "scored", "publicised")


def live_status(designation: Designation) -> tuple[str, str]:
    """What anybody who scans the plaque reads: (key, Chinese sentence). Expired is derived from the date."""
    if designation.status == "valid" and clock.today() > designation.valid_until:
        return "expired", f"已于 {designation.valid_until:%Y年%-m月%-d日} 到期，请以重新评选结果为准。"
    sentences = {
        "valid": "该称号真实有效。",
        "suspended": "该称号已暂停，整改复核期间不得对外使用。",
        "revoked": "该称号已被撤销，牌匾应当收回。",
    }
    return designation.status, sentences[designation.status]


def belt_sites(belt: Belt) -> list[dict[str, Any]]:
    """The stations in order with brand, title and how far they are, in four queries."""
    stations = list(belt.stations.select_related("organization"))
    ids = [station.organization_id for station in stations]
    brands = {brand.organization_id: brand for brand in Brand.objects.filter(organization_id__in=ids)}
    titles = _newest_titles(ids)
    creating = set(
        Application.objects.filter(organization_id__in=ids, status__in=CREATING).values_list(
            "organization_id", flat=True
        )
    )
    return [
        {
            "station": station,
            "organization": station.organization,
            "brand": brands.get(station.organization_id),
            "designation": titles.get(station.organization_id),
            "state": _state(titles.get(station.organization_id), station.organization_id in creating),
        }
        for station in stations
    ]


def _newest_titles(organization_ids: Sequence[int]) -> dict[int, Designation]:
    found = Designation.objects.filter(organization_id__in=organization_ids).order_by("named_on", "pk")
    return {designation.organization_id: designation for designation in found}


def _state(designation: Designation | None, creating: bool) -> str:
    """Named, under way, or still waiting; a title that was lost waits unless the site is at it again."""
    if designation is not None and live_status(designation)[0] == "valid":
        return "named"
    return "open" if creating else "wait"


def belt_places(organizations: Collection[int]) -> dict[int, tuple[str, int]]:
    """The belt and the place on it of each organization that is a station; of several belts the newest. One statement."""
    rows = BeltStation.objects.filter(organization__in=organizations).order_by("belt_id")
    return {key: (belt, place) for key, belt, place in rows.values_list("organization_id", "belt__name", "position")}
