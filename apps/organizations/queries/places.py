"""Where organizations stood, and what they were called, on days of the past; for lists of what is over.

Built from the acts on the tree (``TreeChange``): nothing is copied into the rows that read with it. The whole tree of
one day is ``tree_as_of``; here few organizations are asked for, each perhaps on a day of its own.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.core import clock
from apps.core.components import text

from ..history_choices import ChangeKind
from ..models import Organization, TreeChange
from ..querysets import lineage

Day = dt.date | dt.datetime | None
READ = ("name", "short_name", "kind", "sector", "level")
ACTS = (ChangeKind.RENAME, ChangeKind.RECLASSIFY, ChangeKind.MOVE)


@dataclass(frozen=True)
class Place:
    """An organization on a day: names, kind, sector, level, and those above it from the root down to its parent."""

    name: str
    short_name: str
    kind: str
    sector: str
    level: str
    above: tuple[int, ...]
    parent_name: str


def places_as_of(asked: Iterable[tuple[Organization, Day]]) -> list[Place]:
    """The place of each organization on its day, in the order asked. Two statements, one when all days are today.

    Args:
        asked: organizations as they are now, each with a day; None means today.
    """
    rows = [(organization, text.as_date(day)) for organization, day in asked]
    if not rows:
        return []
    past = _Past([organization for organization, _ in rows], min((day or clock.today()) for _, day in rows))
    return [past.place(organization.pk, day or clock.today()) for organization, day in rows]


def read_in_place(asked: Iterable[tuple[Organization, Day]]) -> list[Place]:
    """As ``places_as_of``; the loaded rows themselves then read with names, kind, sector and level of the day.

    The rows are changed in memory alone: a page that saves them must not do this.
    """
    rows = list(asked)
    places = places_as_of(rows)
    for (organization, _), place in zip(rows, places, strict=True):
        for name in READ:
            setattr(organization, name, getattr(place, name))
    return places


class _Past:
    """Everything above the organizations, now and before each later act."""

    def __init__(self, organizations: list[Organization], since: dt.date) -> None:
        self.acts: dict[tuple[int, str], list[dict[str, Any]]] = {}
        paths = {path for each in organizations for path in lineage(each.path)}
        if since < clock.today():
            paths |= self._read_acts(since)
        found = Organization.objects.filter(path__in=paths)
        self.by_path = {each.path: each for each in found.only("pk", "path", *READ)}
        self.by_id = {each.pk: each for each in self.by_path.values()}

    def _read_acts(self, since: dt.date) -> set[str]:
        rows = TreeChange.objects.filter(on__gt=since, kind__in=ACTS).order_by("pk")
        above: set[str] = set()
        for row in rows.values(
            "organization_id", "kind", "on", "parent_before_id", "parent_before__path",
            *(f"{name}_before" for name in READ),
        ):  # fmt: skip
            self.acts.setdefault((row["organization_id"], row["kind"]), []).append(dict(row))
            above.update(lineage(row["parent_before__path"] or ""))
        return above

    def _first_after(self, pk: int, kind: str, day: dt.date) -> dict[str, Any] | None:
        return next((row for row in self.acts.get((pk, kind), ()) if row["on"] > day), None)

    def _read(self, pk: int, day: dt.date) -> tuple[str, ...]:
        now = self.by_id[pk]
        acts = [self._first_after(pk, kind, day) or {} for kind in ACTS]
        return tuple(
            next((act[f"{name}_before"] for act in acts if act.get(f"{name}_before")), getattr(now, name))
            for name in READ
        )

    def _parent(self, pk: int, day: dt.date) -> int | None:
        act = self._first_after(pk, ChangeKind.MOVE, day)
        if act is not None:
            return act["parent_before_id"]
        parent = self.by_path.get(self.by_id[pk].path[: -Organization.steplen])
        return parent.pk if parent else None

    def place(self, pk: int, day: dt.date) -> Place:
        above: list[int] = []
        at = self._parent(pk, day)
        while at is not None and at in self.by_id and at not in above:
            above.append(at)
            at = self._parent(at, day)
        parent_name = self._read(above[0], day)[1] if above else ""
        name, short_name, kind, sector, level = self._read(pk, day)
        return Place(name, short_name, kind, sector, level, tuple(reversed(above)), parent_name)
