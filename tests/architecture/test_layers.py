"""Imports go down only: the contracts of pyproject.toml hold."""

import re
import subprocess
import sys

from .sources import ROOT, sources


def test_import_contracts_are_kept():
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\b0 broken\b", done.stdout), done.stdout


def test_business_code_reads_only_the_portal_clock():
    """Demo data and tests stand on any day; forensic and technical timestamps stay real (core, health)."""
    real = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|datetime\.today\(|utcnow\(|localdate\(")
    allowed = {"apps/core/clock.py", "apps/core/tasks.py", "apps/core/services/heartbeats.py", "apps/portal/health.py"}
    found = [
        f"{path}:{number}"
        for path in sources()
        if path.startswith("apps/") and path not in allowed
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), start=1)
        if real.search(line)
    ]
    assert found == []


def test_services_know_no_http():
    names = re.compile(
        r"^\s*(from|import) django\.(http|shortcuts|contrib\.messages|urls)\b|\brequest\s*(: Http|\.[a-z]\w*)"
    )
    below_views = re.compile(r"apps/\w+/(services|queries|rules|models|querysets|transitions|choices)(/|\.py)")
    # An address in a notice or on a model is not HTTP: reverse alone is allowed.
    found = [
        f"{path}:{number}: {line.strip()}"
        for path in sources()
        if below_views.match(path)
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), start=1)
        if names.search(line) and "import reverse" not in line and "import NoReverseMatch, reverse" not in line
    ]
    assert found == []
