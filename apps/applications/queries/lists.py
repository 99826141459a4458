"""Applications as the office lists them."""

from collections.abc import Iterable, Mapping
from typing import Any

from apps.organizations.access import office_of
from apps.organizations.models import Organization
from apps.organizations.queries import children_of

from ..choices import statuses_of
from ..models import Application
from ..querysets import ApplicationQuerySet

MOST_CHILDREN = 60


def applications_for(
    user: Any, filters: Mapping[str, Any], children: Iterable[Organization] = ()
) -> ApplicationQuerySet:
    """The applications that a person may see, narrowed.

    Args:
        filters: ``q``, ``campaign``, ``status`` (a status or a key of ``choices.STAGES``), ``level``, ``under``.
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
    if filters.get("under"):
        path = next((child.path for child in children if str(child.pk) == filters["under"]), "")
        found = found.filter(organization_path__startswith=path)
    return found.order_by("-campaign__year", "campaign_id", "organization_path", "pk")


def branches_for(user: Any) -> list[Organization]:
    """The organizations right below the person's office, to narrow a list by."""
    office = office_of(user)
    return list(children_of(office)[:MOST_CHILDREN]) if office is not None else []


def with_parents(applications: Iterable[Any]) -> list[Any]:
    """Each with ``parent``: the organization above the applicant. One statement."""
    rows = list(applications)
    above = {row.organization_path[: -Organization.steplen] for row in rows}
    parents = {parent.path: parent for parent in Organization.objects.filter(path__in=above)}
    for row in rows:
        row.parent = parents.get(row.organization_path[: -Organization.steplen])
    return rows
