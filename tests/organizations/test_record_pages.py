"""Pages of work: entry copied from last time, plans, filing, import, ledgers, events."""

import datetime as dt
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from apps.organizations.models import Event, WorkRecord
from apps.organizations.record_sheet import COLUMNS, template
from apps.organizations.services import add_event, add_record, load_event_kinds, plan_record
from tests.factories import make_tree, make_user, sign_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def tree():
    with clock.moved_to(TODAY):
        yield make_tree()


def at(name, *args):
    return reverse(f"organizations:{name}", args=args)


def signed(client, role, organization):
    user = make_user(role, organization)
    sign_in(client, user)
    return user


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as statements:
        assert client.get(address).status_code == 200
    return len(statements)


def held(organization, day=TODAY, kind="theme_day", **values):
    return add_record(actor=None, organization=organization, kind=kind, held_on=day, **{"title": "主题党日", **values})


def planned(organization, day, kind="theme_day"):
    return plan_record(actor=None, organization=organization, kind=kind, held_on=day, title="重温誓词")


def test_an_entry_is_copied_from_the_last_of_its_kind(client, tree):
    signed(client, Role.SECRETARY, tree.branch)
    held(tree.branch, dt.date(2026, 10, 9), title="重温誓词", place="村部", headcount=21, expected=24)
    held(tree.branch, dt.date(2026, 10, 9), "training", title="培训", headcount=2)
    page = client.get(at("add_record", tree.branch.pk))
    assert page.context["usual"][0][1] in page.content.decode()
    form = client.get(at("add_record", tree.branch.pk), {"kind": "theme_day"}).context["form"]
    shown = {name: form[name].value() for name in ("title", "place", "headcount", "expected", "held_on")}
    assert shown == {"title": "重温誓词", "place": "村部", "headcount": 21, "expected": 24, "held_on": TODAY}
    assert "hours" not in form.fields
    values = {"kind": "theme_day", **shown, "held_on": "2026-11-23"}
    assert client.post(at("add_record", tree.branch.pk), values).status_code == 302
    assert WorkRecord.objects.filter(kind="theme_day", headcount=21).count() == 2


def test_a_plan_nearby_is_offered_for_its_record(client, tree):
    signed(client, Role.SECRETARY, tree.branch)
    plan = planned(tree.branch, dt.date(2026, 11, 20))
    page = client.get(at("add_record", tree.branch.pk), {"kind": "theme_day"})
    assert at("hold_record", plan.pk) in page.content.decode()


def test_a_year_is_planned_filed_and_held_in_the_browser(client, tree):
    signed(client, Role.SECRETARY, tree.branch)
    form = client.get(at("make_plan", tree.branch.pk), {"year": 2027}).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (False, None)}
    client.post(f"{at('make_plan', tree.branch.pk)}?year=2027", values)
    assert WorkRecord.objects.filter(kind="theme_day", status="planned").count() == 12
    page = client.get(at("plan", tree.branch.pk), {"year": "2027", "part": "q1"})
    assert page.context["unfiled"] == len([1 for month in page.context["months"] for _ in month["rows"]]) > 0
    client.post(f"{at('file_plan', tree.branch.pk)}?year=2027&part=q1")
    assert WorkRecord.objects.filter(status="filed").count() == page.context["unfiled"]
    plan = planned(tree.branch, TODAY)
    client.post(at("file_record", plan.pk))
    values = {"held_on": "2026-11-23", "title": "重温誓词", "headcount": 20, "version": plan.version}
    assert client.post(at("hold_record", plan.pk), values).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.headcount) == ("held", 20)
    assert client.get(at("record", plan.pk)).status_code == 200
    assert client.get(at("hold_record", plan.pk)).status_code == 302


def test_a_plan_changed_meanwhile_is_not_overwritten(client, tree):
    signed(client, Role.SECRETARY, tree.branch)
    plan = planned(tree.branch, dt.date(2026, 12, 4))
    values = {"held_on": "2026-12-11", "title": "一", "version": 1}
    assert client.post(at("edit_record", plan.pk), values).status_code == 302
    again = client.post(at("edit_record", plan.pk), values | {"title": "二"})
    assert again.status_code == 409
    assert "其他人刚刚修改过" in again.content.decode()
    plan.refresh_from_db()
    assert plan.title == "一"


