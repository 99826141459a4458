"""How far a campaign has come: funnel, table by child organization, quota use."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Value

from apps.organizations.access import scope_of
from apps.organizations.models import Organization

from ..choices import QuotaDimension
from ..models import Campaign, Quota
from ..registries import FunnelItem, child_counters, funnel_providers
from .past import tree_of
from .scope import EligibleRow, children_of, eligible, eligible_rows


@dataclass(frozen=True)
class QuotaUse:
    """One upper bound and how much of it is taken."""

    quota: Quota
    label: str
    limit: int
    taken: int

    @property
    def left(self) -> int:
        return max(self.limit - self.taken, 0)

    @property
    def dimension(self) -> str:
        return self.quota.dimension


@dataclass(frozen=True)
class ChildRow:
    """One organization below the scope: its figures, its quota (None without one) and the places taken."""

    organization: Organization
    items: tuple[FunnelItem, ...]
    limit: int | None
    taken: int


#: Path, sector and level of an organization that holds a place.
PlaceRow = tuple[str, str, str]


def place_rows(campaign: Campaign) -> list[PlaceRow]:
    """Who holds a place, in one query; of a campaign that is over with the paths of its last day."""
    then = tree_of(campaign)
    if then is None:
        return list(campaign.places.values_list("organization_path", "sector", "level"))
    held = campaign.places.values_list("organization_id", "sector", "level")
    return [(then.by_id[pk].path, sector, level) for pk, sector, level in held]


def quota_use(campaign: Campaign, places: Sequence[PlaceRow] | None = None) -> list[QuotaUse]:
    """Every quota with the places taken: total, then by parent, then by sector. Two queries."""
    places = place_rows(campaign) if places is None else places
    quotas = sorted(campaign.quotas.select_related("organization"), key=_quota_order)
    then = tree_of(campaign)
    for quota in quotas:
        if then is not None and quota.organization is not None:
            was = then.by_id[quota.organization.pk]
            quota.organization.path, quota.organization.short_name = was.path, was.short_name
    return [QuotaUse(quota, quota_label(quota), quota.limit, taken_of(quota, places)) for quota in quotas]


def _quota_order(quota: Quota) -> tuple[int, str, str]:
    path = quota.organization.path if quota.organization else ""
    return QuotaDimension.values.index(quota.dimension), path, quota.sector or quota.level


def quota_label(quota: Quota) -> str:
    """What a quota bounds, in words."""
    if quota.dimension == QuotaDimension.PARENT:
        assert quota.organization is not None
        return quota.organization.short_name
    if quota.dimension == QuotaDimension.LEVEL:
        return quota.get_level_display()
    return quota.get_sector_display() if quota.dimension == QuotaDimension.SECTOR else "总名额"


def taken_of(quota: Quota, places: Sequence[PlaceRow]) -> int:
    """How many places of a bound are given."""
    if quota.dimension == QuotaDimension.PARENT:
        assert quota.organization is not None
        return sum(path.startswith(quota.organization.path) for path, _, _ in places)
    if quota.dimension == QuotaDimension.SECTOR:
        return sum(sector == quota.sector for _, sector, _ in places)
    if quota.dimension == QuotaDimension.LEVEL:
        return sum(level == quota.level for _, _, level in places)
    return len(places)


def funnel(campaign: Campaign, user: Any, rows: Sequence[EligibleRow] | None = None) -> list[FunnelItem]:
    """应申报 → 已申报 → … → 已命名, as far as the user's organizations go."""
    scope = scope_of(user)
    rows = eligible_rows(campaign) if rows is None else rows
    head = FunnelItem("应申报", sum(scope.covers(row.path) for row in rows), group="sum")
    return [head, *(item for provide in funnel_providers for item in provide(campaign, user))]


def owing(campaigns: Sequence[Campaign], user: Any) -> dict[int, FunnelItem]:
    """应申报 of several campaigns by their key, as :func:`funnel` says it, in one query."""
    within = scope_of(user).as_q("path")
    counts = [_owing(campaign, within) for campaign in campaigns]
    found = dict(counts[0].union(*counts[1:], all=True)) if counts else {}
    return {campaign.pk: FunnelItem("应申报", found.get(campaign.pk, 0), group="sum") for campaign in campaigns}


def _owing(campaign: Campaign, within: Q) -> Any:
    rows = eligible(campaign).filter(within).order_by().annotate(campaign_key=Value(campaign.pk))
    return rows.values_list("campaign_key").annotate(number=Count("pk"))


def progress_table(
    campaign: Campaign,
    user: Any,
    rows: Sequence[EligibleRow] | None = None,
    places: Sequence[PlaceRow] | None = None,
    quotas: Sequence[QuotaUse] | None = None,
) -> list[ChildRow]:
    """The same figures by the organizations right below the user's part of the scope.

    Args:
        rows, places, quotas: what has been read already; else it is read, in a fixed number of queries.
    """
    children = children_of(campaign, user)
    if not children:
        return []
    size = len(children[0].path)
    below = Counter(row.place[:size] for row in (eligible_rows(campaign) if rows is None else rows))
    places = place_rows(campaign) if places is None else places
    taken = Counter(path[:size] for path, _, _ in places)
    quotas = quota_use(campaign, places) if quotas is None else quotas
    limits = {use.quota.organization_id: use.limit for use in quotas}
    counted = [count(campaign, user, children) for count in child_counters]
    table = [_child(child, below, taken, limits, counted) for child in children]
    return [row for row in table if row.items[0].count or row.taken or row.limit]


def _child(
    child: Organization, below: Counter[str], taken: Counter[str], limits: dict[int | None, int], counted: list[Any]
) -> ChildRow:
    items = [FunnelItem("应申报", below[child.path], group="sum")]
    for counts in counted:
        items.extend(counts.get(child.pk, ()))
    return ChildRow(child, tuple(items), limits.get(child.pk), taken[child.path])
