"""Large files that arrive in pieces: each is kept as soon as its hash is right, whatever happens to the rest.

A piece is an object of its own in the storage, so that any web process on any machine may take the next one; the whole
is put together once, when the address that takes it asks for it. That the bytes are known already is never told: every
file is sent whole.
"""

import contextlib
import hashlib
import tempfile
from datetime import timedelta
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Sum

from .. import clock
from ..contents import FileProblem, check_head
from ..exceptions import Invalid, OutOfTurn
from ..models import StoredFile, Upload, UploadChunk
from .files import PIECE, too_large

CHUNK = 2 * 1024 * 1024
#: An upload that nobody goes on with is given up after this time.
KEPT = timedelta(days=2)
MOST_UNDER_WAY = 50
GONE = "这次上传已过期或已取消，请重新选择文件。"


@transaction.atomic
def begin_upload(*, actor: Any, target: str, name: str, size: int, modified: int = 0) -> Upload:
    """Announce a file; announcing the same one again goes on with what has arrived.

    Args:
        target: the address within the portal that will take the whole file.
        modified: when the file was changed last where it comes from, in milliseconds.

    Raises:
        FileProblem: empty or too large. Invalid: no address, no name, too much under way.
    """
    if size <= 0:
        raise FileProblem("文件是空的，请重新选择。")
    if size > settings.PORTAL_FILE_BYTES:
        raise FileProblem(too_large())
    name = "".join(letter for letter in name if letter.isprintable())[-255:]
    if not name or not target.startswith("/") or len(target) > 200:
        raise Invalid("上传的地址或文件名不对，请刷新页面后重新选择文件。")
    wanted = {"owner": actor, "target": target, "name": name, "size": size, "modified": modified}
    under_way = Upload.objects.filter(owner=actor, finished_at__isnull=True)
    if (found := under_way.filter(**wanted).first()) is not None:
        return found
    _check_room(under_way, size)
    try:
        with transaction.atomic():
            return Upload.objects.create(**wanted, chunk_size=CHUNK)
    except IntegrityError:  # announced twice at once
        return under_way.get(**wanted)


def _check_room(under_way: Any, size: int) -> None:
    """A person's unfinished uploads together have a limit: storage is not filled by what nobody ends."""
    total = under_way.aggregate(total=Sum("size"))["total"] or 0
    if under_way.count() >= MOST_UNDER_WAY or total + size > settings.PORTAL_UPLOADS_BYTES:
        raise Invalid("未传完的文件太多，请先传完或取消后再上传。")


def receive_chunk(*, actor: Any, upload: Upload, number: int, content: bytes, sha256: str) -> UploadChunk:
    """Keep one piece, in any order; the same piece again changes nothing.

    Not one transaction with anything else: what was accepted stays, though the process is killed right afterwards.

    Raises:
        Invalid: of another length, or its hash is not the one that was told. FileProblem: no accepted kind.
        OutOfTurn: whole already, or another piece stands in its place.
    """
    if upload.owner_id != actor.pk or not 0 <= number < upload.chunk_count:
        raise Invalid(GONE)
    if upload.finished_at is not None:
        raise OutOfTurn("文件已经传完，不必再传。")
    digest = hashlib.sha256(content).hexdigest()
    if len(content) != upload.size_of(number) or digest != sha256.lower():
        raise Invalid("这一段在传输中出错，将自动重传。", code="chunk_damaged")
    if number == 0:
        check_head(content[:32])
    held = UploadChunk.objects.filter(upload=upload, number=number).first()
    return _same(held, digest) if held is not None else _keep_chunk(upload, number, content, digest)


def _same(held: UploadChunk, digest: str) -> UploadChunk:
    if held.sha256 != digest:
        raise OutOfTurn("文件与先前上传的内容不同，请取消后重新上传。")
    return held


