"""From the mapping of a standard file to a ``Version``.

The mapping is trusted to have passed ``apps.standards.schema.check_standard``. Leaves and sections are
built in ``build_leaf``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .amounts import decimal
from .build_leaf import build_criterion
from .build_whole import build_whole
from .model import Version

Data = Mapping[str, Any]


def build_version(data: Data) -> Version:
    """Build an immutable version from the mapping of a YAML file (or the database's copy of it).

    Args:
        data: a mapping that ``check_standard`` found without problems.
    """
    gate = data["kind"] == "gate"
    mark = data.get("pass_mark")
    return Version(
        code=data["code"],
        name=data["name"],
        number=int(data["version"]),
        kind=data["kind"],
        source=data.get("source", ""),
        source_note=data.get("source_note", ""),
        total=decimal(data.get("total", 100)),
        pass_mark=None if mark is None else decimal(mark),
        rebase=data.get("rebase", "applicable"),
        criteria=tuple(build_criterion(item, gate) for item in data["criteria"]),
        exclusions=tuple(data.get("exclusions", ())),
        whole=build_whole(data),
        adaptation=data.get("adaptation", {}),
    )


def flatten_criteria(data: Data) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Every criterion as ``(code of its parent or "", position, mapping without children)``.

    Parents come before their children: the order in which a loader stores rows.
    """
    yield from _flatten("", data["criteria"])


def _flatten(parent: str, items: Iterable[Data]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    for position, item in enumerate(items):
        yield parent, position, {key: value for key, value in item.items() if key != "children"}
        yield from _flatten(item["code"], item.get("children", ()))


def nest_criteria(rows: Iterable[tuple[str, int, Data]]) -> list[dict[str, Any]]:
    """The inverse of ``flatten_criteria``: rows in any order back to the ``criteria`` list."""
    below: dict[str, list[tuple[int, Data]]] = {}
    for parent, position, item in rows:
        below.setdefault(parent, []).append((position, item))

    def branch(parent: str) -> list[dict[str, Any]]:
        ordered = sorted(below.get(parent, ()), key=lambda pair: pair[0])
        return [_with_children(dict(item), branch(item["code"])) for _, item in ordered]

    return branch("")


def _with_children(item: dict[str, Any], children: list[dict[str, Any]]) -> dict[str, Any]:
    return {**item, "children": children} if children else item
