"""Facts from workbooks: written with what is known, read with every error by its place, imported whole or not at all."""

import datetime as dt
from io import BytesIO
from urllib.parse import urlencode

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.models import StateChange
from apps.organizations import services
from apps.organizations.fact_sheet import FactColumn, write_fact_sheet
from apps.organizations.models import Fact, FactImport, Metric
from apps.organizations.queries import current_facts
from apps.organizations.services import FactRow, record_fact, record_verified
from apps.organizations.services.fact_bulk import store_import
from apps.organizations.spreadsheet import SpreadsheetError
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
        code: Metric.objects.create(code=code, name=f"数据项{code}", period_kind=kind, position=at, **values)
        for at, (code, kind, values) in enumerate(
            (
                ("members", "snapshot", {"unit": "人", "high": 500, "change_percent": 50}),
                ("hours", "year", {"unit": "学时", "decimals": 1}),
                ("hall", "snapshot", {"value_kind": "boolean"}),
                ("cruise", "snapshot", {"sectors": ["tourism"]}),
                ("summed", "year", {"derived": {"record": "training", "sum": "count"}}),
            )
        )
    }


@pytest.fixture
def office(tree):
    return make_user(Role.OFFICE, tree.district)


def book(*lines):
    """A workbook of exactly these lines of cells."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("数据")
        for number, line in enumerate(lines):
            for at, cell in enumerate(line):
                sheet.write(number, at, cell)
    return stream.getvalue()


def sheet(tree, *rows, keys=("members", "hours@2026", "hall")):
    return book(("组织代码", "组织名称", *keys), ("code", "name", *keys), *rows)


def check(tree, office, data):
    return services.check_fact_import(actor=office, office=tree.district, data=data)


def places(report):
    return [(problem.row_number, problem.column, problem.reason) for problem in report.problems]


def upload(client, data, name="数据.xlsx"):
    return client.post(reverse("organizations:import_facts"), {"file": SimpleUploadedFile(name, data)})


def test_a_workbook_comes_back_as_it_was_written(tree, metrics, office):
    record_fact(actor=None, organization=tree.branch, metric="members", value=32)
    record_fact(actor=None, organization=tree.branch, metric="hall", value=True)
    columns = [
        FactColumn(metrics["members"], ""),
        FactColumn(metrics["hours"], "2026"),
        FactColumn(metrics["hall"], ""),
    ]
    stream = BytesIO()
    values = {"members": 32, "hall": True}
    assert write_fact_sheet(stream, columns, [(tree.branch.code, tree.branch.name, values)]) == 1
    report = check(tree, office, stream.getvalue())
    assert (report.rows, report.cells, report.changes, report.problem_count) == (1, 2, 0, 0)


def test_only_changed_values_are_counted_and_doubtful_ones_named(tree, metrics, office):
    record_fact(actor=None, organization=tree.branch, metric="members", value=32)
    record_fact(actor=None, organization=tree.other_branch, metric="members", value=32)
    data = sheet(
        tree, (tree.branch.code, "", 32, 40.5, "是"), (tree.other_branch.code, "随便什么名称", "3,200", "", "—")
    )
    report = check(tree, office, data)
    assert (report.cells, report.changes, report.problem_count) == (4, 3, 0)
    assert [(each.row_number, each.reason) for each in report.warnings] == [
        (4, "3,200 人，高于常见的 500 人以内，请核对")
    ]
    assert Fact.objects.count() == 2


def test_every_bad_cell_is_named_with_its_place_and_reason(tree, metrics, office):
    data = sheet(
        tree,
        (tree.branch.code, "", "很多", 1.25, "也许"),
        (tree.outside_branch.code, "", 1, 1, "是"),
        ("X404", "", 1, 1, "是"),
        ("", "", 5, "", ""),
        (tree.other_branch.code, "", -1, "", "#REF!"),
        (tree.other_branch.code, "", 7, "", ""),
    )
    report = check(tree, office, data)
    hours, members, hall = "数据项hours（学时）2026年", "数据项members（人）", "数据项hall（填是或否）"
    assert places(report) == [
        (3, members, "“很多”请填数字。"),
        (3, hours, "“1.25”最多保留 1 位小数。"),
        (3, hall, "“也许”请填“是”或“否”。"),
        (4, "组织代码", f"“{tree.outside_branch.code}”不存在，或不在您的管辖范围内"),
        (5, "组织代码", "“X404”不存在，或不在您的管辖范围内"),
        (6, "组织代码", "没有填写组织代码"),
        (7, members, "“-1”不能为负数。"),
        (7, hall, "“#REF!”是公式的错误结果，请改填数值。"),
        (8, "组织代码", f"“{tree.other_branch.code}”出现两次，请只保留一行"),
    ]
    assert (report.rows, report.bad_rows, report.changes) == (6, 6, 0)


def test_a_metric_of_another_sector_is_refused(tree, metrics, office):
    report = check(tree, office, sheet(tree, (tree.branch.code, "", 5), keys=("cruise",)))
    assert places(report) == [(3, "数据项cruise", "乡镇农村领域不填此项，请清空")]


def test_a_metric_of_a_higher_level_is_refused(tree, metrics, office):
    Metric.objects.filter(code="members").update(levels=["district", "township"])
    report = check(tree, office, sheet(tree, (tree.branch.code, "", 5), keys=("members",)))
    assert places(report) == [(3, "数据项members（人）", "基层不填此项，由县区级、乡镇街道级填，请清空")]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "是空文件"),
        (b"not a workbook", "不是xlsx"),
        (b"PK\x03\x04 broken", "已损坏"),
        (book(("组织代码", "党员人数"), ("T1", 5)), "没有找到代码行"),
        (book(("组织代码",), ("code", "name")), "没有任何数据项的列"),
        (book(("组织代码",), ("code", "name", "nothing")), "“nothing”：没有这个数据项代码"),
        (book(("组织代码",), ("code", "name", "members", "members")), "出现两次"),
        (book(("组织代码",), ("code", "name", "hours")), "年度写作2026"),
        (book(("组织代码",), ("code", "name", "hours@2027")), "尚未开始"),
        (book(("组织代码",), ("code", "name", "summed@2026")), "由工作记录自动汇总"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(tree, metrics, office, data, sentence):
    with pytest.raises(SpreadsheetError, match=sentence):
        check(tree, office, data)


def test_a_formula_counts_with_its_result(tree, metrics, office):
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        page = workbook.add_worksheet("数据")
        page.write_row(0, 0, ["组织代码", "组织名称", "人数"])
        page.write_row(1, 0, ["code", "name", "members"])
        page.write_row(2, 0, [tree.branch.code, ""])
        page.write_formula(2, 2, "=16*2", None, 32)
    assert check(tree, office, stream.getvalue()).changes == 1


def test_a_stray_cell_far_away_is_refused_before_it_is_read(client, tree, metrics, office):
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        workbook.add_worksheet("数据").write(1_048_575, 16_383, "x")
    with pytest.raises(SpreadsheetError, match="内容过多"):
        check(tree, office, stream.getvalue())
    sign_in(client, office)
    assert "内容过多" in upload(client, stream.getvalue()).content.decode()


def confirm(client, data, **values):
    address = upload(client, data).url
    return client.post(address, values), address


def test_nothing_is_imported_while_a_row_is_wrong_unless_it_is_skipped(client, tree, metrics, office):
    sign_in(client, office)
    data = sheet(tree, (tree.branch.code, "", "很多"), (tree.other_branch.code, "", 40))
    answer, address = confirm(client, data)
    assert answer.status_code == 400
    assert "没有导入任何数据" in answer.content.decode()
    assert not Fact.objects.exists()
    page = client.get(address).content.decode()
    assert "问题 1 处" in page
    assert client.post(address, {"skip_bad": "on"}).status_code == 302
    fact = Fact.objects.get()
    assert (fact.organization, fact.value, fact.source, fact.said_by) == (tree.other_branch, 40, "import", office)
    job = FactImport.objects.get()
    assert (job.status, job.done, job.message) == ("done", 1, "写入 1 项，跳过有误的 1 行。")
    assert StateChange.objects.of(tree.other_branch).get().reason == "表格导入 1 项"


def test_the_same_workbook_twice_changes_nothing(client, tree, metrics, office):
    sign_in(client, office)
    data = sheet(tree, (tree.branch.code, "", 30, 8, "否"))
    assert confirm(client, data)[0].status_code == 302
    answer, address = confirm(client, data)
    assert answer.status_code == 400
    assert "没有改动" in client.get(address).content.decode()
    assert Fact.objects.count() == 3


def test_what_a_visit_verified_is_left_alone_and_said(client, tree, metrics, office):
    inspector = make_user(Role.INSPECTOR, tree.city)
    record_verified(actor=inspector, rows=[FactRow(tree.branch, metrics["members"], 31)])
    sign_in(client, office)
    data = sheet(tree, (tree.branch.code, "", 40, 8, ""))
    report = check(tree, office, data)
    assert (report.changes, report.verified) == (1, 1)
    assert report.warnings[0].reason == "已由检查核实为 31 人，不覆盖"
    confirm(client, data)
    assert current_facts(tree.branch)["members"].value == 31
    assert "已由检查核实，未覆盖" in FactImport.objects.get().message


def test_a_large_import_waits_for_the_worker_and_goes_on_after_a_cut(client, tree, metrics, office, settings):
    settings.FACTS_WRITTEN_AT_ONCE = 1
    sign_in(client, office)
    answer, _ = confirm(client, sheet(tree, (tree.branch.code, "", 30, 8), (tree.other_branch.code, "", 31, 9)))
    job = FactImport.objects.get()
    assert answer.url == reverse("organizations:fact_import", args=[job.pk])
    assert (job.status, job.total) == ("waiting", 4)
    assert "可以离开本页" in client.get(answer.url).content.decode()
    assert services.stalled_imports() == []
    with clock.moved_to(dt.date(2026, 11, 24)):
        assert services.stalled_imports() == [job.pk]
    # Cut off in the middle: one value is there already.
    record_fact(actor=office, organization=tree.branch, metric="members", value=30, source="import")
    FactImport.objects.update(done=1)
    services.run_fact_import(job.pk)
    job.refresh_from_db()
    assert (job.status, job.done) == ("done", 4)
    services.run_fact_import(job.pk)
    assert Fact.objects.count() == 4
    assert "写入 4 项" in client.get(answer.url).content.decode()


def test_an_import_whose_person_left_the_office_stops(tree, metrics, office, client, settings):
    settings.FACTS_WRITTEN_AT_ONCE = 0
    sign_in(client, office)
    confirm(client, sheet(tree, (tree.branch.code, "", 30)))
    office.memberships.all().delete()
    job = FactImport.objects.get()
    services.run_fact_import(job.pk)
    job.refresh_from_db()
    assert job.status == "failed"
    assert "不再是该党建办" in job.message
    assert not Fact.objects.exists()


def test_the_workbook_holds_the_subtree_the_chosen_metrics_and_what_is_known(client, tree, metrics, office):
    record_fact(actor=None, organization=tree.branch, metric="members", value=32)
    record_fact(actor=None, organization=tree.branch, metric="hours", value=8, period="2025")
    sign_in(client, office)
    query = urlencode({"level": "grassroots", "year": "2025"})
    response = client.get(f"{reverse('organizations:fact_workbook')}?{query}")
    data = b"".join(response.streaming_content)
    lines = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert lines[1] == ["code", "name", "members", "hours@2025", "hall", "cruise"]
    assert lines[2][:4] == [tree.branch.code, tree.branch.name, 32.0, 8.0]
    assert [line[0] for line in lines[2:]] == [tree.branch.code, tree.other_branch.code]
    assert check(tree, office, data).problem_count == 0


def test_a_value_verified_while_the_import_runs_is_not_replaced_but_told_in_the_history(tree, metrics, office):
    rows = [
        FactRow(tree.branch, metrics["members"], 40, doubt="待核对"),
        FactRow(tree.other_branch, metrics["members"], 41),
    ]
    record_verified(actor=make_user(Role.INSPECTOR, tree.city), rows=[FactRow(tree.branch, metrics["members"], 31)])
    store_import(actor=office, rows=rows)
    assert current_facts(tree.branch)["members"].value == 31
    assert current_facts(tree.other_branch)["members"].value == 41
    assert Fact.objects.get(value=40).doubt == "待核对"
    with clock.moved_to(dt.date(2027, 1, 1)):
        store_import(actor=office, rows=rows)
    assert current_facts(tree.branch)["members"].value == 40


def test_another_offices_upload_is_not_there(client, tree, metrics, office):
    sign_in(client, office)
    address = upload(client, sheet(tree, (tree.branch.code, "", 30))).url
    sign_in(client, make_user(Role.OFFICE, tree.township))
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
