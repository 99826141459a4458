"""The portal's own PostgreSQL and Valkey, for machines that name no servers of their own.

Several commands share one cluster: each holds a shared lock on its users file, and the one that can turn it into an
exclusive lock is the last and stops the servers. The kernel drops the lock of a killed process, so no user is stale.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from campaign_portal.embedded import postgres, valkey
from campaign_portal.embedded.places import ROOT, Cluster, EmbeddedError, layout

__all__ = ["ROOT", "Cluster", "EmbeddedError", "cluster_for", "layout", "revive", "running", "start", "stop", "wanted"]

_held: dict[Path, tuple[TextIO, int]] = {}


def cluster_for(settings_module: str) -> Cluster:
    """The cluster that a settings module uses: tests have one of their own."""
    return layout("test" if settings_module.endswith(".test") else "portal")


def wanted() -> tuple[bool, bool]:
    """Which servers the environment leaves to us: (PostgreSQL, Valkey)."""
    return not os.environ.get("DATABASE_URL"), not os.environ.get("REDIS_URL")


@contextlib.contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster runs inside the block; the last of all its users, in whatever process, stops it."""
    start(cluster)
    try:
        yield cluster
    finally:
        stop(cluster)


def start(cluster: Cluster) -> bool:
    """Count this process as a user and start what does not run yet. Returns whether it was the first user.

    Raises EmbeddedError with one Chinese sentence when a server does not come up.
    """
    if not any(wanted()):
        return False
    if cluster.home in _held:
        handle, count = _held[cluster.home]
        _held[cluster.home] = (handle, count + 1)
        return False
    cluster.prepare()
    with _mutex(cluster):
        handle = (cluster.home / "users.lock").open("a")
        first = _try_exclusive(handle)
        fcntl.flock(handle, fcntl.LOCK_SH)
        _held[cluster.home] = (handle, 1)
        try:
            _start_servers(cluster)
        except BaseException:
            _held.pop(cluster.home)[0].close()
            raise
    return first


def _start_servers(cluster: Cluster) -> None:
    own_database, own_broker = wanted()
    if own_database:
        postgres.start(cluster)
    if own_broker:
        valkey.start(cluster)


def revive(cluster: Cluster) -> list[str]:
    """Start again what was killed while this process uses the cluster; the names of the servers that were down."""
    own_database, own_broker = wanted()
    down = ["PostgreSQL"] if own_database and not postgres.is_running(cluster) else []
    down += ["Valkey"] if own_broker and not valkey.is_running(cluster) else []
    if down:
        with _mutex(cluster):
            _start_servers(cluster)
    return down


def stop(cluster: Cluster) -> None:
    """Stop being a user; stop the servers when nobody else is one."""
    if cluster.home not in _held:
        return
    handle, count = _held.pop(cluster.home)
    if count > 1:
        _held[cluster.home] = (handle, count - 1)
        return
    with _mutex(cluster), handle:
        if _try_exclusive(handle):
            valkey.stop(cluster)
            postgres.stop(cluster)
            cluster.clean()


def _try_exclusive(handle: TextIO) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _mutex(cluster: Cluster) -> Iterator[None]:
    """One start or stop at a time, over all processes."""
    with (cluster.home / "start.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
