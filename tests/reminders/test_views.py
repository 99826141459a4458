"""Pages of the inbox."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Role
from apps.reminders import services
from apps.reminders.models import Notice
from tests.factories import make_tree, make_user, sign_in

pytestmark = pytest.mark.django_db
INBOX = "/inbox/"


@pytest.fixture
def person():
    return make_user(Role.SECRETARY, make_tree().branch)


def give(person, count=1, **values):
    start = Notice.objects.count()
    for number in range(start, start + count):
        services.notify(
            rule="test", subject=f"tests.thing:{number}", recipients=[person],
            **{"title": f"第{number}条提醒", "url": "/help/", **values},
        )  # fmt: skip
    return Notice.objects.filter(recipient=person).first()


def test_inbox_shows_own_lines_newest_first(client, person):
    give(person, 2)
    give(make_user(None), 1)
    page = sign_in(client, person).get(INBOX).content.decode()
    assert page.index("第1条提醒") < page.index("第0条提醒")
    assert "第2条提醒" not in page


def test_inbox_says_when_it_is_empty(client, person):
    sign_in(client, person)
    assert "还没有消息" in client.get(INBOX).content.decode()
    assert "没有未读消息" in client.get(INBOX, {"show": "unread"}).content.decode()


def test_opening_marks_read_and_leads_to_the_matter(client, person):
    notice = give(person)
    answer = sign_in(client, person).post(reverse("reminders:open", args=[notice.pk]))
    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "没有未读消息" in client.get(INBOX, {"show": "unread"}).content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        "//example.org/",
        "\\\\example.org",
        "/\\example.org",
        "javascript:alert(1)",
        "",
        "http:///x",
    ],
)
def test_opening_never_leads_out_of_the_portal(client, person, url):
    notice = give(person, url=url)
    answer = sign_in(client, person).post(reverse("reminders:open", args=[notice.pk]))
    assert (answer.status_code, answer["Location"]) == (302, INBOX)


def test_somebody_elses_line_does_not_exist(client, person):
    notice = give(make_user(None))
    answer = sign_in(client, person).post(reverse("reminders:open", args=[notice.pk]))
    notice.refresh_from_db()
    assert (answer.status_code, notice.read_at) == (404, None)


def test_reading_a_page_marks_nothing(client, person):
    notice = give(person)
    sign_in(client, person)
    client.get(INBOX)
    assert client.get(reverse("reminders:open", args=[notice.pk])).status_code == 405
    assert Notice.objects.unread().count() == 1


def test_all_read_touches_only_own_lines(client, person):
    give(person, 3)
    give(make_user(None))
    answer = sign_in(client, person).post(reverse("reminders:read_all"), follow=True)
    assert "已将 3 条消息标为已读" in answer.content.decode()
    assert Notice.objects.unread().count() == 1


@pytest.mark.parametrize("page", ["0", "99", "x", ""])
def test_a_wrong_page_number_shows_a_page(client, person, page):
    give(person, 1)
    assert "第0条提醒" in sign_in(client, person).get(INBOX, {"page": page}).content.decode()


def test_long_inbox_is_paged(client, person):
    give(person, 51)
    sign_in(client, person)
    assert "第0条提醒" not in client.get(INBOX).content.decode()
    assert "第0条提醒" in client.get(INBOX, {"page": 2}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_asks_the_same_at_any_length(client, person, count):
    give(person, count)
    sign_in(client, person)
    client.get(INBOX)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(INBOX)
    assert len(queries) == 4, [query["sql"][:120] for query in queries]


def test_title_is_text_and_never_markup(client, person):
    give(person, title="<script>alert(1)</script>")
    page = sign_in(client, person).get(INBOX).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
