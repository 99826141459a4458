"""A worker process that is killed within a chunk of a scoring run: what it had ended stays, the rest is done once."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection, transaction

from apps.applications.models import Application
from apps.core import clock
from apps.core.models import StateChange
from apps.evaluations import services
from apps.evaluations.models import Evaluation, ScoringChunk, ScoringRun
from campaign_portal.embedded import ROOT
from tests.databases import database_url
from tests.journeys.stage import broker_url

from .factories import ASSESSMENT_DAY, make_stage

PATIENCE = 40
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def until(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def worker(run: ScoringRun) -> subprocess.Popen:
    code = f"from apps.evaluations.services import compute_scores; compute_scores({run.pk})"
    database = database_url(connection.settings_dict["NAME"])
    env = {**os.environ, "DATABASE_URL": database, "REDIS_URL": broker_url()}
    env["DJANGO_SETTINGS_MODULE"] = settings.SETTINGS_MODULE
    return subprocess.Popen([sys.executable, "manage.py", "shell", "-v0", "-c", code], cwd=ROOT, env=env)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else one look holds for the whole transaction
        cursor.execute(WAITING)
        return cursor.fetchone() == (1,)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_within_a_chunk_loses_nothing_and_doubles_nothing():
    stage = make_stage()
    with clock.moved_to(ASSESSMENT_DAY):
        run = services.start_scoring(actor=stage.office, campaign=stage.campaign, chunk=1)
    with transaction.atomic():
        Application.objects.select_for_update(of=("self",)).get(pk=stage.second.pk)  # holds the worker up
        process = worker(run)
        until(somebody_waits)
        process.kill()
        process.wait()
        assert ScoringChunk.objects.filter(run=run, finished_at=None).count() == 1
        kept = Evaluation.objects.get()
    # The next worker finds the chunk free as soon as the server has noticed the death.
    until(lambda: services.compute_scores(run.pk) or ScoringRun.objects.get(pk=run.pk).status == "done")
    run.refresh_from_db()
    assert run.status == "done"
    assert Evaluation.objects.get(application=stage.first).computed_at == kept.computed_at
    assert sorted(Evaluation.objects.values_list("rank", flat=True)) == [1, 2]
    for application in (stage.first, stage.second):
        assert StateChange.objects.of(application).filter(verb="score").count() == 1
