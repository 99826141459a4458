"""The life of a work record: 计划 → 备案 → 纪实, and what counts."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.core.models import StateChange
from apps.organizations import queries
from apps.organizations.models import WorkRecord
from apps.organizations.services import (
    PlanLine,
    add_record,
    cancel_record,
    edit_record,
    file_records,
    hold_record,
    plan_record,
    plan_year,
    settle_commitment,
)
from tests.factories import make_tree, make_user

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 5, 20)


@pytest.fixture
def tree():
    with clock.moved_to(TODAY):
        yield make_tree()


@pytest.fixture
def secretary(tree):
    return make_user(Role.SECRETARY, tree.branch)


def plan(secretary, tree, **values):
    values = {"kind": "theme_day", "held_on": dt.date(2026, 6, 5), "title": "主题党日", **values}
    return plan_record(actor=secretary, organization=tree.branch, **values)


def test_a_plan_is_filed_then_held_and_counts_only_then(tree, secretary):
    record = plan(secretary, tree, responsible="宣传委员")
    since = dt.date(2026, 1, 1)
    assert queries.record_dates(tree.branch, since) == {}
    assert file_records(actor=secretary, records=[record]) == 1
    assert file_records(actor=secretary, records=[record]) == 0
    record.refresh_from_db()
    assert (record.status, record.filed_at) == ("filed", clock.now())
    assert queries.record_dates(tree.branch, since) == {}
    with clock.moved_to(dt.date(2026, 6, 8)):
        held = hold_record(actor=secretary, record=record, held_on=dt.date(2026, 6, 7), title="重温誓词", headcount=18)
    assert (held.status, held.planned_on, held.headcount) == ("held", dt.date(2026, 6, 5), 18)
    assert queries.record_dates(tree.branch, since) == {"theme_day": [dt.date(2026, 6, 7)]}
    assert [change.verb for change in StateChange.objects.of(record)] == ["plan", "file", "hold"]
    with pytest.raises(OutOfTurn):
        hold_record(actor=secretary, record=record, held_on=TODAY, title="再来一次")


def test_what_is_held_cannot_lie_in_the_future(tree, secretary):
    record = plan(secretary, tree)
    with pytest.raises(Invalid, match="不能晚于今天"):
        hold_record(actor=secretary, record=record, held_on=dt.date(2026, 6, 5), title="主题党日")
    record.refresh_from_db()
    assert record.status == "planned"


def test_a_plan_is_edited_with_the_version_read(tree, secretary):
    record = plan(secretary, tree)
    edited = edit_record(actor=secretary, record=record, version=1, held_on=dt.date(2026, 6, 12), place="村部")
    assert (edited.planned_on, edited.place, edited.version) == (dt.date(2026, 6, 12), "村部", 2)
    with pytest.raises(StaleVersion):
        edit_record(actor=secretary, record=record, version=1, place="广场")
    held = add_record(actor=secretary, organization=tree.branch, kind="theme_day", held_on=TODAY, title="主题党日")
    with pytest.raises(Refused, match="作废后重新登记"):
        edit_record(actor=secretary, record=held, title="改")


def test_a_void_plan_does_not_count_and_is_not_overdue(tree, secretary):
    record = plan(secretary, tree, held_on=dt.date(2026, 5, 8))
    assert list(WorkRecord.objects.overdue(TODAY)) == [record]
    cancel_record(actor=secretary, record=record, reason="并入下月")
    assert not WorkRecord.objects.overdue(TODAY).exists()
    with pytest.raises(OutOfTurn, match="已作废"):
        hold_record(actor=secretary, record=record, held_on=TODAY, title="主题党日")


def test_strangers_neither_plan_nor_file(tree, secretary):
    record = plan(secretary, tree)
    stranger = make_user(Role.SECRETARY, tree.other_branch)
    with pytest.raises(Refused):
        file_records(actor=stranger, records=[record])
    with pytest.raises(Refused):
        plan_record(actor=stranger, organization=tree.branch, kind="training", held_on=TODAY, title="培训")


def test_a_year_is_planned_by_cadence_from_today_on(tree, secretary):
    lines = [
        PlanLine("theme_day", "month", nth=1, weekday=5, responsible="支部书记"),
        PlanLine("organizational_life", "half_year", month=6, nth=5, weekday=3),
    ]
    made = plan_year(actor=secretary, organization=tree.branch, year=2026, lines=lines)
    days = [record.held_on for record in made if record.kind == "theme_day"]
    # The first Friday of May is over: the plan takes the next Friday.
    assert days[:3] == [dt.date(2026, 5, 22), dt.date(2026, 6, 5), dt.date(2026, 7, 3)]
    assert len(days) == 8
    halves = [record.held_on for record in made if record.kind == "organizational_life"]
    assert halves == [dt.date(2026, 6, 24), dt.date(2026, 12, 30)]
    assert {record.title for record in made} == {"主题党日", "组织生活会"}
    assert StateChange.objects.filter(verb="plan").count() == 10
    assert plan_year(actor=secretary, organization=tree.branch, year=2026, lines=lines) == []


def test_a_planned_year_is_this_one_or_the_next(tree, secretary):
    line = PlanLine("theme_day", "month")
    assert len(plan_year(actor=secretary, organization=tree.branch, year=2027, lines=[line])) == 12
    with pytest.raises(Invalid, match="2026年和2027年"):
        plan_year(actor=secretary, organization=tree.branch, year=2025, lines=[line])
    with pytest.raises(Invalid, match="频次"):
        plan_year(actor=secretary, organization=tree.branch, year=2026, lines=[PlanLine("theme_day", "daily")])


def test_a_commitment_is_kept_and_the_word_may_be_corrected(tree, secretary):
    made = add_record(
        actor=secretary, organization=tree.branch, kind="commitment", held_on=dt.date(2026, 3, 1), title="修好村道"
    )
    with pytest.raises(Invalid, match="早于承诺"):
        settle_commitment(actor=secretary, record=made, result="kept", result_on=dt.date(2026, 2, 1))
    settle_commitment(actor=secretary, record=made, result="partly", result_note="路面已完工")
    settled = settle_commitment(actor=secretary, record=made, result="kept")
    assert (settled.result, settled.result_on) == ("kept", TODAY)
    other = plan(secretary, tree)
    with pytest.raises(Refused, match="承诺"):
        settle_commitment(actor=secretary, record=other, result="kept")


def test_dates_of_many_organizations_are_read_at_once(tree, secretary):
    for organization in (tree.branch, tree.other_branch):
        for day in (dt.date(2026, 2, 1), dt.date(2026, 1, 1), dt.date(2025, 6, 1)):
            add_record(actor=None, organization=organization, kind="party_lecture", held_on=day, title="党课")
    ids = [tree.branch.pk, tree.other_branch.pk, tree.township.pk]
    with CaptureQueriesContext(
        connection,
    ) as statements:
        found = queries.record_dates_of(ids, dt.date(2026, 1, 1))
    assert len(statements) == 1
    days = [dt.date(2026, 1, 1), dt.date(2026, 2, 1)]
    assert found == {pk: {"party_lecture": days} for pk in ids[:2]}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"hours": 9999}, "学时过大"), ({"headcount": 10**9}, "人数过大"), ({"held_on": dt.date(202, 5, 1)}, "年份")],
)
def test_strange_values_are_refused(tree, secretary, values, sentence):
    with pytest.raises(Invalid, match=sentence):
        add_record(
            **{
                "actor": secretary, "organization": tree.branch, "kind": "training", "held_on": TODAY, "title": "培训",
                **values,
            }
        )  # fmt: skip
