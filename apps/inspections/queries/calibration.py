"""How the scorers of a round score beside each other: for the office alone, never a ranking of people.

Every result is taken as a share of its leaf's range in percent (100 or 0 where only the verdict speaks). A scorer's
deviation is the mean, over all leaves that others scored at the same site, of the own share minus the mean of theirs.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.standards import engine
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version

from ..models import Round, ScorerResult
from .scoring import ZERO, share_of
from .verifying import Found

#: From so many common sites on, harsh and lenient are words; before, chance speaks.
COMMON_SITES = 3
#: Points of a hundred by which a scorer may differ without a word.
TOLERANCE = Decimal(3)


@dataclass(frozen=True)
class Scored:
    """One result of one scorer."""

    scorer: int
    name: str
    visit: Any
    leaf: str
    title: str
    share: Decimal


@dataclass
class Scorer:
    """One scorer beside the others."""

    name: str
    sites: int
    count: int
    mean: Decimal
    #: None where nobody else scored the same.
    deviation: Decimal | None
    common_sites: int

    @property
    def judged(self) -> bool:
        """Whether enough sites are common to say more than chance."""
        return self.deviation is not None and self.common_sites >= COMMON_SITES

    @property
    def stands_out(self) -> bool:
        return self.judged and abs(self.deviation or ZERO) > TOLERANCE

    @property
    def words(self) -> str:
        if not self.judged:
            return f"共同评分的单位不足 {COMMON_SITES} 个，不作判断"
        if not self.stands_out:
            return "尺度适中"
        return "偏宽" if (self.deviation or ZERO) > 0 else "偏严"

    @property
    def tone(self) -> str:
        return "warn" if self.stands_out else "idle"


@dataclass
class LeafSpread:
    """One leaf: how far its scorers lie apart, on average over the sites that several scored."""

    title: str
    sites: int
    mean: Decimal
    spread: Decimal


@dataclass
class Calibration:
    """A round's scorers and leaves."""

    scorers: list[Scorer]
    leaves: list[LeafSpread]


def calibration_of(round: Round) -> Calibration:
    """Two statements; scorers by name, leaves with the widest spread first."""
    return calibrated(_rows(round))


def calibrated(rows: Iterable[Scored]) -> Calibration:
    """The pure part: independent of the order of rows."""
    cells: dict[tuple[Any, str], list[Scored]] = defaultdict(list)
    by_scorer: dict[int, list[Scored]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (str(row.visit), row.leaf, row.scorer)):
        cells[row.visit, row.leaf].append(row)
        by_scorer[row.scorer].append(row)
    scorers = [_scorer(own, cells) for own in by_scorer.values()]
    by_leaf: dict[str, list[list[Scored]]] = defaultdict(list)
    for (_, leaf), found in cells.items():
        by_leaf[leaf].append(found)
    leaves = [spread for found in by_leaf.values() if (spread := _spread(found)) is not None]
    scorers.sort(key=lambda scorer: scorer.name)
    leaves.sort(key=lambda leaf: (-leaf.spread, leaf.title))
    return Calibration(scorers, leaves)


def _scorer(own: list[Scored], cells: dict[tuple[Any, str], list[Scored]]) -> Scorer:
    apart, common = [], set()
    for row in own:
        others = [each.share for each in cells[row.visit, row.leaf] if each.scorer != row.scorer]
        if others:
            apart.append(row.share - _mean(others))
            common.add(row.visit)
    mean, sites = _mean([row.share for row in own]), {row.visit for row in own}
    return Scorer(own[0].name, len(sites), len(own), mean, _mean(apart) if apart else None, len(common))


def _spread(cells: list[list[Scored]]) -> LeafSpread | None:
    several = [[row.share for row in found] for found in cells if len(found) > 1]
    if not several:
        return None
    widths = [max(shares) - min(shares) for shares in several]
    every = [share for shares in several for share in shares]
    return LeafSpread(cells[0][0].title, len(several), _mean(every), _mean(widths))


def _mean(numbers: list[Decimal]) -> Decimal:
    return sum(numbers, ZERO) / len(numbers)


def _rows(round: Round) -> Iterable[Scored]:
    rows = ScorerResult.objects.filter(visit__round=round).exclude(visit__status="cancelled").order_by()
    told = rows.values_list(
        "scorer_id", "scorer__name", "visit_id", "criterion__version_id", "criterion__code", "criterion__title",
        "verdict", "value", "members",
    )  # fmt: skip
    trees: dict[int, engine.Version] = {}
    for scorer, name, visit, version, code, title, verdict, value, members in told.iterator(chunk_size=5000):
        if version not in trees:
            trees[version] = engine_version(StandardVersion.objects.get(pk=version))
        leaf = trees[version].by_code.get(code)
        share = None if leaf is None else share_of(leaf, Found(verdict, value, members))
        if share is not None:
            yield Scored(scorer, name, visit, code, title, share)
