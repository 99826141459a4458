"""What workers make of a stored file: the scanner's verdict, a thumbnail, a PDF to look at, and who looks alike."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.core.files.base import ContentFile, File
from django.db import connection, transaction
from django.db.models import Q

from .. import clock, office, pictures, scanning
from ..choices import Derived, Scan
from ..contents import EXTENSIONS, IMAGES, OFFICE
from ..models import StoredFile

log = logging.getLogger(__name__)
MOST_TRIES = 3
AGAIN = timedelta(minutes=5)
#: Pictures that differ in so few of 64 places are the same to a reviewer: scaled, compressed or slightly cut.
NEAR = 6
#: More pictures like one are no hint any more.
MOST_ALIKE = 500

ALIKE = """
INSERT INTO core_lookalike (file_id, other_id, distance)
SELECT %s, id, bit_count((look # %s)::bit(64))
FROM core_storedfile
WHERE look IS NOT NULL AND id <> %s AND bit_count((look # %s)::bit(64)) <= %s
ORDER BY 3, created_at LIMIT %s
ON CONFLICT DO NOTHING
"""


def due_files(limit: int = 200) -> list[StoredFile]:
    """Files that wait for the scanner or for what is made of them; the polled truth behind each message."""
    waiting = Q(derived=Derived.WAITING, derive_after__lte=clock.now())
    if scanning.is_on():
        waiting |= Q(scan__in=(Scan.OFF, Scan.WAITING))
    return list(StoredFile.objects.filter(waiting).order_by("created_at")[:limit])


def settle_file(stored: StoredFile) -> None:
    """Scan, then make what is made of its kind. Running it twice makes nothing twice; what failed waits its time."""
    if not _scanned(stored) or stored.derived != Derived.WAITING:
        return
    claimed = StoredFile.objects.filter(pk=stored.pk, derived=Derived.WAITING, derive_after__lte=clock.now())
    if not claimed.update(derive_after=clock.now() + AGAIN, derive_tries=stored.derive_tries + 1):
        return
    try:
        _derive(stored)
    except Exception:  # whatever a decoder or converter stumbles over: the file itself is whole
        log.warning("nothing derived from file %s", stored.pk, exc_info=True)
        if stored.derive_tries + 1 >= MOST_TRIES:
            StoredFile.objects.filter(pk=stored.pk).update(derived=Derived.FAILED)


def _scanned(stored: StoredFile) -> bool:
    """Whether the file may be opened here: clean, or no scanner is configured."""
    if not scanning.is_on() or stored.scan == Scan.CLEAN:
        return stored.scan != Scan.INFECTED
    if stored.scan == Scan.INFECTED:
        return False
    try:
        with stored.file.open("rb") as content:
            found = scanning.scan(content)
    except scanning.ScannerAway as error:
        log.warning("file %s waits for the scanner: %s", stored.pk, error)
        StoredFile.objects.filter(pk=stored.pk).update(scan=Scan.WAITING, scan_note=str(error)[:200])
        return False
    verdict = Scan.INFECTED if found else Scan.CLEAN
    StoredFile.objects.filter(pk=stored.pk).update(scan=verdict, scan_note=found, scanned_at=clock.now())
    return not found


def _derive(stored: StoredFile) -> None:
    if stored.content_type in IMAGES:
        _picture(stored)
    elif stored.content_type in OFFICE and office.program():
        _document(stored)
    else:
        StoredFile.objects.filter(pk=stored.pk).update(derived=Derived.NONE)


def _picture(stored: StoredFile) -> None:
    with stored.file.open("rb") as content:
        small, look = pictures.thumb_of(content)
    stored.thumb.save(f"{stored.sha256[:2]}/{stored.sha256}-thumb.jpg", ContentFile(small), save=False)
    with transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(derived=Derived.MADE, thumb=stored.thumb.name, look=look)
        if look is not None:
            _find_alike(stored, look)


def _find_alike(stored: StoredFile, look: int) -> None:
    key = str(stored.pk)
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [key, look, key, look, NEAR, MOST_ALIKE])


def _document(stored: StoredFile) -> None:
    ending = EXTENSIONS[stored.content_type][0]
    with stored.file.open("rb") as content, office.as_pdf(content, ending) as made, made.open("rb") as pdf:
        stored.preview.save(f"{stored.sha256[:2]}/{stored.sha256}-preview.pdf", File(pdf), save=False)
    StoredFile.objects.filter(pk=stored.pk).update(derived=Derived.MADE, preview=stored.preview.name)


def converter_came() -> int:
    """Documents stored while there was no converter wait for it, now that there is one."""
    if office.program() is None:
        return 0
    kinds: Iterable[str] = sorted(OFFICE)
    return StoredFile.objects.filter(derived=Derived.NONE, content_type__in=kinds).update(
        derived=Derived.WAITING, derive_tries=0, derive_after=clock.now()
    )
