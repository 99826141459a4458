"""Facts: appended, pointed at, read back by their newest period."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, Refused
from apps.core.models import StateChange
from apps.organizations import queries
from apps.organizations.models import CurrentFact, Fact, Metric
from apps.organizations.services import FactRow, add_record, cancel_record, grant_access, record_fact, record_facts
from tests.factories import make_tree, make_user

pytestmark = pytest.mark.django_db
NOW = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today():
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def tree():
    return make_tree()


def metric(code="area", period_kind="snapshot", **values):
    return Metric.objects.create(code=code, name=f"数据项{code}", period_kind=period_kind, **values)


def test_record_fact_appends_and_points_at_the_newest(tree):
    secretary = make_user(Role.SECRETARY, tree.branch)
    area = metric(unit="㎡")
    first = record_fact(actor=secretary, organization=tree.branch, metric="area", value="80")
    second = record_fact(actor=secretary, organization=tree.branch, metric=area, value=120)
    assert list(queries.fact_history(tree.branch, area)) == [second, first]
    assert CurrentFact.objects.get().fact == second
    assert second.organization_path == tree.branch.path
    assert queries.current_facts(tree.branch)["area"].value == Decimal(120)
    assert (second.value_text, second.period_text) == ("120 ㎡", "现状")


def test_facts_are_never_changed(tree):
    metric()
    fact = record_fact(actor=None, organization=tree.branch, metric="area", value=1)
    fact.value = 2
    with pytest.raises(DatabaseError, match="Cannot update"):
        fact.save()


@pytest.mark.parametrize(
    ("role", "where", "allowed"),
    [
        (Role.SECRETARY, "branch", True),
        (Role.SECRETARY, "other_branch", False),
        (Role.OFFICE, "township", True),
        (Role.OFFICE, "city", True),
        (Role.OFFICE, "outside_township", False),
        (Role.INSPECTOR, "city", False),
        (Role.ADMINISTRATOR, "city", False),
        (Role.SECURITY_OFFICER, "city", False),
    ],
)
def test_record_fact_by_whom(tree, role, where, allowed):
    metric()
    user = make_user(role, getattr(tree, where))
    if allowed:
        record_fact(actor=user, organization=tree.branch, metric="area", value=1)
    else:
        with pytest.raises(Refused, match="只有本单位"):
            record_fact(actor=user, organization=tree.branch, metric="area", value=1)
    assert Fact.objects.count() == allowed


def test_an_inspector_records_what_was_verified_where_a_grant_leads(tree):
    metric()
    inspector = make_user(Role.INSPECTOR, tree.city)
    with pytest.raises(Refused):
        record_fact(actor=inspector, organization=tree.branch, metric="area", value=1, source="inspection")
    grant_access(user=inspector, organization=tree.branch, source="visit", source_key=7)
    fact = record_fact(actor=inspector, organization=tree.branch, metric="area", value=1, source="inspection")
    assert fact.get_source_display() == "检查核实"


@pytest.mark.parametrize(
    ("kind", "period", "problem"),
    [
        ("snapshot", "", ""),
        ("snapshot", "2026", "不填时期"),
        ("year", "2026", ""),
        ("year", "", "年度写作"),
        ("year", "2027", "尚未开始"),
        ("quarter", "2026Q4", ""),
        ("quarter", "2026Q5", "季度写作"),
        ("quarter", "2027Q1", "尚未开始"),
        ("month", "2026-11", ""),
        ("month", "2026-13", "月份写作"),
        ("month", "2026-12", "尚未开始"),
    ],
)
def test_record_fact_checks_the_period(tree, kind, period, problem):
    metric(period_kind=kind)
    if problem:
        with pytest.raises(Invalid, match=problem):
            record_fact(actor=None, organization=tree.branch, metric="area", value=1, period=period)
    else:
        record_fact(actor=None, organization=tree.branch, metric="area", value=1, period=period)


@pytest.mark.parametrize(
    ("values", "value", "sentence"),
    [
        ({}, "多", "请填数字"),
        ({}, -1, "不能为负数"),
        ({}, "1.5", "0 位小数"),
        ({}, "NaN", "数值过大或有误"),
        ({}, "1e20", "数值过大"),
        ({"value_kind": "boolean"}, 2, "是”或“否"),
    ],
)
def test_record_fact_checks_the_value(tree, values, value, sentence):
    metric(**values)
    with pytest.raises(Invalid, match=sentence):
        record_fact(actor=None, organization=tree.branch, metric="area", value=value)
    assert not Fact.objects.exists()


def test_record_fact_knows_yes_and_no_rates_and_unknown_metrics(tree):
    metric(value_kind="boolean")
    metric("rate", unit="%", decimals=2, is_signed=True)
    assert record_fact(actor=None, organization=tree.branch, metric="area", value=True).value_text == "是"
    assert record_fact(actor=None, organization=tree.branch, metric="rate", value="-1.25").value == Decimal("-1.25")
    with pytest.raises(Invalid, match="没有代码"):
        record_fact(actor=None, organization=tree.branch, metric="nothing", value=1)


def test_current_facts_take_the_newest_period_and_many_organizations_cost_one_query(tree):
    hours = metric("hours", "quarter")
    metric("members")
    for period, value in (("2026Q3", 3), ("2026Q1", 1), ("2025Q4", 9)):
        record_fact(actor=None, organization=tree.branch, metric=hours, value=value, period=period)
    record_fact(actor=None, organization=tree.other_branch, metric="members", value=40)
    with CaptureQueriesContext(connection) as captured:
        facts = queries.current_facts_of([tree.branch.pk, tree.other_branch.pk])
        assert facts[tree.branch.pk]["hours"].period == "2026Q3"
        assert facts[tree.other_branch.pk]["members"].metric.name == "数据项members"
    assert len(captured) == 1
    assert queries.current_facts(tree.township) == {}


def test_record_facts_stores_all_or_nothing_and_one_act(tree):
    secretary = make_user(Role.SECRETARY, tree.branch)
    area, members = metric(), metric("members", unit="人")
    with pytest.raises(Invalid):
        record_facts(actor=secretary, rows=[FactRow(tree.branch, area, 1), FactRow(tree.branch, members, -1)])
    assert not Fact.objects.exists()
    record_facts(actor=secretary, rows=[FactRow(tree.branch, area, 1), FactRow(tree.branch, members, 30)])
    assert Fact.objects.count() == 2
    change = StateChange.objects.of(tree.branch).get()
    assert change.verb == "record_facts"
    assert "更新 2 项" in change.reason


def test_record_facts_costs_the_same_for_many_rows(tree):
    metrics = [metric(f"m{n}") for n in range(12)]

    def cost(count):
        with CaptureQueriesContext(connection) as captured:
            record_facts(actor=None, rows=[FactRow(tree.branch, each, 1) for each in metrics[:count]])
        return len(captured)

    assert cost(1) == cost(12)


def test_record_dates_count_standing_records_since_a_day(tree):
    kwargs = {"actor": None, "organization": tree.branch, "title": "主题"}
    add_record(kind="theme_day", held_on=dt.date(2025, 12, 31), **kwargs)
    add_record(kind="theme_day", held_on=dt.date(2026, 5, 1), **kwargs)
    add_record(kind="theme_day", held_on=dt.date(2026, 2, 1), **kwargs)
    void = add_record(kind="training", held_on=dt.date(2026, 2, 1), **kwargs)
    cancel_record(actor=None, record=void, reason="重复")
    found = queries.record_dates(tree.branch, dt.date(2026, 1, 1))
    assert found == {"theme_day": [dt.date(2026, 2, 1), dt.date(2026, 5, 1)]}


def test_reference_values_are_asked_of_city_and_district_alone():
    tree = make_tree()
    Metric.objects.create(code="pay_standard", name="工资标准", period_kind="year", is_reference=True)
    own = Metric.objects.create(code="venue_area", name="场所面积", period_kind="snapshot")
    assert set(Metric.objects.for_organization(tree.branch)) == {own}
    assert {metric.code for metric in Metric.objects.for_organization(tree.city)} == {"pay_standard", "venue_area"}
