"""Pairings as they are read: with both sides, how often something happened, and since when nothing did."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, Subquery

from apps.core import clock

from ..models import Organization, Pairing, PairingSide, WorkRecord

#: Without anything for so many days a running pairing is pointed out.
QUIET_DAYS = 92


def pairings_for(user: Any, filters: Mapping[str, Any]) -> Any:
    """The pairings that a person may see, with ``count`` and ``last_on`` of what was recorded."""
    rows: Any = with_activity(Pairing.objects.visible_to(user))
    if words := (filters.get("q") or "").strip():
        sides = PairingSide.objects.filter(
            Q(organization__name__icontains=words) | Q(organization__short_name__icontains=words)
        ).order_by()
        rows = rows.filter(Q(title__icontains=words) | Q(pk__in=sides.values("pairing")))
    if filters.get("kind"):
        rows = rows.filter(kind=filters["kind"])
    if filters.get("status"):
        rows = rows.filter(status=filters["status"])
    return quiet(rows, clock.today()) if filters.get("quiet") else rows


def with_activity(rows: Any) -> Any:
    held = WorkRecord.objects.held().filter(pairing=OuterRef("pk")).order_by().values("pairing")
    rows = rows.annotate(
        count=Subquery(held.annotate(number=Count("pk")).values("number")),
        last_on=Subquery(held.annotate(last=Max("held_on")).values("last")),
    )
    return rows.prefetch_related("sides__organization")


def quiet(rows: Any, today: dt.date) -> Any:
    """Running ones in which nothing happened for a quarter."""
    since = today - dt.timedelta(days=QUIET_DAYS)
    return rows.filter(status="running", started_on__lt=since).filter(Q(last_on=None) | Q(last_on__lt=since))


def quiet_pairings(today: dt.date) -> Any:
    """All of them, for the reminder."""
    return quiet(with_activity(Pairing.objects.all()), today)


def pairings_of(organization: Organization, user: Any) -> Any:
    return with_activity(Pairing.objects.visible_to(user).of(organization)).order_by("status", "-started_on")


def is_quiet(pairing: Any, today: dt.date) -> bool:
    since = today - dt.timedelta(days=QUIET_DAYS)
    return pairing.status == "running" and (pairing.last_on or pairing.started_on) < since
