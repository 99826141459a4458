"""Who fails one leaf: every organization of a subtree against it, with counts by place and sector that tie out."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef

from apps.organizations.choices import Sector
from apps.organizations.models import CurrentFact, Organization
from apps.organizations.querysets import OrganizationQuerySet

from . import engine
from .engine.evaluate_leaf import evaluate_leaf
from .engine.measures.numbers import ShareOfDescendants
from .inputs import Loader
from .models import StandardVersion
from .queries import engine_version
from .registries import claims_of

#: What of an organization a census reads.
FIELDS = (
    "pk", "code", "name", "short_name", "path", "depth", "numchild", "sector", "kind", "level", "stars", "is_weak",
    "established_on",
)  # fmt: skip
#: From how many organizations the leaf to open on is told.
SAMPLE = 200
MET, UNMET, OPEN = "met", "unmet", "open"
SPARED = engine.State.NOT_APPLICABLE
STATES = {MET: "达到", UNMET: "未达到", OPEN: "缺数据"}


@dataclass(frozen=True)
class Line:
    """One organization to which the leaf applies."""

    organization: Organization
    outcome: engine.Outcome

    @property
    def state(self) -> str:
        if self.outcome.state is not engine.State.SCORED:
            return OPEN
        return MET if self.outcome.verdict is engine.Verdict.MET else UNMET

    @property
    def value(self) -> str:
        """What is known, in the words of the explanation."""
        reading = self.outcome.reading
        return "；".join(used.describe() for used in reading.used) if reading is not None else ""

    @property
    def gap(self) -> str:
        """What is lacking; for an open leaf why nobody knows."""
        if self.state == OPEN:
            return self.outcome.reason
        gain = self.outcome.gain
        return gain.text if gain is not None and self.state == UNMET else ""


@dataclass(frozen=True)
class Tally:
    """Organizations of one group to which the leaf applies. ``key`` is a sector or the id of an organization."""

    key: str
    label: str
    met: int = 0
    unmet: int = 0
    open: int = 0

    @property
    def applicable(self) -> int:
        return self.met + self.unmet + self.open

    @property
    def share(self) -> Decimal:
        """Of those to which it applies, the percentage that fulfil it; silent ones do not."""
        return Decimal(self.met) * 100 / self.applicable if self.applicable else Decimal(0)

    def short_of(self, target: Decimal) -> int:
        """How many more must fulfil it for the share to reach ``target`` percent."""
        return max(0, math.ceil(target * self.applicable / 100) - self.met)


@dataclass(frozen=True)
class Census:
    """A leaf over a subtree: the lines in the order of the tree. ``spared`` organizations need not fulfil it."""

    leaf: engine.Criterion
    lines: Sequence[Line]
    spared: int

    @cached_property
    def whole(self) -> Tally:
        return _tally("", "合计", self.lines)

    def by_sector(self) -> list[Tally]:
        found = self._grouped(lambda line: line.organization.sector)
        return [_tally(key, Sector(key).label, found[key]) for key in Sector.values if key in found]

    def by_place(self, top: Organization, children: Iterable[Organization]) -> list[Tally]:
        """By the organizations one step below ``top``, itself first."""
        size = len(top.path) + Organization.steplen
        found = self._grouped(lambda line: line.organization.path[:size])
        own = [_tally(str(top.pk), f"{top.short_name}本级", found[top.path])] if top.path in found else []
        return own + [_tally(str(row.pk), row.short_name, found[row.path]) for row in children if row.path in found]

    def _grouped(self, key: Callable[[Line], str]) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(key(line), []).append(line)
        return found


def _tally(key: str, label: str, lines: Iterable[Line]) -> Tally:
    counts = dict.fromkeys(STATES, 0)
    for line in lines:
        counts[line.state] += 1
    return Tally(key, label, counts[MET], counts[UNMET], counts[OPEN])


def census_of(version: StandardVersion, code: str, organizations: OrganizationQuerySet) -> Census:
    """Hold every organization to which one leaf belongs against it, in a constant number of statements a chunk.

    Raises:
        KeyError: the version has no such leaf.
    """
    tree = engine_version(version)
    leaf = tree.by_code[code]
    rows = list(_outcomes(version, leaf, _belonging(tree, leaf, organizations)))
    lines = [Line(organization, outcome) for organization, outcome in rows if outcome.state is not SPARED]
    return Census(leaf, lines, len(rows) - len(lines))


def worst_leaf(version: StandardVersion, organizations: OrganizationQuerySet) -> str:
    """The leaf that most organizations are known to fail, told from the first that have data; "" where none has.

    A page opens on it, so that a bounded number of organizations must do: its figures are then those of all.
    """
    tree = engine_version(version)
    known = CurrentFact.objects.filter(organization=OuterRef("pk"))
    sample = organizations.filter(Exists(known)).only(*FIELDS).order_by("path")[:SAMPLE]
    inputs = Loader(tree).load(list(sample))
    failing, decided = Counter[str](), Counter[str]()
    for given in inputs.values():
        for outcome in engine.evaluate_version(tree, given).leaves():
            if outcome.state is engine.State.SCORED:
                decided[outcome.code] += 1
                failing[outcome.code] += outcome.verdict is not engine.Verdict.MET
    asked = [leaf.code for leaf in tree.leaves() if leaf.enabled and decided[leaf.code]]
    return max(asked, key=lambda code: (failing[code], decided[code]), default="")


def _outcomes(
    version: StandardVersion, leaf: engine.Criterion, organizations: OrganizationQuerySet
) -> Iterator[tuple[Organization, engine.Outcome]]:
    tree = engine_version(version)
    loader = Loader(tree, only={leaf.code})
    for chunk, inputs in loader.load_in_chunks(organizations.only(*FIELDS)):
        claims = claims_of(version, {leaf.code}, list(inputs))
        for organization in chunk:
            given = inputs[organization.pk]
            if said := claims.get(organization.pk):
                given = replace(given, claims=said)
            yield organization, evaluate_leaf(leaf, given, gate=tree.is_gate)


def _belonging(
    tree: engine.Version, leaf: engine.Criterion, organizations: OrganizationQuerySet
) -> OrganizationQuerySet:
    """The organizations that have the leaf at all, by its own and its sections' sectors, kinds and levels."""
    for criterion in lineage_of(tree, leaf.code):
        for field, wanted in (("sector", criterion.sectors), ("kind", criterion.kinds), ("level", criterion.levels)):
            if wanted:
                organizations = organizations.filter(**{f"{field}__in": sorted(wanted)})
    return organizations


def lineage_of(tree: engine.Version, code: str) -> list[engine.Criterion]:
    """The sections above a leaf, outermost first, and the leaf itself."""

    def down(criteria: Iterable[engine.Criterion], above: list[engine.Criterion]) -> list[engine.Criterion]:
        for criterion in criteria:
            if criterion.code == code:
                return [*above, criterion]
            if found := down(criterion.children, [*above, criterion]):
                return found
        return []

    return down(tree.criteria, [])


def demanded_share(tree: engine.Version, code: str) -> Decimal:
    """The percentage of organizations that another leaf of the version asks for (不少于 20%); else all of them."""
    for leaf in tree.leaves():
        measure = leaf.measure
        if isinstance(measure, ShareOfDescendants) and measure.leaf == code:
            return measure.threshold.value
    return Decimal(100)
