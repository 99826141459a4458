"""Which organizations a campaign is for, and which standard holds for each."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Prefetch

from apps.core.exceptions import Invalid
from apps.organizations.access import office_of
from apps.organizations.models import Organization
from apps.organizations.querysets import OrganizationQuerySet
from apps.organizations.tree_history import TreeThen
from apps.standards.models import StandardVersion

from ..models import Campaign, CampaignStandard
from .past import tree_of


def eligible(campaign: Campaign) -> OrganizationQuerySet:
    """The organizations that should apply (应申报): in scope, still existing, other than the organizer."""
    found = eligible_in(campaign.scope_path, campaign.sectors, campaign.kinds, campaign.levels)
    return found.exclude(pk=campaign.organization_id)


def is_eligible(campaign: Campaign, organization: Organization) -> bool:
    """Whether :func:`eligible` holds this organization, told from its row alone."""
    return (
        organization.closed_on is None
        and organization.path.startswith(campaign.scope_path)
        and organization.pk != campaign.organization_id
        and _fits(campaign, organization)
    )


def eligible_in(
    path: str, sectors: Sequence[str] = (), kinds: Sequence[str] = (), levels: Sequence[str] = ()
) -> OrganizationQuerySet:
    """Organizations below a path; an empty list of sectors, kinds or levels means all."""
    found = Organization.objects.active().filter(path__startswith=path)
    for field, values in (("sector", sectors), ("kind", kinds), ("level", levels)):
        if values:
            found = found.filter(**{f"{field}__in": list(values)})
    return found


def standards_of(campaign: Campaign) -> dict[str, StandardVersion]:
    """Versions by sector; the key "" holds for every sector without one of its own. One query, or none
    when the campaign was read by ``with_standards``."""
    prefetched = "standards" in getattr(campaign, "_prefetched_objects_cache", {})
    rows = campaign.standards.all() if prefetched else campaign.standards.select_related("version__standard")
    return {row.sector: row.version for row in rows}


def with_standards() -> "Prefetch[Any]":
    """What ``prefetch_related`` takes to read campaigns with their standards."""
    return Prefetch("standards", CampaignStandard.objects.select_related("version__standard"))


class EligibleRow(NamedTuple):
    """What counting needs of an eligible organization."""

    pk: int
    sector: str
    kind: str
    level: str
    path: str
    #: The path under which it is counted: that of the campaign's last day when it is over.
    place: str


def eligible_rows(campaign: Campaign) -> list[EligibleRow]:
    """All eligible organizations, in one query; of a campaign that is over those of its last day (four)."""
    then = tree_of(campaign)
    if then is None:
        rows = eligible(campaign).values_list("pk", "sector", "kind", "level", "path", "path")
        return [EligibleRow(*row) for row in rows]
    return list(_eligible_then(campaign, then))


def _eligible_then(campaign: Campaign, then: TreeThen) -> Iterator[EligibleRow]:
    """Who was eligible that day, with the classes and places of that day."""
    scope = then.by_id[campaign.scope_id].path
    for pk, path in Organization.objects.exclude(pk=campaign.organization_id).values_list("pk", "path"):
        was = then.get(pk)
        if was and was.path.startswith(scope) and _fits(campaign, was):
            yield EligibleRow(pk, was.sector, was.kind, was.level, path, was.path)


def _fits(campaign: Campaign, place: Any) -> bool:
    """Whether sector, kind and level are among those that the campaign is for; an empty list means all."""
    chosen = ((place.sector, campaign.sectors), (place.kind, campaign.kinds), (place.level, campaign.levels))
    return all(not values or value in values for value, values in chosen)


def version_for(campaign: Campaign, organization: Organization) -> StandardVersion:
    """The version by which an organization is judged in this campaign.

    Raises:
        Invalid: the campaign names none for its sector.
    """
    versions = standards_of(campaign)
    version = versions.get(organization.sector) or versions.get("")
    if version is None:
        raise Invalid(f"活动没有为“{organization.get_sector_display()}”领域指定标准，请联系主办单位。")
    return version


def children_of(campaign: Campaign, user: Any) -> list[Organization]:
    """The organizations right below the part of the scope that the user sees, in the order of the tree."""
    office = office_of(user)
    then = tree_of(campaign)
    if then is not None:
        return _children_then(campaign, user, office, then)
    path = campaign.scope_path
    if office is not None and office.path.startswith(path):
        path = office.path
    below = Organization.objects.active().visible_to(user).filter(path__startswith=path)
    return list(below.filter(depth=len(path) // Organization.steplen + 1))


def _children_then(campaign: Campaign, user: Any, office: Organization | None, then: TreeThen) -> list[Organization]:
    """The same on the campaign's last day, with the names and paths of that day; loaded to be read, never saved."""
    top = then.by_id[campaign.scope_id]
    own = then.get(office.pk) if office is not None else None
    if own is not None and own.path.startswith(top.path):
        top = own
    ids = [each.pk for each in then.by_id.values() if each.is_there and each.parent_id == top.pk]
    found = list(Organization.objects.visible_to(user).filter(pk__in=ids))
    for each in found:
        was = then.by_id[each.pk]
        each.name, each.short_name, each.kind, each.path = was.name, was.short_name, was.kind, was.path
        each.sector, each.level = was.sector, was.level
    return sorted(found, key=lambda each: each.path)
