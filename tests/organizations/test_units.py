"""The ledger of units: entry, the eight 清, verification, import, whose it is."""

import datetime as dt
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.core.models import StateChange
from apps.organizations.clarity import all_clear
from apps.organizations.models import Unit
from apps.organizations.services import add_unit, check_units, edit_unit, import_units, remove_unit, verify_unit
from apps.organizations.spreadsheet_columns import SpreadsheetError
from apps.organizations.unit_sheet import COLUMNS, template
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db

FULL = {
    "kind": "private_enterprise", "operating": "normal", "employees": 120, "members": 6, "full_members": 5,
    "investor_is_member": False, "established": "none", "venue": "none", "instructors": 1,
}  # fmt: skip


@shared
def tree():
    return make_tree()


def at(name, *args):
    return reverse(f"organizations:{name}", args=args)


def enter(tree, name="甲厂", **values):
    return add_unit(actor=None, organization=tree.branch, name=name, **({"kind": "private_enterprise"} | values))


def workbook(*rows):
    stream = BytesIO()
    labels = [column.label for column in COLUMNS]
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("单位台账")
        sheet.write_row(0, 0, labels)
        for number, row in enumerate(rows, 1):
            for label, value in row.items():
                sheet.write(number, labels.index(label), value)
    return stream.getvalue()


# --- entry --------------------------------------------------------------------------------------------------------


