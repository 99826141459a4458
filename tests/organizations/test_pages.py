"""Pages of organizations: whose they are, what they show, what bad input leaves unchanged."""

import datetime as dt
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.accounts.choices import Role
from apps.core import clock
from apps.organizations.models import Fact, Metric, Organization, WorkRecord
from apps.organizations.receivers import find_organizations
from apps.organizations.services import add_record, grant_access, record_fact
from apps.organizations.spreadsheet import read_rows, write_rows
from tests.factories import make_organization, make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def tree():
    return make_tree()


def at(name, *args):
    return reverse(f"organizations:{name}", args=args)


def signed(client, role, organization):
    user = make_user(role, organization)
    sign_in(client, user)
    return user


def download(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return b"".join(response) if response.streaming else response.content


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- who sees what ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["detail", "records"])
@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        (Role.OFFICE, "city", 200),
        (Role.OFFICE, "township", 200),
        (Role.OFFICE, "outside_district", 404),
        (Role.SECRETARY, "branch", 200),
        (Role.SECRETARY, "other_branch", 404),
        (Role.INSPECTOR, "city", 404),
        (Role.LEADER, "city", 404),
        (Role.ADMINISTRATOR, "city", 403),
        (Role.SECURITY_OFFICER, "city", 403),
        (Role.AUDITOR, "city", 403),
    ],
)
def test_pages_of_an_organization_by_role(client, tree, page, role, where, status):
    signed(client, role, getattr(tree, where))
    assert client.get(at(page, tree.branch.pk)).status_code == status


@pytest.mark.parametrize("role", [Role.LEADER, Role.INSPECTOR])
def test_a_grant_opens_one_organization_to_read(client, tree, role):
    user = signed(client, role, tree.city)
    source = "visit" if role == Role.INSPECTOR else "leader_link"
    grant_access(user=user, organization=tree.branch, source=source, source_key=1)
    assert client.get(at("detail", tree.branch.pk)).status_code == 200
    assert client.get(at("detail", tree.other_branch.pk)).status_code == 404
    assert client.get(at("edit", tree.branch.pk)).status_code == 403
    assert client.get(at("facts", tree.branch.pk)).status_code == 403
    assert client.get(at("list")).status_code == 403


@pytest.mark.parametrize("page", ["list", "export", "import", "import_template"])
def test_lists_and_imports_are_the_offices(client, tree, page):
    signed(client, Role.SECRETARY, tree.branch)
    assert client.get(at(page)).status_code == 403
    signed(client, Role.OFFICE, tree.township)
    assert download(client, at(page))


def test_strangers_sign_in_first(client, tree):
    assert client.get(at("detail", tree.branch.pk)).status_code == 302


# --- the list -----------------------------------------------------------------------------------------------------


def shown(response):
    return [organization for organization, _parent in response.context["rows"]]


def test_list_shows_the_subtree_and_filters_it(client, tree):
    signed(client, Role.OFFICE, tree.district)
    assert shown(client.get(at("list"))) == [tree.district, tree.township, tree.branch, tree.other_branch]
    assert shown(client.get(at("list"), {"level": "grassroots"})) == [tree.branch, tree.other_branch]
    assert shown(client.get(at("list"), {"q": "dcdzb"})) == [tree.branch]
    assert shown(client.get(at("list"), {"q": "戊村"})) == [tree.other_branch]
    assert shown(client.get(at("list"), {"q": tree.township.code})) == [tree.township]
    assert shown(client.get(at("list"), {"stars": "3"})) == []
    assert shown(client.get(at("list"), {"under": tree.branch.pk})) == [tree.branch]
    foreign = client.get(at("list"), {"under": tree.outside_district.pk})
    assert tree.outside_branch not in shown(foreign)
    assert client.get(at("list"), {"level": "nonsense", "under": "x", "page": "x"}).status_code == 200


def test_export_holds_exactly_the_rows_of_the_list(client, tree):
    signed(client, Role.OFFICE, tree.district)
    data = download(client, at("export"), level="grassroots")
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
    names = [line[1] for line in sheet.to_python()[1:]]
    assert names == [tree.branch.name, tree.other_branch.name]


