"""The ledger of awards, honours, accidents: who enters what, and what counts."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.organizations import queries
from apps.organizations.models import Event, EventKind
from apps.organizations.services import add_event, cancel_event, load_event_kinds
from tests.factories import make_tree, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 20)


@pytest.fixture
def tree():
    load_event_kinds(
        [
            {
                "code": "award", "name": "集体奖励", "nature": "favourable", "levels": ["provincial", "municipal"],
                "roles": [{"code": "first", "title": "一等"}, {"code": "second", "title": "二等"}],
            },
            {"code": "accident", "name": "安全事故", "nature": "adverse", "unit": "起"},
        ]
    )  # fmt: skip
    with clock.moved_to(DAY):
        yield make_tree()


def award(actor, tree, **values):
    values = {
        "kind": "award",
        "happened_on": DAY,
        "title": "党建创新奖",
        "level": "municipal",
        "role": "first",
        **values,
    }
    return add_event(actor=actor, organization=tree.branch, **values)


def test_the_secretary_enters_awards_and_the_office_above_accidents(tree):
    secretary, office = make_user(Role.SECRETARY, tree.branch), make_user(Role.OFFICE, tree.township)
    assert award(secretary, tree).source == "self"
    with pytest.raises(Refused, match="上级党建办"):
        add_event(actor=secretary, organization=tree.branch, kind="accident", happened_on=DAY, title="事故")
    accident = add_event(actor=office, organization=tree.branch, kind="accident", happened_on=DAY, title="事故")
    assert accident.source == "import"
    with pytest.raises(Refused, match="上级"):
        cancel_event(actor=secretary, event=accident, reason="有误")
    with pytest.raises(Refused):
        award(make_user(Role.SECRETARY, tree.other_branch), tree)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": " "}, "事项名称"),
        ({"happened_on": dt.date(2026, 5, 21)}, "不能晚于今天"),
        ({"level": "national"}, "请选择级别"),
        ({"role": ""}, "请选择承担角色"),
        ({"code": "gold"}, "不分等次"),
        ({"count": 0}, "数量"),
        ({"kind": "nothing"}, "没有代码"),
    ],
)
def test_an_event_is_checked_against_its_kind(tree, values, sentence):
    with pytest.raises(Invalid, match=sentence):
        award(None, tree, **values)
    assert not Event.objects.exists()


def test_the_same_thing_at_two_levels_shares_a_key(tree):
    first = award(None, tree)
    second = award(None, tree, level="provincial", same_as=first)
    other = award(None, tree, title="别的奖")
    assert first.key == second.key != other.key
    foreign = add_event(
        actor=None, organization=tree.other_branch, kind="award", happened_on=DAY, title="外单位的", level="municipal",
        role="first",
    )  # fmt: skip
    with pytest.raises(Invalid, match="本单位"):
        award(None, tree, same_as=foreign)


def test_events_are_cancelled_with_a_reason_and_count_no_more(tree):
    secretary = make_user(Role.SECRETARY, tree.branch)
    event = award(secretary, tree)
    with pytest.raises(Invalid, match="理由"):
        cancel_event(actor=secretary, event=event, reason=" ")
    cancel_event(actor=secretary, event=event, reason="重复登记")
    with pytest.raises(OutOfTurn):
        cancel_event(actor=secretary, event=event, reason="重复登记")
    assert queries.events_of([tree.branch.pk], dt.date(2026, 1, 1)) == {}


def test_events_of_many_organizations_are_read_at_once(tree):
    event = award(None, tree, count=2)
    award(None, tree, happened_on=dt.date(2025, 1, 1), title="旧奖")
    add_event(
        actor=None, organization=tree.other_branch, kind="accident", happened_on=dt.date(2025, 1, 1), title="事故"
    )
    with CaptureQueriesContext(connection) as statements:
        found = queries.events_of([tree.branch.pk, tree.other_branch.pk], dt.date(2026, 1, 1))
    assert len(statements) == 1
    row = queries.EventRow(DAY, "", "municipal", "first", event.key, 2, "党建创新奖", "import")
    assert found == {tree.branch.pk: {"award": [row]}, tree.other_branch.pk: {"accident": []}}


@pytest.mark.parametrize(
    "row",
    [{"levels": ["galaxy"]}, {"codes": [{"code": "a"}]}, {"roles": [{"code": "a", "title": "甲"}] * 2}],
)
def test_a_wrong_catalogue_is_refused_whole(db, row):
    with pytest.raises(Invalid, match="有误"):
        load_event_kinds([{"code": "award", "name": "奖励", "nature": "favourable"} | row])
    assert not EventKind.objects.exists()
