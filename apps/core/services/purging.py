"""Files that nobody uses any more are given up; what is used or was ever part of something signed stays."""

import contextlib
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from ..models import FileUse, StoredFile
from ..registries import released_uses
from .uploads import forget_upload_of


@transaction.atomic
def drop_unused(file: StoredFile) -> bool:
    """Give up a file with its bytes, unless something uses it, points at it or holds on to it.

    Returns:
        Whether it is gone. Its bytes follow when the transaction has committed.
    """
    row = StoredFile.objects.select_for_update().filter(pk=file.pk).first()
    if row is None:
        return False
    uses = list(FileUse.objects.filter(file=row))
    if any(use.removed_at is None for use in uses) or not is_released(uses):
        return False
    bytes_of = [each for each in (row.file, row.thumb, row.preview) if each]
    try:
        with transaction.atomic():
            forget_upload_of(row)
            FileUse.objects.filter(file=row).delete()
            row.delete()
    except ProtectedError:
        return False
    transaction.on_commit(lambda: _forget(bytes_of))
    return True


def is_released(uses: list[FileUse]) -> bool:
    """Whether nobody holds on to any of these ended uses; one that nobody answers for is held."""
    free: set[Any] = set()
    for told in released_uses:
        free |= told(uses)
    return all(use.pk in free for use in uses)


def _forget(files: list[Any]) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            file.storage.delete(file.name)
