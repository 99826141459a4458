"""Kind by content: the first bytes, then what is inside."""

import io
import re
from typing import IO

from .archives import archive_kind
from .compound import SIGNATURE, compound_kind
from .kinds import IMAGES, JPEG, ONLY, ONLY_PICTURES, PDF, PNG, VIDEO, WEBP, FileProblem

HEAD = 32
PIECE = 1024 * 1024
VIDEO_BRANDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", b"mmp4"}
)
APPLE_PICTURES = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
LOCKED_PDF = "PDF 设置了密码或使用限制，审核人员可能打不开。"


def check_head(head: bytes) -> None:
    """Refuse by the first bytes, before the rest is sent.

    Raises:
        FileProblem: of no accepted kind.
    """
    _check_apple(head)
    if _by_head(head) is None and not head.startswith((b"PK\x03\x04", SIGNATURE)):
        raise FileProblem(ONLY)


def kind_of(file: IO[bytes]) -> str:
    """The content type.

    Raises:
        FileProblem: of no accepted kind, damaged, locked, with macros, or a zip bomb.
    """
    file.seek(0)
    head = file.read(HEAD)
    check_head(head)
    if head.startswith(b"PK\x03\x04"):
        return archive_kind(file)
    if head.startswith(SIGNATURE):
        return compound_kind(file)
    return _by_head(head) or ""


def picture_kind(file: IO[bytes]) -> str:
    """The content type, where pictures alone are wanted.

    Raises:
        FileProblem: no picture; the sentence asks for one.
    """
    file.seek(0)
    head = file.read(HEAD)
    _check_apple(head)
    kind = _by_head(head)
    if kind not in IMAGES:
        raise FileProblem(ONLY_PICTURES, code="no_picture")
    return kind


def sniff(content: bytes) -> str | None:
    """The content type by the bytes themselves, or None when it is not on the allow-list."""
    try:
        return kind_of(io.BytesIO(content))
    except FileProblem:
        return None


def _check_apple(head: bytes) -> None:
    if head[4:8] == b"ftyp" and head[8:12] in APPLE_PICTURES:
        raise FileProblem("苹果手机的 HEIC 照片不能直接使用。请在手机“设置—相机—格式”中选“兼容性最佳”，或截图后上传。")


def _by_head(head: bytes) -> str | None:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in VIDEO_BRANDS:
        return VIDEO
    return None


def warning_of(file: IO[bytes], kind: str) -> str:
    """What the reader should know beforehand: a PDF that asks for a password."""
    if kind != PDF:
        return ""
    file.seek(0)
    before = b""
    while piece := file.read(PIECE):
        if re.search(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)", before + piece):
            return LOCKED_PDF
        before = piece[-64:]
    return ""
