"""What caps, floors, exclusions and vetoes take from or add to a node, each as a line of its own.

Every amount is kept in three worlds: as decided so far, at the worst and at the best that open leaves
still allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from .amounts import ZERO


class Worlds(NamedTuple):
    """An amount now, at worst and at best."""

    now: Decimal = ZERO
    worst: Decimal = ZERO
    best: Decimal = ZERO

    def plus(self, other: Worlds) -> Worlds:
        """World by world."""
        return Worlds(self.now + other.now, self.worst + other.worst, self.best + other.best)

    def minus(self, other: Worlds) -> Worlds:
        """What must be added to ``other`` to get this, world by world."""
        return Worlds(self.now - other.now, self.worst - other.worst, self.best - other.best)

    def each(self, change: Callable[[Decimal], Decimal]) -> Worlds:
        """The same change, which must not fall, in every world."""
        return Worlds(change(self.now), change(self.worst), change(self.best))

    @property
    def settled(self) -> bool:
        """Whether nothing open can change it."""
        return self.worst == self.now == self.best


NOTHING = Worlds()


def total(amounts: Iterable[Worlds]) -> Worlds:
    """The sum, world by world."""
    found = NOTHING
    for amount in amounts:
        found = found.plus(amount)
    return found


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One line beside the parts of a node, so that its parts add up to its points.

    ``kind``: cap, floor (of a section), shared_cap, shared_floor, bonus_cap, exclusive, veto.
    ``change`` is added to the points, ``max_change`` and ``full_change`` to the maximum without and with
    what does not apply; ``title`` names the rule, ``limit`` its bound, ``before`` the points that it
    found. ``bucket`` says which points it changes: basic, bonus or deducted, ``mixed`` that it bounds
    several kinds together; ``codes`` and ``others`` are
    the codes and titles of the criteria that share a bound.
    """

    kind: str
    change: Worlds
    title: str = ""
    limit: Decimal | None = None
    before: Decimal = ZERO
    max_change: Decimal = ZERO
    full_change: Decimal = ZERO
    bucket: str = "basic"
    mixed: bool = False
    codes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def bounded(amount: Decimal, least: Decimal | None, most: Decimal | None) -> Decimal:
    """The amount between both bounds; the cap wins where they cross."""
    if least is not None and amount < least:
        amount = least
    return most if most is not None and amount > most else amount
