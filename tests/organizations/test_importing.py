"""Importing organizations: from a workbook and from the real divisions."""

from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, Refused
from apps.core.models import StateChange
from apps.organizations.models import Metric, Organization
from apps.organizations.services import check_import, import_organizations
from apps.organizations.spreadsheet import write_rows
from tests.factories import make_tree, make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db


def workbook(*rows):
    stream = BytesIO()
    base = {"kind": "branch", "level": "grassroots", "sector": "rural"}
    write_rows([{**base, **row} for row in rows], stream)
    return stream.getvalue()


def row(code, name, parent, **values):
    return {"code": code, "name": name, "parent_code": parent, **values}


@shared
def tree():
    return make_tree()


def run(actor, data, **kwargs):
    return import_organizations(actor=actor, report=check_import(actor=actor, file=data), **kwargs)


def test_import_creates_a_sound_tree_and_the_second_run_changes_nothing(tree):
    data = workbook(
        row("N1", "新镇委员会", tree.district.code, level="township", kind="party_committee", short_name="新镇党委"),
        row("N2", "新村一支部", "N1", short_name="一支部"),
        row("N3", "新村二支部", "N1", short_name="二支部"),
    )
    first = run(None, data)
    assert (first.created, first.updated) == (3, 0)
    assert Organization.objects.find_problems() == ([], [], [], [], [])
    new = Organization.objects.get(code="N1")
    assert Organization.objects.get_parent(new) == tree.district
    assert [child.code for child in Organization.objects.get_children(new)] == ["N2", "N3"]
    assert Organization.objects.get(code="N2").initials == "yzb"
    assert StateChange.objects.of(new).get().verb == "import"
    second = run(None, data)
    assert (second.created, second.updated, second.unchanged) == (0, 0, 3)
    assert StateChange.objects.of(new).count() == 1
    # treebeard goes on where the bulk import stopped
    values = {"code": "X", "name": "x", "short_name": "x", "kind": "branch", "level": "grassroots"}
    assert Organization.objects.add_child(tree.district, values).path > new.path


def test_import_updates_changed_names_and_keeps_what_is_left_empty(tree):
    Organization.objects.filter(pk=tree.branch.pk).update(address="示例路1号")
    outcome = run(None, workbook(row(tree.branch.code, "改名支部委员会", tree.township.code, short_name="改名支部")))
    stored = Organization.objects.get(pk=tree.branch.pk)
    assert outcome.updated == 1
    assert (stored.name, stored.initials, stored.address, stored.path) == (
        "改名支部委员会",
        "gmzb",
        "示例路1号",
        tree.branch.path,
    )


def test_nothing_is_imported_when_a_row_is_bad_unless_skipped(tree):
    data = workbook(row("N1", "好支部", tree.township.code), row("N2", "坏支部", "nowhere"))
    report = check_import(actor=None, file=data)
    assert [str(problem) for problem in report.problems] == ["第3行“上级组织代码”：找不到上级组织“nowhere”"]
    with pytest.raises(Invalid, match="没有导入任何数据"):
        import_organizations(actor=None, report=report)
    assert not Organization.objects.filter(code="N1").exists()
    outcome = import_organizations(actor=None, report=report, skip_bad=True)
    assert (outcome.created, outcome.skipped) == (1, 1)


def test_import_does_not_move_organizations(tree):
    report = check_import(
        actor=None, file=workbook(row(tree.branch.code, tree.branch.name, tree.outside_township.code))
    )
    assert "不调整隶属关系" in report.problems[0].reason


def test_an_office_imports_into_its_own_subtree_only(tree):
    office = make_user(Role.OFFICE, tree.district)
    assert run(office, workbook(row("N1", "新支部", tree.township.code))).created == 1
    outside = check_import(actor=office, file=workbook(row("N2", "新支部", tree.outside_township.code)))
    assert "找不到上级组织" in outside.problems[0].reason
    taken = check_import(actor=office, file=workbook(row(tree.outside_branch.code, "冒用代码支部", tree.township.code)))
    assert "管辖范围以外" in taken.problems[0].reason


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.ADMINISTRATOR, Role.SECURITY_OFFICER])
def test_import_is_the_offices(tree, role):
    with pytest.raises(Refused, match="只有党建办"):
        check_import(actor=make_user(role, tree.city), file=workbook())


def command(tmp_path, data, *options):
    path = tmp_path / "organizations.xlsx"
    path.write_bytes(data)
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("import_organizations", str(path), *options, stdout=out, stderr=err)
    except SystemExit as leave:
        code = leave.code
    return code, out.getvalue(), err.getvalue()


def test_command_reports_every_bad_row_and_imports_nothing(tree, tmp_path):
    data = workbook(row("N1", "好支部", tree.township.code), row("N2", "", "nowhere"), row("N1", "重码支部", "nowhere"))
    code, out, err = command(tmp_path, data)
    assert code == 1
    assert "第3行“组织全称”：不能为空" in err
    assert "第4行“组织代码”：“N1”与第2行重复" in err
    assert "没有导入任何数据" in out
    assert not Organization.objects.filter(code="N1").exists()


def test_command_imports_skips_and_runs_dry(tree, tmp_path):
    data = workbook(row("N1", "好支部", tree.township.code), row("N2", "坏支部", "nowhere"))
    assert command(tmp_path, data, "--dry-run")[0] == 1
    assert not Organization.objects.filter(code="N1").exists()
    code, out, _err = command(tmp_path, data, "--skip-bad")
    assert code == 0
    assert "新增 1 个" in out
    good = workbook(row("N1", "好支部", tree.township.code))
    code, out, err = command(tmp_path, good)
    assert (code, err) == (0, "")
    assert "未变 1 个" in out


def test_command_says_when_the_file_is_no_workbook(tmp_path):
    with pytest.raises(CommandError, match="不是xlsx"):
        command(tmp_path, b"plain text")
    with pytest.raises(CommandError, match="无法读取文件"):
        call_command("import_organizations", str(tmp_path / "missing.xlsx"))


@pytest.mark.slow
def test_load_reference_loads_the_real_city_once():
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "更新 0 个，未变 0 个" in out.getvalue()
    assert Organization.objects.count() > 2700
    assert Organization.objects.find_problems() == ([], [], [], [], [])
    assert {"government", "rural", "urban", "public_institution", "state_owned", "two_new", "tourism"} == set(
        Organization.objects.order_by().values_list("sector", flat=True).distinct()
    )
    assert Metric.objects.count() > 50
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "新增 0 个，更新 0 个" in out.getvalue()
