"""A cache that the portal can live without: with Valkey gone, every look-up is a miss and no page fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# What each operation answers when the server cannot be reached.
ANSWERS: dict[str, Any] = {
    "add": True,
    "get": None,
    "set": None,
    "touch": False,
    "delete": False,
    "get_many": {},
    "has_key": False,
    "incr": 1,
    "set_many": None,
    "delete_many": None,
    "clear": False,
}


def _forgiving(name: str, answer: Any) -> Callable[..., Any]:
    def operation(self: RedisCacheClient, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCacheClient, name)(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            logger.warning("cache %s failed: %s", name, error)
            if name == "get":
                return kwargs.get("default", args[1] if len(args) > 1 else None)
            return answer

    operation.__name__ = name
    return operation


class ForgivingClient(RedisCacheClient):
    """Django's client, except that a lost server is a miss."""


for _name, _answer in ANSWERS.items():
    setattr(ForgivingClient, _name, _forgiving(_name, _answer))


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache over ForgivingClient."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
