"""ruff, its formatter and mypy have nothing to say."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .sources import ROOT


def run(program: str, *arguments: str) -> None:
    beside = Path(sys.executable).with_name(program)
    command = str(beside) if beside.exists() else shutil.which(program)
    assert command, f"{program} is not installed"
    done = subprocess.run([command, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]


def test_ruff_is_content():
    run("ruff", "check", "--no-cache", ".")


def test_code_is_formatted():
    run("ruff", "format", "--no-cache", "--check", ".")


@pytest.mark.slow
def test_types_agree():
    run("mypy")
