"""What differs between two documents, in words that a clerk reads: 分值 4 → 5, 要求 ≥ 200 ㎡ → ≥ 300 ㎡."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .leaf_words import Phrases, measure_text, row_text, scoring_text
from .outline import Place, is_leaf, walk
from .whole_words import condition_text, names_in
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


def compare(
    before: Data, after: Data, metrics: Mapping[str, str] | None = None, events: Mapping[str, str] | None = None
) -> Difference:
    """Everything by which ``after`` differs from ``before``; nodes are the same when their codes are.

    Args:
        metrics: names of metrics by code.
        events: names of kinds of events by code.
    """
    old, new = _nodes(before), _nodes(after)
    phrases = Phrases(names_in(before, metrics, events), names_in(after, metrics, events))
    entries = [*_present(old, new, phrases)]
    entries += [
        Entry("removed", code, number, place.node.get("title", ""), _where(place))
        for code, (number, place) in old.items()
        if code not in new
    ]
    keys = dict.fromkeys([*before, *after])
    settings = _changes(
        {k: before.get(k) for k in keys if k not in OWN}, {k: after.get(k) for k in keys if k not in OWN}, phrases
    )
    return Difference(tuple(settings), tuple(entries))


def _present(
    old: Mapping[str, tuple[str, Place]], new: Mapping[str, tuple[str, Place]], phrases: Phrases
) -> Iterator[Entry]:
    still = _still(old, new)
    for code, (number, place) in new.items():
        if code not in old:
            yield Entry("added", code, number, place.node.get("title", ""), _where(place), tuple(_said(place.node)))
            continue
        was = old[code][1]
        changes = tuple(_node_changes(was.node, place.node, phrases))
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
    if not is_leaf(node):
        return
    if "points" in node:
        yield Change("分值", "", value_words("points", node["points"]))
    for name, text in (("判定", measure_text(node)), ("计分", scoring_text(node) if "points" in node else "")):
        if text:
            yield Change(name, "", text)
    if node.get("when"):
        yield Change("适用条件", "", condition_text(node["when"]))


def _node_changes(before: Data, after: Data, phrases: Phrases) -> Iterator[Change]:
    """What changed of a node; how a leaf is scored is told as a whole, for its figures stand together."""
    old, new = _fields(before), _fields(after)
    yield from _changes({**old, "scoring": None}, {**new, "scoring": None}, phrases)
    was, now = old.get("scoring"), new.get("scoring")
    if was == now:
        return
    texts = scoring_text(before), scoring_text(after)
    if all(texts) and texts[0] != texts[1]:
        yield Change("计分方式", *texts)
    else:
        yield from _changes(was or {}, now or {}, phrases, "计分方式")


def _bound(value: Data) -> str:
    if "op" not in value or "value" not in value:
        return ""
    unit = f" {value['unit']}" if value.get("unit") else ""
    return f" {SIGNS.get(value['op'], value['op'])} {value_words('value', value['value'])}{unit}"


def _changes(before: Data, after: Data, phrases: Phrases, above: str = "") -> Iterator[Change]:
    """Changed fields; mappings are opened, a comparison is one field with its sign and unit."""
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old == new or (key in ("op", "unit") and "value" in after and "value" in before):
            continue
        if key == "value" and ("op" in before or "op" in after):
            continue
        yield from _change(key, old, new, phrases, above)
    if "op" in before or "op" in after:
        was, now = _bound(before).strip(), _bound(after).strip()
        if was != now:
            yield Change("标准值", was or "无", now or "无")


def _change(key: str, old: Any, new: Any, phrases: Phrases, above: str) -> Iterator[Change]:
    if key == "when" and above == "":
        yield Change(key_name(key), condition_text(old) or "无", condition_text(new) or "无")
    elif key == "measure" and _reworded(old, new):
        yield Change(key_name(key), measure_text({"measure": old}) or "无", measure_text({"measure": new}) or "无")
    elif isinstance(old, Mapping) and isinstance(new, Mapping) and key != "formula":
        yield from _changes(old, new, phrases, key_name(key))
    elif _titled(old) or _titled(new):
        yield from _rows(key, old or [], new or [], phrases)
    else:
        yield Change(_named(key, above), phrases.before(key, old), phrases.after(key, new))


def _reworded(old: Any, new: Any) -> bool:
    """Whether a measure is another one, or one that holds measures: then both are told as a whole."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping) or old.get("type") != new.get("type"):
        return True
    changed = {key for key in (*old, *new) if old.get(key) != new.get(key)}
    return bool(changed & {"options", "measure", "leaf"})


def _named(key: str, above: str) -> str:
    return key_name(key) if not above or key == "type" else f"{above}·{key_name(key)}"


def _titled(value: Any) -> bool:
    return (
        isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) and "title" in each for each in value)
    )


def _rows(key: str, before: list[Data], after: list[Data], phrases: Phrases) -> Iterator[Change]:
    """Rows with titles (清单, 等次, 否决): which came, which went, which changed."""
    name = "等级" if key == "levels" else key_name(key)
    old = {row.get("code", row["title"]): row for row in before}
    new = {row.get("code", row["title"]): row for row in after}
    was = {code: row_text(key, row, phrases.old) for code, row in old.items()}
    now = {code: row_text(key, row, phrases.new) for code, row in new.items()}
    for code, row in new.items():
        if code not in old:
            yield Change(f"{name}增加", "", now[code])
        elif was[code] != now[code]:
            yield Change(f"{name}“{row['title']}”", was[code], now[code])
        elif row != old[code]:
            yield from (
                Change(f"{name}“{row['title']}”·{change.name}", change.before, change.after)
                for change in _changes(old[code], row, phrases)
            )
    for code, text in was.items():
        if code not in new:
            yield Change(f"{name}删除", text, "")
    kept = [code for code in old if code in new]
    if kept != [code for code in new if code in old] and key in ORDERED:
        yield Change(f"{name}次序", *("、".join(rows[code]["title"] for code in rows) for rows in (old, new)))


#: Lists whose order says something.
ORDERED = frozenset({"grades", "members"})
