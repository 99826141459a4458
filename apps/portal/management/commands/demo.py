"""`manage.py demo`: everything up on this machine, with realistic data, until it is stopped."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, connections

from campaign_portal import demo, embedded
from campaign_portal.embedded.guard import guarded
from campaign_portal.processes import Portal, ProcessError, port_problem
from campaign_portal.secrets import kept_secret

STATE = embedded.ROOT / ".portal"
PASSWORD_LENGTH = 12


class Stopped(BaseException):
    """Somebody asked the demonstration to end."""


class Command(BaseCommand):
    """Starts the servers, lays out the data once, runs web, worker and beat, and stops all of it on Ctrl-C or SIGTERM."""

    help = "启动演示：数据库、后台任务、网页服务和演示数据。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="网页端口，默认 8000。")
        parser.add_argument("--fresh", action="store_true", help="清空演示数据后重新生成。")
        parser.add_argument("--prepare-only", action="store_true", help="只建立数据，不启动服务。")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = float(os.environ.pop("PORTAL_BEGUN", time.time()))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        try:
            if options["prepare_only"]:
                with guarded(self._cluster()):
                    self._lay_out(fresh=options["fresh"])
                return
            if problem := port_problem(options["port"]):
                raise demo.DemoError(problem)
            with _only_one(), guarded(self._cluster()):
                self._lay_out(fresh=options["fresh"])
                self._serve(options["port"], begun)
        except Stopped:
            self._tell("演示已停止，数据已保留。")
        except (demo.DemoError, embedded.EmbeddedError, ProcessError) as error:
            print(error, file=sys.stderr, flush=True)
            raise SystemExit(2) from error
        finally:
            connections.close_all()

    def _tell(self, sentence: str) -> None:
        print(sentence, flush=True)

    def _cluster(self) -> embedded.Cluster:
        cluster = embedded.layout("portal")
        if cluster.private and any(embedded.wanted()):
            self._tell(f"当前目录不允许其他账户进入，数据库文件改放在 {cluster.home}。")
        return cluster

    def _lay_out(self, *, fresh: bool) -> None:
        if fresh:
            demo.wipe()
            self._tell("演示数据已清空。")
        demo.lay_out(self._password(), self._tell)
        connection.close()

    def _password(self) -> str:
        return os.environ.get("PORTAL_DEMO_PASSWORD") or kept_secret(STATE / "demo-password", PASSWORD_LENGTH)

    def _serve(self, port: int, begun: float) -> None:
        """Run until a signal; a dead process is started again."""
        portal = Portal(port, self._addresses(), logs=STATE / "log")
        try:
            portal.start()
            self._greet(portal.url, time.time() - begun)
            while True:
                time.sleep(0.5)
                for server in embedded.revive(embedded.layout("portal")):
                    self._tell(f"{server} 意外退出，已重新启动。")
                portal.restart_dead(self._tell)
        finally:
            _ignore_signals()
            portal.stop()

    def _addresses(self) -> dict[str, str]:
        """The servers' addresses for the children, so that none of them starts servers of its own."""
        cluster = embedded.layout("portal")
        return {
            "DATABASE_URL": os.environ.get("DATABASE_URL") or cluster.database_url,
            "REDIS_URL": os.environ.get("REDIS_URL") or cluster.redis_url,
            "PORTAL_SECRET_KEY": settings.SECRET_KEY,
        }

    def _greet(self, url: str, seconds: float) -> None:
        accounts = "\n".join(f"  {name:<14} {title}" for name, title in demo.ACCOUNTS.items())
        self._tell(
            f"\n示范创建已启动：{url}/\n\n演示账号：\n{accounts}\n演示密码（各账号相同）：{self._password()}\n\n"
            f"启动用时 {seconds:.0f} 秒。按 Ctrl-C 停止。"
        )


def _stop(number: int, frame: Any) -> None:
    _ignore_signals()
    raise Stopped


def _ignore_signals() -> None:
    """Once it ends, it ends: a second Ctrl-C must not leave a process behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Two demonstrations would share one set of data, and --fresh would take it from under the other."""
    path: Path = STATE / "demo.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("a")
    except OSError as error:
        raise demo.DemoError(f"目录 {STATE} 不可写，请检查权限后重试。") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise demo.DemoError("演示已在本目录运行，请先停止后再启动。") from error
        yield
