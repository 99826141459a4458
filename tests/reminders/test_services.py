"""The inbox: every line once, whoever sends it and however often."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.core import clock
from apps.reminders import services, tasks
from apps.reminders.models import Notice, RuleSetting
from apps.reminders.registries import DueNotice, naming_late, providers, speaks_for, standing
from tests.factories import make_tree, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 23)


@pytest.fixture
def people():
    return [make_user(None), make_user(None)]


@pytest.fixture
def provide():
    """Register a provider for the length of one test."""
    added = []

    def register(due):
        added.append(providers.register(due))

    yield register
    for each in added:
        providers._items.remove(each)


def line(person, threshold="", rule="test.due", subject="tests.thing:1"):
    return DueNotice(rule, subject, person.pk, f"还剩 {threshold} 天", threshold=threshold)


def thresholds(person):
    return sorted(Notice.objects.filter(recipient=person).values_list("threshold", flat=True))


def test_notify_reaches_each_recipient_once(people):
    subject = make_tree().branch
    assert services.notify(rule="test", subject=subject, recipients=[*people, people[0]], title="退回修改") == 2
    assert services.notify(rule="test", subject=subject, recipients=people, title="退回修改") == 0
    first = Notice.objects.get(recipient=people[0])
    assert (first.subject, first.title, first.read_at) == (f"organizations.organization:{subject.pk}", "退回修改", None)


def test_notify_again_with_another_threshold_is_another_line(people):
    for threshold in ("第一次", "第二次", "第二次"):
        services.notify(rule="test", subject="a.b:1", recipients=people[:1], title="退回修改", threshold=threshold)
    assert thresholds(people[0]) == ["第一次", "第二次"]


def test_notify_without_recipients_writes_nothing():
    assert services.notify(rule="test", subject="a.b:1", recipients=[], title="无人") == 0


def test_notify_shortens_what_is_too_long(people):
    services.notify(rule="test", subject="a.b:1", recipients=people[:1], title="长" * 500, body="长" * 900)
    notice = Notice.objects.get()
    assert (len(notice.title), len(notice.body)) == (120, 500)


def test_notify_stands_on_the_moved_clock(people):
    with clock.moved_to(DAY):
        services.notify(rule="test", subject="a.b:1", recipients=people[:1], title="提醒")
    assert Notice.objects.get().created_at == clock.at(DAY, 9)


def test_sending_twice_stores_the_same_rows(people, provide):
    provide(lambda as_of: [line(person, "7") for person in people])
    assert services.send_due_notices() == 2
    rows = list(Notice.objects.values())
    assert services.send_due_notices() == 0
    tasks.send_due_notices()
    assert list(Notice.objects.values()) == rows


def test_after_a_silence_only_the_newest_of_a_series_is_sent(people, provide):
    provide(lambda as_of: [line(people[0], "7"), line(people[0], "3"), line(people[0], "1"), line(people[1], "7")])
    services.send_due_notices()
    assert thresholds(people[0]) == ["1"]
    assert thresholds(people[1]) == ["7"]


def test_a_series_goes_on_day_by_day(people, provide):
    left = ["7"]
    provide(lambda as_of: [line(people[0], left[-1])])
    for day in ("7", "3", "3", "1", "0"):
        left.append(day)
        services.send_due_notices()
    assert thresholds(people[0]) == ["0", "1", "3", "7"]


def test_series_differ_by_rule_subject_and_person(people, provide):
    due = [line(people[0]), line(people[1]), line(people[0], rule="other"), line(people[0], subject="tests.thing:2")]
    provide(lambda as_of: due)
    assert services.send_due_notices() == 4


def test_providers_are_asked_for_the_moment(people, provide):
    asked = []
    provide(lambda as_of: asked.append(as_of) or [])
    services.send_due_notices(as_of=clock.at(DAY, 8))
    with clock.moved_to(DAY):
        services.send_due_notices()
    assert asked == [clock.at(DAY, 8), clock.at(DAY, 9)]


def test_reading_is_the_recipients_alone(people):
    services.notify(rule="test", subject="a.b:1", recipients=people, title="提醒")
    services.mark_read(actor=people[0], notice=Notice.objects.get(recipient=people[1]))
    assert Notice.objects.unread().count() == 2
    assert services.mark_all_read(actor=people[0]) == 1
    assert list(Notice.objects.unread().values_list("recipient", flat=True)) == [people[1].pk]


def test_reading_again_keeps_the_first_moment(people):
    services.notify(rule="test", subject="a.b:1", recipients=people[:1], title="提醒")
    notice = Notice.objects.get()
    for day in (DAY, DAY + dt.timedelta(days=1)):
        with clock.moved_to(day):
            services.mark_read(actor=people[0], notice=notice)
    notice.refresh_from_db()
    assert notice.read_at == clock.at(DAY, 9)


def test_real_providers_owe_nothing_to_an_empty_portal():
    make_user(Role.SECRETARY, make_tree().branch)
    assert services.send_due_notices() == 0


def test_a_provider_that_fails_keeps_no_other_from_being_heard(people, provide):
    provide(lambda as_of: 1 / 0)
    provide(lambda as_of: [line(people[0], "3")])
    with pytest.raises(ExceptionGroup) as failed:
        services.send_due_notices()
    assert failed.group_contains(ZeroDivisionError)
    assert thresholds(people[0]) == ["3"]


@pytest.fixture
def speaking():
    """A provider that speaks for its rule; what it names is the test's to change."""
    owed: list[DueNotice] = []

    def due(as_of):
        return list(owed)

    speaks_for("test.due")(due)
    providers.register(due)
    yield owed
    providers._items.remove(due)
    del standing[due]


