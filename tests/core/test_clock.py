"""The one clock."""

import datetime as dt
import threading

import pytest
from django.utils import timezone

from apps.core import clock

DAY = dt.date(2025, 3, 14)


def test_the_clock_stands_on_the_real_moment():
    before = timezone.now()
    assert before <= clock.now() <= timezone.now()
    assert clock.now().tzinfo is not None


def test_a_date_means_nine_in_the_morning_in_shanghai():
    with clock.moved_to(DAY):
        assert clock.now() == dt.datetime(2025, 3, 14, 1, 0, tzinfo=dt.UTC)
        assert clock.today() == DAY


def test_a_moment_is_taken_as_it_is():
    with clock.moved_to(clock.at(DAY, 23, 59, 59)):
        assert clock.now() == dt.datetime(2025, 3, 14, 15, 59, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize(("hour", "day"), [(15, DAY), (16, DAY + dt.timedelta(days=1))])
def test_the_day_changes_at_midnight_in_shanghai(hour, day):
    with clock.moved_to(dt.datetime(2025, 3, 14, hour, 0, tzinfo=dt.UTC)):
        assert clock.today() == day


def test_moves_nest_and_end_even_after_an_error():
    with clock.moved_to(DAY):
        with pytest.raises(RuntimeError), clock.moved_to(DAY + dt.timedelta(days=1)):
            assert clock.today() == DAY + dt.timedelta(days=1)
            raise RuntimeError
        assert clock.today() == DAY
    assert clock.today() > DAY


def test_another_thread_keeps_its_own_time():
    seen = []
    with clock.moved_to(DAY):
        other = threading.Thread(target=lambda: seen.append(clock.today()))
        other.start()
        other.join()
    assert seen[0] > DAY
