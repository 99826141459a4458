"""Rows that come and go before anything is saved: operations on the texts of a form, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

from .groups import Texts, order_of

OTHER_WAY = {"all": "any", "any": "all"}


def with_row(data: Texts, name: str) -> Texts:
    """The same texts with one more, empty row in a list."""
    changed = data.copy()
    _appended(changed, name)
    return changed


def with_group(data: Texts, name: str) -> Texts:
    """The same with a group of conditions, combined the other way round than the list it stands in."""
    changed = data.copy()
    group = _appended(changed, name)
    changed[f"{group}-mode"] = OTHER_WAY.get(data.get(f"{name}-mode", ""), "all")
    changed[f"{group}-order"] = "0,1"
    return changed


def without_row(data: Texts, name: str) -> Texts:
    """The same texts without one row; ``name`` is the row's own, e.g. ``measure-members-2``."""
    changed = data.copy()
    rows, _, row = name.rpartition("-")
    changed[f"{rows}-order"] = ",".join(key for key in order_of(changed, rows) if key != row)
    return changed


def wrapped(data: Texts, name: str) -> Texts:
    """A condition becomes the first of a group in its place."""
    changed = data.copy()
    _rename(changed, name, f"{name}-0")
    changed[f"{name}-mode"] = OTHER_WAY.get(data.get(f"{name.rpartition('-')[0]}-mode", ""), "all")
    changed[f"{name}-order"] = "0,1"
    return changed


def unwrapped(data: Texts, name: str) -> Texts:
    """The rows of a group stand in its place."""
    changed = data.copy()
    rows, _, own = name.rpartition("-")
    order, free = order_of(changed, rows), count(max(map(int, order_of(changed, rows)), default=-1) + 1)
    fresh = []
    for key in order_of(changed, name):
        fresh.append(str(next(free)))
        _rename(changed, f"{name}-{key}", f"{rows}-{fresh[-1]}")
    changed[f"{rows}-order"] = ",".join(each for key in order for each in (fresh if key == own else [key]))
    for key in [key for key in changed if key == name or key.startswith(f"{name}-")]:
        del changed[key]
    return changed


def _appended(data: Texts, name: str) -> str:
    """One more key in the order of a list; the name of its row."""
    order = order_of(data, name)
    key = str(max(map(int, order), default=-1) + 1)
    data[f"{name}-order"] = ",".join([*order, key])
    for stale in [each for each in data if each.startswith(f"{name}-{key}-")]:
        del data[stale]
    return f"{name}-{key}"


def _rename(data: Texts, old: str, new: str) -> None:
    for key in [key for key in data if key.startswith(f"{old}-")]:
        data.setlist(new + key[len(old) :], data.pop(key))


#: What a button may ask for instead of saving; its value is the word, a colon and the name of the place.
RESHAPE: Mapping[str, Callable[[Texts, str], Texts]] = {
    "add": with_row,
    "group": with_group,
    "remove": without_row,
    "wrap": wrapped,
    "unwrap": unwrapped,
    "reshape": lambda data, name: data.copy(),
}
