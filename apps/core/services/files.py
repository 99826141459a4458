"""Files: stored once by SHA-256, used many times, allowed by content and never by name."""

import hashlib
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction

from .. import clock, pictures
from ..choices import Derived, Scan
from ..contents import (
    DOCX,
    IMAGES,
    OFFICE,
    XLSX,
    FileProblem,
    clean_name,
    endings_of,
    extension_for,
    kind_of,
    sniff,
    warning_of,
)
from ..models import FileUse, PictureNote, StoredFile
from ..publish import enqueue
from ..registries import use_keepers

__all__ = ["DOCX", "XLSX", "FileProblem", "attach_file", "clean_name", "keep_file", "remove_file", "sniff", "use_again"]
PIECE = 1024 * 1024
#: Of workbooks and other files that are read as a whole.
MAX_BYTES = 20 * 1024 * 1024


@transaction.atomic
def attach_file(
    *, actor: Any, upload: IO[bytes], name: str, owner: Any, purpose: str, organization_path: str, kind: str = ""
) -> FileUse:
    """Store the bytes once and note that ``owner`` uses them.

    Args:
        upload: a seekable binary file (Django's UploadedFile, one received in pieces, or any open file).
        name: the sender's file name; only its cleaned last part is kept, for display.
        purpose: what for, e.g. ``evidence`` or ``photo``.
        organization_path: whose file it is; decides who may read it.
        kind: told by a caller that has read the content itself (``contents.READ_HERE``); else its bytes tell it.

    Raises:
        FileProblem: empty, too large (``PORTAL_FILE_BYTES``), of no accepted kind, damaged, locked or dangerous.
    """
    stored = keep_file(upload, kind)
    return use_again(
        actor=actor,
        file=stored,
        name=clean_name(name, extension_for(stored.content_type, name)),
        owner=owner,
        purpose=purpose,
        organization_path=organization_path,
    )


@transaction.atomic
def use_again(*, actor: Any, file: StoredFile, name: str, owner: Any, purpose: str, organization_path: str) -> FileUse:
    """Note that ``owner`` uses a stored file; the same file for the same purpose is one use."""
    live = FileUse.objects.of(owner).filter(file=file, purpose=purpose).first()
    if live is not None:
        return live
    use = FileUse.objects.create(
        file=file,
        name=name,
        purpose=purpose,
        owner=owner,
        organization_path=organization_path,
        uploaded_by=actor,
        created_at=clock.now(),
    )
    for keep in use_keepers:
        keep(use)
    return use


def remove_file(*, actor: Any, use: FileUse) -> None:
    """End a use. The bytes and the row stay: nothing is ever deleted."""
    FileUse.objects.filter(pk=use.pk, removed_at__isnull=True).update(removed_at=clock.now())


def keep_file(upload: IO[bytes], kind: str = "") -> StoredFile:
    """The stored file of these bytes, stored now when they are new; memory stays flat whatever their size.

    Raises: as :func:`attach_file`.
    """
    known = getattr(upload, "stored", None)
    if known is not None:
        return known
    _check_size(upload)
    kind = kind or kind_of(upload)
    digest = _digest(upload)
    stored = StoredFile.objects.filter(sha256=digest).first() or _store(upload, kind, digest)
    taken = getattr(upload, "became", None)
    if taken is not None:
        taken(stored)
    return stored


def _check_size(upload: IO[bytes]) -> None:
    size = upload.seek(0, 2) or upload.tell()
    if not size:
        raise FileProblem("文件是空的，请重新选择。")
    if size > settings.PORTAL_FILE_BYTES:
        raise FileProblem(too_large())


def too_large() -> str:
    return f"文件超过 {settings.PORTAL_FILE_BYTES // (1024 * 1024)} MB，请压缩后再上传。"


def _digest(upload: IO[bytes]) -> str:
    """Of the whole; one received in pieces brings it along."""
    told = getattr(upload, "sha256", "")
    if told:
        return str(told)
    upload.seek(0)
    digest = hashlib.sha256()
    while piece := upload.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _store(upload: IO[bytes], kind: str, digest: str) -> StoredFile:
    note: dict[str, Any] = {}
    content: File = upload if isinstance(upload, File) else File(upload)
    warning = warning_of(upload, kind)
    if kind in IMAGES:
        drawn = pictures.redrawn(upload, kind)
        content, kind, note = ContentFile(drawn.content), drawn.kind, drawn.note
    upload.seek(0)
    stored = StoredFile(
        sha256=digest,
        content_type=kind,
        size=content.size,
        created_at=clock.now(),
        warning=warning,
        scan=Scan.WAITING if settings.PORTAL_CLAMD else Scan.OFF,
        derived=Derived.WAITING if kind in IMAGES | OFFICE else Derived.NONE,
    )
    stored.file.save(f"{digest[:2]}/{digest}{endings_of(kind)[0]}", content, save=False)
    try:
        with transaction.atomic():
            stored.save(force_insert=True)
            if note:
                PictureNote.objects.create(file=stored, **note)
    except IntegrityError:  # the same bytes arrived twice at once
        stored.file.delete(save=False)
        return StoredFile.objects.get(sha256=digest)
    enqueue("apps.core.tasks.settle_file", str(stored.pk))
    return stored
