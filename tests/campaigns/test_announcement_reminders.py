"""Replies that are owed and gatherings that are near are told; work lines are confirmed and told of their last day."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.campaigns import announcement_reminders, line_reminders, services
from apps.core import clock
from apps.core.exceptions import OutOfTurn, Refused
from apps.reminders.models import Notice, RuleSetting
from apps.reminders.registries import calendar_entries
from apps.reminders.services import send_due_notices, subject_of
from tests import due
from tests.factories import make_organization, make_user, sign_in

from .factories import APPLICATION_DAY, make_open_campaign

pytestmark = pytest.mark.django_db

#: A Wednesday, as its last day for replies is a Monday.
MEETING = {
    "kind": "meeting", "title": "部署会", "text": "请参加。", "place": "会议室", "needs_reply": True,
    "starts_at": clock.at(dt.date(2026, 5, 20), 9), "reply_by": dt.date(2026, 5, 18),
}  # fmt: skip


@pytest.fixture
def stage(tree, office, township):
    tree.office, tree.township_office = office, township
    tree.campaign = make_open_campaign(tree.city, office)
    tree.campaign.work_lines.all().delete()
    tree.secretary = make_user(Role.SECRETARY, tree.branch)
    return tree


def issued(stage):
    with clock.moved_to(APPLICATION_DAY):
        row = services.draft_announcement(actor=stage.office, campaign=stage.campaign, **MEETING)
        services.issue_announcement(actor=stage.office, announcement=row, version=row.version)
        row.refresh_from_db()
    return row


def run(day, hour=8):
    with clock.moved_to(clock.at(day, hour)):
        for _ in range(2):
            send_due_notices(clock.now(), due.of("campaigns"))


def titles(rule, user):
    found = Notice.objects.filter(rule=rule, recipient=user, withdrawn_at=None).order_by("pk")
    return list(found.values_list("title", flat=True))


def test_a_reply_is_asked_for_until_it_is_given(stage):
    row = issued(stage)
    run(APPLICATION_DAY)
    assert titles(announcement_reminders.REPLY, stage.secretary) == []
    run(dt.date(2026, 5, 15))
    assert titles(announcement_reminders.REPLY, stage.secretary) == ["请回复（还剩 3 天）：部署会"]
    with clock.moved_to(dt.date(2026, 5, 16)):
        services.reply_announcement(actor=stage.secretary, announcement=row, reply="undecided")
    run(dt.date(2026, 5, 18))
    assert titles(announcement_reminders.REPLY, stage.secretary) == []


def test_the_meeting_is_told_to_those_who_come_or_have_not_said(stage):
    no, silent = (make_user(Role.SECRETARY, make_organization(stage.township)) for _ in range(2))
    row = issued(stage)
    with clock.moved_to(dt.date(2026, 5, 8)):
        services.reply_announcement(actor=stage.secretary, announcement=row, reply="yes")
        services.reply_announcement(actor=no, announcement=row, reply="no")
    run(dt.date(2026, 5, 19))
    for user, expected in ((stage.secretary, ["明天09:00会议：部署会"]), (silent, ["明天09:00会议：部署会"]), (no, [])):
        assert titles(announcement_reminders.GATHERING, user) == expected
    run(dt.date(2026, 5, 20))
    assert titles(announcement_reminders.GATHERING, stage.secretary) == ["今天09:00会议：部署会"]


def test_what_is_withdrawn_is_told_no_more(stage):
    row = issued(stage)
    run(dt.date(2026, 5, 15))
    with clock.moved_to(dt.date(2026, 5, 16)):
        services.withdraw_announcement(actor=stage.office, announcement=row, reason="另行通知")
    run(dt.date(2026, 5, 16))
    run(dt.date(2026, 5, 19))
    assert titles(announcement_reminders.REPLY, stage.secretary) == []
    assert titles(announcement_reminders.GATHERING, stage.secretary) == []


def test_a_meeting_stands_in_the_calendar_until_one_says_no(stage):
    row = issued(stage)
    dates = lambda: [  # noqa: E731
        (each.title, each.starts, each.place)
        for read in calendar_entries
        for each in read(stage.secretary, dt.date(2026, 5, 1), dt.date(2026, 5, 31))
        if "部署会" in each.title
    ]
    assert dates() == [("会议：部署会", MEETING["starts_at"], "会议室")]
    with clock.moved_to(dt.date(2026, 5, 8)):
        services.reply_announcement(actor=stage.secretary, announcement=row, reply="no")
    assert dates() == []


def test_reminders_take_the_same_statements_for_one_and_three(stage, django_assert_num_queries):
    moment = clock.at(dt.date(2026, 5, 18), 8)
    RuleSetting.objects.create(  # the meeting of the 20th is told three days before
        topic=subject_of(stage.campaign), rule=announcement_reminders.GATHERING, days_before=[3]
    )
    for _ in range(2):
        issued(stage)
        make_user(Role.SECRETARY, make_organization(stage.township))
        for provider in announcement_reminders.PROVIDERS:
            with django_assert_num_queries(5):
                assert list(provider(moment))


# --- Work lines ---------------------------------------------------------------------------------------------------


def line_of(stage, **fields):
    with clock.moved_to(APPLICATION_DAY):
        values = {"name": "强基兴村", "department": "乡镇党委", "organization": stage.township, **fields}
        return services.add_work_line(actor=stage.office, campaign=stage.campaign, **values)


def test_a_task_is_told_at_once_and_each_week_after_five_working_days(stage):
    line = line_of(stage)
    run(APPLICATION_DAY)
    assert titles(line_reminders.ACKNOWLEDGE, stage.township_office) == ["请确认收到任务：强基兴村"]
    run(dt.date(2026, 5, 12))  # the fifth working day: Saturday the 9th is worked
    assert titles(line_reminders.ACKNOWLEDGE, stage.township_office) == ["请确认收到任务：强基兴村"]
    for day in (dt.date(2026, 5, 13), dt.date(2026, 5, 20)):
        run(day)
        assert titles(line_reminders.ACKNOWLEDGE, stage.township_office) == ["任务尚未确认收到：强基兴村"]
    assert Notice.objects.filter(rule=line_reminders.ACKNOWLEDGE).count() == 3
    with clock.moved_to(dt.date(2026, 5, 22)):
        services.acknowledge_work_line(actor=stage.township_office, line=line)
    run(dt.date(2026, 5, 22))
    assert titles(line_reminders.ACKNOWLEDGE, stage.township_office) == []


def test_only_the_responsible_office_confirms_and_once(stage):
    line = line_of(stage)
    with clock.moved_to(APPLICATION_DAY):
        with pytest.raises(Refused, match="责任单位"):
            services.acknowledge_work_line(actor=stage.office, line=line)
        done = services.acknowledge_work_line(actor=stage.township_office, line=line)
        assert done.acknowledged_by == stage.township_office
        with pytest.raises(OutOfTurn):
            services.acknowledge_work_line(actor=stage.township_office, line=line)
        own = line_of(stage, name="自办", organization=None)
        with pytest.raises(Refused, match="主办单位自办"):
            services.acknowledge_work_line(actor=stage.office, line=own)


def test_another_last_day_is_confirmed_anew_and_a_report_confirms(stage):
    line = line_of(stage)
    with clock.moved_to(APPLICATION_DAY):
        services.acknowledge_work_line(actor=stage.township_office, line=line)
        line.refresh_from_db()
        line = services.update_work_line(
            actor=stage.office, line=line, version=line.version, deadline=dt.date(2026, 6, 30)
        )
        assert line.acknowledged_at is None
        line = services.update_work_line(actor=stage.office, line=line, version=line.version, summary="任务说明")
        services.report_work_line(actor=stage.office, line=line, text="已部署")
        line.refresh_from_db()
        assert line.acknowledged_at is None
        services.report_work_line(actor=stage.township_office, line=line, text="已动员")
    line.refresh_from_db()
    assert line.acknowledged_by == stage.township_office


def test_the_last_day_of_a_line_is_told_to_its_office_until_it_is_done(stage):
    line = line_of(stage, deadline=dt.date(2026, 6, 10))
    own = line_of(stage, name="自办", organization=None, deadline=dt.date(2026, 6, 10))
    run(dt.date(2026, 6, 2))
    assert titles(line_reminders.DEADLINE, stage.township_office) == []
    run(dt.date(2026, 6, 3))
    assert titles(line_reminders.DEADLINE, stage.township_office) == ["工作线还剩 7 天：强基兴村"]
    assert titles(line_reminders.DEADLINE, stage.office) == [f"工作线还剩 7 天：{own.name}"]
    with clock.moved_to(dt.date(2026, 6, 4)):
        services.report_work_line(actor=stage.township_office, line=line, text="已完成", is_done=True)
    run(dt.date(2026, 6, 10))
    assert titles(line_reminders.DEADLINE, stage.township_office) == []
    assert "工作线今天到期：自办" in titles(line_reminders.DEADLINE, stage.office)


def test_the_page_of_a_line_offers_to_confirm_and_shows_who_did(stage):
    line = line_of(stage)
    page = reverse("campaigns:work_line", args=[stage.campaign.pk, line.pk])
    act = reverse("campaigns:acknowledge_line", args=[stage.campaign.pk, line.pk])
    with clock.moved_to(APPLICATION_DAY):
        organizer, responsible = sign_in(Client(), stage.office), sign_in(Client(), stage.township_office)
        assert "待确认收到" in organizer.get(page).content.decode()
        assert act not in organizer.get(page).content.decode()
        assert organizer.post(act).status_code == 403
        assert act in responsible.get(page).content.decode()
        responsible.post(act)
        body = organizer.get(page).content.decode()
        assert "5月6日已确认收到" in body
        assert stage.township_office.name in body
        assert act not in responsible.get(page).content.decode()
        assert responsible.post(act).status_code == 302
