"""A document from outside, as far as the rows of a draft can hold it; what is wrong beyond that is told later."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from apps.core.exceptions import Invalid
from apps.core.limits import within

from ..engine import parse_amount
from .outline import CODE_LENGTH, new_code

STANDARD_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
MOST_POINTS = Decimal(99999)
MOST_NODES, DEEPEST = 2000, 8


def sound_code(code: object) -> str:
    """The code of a standard when it can be one, else empty."""
    return code if isinstance(code, str) and STANDARD_CODE.fullmatch(code) else ""


def storable(document: dict[str, Any]) -> dict[str, Any]:
    """The document with codes that are there once, titles that fit and points that are numbers.

    Raises:
        Invalid: more nodes, or deeper, than any standard has.
    """
    taken: set[str] = set()
    nodes = _nodes(document.get("criteria", ()), taken, 0)
    kind = document.get("kind") if document.get("kind") in ("scored", "gate") else "scored"
    texts = {key: str(document.get(key, ""))[:most] for key, most in (("name", 60), ("source", 200))}
    return {**document, **texts, "kind": kind, "criteria": nodes}


def _nodes(nodes: Any, taken: set[str], depth: int) -> list[dict[str, Any]]:
    if depth > DEEPEST:
        raise Invalid("指标的层次太多，请不超过 8 级。")
    return [_node(node, taken, depth) for node in _mappings(nodes)]


def _mappings(nodes: Any) -> Iterable[dict[str, Any]]:
    return [node for node in nodes if isinstance(node, dict)] if isinstance(nodes, list) else []


def _node(node: dict[str, Any], taken: set[str], depth: int) -> dict[str, Any]:
    title = str(node.get("title") or "未命名")
    title = within(title, 200, f"指标“{title[:20]}”的名称")
    code = node.get("code")
    if not isinstance(code, str) or not 0 < len(code) <= CODE_LENGTH or code in taken:
        code = new_code(title[:20], taken)
    taken.add(code)
    if len(taken) > MOST_NODES:
        raise Invalid(f"指标超过 {MOST_NODES} 项，不能导入。")
    kept = {**node, "code": code, "title": title}
    if "clause" in kept:
        kept["clause"] = within(str(kept["clause"]), 60, f"“{title}”的条款")
    if "points" in kept and _points(kept["points"]) is None:
        del kept["points"]
    children = _nodes(kept.pop("children", ()), taken, depth + 1)
    return {**kept, "children": children} if children else kept


def _points(value: object) -> Decimal | None:
    number, _ = parse_amount(value, signed=True)
    return number if number is not None and abs(number) <= MOST_POINTS else None
