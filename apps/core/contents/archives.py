"""Office files of the newer formats: archives, looked into before anything else unpacks them."""

import zipfile
import zlib
from typing import IO

from .kinds import DOCX, ONLY, PPTX, XLSX, FileProblem

MOST_ENTRIES = 20_000
MOST_UNPACKED = 1024 * 1024 * 1024
#: One part larger than this that shrinks to less than a hundredth is no text that anybody wrote.
LARGE_PART = 20 * 1024 * 1024
MOST_RATIO = 100
PIECE = 1024 * 1024
BOMB = "文件解压后异常庞大，可能是压缩炸弹，不能上传。"
MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}


def archive_kind(file: IO[bytes]) -> str:
    """The kind by the main part.

    Raises:
        FileProblem: no such file, damaged, with macros, or made to fill up memory or disk.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            kind = _main_part({entry.filename for entry in entries})
            _check_sizes(file, entries)
            for entry in entries:
                _check_part(file, entry)
    # The latter three: damage in its list of names, an unknown compression.
    except (zipfile.BadZipFile, NotImplementedError, ValueError, zlib.error) as error:
        raise FileProblem(f"文件无法打开，可能已损坏。{ONLY}") from error
    return kind


def _main_part(names: set[str]) -> str:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileProblem("文件含有宏，不能上传。请在 Word、Excel 或 WPS 中另存为不含宏的格式后再上传。")
    kind = next((kind for part, kind in MAIN_PARTS.items() if part in names), None)
    if kind is None:
        raise FileProblem(ONLY)
    return kind


def _check_sizes(file: IO[bytes], entries: list[zipfile.ZipInfo]) -> None:
    """What the list of contents says: too many parts, too large, or parts that share the same bytes."""
    file.seek(0, 2)
    size = file.tell()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise FileProblem(BOMB)
    if sum(entry.compress_size for entry in entries) > size:
        raise FileProblem(BOMB)
    for entry in entries:
        if entry.file_size > LARGE_PART and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            raise FileProblem(BOMB)


def _check_part(file: IO[bytes], entry: zipfile.ZipInfo) -> None:
    """Unpack one part into nothing: the list of contents may lie about its size."""
    if entry.flag_bits & 0x1:
        raise FileProblem("文件设置了打开密码，审核人员无法查看。请取消密码后再上传。")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError("compression")
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("header")
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if entry.compress_type == zipfile.ZIP_DEFLATED and _unpacked(file, entry) > entry.file_size:
        raise FileProblem(BOMB)


def _unpacked(file: IO[bytes], entry: zipfile.ZipInfo) -> int:
    """How many bytes the part becomes, counted no further than one piece beyond what it claims."""
    unpacking, left, count = zlib.decompressobj(-zlib.MAX_WBITS), entry.compress_size, 0
    while left > 0 and not unpacking.eof and count <= entry.file_size:
        packed = file.read(min(64 * 1024, left))
        if not packed:
            break
        left -= len(packed)
        while packed and not unpacking.eof and count <= entry.file_size:
            count += len(unpacking.decompress(packed, PIECE))
            packed = unpacking.unconsumed_tail
    return count
