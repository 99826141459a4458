"""Whatever dies, whenever: each line once in the inbox, each message at least once on its way, nothing missing."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.reminders import RULE
from apps.core import clock
from apps.portal.benchmark.reminders import TODAY, make_owing
from apps.reminders import services
from apps.reminders.models import Channel, Delivery, Notice
from campaign_portal.embedded import ROOT
from tests.databases import database_url
from tests.factories import make_tree, make_user
from tests.journeys.stage import broker_url
from tests.reminders.servers import MailServer, mail_server, robot

pytestmark = [pytest.mark.slow(seconds=100), pytest.mark.django_db(transaction=True)]
#: Bounds for a loaded machine; on a quiet one each wait takes a second or two.
PATIENCE = 120
OWING = 2000
NINE = clock.at(TODAY, 9)
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
DUE = f"""
from apps.applications.reminders import due
from apps.core import clock
from apps.reminders.services import send_due_notices
import datetime as dt
send_due_notices(clock.at(dt.date({TODAY.year}, {TODAY.month}, {TODAY.day}), 9), sources=[due])
"""
SEND = """
from apps.reminders.services import send_deliveries
send_deliveries()
"""


@pytest.fixture(autouse=True)
def inside(settings):
    settings.PORTAL_CHANNEL_HOSTS = ["127.0.0.1"]


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def process(code: str, **more: str) -> subprocess.Popen:
    database = database_url(connection.settings_dict["NAME"])
    env = {**os.environ, "DATABASE_URL": database, "REDIS_URL": broker_url(), "PORTAL_CHANNEL_HOSTS": "127.0.0.1"}
    env |= {"DJANGO_SETTINGS_MODULE": "campaign_portal.settings.test", **more}
    return subprocess.Popen([sys.executable, "manage.py", "shell", "-v0", "-c", code], cwd=ROOT, env=env)


def ended(running: subprocess.Popen) -> int:
    return running.wait(timeout=PATIENCE)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0


def lines_of_the_rule() -> tuple[int, int]:
    """How many lines there are, and for how many people."""
    rows = Notice.objects.filter(rule=RULE)
    return rows.count(), rows.values("recipient").distinct().count()


def test_two_at_once_store_each_line_once():
    make_owing(OWING)
    both = [process(DUE), process(DUE)]
    assert [ended(each) for each in both] == [0, 0]
    assert lines_of_the_rule() == (OWING, OWING)


def test_killed_in_the_middle_of_a_batch_and_run_again_nothing_is_missing_or_doubled():
    campaign = make_owing(OWING)
    person = User.objects.filter(username__startswith="benchmark-").order_by("-pk").first()
    with transaction.atomic():  # an uncommitted line of the same key holds the batch up
        last = f"campaigns.campaign:{campaign.pk}/{person.memberships.get().organization_id}@20261130"
        Notice.objects.create(rule=RULE, subject=last, recipient=person, threshold="7", title="占位")
        running = process(DUE)
        until(somebody_waits)
        running.kill()
        running.wait()
        transaction.set_rollback(True)
    until(lambda: not somebody_waits())
    assert lines_of_the_rule() == (0, 0)  # all of the batch or nothing
    assert ended(process(DUE)) == 0
    assert lines_of_the_rule() == (OWING, OWING)


def people(server: MailServer, number: int) -> list[User]:
    """A channel that works, and people with mailboxes and one line each."""
    tree = make_tree()
    office = make_user(Role.OFFICE, tree.district)
    values = {"host": "127.0.0.1", "port": str(server.port), "security": "insecure", "sender": "office@example.cn"}
    channel = services.save_channel(actor=office, organization=tree.district, kind="email", name="邮箱", values=values)
    Channel.objects.filter(pk=channel.pk).update(is_active=True)
    found = [make_user(Role.SECRETARY, tree.branch) for _ in range(number)]
    for place, person in enumerate(found):
        person.email = f"p{place}@example.cn"
        person.save()
    moment = clock.now()
    services.notify(rule="t", subject="a.b:1", recipients=found, title="今天截止", due_at=moment)
    with clock.moved_to(clock.at(clock.today(), 10)):
        Notice.objects.update(created_at=clock.now(), due_at=clock.now())
        services.plan_deliveries(clock.now())
    Delivery.objects.update(next_try_at=moment)
    return found


def test_a_sender_killed_while_the_mail_server_hangs_loses_no_message():
    with mail_server() as server:
        people(server, 3)
        server.hangs = True
        running = process(SEND)
        until(lambda: server.asked)
        running.kill()
        running.wait()
        assert list(Delivery.objects.values_list("status", flat=True).distinct().order_by("status")) == [
            "pending",
            "sending",
        ]
        server.hangs = False
        services.send_deliveries(clock.now() + dt.timedelta(minutes=5))
        assert sorted(mail.to for mail in server.mails) == [f"p{n}@example.cn" for n in range(3)]
        assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}


def test_two_senders_share_the_messages():
    with mail_server() as server:
        people(server, 20)
        both = [process(SEND), process(SEND)]
        assert [ended(each) for each in both] == [0, 0]
        assert sorted(mail.to for mail in server.mails) == sorted(f"p{n}@example.cn" for n in range(20))
        assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}


def test_without_a_broker_what_is_due_is_stored_planned_and_sent():
    gone = "redis://127.0.0.1:1/0"
    with mail_server() as server:
        people(server, 1)
        Delivery.objects.all().delete()
        code = "from apps.reminders import tasks; tasks.send_due_notices(); tasks.plan_deliveries(); tasks.send_deliveries()"
        with clock.moved_to(clock.at(clock.today(), 10)):
            services.plan_deliveries(clock.now())
        Delivery.objects.update(next_try_at=clock.now() - dt.timedelta(minutes=1))
        assert ended(process(code, REDIS_URL=gone)) == 0
        assert [mail.to for mail in server.mails] == ["p0@example.cn"]


def test_after_three_days_of_silence_the_newest_of_each_series_once():
    make_owing(20)
    with clock.moved_to(clock.at(TODAY + dt.timedelta(days=1), 9)):
        services.send_due_notices()
    for hour in (9, 10, 11):
        with clock.moved_to(clock.at(TODAY + dt.timedelta(days=4), hour)):
            services.send_due_notices()
    shown = Notice.objects.filter(rule=RULE, withdrawn_at=None)
    assert set(shown.values_list("threshold", flat=True)) == {"1"}  # the day before is a Sunday: told on Friday
    assert shown.count() == 20


def test_a_robot_that_answers_with_errors_gets_the_message_in_the_end():
    with robot() as group:
        tree = make_tree()
        office = make_user(Role.OFFICE, tree.district)
        values = {"url": group.address}
        channel = services.save_channel(
            actor=office, organization=tree.district, kind="webhook", name="群", values=values
        )
        Channel.objects.filter(pk=channel.pk).update(is_active=True)
        with clock.moved_to(NINE):
            services.notify(
                rule="t", subject="a.b:1", recipients=[make_user(Role.SECRETARY, tree.branch)], title="提醒"
            )
            services.plan_deliveries(NINE + dt.timedelta(minutes=1))
        group.answers = [503, 429]
        for minutes in (2, 4, 12):
            with clock.moved_to(NINE + dt.timedelta(minutes=minutes)):
                services.send_deliveries()
        assert [heard["message"].splitlines()[0][:2] for heard in group.heard] == ["1."]
        assert Delivery.objects.get().attempts == 3
