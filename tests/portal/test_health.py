from __future__ import annotations

import datetime

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import RequestFactory
from django.utils import timezone

from apps.core.models import Heartbeat
from apps.core.services.heartbeats import SILENCE_SECONDS
from apps.portal.health import healthz

PARTS = {"database", "broker", "worker", "beat", "storage"}


def ask() -> tuple[int, dict]:
    import json

    response = healthz(RequestFactory().get("/healthz/"))
    return response.status_code, json.loads(response.content)


def hear(component: str, *, seconds_ago: int = 0) -> None:
    moment = timezone.now() - datetime.timedelta(seconds=seconds_ago)
    Heartbeat.objects.update_or_create(component=component, defaults={"at": moment})


@pytest.fixture(autouse=True)
def _no_memory() -> None:
    cache.clear()


@pytest.mark.django_db
def test_healthz_is_ok_when_every_part_answers() -> None:
    hear("worker")
    hear("beat")
    status, answer = ask()
    assert status == 200
    assert answer["status"] == "ok"
    assert {name for name in PARTS if answer[name]["ok"]} == PARTS
    assert all(answer[name]["latency_ms"] >= 0 for name in PARTS)


@pytest.mark.django_db
def test_healthz_is_degraded_when_the_worker_is_silent() -> None:
    hear("worker", seconds_ago=SILENCE_SECONDS + 1)
    hear("beat")
    status, answer = ask()
    assert (status, answer["status"]) == (200, "degraded")
    assert (answer["worker"]["ok"], answer["beat"]["ok"]) == (False, True)


@pytest.mark.django_db
def test_healthz_is_degraded_when_nothing_was_ever_heard() -> None:
    status, answer = ask()
    assert (status, answer["status"], answer["beat"]["ok"]) == (200, "degraded", False)


@pytest.mark.django_db
def test_healthz_is_degraded_when_the_broker_is_gone(settings, tmp_path) -> None:
    settings.REDIS_CLIENT_URL = f"unix://{tmp_path}/nobody.sock"
    status, answer = ask()
    assert (status, answer["status"], answer["broker"]["ok"]) == (200, "degraded", False)
    assert answer["broker"]["latency_ms"] < 1000


@pytest.mark.django_db
def test_healthz_is_degraded_when_files_cannot_be_written(settings) -> None:
    settings.MEDIA_ROOT = "/proc/nowhere"
    status, answer = ask()
    assert (status, answer["status"], answer["storage"]["ok"]) == (200, "degraded", False)


@pytest.mark.django_db(transaction=True)
def test_healthz_is_503_when_the_database_is_down(tmp_path) -> None:
    connection = connections["default"]
    connection.close()
    host = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = str(tmp_path)
    try:
        status, answer = ask()
    finally:
        connection.close()
        connection.settings_dict["HOST"] = host
    assert (status, answer["status"]) == (503, "down")
    assert not answer["database"]["ok"]
    assert answer["broker"]["ok"]
