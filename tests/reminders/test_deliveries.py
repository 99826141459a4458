"""Messages outside the portal: a real mail server and a real robot receive what stands in the inboxes."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, Refused, StaleVersion
from apps.reminders import services
from apps.reminders.models import Channel, Delivery, Notice, Preference
from tests.factories import make_tree, make_user
from tests.reminders.servers import mail_server, robot
from tests.shared import shared

pytestmark = pytest.mark.django_db
#: A Monday that is worked.
MONDAY = dt.date(2026, 11, 23)
NINE = clock.at(MONDAY, 9)


@pytest.fixture(autouse=True)
def inside(settings):
    settings.PORTAL_CHANNEL_HOSTS = ["127.0.0.1"]
    settings.PORTAL_ADDRESS = "https://portal.example"


@shared
def tree():
    return make_tree()


@pytest.fixture
def office(tree):
    return make_user(Role.OFFICE, tree.district)


@pytest.fixture
def secretary(tree):
    person = make_user(Role.SECRETARY, tree.branch)
    person.email = "branch@example.cn"
    person.save()
    return person


@pytest.fixture
def mails():
    with mail_server() as server:
        yield server


@pytest.fixture
def group():
    with robot() as server:
        yield server


def by_mail(office, organization, at, **more):
    values = {"host": "127.0.0.1", "port": str(at), "security": "insecure", "sender": "office@example.cn", **more}
    return services.save_channel(actor=office, organization=organization, kind="email", name="办公邮箱", values=values)


def running(office, channel):
    """Tried out with success, and turned on."""
    with clock.moved_to(clock.at(MONDAY, 7)):
        assert services.try_channel(actor=office, channel=channel, to="try@example.cn") == ""
        return services.switch_channel(actor=office, channel=channel, version=channel.version, on=True)


def told(person, title="申报未提交", due_at=None, threshold="3"):
    with clock.moved_to(clock.at(MONDAY, 8)):
        services.notify(rule="t", subject="a.b:1", recipients=[person], title=title, due_at=due_at, threshold=threshold)


def run(moment):
    """Plan and send until nothing may go any more; the number of messages that were taken."""
    with clock.moved_to(moment):
        services.plan_deliveries(moment)
        return services.send_deliveries(moment)


def test_one_digest_a_person_and_day(office, secretary, tree, mails):
    running(office, by_mail(office, tree.district, mails.port))
    told(secretary, "申报未提交", due_at=clock.at(dt.date(2026, 11, 26), 18))
    told(secretary, "公告", threshold="x")
    assert run(clock.at(MONDAY, 7)) == 0  # the digest's hour is eight
    assert run(NINE) == 1
    assert run(NINE) == 0
    told(secretary, "又一项", threshold="y")
    assert run(clock.at(MONDAY, 11)) == 0
    assert run(clock.at(MONDAY + dt.timedelta(days=1), 9)) == 1
    trial, first, second = mails.mails
    assert (first.to, first.subject) == ("branch@example.cn", "示范创建：2 项待办提醒")
    assert "1. 申报未提交（11月26日截止）" in first.text
    assert "2. 公告" in first.text
    assert "https://portal.example/inbox/" in first.text
    assert "又一项" in second.text
    assert "公告" not in second.text
    assert "试发" in trial.subject


def test_what_is_due_today_goes_at_once_outside_the_quiet_hours(office, secretary, tree, mails):
    running(office, by_mail(office, tree.district, mails.port))
    told(secretary, "申报今天截止", due_at=clock.at(MONDAY, 18))
    Preference.objects.create(user=secretary, digest_hour=22, quiet_from=20, quiet_until=9)
    assert run(clock.at(MONDAY, 8)) == 0
    assert run(NINE) == 1
    assert mails.mails[-1].subject == "示范创建：1 项今日到期"


def test_what_was_read_or_is_owed_no_more_does_not_go(office, secretary, tree, mails):
    running(office, by_mail(office, tree.district, mails.port))
    told(secretary, "甲")
    told(secretary, "乙", threshold="b")
    with clock.moved_to(NINE):
        services.plan_deliveries(NINE)
    Notice.objects.filter(title="甲").update(read_at=NINE)
    Notice.objects.filter(title="乙").update(withdrawn_at=NINE)
    assert run(NINE) == 0
    assert Delivery.objects.get().status == "dropped"
    assert len(mails.mails) == 1


def test_a_server_that_refuses_is_tried_again_later_and_then_given_up(office, secretary, tree, mails):
    running(office, by_mail(office, tree.district, mails.port))
    told(secretary)
    mails.answers = ["451 later", "550 unknown"] + ["451 later"] * 20
    assert run(NINE) == 0
    row = Delivery.objects.get()
    assert (row.status, row.attempts, row.next_try_at) == ("pending", 1, NINE + dt.timedelta(minutes=1))
    assert row.last_error.startswith("没有送达")
    assert Channel.objects.get().last_error == row.last_error
    moment = NINE
    for _ in range(7):
        row.refresh_from_db()
        assert row.status == "pending"
        assert run(moment) == 0  # not before its time
        moment = row.next_try_at
        run(moment)
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("failed", 8)
    mails.answers = []
    with clock.moved_to(moment):
        services.send_again(actor=office, delivery=row)
    assert run(moment) == 1


def test_a_channel_whose_seal_cannot_be_opened_says_so_and_stops_no_other(office, secretary, tree, mails, group):
    running(office, by_mail(office, tree.district, mails.port))
    values = {"url": group.address}
    robot = services.save_channel(actor=office, organization=tree.district, kind="webhook", name="群", values=values)
    running(office, robot)
    Channel.objects.filter(pk=robot.pk).update(sealed="of another key")
    told(secretary)
    assert run(NINE) == 1
    assert mails.mails[-1].to == "branch@example.cn"
    waiting = Delivery.objects.get(channel=robot)
    assert waiting.status == "pending"
    assert "请重新填写" in waiting.last_error


def test_whoever_dies_while_sending_loses_the_message_to_the_next(office, secretary, tree, mails):
    running(office, by_mail(office, tree.district, mails.port))
    told(secretary)
    services.plan_deliveries(NINE)
    Delivery.objects.update(status="sending", next_try_at=NINE + dt.timedelta(minutes=3))
    assert run(NINE + dt.timedelta(minutes=2)) == 0
    assert run(NINE + dt.timedelta(minutes=4)) == 1


def test_the_nearest_channel_serves(office, secretary, tree, mails):
    with mail_server() as nearer:
        running(office, by_mail(office, tree.district, mails.port))
        running(office, by_mail(office, tree.township, nearer.port))
        told(secretary)
        run(NINE)
    assert [len(mails.mails), [mail.to for mail in nearer.mails][1:]] == [1, ["branch@example.cn"]]


def test_a_group_hears_whom_each_line_is_about(office, secretary, tree, group):
    channel = services.save_channel(
        actor=office,
        organization=tree.district,
        kind="webhook",
        name="工作群",
        values={"url": group.address, "token": "Bearer abcdef"},
    )
    running(office, channel)
    told(secretary)
    told(make_user(Role.SECRETARY, tree.other_branch), "整改到期")
    assert run(clock.at(MONDAY, 8)) == 0  # the group's hour is nine
    assert run(NINE) == 1
    heard = group.heard[-1]
    assert heard["title"] == "示范创建：2 项待办提醒"
    assert f"{secretary.name}：申报未提交" in heard["message"]
    assert group.headers[-1]["Authorization"] == "Bearer abcdef"


def test_a_text_message_gateway_gets_number_and_text(office, secretary, tree, group):
    secretary.phone = "13800000000"
    secretary.save()
    values = {"url": group.address, "phone_field": "mobile", "text_field": "content"}
    channel = services.save_channel(actor=office, organization=tree.district, kind="sms", name="短信", values=values)
    running(office, channel)
    told(secretary)
    assert run(NINE) == 1
    assert group.heard[-1]["mobile"] == "13800000000"
    assert "申报未提交" in group.heard[-1]["content"]


def test_secrets_are_sealed_and_an_empty_one_keeps_the_old(office, tree, mails):
    channel = by_mail(office, tree.district, mails.port, user="office", password="pass-word-9")
    assert "pass-word-9" not in channel.sealed + channel.shown
    values = {"host": "127.0.0.1", "port": str(mails.port), "security": "insecure", "sender": "new@example.cn"}
    changed = services.save_channel(
        actor=office, organization=tree.district, kind="email", name="邮箱", values={**values, "user": "office"},
        channel=channel, version=channel.version,
    )  # fmt: skip
    from apps.reminders.services.channels import values_of

    assert (values_of(changed)["password"], values_of(changed)["sender"]) == ("pass-word-9", "new@example.cn")
    assert not changed.is_active


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"host": ""}, "host"),
        ({"port": "99999"}, "port"),
        ({"port": "abc"}, "port"),
        ({"sender": "没有"}, "sender"),
        ({"security": "none"}, "security"),
        ({"host": "10.0.0.8"}, "private_host"),
        ({"host": "169.254.169.254"}, "private_host"),
        ({"host": "no-such-host.invalid"}, "unknown_host"),
    ],
)
def test_wrong_settings_are_named(office, tree, values, part):
    with pytest.raises(Invalid) as wrong:
        by_mail(office, tree.district, 2525, **values)
    assert wrong.value.code == part
    assert not Channel.objects.exists()


def test_only_the_office_sets_channels_up_and_only_what_works_is_turned_on(office, secretary, tree, mails):
    with pytest.raises(Refused):
        by_mail(secretary, tree.branch, mails.port)
    channel = by_mail(office, tree.district, mails.port)
    with pytest.raises(Invalid, match="先试发"):
        services.switch_channel(actor=office, channel=channel, version=channel.version, on=True)
    with pytest.raises(StaleVersion):
        services.switch_channel(actor=office, channel=channel, version=0, on=True)
    mails.answers = ["550 no"]
    with clock.moved_to(clock.at(MONDAY, 6)):
        assert "没有送达" in services.try_channel(actor=office, channel=channel, to="x@example.cn")
    running(office, channel)
    second = by_mail(office, tree.district, mails.port)
    with pytest.raises(Invalid, match="已有启用"):
        running(office, second)


def test_nobody_turns_every_way_off(secretary):
    with pytest.raises(Invalid, match="至少保留一项"):
        services.save_preference(actor=secretary, version=0, by_email=False, by_sms=False)
    kept = services.save_preference(actor=secretary, version=0, by_sms=False, tells_news=False, digest_hour=10)
    assert (kept.by_email, kept.tells_news, kept.version) == (True, False, 1)
    with pytest.raises(StaleVersion):
        services.save_preference(actor=secretary, version=0, by_sms=True)
