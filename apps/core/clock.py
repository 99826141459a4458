"""The one clock that business rules read.

Rules, services and tasks ask :func:`now` and :func:`today`, never the operating system, so that
last year's demo campaign can be made by the real verbs under a moved clock and so that a test can
stand on any day. Forensic timestamps (``recorded_at``, history events) stay real.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_moved: ContextVar[dt.datetime | None] = ContextVar("portal_clock", default=None)


def now() -> dt.datetime:
    """The current moment, timezone-aware (UTC inside, Asia/Shanghai when shown)."""
    return _moved.get() or timezone.now()


def local(moment: dt.datetime) -> dt.datetime:
    """The moment in the portal's time zone, which is one for everybody."""
    return moment.astimezone(timezone.get_default_timezone())


def today() -> dt.date:
    """The current date in Asia/Shanghai."""
    return local(now()).date()


def at(day: dt.date, hour: int = 0, minute: int = 0, second: int = 0) -> dt.datetime:
    """The moment ``day`` hour:minute:second in the portal's time zone."""
    return dt.datetime.combine(day, dt.time(hour, minute, second), timezone.get_default_timezone())


@contextmanager
def moved_to(moment: dt.datetime | dt.date) -> Iterator[None]:
    """Let :func:`now` answer ``moment`` inside the block (a date means nine in the morning)."""
    if not isinstance(moment, dt.datetime):
        moment = at(moment, 9)
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)