def test_list_costs_the_same_for_many_rows(client, tree):
    signed(client, Role.OFFICE, tree.city)
    few = cost(client, at("list"))
    for _ in range(3):
        make_organization(tree.township)
    assert cost(client, at("list")) == few <= 12


# --- one organization ---------------------------------------------------------------------------------------------


def test_detail_shows_facts_records_people_and_acts_within_a_fixed_cost(client, tree):
    office = signed(client, Role.OFFICE, tree.city)
    make_user(Role.SECRETARY, tree.branch, "shuji")
    metrics = [
        Metric.objects.create(code=f"m{n}", name=f"数据项{n}", period_kind="snapshot", unit="人") for n in range(3)
    ]

    def add(count):
        for metric in metrics[:count]:
            record_fact(actor=office, organization=tree.branch, metric=metric, value=5, source="import")
            add_record(
                actor=office, organization=tree.branch, kind="theme_day", held_on=clock.today(), title="主题党日"
            )

    add(1)
    one = cost(client, at("detail", tree.branch.pk))
    add(3)
    assert cost(client, at("detail", tree.branch.pk)) == one <= 12
    page = client.get(at("detail", tree.branch.pk)).content.decode()
    for words in ("数据项0", "5 人", "上级导入", "演示用户shuji", "主题党日", "丙乡委"):
        assert words in page


def test_mine_is_the_secretarys_own_organization(client, tree):
    signed(client, Role.SECRETARY, tree.branch)
    response = client.get(at("mine"))
    assert response.context["organization"] == tree.branch
    assert "填报数据" in response.content.decode()
    signed(client, Role.OFFICE, tree.township)
    assert client.get(at("mine")).status_code == 403


def test_edit_by_the_office_and_by_the_secretary(client, tree):
    signed(client, Role.SECRETARY, tree.branch)
    form = client.get(at("edit", tree.branch.pk)).context["form"]
    assert set(form.fields) == {"address", "longitude", "latitude", "contact_name", "contact_phone", "version"}
    client.post(at("edit", tree.branch.pk), {"address": "示例路3号", "stars": "5", "version": "1"})
    stored = Organization.objects.get(pk=tree.branch.pk)
    assert (stored.address, stored.stars) == ("示例路3号", 0)

    signed(client, Role.OFFICE, tree.township)
    initial = client.get(at("edit", tree.branch.pk)).context["form"].initial
    values = {name: value for name, value in initial.items() if value not in (None, False)}
    values |= {"stars": 4, "version": 1}
    stale = client.post(at("edit", tree.branch.pk), values)
    assert stale.status_code == 409
    assert "刚刚修改" in stale.content.decode()
    assert client.post(at("edit", tree.branch.pk), values | {"version": 2}).status_code == 302
    assert Organization.objects.get(pk=tree.branch.pk).stars == 4
    bad = client.post(at("edit", tree.branch.pk), values | {"version": 3, "name": ""})
    assert bad.status_code == 422
    assert bad.context["form"].errors


# --- facts --------------------------------------------------------------------------------------------------------


@shared
def metrics():
    return {
        code: Metric.objects.create(code=code, name=f"数据项{code}", period_kind=kind, **values)
        for code, kind, values in (
            ("members", "snapshot", {"unit": "人"}),
            ("hours", "year", {"unit": "学时"}),
            ("office", "snapshot", {"value_kind": "boolean"}),
            ("foreign", "snapshot", {"sectors": ["tourism"]}),
        )
    }


