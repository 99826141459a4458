"""What a lower committee may change when it adapts a standard, and whether a document keeps to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from ..engine import parse_amount
from ..engine import show as show_amount
from .outline import is_leaf, walk
from .problems import Problem
from .words import key_name

#: What an adaptation may word as it likes: hints, and where it says so.
FREE = frozenset({"guidance", "clause"})
#: What the adapting committee writes anew.
OWN = frozenset({"code", "name", "version", "source", "source_note", "criteria", "total", "adaptation", "exclusions"})


def limits_words(limits: Mapping[str, Any] | None) -> str:
    """The limits in one Chinese sentence; empty when nothing may be adapted."""
    if not limits:
        return ""
    parts = []
    if change := limits.get("points", {}).get("change_by"):
        parts.append(f"分值可增减 {show(change)}% 以内")
    if more := limits.get("additional_leaves"):
        points = limits.get("additional_points")
        parts.append(f"可增加 {more} 项指标" + (f"（合计不超过 {show(points)} 分）" if points is not None else ""))
    if limits.get("locked"):
        parts.append(f"{len(limits['locked'])} 项不得改动")
    return "，".join(parts)


def locked_codes(base: Mapping[str, Any]) -> frozenset[str]:
    """Codes that may not change at all: those named and all that is below them."""
    named = set(base.get("adaptation", {}).get("locked", ()))
    found: set[str] = set()
    for place in walk(base["criteria"]):
        parent = place.parent["code"] if place.parent else ""
        if place.node["code"] in named or parent in found:
            found.add(place.node["code"])
    return frozenset(found)


def adaptation_problems(base: Mapping[str, Any], document: Mapping[str, Any]) -> list[Problem]:
    """Where a document leaves the limits of the standard that it adapts."""
    limits = base.get("adaptation") or {}
    theirs = {place.node["code"]: place for place in walk(base["criteria"])}
    ours = {place.node["code"]: place for place in walk(document.get("criteria", []))}
    locked = locked_codes(base)
    found: list[Problem] = [*_whole(base, document)]
    for code, place in theirs.items():
        if code not in ours:
            found.append(Problem("", place.node["title"], "", f"不得删除原标准的“{place.node['title']}”"))
            continue
        found += _kept(place.node, ours[code].node, limits, code in locked)
    found += _additional([place.node for code, place in ours.items() if code not in theirs], limits)
    return found


def _whole(base: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[Problem]:
    for key in sorted((base.keys() | document.keys()) - OWN):
        if base.get(key) != document.get(key):
            yield Problem("", "", key, f"{key_name(key)}由原标准规定，不得改动")


def _kept(theirs: Mapping[str, Any], ours: Mapping[str, Any], limits: Any, locked: bool) -> Iterator[Problem]:
    code, title = theirs["code"], theirs["title"]
    free = FREE | {"children"} | (frozenset() if locked or not limits.get("points") else {"points"})
    changed = [key for key in {**theirs, **ours} if key not in free and theirs.get(key) != ours.get(key)]
    for key in changed:
        words = "原标准规定不得改动" if locked else f"{key_name(key)}由原标准规定，不得改动"
        yield Problem(code, title, key, words)
    if "points" in free and theirs.get("points") != ours.get("points"):
        yield from _points(theirs, ours, Decimal(str(limits["points"].get("change_by", 0))))


def _points(theirs: Mapping[str, Any], ours: Mapping[str, Any], percent: Decimal) -> Iterator[Problem]:
    old, new = _amount(theirs.get("points")), _amount(ours.get("points"))
    room = old * percent / 100
    if abs(new - old) > room:
        low, high = show(old - room), show(old + room)
        yield Problem(
            theirs["code"], theirs["title"], "points", f"原标准 {show(old)} 分，只可在 {low} 至 {high} 分之间"
        )


def _additional(nodes: list[Any], limits: Any) -> Iterator[Problem]:
    leaves = [node for node in nodes if is_leaf(node)]
    most, points = limits.get("additional_leaves", 0), limits.get("additional_points")
    if len(leaves) > most:
        yield Problem("", "", "", f"增加了 {len(leaves)} 项指标，原标准最多允许 {most} 项")
    total = sum((_amount(node.get("points")) for node in leaves), Decimal(0))
    if points is not None and total > _amount(points):
        yield Problem("", "", "", f"增加的指标共 {show(total)} 分，原标准最多允许 {show(points)} 分")


def _amount(value: object) -> Decimal:
    return parse_amount(value, signed=True)[0] or Decimal(0)


def show(value: object) -> str:
    return show_amount(_amount(value))
