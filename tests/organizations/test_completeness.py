"""数据填报情况 and the catalogue: who lacks what, reminding once a day, which standards read a metric."""

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Refused
from apps.core.models import StateChange
from apps.organizations.models import Metric, Organization
from apps.organizations.periods import period_of
from apps.organizations.queries.fact_tables import completeness_of
from apps.organizations.services import record_fact, remind_of_facts, save_facility
from apps.reminders.models import Notice
from tests.campaigns.factories import make_version
from tests.factories import make_organization, make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with clock.moved_to(dt.date(2026, 11, 23)):
        yield


@shared
def tree():
    tree = make_tree()
    for code, kind, values in (
        ("venue_area", "snapshot", {"unit": "㎡", "low": 20, "high": 900}),
        ("hours", "year", {"unit": "学时"}),
        ("cruise", "snapshot", {"sectors": ["tourism"]}),
    ):
        Metric.objects.create(code=code, name=f"数据项{code}", period_kind=kind, **values)
    return tree


def page(client, **query):
    return client.get(reverse("organizations:completeness"), query)


def test_who_lacks_most_stands_first_and_last_years_figures_do_not_count(client, tree):
    record_fact(actor=None, organization=tree.branch, metric="venue_area", value=80)
    record_fact(actor=None, organization=tree.branch, metric="hours", value=8, period="2025")
    record_fact(actor=None, organization=tree.branch, metric="cruise", value=1)
    sign_in(client, make_user(Role.OFFICE, tree.district))
    answer = page(client)
    rows = [(row.organization, row.filled, row.total, row.words) for row in answer.context["rows"]]
    assert rows == [
        (tree.other_branch, 0, 2, "全部未填（2 项）"),
        (tree.branch, 1, 2, "数据项hours"),
    ]
    assert answer.context["totals"] == {"count": 2, "lacking": 2, "asked": 4, "filled": 1}
    record_fact(actor=None, organization=tree.branch, metric="hours", value=8, period="2026")
    assert [row.organization for row in page(client, state="lacking").context["rows"]] == [tree.other_branch]
    assert [row.organization for row in page(client, state="complete").context["rows"]] == [tree.branch]
    assert [row.organization for row in page(client, state="none").context["rows"]] == [tree.other_branch]
    assert page(client, level="", page="9", under="x").status_code == 200


def test_what_is_summed_from_records_is_there_without_being_told(client, tree):
    Metric.objects.create(
        code="summed", name="数据项summed", period_kind="year", derived={"record": "training", "sum": "count"}
    )
    sign_in(client, make_user(Role.OFFICE, tree.district))
    answer = page(client)
    assert [(row.filled, row.total, row.words) for row in answer.context["rows"]] == [(1, 3, "全部未填（2 项）")] * 2
    assert answer.context["totals"] == {"count": 2, "lacking": 2, "asked": 6, "filled": 2}
    assert len(page(client, state="none").context["rows"]) == 2
    assert "由工作记录汇总的 1 项不用填报" in answer.content.decode()


def test_what_the_ledgers_bring_along_counts_as_on_the_page_of_the_organization(client, tree):
    save_facility(
        actor=None, organization=tree.branch, kind="activity_room", name="活动室", building_area=120, usable_area=80
    )
    office = make_user(Role.OFFICE, tree.district)
    sign_in(client, office)
    answer = page(client)
    rows = {row.organization: (row.filled, row.total, row.words) for row in answer.context["rows"]}
    assert rows == {tree.other_branch: (0, 2, "全部未填（2 项）"), tree.branch: (1, 2, "全部未填（1 项）")}
    assert answer.context["totals"] == {"count": 2, "lacking": 2, "asked": 4, "filled": 1}
    own = client.get(reverse("organizations:facts", args=[tree.branch.pk])).context
    assert (own["filled"], own["total"]) == (1, 2)
    record_fact(actor=None, organization=tree.branch, metric="venue_area", value=120)
    assert page(client).context["totals"]["filled"] == 1
    with CaptureQueriesContext(connection) as captured:
        page(client)
    assert len(captured) <= 12


def test_the_list_is_exported_as_it_is_filtered(client, tree):
    record_fact(actor=None, organization=tree.branch, metric="venue_area", value=80)
    record_fact(actor=None, organization=tree.branch, metric="hours", value=8, period="2026")
    sign_in(client, make_user(Role.OFFICE, tree.district))
    address = page(client, state="lacking").context["export_url"]
    content = client.get(address).getvalue()
    book = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert book[0][-1] == "缺哪些"
    assert [row[0] for row in book[1:]] == [tree.other_branch.code]
    assert book[1][-1] == "数据项hours、数据项venue_area"


def test_what_records_sum_up_is_never_missing_on_the_page_of_the_organization(client, tree):
    Metric.objects.create(
        code="summed", name="数据项summed", period_kind="year", derived={"record": "training", "sum": "count"}
    )
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    answer = client.get(reverse("organizations:facts", args=[tree.branch.pk]))
    assert (answer.context["filled"], answer.context["total"]) == (1, 3)
    assert "登记工作记录后自动汇总" in answer.content.decode()


