"""The day with whose tree a campaign reads: while it runs today's, once it is over that of its last day."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from apps.core import clock
from apps.core.models import StateChange
from apps.organizations.queries import read_in_place, tree_as_of
from apps.organizations.tree_history import TreeThen

from ..choices import CampaignStatus
from ..models import Campaign

OVER = (CampaignStatus.CLOSED, CampaignStatus.CANCELLED)


def days_of(campaigns: Iterable[Campaign]) -> dict[int, dt.date | None]:
    """Per campaign the day on which it was closed or broken off; None for one that is not over.

    One statement, none when no campaign is over.
    """
    rows = list(campaigns)
    found: dict[int, dt.date | None] = {each.pk: None for each in rows}
    over = [each.pk for each in rows if each.status in OVER]
    if over:
        last = StateChange.objects.filter(
            subject_type=ContentType.objects.get_for_model(Campaign),
            subject_id__in=[str(pk) for pk in over],
            verb__in=["close", "cancel"],
        )
        for key, moment in last.order_by("at", "id").values_list("subject_id", "at"):
            found[int(key)] = timezone.localtime(moment).date()
    return found


def day_of(campaign: Campaign) -> dt.date | None:
    """The same of one campaign."""
    return days_of([campaign])[campaign.pk]


def tree_of(campaign: Campaign) -> TreeThen | None:
    """The tree with which a campaign that is over reads; None for one that reads with today's.

    Kept on the object: its page asks several times. Three statements.
    """
    if campaign.status not in OVER:
        return None
    kept = campaign.__dict__.get("_tree_then")
    if kept is None:
        day = day_of(campaign)
        kept = tree_as_of(day) if day is not None and day < clock.today() else None
        campaign.__dict__["_tree_then"] = kept
    return kept


def read_on_their_day(pairs: Iterable[tuple[Any, Campaign]]) -> None:
    """Let each loaded organization read as it did when its campaign ended; those of running campaigns stay.

    No statement where no campaign is over, three else. The rows are changed in memory alone: for pages that only show.
    """
    rows = list(pairs)
    days = days_of({campaign.pk: campaign for _, campaign in rows}.values())
    read_in_place((organization, days[campaign.pk]) for organization, campaign in rows if days[campaign.pk])
