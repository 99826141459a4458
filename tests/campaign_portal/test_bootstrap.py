from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from campaign_portal import bootstrap


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A directory with locks, and an environment whose Python is this one."""
    (tmp_path / "campaign_portal").mkdir()
    for name in bootstrap.LOCKS.values():
        (tmp_path / "campaign_portal" / name).write_text(f"# {name}\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    return tmp_path


def test_environment_with_the_packages_is_left_alone(tmp_path) -> None:
    bootstrap.ensure_environment("migrate", root=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_test_stamp_satisfies_both_levels(checkout) -> None:
    bootstrap.write_stamp(checkout, "test")
    assert set(json.loads((checkout / ".venv" / "portal-stamp.json").read_text())) == {"runtime", "test"}


def test_environment_made_for_tests_stays_one(checkout) -> None:
    assert bootstrap.wanted_level("demo", checkout / ".venv") == "runtime"
    bootstrap.write_stamp(checkout, "test")
    assert bootstrap.wanted_level("demo", checkout / ".venv") == "test"


def test_changed_lock_makes_the_stamp_stale(checkout) -> None:
    bootstrap.write_stamp(checkout, "runtime")
    assert bootstrap._is_fresh(checkout, "runtime")
    (checkout / "campaign_portal" / bootstrap.LOCKS["runtime"]).write_text("# other\n")
    assert not bootstrap._is_fresh(checkout, "runtime")


def test_old_python_is_refused_with_one_sentence(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit) as refusal:
        bootstrap.ensure_environment("demo", root=tmp_path)
    assert refusal.value.code == 2
    assert capsys.readouterr().err == "需要 Python 3.11 或更高版本，当前为 3.9。\n"


def test_directory_that_cannot_be_written_is_refused(capsys) -> None:
    with pytest.raises(SystemExit) as refusal, bootstrap._one_at_a_time(Path("/proc/nowhere")):
        pass
    assert refusal.value.code == 2
    assert "不可写" in capsys.readouterr().err


def test_pip_configuration_reaches_uv(checkout, monkeypatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "/one /two")
    found = bootstrap.uv_environment(checkout / ".venv")
    assert found["UV_DEFAULT_INDEX"] == "https://packages.example/simple"
    assert found["UV_FIND_LINKS"] == "/one,/two"


def test_bootstrap_needs_the_standard_library_alone() -> None:
    """It runs before anything is installed."""
    code = "import sys; sys.path.insert(0, '.'); import campaign_portal.bootstrap; print(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", code]
    done = subprocess.run(command, cwd=bootstrap.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not {"django", "celery", "environ"} & set(done.stdout.split())
