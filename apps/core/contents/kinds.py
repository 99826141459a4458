"""The kinds of files that are accepted, with the extensions that their names may keep."""

import re
import unicodedata

from ..exceptions import Invalid

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX = _OPEN_XML + "wordprocessingml.document"
XLSX = _OPEN_XML + "spreadsheetml.sheet"
PPTX = _OPEN_XML + "presentationml.presentation"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
VIDEO = "video/mp4"
JSON = "application/json"
IMAGES = frozenset({JPEG, PNG, WEBP})
OFFICE = frozenset({DOCX, XLSX, PPTX, DOC, XLS, PPT})
#: kind → extensions, the usual one first. WPS writes the old formats under names of its own.
EXTENSIONS = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    PPTX: (".pptx",),
    DOC: (".doc", ".wps"),
    XLS: (".xls", ".et"),
    PPT: (".ppt", ".dps"),
    VIDEO: (".mp4",),
}
#: What the portal reads itself between a dry run and its import; nobody attaches it to anything.
READ_HERE = {JSON: (".json",)}
#: For the ``accept`` attribute of fields that take every kind.
ACCEPTED = ",".join([*(ending for endings in EXTENSIONS.values() for ending in endings), ".webp"])


class FileProblem(Invalid):
    """The upload cannot be accepted; the sentence says why."""

    code = "file_problem"


ONLY = "只接受 PDF、JPG、PNG 图片、Word、Excel、PPT（含 WPS）文件和 MP4 视频；按文件内容识别，改扩展名无效。"

ONLY_PICTURES = "该文件不是照片，请用相机拍照，或选择 JPG、PNG、WEBP 图片；按文件内容识别，改扩展名无效。"


def endings_of(kind: str) -> tuple[str, ...]:
    """The extensions of a kind, the usual one first."""
    return EXTENSIONS.get(kind) or READ_HERE[kind]


def extension_for(kind: str, name: str) -> str:
    """The name's own extension where it fits the content, else the usual one of the content."""
    endings = endings_of(kind)
    own = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return own if own in endings else endings[0]


def clean_name(name: str, extension: str) -> str:
    """A display name without directories or control characters, with the extension of its content."""
    last = re.split(r"[\\/]", name)[-1]
    # Invisible marks that turn the direction of writing make exe.pdf of fdp.exe.
    last = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    last = re.sub(r"[<>:\"|?*]", "", last).strip() or "文件"
    stem = last.rsplit(".", 1)[0] if "." in last else last
    return f"{stem[:120]}{extension}"