def test_a_unit_is_entered_by_its_secretary_or_an_office_above_and_by_nobody_else(tree):
    for role, place in ((Role.SECRETARY, tree.branch), (Role.OFFICE, tree.city)):
        add_unit(actor=make_user(role, place), organization=tree.branch, name=f"{role}厂", kind="school")
    assert Unit.objects.count() == 2
    for role, place in ((Role.SECRETARY, tree.other_branch), (Role.OFFICE, tree.outside_district)):
        with pytest.raises(Refused):
            add_unit(actor=make_user(role, place), organization=tree.branch, name="乙厂", kind="school")
    assert StateChange.objects.of(Unit.objects.first()).get().verb == "create"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"members": 2, "full_members": 3}, "正式党员不能多于党员总数"),
        ({"kind": "factory"}, "单位类别"),
        ({"credit_code": "123"}, "18位"),
        ({"established": "none", "party_organization": "branch"}, "组建方式不能是"),
        ({"instructor_until": dt.date(2026, 1, 1)}, "选派结束"),
        ({"verified_on": dt.date(2999, 1, 1)}, "不能晚于今天"),
        ({"name": " "}, "单位名称"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(tree, values, words):
    values = {key: getattr(tree, str(value), value) for key, value in values.items()}
    with pytest.raises(Invalid, match=words):
        add_unit(actor=None, organization=tree.branch, **({"name": "甲厂", "kind": "school"} | values))
    assert not Unit.objects.exists()


def test_a_unit_stands_in_one_ledger_once(tree):
    enter(tree, credit_code="91450300MA5ABCDEFG")
    with pytest.raises(Invalid, match="同名"):
        enter(tree)
    with pytest.raises(Invalid, match="信用代码"):
        add_unit(actor=None, organization=tree.other_branch, name="乙厂", kind="school",
                 credit_code="91450300MA5ABCDEFG")  # fmt: skip
    removed = remove_unit(actor=None, unit=Unit.objects.get(), reason="已注销")
    assert removed.removed_on == clock.today()
    assert enter(tree, credit_code="91450300MA5ABCDEFG").pk != removed.pk


def test_the_database_itself_refuses(tree):
    unit = enter(tree, members=3, full_members=3)
    for change in ({"members": 2}, {"party_organization": tree.branch}, {"name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Unit.objects.filter(pk=unit.pk).update(**change)


def test_two_editors_the_second_is_told(tree):
    unit = enter(tree)
    edited = edit_unit(actor=None, unit=unit, version=1, employees=20)
    assert (edited.employees, edited.version) == (20, 2)
    with pytest.raises(StaleVersion):
        edit_unit(actor=None, unit=unit, version=1, employees=30)
    assert Unit.objects.get().employees == 20
    assert StateChange.objects.of(unit).last().reason == "从业人员"


def test_what_left_the_ledger_is_not_changed_any_more(tree):
    unit = enter(tree)
    with pytest.raises(Invalid):
        remove_unit(actor=None, unit=unit, reason=" ")
    remove_unit(actor=None, unit=unit, reason="已迁出")
    for act in (lambda: edit_unit(actor=None, unit=unit, employees=1), lambda: verify_unit(actor=None, unit=unit)):
        with pytest.raises(OutOfTurn):
            act()


# --- 八个清 -------------------------------------------------------------------------------------------------------


def test_the_eight_are_clear_when_their_groups_are_filled(tree):
    unit = enter(tree, **FULL)
    assert [each.code for each in unit.clarity] == [
        "operation", "setting", "affiliation", "members", "leaders", "activity", "venue", "instructor",
    ]  # fmt: skip
    assert unit.clear_count == 8
    bare = enter(tree, "乙厂")
    assert bare.clear_count == 0
    settled = enter(tree, "丙厂", **(FULL | {"established": "joint"}))
    assert {each.code for each in settled.clarity if not each.is_clear} == {"affiliation", "leaders", "activity"}
    group = enter(tree, "一组", kind="villager_group", established="none", employees=0, instructors=0)
    assert {each.code for each in group.clarity if each.is_clear} == {
        "setting", "affiliation", "leaders", "activity", "instructor",
    }  # fmt: skip
    asked = set(Unit.objects.filter(all_clear()))
    assert asked == {each for each in Unit.objects.all() if each.clear_count == 8} == {unit}


def test_a_unit_goes_stale_after_180_days(tree, settings):
    today = clock.today()
    unit = enter(tree, verified_on=today - dt.timedelta(days=180))
    assert not unit.is_stale
    unit = edit_unit(actor=None, unit=unit, verified_on=today - dt.timedelta(days=181))
    assert unit.is_stale
    assert not verify_unit(actor=None, unit=unit).is_stale
    settings.UNIT_STALE_DAYS = -1
    assert unit.is_stale


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_list_counts_links_and_costs_the_same_for_many_rows(client, tree):
    sign_in(client, make_user(Role.OFFICE, tree.city))
    enter(tree, **FULL)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at("units", tree.city.pk)).status_code == 200
        return len(captured)

    cost()
    one = cost()
    for number in range(3):
        enter(tree, f"厂{number}", **FULL, **{"credit_code": f"91450300MA5ABCDEF{number}"})
    assert cost() == one <= 12
    page = client.get(at("units", tree.city.pk))
    figures = {cell["label"]: cell for cell in page.context["figures"]}
    assert figures["应建未建"]["value"] == 4
    for cell in figures.values():
        rows = client.get(at("units", tree.city.pk) + cell["url"]).context["page"].paginator.count
        assert rows == cell["value"], cell["label"]


def test_the_page_of_rules_ties_out_and_exports(client, tree):
    sign_in(client, make_user(Role.OFFICE, tree.township))
    enter(tree, **FULL)
    enter(tree, "乙厂", established="none", kind="private_enterprise", employees=60, members=0)
    page = client.get(at("gaps", tree.township.pk))
    counts = {rule.code: (count, url) for rule, count, url in page.context["unit_rules"]}
    assert page.context["unit_total"] == 2
    for count, url in counts.values():
        assert client.get(url).context["page"].paginator.count == count
    sheet = read(client, at("export_gaps", tree.township.pk))
    assert len(sheet) - 1 == sum(count for count, _ in counts.values())
    assert client.get(at("gaps", tree.township.pk), {"rule": "nonsense"}).status_code == 200


def read(client, address):
    data = b"".join(client.get(address).streaming_content)
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def test_a_unit_is_entered_edited_and_verified_in_the_browser(client, tree):
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    form = {"name": "甲厂", "kind": "private_enterprise", "employees": "120", "members": "3", "full_members": "4",
            "established": "separate", "party_organization": tree.branch.code, "investor_is_member": "false"}  # fmt: skip
    bad = client.post(at("add_unit", tree.branch.pk), form)
    assert bad.status_code == 422
    assert "正式党员不能多于党员总数" in bad.content.decode()
    assert not Unit.objects.exists()
    assert client.post(at("add_unit", tree.branch.pk), form | {"full_members": "3"}).status_code == 302
    unit = Unit.objects.get()
    assert (unit.party_organization, unit.investor_is_member, unit.instructors) == (tree.branch, False, None)
    shown = client.get(at("edit_unit", unit.pk)).content.decode()
    assert tree.branch.code in shown
    unknown = client.post(
        at("edit_unit", unit.pk), form | {"full_members": "3", "party_organization": "没有这个", "version": 1}
    )
    assert "没有找到这个党组织" in unknown.content.decode()
    edit = form | {"full_members": "3", "employees": "130", "party_organization": tree.branch.name, "version": "1"}
    assert client.post(at("edit_unit", unit.pk), edit).status_code == 302
    stale = client.post(at("edit_unit", unit.pk), edit | {"employees": "140"})
    assert stale.status_code == 409
    assert "刚刚修改" in stale.content.decode()
    client.post(at("verify_unit", unit.pk))
    unit.refresh_from_db()
    assert (unit.employees, unit.verified_on) == (130, clock.today())
    client.post(at("remove_unit", unit.pk), {"reason": "已注销"})
    assert "还没有登记单位" in client.get(at("units", tree.branch.pk)).content.decode()
    assert "已移出台账" in client.get(at("unit", unit.pk)).content.decode()


# --- import -------------------------------------------------------------------------------------------------------


def test_the_template_and_an_export_come_back_without_problems(client, tree):
    assert (
        check_units(actor=None, organization=tree.branch, file=template()).problems[0].reason.startswith("没有数据行")
    )
    enter(tree, **FULL, party_organization=None, verified_on=dt.date(2026, 1, 5))
    sign_in(client, make_user(Role.OFFICE, tree.township))
    data = b"".join(client.get(at("export_units", tree.township.pk)).streaming_content)
    check = check_units(actor=None, organization=tree.township, file=data)
    assert (check.problems, check.count("unchanged"), check.total) == ([], 1, 1)


def test_an_import_creates_updates_and_is_idempotent(tree):
    enter(tree, "乙厂", employees=5, superior="某党委")
    data = workbook(
        {"单位名称": "甲厂", "单位类别": "非公有制企业", "从业人员": 120, "正式党员": "3", "党员": "4人", "组建方式": "未建",
         "最近核实": "2026-10-01", "出资人是党员": "否", "负责的党组织代码": tree.other_branch.code},
        {"单位名称": "乙厂", "单位类别": "非公有制企业", "从业人员": 8, "负责的党组织代码": tree.branch.code},
    )  # fmt: skip
    check = check_units(actor=None, organization=tree.township, file=data)
    assert (check.problems, check.count("created"), check.count("updated")) == ([], 1, 1)
    assert Unit.objects.count() == 1
    outcome = import_units(actor=None, check=check)
    assert (outcome.created, outcome.updated) == (1, 1)
    new, old = Unit.objects.get(name="甲厂"), Unit.objects.get(name="乙厂")
    assert (new.organization, new.members, new.verified_on) == (tree.other_branch, 4, dt.date(2026, 10, 1))
    assert (old.employees, old.superior) == (8, "某党委")
    again = import_units(actor=None, check=check_units(actor=None, organization=tree.township, file=data))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_every_bad_row_is_told_and_nothing_imported(tree):
    good = {"单位名称": "好厂", "单位类别": "社会组织"}
    data = workbook(
        good,
        {"单位名称": "", "单位类别": "社会组织"},
        {"单位名称": "甲", "单位类别": "工厂"},
        {"单位名称": "乙", "单位类别": "社会组织", "从业人员": "很多"},
        {"单位名称": "丙", "单位类别": "社会组织", "负责的党组织代码": tree.outside_branch.code},
        {"单位名称": "丁", "单位类别": "社会组织", "所建党组织代码": "无此码", "组建方式": "单独组建"},
        {"单位名称": "戊", "单位类别": "社会组织", "党员": 2, "正式党员": 3},
        {"单位名称": "己", "单位类别": "社会组织", "最近核实": "2026-13-40"},
        {"单位名称": "庚", "单位类别": "社会组织", "统一社会信用代码": "12"},
        good,
    )
    check = check_units(actor=None, organization=tree.township, file=data)
    assert [problem.row_number for problem in check.problems] == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert all(problem.reason for problem in check.problems)
    with pytest.raises(Invalid, match="9 处问题"):
        import_units(actor=None, check=check)
    assert not Unit.objects.exists()
    assert import_units(actor=None, check=check, skip_bad=True).created == 1


@pytest.mark.parametrize("data", [b"", b"nonsense", workbook()[:200]])
def test_a_file_that_is_no_workbook_is_refused(tree, data):
    with pytest.raises(SpreadsheetError):
        check_units(actor=None, organization=tree.branch, file=data)


def test_import_in_the_browser_by_the_secretary(client, tree):
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    data = workbook({"单位名称": "甲厂", "单位类别": "社会组织"}, {"单位名称": "乙", "单位类别": "错"})
    address = at("import_units", tree.branch.pk)
    bad = client.post(address, {"file": SimpleUploadedFile("x.xlsx", b"PK nothing")})
    assert "无法读取" in bad.content.decode()
    answer = client.post(address, {"file": SimpleUploadedFile("单位.xlsx", data)})
    page = client.get(answer.url)
    assert "“错”无法识别" in page.content.decode()
    assert client.post(answer.url).status_code == 400
    assert not Unit.objects.exists()
    assert client.post(answer.url, {"skip_bad": "1"}).status_code == 302
    assert Unit.objects.get().name == "甲厂"
    sign_in(client, make_user(Role.OFFICE, tree.outside_district))
    assert client.get(answer.url).status_code == 404


def test_a_secretary_cannot_import_into_another_ledger(tree):
    with pytest.raises(Refused):
        check_units(actor=make_user(Role.SECRETARY, tree.other_branch), organization=tree.branch, file=workbook())


def test_the_ledger_is_sorted_as_asked(client):
    tree = make_tree()
    for name, employees, day in (("甲", 5, None), ("乙", 90, dt.date(2026, 1, 1)), ("丙", None, dt.date(2026, 5, 1))):
        add_unit(
            actor=None,
            organization=tree.branch,
            kind="private_enterprise",
            name=name,
            employees=employees,
            verified_on=day,
        )
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    address = reverse("organizations:units", args=[tree.branch.pk])
    for order, names in (("employees", ["乙", "甲", "丙"]), ("verified", ["甲", "乙", "丙"])):
        assert [row["unit"].name for row in client.get(address, {"order": order}).context["rows"]] == names
