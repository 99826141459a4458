"""How several scorers' results become one, and how they are brought to one scale. Pure: the order never matters.

One scale (校准), decided before the round: each score is taken as a share of its leaf's range in percent. With m and
s the mean and the standard deviation of one scorer's shares and M and S those of all shares of the round, a share x
becomes M + (x − m) × S ÷ s. Who gave fewer than three scores, or always the same, is only shifted: x − m + M. The
result stays within 0 and 100 and is turned back into the leaf's range.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from apps.applications.leaf_parts import judged_of
from apps.core.limits import shortened
from apps.standards import engine
from apps.standards.engine.measures.claims import Checklist, Judged

from ..choices import ResultVerdict, Scoring
from .verifying import NOTE_LIMIT, Found, level_choices, member_choices

#: From so many scorers on one highest and one lowest score are left out (practice B15).
TRIMMED_FROM = 5
#: Fewer scores say nothing about how far a scorer's marks spread.
SPREAD_FROM = 3
HUNDRED, ZERO = Decimal(100), Decimal(0)
KEPT = Decimal("0.0001")


def method_words(scoring: str, scorers: int) -> str:
    """How a leaf's score was made, as people read it."""
    if scoring == Scoring.TRIMMED and scorers >= TRIMMED_FROM:
        return f"{scorers} 位评委，去掉 1 个最高分和 1 个最低分后平均"
    if scoring == Scoring.TRIMMED:
        return f"{scorers} 位评委，不足 {TRIMMED_FROM} 位，不去最高分和最低分，直接平均"
    return f"{scorers} 位评委，取平均分"


def mean_of(numbers: Sequence[Decimal], scoring: str) -> Decimal:
    """The plain or the trimmed mean, to four places."""
    ordered = sorted(numbers)
    if scoring == Scoring.TRIMMED and len(ordered) >= TRIMMED_FROM:
        ordered = ordered[1:-1]
    return (sum(ordered, ZERO) / len(ordered)).quantize(KEPT, ROUND_HALF_UP)


def combined(leaf: engine.Criterion, given: Sequence[Found], scoring: str) -> Found:
    """What all scorers together say of a leaf: scores by their mean, the rest by majority.

    An even split of 达标 and 不达标 is 不达标: what half of the scorers did not find does not stand. A verified
    number (a fact, no opinion) is the middle one of those who are in the majority.
    """
    verdict = _majority(given)
    note = shortened("；".join(sorted({found.note for found in given if found.note})), NOTE_LIMIT)
    if verdict == ResultVerdict.NOT_APPLICABLE:
        return Found(verdict, note=note)
    judged = judged_of(leaf)
    voting = [found for found in given if found.verdict != ResultVerdict.NOT_APPLICABLE]
    if judged is not None and judged.grades:
        return _by_grade(leaf, judged, voting, verdict, note, scoring)
    scores = [found.value for found in voting if found.value is not None]
    if judged is not None and scores:
        mean = mean_of(scores, scoring)
        return Found(_verdict_at(mean, judged), mean, note=note)
    return _by_side(leaf, [found for found in voting if found.verdict == verdict], verdict, note)


def share_of(leaf: engine.Criterion, found: Found) -> Decimal | None:
    """The result as a share of the leaf's range in percent; 100 or 0 where only the verdict speaks."""
    if found.verdict == ResultVerdict.NOT_APPLICABLE:
        return None
    judged = judged_of(leaf)
    points = _points(judged, found) if judged is not None else []
    if judged is not None and points and judged.high > judged.low:
        return (sum(points, ZERO) / len(points) - judged.low) * HUNDRED / (judged.high - judged.low)
    return HUNDRED if found.met else ZERO


def is_scored(leaf: engine.Criterion) -> bool:
    """Whether the leaf is given a number by its scorers."""
    judged = judged_of(leaf)
    return judged is not None and not judged.grades and judged.high > judged.low


@dataclass(frozen=True)
class Mark:
    """One score of one scorer as a share in percent; ``cell`` names visit and leaf."""

    scorer: int
    cell: Any
    share: Decimal


