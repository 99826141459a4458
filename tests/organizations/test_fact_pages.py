"""The page 数据: saved as typed, what is missing first, doubts told, two people safe; history and correction."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from apps.organizations.models import Fact, Metric
from apps.organizations.queries import current_facts
from apps.organizations.services import FactRow, close_organization, record_fact, record_verified, save_facility
from tests.campaigns.factories import make_version
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with clock.moved_to(dt.date(2026, 11, 23)):
        yield


@shared
def tree():
    return make_tree()


@shared
def metrics():
    return {
        code: Metric.objects.create(code=code, name=f"数据项{code}", period_kind=kind, **values)
        for code, kind, values in (
            ("members", "snapshot", {"unit": "人", "group": "党员队伍", "high": 500, "position": 1}),
            ("venue_area", "snapshot", {"unit": "㎡", "group": "阵地建设", "position": 2}),
            ("developed", "year", {"unit": "名", "group": "党员队伍", "change_percent": 100, "position": 3}),
            ("hall", "half_year", {"value_kind": "boolean", "group": "阵地建设", "position": 4}),
        )
    }


@pytest.fixture
def secretary(client, tree):
    user = make_user(Role.SECRETARY, tree.branch)
    sign_in(client, user)
    return user


def page_of(tree):
    return reverse("organizations:facts", args=[tree.branch.pk])


def autosave(client, tree, version=0, address=None, **values):
    return client.post(address or page_of(tree), {"autosave": "1", "version": str(version), **values})


def name(metric):
    return f"metric_{metric.pk}"


def test_a_typed_value_is_saved_at_once_and_the_count_follows(client, tree, metrics, secretary):
    answer = autosave(client, tree, **{name(metrics["members"]): "32"})
    assert answer.status_code == 200
    assert answer.json()["filled"] == 1
    assert answer.json()["notes"] == {name(metrics["members"]): {"words": "", "asks": False}}
    assert len(answer.json()["saved_at"]) == 5
    assert current_facts(tree.branch)["members"].said_by == secretary
    page = client.get(page_of(tree))
    assert (page.context["filled"], page.context["total"]) == (1, 4)
    assert "已填 <span data-filled>1</span>/4" in page.content.decode()


def test_an_implausible_value_is_saved_and_asks_until_it_is_confirmed(client, tree, metrics, secretary):
    members = metrics["members"]
    note = autosave(client, tree, **{name(members): "3200"}).json()["notes"][name(members)]
    assert note == {"words": "3,200 人，高于常见的 500 人以内，请核对。", "asks": True}
    assert "高于常见的 500 人以内" in client.get(page_of(tree)).content.decode()
    client.post(page_of(tree), {"confirm": str(members.pk), "version": "999999"})
    assert current_facts(tree.branch)["members"].doubt == ""
    assert current_facts(tree.branch)["members"].value == 3200
    assert "高于常见的" not in client.get(page_of(tree)).content.decode()


def test_wrong_values_are_named_and_the_right_ones_saved(client, tree, metrics, secretary):
    answer = autosave(client, tree, **{name(metrics["members"]): "很多", name(metrics["venue_area"]): "80"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == {name(metrics["members"]): ["请填数字。"]}
    assert set(current_facts(tree.branch)) == {"venue_area"}


def test_a_value_is_never_emptied(client, tree, metrics, secretary):
    autosave(client, tree, **{name(metrics["members"]): "32"})
    note = autosave(client, tree, **{name(metrics["members"]): ""}).json()["notes"][name(metrics["members"])]
    assert "不能清空" in note["words"]
    assert current_facts(tree.branch)["members"].value == 32


def test_the_second_of_two_people_is_told_and_the_page_keeps_what_was_typed(client, tree, metrics, secretary):
    seen = client.get(page_of(tree)).context["seen"]
    office = make_user(Role.OFFICE, tree.township)
    record_fact(actor=office, organization=tree.branch, metric="members", value=40, source="office")
    answer = autosave(client, tree, seen, **{name(metrics["members"]): "32"})
    assert answer.status_code == 409
    assert f"刚由{office.name}填为 40 人" in answer.json()["message"]
    plain = client.post(page_of(tree), {"version": str(seen), name(metrics["members"]): "32"})
    assert plain.status_code == 409
    assert 'value="32"' in plain.content.decode()
    assert autosave(client, tree, seen, **{name(metrics["venue_area"]): "80"}).status_code == 200
    assert {code: fact.value for code, fact in current_facts(tree.branch).items()} == {"members": 40, "venue_area": 80}


def test_the_last_period_stands_beside_and_is_taken_over_in_one_tap(client, tree, metrics, secretary):
    record_fact(actor=None, organization=tree.branch, metric="developed", value=2, period="2025")
    record_fact(actor=None, organization=tree.branch, metric="hall", value=True, period="2026H1")
    page = client.get(page_of(tree)).content.decode()
    assert "2025年 2 名" in page
    assert "2026年上半年 是" in page
    client.post(page_of(tree), {"same": str(metrics["developed"].pk)})
    assert Fact.objects.filter(metric=metrics["developed"], period="2026").get().value == 2
    client.post(page_of(tree), {"same": "all"})
    assert Fact.objects.filter(metric=metrics["hall"], period="2026H2").get().value == 1


def test_a_present_state_of_last_year_is_asked_again_and_kept_in_one_tap(client, tree, metrics, secretary):
    with clock.moved_to(dt.date(2025, 6, 1)):
        record_fact(actor=None, organization=tree.branch, metric="members", value=32)
    page = client.get(page_of(tree)).content.decode()
    assert "今年还没有更新" in page
    assert "仍为 32 人" in page
    client.post(page_of(tree), {"same": str(metrics["members"].pk)})
    assert current_facts(tree.branch)["members"].said_by == secretary
    assert "仍为 32 人" not in client.get(page_of(tree)).content.decode()


def test_what_is_missing_stands_first_and_alone_when_asked(client, tree, metrics, secretary):
    record_fact(actor=None, organization=tree.branch, metric="members", value=32)
    groups = client.get(page_of(tree)).context["groups"]
    assert [(group.title, [line.metric.code for line in group.lines]) for group in groups] == [
        ("党员队伍", ["developed", "members"]),
        ("阵地建设", ["venue_area", "hall"]),
    ]
    groups = client.get(page_of(tree), {"show": "missing"}).context["groups"]
    assert [[line.metric.code for line in group.lines] for group in groups] == [["developed"], ["venue_area", "hall"]]


def test_earlier_periods_are_chosen_and_filled(client, tree, metrics, secretary):
    address = f"{page_of(tree)}?year=2025&half_year=2025H2"
    autosave(client, tree, address=address, **{name(metrics["developed"]): "1", name(metrics["hall"]): "0"})
    assert set(Fact.objects.values_list("metric__code", "period")) == {("developed", "2025"), ("hall", "2025H2")}
    assert client.get(f"{page_of(tree)}?year=1999&half_year=x").status_code == 200


def test_a_verified_value_is_shown_as_such_and_not_asked_for(client, tree, metrics, secretary):
    seen = client.get(page_of(tree)).context["seen"]
    inspector = make_user(Role.INSPECTOR, tree.city)
    record_verified(actor=inspector, rows=[FactRow(tree.branch, metrics["venue_area"], 110)])
    page = client.get(page_of(tree))
    assert name(metrics["venue_area"]) not in page.context["form"].fields
    assert "已核实" in page.content.decode()
    # A page opened before the visit still sends the field: nothing is stored over the verified value.
    note = autosave(client, tree, seen, **{name(metrics["venue_area"]): "300"}).json()["notes"]
    assert "没有改动" in note[name(metrics["venue_area"])]["words"]
    assert current_facts(tree.branch)["venue_area"].value == 110


def test_the_page_names_the_standards_that_read_a_metric(client, tree, metrics, secretary):
    version = make_version()
    page = client.get(page_of(tree)).content.decode()
    assert "1 处使用" in page
    assert reverse("standards:detail", args=[version.pk]) in page


def test_the_page_costs_the_same_for_many_metrics_and_facts(client, tree, metrics, secretary):
    make_version()
    client.get(page_of(tree))

    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(tree))
        return len(captured)

    few = cost()
    for number in range(5):
        extra = Metric.objects.create(code=f"more{number}", name=f"更多{number}", period_kind="year")
        record_fact(actor=None, organization=tree.branch, metric=extra, value=1, period="2025")
    assert cost() == few <= 12


# --- history and correction -----------------------------------------------------------------------------------------


def test_history_says_what_holds_what_was_replaced_and_what_a_visit_outranked(client, tree, metrics, secretary):
    record_fact(actor=secretary, organization=tree.branch, metric="venue_area", value=90)
    inspector = make_user(Role.INSPECTOR, tree.city)
    record_verified(actor=inspector, rows=[FactRow(tree.branch, metrics["venue_area"], 110)])
    record_fact(actor=secretary, organization=tree.branch, metric="venue_area", value=300)
    page = client.get(reverse("organizations:fact_history", args=[tree.branch.pk, "venue_area"]))
    told = [(row["fact"].value, row["holds"], row["outranked"]) for row in page.context["rows"]]
    assert told == [(300, False, True), (110, True, False), (90, False, False)]
    text = page.content.decode()
    for words in ("未采用", "已核实", "已被替换", "由上级党建办更正"):
        assert words in text


def test_a_wrong_value_is_corrected_on_its_page(client, tree, metrics, secretary):
    record_fact(actor=secretary, organization=tree.branch, metric="members", value=320)
    address = reverse("organizations:correct_fact", args=[tree.branch.pk, "members"])
    bad = client.post(address, {"period": "now", "value": "32", "note": ""})
    assert bad.status_code == 422
    assert bad.context["form"].errors
    assert client.post(address, {"period": "now", "value": "320", "note": "多写"}).status_code == 400
    assert client.post(address, {"period": "now", "value": "32", "note": "多写一位"}).status_code == 302
    assert current_facts(tree.branch)["members"].value == 32
    page = client.get(reverse("organizations:fact_history", args=[tree.branch.pk, "members"])).content.decode()
    assert "多写一位" in page


# --- reference values -----------------------------------------------------------------------------------------------


def test_reference_values_are_kept_by_city_and_district_on_a_page_of_their_own(client, tree, metrics):
    income = Metric.objects.create(code="income", name="人均可支配收入", period_kind="year", is_reference=True)
    address = reverse("organizations:references", args=[tree.district.pk])
    sign_in(client, make_user(Role.OFFICE, tree.district))
    page = client.get(address)
    assert [line.metric for group in page.context["groups"] for line in group.lines] == [income]
    autosave(client, tree, address=f"{address}?year=2025", **{name(income): "21000"})
    assert current_facts(tree.district)["income"].period == "2025"
    assert (
        name(income) not in client.get(reverse("organizations:facts", args=[tree.district.pk])).context["form"].fields
    )
    assert client.get(reverse("organizations:references", args=[tree.township.pk])).status_code == 404
    sign_in(client, make_user(Role.OFFICE, tree.township))
    assert client.get(address).status_code == 404


def test_a_ledger_fills_in_what_nobody_typed_and_a_difference_is_said(client, tree, metrics, secretary):
    save_facility(
        actor=None, organization=tree.branch, kind="service_centre", name="党群服务中心", building_area=Decimal(600)
    )
    page = client.get(page_of(tree))
    text = page.content.decode()
    assert "阵地台账</a>带出" in text and "600 ㎡" in text
    assert reverse("organizations:facilities", args=[tree.branch.pk]) in text
    assert page.context["filled"] == 1
    record_fact(actor=None, organization=tree.branch, metric=metrics["venue_area"], value=650)
    text = client.get(page_of(tree)).content.decode()
    assert "的 600 ㎡ 不一致" in text and "不填即用此数" not in text
    record_fact(actor=None, organization=tree.branch, metric=metrics["venue_area"], value=600)
    assert "不一致" not in client.get(page_of(tree)).content.decode()


@pytest.mark.parametrize(("typed", "words"), [("1e9", "请填数字"), ("1,2", "请填数字"), ("  ", "")])
def test_a_power_of_ten_is_a_slip_of_the_pen(client, typed, words):
    tree = make_tree()
    metric = Metric.objects.create(code="heads", name="人数", unit="人", period_kind="snapshot")
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    answer = client.post(reverse("organizations:facts", args=[tree.branch.pk]), {f"metric_{metric.pk}": typed})
    if words:
        assert words in answer.context["form"].errors[f"metric_{metric.pk}"][0]
        assert f'value="{typed}"' in answer.content.decode()
    assert not Fact.objects.exists()


def test_what_a_closed_organization_told_stays_to_be_read(client, tree, metrics):
    record_fact(actor=None, organization=tree.branch, metric="members", value=46)
    office = make_user(Role.OFFICE, tree.township)
    close_organization(actor=office, organization=tree.branch, on=clock.today(), reason="并村")
    sign_in(client, office)
    address = reverse("organizations:facts", args=[tree.branch.pk])
    answer = client.get(address)
    words = answer.content.decode()
    assert answer.status_code == 200 and "46 人" in words and "留存可查" in words
    assert "未填" not in words and f'name="metric_{metrics["members"].pk}"' not in words
    assert client.get(reverse("organizations:fact_history", args=[tree.branch.pk, "members"])).status_code == 200
    assert client.post(address, {f"metric_{metrics['members'].pk}": "50"}).status_code == 403
    assert client.get(reverse("organizations:edit", args=[tree.branch.pk])).status_code == 403
    assert current_facts(tree.branch)["members"].value == Decimal(46)
