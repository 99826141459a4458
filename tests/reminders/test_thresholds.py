"""Deadlines count calendar days; a reminder that would fall on a day off moves back to the working day before."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.working_days import is_working_day
from apps.reminders.thresholds import DAYS_BEFORE, horizon, reached, speaking_day

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 1))


@pytest.mark.parametrize(
    ("last_day", "days_before", "told_on"),
    [
        (dt.date(2026, 11, 27), 3, dt.date(2026, 11, 24)),  # a Friday, told on the Tuesday
        (dt.date(2026, 11, 29), 0, dt.date(2026, 11, 27)),  # due on a Sunday, told on the Friday
        (dt.date(2026, 11, 30), 1, dt.date(2026, 11, 27)),  # due on a Monday, the day before is a Sunday
        (dt.date(2025, 10, 9), 3, dt.date(2025, 9, 30)),  # the holidays of October
        (dt.date(2025, 10, 12), 1, dt.date(2025, 10, 11)),  # a Saturday that is worked
    ],
)
def test_speaking_day_moves_back_over_days_off(last_day, days_before, told_on):
    assert speaking_day(last_day, days_before) == told_on


def test_the_offices_own_table_goes_before_the_schedule():
    free_friday = {dt.date(2026, 11, 27): False}
    assert speaking_day(dt.date(2026, 11, 29), 0, free_friday) == dt.date(2026, 11, 26)


def test_reached_is_the_narrowest_whose_day_has_come():
    last_day = dt.date(2026, 11, 29)  # a Sunday: the reminders of the last day and of the day before share the Friday
    found = {day: reached(last_day, dt.date(2026, 11, day)) for day in (19, 20, 25, 26, 27, 28, 29)}
    assert found == {19: None, 20: 7, 25: 7, 26: 3, 27: 0, 28: 0, 29: 0}


@given(DAYS, st.sampled_from(DAYS_BEFORE))
def test_people_are_told_on_working_days_and_never_later_than_the_threshold(last_day, days_before):
    day = speaking_day(last_day, days_before)
    assert is_working_day(day)
    assert day <= last_day - dt.timedelta(days=days_before)


@given(DAYS)
def test_nothing_that_speaks_today_lies_behind_the_horizon(last_day):
    assert last_day <= horizon(speaking_day(last_day, max(DAYS_BEFORE)))
