"""An adaptation moved onto a newer version of the standard that it adapts: what comes along, what cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ..engine import parse_amount
from ..engine import show as show_points
from .adaptation import FREE, OWN, adaptation_problems, show
from .outline import Data, Place, codes_of, find, is_leaf, new_code, walk
from .problems import Problem
from .words import key_name

#: What of its own an adaptation says about the whole; its code and number are given by its rows.
SETTINGS = tuple(sorted(OWN - {"code", "version", "criteria"}))


@dataclass(frozen=True)
class Kept:
    """One thing of the adaptation's own: the node's title, and what it says in Chinese."""

    title: str
    text: str


@dataclass(frozen=True)
class Followed:
    """The next document of an adaptation.

    ``kept`` came along as it was, ``lost`` could not or stands elsewhere now, ``problems`` came along and
    leave the limits of the newer version: they are mended in the draft.
    """

    document: Data
    kept: tuple[Kept, ...]
    lost: tuple[Kept, ...]
    problems: tuple[Problem, ...]


def follow(old: Mapping[str, Any], new: Mapping[str, Any], ours: Mapping[str, Any]) -> Followed:
    """The adaptation ``ours`` of ``old`` as an adaptation of ``new``.

    Changed points, wording that is free, own nodes and own settings are carried over; everything else is
    the newer version's. Nothing is weighed here: what leaves the new limits is carried and told.
    """
    document = deepcopy(dict(new))
    kept, lost = list(_settings(old, ours, document)), list[Kept]()
    theirs = {place.node["code"]: place.node for place in walk(old["criteria"])}
    for place in walk(ours["criteria"]):
        was = theirs.get(place.node["code"])
        if was is not None:
            for carried, note in _carry(was, place.node, document):
                (kept if carried else lost).append(note)
    for carried, note in _own_nodes(theirs, ours, document):
        (kept if carried else lost).append(note)
    return Followed(document, tuple(kept), tuple(lost), tuple(adaptation_problems(new, document)))


def _settings(old: Mapping[str, Any], ours: Mapping[str, Any], document: Data) -> Iterator[Kept]:
    document |= {key: ours[key] for key in ("code", "name", "version") if key in ours}
    for key in SETTINGS:
        if key == "name" or ours.get(key) == old.get(key):
            continue
        if key in ours:
            document[key] = deepcopy(ours[key])
        else:
            document.pop(key, None)
        if key == "total":
            yield Kept("整体设置", f"{key_name(key)} {show(ours.get(key, 100))} 分")
        else:
            yield Kept("整体设置", key_name(key))


def _carry(was: Mapping[str, Any], ours: Mapping[str, Any], document: Data) -> Iterator[tuple[bool, Kept]]:
    """What the adaptation changed of one node of its base."""
    changed = [key for key in ("points", *sorted(FREE)) if was.get(key) != ours.get(key)]
    if not changed:
        return
    now = _node(document, ours["code"])
    for key in changed:
        words = _words(key, was, ours)
        if now is None:
            yield False, Kept(ours["title"], f"{words}：新版已删除本项")
        elif key == "points" and is_leaf(now) != is_leaf(ours):
            yield False, Kept(ours["title"], f"{words}：新版的本项已不是{'评分项' if is_leaf(ours) else '上级指标'}")
        else:
            if key in ours:
                now[key] = ours[key]
            else:
                now.pop(key, None)
            yield True, Kept(now["title"], words)


def _words(key: str, was: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    if key == "points":
        return f"分值 {show(was.get(key))} → {show(ours.get(key))}"
    return f"{key_name(key)}{'' if key in ours else '（已删去）'}"


def _own_nodes(theirs: Mapping[str, Any], ours: Mapping[str, Any], document: Data) -> Iterator[tuple[bool, Kept]]:
    """Nodes that the adaptation added, parents first, each where it stood as far as that place is left."""
    parents = {place.node["code"]: place.parent["code"] if place.parent else "" for place in walk(ours["criteria"])}
    renamed: dict[str, str] = {}
    for place in walk(ours["criteria"]):
        if place.node["code"] in theirs:
            continue
        node = {key: deepcopy(value) for key, value in place.node.items() if key != "children"}
        if node["code"] in codes_of(document):
            node["code"] = new_code(node["title"], codes_of(document) | parents.keys())
        renamed[place.node["code"]] = node["code"]
        wanted = parents[place.node["code"]]
        parent = _standing(renamed.get(wanted, wanted), parents, document)
        _insert(node, place, parent, renamed, document)
        yield _told(node, place, parent == renamed.get(wanted, wanted))


def _told(node: Data, place: Place, stands: bool) -> tuple[bool, Kept]:
    points = f"，{show_points(points)} 分" if (points := _points(node)) is not None else ""
    text = f"自增{'指标' if is_leaf(node) else '上级指标'}{points}"
    if stands:
        return True, Kept(node["title"], text)
    above = place.parent["title"] if place.parent else ""
    return False, Kept(node["title"], f"{text}：新版已没有“{above}”，移到其上一级")


def _points(node: Mapping[str, Any]) -> Any:
    return parse_amount(node["points"], signed=True)[0] if is_leaf(node) and "points" in node else None


def _standing(code: str, parents: Mapping[str, str], document: Data) -> str:
    """The nearest section around a node that the newer version still has; empty for the top."""
    while code:
        node = _node(document, code)
        if node is not None and not is_leaf(node):
            return code
        code = parents.get(code, "")
    return ""


def _insert(node: Data, place: Place, parent: str, renamed: Mapping[str, str], document: Data) -> None:
    """After the nearest sibling before it that is there as well, else last."""
    around = find(document, parent).node.setdefault("children", []) if parent else document["criteria"]
    codes = [each["code"] for each in around]
    for sibling in reversed(place.siblings[: place.position]):
        code = renamed.get(sibling["code"], sibling["code"])
        if code in codes:
            around.insert(codes.index(code) + 1, node)
            return
    around.append(node)


def _node(document: Data, code: str) -> Data | None:
    return next((place.node for place in walk(document["criteria"]) if place.node["code"] == code), None)
