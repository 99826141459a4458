"""Files out and in: the same digest back; scoring tables from Excel understood row by row."""

import io
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.organizations.choices import RecordKind
from apps.organizations.models import Metric
from apps.standards.drafting.diffing import compare
from apps.standards.drafting.documents import digest_of
from apps.standards.drafting.files import FileProblem, read_yaml, write_yaml
from apps.standards.drafting.formula import parse_formula, show_formula
from apps.standards.drafting.guessing import Names, guess
from apps.standards.drafting.workbook import read_table
from apps.standards.exports import EXAMPLE, EXAMPLE_HEADER
from apps.standards.models import StandardVersion
from apps.standards.queries import document_of
from apps.standards.schema import check_standard
from tests.campaigns.factories import make_version, small_standard
from tests.factories import make_tree, make_user, sign_in

NAMES = Names((("venue_area", "活动场所使用面积", "㎡"), ("party_members", "党员人数", "人")), dict(RecordKind.choices))


def workbook(*rows):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def measured(text, title="某项", points=10):
    return guess(text, title, Decimal(points), NAMES)


def test_thresholds_frequencies_deductions_and_scores_are_recognised():
    area = measured("活动场所使用面积不少于200平方米。").measure
    assert area == {
        "type": "quantity",
        "metric": "venue_area",
        "label": "活动场所使用面积",
        "op": ">=",
        "value": 200,
        "unit": "㎡",
    }
    day = measured("每月开展主题党日1次，每缺一次扣0.5分")
    assert day.measure == {"type": "frequency", "record": "theme_day", "label": "主题党日", "per": "month"}
    assert day.scoring == {"type": "per_missing_period", "each": 0.5}
    assert measured("每季度至少1次党课").measure["per"] == "quarter"
    listed = measured("公开组织设置、党员名单、党费收缴，每缺一项扣2分")
    assert [m["title"] for m in listed.measure["members"]] == ["组织设置", "党员名单", "党费收缴"]
    assert listed.scoring == {"type": "per_missing_member", "each": 2}
    assert measured("未按期换届的不得分").measure["type"] == "yes_no"
    assert measured("好的得8-10分，较好的得5-7分，一般的得0-4分").measure["type"] == "judged"
    unknown = measured("接待室不少于15平方米")
    assert unknown.measure["type"] == "yes_no" and "没有找到对应的数据项" in unknown.notes[0]


def test_the_example_is_understood_with_its_merged_cells():
    table = read_table(workbook(("2026年评分表",), EXAMPLE_HEADER, *EXAMPLE), NAMES)
    first, second = table.criteria
    assert (first["title"], [leaf["title"] for leaf in first["children"]]) == (
        "组织建设",
        ["组织生活", "班子建设", "党务公开"],
    )
    assert first["children"][2]["sectors"] == ["rural", "urban"]
    assert [leaf["points"] for leaf in second["children"]] == [30, 30]
    assert (table.leaves, table.total) == (5, 100)


def test_several_standards_under_one_merged_indicator():
    table = read_table(
        workbook(
            ("序号", "考核项目", "考核内容", "考评办法", "标准分", "备注"),
            (1, "一、基础工作（30分）", "（一）制度", "建立制度，未建立不得分", 5, ""),
            ("", "", "", "落实制度，视情扣分", 5, ""),
            (2, "", "2.活动", "每周一次例会", 20, "党办"),
            ("", "", "", "有记录", "", ""),
            ("", "合计", "", "", 30, ""),
        ),
        NAMES,
    )
    section = table.criteria[0]
    assert section["title"] == "基础工作"
    system, activity = section["children"]
    assert (system["title"], [leaf["points"] for leaf in system["children"]]) == ("制度", [5, 5])
    assert (activity["text"], activity["points"], activity["guidance"]) == ("每周一次例会\n有记录", 20, "党办")
    assert [row.understood for row in table.rows if row.skipped] == ["合计行，不作指标"]
    head, long = ("考核项目", "考核内容", "考评办法", "标准分"), ("基础工作", "制度", "建" * 2001, 5)
    (row,) = read_table(workbook(head, long), NAMES).rows
    assert "指标内容有 2001 字，只取前 2000 字" in row.notes