def test_nothing_chosen_plans_nothing(client, tree):
    signed(client, Role.SECRETARY, tree.branch)
    page = client.get(at("make_plan", tree.branch.pk)).context["form"]
    values = {name: page[name].value() for name in page.fields if not name.endswith("_on")}
    answer = client.post(at("make_plan", tree.branch.pk), {k: v for k, v in values.items() if v is not None})
    assert "请至少选择一类工作" in answer.content.decode()


def test_the_strip_shows_empty_periods(client, tree):
    signed(client, Role.SECRETARY, tree.branch)
    held(tree.branch, dt.date(2026, 3, 6))
    planned(tree.branch, dt.date(2026, 12, 4))
    rows = {row["kind"]: row for row in client.get(at("records", tree.branch.pk)).context["strip"]}
    tones = [cell["tone"] for cell in rows["theme_day"]["cells"]]
    assert tones == ["bad", "bad", "ok", *["bad"] * 7, "warn", "info"]
    assert rows["member_meeting"]["missed"] == 3


def test_the_office_sees_the_records_of_its_subtree_filtered_by_status(client, tree):
    signed(client, Role.OFFICE, tree.township)
    held(tree.branch)
    overdue = planned(tree.other_branch, dt.date(2026, 11, 1))
    page = client.get(at("records", tree.township.pk))
    assert {row["record"].organization for row in page.context["rows"]} == {tree.branch, tree.other_branch}
    found = client.get(at("records", tree.township.pk), {"state": "overdue"}).context["rows"]
    assert [row["record"] for row in found] == [overdue]
    assert not client.get(at("records", tree.township.pk), {"range": "own"}).context["rows"]
    assert (
        client.get(at("records", tree.township.pk), {"sort": "-people", "period": "q4", "state": "x"}).status_code
        == 200
    )


def book(*rows):
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("工作记录")
        sheet.write_row(0, 0, [column.label for column in COLUMNS])
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("工作记录.xlsx", stream.getvalue())


def test_records_are_imported_after_a_dry_run(client, tree):
    signed(client, Role.OFFICE, tree.township)
    branch, other = tree.branch.code, tree.other_branch.code
    good = [branch, "主题党日", "2026-07-01", "重温誓词", "村部", "30", "28", "", "", "", ""]
    upload = book(
        good,
        [other, "教育培训", "2026-07-02", "培训", "", "", "12", "8", "党员、班子成员", "", ""],
        [tree.outside_branch.code, "主题党日", "2026-07-01", "外单位", "", "", "", "", "", "", ""],
        [branch, "跳舞", "2026-07-01", "甲", "", "", "", "", "", "", ""],
        [branch, "主题党日", "2027-07-01", "乙", "", "", "", "", "", "", ""],
        good,
    )
    answer = client.post(at("import_records", tree.township.pk), {"file": upload})
    confirm = answer.headers["Location"]
    check = client.get(confirm).context["check"]
    assert [problem.row_number for problem in check.problems] == [4, 5, 6, 7]
    assert client.post(confirm).status_code == 400
    assert not WorkRecord.objects.exists()
    client.post(confirm, {"skip_bad": "1"})
    record = WorkRecord.objects.get(kind="training")
    assert (record.hours, record.audiences, record.status) == (8, ["team", "members"], "held")
    assert WorkRecord.objects.count() == 2
    # The second time everything is there already.
    assert not client.get(confirm).context["check"].plans


def test_the_template_reads_back(client, tree):
    signed(client, Role.SECRETARY, tree.branch)
    assert client.get(at("record_template")).content.startswith(b"PK")
    answer = client.post(at("import_records", tree.branch.pk), {"file": SimpleUploadedFile("空.xlsx", template())})
    assert "没有数据行" in client.get(answer.headers["Location"]).content.decode()
    broken = SimpleUploadedFile("坏.xlsx", b"text")
    assert "不是xlsx" in client.post(at("import_records", tree.branch.pk), {"file": broken}).content.decode()


