"""Quarterly inspections: how a quarter opens, what has no date, what is not visited, what was missed."""

import datetime as dt

import pytest

from apps.applications.models import Application
from apps.core import clock
from apps.inspections import inspector_reminders, quarter_reminders
from apps.inspections.models import Round, Visit
from apps.reminders.models import Notice, RuleSetting
from apps.reminders.services import send_due_notices, subject_of
from tests import due

from .factories import make_application, make_round, make_visit

#: The first working day after the holidays of October.
OPENING = dt.date(2026, 10, 8)


def run(day, times=2):
    with clock.moved_to(day):
        for _ in range(times):
            send_due_notices(clock.now(), due.of("inspections"))


def lines(person, rule):
    return list(Notice.objects.filter(rule=rule, recipient=person, withdrawn_at=None).order_by("pk"))


@pytest.fixture
def planned(world):
    """The round of the quarter; the branch has its visit, the two other sites have none."""
    with clock.moved_to(dt.date(2026, 9, 28)):
        visit = make_visit(world)
    return visit


def test_the_office_hears_the_theme_and_what_is_planned_on_the_first_working_day(world, planned):
    run(dt.date(2026, 10, 7))
    assert lines(world.office, "inspection.quarter") == []
    run(OPENING)
    (line,) = lines(world.office, "inspection.quarter")
    assert line.title == "2026年第四季度督查：抓评估督成效（2026年测试活动）"
    assert line.body == "应督查 3 个单位，已安排 1 个，尚未安排 2 个，督查批次 1 个，12月31日前完成。"
    assert line.url == f"/inspections/?campaign={world.campaign.pk}&quarter=2026-4"
    assert not Notice.objects.filter(rule="inspection.quarter").exclude(recipient=world.office).exists()


@pytest.mark.parametrize(
    ("day", "theme"),
    [
        (dt.date(2026, 4, 1), "抓推进督落实"),
        (dt.date(2026, 7, 1), "抓提升督进度"),
        (dt.date(2027, 1, 4), "抓启动督部署"),
    ],
)
def test_each_quarter_has_its_theme_and_leads_to_planning_where_nothing_is_planned(world, day, theme):
    Application.objects.update(approved_at=clock.at(dt.date(2026, 3, 10)))
    run(day)
    (line,) = lines(world.office, "inspection.quarter")
    assert theme in line.title
    assert line.url == f"/inspections/new/?campaign={world.campaign.pk}"


def test_inspectors_hear_of_the_sites_planned_by_then(world, planned):
    run(OPENING)
    (line,) = lines(world.inspector, "inspection.sites")
    assert (line.title, line.url) == ("2026年第四季度督查任务：1 个单位", f"/field/{planned.pk}/")
    assert "丁村党支部（11月2日）" in line.body
    assert lines(world.stranger, "inspection.sites") == []
    with clock.moved_to(dt.date(2026, 10, 12)):
        make_visit(world, world.other, planned.round, inspectors=[world.stranger])
    run(dt.date(2026, 10, 13))
    assert lines(world.stranger, "inspection.sites") == []  # told when it was planned


def test_in_mid_quarter_sites_without_a_date(world, planned):
    run(dt.date(2026, 11, 12))
    assert lines(world.office, "inspection.undated") == []
    run(dt.date(2026, 11, 13))  # the 15th is a Sunday
    (line,) = lines(world.office, "inspection.undated")
    assert line.title == "季度过半，2 个单位尚未安排督查（2026年测试活动）"
    assert "戊村党支部、己村党支部" in line.body
    for application in (world.other, world.outside):
        make_visit(world, application, planned.round)
    run(dt.date(2026, 11, 16))
    assert lines(world.office, "inspection.undated") == []


def test_in_the_last_days_whoever_has_sites_left(world, planned):
    run(dt.date(2026, 12, 15))
    assert lines(world.inspector, "inspection.to_visit") == []
    for day, threshold in ((16, "15"), (24, "7"), (28, "3"), (31, "0")):
        run(dt.date(2026, 12, day))
        (line,) = lines(world.inspector, "inspection.to_visit")
        assert (line.threshold, line.url) == (threshold, f"/field/{planned.pk}/")
        (line,) = lines(world.office, "inspection.unvisited")
        assert line.threshold == threshold
    assert line.title == "本季度今天结束，尚有 3 个单位尚未督查（2026年测试活动）"
    assert lines(world.stranger, "inspection.to_visit") == []


def test_a_visit_that_is_handed_in_is_asked_for_no_more(world, planned):
    run(dt.date(2026, 12, 16))
    Visit.objects.filter(pk=planned.pk).update(status="recorded")
    run(dt.date(2026, 12, 17))
    assert lines(world.inspector, "inspection.to_visit") == []
    run(dt.date(2026, 12, 24))
    assert lines(world.office, "inspection.unvisited")[0].title.startswith("本季度还剩 7 天，尚有 2 个单位尚未督查")


def test_misses_go_to_the_level_above_who_was_to_visit(world):
    round_ = make_round(world, actor=world.district_office, organization=world.district)
    make_visit(world, round=round_, inspectors=[world.inspector])
    run(dt.date(2026, 12, 31))
    assert lines(world.office, "inspection.missed") == []
    run(dt.date(2027, 1, 4))
    (line,) = lines(world.office, "inspection.missed")  # of the district's round, and its own at the top
    assert line.title == "2026年第四季度有 3 个单位漏查（2026年测试活动）"
    assert lines(world.district_office, "inspection.missed") == []
    run(dt.date(2027, 2, 15))
    assert lines(world.office, "inspection.missed") == []


def test_whoever_was_approved_late_in_the_quarter_is_owed_from_the_next(world):
    Application.objects.update(approved_at=clock.at(dt.date(2026, 11, 20)))
    run(dt.date(2026, 12, 31))
    assert not Notice.objects.filter(rule__startswith="inspection.").exists()


def test_a_paused_rule_is_silent_and_days_are_the_campaigns(world, planned):
    topic = subject_of(world.campaign)
    RuleSetting.objects.create(topic=topic, rule="inspection.quarter", is_paused=True)
    RuleSetting.objects.create(topic=topic, rule="inspection.unvisited", days_before=[20])
    run(OPENING)
    assert lines(world.office, "inspection.quarter") == []
    run(dt.date(2026, 12, 11))
    assert [line.threshold for line in lines(world.office, "inspection.unvisited")] == ["20"]


def test_the_number_of_statements_does_not_grow(world, planned, django_assert_num_queries):
    for application in (world.other, world.outside):
        make_visit(world, application, planned.round)
    make_application(world, world.township, status="creating")
    assert Round.objects.count() == 1
    opening, last, after = clock.at(OPENING), clock.at(dt.date(2026, 12, 31)), clock.at(dt.date(2027, 1, 4))
    with django_assert_num_queries(6):  # working days, offices, campaigns, rounds, visits, sites
        assert list(quarter_reminders.due_at_office(opening))
    with django_assert_num_queries(7):
        assert list(quarter_reminders.unvisited(last))
    with django_assert_num_queries(6):
        assert list(quarter_reminders.missed(after))
    with django_assert_num_queries(3):
        assert list(inspector_reminders.to_visit(last))
    with django_assert_num_queries(2):
        assert list(inspector_reminders.sites(opening))
