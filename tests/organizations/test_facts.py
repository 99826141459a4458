"""Facts: appended, pointed at, read back by their newest period."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, Refused, StaleVersion
from apps.core.models import StateChange
from apps.organizations import queries
from apps.organizations.models import CurrentFact, Fact, Metric
from apps.organizations.services import (
    FactRow,
    add_record,
    cancel_record,
    confirm_fact,
    correct_fact,
    enter_facts,
    grant_access,
    record_fact,
    record_facts,
    record_verified,
)
from tests.factories import make_tree, make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db
NOW = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today():
    with clock.moved_to(NOW):
        yield


@shared
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


# --- verified, doubted, corrected, typed by two -------------------------------------------------------------------


@pytest.fixture
def verified(tree):
    """120 ㎡, found by a visit today."""
    area = metric(unit="㎡", low=20, high=500, change_percent=50)
    row = FactRow(tree.branch, area, 120)
    return record_verified(actor=make_user(Role.INSPECTOR, tree.city), rows=[row])[0]


def test_what_a_visit_verified_outranks_a_later_statement_which_stays_in_the_history(tree, verified):
    secretary = make_user(Role.SECRETARY, tree.branch)
    told = record_fact(actor=secretary, organization=tree.branch, metric="area", value=300)
    assert told.outranked_by == verified
    assert queries.current_facts(tree.branch)["area"] == verified
    assert [fact.value for fact in queries.fact_history(tree.branch, verified.metric)] == [300, 120]


def test_a_verified_present_state_holds_until_the_end_of_the_year(tree, verified):
    with clock.moved_to(dt.date(2026, 12, 31)):
        assert record_fact(actor=None, organization=tree.branch, metric="area", value=90).outranked_by == verified
    with clock.moved_to(dt.date(2027, 1, 1)):
        told = record_fact(actor=None, organization=tree.branch, metric="area", value=90)
    assert told.outranked_by is None
    assert queries.current_facts(tree.branch)["area"] == told


def test_a_verified_period_holds_for_good_and_a_newer_visit_replaces_it(tree):
    hours = metric("hours", "year")
    inspector = make_user(Role.INSPECTOR, tree.city)
    first = record_verified(actor=inspector, rows=[FactRow(tree.branch, hours, 24, "2026")])[0]
    with clock.moved_to(dt.date(2027, 3, 1)):
        late = record_fact(actor=None, organization=tree.branch, metric=hours, value=60, period="2026", source="import")
        assert late.outranked_by == first
        newer = record_verified(actor=inspector, rows=[FactRow(tree.branch, hours, 30, "2026")])[0]
    assert queries.current_facts(tree.branch)["hours"] == newer


def test_of_a_closed_organization_nothing_is_recorded(tree, verified):
    tree.other_branch.closed_on = NOW
    assert record_verified(actor=verified.said_by, rows=[FactRow(tree.other_branch, verified.metric, 1)]) == []


@pytest.mark.parametrize(
    ("value", "doubt"),
    [
        (100, ""),
        (150, ""),
        (151, "增加 51%"),
        (49, "减少 51%"),
        (10, "低于常见的 20—500 ㎡"),
        (900, "高于常见的 20—500 ㎡"),
    ],
)
def test_implausible_values_are_kept_and_say_what_to_check(tree, value, doubt):
    metric(unit="㎡", low=20, high=500, change_percent=50)
    record_fact(actor=None, organization=tree.branch, metric="area", value=100)
    told = record_fact(actor=None, organization=tree.branch, metric="area", value=value)
    assert doubt in told.doubt
    assert bool(doubt) == bool(told.doubt)
    assert queries.current_facts(tree.branch)["area"] == told


def test_a_period_is_compared_with_the_one_before_it(tree):
    hours = metric("hours", "half_year", unit="学时", change_percent=100)
    record_fact(actor=None, organization=tree.branch, metric=hours, value=10, period="2026H1")
    told = record_fact(actor=None, organization=tree.branch, metric=hours, value=25, period="2026H2")
    assert told.doubt == "比2026年上半年的 10 学时增加 150%"
    nothing = record_fact(actor=None, organization=tree.other_branch, metric=hours, value=25, period="2026H2")
    assert nothing.doubt == ""


def test_a_doubtful_value_is_confirmed_once_and_keeps_its_figure(tree):
    secretary = make_user(Role.SECRETARY, tree.branch)
    area = metric(unit="㎡", high=500)
    record_fact(actor=secretary, organization=tree.branch, metric=area, value=900)
    sure = confirm_fact(actor=secretary, organization=tree.branch, metric=area, period="")
    assert (sure.value, sure.doubt, sure.note) == (900, "", "已核对，情况属实")
    assert confirm_fact(actor=secretary, organization=tree.branch, metric=area, period="") == sure
    with pytest.raises(Invalid, match="还没有数据"):
        confirm_fact(actor=secretary, organization=tree.branch, metric=metric("more"), period="")


def test_a_wrong_value_is_corrected_with_a_reason_and_stays_in_the_history(tree):
    secretary = make_user(Role.SECRETARY, tree.branch)
    area = metric(unit="㎡")
    wrong = record_fact(actor=secretary, organization=tree.branch, metric=area, value=1200)
    kwargs = {"actor": secretary, "organization": tree.branch, "metric": area, "period": ""}
    with pytest.raises(Invalid, match="理由"):
        correct_fact(value=120, note=" ", **kwargs)
    with pytest.raises(Invalid, match="没有变化"):
        correct_fact(value=1200, note="多写一位", **kwargs)
    with pytest.raises(Invalid, match="还没有数据"):
        correct_fact(value=1, note="多写一位", **{**kwargs, "organization": tree.branch, "metric": metric("more")})
    right = correct_fact(value=120, note="多写一位", **kwargs)
    assert list(queries.fact_history(tree.branch, area)) == [right, wrong]
    assert queries.current_facts(tree.branch)["area"].note == "多写一位"
    assert StateChange.objects.of(tree.branch).get().reason == "数据项area：多写一位"


def test_what_was_verified_is_corrected_by_an_office_above_alone(tree, verified):
    kwargs = {"organization": tree.branch, "metric": verified.metric, "period": "", "value": 118, "note": "复测"}
    with pytest.raises(Refused, match="检查核实"):
        correct_fact(actor=make_user(Role.SECRETARY, tree.branch), **kwargs)
    right = correct_fact(actor=make_user(Role.OFFICE, tree.township), **kwargs)
    assert queries.current_facts(tree.branch)["area"] == right
    assert right.source == "office"


def test_the_second_of_two_people_is_told_and_overwrites_nothing(tree):
    secretary, office = make_user(Role.SECRETARY, tree.branch), make_user(Role.OFFICE, tree.township)
    area, members = metric(unit="㎡"), metric("members", unit="人")
    seen = queries.newest_fact(tree.branch)
    enter_facts(actor=office, organization=tree.branch, rows=[FactRow(tree.branch, area, 80)], seen=seen)
    with pytest.raises(StaleVersion, match=f"刚由{office.name}填为 80 ㎡"):
        enter_facts(actor=secretary, organization=tree.branch, rows=[FactRow(tree.branch, area, 90)], seen=seen)
    enter_facts(actor=secretary, organization=tree.branch, rows=[FactRow(tree.branch, members, 30)], seen=seen)
    enter_facts(actor=secretary, organization=tree.branch, rows=[FactRow(tree.branch, members, 31)], seen=seen)
    enter_facts(
        actor=secretary,
        organization=tree.branch,
        rows=[FactRow(tree.branch, area, 90)],
        seen=queries.newest_fact(tree.branch),
    )
    found = queries.current_facts(tree.branch)
    assert {code: (fact.value, fact.source) for code, fact in found.items()} == {
        "area": (90, "self"),
        "members": (31, "self"),
    }


def test_what_the_office_types_is_marked_as_such(tree):
    area = metric()
    office = make_user(Role.OFFICE, tree.district)
    (fact,) = enter_facts(actor=office, organization=tree.branch, rows=[FactRow(tree.branch, area, 80)], seen=0)
    assert fact.get_source_display() == "党建办录入"


@pytest.mark.parametrize(("typed", "stored"), [("８６", 86), ("1,200", 1200), (" 3.50 ", "3.5"), ("-2", -2)])
def test_numbers_are_read_as_people_write_them(tree, typed, stored):
    metric(decimals=1, is_signed=True)
    assert record_fact(actor=None, organization=tree.branch, metric="area", value=typed).value == Decimal(stored)


@pytest.mark.parametrize("typed", ["1e9", "1E3", "nan", "0x10", "1,2", "12 3", "二十", "∞"])
def test_what_is_no_plain_number_is_refused(tree, typed):
    metric()
    with pytest.raises(Invalid, match=r"请填(普通)?数字"):
        record_fact(actor=None, organization=tree.branch, metric="area", value=typed)
    assert not Fact.objects.exists()
