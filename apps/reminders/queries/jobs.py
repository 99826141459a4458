"""Whether the jobs that remind people run, for the offices that rely on them."""

import datetime as dt

from apps.core.services.heartbeats import is_silent, last_beats

NEVER = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


def silence() -> dt.datetime | None:
    """Since when the schedule or the worker has not been heard; None while both run. Real time, one query.

    A portal that has never heard them answers ``NEVER``: its jobs were never started.
    """
    heard = last_beats()
    oldest = min(heard.get(part, NEVER) for part in ("beat", "worker"))
    return oldest if is_silent(oldest) else None
