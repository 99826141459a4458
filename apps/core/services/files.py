"""Files: stored once by SHA-256, used many times, allowed by content and never by name."""

import hashlib
import io
import re
import zipfile
from typing import IO, Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from .. import clock
from ..exceptions import Invalid
from ..models import FileUse, StoredFile

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", DOCX: ".docx", XLSX: ".xlsx"}


class FileProblem(Invalid):
    """The upload cannot be accepted; the sentence says why."""

    code = "file_problem"


@transaction.atomic
def attach_file(
    *, actor: Any, upload: IO[bytes], name: str, owner: Any, purpose: str, organization_path: str
) -> FileUse:
    """Store the bytes once and note that ``owner`` uses them.

    Args:
        upload: a readable binary file (Django's UploadedFile or any open file).
        name: the sender's file name; only its cleaned last part is kept, for display.
        purpose: what for, e.g. ``evidence`` or ``photo``.
        organization_path: whose file it is; decides who may read it.

    Raises:
        FileProblem: empty, too large (20 MB), or not a PDF, JPEG, PNG, Word or Excel file.
    """
    content = upload.read(MAX_BYTES + 1)
    kind = _check(content)
    stored = _store(content, kind)
    live = FileUse.objects.of(owner).filter(file=stored, purpose=purpose).first()
    if live is not None:
        return live
    return FileUse.objects.create(
        file=stored,
        name=clean_name(name, EXTENSIONS[kind]),
        purpose=purpose,
        owner=owner,
        organization_path=organization_path,
        uploaded_by=actor,
        created_at=clock.now(),
    )


def remove_file(*, actor: Any, use: FileUse) -> None:
    """End a use. The bytes and the row stay: nothing is ever deleted."""
    FileUse.objects.filter(pk=use.pk, removed_at__isnull=True).update(removed_at=clock.now())


def clean_name(name: str, extension: str) -> str:
    """A display name without directories or control characters, with the extension of its content."""
    last = re.split(r"[\\/]", name)[-1]
    last = re.sub(r"[\x00-\x1f\x7f<>:\"|?*]", "", last).strip() or "文件"
    stem = last.rsplit(".", 1)[0] if "." in last else last
    return f"{stem[:120]}{extension}"


def _check(content: bytes) -> str:
    if not content:
        raise FileProblem("文件是空的，请重新选择。")
    if len(content) > MAX_BYTES:
        raise FileProblem("文件超过 20 MB，请压缩后再上传。")
    kind = sniff(content)
    if kind is None:
        raise FileProblem("只接受 PDF、JPG、PNG、Word（docx）、Excel（xlsx）文件。")
    return kind


def sniff(content: bytes) -> str | None:
    """The content type by the bytes themselves, or None when it is not on the allow-list."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    return None


def _office_kind(content: bytes) -> str | None:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):  # the latter two: damage in its list of names
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _store(content: bytes, kind: str) -> StoredFile:
    digest = hashlib.sha256(content).hexdigest()
    found = StoredFile.objects.filter(sha256=digest).first()
    if found is not None:
        return found
    kept = _reencoded(content, kind) if kind.startswith("image/") else content
    stored = StoredFile(sha256=digest, content_type=kind, size=len(kept), created_at=clock.now())
    stored.file.save(f"{digest[:2]}/{digest}{EXTENSIONS[kind]}", ContentFile(kept), save=False)
    try:
        with transaction.atomic():
            stored.save(force_insert=True)
    except IntegrityError:  # the same bytes arrived twice at once
        return StoredFile.objects.get(sha256=digest)
    return stored


def _reencoded(content: bytes, kind: str) -> bytes:
    """The picture drawn anew, upright and without metadata, so that nothing hides in it."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise FileProblem("图片尺寸过大，请缩小后再上传。")
            upright = ImageOps.exif_transpose(image)
            upright.info.pop("comment", None)
            out = io.BytesIO()
            if kind == "image/png":
                upright.save(out, "PNG")
            else:
                upright.convert("RGB").save(out, "JPEG", quality=85)
    # Pillow tells of a broken PNG by SyntaxError, and of other damage by ValueError.
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise FileProblem("图片无法打开，可能已损坏，请重新拍摄或选择。") from error
    return out.getvalue()
