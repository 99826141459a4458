"""Statements that are compiled once find what the queryset finds, with any values."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.core.models import CalendarDay, StoredFile
from apps.core.prepared import Prepared, prepared
from tests.factories import make_user

pytestmark = pytest.mark.django_db

DAYS = [dt.date(2026, 1, day) for day in range(1, 8)]


@pytest.fixture
def _days() -> None:
    CalendarDay.objects.bulk_create(
        CalendarDay(date=day, is_working=day.day % 2 == 0, name=f"第{day.day}天%_") for day in DAYS
    )


@prepared
def between(first: dt.date, last: dt.date | None) -> QuerySet:
    rows = CalendarDay.objects.filter(date__gte=first)
    return (rows if last is None else rows.filter(date__lt=last)).order_by("date")


@pytest.mark.usefixtures("_days")
def test_rows_are_those_of_the_values_of_the_call() -> None:
    assert [row.date for row in between(DAYS[1], DAYS[3])] == DAYS[1:3]
    assert [row.date for row in between(DAYS[4], None)] == DAYS[4:]
    assert between.first(DAYS[6], None).name == "第7天%_"
    assert between.first(dt.date(2027, 1, 1), None) is None


@pytest.mark.usefixtures("_days")
def test_lists_patterns_and_pages() -> None:
    @prepared
    def found(days: list[dt.date], text: str, start: int | None) -> QuerySet:
        rows = (
            CalendarDay.objects.filter(Q(date__in=days) | Q(name__startswith=text)).order_by("date").values_list("date")
        )
        return rows[:2] if start is None else rows[start : start + 2]

    assert found(DAYS[:3], "第7天%", None) == [(DAYS[0],), (DAYS[1],)]
    assert found(DAYS[:3], "第7天%", 0) == [(DAYS[0],), (DAYS[1],)], "the first page after another"
    assert found(DAYS[:3], "第7天%", 2) == [(DAYS[2],), (DAYS[6],)]
    assert found(DAYS[1:2], "第_天", None) == [(DAYS[1],)], "a sign of a pattern is an ordinary one"
    assert found([], "第6天", None) == [(DAYS[5],)]


def test_keys_made_at_random() -> None:
    @prepared
    def files(keys: list[uuid.UUID]) -> QuerySet:
        return StoredFile.objects.filter(pk__in=keys).values_list("size", flat=True).order_by("size")

    made = [StoredFile.objects.create(sha256=f"{n:064}", content_type="text/plain", size=n) for n in (1, 2, 3)]
    assert files([made[0].pk, made[2].pk]) == [1, 3]
    assert files([made[1].pk, uuid.uuid4()]) == [2]


def test_an_empty_list_finds_nothing_and_asks_nothing() -> None:
    @prepared
    def named(names: list[str]) -> QuerySet:
        return User.objects.filter(username__in=names)

    with CaptureQueriesContext(connection) as told:
        assert named([]) == []
    assert not told.captured_queries


def test_what_cannot_be_compiled_with_any_value_is_an_error() -> None:
    @prepared
    def impossible(pk: int) -> QuerySet:
        return User.objects.filter(pk=pk).none()

    with pytest.raises(EmptyResultSet):
        impossible(1)


def test_something_looked_up_inside_is_noticed() -> None:
    outside = ["甲"]
    read = Prepared(lambda pk: User.objects.filter(pk=pk, name=outside[0]))
    read(1)
    outside[0] = "乙"
    with pytest.raises(AssertionError, match="is not"):
        read(1)


def test_models_come_with_what_was_selected() -> None:
    user = make_user(None)

    @prepared
    def lean(pk: int) -> QuerySet:
        return User.objects.filter(pk=pk).only("username")

    found = lean.first(user.pk)
    assert (found.pk, found.username, found._state.adding) == (user.pk, user.username, False)
    assert "name" in found.get_deferred_fields() and found.name == user.name


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction_each_time() -> None:
    @prepared
    def locked(pk: int) -> QuerySet:
        return User.objects.select_for_update().filter(pk=pk)

    with transaction.atomic():
        assert locked(1) == []
    with pytest.raises(TransactionManagementError):
        locked(1)
