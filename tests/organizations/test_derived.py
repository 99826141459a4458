"""Facts that are summed from work records."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.organizations import queries
from apps.organizations.metric_catalogue import row_problems
from apps.organizations.models import Metric
from apps.organizations.services import add_record, cancel_record, plan_record, record_fact
from tests.factories import make_tree

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def tree():
    def metric(code, period_kind, decimals=1, **derived):
        Metric.objects.create(code=code, name=code, period_kind=period_kind, decimals=decimals, derived=derived)

    metric("hours", "year", record="training", sum="hours", audience="secretary")
    metric("hours_each", "year", record="training", sum="hours", audience="members", per="members")
    metric("visits", "quarter", 0, record="mass_contact", sum="count")
    metric("people", "snapshot", 0, record="volunteer", sum="headcount")
    Metric.objects.create(code="members", name="党员", period_kind="snapshot")
    with clock.moved_to(TODAY):
        yield make_tree()


def held(organization, kind, day, **values):
    return add_record(actor=None, organization=organization, kind=kind, held_on=day, title="工作", **values)


def test_hours_of_one_audience_are_summed_by_year(tree):
    held(tree.branch, "training", dt.date(2026, 3, 1), hours=16, audiences=["secretary", "team"])
    held(tree.branch, "training", dt.date(2026, 9, 1), hours=40, audiences=["secretary"])
    held(tree.branch, "training", dt.date(2026, 9, 2), hours=8, audiences=["members"])
    held(tree.branch, "training", dt.date(2025, 9, 1), hours=56, audiences=["secretary"])
    cancel_record(
        actor=None, record=held(tree.branch, "training", TODAY, hours=99, audiences=["secretary"]), reason="重复"
    )
    plan_record(
        actor=None, organization=tree.branch, kind="training", held_on=TODAY, title="计划", hours=99,
        audiences=["secretary"],
    )  # fmt: skip
    found = queries.derived_facts([tree.branch.pk], TODAY)[tree.branch.pk]
    assert found["hours"] == [(Decimal(56), "2026"), (Decimal(56), "2025")]
    # As of spring, only the first course has been held.
    early = queries.derived_facts([tree.branch.pk], dt.date(2026, 5, 1))[tree.branch.pk]
    assert early["hours"][0] == (Decimal(16), "2026")


def test_hours_per_head_need_the_number_of_members(tree):
    held(tree.branch, "training", dt.date(2026, 3, 1), hours=32, headcount=30, audiences=["members"])
    assert "hours_each" not in queries.derived_facts([tree.branch.pk], TODAY).get(tree.branch.pk, {})
    record_fact(actor=None, organization=tree.branch, metric="members", value=40)
    found = queries.derived_facts([tree.branch.pk], TODAY)[tree.branch.pk]
    assert found["hours_each"] == [(Decimal("24.0"), "2026")]


def test_counts_and_heads_and_silence(tree):
    held(tree.branch, "mass_contact", dt.date(2026, 10, 1))
    held(tree.branch, "mass_contact", dt.date(2026, 11, 1))
    held(tree.branch, "mass_contact", dt.date(2026, 5, 1))
    held(tree.branch, "volunteer", dt.date(2026, 5, 1), headcount=12)
    held(tree.branch, "volunteer", dt.date(2025, 5, 1), headcount=50)
    found = queries.derived_facts([tree.branch.pk, tree.other_branch.pk], TODAY)
    assert found[tree.branch.pk]["visits"] == [(2, "2026Q4"), (1, "2026Q2")]
    assert found[tree.branch.pk]["people"] == [(12, "")]
    # Nothing recorded is nothing told, never a zero.
    assert tree.other_branch.pk not in found


def test_many_organizations_cost_the_same(tree):
    held(tree.branch, "training", TODAY, hours=8, headcount=3, audiences=["members"])

    def cost(ids):
        with CaptureQueriesContext(connection) as statements:
            queries.derived_facts(ids, TODAY)
        return len(statements)

    one = cost([tree.branch.pk])
    held(tree.other_branch, "training", TODAY, hours=8, headcount=3, audiences=["members"])
    assert cost([tree.branch.pk, tree.other_branch.pk, tree.township.pk]) == one == 3


@pytest.mark.parametrize(
    "derived",
    [
        {"record": "party", "sum": "hours"},
        {"record": "training", "sum": "money"},
        {"record": "training", "sum": "hours", "audience": "everybody"},
        {"record": "training", "sum": "hours", "for": "members"},
    ],
)
def test_a_wrong_sum_is_refused(derived):
    row = {"code": "hours", "name": "学时", "period_kind": "year", "derived": derived}
    assert [key for key, _ in row_problems(row)] == ["derived"]
