"""The demonstration as a fixture: its database is made once for the code and the day, then cloned.

Import ``demo_world`` into a test module. The journeys stand on the same template; whoever needs it first makes it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

from tests.databases import STATE, administer
from tests.journeys.stage import DEMO, make_template

ACCOUNTS = (
    "office",
    "district",
    "township",
    "secretary",
    "inspector",
    "leader",
    "auditor",
    "administrator",
    "security",
)


@pytest.fixture(scope="module")
def demo_world(django_db_setup: None, django_db_blocker) -> Iterator[SimpleNamespace]:
    """The module's tests stand on a copy of the demonstration; what they write is rolled back.

    Yields the login names of the nine accounts as ``accounts``.
    """
    template = make_template(DEMO)
    name = f"test_portal_p{os.getpid()}_demo"
    administer("CREATE DATABASE {} TEMPLATE {}", name, template)
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=STATE / "files" / template):
        before = connection.settings_dict["NAME"]
        _switch(name)
        try:
            yield SimpleNamespace(accounts=ACCOUNTS, database=name)
        finally:
            _switch(before)
            administer("DROP DATABASE {} WITH (FORCE)", name)


def _switch(name: str) -> None:
    """Another database under the same connection, and nothing remembered of the one before."""
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    cache.clear()
