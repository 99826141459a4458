"""How large a workbook may be once unpacked; asked before a reader allocates room for it. Pure."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

#: Bytes of all parts unpacked; a hundred thousand organizations take about a hundred million.
MAX_UNPACKED = 600_000_000
#: Rows times columns of a sheet: the reader makes room for the whole rectangle, empty cells included.
MAX_CELLS = 20_000_000
#: What a damaged or encrypted archive raises.
UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, zlib.error)
PIECE = 1 << 20
OVERLAP = 32
REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


def too_large(data: bytes) -> bool:
    """Whether a workbook unpacks to more than a reader should be given.

    One stray cell in the last corner of a sheet is enough to make a reader ask for hundreds of gigabytes.

    Raises:
        one of ``UNREADABLE``: it is no readable archive.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            return True
        sheets = [part for part in archive.infolist() if SHEETS.fullmatch(part.filename)]
        return any(_cells(archive, part) > MAX_CELLS for part in sheets)


def _cells(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Rows times columns of the rectangle that the references of a sheet span."""
    columns: set[bytes] = set()
    last_row = 0
    for piece in _pieces(archive, part):
        found = REFERENCE.findall(piece)
        if found:
            columns.update(letters for letters, _ in found)
            last_row = max(last_row, max(int(row) for _, row in found))
    return last_row * max(map(_number, columns), default=0)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part unpacked piece by piece, each beginning with the end of the one before."""
    with archive.open(part) as stream:
        end = b""
        while piece := stream.read(PIECE):
            yield end + piece
            end = piece[-OVERLAP:]


def _number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
