"""The suite's servers, and what every test may rely on."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from campaign_portal import embedded
from campaign_portal.embedded.guard import guarded
from tests import databases, shared

servers = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start the test cluster before Django makes its databases; the first of all its users clears old ones away."""
    cluster = embedded.layout("test")
    first = embedded.start(cluster)
    servers.callback(embedded.stop, cluster)
    if not hasattr(config, "workerinput"):
        servers.enter_context(guarded(cluster))
    if first and embedded.wanted()[0]:
        # Named after a process: left by a run that was killed.
        databases.drop("^(test_portal|journey)_p[0-9]+")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Migrate once for all processes and runs; a test database is a clone (14 s become 0.2 s)."""
    databases.migrated_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Generator[None, None, None]:
    """Before the test database is dropped nobody is connected to it, be it a thread whose test is long over."""
    yield
    from django.db import connections

    with django_db_blocker.unblock():
        name = connections["default"].settings_dict["NAME"]
        connections.close_all()
        databases.disconnect(name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast files first; of the slow ones the longest first, so that in the end no process waits long for the other."""
    seconds: dict[Path, int] = {}
    for item in items:
        mark = item.get_closest_marker("slow") or item.get_closest_marker("journey")
        if mark:
            seconds[item.path] = max(seconds.get(item.path, 0), mark.kwargs.get("seconds", 20))
    items.sort(key=lambda item: (-seconds[item.path], str(item.path)) if item.path in seconds else (-1_000_000, ""))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that commits finds no rows of its module's."""
    if shared.commits(item):
        shared.clear_away()


def pytest_collection_finish() -> None:
    """What the suite has loaded stays to its end: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster unless another run uses it, and remove the files that the tests stored."""
    from django.conf import settings

    shutil.rmtree(Path(settings.MEDIA_ROOT), ignore_errors=True)
    if not embedded.wanted()[0] and not hasattr(config, "workerinput"):
        # On somebody's server nothing of ours stays; on our own the templates save the next run their making.
        databases.drop("^(migrated|journeytemplate)_[0-9a-f]{12}$")
    servers.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Where CI promises a browser, a journey that was skipped has failed."""
    report = yield
    if report.skipped and item.get_closest_marker("journey") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped under CI: {report.longrepr}"
    return report
