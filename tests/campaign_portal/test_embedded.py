from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from campaign_portal import embedded
from campaign_portal.embedded import postgres, valkey
from campaign_portal.embedded.places import LONGEST_SOCKET_DIRECTORY

USER = """
import sys
from pathlib import Path
from campaign_portal import embedded
with embedded.running(embedded.layout("test", Path(sys.argv[1]))):
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[embedded.Cluster]:
    """A cluster for a checkout in a directory of mode 0700, as temporary directories are."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    cluster = embedded.layout("test", tmp_path)
    yield cluster
    valkey.stop(cluster)
    postgres.stop(cluster)
    for path in (cluster.home, cluster.run, cluster.home.parent if cluster.private else cluster.home):
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def user(tmp_path: Path) -> Iterator:
    """Starts other processes that use the cluster until their input ends."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", USER, str(tmp_path)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=embedded.ROOT)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def leave(process: subprocess.Popen[bytes]) -> None:
    process.communicate(timeout=60)


def runs(cluster: embedded.Cluster) -> bool:
    return postgres.is_running(cluster) and valkey.is_running(cluster)


def test_layout_starts_and_makes_nothing(tmp_path) -> None:
    cluster = embedded.layout("portal", tmp_path)
    assert cluster.database_url.startswith("postgres://portal@/portal?host=")
    assert cluster.redis_url == f"redis+socket://{cluster.valkey_socket}"
    assert list(tmp_path.iterdir()) == []


def test_socket_directory_is_short_however_long_the_checkout_is(tmp_path) -> None:
    deep = tmp_path / ("long-name-" * 12) / "checkout"
    deep.mkdir(parents=True)
    assert len(str(embedded.layout("test", deep).run)) <= LONGEST_SOCKET_DIRECTORY
    assert embedded.layout("test", deep).run != embedded.layout("portal", deep).run


def test_two_checkouts_never_share_a_cluster(tmp_path) -> None:
    homes = {embedded.layout("portal", tmp_path / name).run for name in ("one", "two")}
    assert len(homes) == 2


def test_running_serves_both_and_stops_both(cluster) -> None:
    with embedded.running(cluster):
        with psycopg.connect(host=str(cluster.run), user="portal", dbname="portal") as connection:
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        with redis.Redis(unix_socket_path=str(cluster.valkey_socket)) as client:
            assert client.config_get("port")["port"] == "0"
    assert not postgres.is_running(cluster)
    assert not valkey.is_running(cluster)


def test_root_keeps_what_others_cannot_reach_elsewhere(cluster, tmp_path) -> None:
    tmp_path.chmod(0o700)
    cluster = embedded.layout("test", tmp_path)
    assert cluster.private == (os.geteuid() == 0)
    assert tmp_path not in cluster.home.parents or not cluster.private


def test_last_user_stops_the_cluster(cluster, user) -> None:
    first, second = user(), user()
    assert first.stdout.readline() == second.stdout.readline() == b"ready\n"
    leave(first)
    assert runs(cluster)
    leave(second)
    assert not runs(cluster)


def test_killed_user_does_not_keep_the_cluster_running(cluster, user) -> None:
    killed, second = user(), user()
    assert killed.stdout.readline() == second.stdout.readline() == b"ready\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    leave(second)
    assert not runs(cluster)


def test_cluster_of_a_killed_user_is_taken_over(cluster, user) -> None:
    killed = user()
    assert killed.stdout.readline() == b"ready\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    with embedded.running(cluster):
        assert runs(cluster)
    assert not runs(cluster)


def test_killed_servers_are_revived_with_their_data(cluster) -> None:
    with embedded.running(cluster):
        assert embedded.revive(cluster) == []
        with psycopg.connect(host=str(cluster.run), user="portal", dbname="portal", autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
            connection.execute("CHECKPOINT")
        for pid_file in (cluster.data / "postmaster.pid", cluster.home / "valkey.pid"):
            os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
        time.sleep(0.2)
        assert embedded.revive(cluster) == ["PostgreSQL", "Valkey"]
        assert runs(cluster)
        with psycopg.connect(host=str(cluster.run), user="portal", dbname="portal") as connection:
            assert connection.execute("SELECT value FROM kept").fetchone() == (7,)


def test_named_servers_are_used_instead(cluster, monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@elsewhere/portal")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/0")
    with embedded.running(cluster):
        assert not cluster.home.exists()


def test_only_the_part_that_is_not_named_is_started(cluster, monkeypatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/0")
    with embedded.running(cluster):
        assert postgres.is_running(cluster)
        assert not valkey.is_running(cluster)


def test_a_copy_of_a_running_cluster_never_stops_the_original(cluster: embedded.Cluster, tmp_path: Path) -> None:
    embedded.start(cluster)
    copied = embedded.layout("test", tmp_path / "copy")
    copied.data.mkdir(parents=True)
    shutil.copy(cluster.data / "postmaster.pid", copied.data)
    assert not postgres.is_running(copied)
    postgres.stop(copied)
    assert postgres.is_running(cluster)