def scaled(marks: Iterable[Mark]) -> dict[tuple[int, Any], Decimal]:
    """Every mark on the common scale, see the head of this file."""
    rows = list(marks)
    own: dict[int, list[Decimal]] = {}
    for mark in rows:
        own.setdefault(mark.scorer, []).append(mark.share)
    mean, spread = _moments([mark.share for mark in rows])
    moments = {scorer: _moments(shares) for scorer, shares in own.items()}
    return {
        (mark.scorer, mark.cell): _on_scale(mark.share, moments[mark.scorer], len(own[mark.scorer]), mean, spread)
        for mark in rows
    }


def _on_scale(share: Decimal, own: tuple[Decimal, Decimal], count: int, mean: Decimal, spread: Decimal) -> Decimal:
    factor = spread / own[1] if count >= SPREAD_FROM and own[1] else Decimal(1)
    return min(max(mean + (share - own[0]) * factor, ZERO), HUNDRED)


def _moments(shares: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    if not shares:
        return ZERO, ZERO
    ordered = sorted(shares)  # sums of a fixed order are equal to the last digit
    mean = sum(ordered, ZERO) / len(ordered)
    return mean, (sum(((share - mean) ** 2 for share in ordered), ZERO) / len(ordered)).sqrt()


def score_at(leaf: engine.Criterion, share: Decimal) -> Decimal:
    """The score behind a share of the leaf's range."""
    judged = judged_of(leaf)
    assert judged is not None, f"{leaf.code} is given no score"
    return judged.low + (judged.high - judged.low) * share / HUNDRED


def _majority(given: Sequence[Found]) -> str:
    counts = Counter(found.verdict for found in given)
    order = (ResultVerdict.FAIL, ResultVerdict.PASS, ResultVerdict.NOT_APPLICABLE)
    return max(order, key=lambda verdict: (counts[verdict], -order.index(verdict))).value


def _verdict_at(points: Decimal, judged: Judged) -> str:
    return (ResultVerdict.PASS if points >= judged.pass_at else ResultVerdict.FAIL).value


def _by_grade(
    leaf: engine.Criterion, judged: Judged, voting: Sequence[Found], verdict: str, note: str, scoring: str
) -> Found:
    """All grades side by side, best first; the engine takes their mean. A leaf for one assessor takes the middle one."""
    points = {grade.code: grade.points for grade in judged.grades}
    codes = {code for code, _ in level_choices(leaf)}
    chosen = [code for found in voting for code in found.members if code in codes]
    chosen.sort(key=lambda code: (-points[code], code))
    if not chosen:
        return Found(verdict, note=note)
    if scoring == Scoring.TRIMMED and len(chosen) >= TRIMMED_FROM and judged.assessors != "trimmed":
        chosen = chosen[1:-1]
    if judged.assessors == "single":
        chosen = [chosen[len(chosen) // 2]]
    mean = sum((points[code] for code in chosen), ZERO) / len(chosen)
    return Found(_verdict_at(mean, judged), members=chosen[:1], note=note, scores=chosen[1:])


def _by_side(leaf: engine.Criterion, side: Sequence[Found], verdict: str, note: str) -> Found:
    """The middle numbers of the majority, and what more than half of it ticked."""
    ticks = Counter(code for found in side for code in set(found.members))
    members = [code for code, _ in member_choices(leaf) if ticks[code] * 2 > len(side)]
    measure = leaf.measure
    if isinstance(measure, Checklist) and (len(members) >= measure.required) != (verdict == ResultVerdict.PASS):
        members = []  # everybody ticked something else: the verdict alone is agreed
    codes = sorted({code for found in side for code in found.figures})
    figures = {code: _middle([Decimal(f.figures[code]) for f in side if code in f.figures]) for code in codes}
    values = [found.value for found in side if found.value is not None]
    return Found(
        verdict,
        _middle(values) if values else None,
        members,
        note,
        {code: format(value, "f") for code, value in figures.items()},
    )


def _middle(numbers: Sequence[Decimal]) -> Decimal:
    return sorted(numbers)[(len(numbers) - 1) // 2]


def _points(judged: Judged, found: Found) -> list[Decimal]:
    if not judged.grades:
        further = [Decimal(text) for text in found.scores]
        return [found.value, *further] if found.value is not None else further
    points: Mapping[str, Decimal] = {grade.code: grade.points for grade in judged.grades}
    return [points[code] for code in [*found.members, *found.scores] if code in points]
