"""Points by section and by sector, against what the standard declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.organizations.choices import Level, Sector

from ..engine import parse_amount
from .outline import is_leaf


@dataclass(frozen=True)
class Totals:
    """``rows`` are (title, whole, by sector); sums are without bonus, which stands on top."""

    total: Decimal
    declared: Decimal
    bonus: Decimal
    sectors: tuple[tuple[str, Decimal], ...]
    rows: tuple[tuple[str, str, Decimal, tuple[Decimal, ...]], ...]

    @property
    def warning(self) -> str:
        """What a reader must know before publishing; empty when sums and total agree."""
        wrong = [(name, value) for name, value in self.sectors if value != self.declared]
        if not wrong:
            return ""
        if len({value for _, value in wrong}) == 1 and len(wrong) == len(self.sectors):
            return f"各项分值合计 {_show(wrong[0][1])} 分，与总分 {_show(self.declared)} 分不一致。"
        parts = "；".join(f"{name} {_show(value)} 分" for name, value in wrong)
        return f"与总分 {_show(self.declared)} 分不一致：{parts}。"


def totals_of(document: Mapping[str, Any]) -> Totals | None:
    """Sums of a scored document; None for a gate, which has no points."""
    if document.get("kind") == "gate":
        return None
    nodes = document.get("criteria", [])
    named = sectors_in(nodes)
    sectors = _cases(nodes, named) or [("各领域", points(nodes))]
    rows = tuple(
        (node["code"], node.get("title", ""), points([node]), tuple(points([node], each) for each in named))
        for node in nodes
    )
    bonus = points(nodes, bonus=True)
    return Totals(points(nodes), _amount(document.get("total", 100)), bonus, tuple(sectors), rows)


def _cases(nodes: list[Mapping[str, Any]], sectors: list[str]) -> list[tuple[str, Decimal]]:
    """Sums by sector, and by level where the document distinguishes levels; whom nothing concerns is left out."""
    levels = [level for level in Level if _names_level(nodes, level.value)]
    found = []
    for sector in sectors or ([""] if levels else []):
        label = Sector(sector).label if sector else ""
        for level in ["", *levels][1 if levels else 0 :]:
            value = points(nodes, sector, str(level))
            name = "·".join(part for part in (label, str(Level(level).label) if level else "") if part)
            if value:
                found.append((name, value))
    return found


def _names_level(nodes: Iterable[Mapping[str, Any]], level: str) -> bool:
    return any(level in node.get("levels", ()) or _names_level(node.get("children", ()), level) for node in nodes)


def sectors_in(nodes: Iterable[Mapping[str, Any]]) -> list[str]:
    """The sectors among which a document distinguishes: all of them as soon as one node names any."""
    found = any(node.get("sectors") or sectors_in(node.get("children", [])) for node in nodes)
    return list(Sector.values) if found else []


def points(nodes: Iterable[Mapping[str, Any]], sector: str = "", level: str = "", *, bonus: bool = False) -> Decimal:
    """Sum of the points of what belongs to a sector and a level ("" for all); ``bonus`` sums the bonus instead."""
    total = Decimal(0)
    for node in nodes:
        if sector and node.get("sectors") and sector not in node["sectors"]:
            continue
        if level and node.get("levels") and level not in node["levels"]:
            continue
        if node.get("bonus", False):
            total += points([{**node, "bonus": False}], sector, level) if bonus else 0
        elif is_leaf(node):
            total += 0 if bonus or not _counts(node) else _amount(node.get("points", 0))
        else:
            below = points(node.get("children", []), sector, level, bonus=bonus)
            cap = node.get("cap")
            total += below if cap is None else min(below, _amount(cap))
    return total


def _counts(node: Mapping[str, Any]) -> bool:
    return bool(node.get("enabled", not node.get("compliance_note")))


def _amount(value: object) -> Decimal:
    return parse_amount(value, signed=True)[0] or Decimal(0)


def _show(value: Decimal) -> str:
    return f"{value.normalize():f}"
