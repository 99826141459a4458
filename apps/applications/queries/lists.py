"""Applications as the office lists them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from apps.campaigns.queries import days_of, tree_of
from apps.organizations.access import office_of
from apps.organizations.models import Organization
from apps.organizations.queries import children_of, read_in_place

from ..choices import statuses_of
from ..models import Application
from ..querysets import ApplicationQuerySet
from .carriers import codes_of

MOST_CHILDREN = 60


def applications_for(
    user: Any, filters: Mapping[str, Any], children: Iterable[Organization] = ()
) -> ApplicationQuerySet:
    """The applications that a person may see, narrowed.

    Args:
        filters: ``q``, ``campaign``, ``status`` (a status or a key of ``choices.STAGES``), ``level``, ``sector``,
            ``carrier`` (a code, or ``theme:`` and a theme), ``under``.
        children: the organizations that ``under`` may name.
    """
    found: Any = Application.objects.visible_to(user)
    if filters.get("q"):
        found = found.named_like(filters["q"])
    if filters.get("campaign"):
        found = found.filter(campaign=filters["campaign"])
    if filters.get("status"):
        found = found.filter(status__in=statuses_of(filters["status"]))
    if filters.get("level"):
        found = found.filter(organization__level=filters["level"])
    if filters.get("sector"):
        found = found.filter(organization__sector=filters["sector"])
    if filters.get("carrier"):
        found = found.with_carriers(codes_of(filters["carrier"]))
    if filters.get("under"):
        found = found.filter(_under(filters["under"], filters.get("campaign"), children))
    return found.order_by("-campaign__year", "campaign_id", "organization_path", "pk")


def _under(key: str, campaign: Any, children: Iterable[Organization]) -> Q:
    """What is below a child: of a campaign that is over what was below it on the last day."""
    child = next((child for child in children if str(child.pk) == key), None)
    then = tree_of(campaign) if campaign else None
    if child is None or then is None or child.pk not in then.by_id:
        return Q(organization_path__startswith=child.path if child else "")
    return Q(organization_id__in=[child.pk, *(each.pk for each in then.below(child.pk))])


def branches_for(user: Any) -> list[Organization]:
    """The organizations right below the person's office, to narrow a list by."""
    office = office_of(user)
    return list(children_of(office)[:MOST_CHILDREN]) if office is not None else []


def with_places(applications: Iterable[Any]) -> list[Any]:
    """Each with ``parent_name``: the organization above the applicant.

    Those of a campaign that is over read with the names, kinds and places of its last day. Three statements at most.
    """
    rows = list(applications)
    days = days_of({row.campaign_id: row.campaign for row in rows}.values())
    places = read_in_place((row.organization, days[row.campaign_id]) for row in rows)
    for row, place in zip(rows, places, strict=True):
        row.parent_name = place.parent_name
    return rows