@pytest.mark.parametrize("data", [b"nothing", workbook(("姓名", "电话"), ("甲", "1"))])
def test_what_is_no_scoring_table_is_refused_in_words(data):
    with pytest.raises(FileProblem, match=r"xlsx|表头"):
        read_table(data, NAMES)


def test_a_file_reads_back_to_the_same_digest():
    data = small_standard(pass_mark=60.5)
    assert digest_of(read_yaml(write_yaml(data).encode())) == digest_of(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"\xff\xfe", "UTF-8"), (b"a: [", "格式有误"), (b"a: 1", "criteria"), (b"a: &x 1\ncriteria: [*x]", "引用")],
)
def test_a_bad_file_is_refused_in_words(data, words):
    with pytest.raises(FileProblem, match=words):
        read_yaml(data)


def test_differences_are_told_in_words():
    old, new = small_standard(), small_standard(2, total=120)
    leaves = new["criteria"][0]["children"]
    leaves[0]["measure"]["value"] = 300
    leaves[1]["points"] = 50
    leaves[2], leaves[1] = leaves[1], leaves[2]
    new["criteria"].append(
        {"code": "extra", "title": "特色", "points": 5, "measure": {"type": "yes_no", "label": "有特色"}}
    )
    found = compare(old, new)
    told = {entry.code: (entry.kind, [(c.name, c.before, c.after) for c in entry.changes]) for entry in found.entries}
    assert told["area"] == ("changed", [("标准值", "≥ 100 ㎡", "≥ 300 ㎡")])
    assert told["extra"][0] == "added"
    assert (
        sorted(kind for kind, _ in told.values()) == ["added", "changed", "changed", "moved"]
        or told["sign"][0] == "moved"
    )
    assert [(c.name, c.before, c.after) for c in found.settings] == [("总分", "100", "120")]
    gone = compare(new, old)
    assert [entry.code for entry in gone.entries if entry.kind == "removed"] == ["extra"]


def test_a_formula_is_written_as_people_write_it():
    parts = {"基础分": "base", "扣分": "loss", "考核得分": "appraisal"}
    formula = parse_formula("（基础分－扣分）×0.70＋考核得分×30%", parts)
    assert formula == {"op": "add", "of": [
        {"op": "multiply", "of": [{"op": "subtract", "of": ["base", "loss"]}, 0.7]}, {"op": "multiply", "of": ["appraisal", 0.3]},
    ]}  # fmt: skip
    titles = {code: title for title, code in parts.items()}
    assert parse_formula(show_formula(formula, titles), parts) == formula
    for text, words in (
        ("基础分 +", "没有写完"),
        ("别的 × 2", "别的"),
        ("（基础分", "缺少"),
        ("基础分 ÷ 扣分", "除以"),
    ):
        with pytest.raises(ValueError, match=words):
            parse_formula(text, parts)


@pytest.fixture
def page(db):
    Metric.objects.create(code="venue_area", name="活动场所使用面积", unit="㎡", period_kind="snapshot")
    tree = make_tree()
    client = sign_in(Client(), make_user(Role.OFFICE, tree.district))
    client.place = tree.district
    return client


