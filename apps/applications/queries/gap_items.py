"""自查问题 as they are read: by leaf, in lists, counted."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.prepared import prepared

from ..models import Application, GapItem
from ..querysets import GapItemQuerySet


def open_items(application: Application) -> dict[str, GapItem]:
    """What of an application is still to be put right, by leaf code. One query."""
    return {row.criterion.code: row for row in _open_rows(application.pk)}


@prepared
def _open_rows(application: int) -> "QuerySet[Any]":
    return GapItem.objects.filter(application=application, status="open").select_related("criterion")


def gap_list(
    user: Any,
    *,
    q: str = "",
    state: str = "",
    cause: str = "",
    campaign: Campaign | None = None,
    application: int | None = None,
) -> GapItemQuerySet:
    """自查问题 that a person sees, as filtered; open ones first, the earliest date first."""
    rows = GapItem.objects.visible_to(user).select_related(
        "application__campaign", "application__organization", "criterion", "closed_by"
    )
    today = clock.today()
    named = {"open": Q(status="open"), "closed": Q(status="closed"), "overdue": Q(status="open", due_on__lt=today),
             "week": Q(status="open", due_on__range=(today, today + dt.timedelta(days=6 - today.weekday())))}  # fmt: skip
    if state in named:
        rows = rows.filter(named[state])
    if q:
        rows = rows.filter(
            Q(problem__icontains=q)
            | Q(owner__icontains=q)
            | Q(application__organization__name__icontains=q)
            | Q(application__organization__short_name__icontains=q)
        )
    if cause:
        rows = rows.filter(cause=cause)
    if campaign is not None:
        rows = rows.filter(application__campaign=campaign)
    if application:
        rows = rows.filter(application=application)
    return rows.order_by("-status", "due_on", "pk")


def gap_counts(rows: GapItemQuerySet) -> dict[str, int]:
    """How many are open, overdue and closed. One query."""
    today = clock.today()
    counted = rows.order_by().aggregate(
        open=Count("pk", filter=Q(status="open")),
        overdue=Count("pk", filter=Q(status="open", due_on__lt=today)),
        closed=Count("pk", filter=Q(status="closed")),
    )
    return {name: number or 0 for name, number in counted.items()}


def applications_with_gaps(organizations: Sequence[int] | None = None) -> list[int]:
    """Applications under creation that have open items, of these organizations or at all. One statement."""
    rows = GapItem.objects.filter(status="open", application__status="creating").order_by()
    if organizations is not None:
        rows = rows.filter(application__organization__in=organizations)
    return sorted(set(rows.values_list("application_id", flat=True)))
