"""The organizations workbook: reading, checking, writing."""

from dataclasses import asdict
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from apps.organizations.party_tree import party_tree, read_divisions
from apps.organizations.spreadsheet import (
    COLUMNS,
    EXAMPLE,
    RawRow,
    SpreadsheetError,
    check_rows,
    read_rows,
    write_rows,
    write_template,
)

DIVISIONS = Path(__file__).resolve().parents[2] / "fixtures/reference/divisions_4503.csv"
LABELS = [column.label for column in COLUMNS]
EXISTING = {"4503": "", "450302": "4503", "450302003": "450302"}


def raw(number=2, **values):
    base = dict.fromkeys((column.key for column in COLUMNS), "")
    base.update(code="A", name="甲支部", parent_code="4503", kind="党支部", level="基层", sector="机关")
    return RawRow(number, {**base, **values})


def chain(**parents):
    return [raw(n, code=code, parent_code=parent) for n, (code, parent) in enumerate(parents.items(), 2)]


def workbook(lines):
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return stream.getvalue()


def reasons(report):
    return [str(problem) for problem in report.problems]


def codes(report):
    return [row.code for row in report.rows]


def test_rows_keep_their_numbers_and_typed_numbers_stay_codes():
    lines = [LABELS, [450302003001, "甲"], [], [" ", "  "], [450302003002.0, "乙　社区"]]
    rows = list(read_rows(workbook(lines)))
    assert [(row.number, row.values["code"]) for row in rows] == [(2, "450302003001"), (5, "450302003002")]
    assert rows[1].values["name"] == "乙 社区"


def test_columns_may_come_in_any_order_with_others_between():
    labels = ["备注", *reversed(LABELS)]
    row = next(read_rows(workbook([labels, ["无", *(["x"] * len(LABELS))]])))
    assert set(row.values.values()) == {"x"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空文件"),
        (b"code,name\n1,2\n", "不是xlsx"),
        (b"PK\x03\x04broken", "无法读取"),
        (workbook([]), "没有任何内容"),
        (workbook([[label for label in LABELS if label != "领域"], ["1"]]), "第1行“领域”：缺少"),
        (workbook([[*LABELS, "组织代码"], ["1"]]), "第1行“组织代码”：表头中出现两次"),
    ],
)
def test_files_that_are_no_such_workbook_are_refused(data, reason):
    with pytest.raises(SpreadsheetError, match=reason):
        read_rows(BytesIO(data))


def test_a_header_alone_is_reported():
    assert reasons(check_rows(read_rows(workbook([LABELS])), {})) == ["文件：没有数据行，请从第2行起填写"]


def test_labels_and_identifiers_are_both_understood():
    rows = [
        raw(2, kind="党总支", level="基层", sector="两新组织", established_on="2015年7月1日"),
        raw(3, code="B", kind="general_branch", level="grassroots", sector="two_new"),
    ]
    report = check_rows(rows, EXISTING)
    assert report.problems == []
    assert {(r.kind, r.level, r.sector) for r in report.rows} == {("general_branch", "grassroots", "two_new")}
    assert report.rows[0].established_on == date(2015, 7, 1)
    assert report.rows[0].short_name == "甲支部"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"code": ""}, "第2行“组织代码”：不能为空"),
        ({"name": ""}, "第2行“组织全称”：不能为空"),
        ({"code": "a b"}, "第2行“组织代码”：“a b”只能用"),
        ({"name": "长" * 121}, "最多120个字，现有121个字"),
        ({"kind": "小组"}, "第2行“组织类别”：“小组”无法识别，可填：党委"),
        ({"level": "省级"}, "第2行“层级”：“省级”无法识别"),
        ({"sector": "军队"}, "第2行“领域”：“军队”无法识别"),
        ({"parent_code": "4599"}, "第2行“上级组织代码”：找不到上级组织“4599”"),
        ({"parent_code": ""}, "第2行“上级组织代码”：不能为空：最高一级组织已有“4503”"),
        ({"parent_code": "A"}, "第2行“上级组织代码”：上级关系成环：A → A"),
        ({"established_on": "2015-02-30"}, "不是有效日期"),
        ({"division_code": "桂林"}, "第2行“行政区划代码”"),
        ({"contact_phone": "无"}, "第2行“联系电话”"),
    ],
)
def test_a_bad_row_says_what_and_where(values, reason):
    report = check_rows([raw(**values)], EXISTING)
    assert report.rows == []
    assert len(report.problems) == 1
    assert reason in reasons(report)[0]


def test_a_code_twice_names_the_first_row():
    report = check_rows([raw(2), raw(7)], EXISTING)
    assert reasons(report) == ["第7行“组织代码”：“A”与第2行重复"]
    assert codes(report) == ["A"]


def test_parents_come_first_whatever_the_order_of_rows():
    report = check_rows(chain(C="B", B="A", A="4503"), EXISTING)
    assert report.problems == []
    assert codes(report) == ["A", "B", "C"]


def test_a_whole_tree_from_nothing_has_one_root():
    report = check_rows(chain(R="", A="R", S=""), {})
    assert codes(report) == ["R", "A"]
    assert "最高一级组织已有“R”" in reasons(report)[0]


