"""Reading belts and designations."""

from collections.abc import Collection, Sequence
from typing import Any

from apps.accounts.choices import Role
from apps.applications.models import Application
from apps.core import clock
from apps.inspections.choices import VisitStatus
from apps.inspections.models import Visit
from apps.inspections.rules import GUIDED
from apps.organizations.access import acting_as
from apps.organizations.models import Organization

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


def visits_to(user: Any, organization: Organization, most: int = 10) -> list[Visit]:
    """The newest inspections of one organization that the person may know of. One query."""
    rows = Visit.objects.visible_to(user).live().filter(organization=organization)
    rows = rows.select_related("round").with_counts()
    return list(rows.order_by("-scheduled_on", "-pk")[:most])


def last_visits(user: Any, organization_ids: Sequence[int]) -> dict[int, Visit]:
    """The newest recorded visit of each, as far as the person may know of it. One query."""
    rows = Visit.objects.visible_to(user).filter(organization__in=organization_ids, status=VisitStatus.RECORDED)
    newest = rows.order_by("organization", "-scheduled_on", "-pk").distinct("organization")
    return {visit.organization_id: visit for visit in newest}


def may_visit(user: Any, application: Application | None) -> bool:
    """Whether the person's office may send a team there: above the site, at a stage that 调研指导 visits."""
    if application is None or application.status not in GUIDED:
        return False
    acting = acting_as(user, Role.OFFICE, application.organization_path)
    return acting is not None and acting.organization_id != application.organization_id


def belt_sites(belt: Belt) -> list[dict[str, Any]]:
    """The stations in order with brand, title, newest application and how far they are, in four queries."""
    stations = list(belt.stations.select_related("organization"))
    ids = [station.organization_id for station in stations]
    brands = {brand.organization_id: brand for brand in Brand.objects.filter(organization_id__in=ids)}
    titles = _newest_titles(ids)
    applied: dict[int, list[Application]] = {}
    for row in Application.objects.filter(organization_id__in=ids, status__in=GUIDED | set(CREATING)).order_by("-pk"):
        applied.setdefault(row.organization_id, []).append(row)
    creating = {key for key, rows in applied.items() if any(row.status in CREATING for row in rows)}
    return [
        {
            "station": station,
            "organization": station.organization,
            "brand": brands.get(station.organization_id),
            "designation": titles.get(station.organization_id),
            "application": next((r for r in applied.get(station.organization_id, ()) if r.status in GUIDED), None),
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
