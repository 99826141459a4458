"""提醒 of a campaign: its rules, the week ahead, what was said, who owes what, and 催办."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.reminders import RULE
from apps.campaigns import services
from apps.campaigns.services import extend_phase
from apps.core import clock
from apps.core.exceptions import Invalid, Refused, StaleVersion
from apps.reminders.models import Notice, RuleSetting, Urge
from apps.reminders.queries.owed import coming, owed_now
from apps.reminders.services import send_due_notices, subject_of
from tests.applications.factories import make_stage, make_submitted
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db
LABEL = "申报截止"
LAST_DAY = dt.date(2026, 5, 15)
EARLY = dt.date(2026, 5, 4)


@pytest.fixture
def stage():
    with clock.moved_to(EARLY):
        yield make_stage()


@pytest.fixture
def topic(stage):
    return subject_of(stage.campaign)


def page(client, stage, name="reminders", **query):
    return client.get(reverse(f"campaigns:{name}", args=[stage.campaign.pk]), query).content.decode()


def whose(rows):
    return {(row.notice.rule, row.organization.pk) for row in rows if row.notice.rule == RULE}


def test_everybody_who_owes_stands_in_the_list_long_before_the_deadline(stage, topic):
    mine, other = (RULE, stage.tree.branch.pk), (RULE, stage.tree.other_branch.pk)
    before = whose(owed_now(topic))
    assert {mine, other} <= before
    make_submitted(stage)
    assert whose(owed_now(topic)) == before - {mine}
    assert not Notice.objects.filter(rule=RULE).exists()  # looking sends nothing


def test_the_week_ahead_counts_each_line_on_its_first_day(stage, topic):
    with clock.moved_to(LAST_DAY - dt.timedelta(days=8)):
        owing = len(whose(owed_now(topic)))
        days = {each.day: each.count for each in coming(topic) if each.label == LABEL}
        assert days == {LAST_DAY - dt.timedelta(days=left): owing for left in (7, 3, 1)}
    with clock.moved_to(LAST_DAY - dt.timedelta(days=7)):
        send_due_notices(clock.now())
        later = [each.day for each in coming(topic) if each.label == LABEL]
    assert LAST_DAY - dt.timedelta(days=7) not in later


def test_asking_reaches_each_person_once_a_day(client, stage, topic):
    sign_in(client, stage.office)
    address = reverse("campaigns:reminders_owed", args=[stage.campaign.pk])
    asked = {stage.tree.branch.pk, stage.tree.other_branch.pk}
    keys = [row.key for row in owed_now(topic) if row.organization and row.organization.pk in asked]
    told = client.post(address, {"owed": keys, "wording": "请本周内提交。"}, follow=True).content.decode()
    assert "已催办 2 项" in told
    assert "今天已催办" in told
    notice = Notice.objects.get(rule="urge", recipient=stage.secretary)
    assert (notice.title[:3], notice.body.startswith("请本周内提交。")) == ("催办：", True)
    assert notice.url.startswith("/applications/")
    again = client.post(address, {"owed": keys, "wording": "再催"}, follow=True).content.decode()
    assert "2 项今天已催办" in again
    assert Urge.objects.count() == 2
    with clock.moved_to(EARLY + dt.timedelta(days=1)):
        client.post(address, {"owed": keys, "wording": "再催"})
    assert Urge.objects.count() == 4


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"owed": []}, "请勾选要催办的事项"),
        ({"wording": "长" * 201}, "最多 200 字"),
    ],
)
def test_asking_for_nothing_or_with_too_many_words_is_refused(client, stage, topic, typed, said):
    sign_in(client, stage.office)
    keys = [row.key for row in owed_now(topic)]
    address = reverse("campaigns:reminders_owed", args=[stage.campaign.pk])
    answer = client.post(address, {"owed": keys, "wording": "请抓紧", **typed}, follow=True).content.decode()
    assert said in answer
    assert not Urge.objects.exists()


def test_an_office_below_sees_and_asks_its_own_subtree_alone(client, stage, topic):
    elsewhere = make_user(Role.OFFICE, stage.tree.outside_township)
    sign_in(client, elsewhere)
    assert stage.tree.branch.short_name not in page(client, stage, "reminders_owed")
    rows = owed_now(topic)
    with pytest.raises((Invalid, Refused)):
        services.urge_owing(actor=elsewhere, campaign=stage.campaign, rows=rows, wording="请抓紧")
    below = make_user(Role.OFFICE, stage.tree.township)
    sign_in(client, below)
    assert stage.tree.branch.short_name in page(client, stage, "reminders_owed")
    address = reverse("campaigns:reminder_rule", args=[stage.campaign.pk, RULE])
    assert client.get(address).status_code == 404
    with pytest.raises(Refused):
        services.pause_campaign_rule(actor=below, campaign=stage.campaign, rule=RULE, version=0, paused=True)


def test_the_office_changes_days_and_words_and_pauses(client, stage, topic):
    sign_in(client, stage.office)
    address = reverse("campaigns:reminder_rule", args=[stage.campaign.pk, RULE])
    wrong = client.post(address, {"days_before": "七天", "wording": "", "version": "0"}).content.decode()
    assert "请只填天数" in wrong
    far = client.post(address, {"days_before": "90", "wording": "", "version": "0"}).content.decode()
    assert "0 至 60 之间" in far
    odd = client.post(address, {"days_before": "5", "wording": "请{谁}办", "version": "0"}).content.decode()
    assert "{谁}不能识别" in odd
    assert "请{谁}办" in odd
    client.post(address, {"days_before": "10、5", "wording": "请{单位}于{截止}前提交。", "version": "0"})
    kept = RuleSetting.objects.get(topic=topic, rule=RULE)
    assert (kept.days_before, kept.outside) == ([10, 5], False)
    with pytest.raises(StaleVersion):
        services.change_rule(actor=stage.office, campaign=stage.campaign, rule=RULE, version=0, days_before=[1])
    with clock.moved_to(LAST_DAY - dt.timedelta(days=7)):
        send_due_notices(clock.now())
    told = Notice.objects.get(rule=RULE, recipient=stage.secretary)
    assert (told.threshold, told.outside) == ("10", False)
    assert told.body == f"请{stage.tree.branch.short_name}于5月15日（周五）前提交。"
    client.post(
        reverse("campaigns:pause_rule", args=[stage.campaign.pk, RULE]), {"version": kept.version, "paused": "1"}
    )
    with clock.moved_to(LAST_DAY - dt.timedelta(days=5)):
        send_due_notices(clock.now())
        assert Notice.objects.filter(rule=RULE, recipient=stage.secretary).count() == 1
        assert "已暂停" in page(client, stage)


def test_a_deadline_that_moves_takes_back_what_was_not_read_and_plans_anew(stage, topic):
    with clock.moved_to(LAST_DAY - dt.timedelta(days=3)):
        send_due_notices(clock.now())
        phase = stage.campaign.phases.get(kind="application")
        extend_phase(
            actor=stage.office,
            phase=phase,
            organization=stage.tree.branch,
            until=clock.at(LAST_DAY + dt.timedelta(days=20), 18),
            reason="汛期",
        )
        send_due_notices(clock.now())
    assert not Notice.objects.visible_to(stage.secretary).filter(rule=RULE).exists()
    assert Notice.objects.visible_to(stage.other_secretary).filter(rule=RULE).exists()
    with clock.moved_to(LAST_DAY + dt.timedelta(days=13)):
        send_due_notices(clock.now())
    assert Notice.objects.visible_to(stage.secretary).filter(rule=RULE).count() == 1


def test_the_office_sees_what_was_said_to_whom_and_whether_it_was_read(client, stage, topic):
    with clock.moved_to(LAST_DAY - dt.timedelta(days=3)):
        send_due_notices(clock.now())
    Notice.objects.filter(recipient=stage.secretary, rule=RULE).update(read_at=clock.now())
    sign_in(client, stage.office)
    everything = page(client, stage, "reminders_said")
    assert stage.secretary.name in everything
    unread = page(client, stage, "reminders_said", state="unread", rule=RULE)
    assert stage.other_secretary.name in unread
    assert f">{stage.secretary.name}<" not in unread
    assert "没有找到" in page(client, stage, "reminders_said", q="无此人")


def test_the_pages_cost_the_same_however_many_owe(client, stage, topic):
    sign_in(client, stage.office)
    client.get(reverse("campaigns:reminders", args=[stage.campaign.pk]))
    for name in ("reminders", "reminders_said"):
        with CaptureQueriesContext(connection) as asked:
            page(client, stage, name)
        assert len(asked) <= 12, [each["sql"][:90] for each in asked]


def test_the_office_above_gets_a_copy_where_the_campaign_wants_it(stage, topic):
    below = make_user(Role.OFFICE, stage.tree.township)
    services.change_rule(
        actor=stage.office, campaign=stage.campaign, rule=RULE, version=0, days_before=[7, 3], copies_office=True
    )
    with clock.moved_to(LAST_DAY - dt.timedelta(days=3)):
        send_due_notices(clock.now())
    copies = Notice.objects.filter(rule=RULE, recipient=below)
    assert {each.organization_id for each in copies} == {stage.tree.branch.pk, stage.tree.other_branch.pk}
    assert copies.first().title.startswith("抄送：")
    assert copies.first().url == reverse("campaigns:reminders_owed", args=[stage.campaign.pk])
    assert not Notice.objects.filter(rule=RULE, recipient=stage.office).exists()
    make_submitted(stage)
    with clock.moved_to(LAST_DAY - dt.timedelta(days=2)):
        send_due_notices(clock.now())
    left = Notice.objects.visible_to(below).filter(rule=RULE)
    assert {each.organization_id for each in left} == {stage.tree.other_branch.pk}
