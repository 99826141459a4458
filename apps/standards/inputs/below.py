"""Counts and means of the organizations below, for leaves that ask for a share of them or their mean.

Places below are read once in the order of the tree, each leaf is read once for each place, and running sums
answer every organization above: the work grows with the places, not with places times organizations.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import accumulate
from operator import or_
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Left

from apps.organizations.models import Organization
from apps.organizations.querysets import OrganizationQuerySet

from .. import engine
from ..engine.measures.base import Measure
from ..engine.measures.numbers import ShareOfDescendants
from ..engine.measures.outside import MeanBelow
from .means import Averages, averages, means_of, read_by
from .observations import Known, Told, read_known, references_at
from .places import LAST
from .wanted import Wanted, wanted_by

SOURCE = "下级数据汇总"
#: More prefixes than this are compared by their length instead of one by one.
FEW = 8


class Place(NamedTuple):
    """An organization below, as far as a share asks for it."""

    pk: int
    path: str
    sector: str
    kind: str
    level: str


@dataclass(frozen=True)
class Sums:
    """Running sums over the places in order: up to and without each of them."""

    matching: Sequence[int]
    fulfilling: Sequence[int]
    scored: Sequence[int]

    def between(self, low: int, high: int) -> engine.Aggregate | None:
        """All that match are counted, silent ones as not fulfilling; None while none of them has said anything."""
        if self.scored[high] == self.scored[low]:
            return None
        matching = self.matching[high] - self.matching[low]
        return engine.Aggregate(matching, self.fulfilling[high] - self.fulfilling[low], source=SOURCE)


@dataclass(frozen=True)
class Asked:
    """The places below organizations whose leaves ask for them, and what is read of each place."""

    tree: engine.Version
    places: Sequence[Place] = ()
    shares: Mapping[str, ShareOfDescendants] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    means: Mapping[str, MeanBelow] = field(default_factory=dict)
    wanted: Wanted = field(default_factory=Wanted)

    @classmethod
    def of(cls, tree: engine.Version, codes: Collection[str], organizations: Sequence[Organization]) -> "Asked":
        """One statement, none where no leaf asks. ``codes``: the leaves that ask for a share or a mean."""
        prefixes = _outermost(row.path for row in organizations if row.numchild)
        shares = _shares(tree, codes, organizations) if prefixes else {}
        means = means_of(tree, codes) if prefixes else {}
        if not shares and not means:
            return cls(tree)
        places = _places(prefixes)
        measures = {code: _inner(tree, share) for code, share in shares.items()}
        wanted = reduce(or_, (wanted_by(measure.needs(code)) for code, measure in measures.items()), Wanted())
        groups = {(place.sector, place.kind, place.level) for place in places}
        return cls(tree, places, shares, measures, means, wanted | read_by(tree, means.values(), groups))


@dataclass(frozen=True)
class Below:
    """What lies below a number of organizations, ready to be counted for each of them."""

    paths: Sequence[str] = ()
    sums: Mapping[str, Sums] = field(default_factory=dict)
    averages: Mapping[str, Averages] = field(default_factory=dict)

    @classmethod
    def read(cls, asked: Asked, as_of: dt.date, told: Told) -> "Below":
        """Read what the places say, in a fixed number of statements; ``told``: what their ledgers tell."""
        places = asked.places
        if not asked.shares and not asked.means:
            return cls()
        known = read_known([row.pk for row in places], [row.path for row in places], asked.wanted, as_of, told=told)
        inputs = [_inputs(place, known, as_of) for place in places]
        sums = {code: _sums(share, asked.measures[code], places, inputs) for code, share in asked.shares.items()}
        found = {}
        for code, mean in asked.means.items():
            fits = [_matches(mean.filter, place) for place in places]
            found[code] = averages(asked.tree, mean, fits, inputs)
        return cls([place.path for place in places], sums, found)

    def aggregates(self, organization: Organization, codes: Collection[str]) -> dict[str, engine.Aggregate]:
        """The counts below one organization, by leaf code; a leaf that nobody has answered is absent."""
        if not self.paths or not codes:
            return {}
        found = {code: self.sums[code].between(*self._range(organization)) for code in codes if code in self.sums}
        return {code: counts for code, counts in found.items() if counts is not None}

    def means(self, organization: Organization, codes: Collection[str]) -> dict[str, engine.Mean]:
        """The means below one organization, by leaf code; one without any value is absent."""
        if not self.paths or not codes:
            return {}
        low, high = self._range(organization)
        found = {code: self.averages[code].between(low, high) for code in codes if code in self.averages}
        return {code: mean for code, mean in found.items() if mean is not None}

    def _range(self, organization: Organization) -> tuple[int, int]:
        """The places below: from, and up to."""
        return bisect_right(self.paths, organization.path), bisect_left(self.paths, organization.path + LAST)


def _outermost(paths: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for path in sorted(paths):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def _shares(
    tree: engine.Version, codes: Collection[str], organizations: Iterable[Organization]
) -> dict[str, ShareOfDescendants]:
    """The leaves about organizations below that at least one of these organizations has."""
    groups = {(row.sector, row.kind, row.level) for row in organizations}
    return {
        leaf.code: leaf.measure
        for leaf in tree.leaves()
        if leaf.code in codes
        and isinstance(leaf.measure, ShareOfDescendants)
        and any(leaf.belongs_to(*group) for group in groups)
    }


def _places(prefixes: Sequence[str]) -> list[Place]:
    below = Organization.objects.active().order_by("path")
    if len(prefixes) <= FEW:
        below = below.filter(reduce(or_, (Q(path__startswith=prefix) for prefix in prefixes)))
    else:
        below = _by_length(below, prefixes)
    return [Place(*row) for row in below.values_list(*Place._fields)]


def _by_length(below: OrganizationQuerySet, prefixes: Sequence[str]) -> OrganizationQuerySet:
    condition = Q()
    for length in {len(prefix) for prefix in prefixes}:
        below = below.alias(**{f"first_{length}": Left("path", length)})
        condition |= Q(**{f"first_{length}__in": [prefix for prefix in prefixes if len(prefix) == length]})
    return below.filter(condition)


def _inner(tree: engine.Version, share: ShareOfDescendants) -> Measure:
    """What descendants have to fulfil: another leaf's measure, or the share's own."""
    found = tree.by_code[share.leaf].measure if share.leaf else share.measure
    assert found is not None  # the schema asks for one of the two
    return found


def _inputs(place: Place, known: Known, as_of: dt.date) -> engine.Inputs | None:
    """What one place says; None when it has said nothing at all."""
    history, records = known.history.get(place.pk, {}), known.records.get(place.pk, {})
    events = known.events.get(place.pk, {})
    if not history and not records and not events:
        return None
    return engine.Inputs(
        as_of=as_of,
        sector=place.sector,
        kind=place.kind,
        level=place.level,
        facts={code: values[0] for code, values in history.items()},
        history=history,
        records=records,
        events=events,
        references=references_at(place.path, known),
    )


def _sums(
    share: ShareOfDescendants, inner: Measure, places: Sequence[Place], inputs: Sequence[engine.Inputs | None]
) -> Sums:
    matching = [_matches(share.filter, place) for place in places]
    readings = [
        inner.read("", given) if fits and given is not None else None
        for fits, given in zip(matching, inputs, strict=True)
    ]
    scored = [reading is not None and reading.state is engine.State.SCORED for reading in readings]
    met = [reading is not None and reading.met for reading in readings]
    return Sums(_running(matching), _running(met), _running(scored))


def _running(flags: Iterable[bool]) -> list[int]:
    return list(accumulate((int(flag) for flag in flags), initial=0))


def _matches(filters: Mapping[str, tuple[str, ...]], place: Place) -> bool:
    given = {"sectors": place.sector, "kinds": place.kind, "levels": place.level}
    return all(given[key] in wanted for key, wanted in filters.items() if wanted)
