"""回收站: what lay there longer than the time of keeping is given up, if nothing uses it and nothing signed holds it."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.core import clock
from apps.core.models import FileUse
from apps.core.services import drop_unused, is_released
from apps.core.states import record
from apps.core.verdicts import SYSTEM

from ..models import LibraryFile
from .library import uses_of

#: Of one run; what remains waits for the next night.
AT_ONCE = 1000


def purge_bin() -> tuple[int, int]:
    """Give up materials whose time in the bin is over. Safe to run twice and beside people.

    Returns:
        How many materials went, and how many files with their bytes: another organization may go on using one.
    """
    old = LibraryFile.objects.filter(binned_at__lt=clock.now() - dt.timedelta(days=settings.PORTAL_BIN_DAYS))
    done = [_purge(pk) for pk in list(old.order_by("binned_at", "pk").values_list("pk", flat=True)[:AT_ONCE])]
    return sum(went for went, _ in done), sum(bytes_went for _, bytes_went in done)


def leaves_on(item: LibraryFile) -> dt.date | None:
    """The day on which a material in the bin goes; None where something signed holds it for good."""
    if item.binned_at is None or not is_released(_ended(item)):
        return None
    return timezone.localtime(item.binned_at + dt.timedelta(days=settings.PORTAL_BIN_DAYS)).date()


@transaction.atomic
def _purge(pk: int) -> tuple[bool, bool]:
    last = clock.now() - dt.timedelta(days=settings.PORTAL_BIN_DAYS)
    rows = LibraryFile.objects.select_for_update(of=("self",)).select_related("file", "organization")
    item = rows.filter(pk=pk, binned_at__lt=last).first()
    if item is None or uses_of(item).exists() or not is_released(_ended(item)):
        return False, False
    record(item, "purge", acting=SYSTEM, reason=f"在回收站已满 {settings.PORTAL_BIN_DAYS} 天：{item.name}")
    LibraryFile.objects.filter(previous=item).update(previous=None)
    own = FileUse.objects.of(item)
    FileUse.objects.filter(pk__in=[use.pk for use in own]).delete()
    file = item.file
    item.delete()
    return True, drop_unused(file)


def _ended(item: LibraryFile) -> list[FileUse]:
    """What once used the file in the organization's name."""
    ended = FileUse.objects.filter(
        file=item.file_id, organization_path=item.organization_path, removed_at__isnull=False
    )
    return list(ended)
