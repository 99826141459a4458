"""Whether the jobs that remind people run, for the offices that rely on them."""

import datetime as dt

from django.utils import timezone

from apps.core.services.heartbeats import SILENCE_SECONDS, last_beats


def silence() -> dt.datetime | None:
    """Since when the schedule or the worker has not been heard; None while both run. Real time, one query.

    A portal that has never heard them answers the beginning of time: its jobs were never started.
    """
    heard = last_beats()
    oldest = min((heard.get(part) for part in ("beat", "worker")), key=lambda at: at or NEVER, default=None) or NEVER
    return oldest if (timezone.now() - oldest).total_seconds() >= SILENCE_SECONDS else None


NEVER = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
