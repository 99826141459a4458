"""What differs between two documents, in words that a clerk reads: 分值 4 → 5, 要求 ≥ 200 ㎡ → ≥ 300 ㎡."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .outline import Place, is_leaf, walk
from .words import SIGNS, key_name, value_words

Data = Mapping[str, Any]
#: What every version has of its own.
OWN = frozenset({"code", "version", "criteria"})


@dataclass(frozen=True)
class Change:
    """One changed field: its Chinese name, what it said and what it says."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One node that differs. ``kind`` is added, removed, moved or changed."""

    kind: str
    code: str
    number: str
    title: str
    where: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Difference:
    """``settings`` of the whole, ``entries`` in the order of the new document, removed ones last."""

    settings: tuple[Change, ...]
    entries: tuple[Entry, ...]

    @property
    def counts(self) -> dict[str, int]:
        kinds = [entry.kind for entry in self.entries]
        return {kind: kinds.count(kind) for kind in ("added", "removed", "moved", "changed")}

    @property
    def is_empty(self) -> bool:
        return not self.settings and not self.entries


def compare(before: Data, after: Data) -> Difference:
    """Everything by which ``after`` differs from ``before``; nodes are the same when their codes are."""
    old, new = _nodes(before), _nodes(after)
    entries = [*_present(old, new)]
    entries += [
        Entry("removed", code, number, place.node.get("title", ""), _where(place))
        for code, (number, place) in old.items()
        if code not in new
    ]
    keys = dict.fromkeys([*before, *after])
    settings = tuple(
        _changes({k: before.get(k) for k in keys if k not in OWN}, {k: after.get(k) for k in keys if k not in OWN})
    )
    return Difference(settings, tuple(entries))


def _present(old: Mapping[str, tuple[str, Place]], new: Mapping[str, tuple[str, Place]]) -> Iterator[Entry]:
    still = _still(old, new)
    for code, (number, place) in new.items():
        if code not in old:
            yield Entry("added", code, number, place.node.get("title", ""), _where(place), tuple(_said(place.node)))
            continue
        was = old[code][1]
        changes = tuple(_changes(_fields(was.node), _fields(place.node)))
        if _parent(was) != _parent(place):
            yield Entry("moved", code, number, place.node["title"], f"{_where(was)} → {_where(place)}", changes)
        elif code not in still:
            yield Entry("moved", code, number, place.node["title"], f"{old[code][0]} → {number}", changes)
        elif changes:
            yield Entry("changed", code, number, place.node["title"], "", changes)


def _nodes(document: Data) -> dict[str, tuple[str, Place]]:
    """Nodes by code with their numbers 1, 1.1, …"""
    found: dict[str, tuple[str, Place]] = {}
    for place in walk(document.get("criteria", [])):
        above = f"{found[place.parent['code']][0]}." if place.parent else ""
        found[place.node["code"]] = (f"{above}{place.position + 1}", place)
    return found


def _still(old: Mapping[str, tuple[str, Place]], new: Mapping[str, tuple[str, Place]]) -> set[str]:
    """Nodes that kept their order among those siblings that both documents have (the longest such run)."""
    kept: set[str] = set()
    by_parent: dict[str, list[str]] = {}
    for code, (_, place) in new.items():
        if code in old and _parent(old[code][1]) == _parent(place):
            by_parent.setdefault(_parent(place), []).append(code)
    for codes in by_parent.values():
        kept |= set(_longest_rising(codes, [old[code][1].position for code in codes]))
    return kept


def _longest_rising(codes: list[str], positions: list[int]) -> list[str]:
    best: list[list[int]] = []
    for at, position in enumerate(positions):
        runs = [run for run in best if positions[run[-1]] < position]
        best.append([*max(runs, key=len, default=[]), at])
    return [codes[at] for at in max(best, key=len, default=[])]


def _parent(place: Place) -> str:
    return str(place.parent["code"]) if place.parent else ""


def _where(place: Place) -> str:
    return str(place.parent.get("title", "")) if place.parent else "最上一级"


def _fields(node: Data) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key not in ("code", "children")}


def _said(node: Data) -> Iterator[Change]:
    """What an added leaf says, in short."""
    if is_leaf(node):
        for key in ("points", "measure"):
            if key in node:
                yield Change(key_name(key), "", value_words(key, _short(node[key])))


def _short(value: Any) -> Any:
    """A measure by its words rather than by its codes."""
    if isinstance(value, Mapping) and "members" in value:
        return "、".join(member.get("title", "") for member in value["members"])
    if isinstance(value, Mapping) and "label" in value:
        return f"{value['label']}{_bound(value)}"
    return value


def _bound(value: Data) -> str:
    if "op" not in value or "value" not in value:
        return ""
    unit = f" {value['unit']}" if value.get("unit") else ""
    return f" {SIGNS.get(value['op'], value['op'])} {value_words('value', value['value'])}{unit}"


def _changes(before: Data, after: Data, above: str = "") -> Iterator[Change]:
    """Changed fields; mappings are opened, a comparison is one field with its sign and unit."""
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old == new or (key in ("op", "unit") and "value" in after and "value" in before):
            continue
        if key == "value" and ("op" in before or "op" in after):
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _changes(old, new, key_name(key))
        elif _titled(old) or _titled(new):
            yield from _rows(key, old or [], new or [])
        else:
            yield Change(_named(key, above), value_words(key, old), value_words(key, new))
    if "op" in before or "op" in after:
        was, now = _bound(before).strip(), _bound(after).strip()
        if was != now:
            yield Change("标准值", was or "无", now or "无")


def _named(key: str, above: str) -> str:
    return key_name(key) if not above or key == "type" else f"{above}·{key_name(key)}"


def _titled(value: Any) -> bool:
    return (
        isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) and "title" in each for each in value)
    )


def _rows(key: str, before: list[Data], after: list[Data]) -> Iterator[Change]:
    """Rows with titles (清单, 等次, 否决): which came, which went, which changed."""
    old = {row.get("code", row["title"]): row for row in before}
    new = {row.get("code", row["title"]): row for row in after}
    for code, row in new.items():
        if code not in old:
            yield Change(f"{key_name(key)}增加", "", value_words(key, row))
        elif row != old[code]:
            yield from (
                Change(f"{key_name(key)}“{row['title']}”·{change.name}", change.before, change.after)
                for change in _changes(old[code], row)
            )
    for code, row in old.items():
        if code not in new:
            yield Change(f"{key_name(key)}删除", value_words(key, row), "")