def until(person, day, threshold="3", **more):
    return line(person, threshold)._replace(due_at=clock.at(day, 18), **more)


def test_what_is_owed_no_more_leaves_the_inbox_and_comes_back_unread(people, speaking):
    later = DAY + dt.timedelta(days=3)
    speaking[:] = [until(person, later) for person in people]
    services.send_due_notices(clock.at(DAY, 9))
    Notice.objects.filter(recipient=people[1]).update(read_at=clock.at(DAY, 10))
    speaking.clear()
    services.send_due_notices(clock.at(DAY, 11))
    assert not Notice.objects.visible_to(people[0]).exists()
    assert Notice.objects.visible_to(people[1]).exists()  # what was read stays
    speaking[:] = [until(people[0], later)]
    assert services.send_due_notices(clock.at(DAY, 12)) == 1
    assert Notice.objects.visible_to(people[0]).unread().get().created_at == clock.at(DAY, 12)


def test_a_newer_threshold_takes_the_place_of_an_unread_one(people, speaking):
    for threshold in ("7", "3", "1"):
        speaking[:] = [until(people[0], DAY + dt.timedelta(days=3), threshold)]
        services.send_due_notices(clock.at(DAY, 9))
    assert [notice.threshold for notice in Notice.objects.visible_to(people[0])] == ["1"]
    assert thresholds(people[0]) == ["1", "3", "7"]


def test_what_has_become_overdue_stays(people, speaking):
    speaking[:] = [until(people[0], DAY)]
    services.send_due_notices(clock.at(DAY, 9))
    speaking.clear()
    services.send_due_notices(clock.at(DAY, 19))
    assert Notice.objects.visible_to(people[0]).exists()


def test_a_campaigns_office_words_and_pauses_its_rules(people, speaking):
    RuleSetting.objects.create(topic="c:1", rule="test.due", wording="请{单位}抓紧{不认识}办理。", outside=False)
    RuleSetting.objects.create(topic="c:2", rule="test.due", is_paused=True)
    later, words = DAY + dt.timedelta(days=3), {"单位": "东街支部"}
    speaking[:] = [until(people[0], later, topic="c:2", subject="a.b:2")]
    assert services.send_due_notices(clock.at(DAY, 9)) == 0
    speaking += [until(people[0], later, topic="c:1", words=words)]
    services.send_due_notices(clock.at(DAY, 9))
    told = Notice.objects.get()
    assert (told.body, told.outside, told.topic) == ("请东街支部抓紧办理。", False, "c:1")
    RuleSetting.objects.filter(topic="c:1").update(is_paused=True)
    services.send_due_notices(clock.at(DAY, 10))
    assert Notice.objects.visible_to(people[0]).exists()  # pausing takes nothing back


def test_a_provider_that_names_what_is_late_withdraws_that_too(people, provide):
    owed = []

    def due(as_of):
        return list(owed)

    speaks_for("test.late", also_late=True)(due)
    provide(due)
    for threshold in ("20261123", "20261124"):
        owed[:] = [line(people[0], threshold, "test.late"), until(people[1], DAY, threshold, rule="test.late")]
        services.send_due_notices(clock.at(DAY + dt.timedelta(days=2), 9))
    standing_now = Notice.objects.filter(withdrawn_at=None)
    assert sorted(standing_now.values_list("threshold", flat=True)) == ["20261124", "20261124"]
    owed.clear()
    services.send_due_notices(clock.at(DAY + dt.timedelta(days=3), 9))
    assert not standing_now.exists()
    del standing[due]
    naming_late.discard(due)
