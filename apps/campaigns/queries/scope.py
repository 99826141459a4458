"""Which organizations a campaign is for, and which standard holds for each."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Prefetch

from apps.core.exceptions import Invalid
from apps.organizations.access import office_of
from apps.organizations.models import Organization
from apps.organizations.querysets import OrganizationQuerySet
from apps.standards.models import StandardVersion

from ..models import Campaign, CampaignStandard


def eligible(campaign: Campaign) -> OrganizationQuerySet:
    """The organizations that should apply (应申报): in scope, still existing, other than the organizer."""
    found = eligible_in(campaign.scope_path, campaign.sectors, campaign.kinds, campaign.levels)
    return found.exclude(pk=campaign.organization_id)


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


def eligible_rows(campaign: Campaign) -> list[EligibleRow]:
    """All eligible organizations, in one query."""
    return [EligibleRow(*row) for row in eligible(campaign).values_list(*EligibleRow._fields)]


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
    path = campaign.scope_path
    if office is not None and office.path.startswith(path):
        path = office.path
    below = Organization.objects.active().visible_to(user).filter(path__startswith=path)
    return list(below.filter(depth=len(path) // Organization.steplen + 1))
