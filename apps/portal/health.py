"""/healthz/: what monitoring asks. Every part is measured alone; a part that fails is an answer, never an error."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

from apps.core import scanning
from apps.core.services.heartbeats import is_silent, last_beats
from apps.organizations.services import last_repair

logger = logging.getLogger(__name__)


@login_not_required  # monitoring has no account
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """JSON with `status` (ok, degraded, down) and each part's `ok` and `latency_ms`; 503 when the database is down."""
    parts = {
        "database": _measure(_ask_database),
        "broker": _measure(_ask_broker),
        "worker": _measure(lambda: _heard("worker")),
        "beat": _measure(lambda: _heard("beat")),
        "storage": _measure(_ask_storage),
    }
    if scanning.is_on():
        parts["virus_scan"] = _measure(scanning.answers)
    repair = _paths_repaired()
    up = parts["database"]["ok"]
    status = "ok" if all(part["ok"] for part in parts.values()) else "degraded" if up else "down"
    told = {"virus_scan": "off", **parts, "path_repair": repair}
    return JsonResponse({"status": status, **told}, status=200 if up else 503)


def _measure(ask: Callable[[], bool]) -> dict[str, Any]:
    begun = time.perf_counter()
    try:
        ok = ask()
    except Exception as error:  # any failure of a part is what this page is there to tell
        logger.warning("health: %s", error)
        ok = False
    return {"ok": ok, "latency_ms": round((time.perf_counter() - begun) * 1000, 1)}


def _ask_database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _ask_broker() -> bool:
    url = settings.REDIS_CLIENT_URL
    with redis.Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=1, retry=Retry(NoBackoff(), 0)) as client:
        return bool(client.ping())


def _paths_repaired() -> dict[str, Any] | None:
    """What the nightly check of paths found last; it tells of the past and makes nothing degraded."""
    try:
        return last_repair()
    except Exception as error:  # the cache may be away
        logger.warning("health: %s", error)
        return None


def _heard(component: str) -> bool:
    """Whether the component's last heartbeat, in real time, is recent."""
    return not is_silent(last_beats().get(component))


def _ask_storage() -> bool:
    """Write and remove a file, at most every ten seconds: the page is open to anyone."""
    if cache.get("healthz-storage"):
        return True
    name = default_storage.save("healthz/probe", ContentFile(b"ok"))
    default_storage.delete(name)
    cache.set("healthz-storage", True, 10)
    return True
