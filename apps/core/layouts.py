"""Word layouts of offices with fields by name: looked through before they are kept, filled in a sandbox.

What a document says is its ``Vocabulary``; which documents there are is for the apps that write them.
"""

import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from docxtpl import DocxTemplate, RichText
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from . import richtext
from .layout_files import MOST_BYTES, TemplateProblem, check_package

__all__ = ["MOST_BYTES", "TemplateProblem", "Vocabulary", "check_layout", "fill_layout", "rich"]

#: What a template may say: fields, loops over tables, conditions. No calls, no macros, nothing that runs long.
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Const, nodes.CondExpr,
)  # fmt: skip
DEEPEST_LOOP = 2
#: Letters of a filled layout, and the rows with which a new one is reckoned.
MOST_FILLED = 20_000_000
MANY_ROWS = 200


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


def check_layout(content: bytes, vocabulary: Vocabulary) -> None:
    """Look a layout through and fill it once with sample words.

    Raises:
        TemplateProblem: with a sentence that names the problem.
    """
    sample = vocabulary.sample()
    _check_rich(fill_layout(content, sample, vocabulary), vocabulary)
    many = {name: sample[name] * MANY_ROWS for name in vocabulary.rows}
    _check_length(_environment().parse(_source(content)), {**sample, **many})


def fill_layout(content: bytes, values: Mapping[str, Any], vocabulary: Vocabulary) -> bytes:
    """The layout filled in; rich fields are given in their stored markup.

    Raises:
        TemplateProblem: it cannot be filled.
    """
    check_package(content)
    _check_length(_checked_words(content, vocabulary), values)
    return _rendered(content, values, vocabulary)


def _checked_words(content: bytes, known: Vocabulary) -> nodes.Template:
    """Every mark is of the allowed kind, and every name is known; the layout as it was read."""
    source = _source(content)
    try:
        tree = _environment().parse(source)
    except TemplateError as error:
        raise TemplateProblem(f"模板的标记写得不对：{_words(error)}") from error
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, ALLOWED):
            raise TemplateProblem("模板中只能写栏目、循环和条件，不能调用函数、过滤器或定义变量。")
    _check_loops(tree, known, {}, 0)
    return tree


def _check_length(tree: Any, values: Mapping[str, Any]) -> None:
    """Loops in loops over many rows would fill the memory of the process."""
    tables = {name: rows for name, rows in values.items() if isinstance(rows, list)}
    longest = {name: len(str(value or "")) for name, value in values.items() if name not in tables}
    for rows in tables.values():
        for row in rows:
            for column, value in row.items():
                longest[f".{column}"] = max(longest.get(f".{column}", 0), len(str(value or "")))
    if _letters(tree, longest, {name: len(rows) for name, rows in tables.items()}) > MOST_FILLED:
        raise TemplateProblem("模板套用后过大，请减少循环里的文字，不要在循环中再写循环。")


def _letters(node: Any, longest: Mapping[str, int], rows: Mapping[str, int]) -> int:
    """How long the filled layout becomes at most.

    Args:
        longest: letters of each field, and of each column of a table under ``.column``.
        rows: how many each table has.
    """
    if isinstance(node, nodes.TemplateData):
        return len(node.data)
    if isinstance(node, nodes.Name | nodes.Getattr):
        return longest.get(node.name if isinstance(node, nodes.Name) else f".{node.attr}", 0)
    if isinstance(node, nodes.For):
        times = rows.get(node.iter.name, 0) if isinstance(node.iter, nodes.Name) else 0
        return times * sum(_letters(child, longest, rows) for child in (*node.body, *node.else_))
    return sum(_letters(child, longest, rows) for child in node.iter_child_nodes())


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
            if isinstance(node, nodes.Output) and (child.name in known.rows or child.name in rows):
                raise TemplateProblem(f"“{child.name}”是表，不能直接写出，请用循环逐行写出它的各栏。")
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
