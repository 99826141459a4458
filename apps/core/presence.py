"""Who has a form open now: kept in the cache alone, told with every save and by a slow heartbeat."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from . import clock

#: Seconds after which a page that said nothing counts as closed; a heartbeat comes every 30.
GONE = 75
MOST = 30


@dataclass(frozen=True)
class Present:
    """One opened page: whose, since when, in which part of the form, and when it last spoke."""

    user_id: int
    name: str
    since: dt.datetime
    part: str
    seen: dt.datetime


def look_in(key: str, *, user: Any, page: str, part: str | None = None) -> list[dict[str, Any]]:
    """Note that a page is open and tell who else is there, newest first; one's own other pages are marked."""
    now = clock.now()
    found = _present(key, now)
    mine = found.get(page)
    if page and (mine is None or (part is not None and part != mine.part) or (now - mine.seen).total_seconds() > 10):
        since = mine.since if mine else now
        found[page] = Present(user.pk, user.name, since, part if part is not None else mine.part if mine else "", now)
        _keep(key, found)
    return _told((row for other, row in found.items() if other != page), user)


def leave(key: str, page: str) -> None:
    """A page was closed."""
    found = _present(key, clock.now())
    if found.pop(page, None) is not None:
        _keep(key, found)


def _present(key: str, now: dt.datetime) -> dict[str, Present]:
    stored = cache.get(f"present:{key}") or {}
    rows = {page: Present(**row) for page, row in stored.items()}
    return {page: row for page, row in rows.items() if (now - row.seen).total_seconds() < GONE}


def _keep(key: str, found: dict[str, Present]) -> None:
    newest = sorted(found.items(), key=lambda item: item[1].seen, reverse=True)[:MOST]
    cache.set(f"present:{key}", {page: asdict(row) for page, row in newest}, GONE)


def _told(others: Iterable[Present], user: Any) -> list[dict[str, Any]]:
    """One line a person, the page that spoke last."""
    newest: dict[int, Present] = {}
    for row in sorted(others, key=lambda row: row.seen):
        newest[row.user_id] = row
    rows = sorted(newest.values(), key=lambda row: row.since, reverse=True)
    return [
        {
            "name": row.name,
            "since": f"{timezone.localtime(row.since):%H:%M}",
            "part": row.part,
            "own": row.user_id == user.pk,
        }
        for row in rows
    ]
