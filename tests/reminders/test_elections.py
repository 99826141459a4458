"""Elections: at the start of the year, two months before, and when the day has passed."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.core import clock
from apps.organizations.models import Organization
from apps.reminders import elections
from apps.reminders.models import Notice
from apps.reminders.services import send_due_notices
from tests import due
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
#: A Thursday.
DAY = dt.date(2026, 10, 15)


@shared
def stage():
    tree = make_tree()
    tree.secretary = make_user(Role.SECRETARY, tree.branch)
    tree.other_secretary = make_user(Role.SECRETARY, tree.other_branch)
    tree.town = make_user(Role.OFFICE, tree.township)
    tree.office = make_user(Role.OFFICE, tree.city)
    elects(tree.branch)
    return tree


def elects(organization, day=DAY):
    Organization.objects.filter(pk=organization.pk).update(next_election_on=day)


def run(day):
    with clock.moved_to(day):
        for _ in range(2):
            send_due_notices(clock.now(), due.of("reminders"))


def titles(person):
    found = Notice.objects.filter(rule=elections.RULE, recipient=person, withdrawn_at=None).order_by("pk")
    return list(found.values_list("title", flat=True))


def test_each_stage_is_told_once_to_the_secretary_and_the_nearest_office(stage):
    run(dt.date(2026, 1, 3))
    assert titles(stage.secretary) == []
    run(dt.date(2026, 1, 4))  # a Sunday that is worked
    assert titles(stage.secretary) == ["丁村党支部今年应当换届"]
    assert titles(stage.town) == ["今年有 1 个党组织应当换届"]
    run(dt.date(2026, 8, 13))
    assert titles(stage.secretary) == ["丁村党支部今年应当换届"]
    run(dt.date(2026, 8, 14))  # sixty days before is a Sunday
    assert titles(stage.secretary) == ["丁村党支部还有 62 天换届"]
    assert titles(stage.town) == ["今年有 1 个党组织应当换届", "丁村党支部还有 62 天换届"]
    run(dt.date(2026, 10, 16))
    assert titles(stage.secretary) == ["丁村党支部已到换届日期，尚未登记换届"]
    assert titles(stage.office) == titles(stage.other_secretary) == []


def test_a_new_date_takes_back_what_was_told(stage):
    run(dt.date(2026, 9, 1))
    line = Notice.objects.get(recipient=stage.secretary, rule=elections.RULE)
    assert line.url == f"/organizations/{stage.branch.pk}/"
    elects(stage.branch, dt.date(2029, 10, 15))
    run(dt.date(2026, 9, 2))
    assert titles(stage.secretary) == titles(stage.town) == []


def test_a_closed_organization_elects_no_more(stage):
    Organization.objects.filter(pk=stage.branch.pk).update(closed_on=dt.date(2026, 5, 1))
    run(dt.date(2026, 9, 1))
    assert not Notice.objects.filter(rule=elections.RULE).exists()


def test_the_page_to_which_the_years_line_leads_shows_the_whole_year(client, stage):
    sign_in(client, stage.town)
    with clock.moved_to(dt.date(2026, 1, 5)):
        run(dt.date(2026, 1, 5))
        page = client.get(Notice.objects.get(recipient=stage.town).url)
    assert [each.pk for each in page.context["elections"]] == [stage.branch.pk]


def test_the_number_of_statements_does_not_grow(stage, django_assert_num_queries):
    for each in (stage.other_branch, stage.outside_branch, stage.township):
        elects(each)
    with django_assert_num_queries(4):
        assert len(list(elections.due(clock.at(dt.date(2026, 9, 1))))) == 9
