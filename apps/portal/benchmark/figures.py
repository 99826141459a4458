"""One measured figure, its goal, and the table that shows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

HEADER = ("项目", "结果", "目标", "达到")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: texts for people, and whether the goal was met (None: no goal)."""

    name: str
    value: str
    goal: str = ""
    met: bool | None = None


def under(name: str, seconds: float, goal: float) -> Figure:
    """A duration that has to stay under ``goal`` seconds."""
    return Figure(name, _duration(seconds), f"< {_duration(goal)}", seconds < goal)


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


def table(figures: Sequence[Figure]) -> str:
    """Columns in line, wide characters counted as two."""
    rows = [HEADER, *((f.name, f.value, f.goal, {True: "是", False: "否", None: ""}[f.met]) for f in figures)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADER))]
    return "\n".join(
        "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
