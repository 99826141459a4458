from __future__ import annotations

import os
import subprocess
import sys

import pytest

from campaign_portal.embedded import ROOT
from campaign_portal.settings.base import cache_url, celery_url, database_settings

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


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"PORTAL_SECRET_KEY": ""}, "必须设置 PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": "development-only"}, "必须设置 PORTAL_SECRET_KEY"),
        ({"PORTAL_DEBUG": "1"}, "不得开启调试"),
        ({"PORTAL_ALLOWED_HOSTS": "*"}, "必须设置 PORTAL_ALLOWED_HOSTS"),
        ({"PORTAL_ALLOWED_HOSTS": ""}, "必须设置 PORTAL_ALLOWED_HOSTS"),
    ],
)
def test_production_refuses(change, reason) -> None:
    done = start({**SERVICE, **change})
    assert done.returncode != 0
    assert reason in done.stderr


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
