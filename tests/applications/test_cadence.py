"""What a site owes during creation, from the cadences of a plan. Pure."""

import datetime as dt

import pytest

from apps.applications.cadence import owed_reports, period_words, visits_owed

MONTHLY = {"cadences": [{"code": "dispatch", "name": "月调度", "every": "month", "clause": ""}]}
SHOWN = {
    "cadences": [
        {"code": code, "name": "三亮", "every": "year", "clause": ""}
        for code in ("show_goal", "show_progress", "show_results")
    ]
}
BEGAN, ENDS = dt.date(2026, 6, 10), dt.date(2026, 9, 30)


def days(plan, began=BEGAN, ends=ENDS):
    return [(item.kind, item.period, item.due_on.isoformat()) for item in owed_reports(plan, began, ends)]


def test_a_month_is_due_on_its_last_day():
    assert days(MONTHLY) == [
        ("dispatch", "2026-06", "2026-06-30"),
        ("dispatch", "2026-07", "2026-07-31"),
        ("dispatch", "2026-08", "2026-08-31"),
        ("dispatch", "2026-09", "2026-09-30"),
    ]


def test_who_begins_late_in_a_month_owes_the_next_one_first():
    assert days(MONTHLY, began=dt.date(2026, 6, 16))[0] == ("dispatch", "2026-07", "2026-07-31")


def test_a_report_is_never_due_after_the_last_day_of_creation():
    assert days(MONTHLY, ends=dt.date(2026, 9, 12))[-1] == ("dispatch", "2026-09", "2026-09-12")


def test_a_quarterly_report_stands_for_its_quarter():
    plan = {"cadences": [{"code": "dispatch", "name": "季调度", "every": "quarter", "clause": ""}]}
    assert days(plan) == [("dispatch", "2026Q2", "2026-06-30"), ("dispatch", "2026Q3", "2026-09-30")]


def test_the_showings_keep_within_creation():
    """年初 lies before a site that begins in June: it has thirty days; 年底 is the end of creation."""
    assert days(SHOWN) == [
        ("show_goal", "2026", "2026-07-10"),
        ("show_progress", "2026", "2026-07-15"),
        ("show_results", "2026", "2026-09-30"),
    ]


def test_a_template_names_its_own_day():
    plan = {"cadences": [{"code": "show_progress", "name": "年中", "every": "year", "due": "08-20", "clause": ""}]}
    assert days(plan) == [("show_progress", "2026", "2026-08-20")]


def test_nothing_is_owed_where_the_plan_names_no_cadence():
    assert days({}) == []
    assert days(None) == []


@pytest.mark.parametrize(
    ("every", "times", "owed"), [("year", 6, 6), ("month", 1, 12), ("quarter", 1, 4), ("half_year", 2, 4)]
)
def test_contact_visits_owed_a_year(every, times, owed):
    plan = {"cadences": [{"code": "leader_contact", "name": "联系", "every": every, "times": times, "clause": ""}]}
    assert visits_owed(plan) == owed


def test_periods_read_in_words():
    assert [period_words(each) for each in ("2026-06", "2026Q3", "2026")] == ["2026年6月", "2026年3季度", "2026年"]
