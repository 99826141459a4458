"""示范带: sites in order along a road, and the leaders linked to them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.states import record
from apps.core.verdicts import require
from apps.organizations.access import roles_of
from apps.organizations.choices import GrantSource
from apps.organizations.models import LeaderLink, Organization
from apps.organizations.services import end_access, grant_access

from ..models import Belt, BeltStation
from ..rules import can_edit_belt, can_lead_belt


@transaction.atomic
def create_belt(
    *, actor: Any, organization: Organization, name: str, road: str = "", summary: str = "", campaign: Any = None
) -> Belt:
    """Open a belt led by an organization of the actor's scope."""
    acting = require(can_lead_belt(actor, organization))
    belt = Belt.objects.create(
        organization=organization,
        organization_path=organization.path,
        name=name.strip(),
        road=road.strip(),
        summary=summary.strip(),
        campaign=campaign,
        created_at=clock.now(),
    )
    record(belt, "create", acting=acting)
    return belt


@transaction.atomic
def set_stations(*, actor: Any, belt: Belt, organizations: Sequence[Organization]) -> list[BeltStation]:
    """Put these organizations on the belt in this order; others leave it.

    Raises:
        Invalid: the same site twice, or a site outside the leading organization's subtree.
    """
    acting = require(can_edit_belt(actor, belt))
    if len({organization.pk for organization in organizations}) != len(organizations):
        raise Invalid("同一站点不能在一条示范带上出现两次。")
    outside = [o.short_name for o in organizations if not o.path.startswith(belt.organization_path)]
    if outside:
        raise Invalid(f"{'、'.join(outside)}不属于牵头党组织，不能列入本示范带。")
    Belt.objects.select_for_update().get(pk=belt.pk)
    keep = {station.organization_id: station for station in belt.stations.all()}
    belt.stations.exclude(organization__in=organizations).delete()
    for position, organization in enumerate(organizations, start=1):
        station = keep.get(organization.pk) or BeltStation(belt=belt, organization=organization)
        station.position = position
        station.organization_path = organization.path
        station.save()
    record(belt, "update", acting=acting, reason=f"站点 {len(organizations)} 个")
    return list(belt.stations.select_related("organization"))


@transaction.atomic
def link_leader(*, actor: Any, user: Any, organization: Organization, visits_owed: int = 2) -> LeaderLink:
    """领导联系点: link a leader to a site; the leader may read it from now on.

    Raises:
        Invalid: the person is no leader, or is linked already.
    """
    acting = require(can_lead_belt(actor, organization))
    if Role.LEADER not in roles_of(user):
        raise Invalid(f"{user.name}不是联系领导，请先由安全保密管理员授予角色。")
    today = clock.today()
    if LeaderLink.objects.filter(user=user, organization=organization, ended_on=None).exists():
        raise Invalid(f"{user.name}已联系该单位。")
    link = LeaderLink.objects.create(
        user=user,
        organization=organization,
        organization_path=organization.path,
        visits_owed=visits_owed,
        started_on=today,
    )
    grant_access(
        user=user,
        organization=organization,
        source=GrantSource.LEADER_LINK,
        source_key=str(link.pk),
        started_on=today,
        ended_on=None,
    )
    record(link, "link", acting=acting)
    return link


@transaction.atomic
def unlink_leader(*, actor: Any, link: LeaderLink, reason: str) -> LeaderLink:
    """End a link; the leader's reading ends with it."""
    acting = require(can_lead_belt(actor, link.organization))
    link.ended_on = clock.today()
    link.save(update_fields=["ended_on"])
    end_access(source=GrantSource.LEADER_LINK, source_key=str(link.pk))
    record(link, "end", acting=acting, reason=reason)
    return link
