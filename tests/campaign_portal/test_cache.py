from __future__ import annotations

import time

from django.core.cache.backends.base import BaseCache
from redis.backoff import NoBackoff
from redis.retry import Retry

from campaign_portal.cache import ForgivingRedisCache


def cache_at(url: str) -> BaseCache:
    options = {"socket_connect_timeout": 0.5, "socket_timeout": 1.0, "retry": Retry(NoBackoff(), 0)}
    return ForgivingRedisCache(url, {"OPTIONS": options})


def test_cache_keeps_values(settings) -> None:
    cache = cache_at(settings.REDIS_CLIENT_URL)
    cache.set("kept", {"value": 7}, 5)
    assert cache.get("kept") == {"value": 7}
    cache.delete("kept")
    assert cache.get("kept", "default") == "default"
    cache.close()


def test_lost_server_is_a_miss_at_once(tmp_path) -> None:
    cache = cache_at(f"unix://{tmp_path}/nobody.sock")
    begun = time.monotonic()
    cache.set("lost", 1)
    assert cache.get("lost") is None
    assert cache.get("lost", "default") == "default"
    assert cache.get_many(["lost"]) == {}
    assert cache.add("lost", 1)
    assert not cache.has_key("lost")
    assert time.monotonic() - begun < 1