def test_ledgers_print_number_and_sum(client, tree):
    signed(client, Role.SECRETARY, tree.branch)
    held(tree.branch, dt.date(2026, 3, 6), "training", title="轮训", headcount=20, hours=8, audiences=["members"])
    held(tree.branch, dt.date(2026, 4, 6), "study_session", title="学习", headcount=10)
    planned(tree.branch, dt.date(2026, 12, 4), "training")
    rows = client.get(at("ledgers", tree.branch.pk)).context["rows"]
    assert {row["ledger"].code: row["count"] for row in rows}["training"] == 2
    page = client.get(at("ledger", tree.branch.pk, "training"))
    text = page.content.decode()
    assert len(page.context["rows"]) == 2
    assert "30 人次" in text and "8 学时" in text and "教育培训台账" in text
    download = client.get(at("ledger_export", tree.branch.pk, "training"))
    assert b"".join(download.streaming_content).startswith(b"PK")
    assert client.get(at("ledger", tree.branch.pk, "nothing")).status_code == 404
    assert not client.get(at("ledger", tree.branch.pk, "training"), {"year": "2025"}).context["rows"]


def test_the_summary_names_what_is_missing_below(client, tree):
    signed(client, Role.OFFICE, tree.township)
    for month in range(1, 11):
        held(tree.branch, dt.date(2026, month, 6))
    page = client.get(at("ledger_summary", tree.township.pk, "theme_day"))
    rows = {row["organization"]: row["cells"][0] for row in page.context["rows"]}
    assert (rows[tree.branch]["count"], rows[tree.branch]["missed"]) == (10, "")
    assert rows[tree.other_branch]["missed"].startswith("1月、2月")
    download = client.get(at("ledger_summary_export", tree.township.pk, "theme_day"))
    assert b"".join(download.streaming_content).startswith(b"PK")


def test_events_are_entered_listed_exported_and_cancelled(client, tree):
    kinds = [
        {"code": "award", "name": "集体奖励", "nature": "favourable", "levels": ["municipal", "county"]},
        {"code": "accident", "name": "安全事故", "nature": "adverse"},
        {"code": "media", "name": "媒体报道", "nature": "neutral", "compliance_note": "不得作为考核内容"},
    ]
    load_event_kinds(kinds)
    signed(client, Role.SECRETARY, tree.branch)
    page = client.get(at("add_event", tree.branch.pk)).content.decode()
    assert "集体奖励" in page and "安全事故" not in page
    assert "不得作为考核内容" in client.get(f"{at('add_event', tree.branch.pk)}?kind=media").content.decode()
    values = {"title": "先进", "happened_on": "2026-11-01", "level": "county", "count": 1}
    address = f"{at('add_event', tree.branch.pk)}?kind=award"
    assert client.post(address, values | {"level": "national"}).status_code == 422
    assert client.post(address, values).status_code == 302
    first = Event.objects.get()
    client.post(address, values | {"level": "municipal", "same_as": first.pk})
    assert len({event.key for event in Event.objects.all()}) == 1
    assert len(client.get(at("events", tree.branch.pk), {"level": "county"}).context["rows"]) == 1
    assert b"".join(client.get(at("export_events", tree.branch.pk)).streaming_content).startswith(b"PK")
    assert client.post(at("cancel_event", first.pk), {"reason": ""}).status_code == 400
    client.post(at("cancel_event", first.pk), {"reason": "重复"})
    assert len(client.get(at("events", tree.branch.pk)).context["rows"]) == 1
    assert client.get(at("events", tree.other_branch.pk)).status_code == 404


@pytest.mark.parametrize("name", ["records", "plan", "ledgers", "events"])
@pytest.mark.parametrize("place", ["branch", "township"])
def test_pages_cost_the_same_for_many_rows(client, tree, name, place):
    load_event_kinds([{"code": "award", "name": "集体奖励", "nature": "favourable"}])
    signed(client, Role.OFFICE, tree.township)
    address = at(name, getattr(tree, place).pk)

    def more(day):
        held(tree.branch, day)
        planned(tree.branch, day)
        add_event(actor=None, organization=tree.branch, kind="award", happened_on=day, title="先进")

    more(TODAY)
    one = cost(client, address)
    more(dt.date(2026, 11, 2))
    more(dt.date(2026, 11, 3))
    assert cost(client, address) == one <= 12


def test_a_ledger_and_its_summary_cost_the_same(client, tree):
    signed(client, Role.OFFICE, tree.township)
    held(tree.branch)
    addresses = [at(name, tree.township.pk, "theme_day") for name in ("ledger", "ledger_summary")]
    one = [cost(client, address) for address in addresses]
    held(tree.branch, dt.date(2026, 10, 1))
    held(tree.other_branch)
    assert [cost(client, address) for address in addresses] == one
    assert max(one) <= 12
