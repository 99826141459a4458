"""A version's document as rows, in a handful of statements whatever its size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ..drafting.documents import digest_of
from ..engine import flatten_criteria
from ..models import Criterion, StandardVersion

Data = Mapping[str, Any]


def store_document(version: StandardVersion, data: Data) -> None:
    """Make the rows of a draft say what the mapping says; the caller holds the lock."""
    version.kind = data["kind"]
    version.source = data.get("source", "")
    version.number = data["version"]
    version.definition = {key: value for key, value in data.items() if key != "criteria"}
    version.digest = digest_of(data)
    version.save()
    _store_criteria(version, data)


def _store_criteria(version: StandardVersion, data: Data) -> None:
    """One row per node, depth first, level by level, so that parents are there before their children."""
    version.criteria.all()._raw_delete(version.criteria.db)
    nodes: dict[str, Criterion] = {}
    levels: dict[int, list[tuple[str, Criterion]]] = defaultdict(list)
    for position, (parent, _, item) in enumerate(flatten_criteria(data)):
        depth = nodes[parent].depth + 1 if parent else 0
        nodes[item["code"]] = node = _criterion(version, position, depth, item)
        levels[depth].append((parent, node))
    for depth in sorted(levels):
        for parent, node in levels[depth]:
            node.parent = nodes[parent] if parent else None
        Criterion.objects.bulk_create(node for _, node in levels[depth])


def _criterion(version: StandardVersion, position: int, depth: int, item: Data) -> Criterion:
    return Criterion(
        version=version,
        code=item["code"],
        position=position,
        depth=depth,
        is_leaf="measure" in item,
        title=item["title"],
        clause=item.get("clause", ""),
        points=item.get("points"),
        definition=dict(item),
    )
