"""From which day the working days of a review are counted: since it came, and not before its campaign reviews."""

import datetime as dt
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from apps.campaigns.choices import PhaseKind
from apps.campaigns.models import Phase


def reviews_from(campaign: str) -> Subquery:
    """The first moment of the phase of reviews of a campaign (a lookup's name); null where there is no such phase."""
    phases = Phase.objects.filter(campaign=OuterRef(campaign), kind=PhaseKind.REVIEW).order_by()
    return Subquery(phases.values("starts_at")[:1])


def counted_from(step: Any) -> dt.date:
    """The first day of a pending step, or of its campaign's reviews: ``reviews_from`` annotated to either of them."""
    begins = getattr(step, "reviews_from", None) or getattr(step.application.campaign, "reviews_from", None)
    moment: dt.datetime = max(step.pending_since, begins) if begins else step.pending_since
    return timezone.localtime(moment).date()