def sent(page, name, data):
    return page.post(reverse("standards:import"), {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_a_table_becomes_a_draft_only_when_confirmed(page):
    told = sent(page, "评分表.xlsx", workbook(EXAMPLE_HEADER, *EXAMPLE)).content.decode()
    assert "主题党日每月 1 次，每缺一期扣 0.5 分" in told and "识别出 5 项评分项" in told
    assert not StandardVersion.objects.exists()
    page.post(
        reverse("standards:import_confirm"), {"organization": page.place.pk, "name": "导入的标准", "source": "方案"}
    )
    draft = StandardVersion.objects.get()
    assert (draft.status, draft.definition["total"], draft.criteria.filter(is_leaf=True).count()) == ("draft", 100, 5)
    assert page.get(reverse("standards:problems", args=[draft.pk])).content.decode().count("没有问题") == 1


def test_a_file_of_another_offices_standard_is_refused_and_of_a_new_one_becomes_a_draft(page):
    make_version()
    assert sent(page, "小标准.yaml", write_yaml(small_standard()).encode()).content.decode().count("内容相同") == 1
    refused = page.post(reverse("standards:import_confirm"), {"organization": page.place.pk})
    assert refused.status_code == 403
    sent(page, "新标准.yaml", write_yaml(small_standard(code="mine", name="我的")).encode())
    page.post(reverse("standards:import_confirm"), {"organization": page.place.pk})
    assert document_of(StandardVersion.objects.get(standard__code="mine"))["criteria"] == small_standard()["criteria"]


def test_a_name_that_is_too_long_is_refused_and_not_cut(page):
    data = small_standard(code="long", name="长名")
    data["criteria"][0]["title"] = "长" * 201
    sent(page, "长名.yaml", write_yaml(data).encode())
    told = page.post(reverse("standards:import_confirm"), {"organization": page.place.pk}).content.decode()
    assert "的名称不超过 200 字，现有 201 字" in told and not StandardVersion.objects.exists()


def test_a_file_with_problems_is_told_and_stored_as_far_as_it_goes(page):
    data = small_standard(code="bad", name="坏的")
    data["criteria"][0]["children"][0]["points"] = "很多"
    data["criteria"][0]["children"][1]["code"] = "area"
    told = sent(page, "坏的.yaml", write_yaml(data).encode()).content.decode()
    assert "问题" in told and "应为数值" in told
    page.post(reverse("standards:import_confirm"), {"organization": page.place.pk})
    assert StandardVersion.objects.get().criteria.count() == 4


def test_the_downloads(page):
    version = make_version()
    file = page.get(reverse("standards:yaml", args=[version.pk]))
    assert digest_of(read_yaml(file.content)) == version.digest
    example = page.get(reverse("standards:import_example"))
    assert b"".join(example.streaming_content)[:2] == b"PK"


def test_a_messy_table_of_an_office_is_understood_and_its_contradictions_are_told():
    table = read_table(
        workbook(
            ("××街道2026年党建考核评分表",),
            ("（满分100分）",),
            ("序号", "考核指标", "", "分值", "评分标准", "得分"),
            ("", "一级指标", "二级指标", "", "", ""),
            ("", "", "", "", "", ""),
            (1, "一、组织建设（30分）", "班子建设", "10分", "未按期换届的不得分", ""),
            (2, "", "组织生活", "0-15分", "好的得15分，较好的得10分，一般的得5分", ""),
            ("", "", "", "", "", ""),
            (3, "二、阵地建设", "活动场所", "十分", "活动场所使用面积不少于200平方米", ""),
            (4, "三、加分项", "集体表彰", "+5", "获得表彰", ""),
            (5, "四、扣分项", "通报批评", "-5", "每次扣1分", ""),
            ("", "合计", "", "100分", "", ""),
            ("", "备注：本表由街道负责解释", "", "", "", ""),
            ("", "考核组签字：", "", "", "", ""),
        ),
        NAMES,
    )
    assert table.columns == {"level1": "一级指标", "level2": "二级指标", "points": "分值", "text": "评分标准"}
    titles = {leaf["title"]: leaf for section in table.criteria for leaf in section["children"]}
    assert list(titles) == ["班子建设", "组织生活", "活动场所", "集体表彰", "通报批评"]
    assert [titles["班子建设"]["points"], titles["组织生活"]["points"], titles["活动场所"]["points"]] == [10, 15, 0]
    assert titles["集体表彰"]["bonus"] is True and titles["集体表彰"]["points"] == 5
    taken = titles["通报批评"]
    assert (taken["points"], taken["measure"]["low"], taken["scoring"]["floor"]) == (0, -5, -5)
    notes = {row.title: row.notes for row in table.rows}
    assert notes["班子建设"] == ["“组织建设”写明 30 分，所列各项合计 25 分"]
    assert notes["活动场所"] == ["分值“十分”看不懂，暂记 0 分"]
    assert [row.understood for row in table.rows if row.skipped] == [
        "合计行，不作指标",
        "说明行，不作指标",
        "说明行，不作指标",
    ]
    assert table.warning == "表中合计 100 分，各项相加 25 分，请核对；总分先按表中合计。"
    document = {"code": "x", "name": "表", "version": 1, "kind": "scored", "source": "表", "criteria": table.criteria}
    assert check_standard(document) == []
