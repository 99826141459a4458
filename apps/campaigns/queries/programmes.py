"""A plan of several years: its campaigns and what came of them, year by year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from ..models import Campaign, Programme
from ..registries import FunnelItem, many_funnels
from ..rules import offices_of


@dataclass(frozen=True)
class YearRow:
    """One year of a plan: its campaigns and the sums of their figures."""

    year: int
    campaigns: int
    items: tuple[tuple[str, int], ...]


def campaigns_of(programme: Programme, user: Any) -> list[Campaign]:
    """The plan's campaigns that the person sees, newest year first; those broken off last."""
    found = Campaign.objects.visible_to(user).filter(programme=programme)
    return list(found.select_related("organization", "scope").prefetch_related("phases").order_by("-year", "name"))


def figures_of(campaigns: Sequence[Campaign], user: Any) -> dict[int, tuple[FunnelItem, ...]]:
    """已申报 … 已命名 of several campaigns, as far as the person's organizations go."""
    found: dict[int, tuple[FunnelItem, ...]] = {campaign.pk: () for campaign in campaigns}
    for provide in many_funnels:
        given: Mapping[int, Sequence[FunnelItem]] = provide(campaigns, user)
        found = {pk: (*items, *given.get(pk, ())) for pk, items in found.items()}
    return found


def years_of(
    programme: Programme, campaigns: Sequence[Campaign], figures: Mapping[int, Sequence[FunnelItem]]
) -> list[YearRow]:
    """A row for each year of the plan, those without a campaign too."""
    rows = []
    for year in programme.years:
        of_year = [campaign for campaign in campaigns if campaign.year == year]
        sums: dict[str, int] = {}
        for item in (item for campaign in of_year for item in figures[campaign.pk]):
            sums[item.label] = sums.get(item.label, 0) + item.count
        rows.append(YearRow(year, len(of_year), tuple(sums.items())))
    return rows


def programmes_for(user: Any) -> Any:
    """The plans that the person sees, each with the number of its campaigns (drafts of others apart)."""
    shown = Campaign.objects.visible_to(user).values("pk")
    count = Count("campaigns", filter=Q(campaigns__in=shown))
    return (
        Programme.objects.visible_to(user)
        .select_related("organization")
        .annotate(campaign_count=count)
        .order_by("-starts_in", "name", "id")
    )


def hangable(programme: Programme, user: Any) -> Any:
    """Own campaigns in the plan's years that hang under no plan yet."""
    offices = [office.pk for office in offices_of(user)]
    found = Campaign.objects.filter(
        organization_id__in=offices, programme=None, organization_path__startswith=programme.organization_path,
        year__range=(programme.starts_in, programme.ends_in),
    )  # fmt: skip
    return found.exclude(status="cancelled").order_by("-year", "name")
