"""Loading standards: the only way in which a version comes to be."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.states import move
from apps.core.verdicts import SYSTEM

from .choices import VersionStatus
from .engine import flatten_criteria
from .models import Criterion, Standard, StandardVersion
from .schema import check_standard

Data = Mapping[str, Any]


@transaction.atomic
def load_standard(data: Data) -> StandardVersion:
    """Store the mapping of a standard file as a published version; the same mapping changes nothing.

    Args:
        data: the mapping of a file in ``fixtures/standards``.

    Raises:
        Invalid: the mapping has problems, or its number was published with another content.
    """
    problems = check_standard(data)
    if problems:
        raise Invalid("标准文件有误：" + "；".join(problems), code="standard_invalid")
    digest = digest_of(data)
    standard = _standard(data)
    found = StandardVersion.objects.filter(standard=standard, number=data["version"]).first()
    if found is not None and found.status != VersionStatus.DRAFT:
        return _unchanged(found, digest)
    version = _store(standard, found, data, digest)
    move(version, "publish", acting=SYSTEM)
    StandardVersion.objects.filter(pk=version.pk).update(published_at=clock.now())
    version.refresh_from_db()
    return version


def digest_of(data: Data) -> str:
    """SHA-256 of the mapping as canonical JSON: independent of the order of keys and of white space."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _standard(data: Data) -> Standard:
    standard, _ = Standard.objects.select_for_update().update_or_create(
        code=data["code"], defaults={"name": data["name"]}
    )
    return standard


def _unchanged(version: StandardVersion, digest: str) -> StandardVersion:
    if version.digest != digest:
        raise Invalid(f"“{version}”已发布，内容不能改变；请以新的版次发布。", code="standard_published")
    return version


def _store(standard: Standard, draft: StandardVersion | None, data: Data, digest: str) -> StandardVersion:
    """Write the version as a draft with its criteria, in place of an earlier draft of the same number."""
    version = draft or StandardVersion(standard=standard, number=data["version"])
    version.kind = data["kind"]
    version.source = data.get("source", "")
    version.definition = {key: value for key, value in data.items() if key != "criteria"}
    version.digest = digest
    version.save()
    _store_criteria(version, data)
    return version


def _store_criteria(version: StandardVersion, data: Data) -> None:
    """One row per node, depth first; parents stand before their children."""
    for old in version.criteria.order_by("-position"):
        old.delete()
    nodes: dict[str, Criterion] = {}
    for position, (parent, _, item) in enumerate(flatten_criteria(data)):
        nodes[item["code"]] = _criterion(version, position, nodes.get(parent), item)


def _criterion(version: StandardVersion, position: int, parent: Criterion | None, item: Data) -> Criterion:
    return Criterion.objects.create(
        version=version,
        parent=parent,
        code=item["code"],
        position=position,
        depth=parent.depth + 1 if parent else 0,
        is_leaf="measure" in item,
        title=item["title"],
        clause=item.get("clause", ""),
        points=item.get("points"),
        definition=dict(item),
    )
