"""Loading standards from files: the same file twice changes nothing."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.states import move
from apps.core.verdicts import SYSTEM, Acting

from ..choices import UNPUBLISHED, VersionStatus
from ..drafting.documents import digest_of
from ..models import Standard, StandardVersion
from ..queries import document_of
from ..schema import check_standard
from .storing import store_document

Data = Mapping[str, Any]


@transaction.atomic
def load_standard(data: Data) -> StandardVersion:
    """Store the mapping of a standard file as a published version; the same mapping changes nothing.

    A draft that somebody writes under the same number makes way: it becomes the next version.

    Args:
        data: the mapping of a file in ``fixtures/standards``.

    Raises:
        Invalid: the mapping has problems, or its number was published with another content.
    """
    problems = check_standard(data)
    if problems:
        raise Invalid("标准文件有误：" + "；".join(problems), code="standard_invalid")
    standard = _standard(data)
    found = StandardVersion.objects.filter(standard=standard, number=data["version"]).first()
    if found is not None and found.status not in UNPUBLISHED:
        return _unchanged(found, digest_of(data))
    if found is not None:
        _make_way(found)
    version = StandardVersion(standard=standard, number=data["version"])
    store_document(version, data)
    put_in_force(version, acting=SYSTEM)
    return version


def put_in_force(version: StandardVersion, *, acting: Acting) -> None:
    """Publish a checked draft; what it replaces is superseded. A late older number is superseded at once."""
    move(version, "publish", acting=acting)
    StandardVersion.objects.filter(pk=version.pk).update(published_at=clock.now(), published_by=acting.user)
    version.steps.all().delete()
    siblings = StandardVersion.objects.filter(standard_id=version.standard_id, status=VersionStatus.PUBLISHED)
    for old in siblings.order_by("-number")[1:]:
        move(old, "supersede", acting=acting)
    Standard.objects.filter(pk=version.standard_id, is_retired=True).update(is_retired=False)
    version.refresh_from_db()


def _standard(data: Data) -> Standard:
    standard, _ = Standard.objects.select_for_update().update_or_create(
        code=data["code"], defaults={"name": data["name"]}
    )
    return standard


def _unchanged(version: StandardVersion, digest: str) -> StandardVersion:
    if version.digest != digest:
        raise Invalid(f"“{version}”已发布，内容不能改变；请以新的版次发布。", code="standard_published")
    return version


def _make_way(draft: StandardVersion) -> None:
    """A draft takes the number after the highest; one under approval goes back to its author."""
    if draft.status == VersionStatus.REVIEW:
        move(draft, "return", acting=SYSTEM, reason="标准库发布了同一版次，本草稿顺延为下一版。")
    newest = StandardVersion.objects.filter(standard_id=draft.standard_id).order_by("-number").first()
    assert newest is not None
    store_document(draft, {**document_of(draft), "version": newest.number + 1})
