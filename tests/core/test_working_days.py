"""Working days: own table, then the holiday schedule, then Monday to Friday."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.working_days import (
    add_working_days,
    is_working_day,
    known_year,
    working_day_after,
    working_day_before,
)

DAYS = st.dates(date(2004, 1, 1), date(2040, 12, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),  # a Saturday worked for the holiday
        (date(2025, 11, 17), True),
        (date(2025, 11, 22), False),
    ],
)
def test_known_year_follows_the_schedule(day, works):
    assert known_year(2025)
    assert is_working_day(day) is works


def test_unknown_year_falls_back_to_weekdays():
    assert not known_year(2035)
    assert is_working_day(date(2035, 10, 1))
    assert not is_working_day(date(2035, 10, 6))


def test_own_table_wins():
    saturday, monday = date(2025, 11, 22), date(2025, 11, 24)
    table = {saturday: True, monday: False}
    assert is_working_day(saturday, table)
    assert not is_working_day(monday, table)
    assert add_working_days(date(2025, 11, 21), 2, table) == date(2025, 11, 25)


def test_notice_of_five_days_excludes_its_first_day():
    assert add_working_days(date(2025, 11, 17), 5) == date(2025, 11, 24)
    assert add_working_days(date(2025, 9, 30), 2) == date(2025, 10, 10)


def test_zero_days_is_the_start_and_negative_is_refused():
    assert add_working_days(date(2025, 10, 1), 0) == date(2025, 10, 1)
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2025, 10, 1), -1)


def test_day_before_a_holiday():
    assert working_day_before(date(2025, 10, 8)) == date(2025, 9, 30)
    assert working_day_after(date(2025, 9, 30)) == date(2025, 10, 9)


@given(DAYS, st.integers(0, 15))
def test_adding_days_lands_on_working_days_in_order(start, n):
    day = add_working_days(start, n)
    between = (start + timedelta(days=k) for k in range(1, (day - start).days + 1))
    assert sum(is_working_day(each) for each in between) == n
