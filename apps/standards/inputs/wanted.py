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
    leaves = engine.leaf_inputs(tree, sector, kind, level=level)
    found = wanted_by(need for leaf in leaves if only is None or leaf.criterion.code in only for need in leaf.needs)
    return found | Wanted(surveys=_surveys_of_the_whole(tree)) if only is None else found


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
