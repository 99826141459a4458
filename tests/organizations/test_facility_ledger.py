"""Facilities by workbook and on paper: dry run, import, export that comes back, ledger to print."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, Refused
from apps.core.models import StateChange
from apps.organizations.facility_sheet import SHEET, template
from apps.organizations.models import Facility
from apps.organizations.services import check_facilities, import_facilities, save_facility
from apps.organizations.spreadsheet import SpreadsheetError
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
NAMES = ("阵地名称", "阵地类型", "党组织代码", "建筑面积（㎡）", "使用面积（㎡）", "启用日期", "会议室（间）")


@shared
def tree():
    return make_tree()


def at(name, *args):
    return reverse(f"organizations:{name}", args=args)


def workbook(*rows, header=NAMES, sheet=SHEET):
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate((header, *rows)):
            page.write_row(number, 0, row)
    return stream.getvalue()


def row(tree, name="党群服务中心", kind="党群服务中心", building="1200", usable="1000", opened="2024-07-01", rooms="2"):
    return (name, kind, tree.branch.code, building, usable, opened, rooms)


def test_a_good_workbook_is_shown_first_and_written_once(tree):
    data = workbook(row(tree), row(tree, "党员活动室", "党员活动室", "", "80.5", "", ""))
    check = check_facilities(actor=None, organization=tree.township, file=data)
    assert (check.count("created"), check.problems, Facility.objects.count()) == (2, [], 0)
    assert import_facilities(actor=None, check=check).created == 2
    room = Facility.objects.get(name="党群服务中心")
    assert (room.organization, room.building_area, room.opened_on) == (tree.branch, 1200, dt.date(2024, 7, 1))
    assert {each.kind: each.count for each in room.rooms.all()} == {"meeting": 2}
    assert Facility.objects.get(name="党员活动室").usable_area == Decimal("80.50")
    again = check_facilities(actor=None, organization=tree.township, file=data)
    assert (again.count("unchanged"), import_facilities(actor=None, check=again).unchanged) == (2, 2)
    assert StateChange.objects.of(room).count() == 1


def test_an_empty_cell_keeps_what_is_known_and_a_filled_one_replaces_it(tree):
    room = save_facility(
        actor=None, organization=tree.branch, kind="service_centre", name="党群服务中心", building_area=Decimal(900),
        zones="服务区", rooms={"meeting": 1, "office": 3},
    )  # fmt: skip
    check = check_facilities(actor=None, organization=tree.branch, file=workbook(row(tree, opened="")))
    assert sorted(check.plans[0].changes) == ["building_area", "room_meeting", "usable_area"]
    assert import_facilities(actor=None, check=check).updated == 1
    room.refresh_from_db()
    assert (room.building_area, room.zones, room.version) == (1200, "服务区", 2)
    assert {each.kind: each.count for each in room.rooms.all()} == {"meeting": 2, "office": 3}


@pytest.mark.parametrize(
    ("values", "column", "words"),
    [
        ({"name": ""}, "阵地名称", "不能为空"),
        ({"kind": "宫殿"}, "阵地类型", "可填：党群服务中心"),
        ({"building": "很大"}, "建筑面积（㎡）", "单位平方米"),
        ({"building": "-5"}, "建筑面积（㎡）", "0以上"),
        ({"usable": "1.234"}, "使用面积（㎡）", "两位小数"),
        ({"usable": "1300"}, "使用面积（㎡）", "不能大于建筑面积"),
        ({"opened": "2999-01-01"}, "启用日期", "不能晚于今天"),
        ({"opened": "去年"}, "启用日期", "不是有效日期"),
        ({"rooms": "两间"}, "会议室（间）", "整数"),
    ],
)
def test_a_bad_row_says_column_and_reason(tree, values, column, words):
    check = check_facilities(
        actor=None, organization=tree.branch, file=workbook(row(tree, **values), row(tree, "另一处"))
    )
    problem = check.problems[0]
    assert (problem.row_number, problem.column) == (2, column)
    assert words in problem.reason
    with pytest.raises(Invalid, match="没有导入任何数据"):
        import_facilities(actor=None, check=check)
    assert import_facilities(actor=None, check=check, skip_bad=True).created == 1


def test_doubled_rows_foreign_organizations_and_wrong_files(tree):
    foreign = ("远处", "党员活动室", tree.outside_branch.code, "", "", "", "")
    check = check_facilities(actor=None, organization=tree.township, file=workbook(row(tree), row(tree), foreign))
    told = {each.row_number: each.reason for each in check.problems}
    assert "同一阵地" in told[3] and "不是丙乡委及所属的党组织" in told[4]
    with pytest.raises(SpreadsheetError):
        check_facilities(actor=None, organization=tree.branch, file=b"not a workbook")
    with pytest.raises(SpreadsheetError, match="缺少"):
        check_facilities(actor=None, organization=tree.branch, file=workbook(header=("阵地类型",)))
    empty = check_facilities(actor=None, organization=tree.branch, file=template())
    assert empty.problems[0].reason.startswith("没有数据行")
    with pytest.raises(Refused):
        check_facilities(actor=make_user(Role.SECRETARY, tree.other_branch), organization=tree.branch, file=workbook())


def test_the_pages_take_check_and_import(client, tree):
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    address = at("import_facilities", tree.branch.pk)
    assert "下载模板" in client.get(address).content.decode()
    assert client.get(at("facility_template")).content[:2] == b"PK"
    bad = client.post(address, {"file": SimpleUploadedFile("a.xlsx", b"nothing")})
    assert bad.context["form"].errors
    good = SimpleUploadedFile("阵地.xlsx", workbook(row(tree), row(tree, "党员活动室", "宫殿")))
    answer = client.post(address, {"file": good})
    page = client.get(answer.url).content.decode()
    assert "新增 1 处" in page and "可填：党群服务中心" in page
    assert client.post(answer.url, {"skip_bad": "1"}).url == at("facilities", tree.branch.pk)
    assert Facility.objects.get().name == "党群服务中心"


def test_what_is_exported_comes_back_unchanged(client, tree):
    save_facility(actor=None, organization=tree.branch, kind="studio", name="工作室", usable_area=Decimal("30.5"),
                  opened_on=dt.date(2025, 1, 2), rooms={"studio": 1})  # fmt: skip
    sign_in(client, make_user(Role.OFFICE, tree.township))
    data = b"".join(client.get(at("export_facilities", tree.township.pk)).streaming_content)
    check = check_facilities(actor=None, organization=tree.township, file=data)
    assert (check.problems, check.count("unchanged")) == ([], 1)


def test_the_ledger_is_printed_at_a_fixed_cost(client, tree):
    sign_in(client, make_user(Role.OFFICE, tree.township))
    address = at("print_facilities", tree.township.pk)
    assert "还没有登记阵地" in client.get(address).content.decode()

    def fill(number):
        save_facility(actor=None, organization=tree.branch, kind="studio", name=f"工作室{number}", zones="议事区",
                      usable_area=Decimal(30), rooms={"studio": 1})  # fmt: skip

    def cost():
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address)
        return page, len(captured)

    fill(1)
    page, one = cost()
    for number in (2, 3):
        fill(number)
    page, three = cost()
    assert one == three <= 12
    words = page.content.decode()
    assert "工作室3" in words and "填表人" in words and f"{clock.today():%Y}" in words
