"""Our own template of the form: A4 with the margins of GB/T 9704, the same bytes each time it is made."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from apps.core.official import FANG, HEI, KAI, SONG, STAMP, TITLE, add_run, page_number, repacked, set_font

#: Rows of the form: pairs of a label and its field, or one label across.
HEAD = (
    (("单位名称", "单位名称"), ("隶属党组织", "隶属党组织")),
    (("组织类别", "组织类别"), ("领域", "领域")),
    (("成立时间", "成立时间"), ("党员数", "党员数")),
    (("责任书记", "责任书记"), ("联系领导", "联系领导")),
    (("联系人", "联系人"), ("联系电话", "联系电话")),
    (("品牌（示范点）名称", "名称"), ("领域主题", "领域主题")),
    (("典型类型", "典型类型"), ("创建方式", "创建方式")),
)
TEXTS = (
    ("基本情况", "基本情况"), ("新亮点", "新亮点"), ("单项突破", "单项突破"), ("品牌理念", "品牌理念"),
    ("品牌内涵", "品牌内涵"), ("标识及释义", "标识及释义"), ("创建基础", "创建基础"), ("活动载体", "活动载体"),
    ("特色做法", "特色做法"), ("预期成效", "预期成效"), ("创建目标", "创建目标"),
)  # fmt: skip
TABLES = (
    ("联建共建单位", "单位表", (("单位名称", 44), ("支持类别", 24), ("支持内容", 58), ("折合金额", 24))),
    ("开工前对照", "差距表", (("项目", 36), ("差距", 60), ("原因", 30), ("说明", 24))),
    ("实施方案", "任务表", (("任务", 40), ("措施", 54), ("责任人", 22), ("完成时限", 34))),
    ("经费申请", "经费表", (("项目", 46), ("金额", 22), ("来源", 32), ("说明", 50))),
)
SIGNATURES = ("申报党组织意见", "上级党组织意见", "主办单位意见")


@cache
def default_template() -> bytes:
    """The template as a docx file."""
    document = Document()
    _set_page(document)
    _title(document)
    _head(document)
    for label, table, columns in TABLES:
        with _only_if(document, table):
            _heading(document, label)
            _rows_table(document, table, columns)
    with _only_if(document, "填报经费"):
        _total(document)
    with _only_if(document, "综合材料"):
        _heading(document, "综合材料")
        _text(document.add_paragraph(), "{{r 综合材料 }}", indent=True)
    _heading(document, "审核意见")
    _signatures(document)
    _closing(document)
    document.core_properties.created = document.core_properties.modified = STAMP
    document.core_properties.author, document.core_properties.title = "", "申报登记表"
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    set_font(document.styles["Normal"].font, document.styles["Normal"].element, FANG, 12)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(footer, "— ", SONG, 14)
    page_number(footer)
    add_run(footer, " —", SONG, 14)
    add_run(footer, "　责任书记：{{ 责任书记 }}", SONG, 9)


@contextmanager
def _only_if(document: Any, name: str) -> Iterator[None]:
    """What is left out with its heading where the form has nothing of it; the marks vanish with their paragraphs."""
    _text(document.add_paragraph(), f"{{%p if {name} %}}")
    yield
    _text(document.add_paragraph(), "{%p endif %}")


def _title(document: Any) -> None:
    title = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(title, "党建品牌（示范点）创建申报登记表", TITLE, 22)
    below = document.add_paragraph()
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(below, "{{ 活动名称 }}", KAI, 14)


def _head(document: Any) -> None:
    table = document.add_table(rows=0, cols=4, style="Table Grid")
    for left, right in HEAD:
        cells = table.add_row().cells
        for cell, (label, field) in zip((cells[0:2], cells[2:4]), (left, right), strict=True):
            _label(cell[0], label)
            _text(cell[1].paragraphs[0], f"{{{{ {field} }}}}")
    for label, field in TEXTS:
        row = table.add_row().cells
        _label(row[0], label)
        _text(row[1].merge(row[3]).paragraphs[0], f"{{{{ {field} }}}}")
    _widths(table, (30, 48, 30, 48))


def _rows_table(document: Any, name: str, columns: tuple[tuple[str, int], ...]) -> None:
    """A heading row, and rows that repeat for each line."""
    table = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    for cell, (label, _) in zip(table.rows[0].cells, columns, strict=True):
        _label(cell, label)
    _text(table.rows[1].cells[0].paragraphs[0], f"{{%tr for 行 in {name} %}}")
    for cell, (label, _) in zip(table.rows[2].cells, columns, strict=True):
        _text(cell.paragraphs[0], f"{{{{ 行.{label} }}}}")
    _text(table.rows[3].cells[0].paragraphs[0], "{%tr endfor %}")
    _widths(table, tuple(width for _, width in columns))


def _total(document: Any) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    add_run(paragraph, "经费合计：{% if 经费合计 %}{{ 经费合计 }} 万元{% else %}不申请{% endif %}", FANG, 12)


def _signatures(document: Any) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label in SIGNATURES:
        cells = table.add_row().cells
        _label(cells[0], label)
        paragraph = cells[1].paragraphs[0]
        add_run(paragraph, "\n\n", FANG, 12)
        add_run(paragraph, "签字：　　　　　　（盖章）　　　　　年　　月　　日", FANG, 12)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _widths(table, (36, 120))


def _closing(document: Any) -> None:
    paragraph = document.add_paragraph()
    add_run(paragraph, "附件：{% if 附件清单 %}{{ 附件清单 }}{% else %}无{% endif %}", FANG, 12)
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    add_run(paragraph, "责任书记：{{ 责任书记 }}　　填表日期：{{ 填表日期 }}", FANG, 12)


def _heading(document: Any, words: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(12), Pt(6)
    paragraph.paragraph_format.keep_with_next = True
    add_run(paragraph, words, HEI, 16)


def _label(cell: Any, words: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(paragraph, words, HEI, 12)


def _text(paragraph: Any, words: str, *, indent: bool = False) -> None:
    paragraph.paragraph_format.line_spacing = Pt(24 if indent else 20)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(24)
    add_run(paragraph, words, FANG, 12)


def _widths(table: Any, widths: tuple[int, ...]) -> None:
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=False):
            cell.width = Mm(width)
