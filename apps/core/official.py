"""公文 by GB/T 9704 as Word: A4, 156 × 225 mm of text, 28 points a line; the same paper is drawn as a page.

Fonts are named, never shipped; the same paper always makes the same bytes.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from . import richtext
from .richtext import Block, Run

TITLE, SONG, FANG, HEI, KAI = "方正小标宋简体", "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312"
#: 2号, 3号, 4号, 小四.
BIG, BODY, SMALL, CELL = 22, 16, 14, 12
LINE = 28
STAMP = dt.datetime(2026, 1, 1)
#: 一、 is set in 黑体, （一） in 楷体.
LEVELS = ((re.compile(r"^[一二三四五六七八九十]+、"), HEI), (re.compile(r"^（[一二三四五六七八九十]+）"), KAI))


@dataclass(frozen=True)
class Grid:
    """A table of a paper; ``widths`` in millimetres, together 156."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Titled:
    """One of several tables of a paper, under its heading.

    ``only_if``: of a paper that is a layout to fill in, the table's name: without rows it is left out with its heading.
    """

    title: str
    grid: Grid
    only_if: str = ""

    @property
    def rows(self) -> list[list[tuple[str, str]]]:
        return _labelled(self.grid)


@dataclass(frozen=True)
class Paper:
    """One official document: what stands where, in order."""

    title: str
    number: str = ""
    addressed: str = ""
    blocks: tuple[Block, ...] = ()
    grid: Grid | None = None
    tables: tuple[Titled, ...] = ()
    after: tuple[str, ...] = ()
    signer: str = ""
    day: str = ""
    #: Lines under a rule at the end: 签收 and the like.
    receipt: tuple[str, ...] = field(default=())

    @property
    def html(self) -> str:
        """The body as canonical markup."""
        return richtext.to_html(self.blocks)

    @property
    def rows(self) -> list[list[tuple[str, str]]]:
        """The table's cells, each with the title of its column."""
        return _labelled(self.grid) if self.grid else []


def _labelled(grid: Grid) -> list[list[tuple[str, str]]]:
    return [list(zip(grid.header, row, strict=True)) for row in grid.rows]


def paragraphs(*lines: str) -> tuple[Block, ...]:
    """Plain sentences as blocks; empty ones are left out."""
    return tuple(Block(richtext.PARAGRAPH, (Run(line),)) for line in lines if line)


def word_of(paper: Paper) -> bytes:
    """The paper as docx."""
    document = Document()
    set_page(document)
    _centred(document.paragraphs[0] if document.paragraphs else document.add_paragraph(), paper.title, TITLE, BIG)
    if paper.number:
        _centred(document.add_paragraph(), paper.number, FANG, BODY)
    document.add_paragraph()
    if paper.addressed:
        _line(document.add_paragraph(), f"{paper.addressed}：")
    for block in paper.blocks:
        _block(document.add_paragraph(), block)
    if paper.grid is not None:
        _grid(document, paper.grid)
    for titled in paper.tables:
        _titled(document, titled)
    for words in paper.after:
        _line(document.add_paragraph(), words, indent=True)
    _close(document, paper)
    document.core_properties.created = document.core_properties.modified = STAMP
    named = "" if "{{" in paper.title else paper.title[:250]  # the name of a field belongs into the text alone
    document.core_properties.author, document.core_properties.title = "", named
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def set_page(document: Any) -> None:
    """The margins of the standard, and the number of the page outside: odd right, even left."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    set_font(document.styles["Normal"].font, document.styles["Normal"].element, FANG, BODY)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        add_run(paragraph, "— ", SONG, SMALL)
        page_number(paragraph)
        add_run(paragraph, " —", SONG, SMALL)


def page_number(paragraph: Any) -> None:
    run = add_run(paragraph, "", SONG, SMALL)
    for kind in ("begin", "", "end"):
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = "PAGE"
        run._r.append(mark)


def add_run(paragraph: Any, words: str, font: str, size: float) -> Any:
    run = paragraph.add_run(words)
    set_font(run.font, run._r, font, size)
    return run


def set_font(font: Any, element: Any, name: str, size: float) -> None:
    """Chinese letters need the East Asian name; both are set."""
    font.name, font.size = name, Pt(size)
    fonts = element.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(slot), name)


def repacked(content: bytes) -> bytes:
    """The same parts with one fixed time, so that the file never differs."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in sorted(old.namelist()):
            new.writestr(zipfile.ZipInfo(part, STAMP.timetuple()[:6]), old.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _spaced(paragraph: Any) -> Any:
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    form.space_before = form.space_after = Pt(0)
    return form


def _centred(paragraph: Any, words: str, font: str, size: float) -> None:
    _spaced(paragraph).line_spacing = Pt(max(LINE, size + 12))
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(paragraph, words, font, size)


def _line(paragraph: Any, words: str, *, indent: bool = False, font: str = FANG) -> None:
    form = _spaced(paragraph)
    if indent:
        form.first_line_indent = Pt(2 * BODY)
    add_run(paragraph, words, font, BODY)


def _block(paragraph: Any, block: Block) -> None:
    form = _spaced(paragraph)
    form.first_line_indent = Pt(2 * BODY)
    found = next((name for level, name in LEVELS if level.match(block.text)), "")
    font = found or (HEI if block.kind == richtext.HEADING else FANG)
    if block.kind == richtext.HEADING:
        form.keep_with_next = True
    if block.kind == richtext.NUMBER:
        add_run(paragraph, f"{block.number}. ", FANG, BODY)
    for part in block.runs:
        plain = font if found != KAI or block.kind == richtext.HEADING else FANG
        run = add_run(paragraph, part.text, plain, BODY)
        run.bold, run.italic = part.strong or None, part.em or None


def _grid(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=1, cols=len(grid.header), style="Table Grid")
    table.autofit = False
    _cells(table.rows[0], grid.header, HEI, grid.widths)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in grid.rows:
        _cells(table.add_row(), row, FANG, grid.widths)


def _titled(document: Any, titled: Titled) -> None:
    """A heading and its table; the marks of a layout stand in paragraphs of their own, which vanish with them."""
    if titled.only_if:
        _line(document.add_paragraph(), f"{{%p if {titled.only_if} %}}")
    heading = document.add_paragraph()
    heading.paragraph_format.keep_with_next = True
    _line(heading, titled.title, font=HEI)
    _grid(document, titled.grid)
    if titled.only_if:
        _line(document.add_paragraph(), "{%p endif %}")


def _cells(row: Any, words: Sequence[str], font: str, widths: Sequence[int]) -> None:
    for cell, text, width in zip(row.cells, words, widths, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(18)
        if font == HEI:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_run(paragraph, text, font, CELL)


def _close(document: Any, paper: Paper) -> None:
    """Signature and day at the right, four letters from the edge; then the receipt."""
    if paper.signer or paper.day:
        document.add_paragraph()
    for words in filter(None, (paper.signer, paper.day)):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _spaced(paragraph).right_indent = Pt(4 * BODY)
        add_run(paragraph, words, FANG, BODY)
    if paper.receipt:
        document.add_paragraph()
    for words in paper.receipt:
        _line(document.add_paragraph(), words)
