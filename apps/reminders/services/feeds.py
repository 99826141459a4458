"""Secret addresses under which calendars read a person's dates."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.db import transaction

from apps.core import clock
from apps.core.publish import enqueue

from ..models import CalendarFeed

AN_HOUR = dt.timedelta(hours=1)


@transaction.atomic
def open_feed(*, actor: Any) -> str:
    """A new address; the earlier one ends. Returns its secret part, which is kept as a hash only."""
    close_feed(actor=actor)
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(user=actor, digest=hashlib.sha256(token.encode()).hexdigest())
    return token


@transaction.atomic
def close_feed(*, actor: Any) -> int:
    """End the address; the number of addresses that ended."""
    rows = CalendarFeed.objects.select_for_update().filter(user=actor, revoked_at__isnull=True)
    return rows.update(revoked_at=clock.now())


def note_feed_read(*, feed: CalendarFeed) -> None:
    """Let a worker note when the address was last read, at most once an hour: reading itself writes nothing."""
    if feed.read_at is None or clock.now() - feed.read_at > AN_HOUR:
        enqueue("apps.reminders.tasks.stamp_feed", feed.pk)


def stamp_feed(pk: int) -> None:
    CalendarFeed.objects.filter(pk=pk).update(read_at=clock.now())
