"""Forms that several people fill in at once: what each typed is merged field by field, nothing overwritten unseen.

A page says of each field that it sends on which version of the row it was typed (``Base``) and which opened page
typed it; the newest save of every field is known (``FieldSave``). A field that nobody else saved since is stored; one
that somebody did save, with another value, is a conflict that the person decides. Lists of ticks are merged tick by
tick.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType

from .models import FieldSave


@dataclass(frozen=True)
class Base:
    """On what a field was typed: the row's version, and for ticks those that were there."""

    version: int
    was: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Typed:
    """How the fields of one save came about.

    ``version``: that of the row as the page knows it; ``bases``: of fields that were typed on an older one;
    ``pages``: keys of the opened pages that typed them, the sending one first.
    """

    version: int
    bases: Mapping[str, Base] = field(default_factory=dict)
    pages: tuple[str, ...] = ()

    def base_of(self, name: str) -> Base:
        return self.bases.get(name) or Base(self.version)

    @property
    def page(self) -> str:
        return self.pages[0] if self.pages else ""


@dataclass(frozen=True)
class Settled:
    """``accepted`` values to store, and the newest saves that stand against the others, by field."""

    accepted: Mapping[str, Any] = field(default_factory=dict)
    conflicts: Mapping[str, FieldSave] = field(default_factory=dict)


@dataclass(frozen=True)
class SavedFields:
    """What became of one save.

    ``version`` of the row now; ``changes``: saves of others since the page's version; ``conflicts``: fields that were
    not stored because somebody else had saved them, with that save; ``merged``: fields whose stored value is not the
    one that was sent.
    """

    version: int
    saved_at: dt.datetime | None
    changes: Mapping[str, FieldSave] = field(default_factory=dict)
    conflicts: Mapping[str, FieldSave] = field(default_factory=dict)
    merged: frozenset[str] = frozenset()


def saves_of(owner: Any) -> dict[str, FieldSave]:
    """The newest save of each field of a row, with who saved it. One query."""
    kind = ContentType.objects.get_for_model(owner)
    rows = FieldSave.objects.filter(owner_type=kind, owner_id=owner.pk).select_related("saved_by")
    return {row.field: row for row in rows}


def saves_against(owner: Any, version: int, typed: Typed) -> dict[str, FieldSave]:
    """The same, without asking where the page knows the row's present ``version``: nobody saved since."""
    oldest = min([typed.version, *(base.version for base in typed.bases.values())])
    return saves_of(owner) if oldest < version else {}


def settle(
    typed: Typed, saves: Mapping[str, FieldSave], given: Mapping[str, Any], stored: Mapping[str, Any]
) -> Settled:
    """Which of the given values may be stored over those that are. What is stored already is neither."""
    accepted, conflicts = {}, {}
    for name, value in given.items():
        if value == stored[name]:
            continue
        save, base = saves.get(name), typed.base_of(name)
        if save is None or save.version <= base.version or (save.page and save.page in typed.pages):
            accepted[name] = value
        elif isinstance(value, list) and base.was is not None:
            accepted[name] = merged_ticks(value, stored[name], base.was)
        else:
            conflicts[name] = save
    return Settled(accepted, conflicts)


def merged_ticks(mine: Sequence[str], theirs: Sequence[str], was: Sequence[str]) -> list[str]:
    """Theirs, with what I ticked added and what I unticked taken away."""
    gone = set(was) - set(mine)
    added = [each for each in mine if each not in was and each not in theirs]
    return [*(each for each in theirs if each not in gone), *added]


def changes_since(saves: Mapping[str, FieldSave], version: int, page: str = "") -> dict[str, FieldSave]:
    """The fields that other pages saved after a version of the row."""
    return {name: save for name, save in saves.items() if save.version > version and (not page or save.page != page)}
