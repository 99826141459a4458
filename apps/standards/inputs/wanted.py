"""Which figures the leaves of an organization read, by kind."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from .. import engine

#: Past and current values of a metric are one statement's work.
GROUPS = {"history": "metric"}


@dataclass(frozen=True)
class Wanted:
    """Codes that an evaluation reads. ``aggregates`` and ``means`` are leaf codes, the rest codes of the catalogues."""

    metrics: frozenset[str] = frozenset()
    records: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    aggregates: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    surveys: frozenset[str] = frozenset()
    means: frozenset[str] = frozenset()

    def __or__(self, other: "Wanted") -> "Wanted":
        return Wanted(*(mine | theirs for mine, theirs in zip(self.parts, other.parts, strict=True)))

    @property
    def below(self) -> frozenset[str]:
        """Leaves about the organizations below."""
        return self.aggregates | self.means

    @property
    def parts(self) -> tuple[frozenset[str], ...]:
        return self.metrics, self.records, self.references, self.aggregates, self.events, self.surveys, self.means


def wanted_of(tree: engine.Version, sector: str, kind: str, level: str, only: Collection[str] | None = None) -> Wanted:
    """What the leaves of an organization of this sector, kind and level read; ``only`` these leaves, when given."""
    if only is None:
        return _of_all(tree, (sector, kind, level))
    leaves = engine.leaf_inputs(tree, sector, kind, level=level)
    return wanted_by(need for leaf in leaves if leaf.criterion.code in only for need in leaf.needs)


#: A tree never changes: what its leaves read is found once per process for each kind of organization.
_kept: dict[tuple[int, str, str, str], tuple[engine.Version, Wanted]] = {}
MOST_KEPT = 200


def _of_all(tree: engine.Version, group: tuple[str, str, str]) -> Wanted:
    kept = _kept.get((id(tree), *group))
    if kept is not None and kept[0] is tree:
        return kept[1]
    sector, kind, level = group
    leaves = engine.leaf_inputs(tree, sector, kind, level=level)
    found = wanted_by(need for leaf in leaves for need in leaf.needs) | Wanted(surveys=_surveys_of_the_whole(tree))
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[(id(tree), *group)] = (tree, found)
    return found


def _surveys_of_the_whole(tree: engine.Version) -> frozenset[str]:
    """Those that parts of a composite and limits of grades read."""
    parts = {part.survey for part in tree.whole.parts if part.survey}
    return frozenset(parts | {limit.key for limit in tree.whole.limits if limit.source == "survey"})


def wanted_by(needs: Iterable[engine.Need]) -> Wanted:
    """The codes of these needs, by kind."""
    found: dict[str, set[str]] = {}
    for need in needs:
        found.setdefault(GROUPS.get(need.kind, need.kind), set()).add(need.code)
    kinds = ("metric", "record", "reference", "aggregate", "event", "survey", "mean")
    return Wanted(*(frozenset(found.get(kind, ())) for kind in kinds))
