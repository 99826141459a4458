"""Pages of the ways out of the portal: set up, tried, turned on; a person's own settings and calendar."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.secrets import seal
from apps.core.services.heartbeats import beat
from apps.reminders import services
from apps.reminders.models import CalendarFeed, Channel, Delivery, Preference
from apps.reminders.queries import dates_of
from apps.reminders.tasks import stamp_feed
from tests.factories import make_tree, make_user, sign_in
from tests.inspections.factories import VISIT_DAY, make_visit, make_world
from tests.reminders.servers import mail_server
from tests.shared import shared

pytestmark = pytest.mark.django_db
CHANNELS = "/inbox/channels/"
SETTINGS = "/inbox/settings/"


@pytest.fixture(autouse=True)
def inside(settings):
    settings.PORTAL_CHANNEL_HOSTS = ["127.0.0.1"]


@shared
def tree():
    return make_tree()


@pytest.fixture
def office(client, tree):
    person = make_user(Role.OFFICE, tree.district)
    sign_in(client, person)
    return person


def typed(port, **more):
    return {
        "name": "办公邮箱", "host": "127.0.0.1", "port": str(port), "security": "insecure",
        "sender": "office@example.cn", "user": "", "password": "", "version": "0", **more,
    }  # fmt: skip


def robot_of(organization, **more):
    return Channel.objects.create(
        organization=organization, organization_path=organization.path, kind="webhook", name="工作群",
        sealed=seal('{"url": "https://example.cn/hook", "token": "very-secret"}'), shown="example.cn", **more,
    )  # fmt: skip


def test_a_channel_is_set_up_tried_and_turned_on_in_the_browser(client, office):
    with mail_server() as server:
        answer = client.post(f"{CHANNELS}add/email/", typed(server.port))
        channel = Channel.objects.get()
        page = f"{CHANNELS}{channel.pk}/"
        assert answer["Location"] == page
        assert "收到试发消息以后才能启用" in client.get(page).content.decode()
        client.post(f"{page}switch/", {"version": channel.version, "on": "1"})
        assert not Channel.objects.get().is_active
        told = client.post(f"{page}try/", {"to": "someone@example.cn"}, follow=True).content.decode()
        assert "试发成功" in told
        assert [mail.to for mail in server.mails] == ["someone@example.cn"]
    client.post(f"{page}switch/", {"version": channel.version, "on": "1"})
    assert Channel.objects.get().is_active
    changed = client.post(page, typed(server.port + 1, version=channel.version + 1), follow=True).content.decode()
    assert "请试发，收到后再启用" in changed
    client.post(f"{page}switch/", {"version": channel.version + 2, "on": "1"})
    assert not Channel.objects.get().is_active


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(client, office):
    answer = client.post(f"{CHANNELS}add/email/", typed(70000, sender="没有"))
    page = answer.content.decode()
    assert "端口是 1 至 65535 的数字" in page
    assert 'value="没有"' in page
    inner = client.post(f"{CHANNELS}add/webhook/", {"name": "群", "url": "http://10.1.2.3/x", "version": "0"})
    assert "在内部网络" in inner.content.decode()
    key = client.post(f"{CHANNELS}add/wecom/", {"name": "群", "key": "https://x/?key=1", "version": "0"})
    assert "不要整条地址" in key.content.decode()
    assert not Channel.objects.exists()


def test_secrets_stand_on_no_page(client, office, tree):
    channel = robot_of(tree.township)
    page = client.get(f"{CHANNELS}{channel.pk}/").content.decode()
    assert "very-secret" not in page
    assert "https://example.cn/hook" in page


def test_a_stale_page_overwrites_nothing(client, office, tree):
    channel = robot_of(tree.township, version=3)
    values = {"name": "改名", "url": "http://127.0.0.1/hook", "version": "2"}
    page = client.post(f"{CHANNELS}{channel.pk}/", values).content.decode()
    assert "刚被他人改过" in page
    assert Channel.objects.get().name == "工作群"


def test_the_list_costs_the_same_for_one_and_for_many(client, office, tree):
    counts = []
    client.get(CHANNELS)
    for _ in range(3):
        channel = robot_of(tree.township)
        Delivery.objects.create(channel=channel, kind="digest", day=clock.today(), status="failed")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert "1</a>" in client.get(CHANNELS).content.decode()
        counts.append(len(asked))
        with CaptureQueriesContext(connection) as one:
            client.get(f"{CHANNELS}{channel.pk}/")
        assert len(one) <= 12
    assert len(set(counts)) == 1
    assert counts[0] <= 12


def test_a_failed_message_is_shown_with_its_reason_and_sent_again(client, office, tree):
    channel = robot_of(tree.township)
    failed = Delivery.objects.create(
        channel=channel, kind="digest", day=clock.today(), status="failed", attempts=8, last_error="没有送达：error=500"
    )
    page = client.get(f"{CHANNELS}{channel.pk}/?status=failed").content.decode()
    assert "没有送达：error=500" in page
    client.post(f"/inbox/deliveries/{failed.pk}/again/")
    failed.refresh_from_db()
    assert (failed.status, failed.attempts) == ("pending", 0)


def test_a_person_chooses_ways_and_hours(client, tree):
    person = make_user(Role.SECRETARY, tree.branch)
    sign_in(client, person)
    hours = {"digest_hour": "10", "quiet_from": "21", "quiet_until": "7"}
    refused = client.post(SETTINGS, {"version": "0", **hours})
    assert "至少保留一项" in refused.content.decode()
    client.post(SETTINGS, {"version": "0", "by_email": "on", **hours})
    kept = Preference.objects.get(user=person)
    assert (kept.by_email, kept.by_sms, kept.digest_hour, kept.quiet_from) == (True, False, 10, 21)
    wrong = client.post(SETTINGS, {"version": "1", "by_email": "on", **hours, "digest_hour": "99"})
    assert wrong.status_code == 422
    assert Preference.objects.get(user=person).digest_hour == 10


def test_a_calendar_reads_the_dates_under_a_secret_address_until_it_is_revoked(client, tree):
    person = make_user(Role.SECRETARY, tree.branch)
    sign_in(client, person)
    due_at = clock.now() + dt.timedelta(days=3)
    services.notify(rule="t", subject="a.b:1", recipients=[person], title="申报截止", due_at=due_at, url="/help/")
    services.notify(rule="t", subject="a.b:2", recipients=[make_user(None)], title="别人的", due_at=due_at)
    client.post(f"{SETTINGS}calendar/")
    page = client.get(SETTINGS).content.decode()
    address = re.findall(r'value="http://testserver(/inbox/calendar/[^"]+\.ics)"', page)[0]
    assert address not in client.get(SETTINGS).content.decode()  # shown once
    client.logout()
    events = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["申报截止"]
    assert events[0]["dtstart"].dt == due_at.replace(microsecond=0)
    person.is_active = False
    person.save()
    assert client.get(address).status_code == 404
    person.is_active = True
    person.save()
    sign_in(client, person)
    client.post(f"{SETTINGS}calendar/end/")
    assert client.get(address).status_code == 404
    stamp_feed(CalendarFeed.objects.get().pk)  # what the worker does with the message of each reading
    assert CalendarFeed.objects.get().read_at is not None


def test_the_bell_counts_what_is_unread(client, tree):
    person = make_user(Role.SECRETARY, tree.branch)
    sign_in(client, person)
    services.notify(rule="t", subject="a.b:1", recipients=[person], title="提醒")
    assert client.get("/inbox/count/").json() == {"unread": 1}


def test_the_inbox_is_searched_and_sorted_by_deadline(client, tree):
    person = make_user(Role.SECRETARY, tree.branch)
    sign_in(client, person)
    now = clock.now()
    for number, days in enumerate((5, 2, -1)):
        due_at = now + dt.timedelta(days=days)
        services.notify(rule="t", subject=f"a.b:{number}", recipients=[person], title=f"事项{number}", due_at=due_at)
    services.notify(rule="t", subject="a.b:9", recipients=[person], title="公告")
    due = client.get("/inbox/?show=due").content.decode()
    assert due.index("事项1") < due.index("事项0")
    assert "事项2" not in due
    assert "公告" not in due
    assert "事项2" in client.get("/inbox/?show=overdue").content.decode()
    found = client.get("/inbox/?q=公告").content.decode()
    assert "公告" in found
    assert "事项0" not in found
    assert "没有找到" in client.get("/inbox/?q=无此词").content.decode()


def test_offices_are_told_in_words_when_the_jobs_are_gone(client, office):
    assert "后台任务没有运行" in client.get("/inbox/jobs/").content.decode()
    now = timezone.now()
    for part in ("beat", "worker"):
        beat(part, now)
    assert client.get("/inbox/jobs/").content.decode() == ""
    beat("worker", now - dt.timedelta(minutes=10))
    page = client.get("/inbox/jobs/").content.decode()
    assert "后台任务没有运行，上次运行在" in page
    assert "/inbox/jobs/" in client.get("/").content.decode()


def test_an_inspectors_visits_stand_in_the_calendar():
    with clock.moved_to(VISIT_DAY - dt.timedelta(days=5)):
        world = make_world()
        visit = make_visit(world)
        days = (VISIT_DAY - dt.timedelta(days=9), VISIT_DAY)
        entries = [each for each in dates_of(world.inspector, *days) if each.key == f"visit-{visit.pk}"]
        assert [(each.starts, each.place) for each in entries] == [(VISIT_DAY, visit.organization.name)]
        assert dates_of(world.stranger, *days) == []