def test_facts_are_entered_once_and_only_changes_are_saved(client, tree, metrics):
    secretary = signed(client, Role.SECRETARY, tree.branch)
    name = {code: f"metric_{metric.pk}" for code, metric in metrics.items()}
    form = client.get(at("facts", tree.branch.pk)).context["form"]
    assert name["foreign"] not in form.fields
    with clock.moved_to(dt.date(2026, 11, 23)):
        client.post(at("facts", tree.branch.pk), {name["members"]: "32", name["hours"]: "40", name["office"]: "1"})
        assert Fact.objects.count() == 3
        fact = Fact.objects.get(metric=metrics["hours"])
        assert (fact.period, fact.source, fact.said_by) == ("2026", "self", secretary)
        client.post(at("facts", tree.branch.pk), {name["members"]: "33", name["hours"]: "40", name["office"]: "1"})
        assert Fact.objects.count() == 4
        client.post(f"{at('facts', tree.branch.pk)}?year=2025", {name["hours"]: "40"})
        assert Fact.objects.filter(metric=metrics["hours"], period="2025").count() == 1
    history = client.get(at("fact_history", tree.branch.pk, "members")).content.decode()
    assert "33 人" in history
    assert "32 人" in history


def test_facts_refuse_bad_input_and_change_nothing(client, tree, metrics):
    signed(client, Role.SECRETARY, tree.branch)
    name = f"metric_{metrics['members'].pk}"
    for value, sentence in (("很多", "请填数字"), ("-1", "不能为负数"), ("1.5", "请填整数")):
        response = client.post(at("facts", tree.branch.pk), {name: value})
        assert f"<span>{sentence}" in response.content.decode()
    assert not Fact.objects.exists()


def test_facts_by_the_office_are_marked_as_such(client, tree, metrics):
    signed(client, Role.OFFICE, tree.district)
    client.post(at("facts", tree.branch.pk), {f"metric_{metrics['members'].pk}": "9"})
    assert Fact.objects.get().source == "office"
    assert client.post(at("facts", tree.outside_branch.pk), {}).status_code == 404


def test_facts_cost_the_same_for_many_metrics(client, tree, metrics):
    signed(client, Role.SECRETARY, tree.branch)
    few = cost(client, at("facts", tree.branch.pk))
    for n in range(3):
        metric = Metric.objects.create(code=f"more{n}", name=f"更多{n}", period_kind="snapshot")
        record_fact(actor=None, organization=tree.branch, metric=metric, value=1)
    assert cost(client, at("facts", tree.branch.pk)) == few <= 12


# --- records ------------------------------------------------------------------------------------------------------


def test_records_are_added_filtered_exported_and_cancelled(client, tree):
    signed(client, Role.SECRETARY, tree.branch)
    values = {"kind": "training", "held_on": "2026-03-01", "title": "书记培训", "headcount": "3", "hours": "8"}
    with clock.moved_to(dt.date(2026, 11, 23)):
        upload = SimpleUploadedFile("通知.pdf", b"%PDF-1.4 x")
        client.post(at("add_record", tree.branch.pk), values | {"uploads": [upload]})
        record = WorkRecord.objects.get()
        page = client.get(at("records", tree.branch.pk), {"kind": "training", "year": "2026", "q": "培训"})
        assert [row["record"] for row in page.context["rows"]] == [record]
        assert page.context["rows"][0]["files"][0]["name"] == "通知.pdf"
        assert download(client, at("export_records", tree.branch.pk)).startswith(b"PK")
        assert client.post(at("cancel_record", record.pk), {"reason": ""}).status_code == 400
        client.post(at("cancel_record", record.pk), {"reason": "重复"})
        assert not client.get(at("records", tree.branch.pk)).context["rows"]
        assert client.get(at("records", tree.branch.pk), {"state": "cancelled"}).context["rows"]


def test_records_refuse_bad_input_and_strangers(client, tree):
    signed(client, Role.SECRETARY, tree.branch)
    values = {"kind": "training", "held_on": "2999-03-01", "title": "书记培训"}
    assert "不能晚于今天" in client.post(at("add_record", tree.branch.pk), values).content.decode()
    values |= {"held_on": "2026-01-05", "uploads": [SimpleUploadedFile("a.pdf", b"text")]}
    assert "只接受" in client.post(at("add_record", tree.branch.pk), values).content.decode()
    assert not WorkRecord.objects.exists()
    record = add_record(
        actor=None, organization=tree.other_branch, kind="training", held_on=clock.today(), title="别人的"
    )
    assert client.post(at("cancel_record", record.pk), {"reason": "重复"}).status_code == 404
    assert client.post(at("add_record", tree.other_branch.pk), values).status_code == 404


