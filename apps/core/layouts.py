"""Word layouts of offices with fields by name: looked through before they are kept, filled in a sandbox.

What a document says is its ``Vocabulary``; which documents there are is for the apps that write them.
"""

import io
import re
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from docxtpl import DocxTemplate, RichText
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from . import richtext
from .exceptions import Invalid

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500
#: What a template may say: fields, loops over tables, conditions. No calls, no macros, nothing that runs long.
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Const, nodes.CondExpr,
)  # fmt: skip
DEEPEST_LOOP = 2
FORBIDDEN_PARTS = re.compile(r"vbaproject|/activex/|/embeddings/|\.exe$|\.dll$", re.IGNORECASE)
EXTERNAL = re.compile(rb'<Relationship[^>]*TargetMode="External"[^>]*>')
MARKED = re.compile(rb"\{\{|\{%")
READ_PARTS = re.compile(r"^word/(document|header\d*|footer\d*)\.xml$")


@dataclass(frozen=True)
class Vocabulary:
    """The names that a layout may use.

    ``fields``: name → what it is, as the page of layouts tells it; ``rows``: name of a table → its columns;
    ``rich``: fields that keep their marks and are written with the letter r.
    """

    fields: Mapping[str, str]
    rows: Mapping[str, Collection[str]] = field(default_factory=dict)
    rich: frozenset[str] = frozenset()

    def sample(self) -> dict[str, Any]:
        """A word for each field, and one row for each table."""
        rows = {name: [{column: column for column in columns}] for name, columns in self.rows.items()}
        return {**{name: name for name in self.fields}, **rows}

    def written(self, name: str) -> str:
        """How a field is written in a layout."""
        return f"{{{{r {name} }}}}" if name in self.rich else f"{{{{ {name} }}}}"


class TemplateProblem(Invalid):
    """The template cannot be used; the sentence names what is wrong with it."""

    code = "template_problem"


def check_layout(content: bytes, vocabulary: Vocabulary) -> None:
    """Look a layout through and fill it once with sample words.

    Raises:
        TemplateProblem: with a sentence that names the problem.
    """
    _check_rich(fill_layout(content, vocabulary.sample(), vocabulary), vocabulary)


def fill_layout(content: bytes, values: Mapping[str, Any], vocabulary: Vocabulary) -> bytes:
    """The layout filled in; rich fields are given in their stored markup.

    Raises:
        TemplateProblem: it cannot be filled.
    """
    _check_package(content)
    _check_words(content, vocabulary)
    return _rendered(content, values, vocabulary)


