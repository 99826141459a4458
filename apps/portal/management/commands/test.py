"""`manage.py test`: the whole suite under pytest, in real servers and a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Any

from django.core.management.base import BaseCommand

from campaign_portal.embedded import ROOT

BROWSER = "/usr/bin/chromium"
# A file stays with one process, which starts a portal of its own for the journeys that it gets. (Groups would keep
# all journeys together, but xdist 3.8 cannot tell its groups to pytest 9.2.) The order of files is the suite's own.
DEFAULT = ["tests/", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


class Command(BaseCommand):
    """Hands the arguments to pytest as they are; without any, runs everything on two processes."""

    help = "运行全部测试（参数原样交给 pytest）。"
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Django would parse the arguments; they are pytest's."""
        ensure_browser()
        os.chdir(ROOT)
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *(argv[2:] or DEFAULT)])

    def handle(self, *args: Any, **options: Any) -> None:
        """Called by name from code: the same."""
        self.run_from_argv(["manage.py", "test", *args])


def missing_packages() -> list[str]:
    """The Debian packages that the journeys need and the machine lacks."""
    browser = [] if os.path.exists(BROWSER) else ["chromium"]
    font = [] if _has_chinese_font() else ["fonts-noto-cjk"]
    return browser + font


def _has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return os.path.isdir("/usr/share/fonts/opentype/noto")
    return bool(subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True).stdout.strip())


def ensure_browser() -> None:
    """Install Chromium and a Chinese font where that is possible, else say how; journeys skip without a browser."""
    missing = missing_packages()
    if not missing:
        return
    command = f"apt-get install {' '.join(missing)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"缺少浏览器或中文字体，浏览器测试将跳过；请执行 {command}。", flush=True)
        return
    print(f"正在安装 {'、'.join(missing)}……", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet: dict[str, Any] = {"env": environment, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-q"], **quiet)
    if subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing], **quiet).returncode:
        print(f"安装失败，浏览器测试将跳过；请手工执行 {command}。", flush=True)
