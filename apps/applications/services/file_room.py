"""How much an application may hold: papers and evidence together, each file counted once."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, Sum
from django.db.models.functions import Cast

from apps.core.exceptions import Invalid
from apps.core.models import FileUse, StoredFile

from ..models import Application, Response


def check_bytes(application: Application, upload: Any) -> None:
    """Refuse a file for which there is no room.

    Raises:
        Invalid: with it, the application would hold more than ``PORTAL_APPLICATION_BYTES``.
    """
    size = upload.size if hasattr(upload, "size") else upload.seek(0, 2)
    if held_by(application) + size > settings.PORTAL_APPLICATION_BYTES:
        most = settings.PORTAL_APPLICATION_BYTES // (1024 * 1024)
        raise Invalid(f"这份申报的附件和佐证材料合计不能超过 {most} MB，请先移除不需要的文件。")


def held_by(application: Application) -> int:
    """Bytes of its papers and evidence, in one statement."""
    kind = ContentType.objects.get_for_model
    leaves = Response.objects.filter(self_assessment__application=application)
    keys = leaves.annotate(key=Cast("pk", CharField())).values("key")
    uses = FileUse.objects.filter(
        Q(owner_type=kind(Application), owner_id=str(application.pk)) | Q(owner_type=kind(Response), owner_id__in=keys),
        removed_at__isnull=True,
    )
    total = StoredFile.objects.filter(pk__in=uses.values("file")).aggregate(total=Sum("size"))["total"]
    return int(total or 0)
