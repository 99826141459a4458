"""Kinds with an end: listed where the office looks for them, told in the inbox once at each stage."""

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.accounts.choices import Role
from apps.core import clock
from apps.organizations.models import Organization
from apps.reminders.models import Notice
from apps.reminders.services import send_due_notices
from tests.factories import make_organization, make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
LAST = dt.date(2026, 10, 31)


@shared
def stage():
    tree = make_tree()
    tree.task = make_organization(tree.township, kind="task_branch", name="中共防汛攻坚支部委员会", short_name="防汛攻坚支部",
                                  ends_on=LAST)  # fmt: skip
    tree.secretary = make_user(Role.SECRETARY, tree.task)
    tree.town = make_user(Role.OFFICE, tree.township)
    tree.office = make_user(Role.OFFICE, tree.city)
    return tree


def sent_on(day):
    with clock.moved_to(day):
        send_due_notices()
    return list(Notice.objects.order_by("pk").values_list("title", flat=True))


def test_people_are_told_at_each_stage_once(stage):
    assert sent_on(dt.date(2026, 9, 30)) == []
    assert sent_on(dt.date(2026, 10, 1)) == ["防汛攻坚支部还有 30 天存续到期"] * 2
    assert len(sent_on(dt.date(2026, 10, 15))) == 2
    assert sent_on(LAST)[2:] == ["防汛攻坚支部今天存续到期"] * 2
    assert sent_on(dt.date(2026, 11, 5))[4:] == ["防汛攻坚支部已超过存续期限 5 天"] * 2
    assert len(sent_on(dt.date(2026, 12, 5))) == 6
    assert set(Notice.objects.values_list("recipient", flat=True)) == {stage.secretary.pk, stage.town.pk}


def test_a_day_put_off_begins_anew_and_a_closed_one_is_told_no_more(stage):
    sent_on(LAST)
    Organization.objects.filter(pk=stage.task.pk).update(ends_on=dt.date(2026, 12, 31))
    assert len(sent_on(dt.date(2026, 11, 5))) == 2
    assert len(sent_on(dt.date(2026, 12, 10))) == 4
    Organization.objects.filter(pk=stage.task.pk).update(closed_on=dt.date(2026, 12, 20))
    assert len(sent_on(dt.date(2027, 1, 3))) == 4


def test_where_there_is_no_office_the_next_one_above_is_told(stage):
    stage.town.memberships.update(ended_on=dt.date(2026, 1, 1), started_on=dt.date(2026, 1, 1))
    sent_on(LAST)
    assert set(Notice.objects.values_list("recipient", flat=True)) == {stage.secretary.pk, stage.office.pk}


@pytest.mark.parametrize(
    ("day", "asked", "words"),
    [(dt.date(2026, 10, 10), "soon", "存续将到期"), (dt.date(2026, 11, 2), "over", "存续已到期")],
)
def test_the_list_of_organizations_marks_and_finds_them(client, stage, day, asked, words):
    sign_in(client, stage.office)
    with clock.moved_to(day):
        page = client.get(reverse("organizations:list"), {"ends": asked})
        assert [each for each, _ in page.context["rows"]] == [stage.task]
        assert words in page.content.decode()
        other = client.get(reverse("organizations:list"), {"ends": "over" if asked == "soon" else "soon"})
        assert not other.context["rows"]


def test_the_page_of_what_is_due_and_its_workbook(client, stage):
    sign_in(client, stage.town)
    address = reverse("organizations:due")

    def cost():
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address)
        return page, len(captured)

    with clock.moved_to(dt.date(2026, 11, 2)):
        cost()
        page, one = cost()
        for _ in range(2):
            make_organization(stage.township, kind="temporary_branch", ends_on=dt.date(2027, 1, 1))
        page, three = cost()
        assert one == three <= 12
        words = page.content.decode()
        assert reverse("organizations:close", args=[stage.task.pk]) in words
        content = b"".join(client.get(reverse("organizations:export_due"), {"list": "ending"}).streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 4 and rows[1][1:3] == ["中共防汛攻坚支部委员会", "丙乡委"] and rows[1][-1] == "已到期"
