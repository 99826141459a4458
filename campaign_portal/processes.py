"""Runs the portal's processes (web, Celery worker, Celery beat) as children, restarts them and stops them all."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from campaign_portal.embedded import ROOT

PR_SET_PDEATHSIG = 1
START_SECONDS = 60.0
SETTLE_SECONDS = 20.0
STOP_SECONDS = 10.0
# This many deaths of one process within the window (seconds) end the portal.
DEATHS, WINDOW = 3, 60.0
TITLES = {"web": "网页服务", "worker": "后台任务进程", "beat": "定时调度进程"}


class ProcessError(RuntimeError):
    """The portal cannot run; the message is one sentence for a person."""


@dataclass
class Child:
    """One process of the portal and when it died lately."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)


class Portal:
    """Web, worker and beat on 127.0.0.1:`port`, against the servers that `env` names.

    Args: `env`, variables over this process's own (DATABASE_URL, REDIS_URL, DJANGO_SETTINGS_MODULE …); `logs`, the
    directory that takes one log per process and beat's schedule; `host`, the address to listen on.
    `start` and `restart_dead` must be called from the thread that lives as long as the portal: children end with it.
    """

    def __init__(self, port: int, env: dict[str, str], *, logs: Path, host: str = "127.0.0.1") -> None:
        self.port, self.host, self.logs = port, host, logs
        self.env = {**os.environ, "DJANGO_SETTINGS_MODULE": "campaign_portal.settings.demo", **env}
        self.children = {name: Child(name, command) for name, command in self._commands().items()}

    @property
    def url(self) -> str:
        """Address without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def _commands(self) -> dict[str, list[str]]:
        """The threads pool keeps the worker one process: light, and nothing of it can be orphaned."""
        python = sys.executable
        gunicorn = f"-m gunicorn campaign_portal.wsgi --bind {self.host}:{self.port} --worker-class gthread"
        celery = "-m celery -A campaign_portal"
        worker = f"worker --pool threads --concurrency 2 --loglevel INFO --without-gossip --without-mingle -n web{self.port}@%h"
        beat = ["beat", "--loglevel", "INFO", "--pidfile", "", "--schedule", str(self.logs / "beat-schedule")]
        options = "--workers 2 --threads 4 --graceful-timeout 5 --timeout 60 --preload --no-control-socket"
        return {
            "web": [python, *gunicorn.split(), *options.split()],
            "worker": [python, *celery.split(), *worker.split()],
            "beat": [python, *celery.split(), *beat],
        }

    def start(self) -> None:
        """Start all and wait until the web answers. Raises ProcessError (and stops all) when it does not."""
        self.logs.mkdir(parents=True, exist_ok=True)
        for name in self.children:
            (self.logs / f"{name}.log").write_bytes(b"")
            self._spawn(name)
        try:
            self._wait_until_up()
        except BaseException:
            self.stop()
            raise

    def _spawn(self, name: str) -> None:
        child = self.children[name]
        with (self.logs / f"{name}.log").open("ab") as log:
            child.process = subprocess.Popen(
                child.command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(),
            )

    def _wait_until_up(self) -> None:
        """The web must answer; worker and beat, which start beside it, are given a little longer to show life."""
        if not self._wait_for({"ok", "degraded"}, START_SECONDS):
            raise ProcessError(f"门户未能在 {START_SECONDS:.0f} 秒内启动，详情见 {self.logs / 'web.log'}。")
        self._wait_for({"ok"}, SETTLE_SECONDS)

    def _wait_for(self, states: set[str], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.restart_dead()
            if health(self.url) in states:
                return True
            time.sleep(0.1)
        return False

    def restart_dead(self, tell: Callable[[str], None] = lambda sentence: None) -> None:
        """Start again what has died, telling so. Raises ProcessError when one process dies again and again."""
        for name, child in self.children.items():
            if child.process is None or child.process.poll() is None:
                continue
            now = time.monotonic()
            child.deaths = [*(moment for moment in child.deaths if now - moment < WINDOW), now]
            if len(child.deaths) >= DEATHS:
                raise ProcessError(f"{TITLES[name]}反复退出，已停止，详情见 {self.logs / f'{name}.log'}。")
            tell(f"{TITLES[name]}意外退出（代码 {child.process.returncode}），正在重新启动。")
            _kill_group(child.process.pid, signal.SIGKILL)
            self._spawn(name)

    def stop(self) -> None:
        """End all processes and their children; after ten seconds by force."""
        living = [child.process for child in self.children.values() if child.process]
        for process in living:
            _kill_group(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in living:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            _kill_group(process.pid, signal.SIGKILL)
            process.wait()
        for child in self.children.values():
            child.process = None


def _kill_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def die_with_parent() -> Callable[[], None]:
    """What a child runs before its program: the kernel sends it SIGTERM when the thread that started it ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def health(url: str) -> str | None:
    """The `status` of the portal at the address (apps/portal/health.py), or None when it does not answer."""
    try:
        with urllib.request.urlopen(f"{url}/healthz/", timeout=2) as response:
            return str(json.load(response)["status"])
    except (OSError, ValueError, KeyError):
        return None


def port_problem(port: int, host: str = "127.0.0.1") -> str | None:
    """The sentence that says why the port cannot be used, or None."""
    if not 1 <= port <= 65535:
        return f"端口 {port} 无效，请用 1 至 65535 之间的数。"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return f"没有使用端口 {port} 的权限，请用 --port 另选 1024 以上的端口。"
        except OSError:
            return f"端口 {port} 已被占用，请用 --port 另选端口。"
    return None


def free_port() -> int:
    """A TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
