"""What is allowed and yet probably not meant: leaves that move nothing, gaps between bands, grades out of reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ..engine import parse_amount, show
from .outline import is_leaf, walk
from .problems import Problem

Data = Mapping[str, Any]


def hints_of(document: Data) -> list[Problem]:
    """Each with its node, in the order of the document; a gate has no points to wonder about."""
    if document.get("kind") == "gate":
        return []
    found = [hint for place in walk(document.get("criteria", [])) if is_leaf(place.node) for hint in _leaf(place.node)]
    return [*found, *_grades(document)]


def _leaf(node: Data) -> Iterator[Problem]:
    scoring = node.get("scoring") or {}
    code, title = node["code"], node.get("title", "")
    moves = [_number(node.get("points")), _number(scoring.get("floor")), _number(scoring.get("cap"))]
    if not any(moves) and not node.get("mandatory") and not _own_points(scoring):
        yield Problem(code, title, "points", "分值为 0，做到做不到都不影响得分")
    yield from (Problem(code, title, "points", text) for text in _rows_against(node, scoring))
    if scoring.get("type") == "bands":
        yield from (Problem(code, title, "scoring.bands", text) for text in _gaps(scoring.get("bands") or ()))


def _rows_against(node: Data, scoring: Data) -> Iterator[str]:
    """The best row of a table against the points of its leaf: a cap of its own aside, the points bound it."""
    rows = scoring.get(TABLES.get(scoring.get("type", ""), ""))
    if not isinstance(rows, list) or not rows or node.get("bonus") or "cap" in scoring:
        return
    best, points = max(_number(row.get("points")) for row in rows), _number(node.get("points"))
    if best > points > 0:
        yield f"最高一档 {show(best)} 分，超过分值 {show(points)} 分，多出的不计"
    elif 0 < best < points:
        yield f"最高一档 {show(best)} 分，得不到分值 {show(points)} 分"


#: Where each rule of rows has them.
TABLES = {"bands": "bands", "stages": "stages", "ordinal": "levels"}


def _own_points(scoring: Data) -> bool:
    """Rules whose points stand in their rows."""
    return scoring.get("type") in {"matrix", "ledger", "per_occurrence"}


def _gaps(bands: Any) -> Iterator[str]:
    """Values between two bands earn nothing, and overlapping bands give the points of the first."""
    spans = sorted(
        ((_bound(band, "from", "-Infinity"), _bound(band, "to", "Infinity")) for band in bands),
        key=lambda span: span[0],
    )
    if spans and spans[-1][1].is_finite():
        yield f"{show(spans[-1][1])} 及以上没有对应的分值，按 0 分计"
    for (_, end), (begin, _) in pairwise(spans):
        if end < begin:
            yield f"{show(end)} 至不足 {show(begin)} 没有对应的分值，按 0 分计"
        elif end > begin:
            yield f"从 {show(begin)} 起有两档分值，以写在前面的一档为准"


def _grades(document: Data) -> Iterator[Problem]:
    grades = document.get("grades") or ()
    bonus = _number(document.get("bonus_cap"))
    most = _number(document.get("total", 100)) + bonus
    for position, grade in enumerate(grades):
        if document.get("formula") is None and _number(grade.get("from")) > most:
            text = f"“{grade.get('title', '')}”要 {show(_number(grade['from']))} 分，高于总分 {show(most)} 分"
            yield Problem("", "", f"grades[{position}].from", text)
    if grades and not document.get("grade_fallback"):
        yield Problem("", "", "grade_fallback.title", "没有写都不够时的等次，低于各线的单位没有等次")


def _bound(band: Data, key: str, default: str) -> Decimal:
    return Decimal(default) if band.get(key) is None else _number(band[key])


def _number(value: Any) -> Decimal:
    return parse_amount(value, signed=True)[0] or Decimal(0)
