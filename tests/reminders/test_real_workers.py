"""The real Celery worker, beat and Valkey: killed and stopped in the middle of their work, nothing lost or doubled."""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.reminders import RULE
from apps.campaigns.models import Phase
from apps.core import clock
from apps.core.models import Heartbeat
from apps.organizations.models import Membership
from apps.portal.benchmark.reminders import make_owing
from apps.reminders import services
from apps.reminders.models import Channel, Delivery, Notice, Preference
from campaign_portal.embedded import ROOT
from campaign_portal.embedded.places import valkey_program
from campaign_portal.processes import free_port
from tests.databases import database_url
from tests.factories import LONG_AGO, make_tree, make_user, sign_in

from .servers import MailServer, mail_server
from .test_faults import OWING, lines_of_the_rule, somebody_waits, until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LEFT = dt.timedelta(days=3)
#: Loads the portal once; for each line (the log, Celery's own words) it forks a process that is Celery, and tells its id.
MOTHER = """
import os, signal, sys
from campaign_portal.celery import app
app.loader.import_default_modules()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    log, *words = line.split()
    child = os.fork()
    if not child:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 1)
        os.dup2(1, 2)
        app.start(words)
        os._exit(0)
    print(child, flush=True)
"""


class Crew:
    """Valkey, worker and beat of this test alone, each started, stopped and killed by name."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.running: dict[str, int] = {}
        worker = "worker --pool threads --concurrency 2 --loglevel INFO --without-gossip --without-mingle -n fault@%h"
        beat = ["beat", "--loglevel", "INFO", "--pidfile=", f"--schedule={folder / 'schedule'}"]
        keeps = f"--port {self.port} --bind 127.0.0.1 --appendonly no --dir {folder} --save"
        self.valkey = [str(valkey_program()), *keeps.split(), ""]
        self.commands = {"worker": worker.split(), "beat": beat}
        env = {**os.environ, "DATABASE_URL": database_url(connection.settings_dict["NAME"]), "REDIS_URL": self.url}
        env |= {"DJANGO_SETTINGS_MODULE": "tests.reminders.hurried", "PORTAL_CHANNEL_HOSTS": "127.0.0.1"}
        self.mother = subprocess.Popen(
            [sys.executable, "-c", MOTHER], cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, name: str) -> None:
        if name == "valkey":
            self.server = subprocess.Popen(self.valkey)
            until(self.answers)
            return
        assert self.mother.stdin is not None
        assert self.mother.stdout is not None
        print(self.folder / f"{name}.log", *self.commands[name], file=self.mother.stdin, flush=True)
        self.running[name] = int(self.mother.stdout.readline())

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self, name: str, how: signal.Signals) -> None:
        if name == "valkey":
            self.server.send_signal(how)
            self.server.wait(timeout=20)
            return
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.kill(process, how)
        until(lambda: not is_there(process))

    def revive(self) -> bool:
        """What the service manager does: a worker that ended is started again.

        Celery's worker mostly connects again by itself; where the broker goes while it acknowledges a task, kombu
        ends it.
        """
        for name in [name for name, process in self.running.items() if not is_there(process)]:
            self.start(name)
        return True

    def close(self) -> None:
        for name in list(self.running):
            self.end(name, signal.SIGKILL)
        self.server.kill()
        self.server.wait(timeout=20)
        self.mother.kill()
        self.mother.communicate(timeout=20)


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def crew(tmp_path: Path, settings: Any) -> Iterator[Crew]:
    made = Crew(tmp_path)
    settings.REDIS_CLIENT_URL = made.url
    settings.PORTAL_CHANNEL_HOSTS = ["127.0.0.1"]
    try:
        made.start("valkey")
        yield made
    finally:
        made.close()


@contextmanager
def held_up() -> Iterator[None]:
    """An uncommitted line of somebody's key: whoever stores the batch waits in the middle of it."""
    person = User.objects.filter(username__startswith="benchmark-").order_by("-pk").first()
    assert person is not None
    phase = Phase.objects.get()
    place = person.memberships.get().organization_id
    last = f"campaigns.campaign:{phase.campaign_id}/{place}@{clock.today() + LEFT:%Y%m%d}"
    with transaction.atomic():
        Notice.objects.create(rule=RULE, subject=last, recipient=person, threshold="3", title="占位")
        yield
        transaction.set_rollback(True)


def owing_today() -> None:
    make_owing(OWING)
    day = clock.today()
    Phase.objects.update(starts_at=clock.at(day - dt.timedelta(days=20)), ends_at=clock.at(day + LEFT, 18))


def parts(client: Client) -> dict[str, bool]:
    told = client.get("/healthz/").json()
    return {name: told[name]["ok"] for name in ("broker", "worker", "beat")}


def somebody_with_mail(server: MailServer) -> User:
    tree = make_tree()
    office = make_user(Role.OFFICE, tree.district)
    values = {"host": "127.0.0.1", "port": str(server.port), "security": "insecure", "sender": "office@example.cn"}
    channel = services.save_channel(actor=office, organization=tree.district, kind="email", name="邮箱", values=values)
    Channel.objects.filter(pk=channel.pk).update(is_active=True)
    person = make_user(Role.SECRETARY, tree.branch)
    User.objects.filter(pk=person.pk).update(email="person@example.cn")
    Preference.objects.create(user=person, quiet_from=0, quiet_until=0)
    return person


def test_worker_killed_and_broker_stopped_everything_arrives_once(crew: Crew) -> None:
    with mail_server() as server:
        person = somebody_with_mail(server)
        desk = sign_in(Client(), make_user(Role.OFFICE, make_tree().city))
        owing_today()
        with held_up():
            crew.start("worker")
            crew.start("beat")
            until(somebody_waits)
            crew.end("worker", signal.SIGKILL)
        until(lambda: not somebody_waits())
        assert lines_of_the_rule() == (0, 0)  # all of the batch or nothing

        # Nobody works: after two minutes monitoring and the office's page say so; the pages go on.
        Heartbeat.objects.update(at=clock.now() - dt.timedelta(minutes=3))
        assert parts(desk) == {"broker": True, "worker": False, "beat": False}
        assert "后台任务没有运行" in desk.get("/inbox/jobs/").content.decode()
        crew.start("worker")
        until(lambda: lines_of_the_rule() == (OWING, OWING))
        until(lambda: parts(desk) == {"broker": True, "worker": True, "beat": True})
        assert desk.get("/inbox/jobs/").content == b""

        crew.end("valkey", signal.SIGTERM)
        place = Membership.objects.filter(user__username__startswith="benchmark-").latest("pk").organization
        Membership.objects.create(
            user=make_user(None), organization=place, role=Role.SECRETARY, started_on=LONG_AGO
        )  # one more who owes
        services.notify(rule="t", subject="a.b:1", recipients=[person], title="今天截止", due_at=clock.now())
        assert parts(desk)["broker"] is False
        assert [desk.get(address).status_code for address in ("/", "/inbox/")] == [200, 200]
        crew.start("valkey")
        until(lambda: crew.revive() and lines_of_the_rule() == (OWING + 1, OWING + 1))
        until(lambda: crew.revive() and server.mails)
        until(lambda: crew.revive() and set(Delivery.objects.values_list("status", flat=True)) == {"sent"})
        assert {mail.to for mail in server.mails} == {"person@example.cn"}
        keys = Notice.objects.order_by().values("rule", "subject", "recipient", "threshold")
        assert not keys.annotate(rows=Count("pk")).filter(rows__gt=1).exists()