def test_a_linked_leader_is_offered_the_contact_visit_only(client, tree):
    leader = signed(client, Role.LEADER, tree.city)
    grant_access(user=leader, organization=tree.branch, source="leader_link", source_key=1)
    form = client.get(at("add_record", tree.branch.pk)).context["form"]
    assert [value for value, _label in form.fields["kind"].choices] == ["contact_visit"]
    client.post(
        at("add_record", tree.branch.pk), {"kind": "contact_visit", "held_on": "2026-01-05", "title": "到点调研"}
    )
    assert WorkRecord.objects.get().recorded_by == leader


def test_records_cost_the_same_for_many_rows(client, tree):
    secretary = signed(client, Role.SECRETARY, tree.branch)

    def add():
        upload = SimpleUploadedFile("通知.pdf", b"%PDF-1.4 x")
        add_record(
            actor=secretary,
            organization=tree.branch,
            kind="training",
            held_on=clock.today(),
            title="培训",
            uploads=[upload],
        )

    add()
    one = cost(client, at("records", tree.branch.pk))
    add()
    add()
    assert cost(client, at("records", tree.branch.pk)) == one <= 12


# --- import -------------------------------------------------------------------------------------------------------


def workbook(*rows):
    stream = BytesIO()
    base = {"kind": "branch", "level": "grassroots", "sector": "rural"}
    write_rows([base | dict(zip(("code", "name", "parent_code"), row, strict=True)) for row in rows], stream)
    return SimpleUploadedFile("导入.xlsx", stream.getvalue())


def test_import_is_checked_then_confirmed(client, tree):
    signed(client, Role.OFFICE, tree.district)
    response = client.post(at("import"), {"file": workbook(("N1", "新支部", tree.township.code))})
    report = client.get(response.url)
    assert "可导入 1 行" in report.content.decode()
    assert not Organization.objects.filter(code="N1").exists()
    assert client.post(response.url).url == at("list")
    assert Organization.objects.filter(code="N1").exists()


def test_import_shows_every_bad_row_and_imports_nothing_unless_skipped(client, tree):
    signed(client, Role.OFFICE, tree.district)
    file = workbook(("N1", "新支部", tree.township.code), ("N2", "", "nowhere"))
    response = client.post(at("import"), {"file": file})
    page = client.get(response.url).content.decode()
    assert "第 3 行" in page
    assert "不能为空" in page
    assert client.post(response.url).status_code == 400
    assert not Organization.objects.filter(code="N1").exists()
    client.post(response.url, {"skip_bad": "1"})
    assert Organization.objects.filter(code="N1").exists()


def test_import_refuses_what_is_no_workbook_and_other_offices(client, tree):
    signed(client, Role.OFFICE, tree.district)
    page = client.post(at("import"), {"file": SimpleUploadedFile("a.xlsx", b"text")}).content.decode()
    assert "不是xlsx工作簿" in page
    response = client.post(at("import"), {"file": workbook(("N1", "新支部", tree.township.code))})
    signed(client, Role.OFFICE, tree.outside_district)
    assert client.get(response.url).status_code == 404


def test_the_template_is_a_workbook_that_the_import_reads(client, tree):
    signed(client, Role.OFFICE, tree.district)
    assert list(read_rows(client.get(at("import_template")).content)) == []


# --- search -------------------------------------------------------------------------------------------------------


def test_search_finds_organizations_of_the_own_scope(tree):
    office = make_user(Role.OFFICE, tree.district)
    assert [label for label, _url, _kind in find_organizations(office, "村")] == [
        tree.branch.name,
        tree.other_branch.name,
    ]
    assert list(find_organizations(office, " ")) == []
    assert list(find_organizations(make_user(Role.ADMINISTRATOR, tree.city), "村")) == []
