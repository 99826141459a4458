"""Makes `.venv` from the locks on a machine that has only Python and pip. Standard library only."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
MINIMUM = (3, 11)
LOCKS = {"runtime": "requirements.lock", "test": "requirements-test.lock"}
TEST_COMMANDS = ("test", "benchmark")
# An environment that holds these is somebody's own choice of environment.
MARKERS = ("django", "celery", "psycopg", "pghistory")


def refuse(sentence: str) -> NoReturn:
    """Print one sentence and end with exit code 2."""
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


def ensure_environment(command: str, root: Path = ROOT) -> None:
    """Return inside an environment that holds the locked packages, re-executing this process there if need be.

    Args: `command`, the management command that will run; test commands need the test lock.
    Ends the process with code 2 and one sentence when no environment can be made.
    """
    if sys.version_info < MINIMUM:
        refuse(f"需要 Python 3.11 或更高版本，当前为 {sys.version_info[0]}.{sys.version_info[1]}。")
    venv = root / ".venv"
    if not _is_inside(venv) and _has_packages():
        return
    if not _is_fresh(root, wanted_level(command, venv)):
        with _one_at_a_time(root):
            level = wanted_level(command, venv)
            if not _is_fresh(root, level):
                install(root, level)
    if not _is_inside(venv):
        python = str(venv / "bin" / "python")
        os.execv(python, [python, *sys.argv])


def wanted_level(command: str, venv: Path) -> str:
    """Which lock applies: an environment once made for tests stays one, so that no command removes its packages."""
    if command in TEST_COMMANDS or read_stamp(venv).get("test"):
        return "test"
    return "test" if any(venv.glob("lib/*/site-packages/pytest")) else "runtime"


def lock_hash(root: Path, level: str) -> str:
    """SHA-256 of a lock, with the Python version that it was installed for."""
    text = (root / "campaign_portal" / LOCKS[level]).read_bytes()
    return hashlib.sha256(text + repr(sys.version_info[:2]).encode()).hexdigest()


def read_stamp(venv: Path) -> dict[str, str]:
    """Hashes of the locks that the environment was made from; empty when unknown."""
    try:
        return dict(json.loads((venv / "portal-stamp.json").read_text()))
    except (OSError, ValueError):
        return {}


def write_stamp(root: Path, level: str) -> None:
    """Note that the environment now satisfies `level`; the test lock contains the runtime lock."""
    levels = ["runtime"] if level == "runtime" else ["runtime", "test"]
    stamp = {name: lock_hash(root, name) for name in levels}
    (root / ".venv" / "portal-stamp.json").write_text(json.dumps(stamp))


def _is_inside(venv: Path) -> bool:
    return Path(sys.prefix).resolve() == venv.resolve()


def _has_packages() -> bool:
    return all(importlib.util.find_spec(name) for name in MARKERS)


def _is_fresh(root: Path, level: str) -> bool:
    venv = root / ".venv"
    return (venv / "bin" / "python").exists() and read_stamp(venv).get(level) == lock_hash(root, level)


@contextlib.contextmanager
def _one_at_a_time(root: Path) -> Iterator[None]:
    """Hold a lock while the environment is made; this also finds out whether the directory can be written."""
    try:
        (root / ".portal").mkdir(exist_ok=True)
        handle = (root / ".portal" / "bootstrap.lock").open("w")
    except OSError:
        refuse(f"目录 {root} 不可写，请检查权限或更换目录后重试。")
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def install(root: Path, level: str) -> None:
    """Make `.venv` when it is missing and install exactly the packages of the lock `level`, checked by hash."""
    begun = time.time()
    # The demo tells how long its first start took, this included.
    os.environ.setdefault("PORTAL_BEGUN", str(begun))
    print("正在准备运行环境，首次约需 1 分钟……", flush=True)
    venv = root / ".venv"
    if not (venv / "bin" / "python").exists():
        _make_venv(venv)
    lock = root / "campaign_portal" / LOCKS[level]
    if not (_install_with_uv(venv, lock) or _install_with_pip(venv, lock)):
        refuse("依赖安装失败，请检查网络和 pip 配置后重试（详情见上方输出）。")
    write_stamp(root, level)
    print(f"运行环境已就绪，用时 {time.time() - begun:.0f} 秒。", flush=True)


def _make_venv(venv: Path) -> None:
    """Without pip in the new environment when this Python has one: faster, and Debian splits ensurepip off."""
    if not importlib.util.find_spec("venv"):
        refuse("当前 Python 缺少 venv 模块，请先安装（Debian：apt-get install python3-venv）后重试。")
    own_pip = importlib.util.find_spec("pip")
    if not own_pip and not importlib.util.find_spec("ensurepip"):
        refuse(
            "当前 Python 缺少 pip 和 ensurepip，请先安装（Debian：apt-get install python3-venv python3-pip）后重试。"
        )
    without_pip = ["--without-pip"] if own_pip else []
    made = subprocess.run([sys.executable, "-m", "venv", *without_pip, str(venv)], capture_output=True, text=True)
    if made.returncode:
        refuse("无法创建虚拟环境，请确认 venv 模块完整（Debian：apt-get install python3-venv）且目录可写后重试。")


def _pip(venv: Path) -> list[str]:
    """The pip command that installs into the environment: its own, else the one of the Python that made it."""
    python = str(venv / "bin" / "python")
    if any(venv.glob("lib/*/site-packages/pip")):
        return [python, "-m", "pip"]
    return [getattr(sys, "_base_executable", sys.executable), "-m", "pip", "--python", python]


def _install_with_uv(venv: Path, lock: Path) -> bool:
    uv = venv / "bin" / "uv"
    if not uv.exists() and subprocess.run([*_pip(venv), "install", "-qq", "uv"]).returncode:
        return False
    command = [str(uv), "pip", "sync", "-q", "--python", str(venv / "bin" / "python"), "--require-hashes", str(lock)]
    return subprocess.run(command, env={**uv_environment(venv), **os.environ}).returncode == 0


def _install_with_pip(venv: Path, lock: Path) -> bool:
    """The slower way, for a machine where uv cannot be had or cannot read the package source."""
    return subprocess.run([*_pip(venv), "install", "-q", "--require-hashes", "-r", str(lock)]).returncode == 0


def uv_environment(venv: Path) -> dict[str, str]:
    """What the machine's pip configuration says, in the variables that uv reads (it does not read pip's)."""
    listed = subprocess.run([*_pip(venv), "config", "list"], capture_output=True, text=True).stdout
    options: dict[str, str] = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        key = name.removeprefix(":env:").removeprefix("global.").removeprefix("install.").strip(".")
        # Variables are listed first, and outrank files.
        options.setdefault(key, value.strip("'\"").replace("\\n", " ").strip())
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
        "proxy": "ALL_PROXY",
        "default-timeout": "UV_HTTP_TIMEOUT",
        "timeout": "UV_HTTP_TIMEOUT",
    }
    found = {names[key]: value for key, value in options.items() if key in names and value}
    if "UV_FIND_LINKS" in found:
        found["UV_FIND_LINKS"] = ",".join(found["UV_FIND_LINKS"].split())
    return {**found, "UV_INDEX_STRATEGY": "unsafe-best-match"}