def _keep_chunk(upload: Upload, number: int, content: bytes, digest: str) -> UploadChunk:
    chunk = UploadChunk(upload=upload, number=number, sha256=digest)
    chunk.file.save(f"{upload.pk}/{number:05d}", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            chunk.save(force_insert=True)
    except IntegrityError:  # the piece arrived twice at once, or the upload was given up meanwhile
        chunk.file.delete(save=False)
        held = UploadChunk.objects.filter(upload=upload, number=number).first()
        if held is None:
            raise Invalid(GONE) from None
        return _same(held, digest)
    Upload.objects.filter(pk=upload.pk).update(touched_at=clock.now())
    return chunk


def cancel_upload(*, actor: Any, upload: Upload) -> None:
    """Give an upload up; a finished one stays what it became."""
    if upload.owner_id == actor.pk and upload.finished_at is None:
        _drop(upload)


def expire_uploads() -> int:
    """Drop what nobody went on with, and the traces of finished ones; returns how many."""
    old = list(Upload.objects.filter(touched_at__lt=clock.now() - KEPT))
    for upload in old:
        _drop(upload)
    return len(old)


def forget_upload_of(file: StoredFile) -> None:
    """The trace of how a file came, when the file goes."""
    Upload.objects.filter(file=file).delete()


def _drop(upload: Upload) -> None:
    files = [chunk.file for chunk in upload.chunks.all()]
    upload.delete()
    _forget(files)


def _forget(files: list[Any]) -> None:
    """Bytes go when the rows are gone for good."""

    def forget() -> None:
        for file in files:
            with contextlib.suppress(OSError):
                file.storage.delete(file.name)

    transaction.on_commit(forget)


class ReceivedFile(UploadedFile):
    """A file received in pieces, as forms and services take any uploaded file; put together when first read."""

    def __init__(self, upload: Upload, sha256: str = "") -> None:
        self.upload = upload
        self._told = sha256.lower()
        self._digest = ""
        self._whole: Any = None
        super().__init__(None, upload.name, "application/octet-stream", upload.size)

    @property
    def stored(self) -> StoredFile | None:
        """What it became, when the address is asked a second time because the first answer was lost."""
        return self.upload.file

    @property
    def file(self) -> Any:
        if self._whole is None:
            self._whole, self._digest = _put_together(self.upload)
            if self._told and self._told != self._digest:
                raise FileProblem("文件传输不完整，请取消后重新上传。")
        return self._whole

    @file.setter
    def file(self, value: Any) -> None:
        self._whole = value

    @property
    def sha256(self) -> str:
        return self._digest if self.file else ""

    def temporary_file_path(self) -> str:
        """The storage takes the file over instead of copying it."""
        return str(self.file.name)

    def became(self, stored: StoredFile) -> None:
        """Note what it became; its pieces are no longer needed."""
        self.upload.file, self.upload.finished_at = stored, clock.now()
        self.upload.save(update_fields=["file", "finished_at"])
        chunks = list(self.upload.chunks.all())
        UploadChunk.objects.filter(upload=self.upload).delete()
        _forget([chunk.file for chunk in chunks])

    def close(self) -> None:
        if self._whole is not None:
            with contextlib.suppress(FileNotFoundError):  # the storage has taken it over
                self._whole.close()


def _put_together(upload: Upload) -> tuple[IO[bytes], str]:
    """A temporary file of all pieces, and its SHA-256."""
    if upload.file is not None:
        return upload.file.file.open("rb"), upload.file.sha256
    chunks = list(upload.chunks.all())
    if len(chunks) != upload.chunk_count:
        upload.refresh_from_db()
        if upload.file is not None:  # another request was faster
            return upload.file.file.open("rb"), upload.file.sha256
        raise Invalid("文件还没有传完，请等待上传完成。")
    whole = tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR, suffix=".upload")  # noqa: SIM115
    digest = hashlib.sha256()
    for chunk in chunks:
        with chunk.file.open("rb") as piece:
            while part := piece.read(PIECE):
                digest.update(part)
                whole.write(part)
    whole.flush()
    whole.seek(0)
    return whole, digest.hexdigest()
