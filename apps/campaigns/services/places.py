"""Places of the quotas. What gets scarce is locked once, late, and always in the same order."""

from django.db import transaction

from apps.core import clock
from apps.core.exceptions import QuotaFull
from apps.organizations.models import Organization

from ..choices import QuotaDimension
from ..models import Campaign, Place, Quota
from ..queries.progress import quota_label


@transaction.atomic
def take_place(campaign: Campaign, organization: Organization) -> Place:
    """Take a place for an organization; one that holds a place keeps it.

    All quotas of the campaign are locked in the order of their keys, so that two who ask for the last
    place get it one after the other.

    Raises:
        QuotaFull: the last place of a quota that covers the organization is taken.
    """
    quotas = list(Quota.objects.select_for_update().filter(campaign=campaign).order_by("pk"))
    held = Place.objects.filter(campaign=campaign, organization=organization).first()
    if held is not None:
        return held
    for quota in quotas:
        _check(quota, organization)
    return Place.objects.create(
        campaign=campaign,
        organization=organization,
        organization_path=organization.path,
        sector=organization.sector,
        level=organization.level,
        taken_at=clock.now(),
    )


def release_place(campaign: Campaign, organization: Organization) -> None:
    """Give a place back; nothing happens when none is held."""
    Place.objects.filter(campaign=campaign, organization=organization).delete()


def move_place(campaign: Campaign, organization: Organization, into: Organization) -> None:
    """The successor of a merged organization goes on holding its place; no quota is asked, the number stays."""
    held = Place.objects.filter(campaign=campaign, organization=organization)
    held.update(organization=into, organization_path=into.path)


def _check(quota: Quota, organization: Organization) -> None:
    if not _covers(quota, organization):
        return
    taken = Place.objects.filter(campaign_id=quota.campaign_id)
    if quota.dimension == QuotaDimension.PARENT:
        taken = taken.filter(organization_path__startswith=_parent_path(quota))
    elif quota.dimension == QuotaDimension.SECTOR:
        taken = taken.filter(sector=quota.sector)
    elif quota.dimension == QuotaDimension.LEVEL:
        taken = taken.filter(level=quota.level)
    if taken.count() >= quota.limit:
        raise QuotaFull(f"“{quota_label(quota)}”名额 {quota.limit} 个已满，名额是上限，不能再增加。")


def _covers(quota: Quota, organization: Organization) -> bool:
    if quota.dimension == QuotaDimension.PARENT:
        return organization.path.startswith(_parent_path(quota))
    if quota.dimension == QuotaDimension.LEVEL:
        return quota.level == organization.level
    return quota.dimension == QuotaDimension.TOTAL or quota.sector == organization.sector


def _parent_path(quota: Quota) -> str:
    assert quota.organization is not None
    return quota.organization.path
