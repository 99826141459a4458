"""工作日历: the office's own days go before every schedule, are kept by the office at the top and read by all offices."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.calendar import add_working_days
from apps.core.exceptions import Invalid, Refused
from apps.core.models import CalendarDay, StateChange
from apps.reminders import queries
from apps.reminders.days import DayRange, read_days
from apps.reminders.services import remove_days, set_days
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
NEW_YEAR = DayRange(dt.date(2027, 1, 1), dt.date(2027, 1, 3), False, "元旦")
MADE_UP = DayRange(dt.date(2027, 1, 9), dt.date(2027, 1, 9), True, "调休上班")
PAGE, IMPORT, REMOVE = (reverse(f"reminders:working_days{part}") for part in ("", "_import", "_remove"))


@shared
def tree():
    return make_tree()


@pytest.fixture
def city(tree):
    return make_user("office", tree.city)


def test_own_days_decide_how_working_days_are_counted(city):
    thursday = dt.date(2026, 12, 31)
    assert add_working_days(thursday, 1) == dt.date(2027, 1, 1)  # nobody knows 2027 yet: a Friday
    assert set_days(actor=city, ranges=[NEW_YEAR, MADE_UP]) == 4
    assert add_working_days(thursday, 1) == dt.date(2027, 1, 4)
    assert add_working_days(dt.date(2027, 1, 8), 1) == dt.date(2027, 1, 9)
    remove_days(actor=city, first=NEW_YEAR.first, last=NEW_YEAR.last)
    assert add_working_days(thursday, 1) == dt.date(2027, 1, 1)


def test_said_anew_replaces_and_is_noted(city):
    set_days(actor=city, ranges=[NEW_YEAR])
    set_days(actor=city, ranges=[DayRange(NEW_YEAR.first, NEW_YEAR.first, True, "加班")])
    day = CalendarDay.objects.get(date=NEW_YEAR.first)
    assert (day.is_working, day.name) == (True, "加班")
    assert [change.reason for change in StateChange.objects.filter(verb="set_days").order_by("pk")] == [
        "2027-01-01 至 2027-01-03 休 元旦",
        "2027-01-01 班 加班",
    ]


@pytest.mark.parametrize("place", ["district", "township"])
def test_lower_offices_read_and_do_not_write(tree, place):
    person = make_user("office", getattr(tree, place))
    with pytest.raises(Refused, match="由最上级党建办维护"):
        set_days(actor=person, ranges=[NEW_YEAR])
    page = sign_in(Client(), person).get(PAGE, {"year": 2027}).content.decode()
    assert "由最上级党建办维护" in page and 'name="first"' not in page


def test_entries_join_neighbours_of_one_name(city):
    set_days(actor=city, ranges=[NEW_YEAR, MADE_UP])
    assert [(entry.first, entry.last, entry.is_working) for entry in queries.entries_of(2027)] == [
        (NEW_YEAR.first, NEW_YEAR.last, False),
        (MADE_UP.first, MADE_UP.last, True),
    ]


def test_the_page_warns_of_a_year_that_nobody_knows(city):
    client = sign_in(Client(), city)
    assert "按周一至周五上班推算" in client.get(PAGE, {"year": 2027}).content.decode()
    assert "推算" not in client.get(PAGE, {"year": 2026}).content.decode()
    set_days(actor=city, ranges=[NEW_YEAR])
    assert "按周一至周五上班推算" not in client.get(PAGE, {"year": 2027}).content.decode()


def test_the_form_saves_and_says_what_is_wrong_at_its_field(city):
    client = sign_in(Client(), city)
    bad = {"first": "2027-01-03", "last": "2027-01-01", "kind": "off"}
    assert "止日不能早于起日" in client.post(PAGE, bad).content.decode()
    assert "一段最多 31 天" in client.post(PAGE, {**bad, "last": "2028-01-03"}).content.decode()
    assert not CalendarDay.objects.exists()
    answer = client.post(PAGE, {"first": "2027-01-01", "last": "2027-01-03", "kind": "off", "name": "元旦"})
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?year=2027")
    assert CalendarDay.objects.count() == 3


def test_a_pasted_year_is_shown_before_it_is_saved(city):
    client = sign_in(Client(), city)
    text = "起日\t止日\t安排\t说明\n2027-01-01\t2027-01-03\t休\t元旦\n2027年1月9日 班 元旦调休"
    shown = client.post(IMPORT, {"text": text}).content.decode()
    assert "读到 2 段" in shown and "保存 2 段" in shown and not CalendarDay.objects.exists()
    client.post(IMPORT, {"text": text, "save": "1"})
    assert list(CalendarDay.objects.values_list("date", "is_working")) == [
        (dt.date(2027, 1, 1), False),
        (dt.date(2027, 1, 2), False),
        (dt.date(2027, 1, 3), False),
        (dt.date(2027, 1, 9), True),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2027-02-30 休", "第 1 行：没有“2027-02-30”这一天"),
        ("2027-01-01 2027-01-03", "第 1 行：日期后请写“休”或“班”"),
        ("2027-01-01 休\n元旦", "第 2 行：“元旦”不是日期"),
        ("2027-01-01 休\n2027-01-01 班", "2027-01-01 既写了休又写了班"),
        ("安排", "没有读到日期"),
        (f"2027-01-01 休 {'元' * 41}", "第 1 行：说明不超过 40 字，现有 41 字"),
    ],
)
def test_a_line_that_cannot_be_read_saves_nothing(city, text, sentence):
    shown = sign_in(Client(), city).post(IMPORT, {"text": text, "save": "1"}).content.decode()
    assert sentence in shown and not CalendarDay.objects.exists()


def test_announcements_are_read_as_they_are_written():
    read = read_days("2027-01-01 至 2027-01-03 放假 元旦\n2027/1/9，上班")
    assert not read.problems
    assert [(each.first, each.last, each.is_working) for each in read.ranges] == [
        (dt.date(2027, 1, 1), dt.date(2027, 1, 3), False),
        (dt.date(2027, 1, 9), dt.date(2027, 1, 9), True),
    ]


def test_removing_what_is_gone_is_told(city):
    with pytest.raises(Invalid, match="已不在工作日历中"):
        remove_days(actor=city, first=NEW_YEAR.first, last=NEW_YEAR.last)
    client = sign_in(Client(), city)
    answer = client.post(REMOVE, {"first": "2027-01-01", "kind": "off"}, follow=True)
    assert "已不在工作日历中" in answer.content.decode()
    assert "没有这一段日期" in client.post(REMOVE, {"first": "x"}, follow=True).content.decode()
