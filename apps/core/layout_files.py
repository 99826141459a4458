"""Word files that offices upload as layouts: nothing in them but words, pictures and marks."""

import io
import re
import zipfile
from xml.etree import ElementTree

from .exceptions import Invalid

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500
FORBIDDEN_PARTS = re.compile(r"vbaproject|/activex/|/embeddings/|\.exe$|\.dll$", re.IGNORECASE)
#: The same by its kind, whatever the part is called.
FORBIDDEN_KINDS = re.compile(rb"vbaproject|macroenabled|activex|oleobject", re.IGNORECASE)
MARKED = re.compile(rb"\{\{|\{%")
READ_PARTS = re.compile(r"^word/(document|header\d*|footer\d*)\.xml$")


class TemplateProblem(Invalid):
    """The template cannot be used; the sentence names what is wrong with it."""

    code = "template_problem"


def check_package(content: bytes) -> None:
    """Look through the parts of a docx.

    Raises:
        TemplateProblem: too large, no docx, or with parts that no layout needs.
    """
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
        name = part.filename.lower()
        if not name.endswith((".xml", ".rels")):
            continue
        try:
            data = package.read(part)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as error:
            raise TemplateProblem("模板已损坏，请重新另存后上传。") from error
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\x00" in data:  # UTF-16 would hide the words looked for
            raise TemplateProblem("模板含不安全的内容（外部实体），不能使用。")
        if name == "[content_types].xml" and FORBIDDEN_KINDS.search(data):
            raise TemplateProblem("模板含宏、控件或嵌入的文件，请删去后再上传。")
        if name.endswith(".rels"):
            _check_links(data)
        if not READ_PARTS.match(part.filename) and MARKED.search(data):
            raise TemplateProblem("栏目只能写在正文、页眉和页脚中，文档属性、脚注和文本框样式里的请删去。")


def _check_links(data: bytes) -> None:
    """Hyperlinks lead out when a person follows them; everything else would be fetched by Word itself."""
    try:
        tree = ElementTree.fromstring(data)  # without a DOCTYPE, which was looked for before
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise TemplateProblem("模板已损坏，请重新另存后上传。") from error
    for link in tree.iterfind(".//{*}Relationship"):
        leads_out = link.get("TargetMode", "").strip().lower() == "external"
        if leads_out and not link.get("Type", "").endswith("/hyperlink"):
            raise TemplateProblem("模板链接了外部文件，请断开链接后再上传。")
