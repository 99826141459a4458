from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from campaign_portal.processes import Child, Portal, ProcessError, die_with_parent, free_port, port_problem
from campaign_portal.secrets import kept_secret

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def portal_of(tmp_path: Path, **commands: list[str]) -> Portal:
    """A portal whose processes are other programs."""
    portal = Portal(free_port(), {}, logs=tmp_path)
    portal.children = {name: Child(name, command) for name, command in commands.items()}
    for name in commands:
        portal._spawn(name)
    return portal


def pid_of(portal: Portal, name: str) -> int:
    process = portal.children[name].process
    assert process is not None
    return process.pid


def test_taken_port_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert port_problem(port) == f"端口 {port} 已被占用，请用 --port 另选端口。"
    assert port_problem(70000) == "端口 70000 无效，请用 1 至 65535 之间的数。"


def test_dead_process_is_started_again(tmp_path) -> None:
    portal = portal_of(tmp_path, web=SLEEPER)
    told: list[str] = []
    try:
        before = pid_of(portal, "web")
        os.kill(before, signal.SIGKILL)
        time.sleep(0.2)
        portal.restart_dead(told.append)
        assert pid_of(portal, "web") != before
        assert told == ["网页服务意外退出（代码 -9），正在重新启动。"]
    finally:
        portal.stop()


def test_process_that_dies_again_and_again_ends_the_portal(tmp_path) -> None:
    portal = portal_of(tmp_path, worker=[sys.executable, "-c", "raise SystemExit(1)"])
    try:
        with pytest.raises(ProcessError, match="后台任务进程反复退出"):
            for _ in range(100):
                portal.restart_dead()
                time.sleep(0.05)
    finally:
        portal.stop()


def test_stop_leaves_no_grandchild(tmp_path) -> None:
    code = "import subprocess, sys; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); p.wait()"
    portal = portal_of(tmp_path, beat=[sys.executable, "-c", code])
    log = tmp_path / "beat.log"
    while not log.read_text().strip():
        time.sleep(0.02)
    grandchild = int(log.read_text())
    portal.stop()
    time.sleep(0.2)
    assert not is_alive(grandchild)


def test_child_ends_when_its_parent_is_killed() -> None:
    code = (
        "import subprocess, sys, time\n"
        "from campaign_portal.processes import die_with_parent\n"
        "child = subprocess.Popen(['sleep', '60'], preexec_fn=die_with_parent(), start_new_session=True)\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    time.sleep(0.3)
    assert not is_alive(child)
    assert callable(die_with_parent())


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie that waits for init does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_kept_secret_stays_and_is_private(tmp_path) -> None:
    path = tmp_path / "inner" / "secret"
    secret = kept_secret(path, 20)
    assert len(secret) == 20
    assert kept_secret(path, 20) == secret
    assert path.stat().st_mode & 0o777 == 0o600
