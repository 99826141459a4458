"""Periods of facts by the calendar."""

import datetime as dt

import pytest

from apps.organizations.periods import first_day, period_before, period_label, period_of, period_problem, recent_periods


@pytest.mark.parametrize(
    ("kind", "day", "period", "label", "before", "begins"),
    [
        ("year", dt.date(2026, 11, 23), "2026", "2026年", "2025", dt.date(2026, 1, 1)),
        ("half_year", dt.date(2026, 6, 30), "2026H1", "2026年上半年", "2025H2", dt.date(2026, 1, 1)),
        ("half_year", dt.date(2026, 7, 1), "2026H2", "2026年下半年", "2026H1", dt.date(2026, 7, 1)),
        ("quarter", dt.date(2026, 1, 5), "2026Q1", "2026年第1季度", "2025Q4", dt.date(2026, 1, 1)),
        ("month", dt.date(2026, 1, 5), "2026-01", "2026年1月", "2025-12", dt.date(2026, 1, 1)),
        ("snapshot", dt.date(2026, 1, 5), "", "现状", "", None),
    ],
)
def test_the_period_of_a_day(kind, day, period, label, before, begins):
    assert period_of(kind, day) == period
    assert period_label(period) == label
    assert period_before(period) == before
    assert begins is None or first_day(period) == begins
    assert period_problem(kind, period, day) == ""


def test_half_years_go_back_and_none_has_begun_before_its_day():
    today = dt.date(2026, 5, 1)
    assert recent_periods("half_year", today, 3) == ["2026H1", "2025H2", "2025H1"]
    assert "尚未开始" in period_problem("half_year", "2026H2", today)
    assert "半年写作" in period_problem("half_year", "2026H3", today)