def test_one_click_reminds_every_secretary_once_a_day(client, tree):
    secretary = make_user(Role.SECRETARY, tree.branch)
    sign_in(client, make_user(Role.OFFICE, tree.township))
    address = reverse("organizations:remind_facts")
    for _ in range(2):
        client.post(address)
    notice = Notice.objects.get()
    assert notice.recipient == secretary
    assert notice.title == "请补填数据：还有 2 项未填"
    assert notice.url == f"{reverse('organizations:facts', args=[tree.branch.pk])}?show=missing"
    assert StateChange.objects.of(tree.branch).get().verb == "remind_facts"
    with clock.moved_to(dt.date(2026, 11, 24)):
        client.post(address, {"pk": [str(tree.other_branch.pk), "x"]})
        assert Notice.objects.count() == 1
        client.post(address, {"pk": [str(tree.branch.pk)]})
    assert Notice.objects.count() == 2


def test_an_office_reminds_only_what_is_below_it(tree):
    stranger = make_user(Role.OFFICE, tree.outside_district)
    metrics = list(Metric.objects.all())
    periods = {kind: period_of(kind, clock.today()) for kind in ("snapshot", "year")}
    lacking = completeness_of(Organization.objects.filter(pk=tree.branch.pk), metrics, periods)
    with pytest.raises(Refused, match="上级党建办"):
        remind_of_facts(actor=stranger, lacking=lacking)


def cost(client, name):
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse(name))
    return len(captured)


def test_the_pages_cost_the_same_for_many_rows(client, tree):
    make_version()
    sign_in(client, make_user(Role.OFFICE, tree.city))
    names = ("organizations:completeness", "organizations:metrics")
    first = [cost(client, name) for name in names]
    few = [cost(client, name) for name in names]
    for number in range(3):
        organization = make_organization(tree.township)
        Metric.objects.create(code=f"more{number}", name=f"更多{number}", period_kind="year")
        record_fact(actor=None, organization=organization, metric="venue_area", value=number)
    assert [cost(client, name) for name in names] == few
    assert max(first) <= 12


def test_the_catalogue_is_searched_and_names_the_standards_that_read_a_metric(client, tree):
    version = make_version()
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    address = reverse("organizations:metrics")
    shown = client.get(address, {"q": "venue"})
    (row,) = shown.context["rows"]
    assert (row["range"], row["sectors"]) == ("20—900", "各领域")
    assert [(use.kind, use.label) for use in row["uses"]] == [("标准", version.standard.name)]
    assert {row["metric"].code for row in client.get(address, {"sector": "rural"}).context["rows"]} == {
        "venue_area",
        "hours",
    }
    assert [row["metric"].code for row in client.get(address, {"period_kind": "year"}).context["rows"]] == ["hours"]
    assert "没有符合条件" in client.get(address, {"q": "没有"}).content.decode()
    export = client.get(reverse("organizations:export_metrics"), {"q": "venue"})
    assert b"".join(export.streaming_content).startswith(b"PK")


def test_what_only_a_higher_level_knows_is_asked_of_that_level_alone(client, tree):
    Metric.objects.create(code="villages", name="行政村总数", period_kind="snapshot", levels=["township", "district"])
    record_fact(actor=None, organization=tree.township, metric="villages", value=12)
    sign_in(client, make_user(Role.OFFICE, tree.district))
    rows = {row.organization: row for row in page(client, level="").context["rows"]}
    assert (rows[tree.branch].total, rows[tree.township].total) == (2, 3)
    assert (rows[tree.branch].filled, rows[tree.township].filled) == (0, 1)
    assert "行政村总数" not in rows[tree.branch].words
    counted = {row.pk: (row.asked, row.filled) for row in page(client, level="").context["page"].object_list}
    assert (counted[tree.branch.pk], counted[tree.township.pk]) == ((2, 0), (3, 1))


def test_the_pages_of_facts_ask_only_whom_the_catalogue_names(client, tree):
    Metric.objects.create(code="villages", name="行政村总数", period_kind="snapshot", levels=["township", "district"])
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    answer = client.get(reverse("organizations:facts", args=[tree.branch.pk]))
    assert "行政村总数" not in answer.content.decode() and answer.context["total"] == 2
    sign_in(client, make_user(Role.OFFICE, tree.township))
    answer = client.get(reverse("organizations:facts", args=[tree.township.pk]))
    assert "行政村总数" in answer.content.decode() and answer.context["total"] == 3


def test_the_catalogue_says_which_level_tells_and_is_searched_by_it(client, tree):
    Metric.objects.create(code="villages", name="行政村总数", period_kind="snapshot", levels=["township", "district"])
    sign_in(client, make_user(Role.OFFICE, tree.district))
    found = client.get(reverse("organizations:metrics"), {"level": "township"}).content.decode()
    assert "只由县区级、乡镇街道级填" in found
    assert "行政村总数" not in client.get(reverse("organizations:metrics"), {"level": "grassroots"}).content.decode()
    sheet = client.get(reverse("organizations:export_metrics"), {"q": "行政村"})
    row = CalamineWorkbook.from_filelike(BytesIO(b"".join(sheet))).get_sheet_by_index(0).to_python()[-1]
    assert "县区级、乡镇街道级" in row
