"""Basic points, bonus and deductions apart: only basic points are re-based, bonus has a cap of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .adjusting import NOTHING, Adjustment, Worlds
from .outcome import Outcome


@dataclass(frozen=True, slots=True)
class Buckets:
    """The points of some criteria by kind."""

    basic: Worlds = NOTHING
    bonus: Worlds = NOTHING
    deducted: Worlds = NOTHING

    def plus(self, other: Buckets) -> Buckets:
        """Kind by kind."""
        return Buckets(self.basic.plus(other.basic), self.bonus.plus(other.bonus), self.deducted.plus(other.deducted))

    def by_name(self) -> dict[str, Worlds]:
        """The points under the name of their kind."""
        return {"basic": self.basic, "bonus": self.bonus, "deducted": self.deducted}

    @property
    def on_top(self) -> Worlds:
        """What is not re-based."""
        return self.bonus.plus(self.deducted)


def bucket_of(outcome: Outcome) -> str:
    """Which kind of points an outcome holds: basic ones are re-based, the others stand on top."""
    if outcome.is_bonus:
        return "bonus"
    leaf = outcome.criterion
    return "deducted" if leaf is not None and leaf.is_leaf and not leaf.points else "basic"


def buckets_of(outcomes: Iterable[Outcome], lines: Iterable[Adjustment] = (), shrinking: bool = False) -> Buckets:
    """The points of these criteria and lines by kind.

    ``shrinking``: basic points are re-based to less than they are; then bounds over several kinds change
    the basic ones, else the others, so that a better answer never lowers the whole.
    """
    found = Buckets()
    for outcome in outcomes:
        if not outcome.children:
            found = found.plus(_bucket(bucket_of(outcome), outcome.worlds))
        else:
            found = found.plus(buckets_of(outcome.children, outcome.adjustments, shrinking))
    for line in lines:
        found = found.plus(_bucket("basic" if line.mixed and shrinking else line.bucket, line.change))
    return found


def _bucket(name: str, worlds: Worlds) -> Buckets:
    match name:
        case "bonus":
            return Buckets(bonus=worlds)
        case "deducted":
            return Buckets(deducted=worlds)
        case _:
            return Buckets(basic=worlds)
