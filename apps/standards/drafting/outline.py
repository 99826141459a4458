"""Adding, changing, moving and removing the nodes of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from apps.core import pinyin
from apps.core.exceptions import Invalid

Data = dict[str, Any]
CODE_LENGTH, STANDARD_CODE_LENGTH = 80, 60


@dataclass(frozen=True)
class Place:
    """A node with where it stands: its list, its position there and its parent (None at the top)."""

    siblings: list[Data]
    position: int
    parent: Data | None

    @property
    def node(self) -> Data:
        return self.siblings[self.position]


def is_leaf(node: Mapping[str, Any]) -> bool:
    """Whether a node is measured itself."""
    return "measure" in node


def walk(nodes: list[Data], parent: Data | None = None) -> Iterator[Place]:
    """Every node with its place, parents first."""
    for position, node in enumerate(nodes):
        yield Place(nodes, position, parent)
        yield from walk(node.get("children", []), node)


def find(document: Data, code: str) -> Place:
    """Where a node stands.

    Raises:
        Invalid: there is no such node (any more).
    """
    for place in walk(document["criteria"]):
        if place.node["code"] == code:
            return place
    raise Invalid("这一项已被删除，请刷新后再改。", code="node_missing")


def codes_of(document: Data) -> set[str]:
    return {place.node["code"] for place in walk(document["criteria"])}


def new_code(title: str, taken: set[str], prefix: str = "", most: int = CODE_LENGTH) -> str:
    """A stable code from the pinyin initials of a title, e.g. ``jg.hdcsmj``, with a number where taken."""
    letters = "".join(each for each in pinyin.initials(title).lower() if each.isascii() and each.isalnum())[:20]
    if not letters or not letters[0].isalpha():
        letters = f"n{letters}"
    base = f"{prefix}.{letters}" if prefix and len(prefix) + len(letters) < most - 4 else letters
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}_{number}"
    return code


def added(document: Data, node: Data, parent: str = "", after: str = "") -> Data:
    """The document with a new node: after a sibling, or last below ``parent`` (or at the top)."""
    changed = deepcopy(document)
    if after:
        place = find(changed, after)
        place.siblings.insert(place.position + 1, node)
        return changed
    _children(changed, parent).append(node)
    return changed


def _children(document: Data, parent: str) -> list[Data]:
    if not parent:
        return document["criteria"]
    node = find(document, parent).node
    if is_leaf(node):
        raise Invalid("评分项下面不能再有指标；请放到上级指标下面。", code="below_leaf")
    return node.setdefault("children", [])


def replaced(document: Data, code: str, node: Data) -> Data:
    """The document with another content of one node; its children stay."""
    changed = deepcopy(document)
    place = find(changed, code)
    children = place.node.get("children")
    place.siblings[place.position] = {**node, "children": children} if children else node
    return changed


def removed(document: Data, code: str) -> Data:
    """The document without a node and what is below it."""
    changed = deepcopy(document)
    place = find(changed, code)
    del place.siblings[place.position]
    _tidy(changed)
    return changed


def _tidy(document: Data) -> None:
    """A section without children is written without the key."""
    for place in list(walk(document["criteria"])):
        if "children" in place.node and not place.node["children"]:
            del place.node["children"]


def placed(document: Data, code: str, parent: str, position: int) -> Data:
    """The document with a node at a position below ``parent`` ("" is the top).

    Raises:
        Invalid: the target is the node itself, below it, or a leaf.
    """
    changed = deepcopy(document)
    place = find(changed, code)
    if parent in {code, *(below.node["code"] for below in walk(place.node.get("children", [])))}:
        raise Invalid("不能移到自己的下面。", code="below_itself")
    target = _children(changed, parent)
    node = place.siblings.pop(place.position)
    if target is place.siblings and position > place.position:
        position -= 1
    target.insert(max(0, min(position, len(target))), node)
    _tidy(changed)
    return changed


def moved(document: Data, code: str, way: str) -> Data:
    """One step up, down, in or out, as a person at the keyboard means it; the edge hops to the neighbour.

    Raises:
        Invalid: there is nowhere to go that way.
    """
    place = find(document, code)
    parent = place.parent["code"] if place.parent else ""
    target = STEPS[way](document, place)
    if target is None:
        raise Invalid(NOWHERE[way], code="nowhere")
    return placed(document, code, *(target if isinstance(target, tuple) else (parent, target)))


Target = int | tuple[str, int] | None


def _up(document: Data, place: Place) -> Target:
    if place.position:
        return place.position - 1
    above = _neighbour(document, place, -1)
    return (above["code"], len(above.get("children", []))) if above else None


def _down(document: Data, place: Place) -> Target:
    if place.position < len(place.siblings) - 1:
        return place.position + 2
    below = _neighbour(document, place, 1)
    return (below["code"], 0) if below else None


def _neighbour(document: Data, place: Place, step: int) -> Data | None:
    """The section beside the node's own, when it has one."""
    if place.parent is None:
        return None
    own = find(document, place.parent["code"])
    position = own.position + step
    if not 0 <= position < len(own.siblings) or is_leaf(own.siblings[position]):
        return None
    return own.siblings[position]


def _inward(document: Data, place: Place) -> Target:
    before = place.siblings[place.position - 1] if place.position else None
    if before is None or is_leaf(before):
        return None
    return before["code"], len(before.get("children", []))


def _outward(document: Data, place: Place) -> Target:
    if place.parent is None:
        return None
    own = find(document, place.parent["code"])
    return own.parent["code"] if own.parent else "", own.position + 1


STEPS: dict[str, Callable[[Data, Place], Target]] = {"up": _up, "down": _down, "in": _inward, "out": _outward}
NOWHERE = {
    "up": "已在最前。",
    "down": "已在最后。",
    "in": "前面没有可以并入的上级指标。",
    "out": "已是最上一级。",
}
