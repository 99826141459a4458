"""How a leaf's points add up, in Chinese: addends, and what the points are out of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .amounts import ZERO, rounded, show, spread
from .outcome import Outcome
from .scoring import Part
from .words import State

SHOWN_PARTS = 12


def shown_parts(outcome: Outcome) -> tuple[Part, ...]:
    """The addends of a leaf's points with two places, such that they add up to the shown points.

    Empty where the points are a single figure; a long list ends with the sum of its rest.
    """
    criterion, reading = outcome.criterion, outcome.reading
    if criterion is None or criterion.scoring is None or reading is None or outcome.state is not State.SCORED:
        return ()
    parts = criterion.scoring.parts(criterion.points, reading)
    if len(parts) > SHOWN_PARTS:
        rest = parts[SHOWN_PARTS - 1 :]
        total = sum((part.points for part in rest), ZERO)
        parts = (*parts[: SHOWN_PARTS - 1], Part(f"其余 {len(rest)} 项", total))
    figures = spread([part.points for part in parts], rounded(outcome.earned))
    return tuple(Part(part.label, points) for part, points in zip(parts, figures, strict=True))


def workings(outcome: Outcome) -> str:
    """E.g. 计分：满分 4 分；缺 2 项，每项扣 1 分 −2 分；合计 2 分。 Empty where there is nothing to add."""
    parts = shown_parts(outcome)
    if not parts:
        return ""
    return f"计分：{_listed(parts)}；合计 {show(outcome.earned)} 分。"


def _listed(parts: Sequence[Part]) -> str:
    first, *rest = parts
    texts = [f"{first.label} {show(first.points)} 分", *(f"{part.label} {signed(part.points)} 分" for part in rest)]
    return "；".join(texts)


def signed(points: Decimal) -> str:
    """With its sign: +3, −2, 0."""
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{show(abs(points))}"


def earned_text(outcome: Outcome) -> str:
    """The points and what they are out of: 得 3 分（满分 4 分）; 加 9 分（最高 10 分）; 扣 6 分（最多扣 10 分）."""
    points = show(abs(outcome.earned))
    if outcome.max:
        return f"得 {show(outcome.earned)} 分（满分 {show(outcome.max)} 分）"
    if outcome.earned < 0:
        return f"扣 {points} 分{_bounds(most_taken(outcome))}"
    if outcome.is_deduction:
        return f"不扣分{_bounds(most_taken(outcome))}"
    if outcome.extra:
        return f"加 {points} 分（最高 {show(outcome.extra)} 分）"
    return f"得 {show(outcome.earned)} 分（满分 {show(outcome.max)} 分）"


def most_taken(outcome: Outcome) -> Decimal:
    """How many points a leaf may take at most."""
    scoring = outcome.criterion.scoring if outcome.criterion is not None else None
    return max(ZERO, -scoring.floor) if scoring is not None else ZERO


def _bounds(most: Decimal) -> str:
    return f"（最多扣 {show(most)} 分）" if most else ""
