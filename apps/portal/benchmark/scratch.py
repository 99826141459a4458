"""A database of its own for a measurement with real processes, dropped afterwards."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

#: Nobody listens there: the processes of the measurement are the only workers.
NO_BROKER = "redis://127.0.0.1:1/0"


def step(name: str, env: dict[str, str]) -> subprocess.Popen[str]:
    """One part of a measurement in a process of its own (``benchmark --step``)."""
    command = [sys.executable, "manage.py", "benchmark", "--step", name]
    return subprocess.Popen(
        command, cwd=settings.ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@contextlib.contextmanager
def scratch_database(template: str, broker: str = NO_BROKER) -> Iterator[dict[str, str]]:
    """The environment of processes that work in a database of their own on the same server."""
    name = connection.ops.quote_name(plain := f"benchmark_p{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {connection.ops.quote_name(template)}")
    try:
        yield {**os.environ, "DATABASE_URL": _address(settings.DATABASES["default"], plain), "REDIS_URL": broker}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _address(server: dict[str, Any], name: str) -> str:
    """DATABASE_URL of a database on this server, over a socket or the network."""
    account = ":".join(quote(str(part), safe="") for part in (server["USER"], server["PASSWORD"]) if part)
    host, port = server["HOST"], f":{server['PORT']}" if server["PORT"] else ""
    if not host or host.startswith("/"):
        return f"postgres://{account}@{port}/{name}?host={quote(host, safe='')}"
    return f"postgres://{account}@{host}{port}/{name}"
