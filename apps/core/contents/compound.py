"""Office files of the older formats (and WPS): compound files, of which only the list of streams is read."""

import struct
from typing import IO, NamedTuple

from .kinds import DOC, ONLY, PPT, XLS, FileProblem

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = 0xFFFFFFFA
SMALL = 4096
#: More sectors of a directory than any document has.
MOST_SECTORS = 4096
LOCKED = "文件设置了打开密码，审核人员无法查看。请取消密码后再上传。"
MACROS = "文件含有宏，不能上传。请在 Word、Excel 或 WPS 中删除宏，另存后再上传。"
STREAMS = {"WordDocument": DOC, "Workbook": XLS, "Book": XLS, "PowerPoint Document": PPT}
FILE_PASS = 0x002F
MACRO_PLACES = frozenset({"vba", "_vba_project_cur", "macros", "_vba_project"})


class Entry(NamedTuple):
    name: str
    start: int
    size: int


def compound_kind(file: IO[bytes]) -> str:
    """The kind by the main stream.

    Raises:
        FileProblem: none of these documents, damaged, locked by a password, or with macros.
    """
    try:
        reader = _Reader(file)
        entries = reader.directory()
        main = next((entry for entry in entries if entry.name in STREAMS), None)
        start = reader.beginning(main) if main is not None else b""
    except (struct.error, ValueError, IndexError) as error:
        raise FileProblem(f"文件无法打开，可能已损坏。{ONLY}") from error
    names = {entry.name for entry in entries}
    if "EncryptedPackage" in names or "EncryptionInfo" in names or "EncryptedSummary" in names:
        raise FileProblem(LOCKED)
    if MACRO_PLACES & {name.lower() for name in names}:
        raise FileProblem(MACROS)
    if main is None:
        raise FileProblem(ONLY)
    if _locked(STREAMS[main.name], start):
        raise FileProblem(LOCKED)
    return STREAMS[main.name]


def _locked(kind: str, start: bytes) -> bool:
    """Word says it in a bit of its header, Excel by a record that follows the first one."""
    if kind == DOC:
        return len(start) > 11 and bool(start[11] & 0x01)
    place = 0
    for _ in range(8):
        if kind != XLS or place + 4 > len(start):
            return False
        record, length = struct.unpack_from("<HH", start, place)
        if record == FILE_PASS:
            return True
        place += 4 + length
    return False


class _Reader:
    """Follows the chain of the directory's sectors; each step is bounded, whatever the numbers say."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        file.seek(0)
        header = file.read(512)
        if len(header) < 512 or header[:8] != SIGNATURE:
            raise ValueError("header")
        (self.shift,) = struct.unpack_from("<H", header, 30)
        if self.shift not in (9, 12):
            raise ValueError("sector size")
        self.size = 1 << self.shift
        (self.first,) = struct.unpack_from("<I", header, 48)
        (self.extra, extra_count) = struct.unpack_from("<II", header, 68)
        self.tables = list(struct.unpack_from("<109I", header, 76))
        self._more_tables(extra_count)

    def _more_tables(self, count: int) -> None:
        """Large documents list further tables of sectors in sectors of their own."""
        place = self.extra
        for _ in range(min(count, MOST_SECTORS)):
            if place >= END:
                return
            numbers = struct.unpack(f"<{self.size // 4}I", self._sector(place))
            self.tables += numbers[:-1]
            place = numbers[-1]

    def _sector(self, number: int) -> bytes:
        self.file.seek((number + 1) << self.shift)
        found = self.file.read(self.size)
        if len(found) < self.size:
            raise ValueError("sector")
        return found

    def _after(self, number: int) -> int:
        table, place = divmod(number, self.size // 4)
        (found,) = struct.unpack_from("<I", self._sector(self.tables[table]), place * 4)
        return int(found)

    def beginning(self, entry: Entry) -> bytes:
        """The first sector of a stream; nothing of a small one, which stands elsewhere."""
        return self._sector(entry.start) if entry.size >= SMALL else b""

    def directory(self) -> list[Entry]:
        entries, place = [], self.first
        for _ in range(MOST_SECTORS):
            if place >= END:
                break
            sector = self._sector(place)
            entries += [_entry(sector[start : start + 128]) for start in range(0, self.size, 128)]
            place = self._after(place)
        return [entry for entry in entries if entry.name]


def _entry(raw: bytes) -> Entry:
    (length,) = struct.unpack_from("<H", raw, 64)
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    start, size = struct.unpack_from("<II", raw, 116)
    return Entry(name, start, size)
