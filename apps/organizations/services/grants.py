"""Reach for inspectors and leaders. Higher services call these; the role itself comes from a membership."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock

from ..access import forget_scope
from ..models import AccessGrant, Organization


@transaction.atomic
def grant_access(
    *,
    user: User,
    organization: Organization,
    source: str,
    source_key: str | int,
    started_on: dt.date | None = None,
    ended_on: dt.date | None = None,
) -> AccessGrant:
    """Let a person reach one organization because of ``source`` (a visit, a belt, a leader link).

    Idempotent: the same source grants once; a later call sets the period anew.

    Args:
        source_key: the key of the row that gives the reach.
        started_on: first day, today by default; ``ended_on`` the last day, open by default.
    """
    grant, _ = AccessGrant.objects.update_or_create(
        user=user,
        organization=organization,
        source=source,
        source_key=str(source_key),
        defaults={
            "organization_path": organization.path,
            "started_on": started_on or clock.today(),
            "ended_on": ended_on,
        },
    )
    forget_scope(user)
    return grant


@transaction.atomic
def prolong_access(*, source: str, seats: Collection[tuple[str, int]], ended_on: dt.date) -> int:
    """Another last day for what sources granted; what ended for somebody else before stays ended. Two statements.

    Args:
        seats: pairs of ``source_key`` and person, who hold the reach still.
    """
    grants = AccessGrant.objects.filter(source=source, source_key__in={key for key, _ in seats})
    held = [pk for pk, *seat in grants.values_list("pk", "source_key", "user_id") if tuple(seat) in seats]
    return AccessGrant.objects.filter(pk__in=held).exclude(ended_on=ended_on).update(ended_on=ended_on)


@transaction.atomic
def end_access(*, source: str, source_key: str | int, user: User | None = None) -> int:
    """End what a source granted, for one person or for all; returns how many grants ended.

    It ends with yesterday, so at once, also when it began today.
    """
    today = clock.today()
    grants = AccessGrant.objects.filter(source=source, source_key=str(source_key)).on(today).select_for_update()
    if user is not None:
        grants = grants.filter(user=user)
        forget_scope(user)
    ended = list(grants)
    for grant in ended:
        grant.ended_on = today - dt.timedelta(days=1)
        grant.save(update_fields=["ended_on"])
    return len(ended)
