"""Basic points, bonus and deductions apart: only basic points are re-based, bonus has a cap of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .adjusting import NOTHING, Adjustment, Worlds
from .folding import bucket_of
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

    @property
    def on_top(self) -> Worlds:
        """What is not re-based."""
        return self.bonus.plus(self.deducted)


def buckets_of(outcomes: Iterable[Outcome], lines: Iterable[Adjustment] = ()) -> Buckets:
    """The points of these criteria and lines by kind."""
    found = Buckets()
    for outcome in outcomes:
        if not outcome.children:
            found = found.plus(_bucket(bucket_of(outcome), outcome.worlds))
        else:
            found = found.plus(buckets_of(outcome.children, outcome.adjustments))
    for line in lines:
        found = found.plus(_bucket(line.bucket, line.change))
    return found


def _bucket(name: str, worlds: Worlds) -> Buckets:
    match name:
        case "bonus":
            return Buckets(bonus=worlds)
        case "deducted":
            return Buckets(deducted=worlds)
        case _:
            return Buckets(basic=worlds)
