"""The tree as it was on a day: the tree of today with every later change undone, newest first. Pure."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .history_choices import ChangeKind


@dataclass(frozen=True)
class Then:
    """An organization as it was: name, kind, sector, level, parent and place; ``is_there`` says whether it existed that day."""

    pk: int
    name: str
    short_name: str
    kind: str
    parent_id: int | None
    path: str
    is_there: bool = True
    sector: str = ""
    level: str = ""


@dataclass(frozen=True)
class TreeThen:
    """The whole tree of a day."""

    day: dt.date
    by_id: Mapping[int, Then]

    def get(self, pk: int) -> Then | None:
        """The organization if it existed that day."""
        found = self.by_id.get(pk)
        return found if found and found.is_there else None

    def lineage(self, pk: int) -> list[Then]:
        """From the root down to the organization itself, as it was that day."""
        found: list[Then] = []
        at: int | None = pk
        while at is not None and at in self.by_id and len(found) <= len(self.by_id):
            found.append(self.by_id[at])
            at = self.by_id[at].parent_id
        return found[::-1]

    def below(self, pk: int) -> Iterator[Then]:
        """What stood below the organization that day, itself not counted."""
        top = self.by_id[pk].path
        for each in self.by_id.values():
            if each.is_there and each.pk != pk and each.path.startswith(top):
                yield each


def undo(present: Mapping[int, Then], changes: Iterable[Any], day: dt.date) -> TreeThen:
    """Undo the changes that hold from after ``day`` on.

    Args:
        present: the organizations of today by id.
        changes: rows of ``TreeChange``, in the order in which they were entered.
    """
    then = dict(present)
    for change in sorted(changes, key=lambda row: row.pk, reverse=True):
        if change.on > day and change.organization_id in then:
            _undo(then, change)
    return TreeThen(day, then)


def _undo(then: dict[int, Then], change: Any) -> None:
    now = then[change.organization_id]
    kind = change.kind
    if kind == ChangeKind.RENAME:
        then[now.pk] = replace(
            now,
            name=change.name_before or now.name,
            short_name=change.short_name_before or now.short_name,
            kind=change.kind_before or now.kind,
        )
    elif kind == ChangeKind.RECLASSIFY:
        then[now.pk] = replace(now, sector=change.sector_before or now.sector, level=change.level_before or now.level)
    elif kind == ChangeKind.MOVE:
        then[now.pk] = replace(now, parent_id=change.parent_before_id)
        _repath(then, change.path_after, change.path_before)
    elif kind in (ChangeKind.FOUND, ChangeKind.SPLIT):
        then[now.pk] = replace(now, is_there=False)
    else:
        then[now.pk] = replace(now, is_there=True)


def _repath(then: dict[int, Then], now: str, before: str) -> None:
    for pk, each in then.items():
        if each.path.startswith(now):
            then[pk] = replace(each, path=before + each.path[len(now) :])
