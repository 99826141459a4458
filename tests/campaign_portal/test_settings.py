from __future__ import annotations

import os
import subprocess
import sys

import pytest

from campaign_portal.embedded import ROOT
from campaign_portal.settings.base import cache_url, celery_url, database_settings
from campaign_portal.settings.safety import problem

SECRET = "x1" * 30
SERVICE = {"PORTAL_SECRET_KEY": SECRET, "PORTAL_ALLOWED_HOSTS": "portal.example"}


def start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Import the settings of production in a process of its own."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DJANGO_"))}
    code = "from django.conf import settings; print(settings.SESSION_COOKIE_SECURE, settings.DEBUG)"
    env = {**known, "DJANGO_SETTINGS_MODULE": "campaign_portal.settings.production", **environment}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)


def test_production_starts_with_its_own_secret() -> None:
    assert start(SERVICE).stdout.split() == ["True", "False"]


def test_production_refuses_the_default_secret() -> None:
    done = start({**SERVICE, "PORTAL_SECRET_KEY": ""})
    assert done.returncode != 0
    assert "必须设置 PORTAL_SECRET_KEY" in done.stderr


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"secret_key": "development-only"}, "必须设置 PORTAL_SECRET_KEY"),
        ({"secret_key": "short"}, "必须设置 PORTAL_SECRET_KEY"),
        ({"debug": True}, "不得开启调试"),
        ({"hosts": ["*"]}, "必须设置 PORTAL_ALLOWED_HOSTS"),
        ({"hosts": []}, "必须设置 PORTAL_ALLOWED_HOSTS"),
    ],
)
def test_what_is_unsafe_is_named(change, reason) -> None:
    found = problem(**{"secret_key": SECRET, "debug": False, "hosts": ["portal.example"], **change})
    assert (found is None) if reason is None else (reason in (found or ""))


def test_database_url_may_name_a_directory_of_sockets() -> None:
    settings = database_settings("postgres://portal@/portal?host=%2Frun%2Fa%20b")
    assert (settings["HOST"], settings["NAME"], settings["USER"]) == ("/run/a b", "portal", "portal")


def test_database_url_keeps_its_options() -> None:
    settings = database_settings("postgres://u:p%40@db.example:5433/portal?sslmode=require")
    assert (settings["HOST"], settings["PORT"], settings["PASSWORD"]) == ("db.example", 5433, "p@")
    assert settings["OPTIONS"]["sslmode"] == "require"


def test_redis_url_of_a_socket_has_two_spellings() -> None:
    assert celery_url("unix:///run/v.sock?db=2") == "redis+socket:///run/v.sock?virtual_host=2"
    assert cache_url("redis+socket:///run/v.sock?virtual_host=2") == "unix:///run/v.sock?db=2"
    assert celery_url("redis://r.example:6379/1") == cache_url("redis://r.example:6379/1") == "redis://r.example:6379/1"
