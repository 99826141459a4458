"""From a committee's request for acceptance to the round that visits its sites."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.applications.choices import AcceptanceStatus
from apps.applications.models import AcceptanceRequest
from apps.core import clock
from apps.core.quarters import quarter_of

from .. import rules
from ..choices import RoundKind, RoundStatus
from ..models import Round

LENGTH = dt.timedelta(days=14)


def asked_by(request: HttpRequest, campaign: int | None = None) -> AcceptanceRequest | None:
    """The request for acceptance named in the address, if it was taken up; somebody else's does not exist."""
    key = request.GET.get("acceptance", "")
    if not key.isdecimal() or len(key) > 9:
        return None
    found = AcceptanceRequest.objects.visible_to(request.user).filter(status=AcceptanceStatus.ACCEPTED)
    if campaign is not None:
        found = found.filter(campaign=campaign)
    found = found.select_related("campaign", "organization").prefetch_related("lines__application__organization")
    return get_object_or_404(found, pk=key)


def round_for(asked: AcceptanceRequest) -> dict[str, Any]:
    """What a round made for the request starts with."""
    begins = max(asked.wanted_on or clock.today(), clock.today())
    return {
        "campaign": asked.campaign_id, "organization": asked.campaign.organization_id, "kind": RoundKind.ACCEPTANCE,
        "name": f"{asked.organization.short_name}所属单位验收"[:_longest()], "starts_on": begins,
        "ends_on": begins + LENGTH, "quarter": quarter_of(begins).number,
    }  # fmt: skip


def _longest() -> int:
    return Round._meta.get_field("name").max_length or 60


def fitting(request: HttpRequest, asked: AcceptanceRequest | None) -> list[dict[str, Any]]:
    """Rounds for acceptance under way that may take the sites in, with the address that does it."""
    if asked is None:
        return []
    rows = Round.objects.visible_to(request.user).filter(
        campaign=asked.campaign_id, kind=RoundKind.ACCEPTANCE, status=RoundStatus.PLANNED
    )
    listed = rows.select_related("organization").order_by("-starts_on", "-pk")[:10]
    return [
        {"round": row, "url": assign_url(row, asked)} for row in listed if rules.can_manage_round(request.user, row)
    ]


def assign_url(round_: Round, asked: AcceptanceRequest) -> str:
    """Where the sites of the request are put into the round, already ticked."""
    return f"{reverse('inspections:assign', args=[round_.pk])}?acceptance={asked.pk}"


def day_for(round_: Round, asked: AcceptanceRequest | None) -> dt.date:
    """The day that the committee wants where it lies in the round, else its first."""
    wanted = asked.wanted_on if asked else None
    return wanted if wanted and round_.starts_on <= wanted <= round_.ends_on else round_.starts_on
