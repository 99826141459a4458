"""Kinds by content: old and new Office, WPS, video; what is locked, has macros or is made to burst."""

import io
import struct
import zipfile

import pytest
from PIL import Image

from apps.core.contents import OFFICE, FileProblem, extension_for, kind_of, sniff, warning_of
from apps.core.contents.kinds import DOC, DOCX, PDF, PPT, PPTX, VIDEO, WEBP, XLS, XLSX

MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"x" * 64


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return out.getvalue()


def compound(*names, start=b"", size=4096):
    """A compound file of 512-byte sectors: table, directory, then the first stream."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<II", header, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    directory = b"".join(entry(name, size) for name in ("Root Entry", *names))
    sectors = -(-len(directory) // 512)
    directory = directory.ljust(sectors * 512, b"\0").replace(
        struct.pack("<II", 9, size), struct.pack("<II", 1 + sectors, size)
    )
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE, 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    return bytes(header) + table + directory + start.ljust(4096, b"\0")


def entry(name, size):
    raw = bytearray(128)
    text = name.encode("utf-16-le")
    raw[: len(text)] = text
    struct.pack_into("<H", raw, 64, len(text) + 2)
    struct.pack_into("<II", raw, 116, 9, size)
    return bytes(raw)


def webp():
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "WEBP")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (archive({"word/document.xml": "x"}), DOCX),
        (archive({"xl/workbook.xml": "x"}), XLSX),
        (archive({"ppt/presentation.xml": "x"}), PPTX),
        (compound("WordDocument"), DOC),
        (compound("Workbook"), XLS),
        (compound("Book"), XLS),
        (compound("PowerPoint Document"), PPT),
        (compound("a", "b", "c", "d", "e", "WordDocument"), DOC),
        (webp(), WEBP),
        (MP4, VIDEO),
        (MP4.replace(b"ftypmp42", b"ftypqt  "), None),
        (compound("Contents"), None),
        (compound("WordDocument")[:700], None),
        (b"PK\x05\x06" + b"\0" * 18, None),
    ],
)
def test_kind(content, kind):
    assert sniff(content) == kind


def lying():
    """An archive whose list of contents claims one tenth of what a part becomes."""
    content = bytearray(archive({"word/document.xml": b" " * 5_000_000}))
    place = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, place + 24, 500_000)
    return bytes(content)


def overlapping():
    """Two parts of the list that share the same bytes."""
    content = archive({"word/document.xml": bytes(range(256)) * 8})
    place, end = content.rindex(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    listed = content[place:end]
    closing = bytearray(content[end:])
    struct.pack_into("<HH", closing, 8, 40, 40)
    struct.pack_into("<I", closing, 12, len(listed) * 40)
    return content[:place] + listed * 40 + bytes(closing)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (archive({"word/document.xml": b" " * 30_000_000}), "压缩炸弹"),
        (lying(), "压缩炸弹"),
        (overlapping(), "压缩炸弹"),
        (archive({"word/document.xml": "x"}, zipfile.ZIP_LZMA), "可能已损坏"),
        (archive({"xl/workbook.xml": "x", "xl/vbaProject.bin": "x"}), "含有宏"),
        (compound("WordDocument", "Macros"), "含有宏"),
        (compound("Workbook", "_VBA_PROJECT_CUR"), "含有宏"),
        (compound("EncryptedPackage", "EncryptionInfo"), "打开密码"),
        (compound("WordDocument", start=b"\xec\xa5\xc1\x00" + b"\0" * 7 + b"\x01"), "打开密码"),
        (compound("Workbook", start=struct.pack("<HHH", 0x809, 2, 6) + struct.pack("<HHH", 0x2F, 2, 1)), "打开密码"),
        (b"\x00\x00\x00\x18ftypheic" + b"x" * 20, "HEIC"),
        (b"", "只接受"),
        (b"\x7fELF" + b"x" * 100, "只接受"),
        (b"<!doctype html><script>", "只接受"),
        (b"Rar!\x1a\x07\x00" + b"x" * 100, "只接受"),
    ],
)
def test_what_is_refused_has_its_sentence(content, words):
    with pytest.raises(FileProblem, match=words):
        kind_of(io.BytesIO(content))


def test_a_large_ordinary_part_is_no_bomb():
    import random

    content = random.Random(1).randbytes(3_000_000)
    assert sniff(archive({"ppt/presentation.xml": "x", "ppt/media/a.mp4": content})) == PPTX


@pytest.mark.parametrize(
    ("kind", "name", "ending"),
    [
        (DOC, "总结.wps", ".wps"),
        (DOC, "总结.doc", ".doc"),
        (DOC, "总结.exe", ".doc"),
        (XLS, "台账.ET", ".et"),
        (PPT, "汇报.dps", ".dps"),
        (PDF, "照片.jpg", ".pdf"),
        ("image/jpeg", "照片.jpeg", ".jpeg"),
    ],
)
def test_wps_files_keep_their_endings(kind, name, ending):
    assert extension_for(kind, name) == ending


@pytest.mark.parametrize(
    ("content", "warned"),
    [
        (b"%PDF-1.4 trailer << /Root 1 0 R /Encrypt 5 0 R >>", True),
        (b"%PDF-1.4 " + b"x" * (1024 * 1024 - 14) + b" /Encrypt 5 0 R", True),
        (b"%PDF-1.4 trailer << /Root 1 0 R >>", False),
        (b"%PDF-1.4 (the word /Encrypt alone)", False),
    ],
)
def test_a_locked_pdf_is_taken_with_a_hint(content, warned):
    assert bool(warning_of(io.BytesIO(content), PDF)) is warned


def test_every_kind_has_a_place_in_the_preview():
    assert {DOC, DOCX, XLS, XLSX, PPT, PPTX} == OFFICE
