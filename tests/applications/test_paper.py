"""The filled form: our template is the same each time, an office's is looked through before it is kept."""

import io
import zipfile

import pytest
from docx import Document

from apps.applications.paper import FIELDS, ROWS, TemplateProblem, check_template, default_template, fill
from apps.applications.paper.word import sample
from apps.core.typesetting import typeset


def docx(*paragraphs, header=""):
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(content, name, data):
    """The package with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, data)
    return out.getvalue()


def words_of(content):
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_our_template_is_whole_and_the_same_each_time():
    content = default_template()
    check_template(content)
    default_template.cache_clear()
    assert default_template() == content


def test_our_template_asks_for_every_field_that_the_form_has():
    body = zipfile.ZipFile(io.BytesIO(default_template())).read("word/document.xml").decode()
    marks = ("{{{{ {} }}}}", "{{{{r {} }}}}", "if {} %}}")
    unasked = {name for name in FIELDS if not any(mark.format(name) in body for mark in marks)}
    assert unasked <= {"主办单位", "年度", "适用标准", "提交日期"}
    assert all(f"in {name} %}}" in body for name in ROWS)


def test_fields_are_filled_by_name_and_escaped():
    values = {**sample(), "名称": "丁村<先锋>&品牌", "综合材料": "<h3>做法</h3><p>一<strong>重点</strong></p>", "任务表": [
        {"序号": str(n), "任务": f"任务{n}", "措施": "甲", "责任人": "乙", "完成时限": "2026年8月31日"} for n in (1, 2)
    ]}  # fmt: skip
    filled = words_of(fill(default_template(), values))
    assert "丁村<先锋>&品牌" in filled and "任务1" in filled and "任务2" in filled
    assert "一重点" in filled and "{{" not in filled and "{%" not in filled


def test_a_field_split_over_runs_and_in_the_header_is_filled():
    filled = fill(docx("单位：{{ 单位名称 }}", header="责任书记 {{ 责任书记 }}"), sample())
    assert "单位：单位名称" in words_of(filled)
    assert Document(io.BytesIO(filled)).sections[0].header.paragraphs[0].text == "责任书记 责任书记"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("{{ 单位全称 }}", "没有“单位全称”这个栏目"),
        ("{{ 单位名称 ", "不完整|成对"),
        ("{% for 行 in 任务表 %}{{ 行.任务 }}", "结束标记"),
        ("{% for 行 in 任务表 %}{{ 行.工期 }}{% endfor %}", "没有“行.工期”这一栏"),
        ("{% for 行 in 名称 %}{{ 行 }}{% endfor %}", "循环只能写作"),
        ("{{ ''.__class__.__mro__ }}", "没有|只能写栏目"),
        ("{{ 名称.__class__ }}", "没有“.__class__”这一栏|没有"),
        ("{{ cycler.__init__.__globals__ }}", "没有"),
        ("{% for a in range(100000000) %}{% endfor %}", "只能写栏目"),
        ("{{ 名称 * 100000000 }}", "只能写栏目"),
        ("{{ 名称|replace('a', 'b') }}", "只能写栏目"),
        ("{% set a = 1 %}", "只能写栏目"),
        ("{% include 'settings.py' %}", "只能写栏目"),
        ("{% import 'os' as os %}", "只能写栏目"),
        (
            "{% for a in 任务表 %}{% for b in 任务表 %}{% for c in 任务表 %}{% endfor %}{% endfor %}{% endfor %}",
            "最多套两层",
        ),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_with_its_problem(words, problem):
    with pytest.raises(TemplateProblem, match=problem):
        check_template(docx(words))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"not a zip", "打不开"),
        (with_part(docx("好"), "word/vbaProject.bin", b"x"), "宏"),
        (with_part(docx("好"), "word/embeddings/oleObject1.bin", b"x"), "嵌入"),
        (
            with_part(
                docx("好"),
                "word/_rels/settings.xml.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
                'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
                'Target="http://evil.invalid/x.dotm" TargetMode="External"/></Relationships>',
            ),
            "外部文件",
        ),
        (with_part(docx("好"), "word/header9.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "外部实体"),
        (with_part(docx("好"), "docProps/core.xml", "<x>{{ cycler }}</x>"), "文档属性"),
        (with_part(docx("好"), "word/document.xml", "<broken"), "打不开"),
        (with_part(docx("好"), "word/media/a.xml", b"0" * 60_000_000), "解压后过大"),
    ],
)
def test_a_package_that_hides_something_is_refused(content, problem):
    with pytest.raises(TemplateProblem, match=problem):
        check_template(content)


def test_a_zip_without_a_document_is_no_word_file():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "x")
    with pytest.raises(TemplateProblem, match="不是 Word"):
        check_template(out.getvalue())


def test_the_pdf_is_set_from_its_data():
    values = {
        **sample(),
        "head": [],
        "texts": [],
        "tables": [],
        "asks_funding": True,
        "narrative": [],
        "signatures": ["意见"],
    }
    assert typeset("application.typ", values).startswith(b"%PDF")