def test_a_circle_is_shown_and_what_hangs_below_it_is_refused():
    report = check_rows(chain(A="B", B="A", C="B", D="4503"), EXISTING)
    assert codes(report) == ["D"]
    assert [problem.row_number for problem in report.problems] == [2, 3, 4]
    assert "A → B → A" in reasons(report)[0]


def test_a_circle_through_existing_organizations_is_found():
    report = check_rows([raw(2, code="450302", parent_code="450302003")], EXISTING)
    assert "450302 → 450302003 → 450302" in reasons(report)[0]


def test_rows_below_a_bad_new_row_are_refused_below_an_existing_one_kept():
    rows = [raw(2, code="N", kind="?"), raw(3, code="M", parent_code="N")]
    rows += [raw(4, code="450302003", parent_code="nowhere"), raw(5, code="K", parent_code="450302003")]
    report = check_rows(rows, EXISTING)
    assert codes(report) == ["K"]
    assert [problem.row_number for problem in report.problems] == [2, 3, 4]
    assert "第2行有误" in reasons(report)[1]


def test_falling_back_to_what_exists_may_close_a_circle():
    existing = {"R": "", "A": "R", "B": "A"}
    report = check_rows(chain(A="B", B="nowhere"), existing)
    assert report.rows == []
    assert len(report.problems) == 2


def test_part_of_a_tree_may_be_taken_back_as_it_is():
    report = check_rows(chain(A="above", B="A"), {"A": "above"})
    assert report.problems == []
    assert codes(report) == ["A", "B"]


@given(
    st.lists(st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("RABCDEFX")), max_size=8),
    st.lists(st.sampled_from("ABC"), unique=True),
)
def test_good_rows_always_make_a_tree(pairs, known):
    existing = {"R": "", **dict.fromkeys(known, "R")}
    report = check_rows([raw(n, code=c, parent_code=p) for n, (c, p) in enumerate(pairs, 2)], existing)
    assert {r.number for r in report.rows}.isdisjoint(p.row_number for p in report.problems)
    assert len(report.rows) + len({p.row_number for p in report.problems if p.row_number}) == len(pairs)
    result = dict(existing)
    for row in report.rows:
        assert row.parent_code in result or row.parent_code in codes(report)
        result[row.code] = row.parent_code
    for code in result:
        steps = 0
        while code:
            code, steps = result[code], steps + 1
            assert steps <= len(result)


def test_template_is_read_back_empty():
    assert list(read_rows(write_template())) == []


def test_written_rows_are_read_back_as_they_were():
    stream = BytesIO()
    row = {
        "code": "A-1",
        "name": "=HYPERLINK(1)",
        "parent_code": "4503",
        "kind": "branch",
        "level": "grassroots",
        "sector": "rural",
        "established_on": date(2015, 7, 1),
        "contact_phone": "+86 773 0000000",
        "address": "@路",
    }
    assert write_rows([row], stream) == 1
    report = check_rows(read_rows(stream.getvalue()), EXISTING)
    assert report.problems == []
    assert (report.rows[0].name, report.rows[0].address) == ("=HYPERLINK(1)", "@路")
    assert report.rows[0].established_on == date(2015, 7, 1)


def test_the_example_of_the_guide_is_a_good_row():
    stream = BytesIO()
    write_rows([EXAMPLE], stream)
    assert check_rows(read_rows(stream.getvalue()), EXISTING).problems == []


def test_the_whole_tree_of_a_city_goes_out_and_comes_back():
    tree = list(party_tree(read_divisions(DIVISIONS)))
    stream = BytesIO()
    write_rows(map(asdict, reversed(tree)), stream)
    report = check_rows(read_rows(stream.getvalue()), {})
    assert report.problems == []
    assert {(row.code, row.parent_code, row.name) for row in report.rows} == {
        (row.code, row.parent_code, row.name) for row in tree
    }
    assert codes(report)[0] == "4503"


@pytest.mark.parametrize("corner", [(1_048_575, 16_383), (200_000, 200)])
def test_a_stray_cell_far_away_is_refused_before_room_is_made_for_it(corner):
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, LABELS)
        sheet.write_string(*corner, "多余")
    with pytest.raises(SpreadsheetError, match="多余内容"):
        read_rows(stream.getvalue())


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    stream = BytesIO(workbook([LABELS]))
    with ZipFile(stream, "a", ZIP_DEFLATED) as archive, archive.open("xl/media/blank", "w") as part:
        for _ in range(64):
            part.write(bytes(10_000_000))
    with pytest.raises(SpreadsheetError, match="内容过多"):
        read_rows(stream.getvalue())


def test_a_damaged_part_is_refused_in_words():
    data = bytearray(workbook([LABELS, ["A", "甲支部"]]))
    at = data.index(b"xl/worksheets/sheet1.xml") + 40
    data[at : at + 20] = bytes(20)
    with pytest.raises(SpreadsheetError, match="已损坏"):
        list(read_rows(bytes(data)))
