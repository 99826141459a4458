"""Quarters and the working days on which they are spoken of."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.quarters import Quarter, quarter_of
from apps.core.working_days import is_working_day
from apps.reminders.quarters import first_working_day, last_working_day, week_of

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 1))


def test_a_quarter_knows_its_days():
    quarter = quarter_of(dt.date(2026, 11, 30))
    assert (quarter.key, quarter.label) == ("2026Q4", "2026年第四季度")
    assert (quarter.first, quarter.middle, quarter.last) == (
        dt.date(2026, 10, 1), dt.date(2026, 11, 15), dt.date(2026, 12, 31),
    )  # fmt: skip
    assert Quarter(2026, 1).before() == Quarter(2025, 4)


@given(DAYS)
def test_every_day_belongs_to_its_quarter(day):
    quarter = quarter_of(day)
    assert quarter.first <= day <= quarter.last
    assert quarter_of(quarter.first - dt.timedelta(days=1)) == quarter.before()


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (dt.date(2026, 10, 1), dt.date(2026, 10, 8)),  # the holidays of October
        (dt.date(2026, 7, 1), dt.date(2026, 7, 1)),
        (dt.date(2026, 2, 1), dt.date(2026, 2, 2)),  # a Sunday
    ],
)
def test_the_first_working_day(first, expected):
    assert first_working_day(first) == expected


@given(DAYS)
def test_the_last_working_day_is_worked_and_never_later(day):
    assert last_working_day(day) <= day
    assert is_working_day(last_working_day(day))


def test_weeks_belong_to_the_year_of_their_thursday():
    assert (week_of(dt.date(2026, 12, 31)), week_of(dt.date(2027, 1, 1))) == ("2026W53", "2026W53")
