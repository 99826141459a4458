"""``rank``: places in groups, quota shares of grades, and ties that somebody has to decide.

Pure: the order in which contenders are given does not matter. Scores are compared unrounded, then the
tie-breakers in their order (higher is better); who is equal in all of them shares a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal
from itertools import groupby

from .whole import GradeBand

Key = int | str
Order = tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Contender:
    """One member of the cohort.

    ``tie_breakers`` decide between equal scores, missing ones come last. ``grade`` is the code by merit
    (before quota), ``decision`` the code given by a recorded manual decision. Who is not ``eligible`` or
    has no score takes part in the cohort but gets no place.
    """

    key: Key
    score: Decimal | None
    tie_breakers: Order = ()
    group: str = ""
    eligible: bool = True
    grade: str = ""
    decision: str = ""

    @property
    def is_ranked(self) -> bool:
        """Whether it gets a place."""
        return self.eligible and self.score is not None


@dataclass(frozen=True, slots=True)
class RankRules:
    """``ladder``: grades best first, with their quota shares; ``limits``: places to be given per group."""

    ladder: tuple[GradeBand, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """One contender's place in its group; None without a place.

    ``merit`` and ``grade`` are the grades before and after quota and decision. ``tied_for`` names the
    grade on whose boundary equal contenders stand: a recorded decision must say who gets it.
    ``on_cut``: equal contenders stand across the group's last place. Without a place the grade by merit
    stays, and uses up no share.
    """

    key: Key
    group: str
    place: int | None
    merit: str = ""
    grade: str = ""
    tied_for: str = ""
    on_cut: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """How one grade's share is used in one group: ``places`` is the share of the cohort, cut down."""

    group: str
    grade: str
    share: Decimal
    hard: bool
    cohort: int
    places: int
    taken: int
    tied: tuple[Key, ...] = ()

    @property
    def over(self) -> int:
        """By how many the grade is given too often."""
        return max(0, self.taken - self.places)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everybody's standing, by group and place, and the use of the quotas."""

    standings: tuple[Standing, ...]
    quotas: tuple[QuotaUse, ...] = ()

    @property
    def by_key(self) -> dict[Key, Standing]:
        """Standings by the key of the contender."""
        return {standing.key: standing for standing in self.standings}

    @property
    def undecided(self) -> tuple[Standing, ...]:
        """Standings on a boundary, which need a recorded decision."""
        return tuple(standing for standing in self.standings if standing.tied_for or standing.on_cut)


def rank(cohort: Iterable[Contender], rules: RankRules | None = None) -> Ranking:
    """Rank the cohort within its groups and give out grades within their shares.

    A hard share is an upper bound, ⌊n × share⌋ of the group's cohort: who is beyond it drops to the next
    grade and stands there in the order of the ranking. A soft share is a target: nobody drops, the use
    is reported. Equal contenders across a hard boundary all wait below it until a decision is recorded;
    a decided grade uses up a place and is never changed.
    """
    rules = rules or RankRules()
    ordered = sorted(cohort, key=lambda one: (one.group, *_order(one), str(one.key)))
    standings: list[Standing] = []
    quotas: list[QuotaUse] = []
    for group, members in groupby(ordered, key=lambda one: one.group):
        found = list(members)
        placed = _placed(found, rules.limits.get(group))
        graded, uses = _graded(group, found, placed, rules.ladder)
        standings += graded
        quotas += uses
    return Ranking(tuple(standings), tuple(quotas))


def _order(one: Contender) -> tuple[tuple[int, Decimal], ...]:
    """Ranked before unranked, then higher before lower; what is missing comes last."""
    amounts = (one.score, *one.tie_breakers)
    ranked = (0 if one.is_ranked else 1, Decimal(0))
    return (ranked, *((1, Decimal(0)) if amount is None else (0, -amount) for amount in amounts))


def _placed(members: Sequence[Contender], limit: int | None) -> list[Standing]:
    found: list[Standing] = []
    ranked = [one for one in members if one.is_ranked]
    place = 0
    for _, equals in groupby(ranked, key=_order):
        tied = list(equals)
        first, last = place + 1, place + len(tied)
        inside = limit is None or last <= limit
        on_cut = limit is not None and first <= limit < last
        found += [Standing(one.key, one.group, first, inside=inside, on_cut=on_cut) for one in tied]
        place = last
    rest = [one for one in members if not one.is_ranked]
    return found + [Standing(one.key, one.group, None) for one in rest]


def _graded(
    group: str, members: Sequence[Contender], placed: Sequence[Standing], ladder: Sequence[GradeBand]
) -> tuple[list[Standing], list[QuotaUse]]:
    """Walk down the ladder; who finds no place in a grade tries the next one."""
    contenders = {one.key: one for one in members}
    final: dict[Key, str] = {one.key: one.decision for one in members if one.decision}
    tied_for: dict[Key, str] = {}
    waiting: list[Standing] = []
    uses = []
    for band in ladder:
        own = [s for s in placed if s.place and contenders[s.key].grade == band.code and s.key not in final]
        pool = sorted([*waiting, *own], key=lambda standing: standing.place or 0)
        decided = sum(code == band.code for code in final.values())
        places = _places(band, len(members))
        kept, waiting, tied = _fill(pool, None if places is None or not band.hard else max(0, places - decided))
        final.update((standing.key, band.code) for standing in kept)
        tied_for |= {standing.key: band.code for standing in tied if standing.key not in tied_for}
        if places is not None and band.share is not None:
            keys = tuple(standing.key for standing in tied)
            taken = decided + len(kept)
            uses.append(QuotaUse(group, band.code, band.share, band.hard, len(members), places, taken, keys))
    graded = [
        replace(
            standing,
            merit=contenders[standing.key].grade,
            grade=final.get(standing.key, "" if standing.place else contenders[standing.key].grade),
            tied_for=tied_for.get(standing.key, ""),
        )
        for standing in placed
    ]
    return graded, uses


def _places(band: GradeBand, cohort: int) -> int | None:
    if band.share is None:
        return None
    return int((band.share * cohort).to_integral_value(rounding=ROUND_FLOOR))


def _fill(pool: Sequence[Standing], places: int | None) -> tuple[list[Standing], list[Standing], list[Standing]]:
    """Who fits, who waits for the next grade, and who of these is tied across the boundary."""
    if places is None or len(pool) <= places:
        return list(pool), [], []
    kept: list[Standing] = []
    waiting: list[Standing] = []
    tied: list[Standing] = []
    for _, equals in groupby(pool, key=lambda standing: standing.place):
        same = list(equals)
        if not waiting and len(kept) + len(same) <= places:
            kept += same
            continue
        if not waiting and len(kept) < places:
            tied = same
        waiting += same
    return kept, waiting, tied