def _check_package(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise TemplateProblem("模板超过 5 MB，请删去图片后再上传。")
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise TemplateProblem("文件打不开，不是 Word（docx）文档。") from error
    if "word/document.xml" not in {part.filename for part in parts}:
        raise TemplateProblem("文件不是 Word（docx）文档，请用 Word 或 WPS 另存为 docx。")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TemplateProblem("模板解压后过大，请删去图片后再上传。")
    for part in parts:
        if FORBIDDEN_PARTS.search(part.filename):
            raise TemplateProblem("模板含宏、控件或嵌入的文件，请删去后再上传。")
    _check_parts(package, parts)


def _check_parts(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        try:
            data = package.read(part)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as error:
            raise TemplateProblem("模板已损坏，请重新另存后上传。") from error
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise TemplateProblem("模板含不安全的内容（外部实体），不能使用。")
        for link in EXTERNAL.findall(data):
            if b"/hyperlink" not in link:
                raise TemplateProblem("模板链接了外部文件，请断开链接后再上传。")
        if not READ_PARTS.match(part.filename) and MARKED.search(data):
            raise TemplateProblem("栏目只能写在正文、页眉和页脚中，文档属性、脚注和文本框样式里的请删去。")


def _check_words(content: bytes, known: Vocabulary) -> None:
    """Every mark is of the allowed kind, and every name is known."""
    source = _source(content)
    try:
        tree = _environment().parse(source)
    except TemplateError as error:
        raise TemplateProblem(f"模板的标记写得不对：{_words(error)}") from error
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, ALLOWED):
            raise TemplateProblem("模板中只能写栏目、循环和条件，不能调用函数、过滤器或定义变量。")
    _check_loops(tree, known, {}, 0)


def _source(content: bytes) -> str:
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
        xml = template.patch_xml(template.get_xml())
        for uri in (template.HEADER_URI, template.FOOTER_URI):
            for _, part in template.get_headers_footers(uri):
                xml += template.patch_xml(template.get_part_xml(part))
    except Exception as error:  # python-docx and lxml tell of damage in many ways
        raise TemplateProblem("模板打不开，可能已损坏；请用 Word 或 WPS 重新另存为 docx。") from error
    return str(xml)


def _check_loops(node: Any, known: Vocabulary, rows: Mapping[str, str], depth: int) -> None:
    """Names by where they stand: fields and tables everywhere, a loop's own name inside it with its columns."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.For):
            _check_loop(child, known, rows, depth)
        elif isinstance(child, nodes.Getattr):
            _check_column(child, known, rows)
        elif isinstance(child, nodes.Name):
            _check_name(child.name, known, rows)
        else:
            _check_loops(child, known, rows, depth)


def _check_loop(loop: nodes.For, known: Vocabulary, rows: Mapping[str, str], depth: int) -> None:
    table, target = loop.iter, loop.target
    if not isinstance(table, nodes.Name) or table.name not in known.rows or not isinstance(target, nodes.Name):
        tables = "、".join(known.rows)
        raise TemplateProblem(f"循环只能写作“for 行 in {tables}”之一。" if tables else "本文书没有表，不能写循环。")
    if depth + 1 > DEEPEST_LOOP:
        raise TemplateProblem("循环最多套两层。")
    inner = {**rows, target.name: table.name}
    for child in (*loop.body, *loop.else_, *([loop.test] if loop.test else [])):
        held = nodes.Output([child]) if isinstance(child, nodes.Expr) else _Held(child)
        _check_loops(held, known, inner, depth + 1)


class _Held:
    """One node as the child of another, so that it is looked at itself."""

    def __init__(self, node: nodes.Node) -> None:
        self.node = node

    def iter_child_nodes(self) -> Any:
        yield self.node


def _check_column(node: nodes.Getattr, known: Vocabulary, rows: Mapping[str, str]) -> None:
    owner = node.node.name if isinstance(node.node, nodes.Name) else ""
    if owner not in rows or node.attr not in known.rows[rows[owner]]:
        there = f"，可用的有：{'、'.join(known.rows[rows[owner]])}" if owner in rows else ""
        raise TemplateProblem(f"没有“{owner}.{node.attr}”这一栏{there}。")


def _check_name(name: str, known: Vocabulary, rows: Mapping[str, str]) -> None:
    if name not in known.fields and name not in known.rows and name not in rows:
        raise TemplateProblem(f"没有“{name}”这个栏目，请对照本页的栏目名称修改。")


def _check_rich(filled: bytes, known: Vocabulary) -> None:
    """A field with marks that is written without the r puts runs inside a text, which Word cannot open."""
    document = DocxTemplate(io.BytesIO(filled))
    document.init_docx()
    if known.rich and document.docx.element.xpath(".//w:t/w:r"):
        raise TemplateProblem(
            f"带格式的栏目请写作 {'、'.join(map(known.written, sorted(known.rich)))}，花括号后有字母 r。"
        )


def _rendered(content: bytes, values: Mapping[str, Any], known: Vocabulary) -> bytes:
    template = DocxTemplate(io.BytesIO(content))
    marked = {name: rich(str(values[name])) if values.get(name) else "" for name in known.rich}
    out = io.BytesIO()
    try:
        template.render({**values, **marked}, _environment(), autoescape=True)
        template.save(out)
    except Exception as error:  # whatever is wrong with it, the office is told in a sentence
        raise TemplateProblem(f"模板不能套用：{_words(error)}") from error
    return out.getvalue()


def rich(markup: str) -> Any:
    """Marked text as runs of Word: headings and strong words bold, items with their marks."""
    words = RichText()
    for at, block in enumerate(richtext.blocks_of(markup)):
        lead = {richtext.BULLET: "• ", richtext.NUMBER: f"{block.number}. "}.get(block.kind, "")
        words.add(("\a" if at else "") + lead)
        for run in block.runs:
            words.add(run.text, bold=run.strong or block.kind == richtext.HEADING, italic=run.em)
    return words


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _words(error: Exception) -> str:
    """What went wrong, as far as it can be said in Chinese."""
    said = str(error)
    found = re.search(r"'([^']*)' is undefined", said)
    if found:
        return f"没有“{found.group(1)}”这个栏目。"
    if "endfor" in said or "endif" in said or "end of" in said or "Unexpected end" in said:
        return "循环或条件没有写结束标记（endfor、endif），或成对的标记不在同一处。"
    if "unexpected" in said or "expected token" in said:
        return "花括号里的内容不完整，请检查 {{ }} 和 {% %}。"
    return "请检查标记是否成对、栏目名称是否正确。"
