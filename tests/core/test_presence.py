"""Who has a form open: told to the others, gone after a while, never more than a line a person."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.cache import cache

from apps.core import clock
from apps.core.presence import GONE, leave, look_in

A, B = SimpleNamespace(pk=1, name="甲"), SimpleNamespace(pk=2, name="乙")
NOON = clock.at(dt.date(2026, 5, 6), 12)


@pytest.fixture(autouse=True)
def empty():
    cache.clear()
    with clock.moved_to(NOON):
        yield
    cache.clear()


def test_others_are_told_with_their_time_and_part():
    assert look_in("form", user=A, page="a1", part="申报登记") == []
    with clock.moved_to(NOON + dt.timedelta(minutes=1)):
        told = look_in("form", user=B, page="b1")
    assert told == [{"name": "甲", "since": "12:00", "part": "申报登记", "own": False}]
    assert look_in("other", user=B, page="b1") == []


def test_a_second_page_of_ones_own_is_told_as_such():
    look_in("form", user=A, page="a1")
    assert [(row["name"], row["own"]) for row in look_in("form", user=A, page="a2")] == [("甲", True)]


def test_a_page_that_was_closed_or_is_silent_is_gone():
    look_in("form", user=A, page="a1")
    leave("form", "a1")
    assert look_in("form", user=B, page="b1") == []
    with clock.moved_to(NOON + dt.timedelta(seconds=GONE + 1)):
        assert look_in("form", user=A, page="a1") == []


def test_a_person_with_two_pages_is_one_line_and_stays_since_the_first_word():
    look_in("form", user=A, page="a1", part="实施方案")
    with clock.moved_to(NOON + dt.timedelta(seconds=40)):
        look_in("form", user=A, page="a1")
        look_in("form", user=A, page="a2", part="综合材料")
    with clock.moved_to(NOON + dt.timedelta(seconds=60)):
        told = look_in("form", user=B, page="b1")
    assert [(row["name"], row["part"]) for row in told] == [("甲", "综合材料")]
