"""The score of the whole as a sum of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .adjusting import Worlds
from .amounts import ZERO
from .outcome import Line, VersionOutcome


def with_score(root: VersionOutcome, score: Worlds, lines: Sequence[Line]) -> VersionOutcome:
    """The root with its score, never below zero; a last line says what that changed."""
    kept = score.each(lambda points: max(ZERO, points))
    shown = [line for line in lines if line.points or line.kind in {"criterion", "part"}]
    if score.now < 0:
        shown.append(Line("floor", "总分不低于 0 分", -score.now, "floor"))
    return replace(root, score=kept.now, worst=kept.worst, best=kept.best, lines=tuple(shown))


def without_points(root: VersionOutcome, title: str) -> VersionOutcome:
    """The root after a veto that takes the whole score."""
    if root.score is None:
        return root
    line = Line("veto", f"一票否决：{title}", -root.score, "veto")
    return replace(root, score=ZERO, worst=ZERO, best=ZERO, lines=(*root.lines, line))
