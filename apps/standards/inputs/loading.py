"""Inputs of many organizations from what is known of them."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import islice
from operator import or_
from typing import TypeVar

from apps.core import clock
from apps.organizations.models import Organization
from apps.organizations.querysets import OrganizationQuerySet

from .. import engine
from ..models import StandardVersion
from ..queries import engine_version
from .below import Asked, Below
from .observations import Known, Observation, read_known, read_told, references_at
from .places import attributes_of
from .wanted import Wanted, wanted_of

CHUNK = 2000
Group = tuple[str, str, str]
Value = TypeVar("Value")


def inputs_of(
    version: StandardVersion,
    organizations: Iterable[Organization],
    *,
    as_of: dt.date | None = None,
    observed: Iterable[Observation] | None = None,
) -> dict[int, engine.Inputs]:
    """What the engine reads of each organization, by id, as things stand; without anybody's claims.

    The number of statements does not depend on the number of organizations: facts, references and records of
    the organizations, and, where a leaf asks for those below, the places, facts and records below.

    Args:
        as_of: the day that frequencies count up to; today by default.
        observed: the organizations' facts and references, when the caller has read them already.
    """
    return Loader(engine_version(version), as_of).load(organizations, observed)


def inputs_of_both(
    old: StandardVersion, new: StandardVersion, organizations: Sequence[Organization]
) -> tuple[dict[int, engine.Inputs], dict[int, engine.Inputs]]:
    """The same by two versions, facts and records of the organizations read once for both."""
    if not organizations:
        return {}, {}
    first, second = Loader(engine_version(old)), Loader(engine_version(new))
    everything = reduce(or_, (each.wanted(row) for each in (first, second) for row in organizations))
    asked = [first.asked(organizations), second.asked(organizations)]
    known, (below, below_new) = _read(organizations, everything, asked, first.as_of)
    return first.from_known(organizations, known, below), second.from_known(organizations, known, below_new)


def inputs_in_chunks(
    version: StandardVersion, organizations: OrganizationQuerySet, *, as_of: dt.date | None = None, size: int = CHUNK
) -> Iterator[tuple[list[Organization], dict[int, engine.Inputs]]]:
    """The same for any number of organizations, ``size`` at a time, in the order of the tree."""
    yield from Loader(engine_version(version), as_of).load_in_chunks(organizations, size)


class Loader:
    """Loads inputs for one version and one day; what leaves want is found once for each kind of organization."""

    def __init__(self, tree: engine.Version, as_of: dt.date | None = None, only: Collection[str] | None = None) -> None:
        """``only``: codes of the leaves to load for; None: all of them."""
        self.tree = tree
        self.only = only
        self.as_of = as_of or clock.today()
        self._wanted: dict[Group, Wanted] = {}

    def wanted(self, organization: Organization) -> Wanted:
        """What the leaves of this organization read."""
        group = (organization.sector, organization.kind, organization.level)
        if group not in self._wanted:
            self._wanted[group] = wanted_of(self.tree, *group, self.only)
        return self._wanted[group]

    def load(
        self, organizations: Iterable[Organization], observed: Iterable[Observation] | None = None
    ) -> dict[int, engine.Inputs]:
        """Inputs by organization id; see :func:`inputs_of`."""
        rows = list(organizations)
        if not rows:
            return {}
        everything = reduce(or_, (self.wanted(row) for row in rows))
        known, (below,) = _read(rows, everything, [self.asked(rows)], self.as_of, observed)
        return self.from_known(rows, known, below)

    def asked(self, rows: Sequence[Organization]) -> Asked:
        """What leaves ask about the places below these organizations."""
        codes = reduce(or_, (self.wanted(row) for row in rows)).below
        return Asked.of(self.tree, codes, [row for row in rows if self.wanted(row).below])

    def from_known(self, rows: Sequence[Organization], known: Known, below: Below) -> dict[int, engine.Inputs]:
        """The same from what has been read already."""
        return {row.pk: self._inputs(row, known, below) for row in rows}

    def load_in_chunks(
        self, organizations: OrganizationQuerySet, size: int = CHUNK
    ) -> Iterator[tuple[list[Organization], dict[int, engine.Inputs]]]:
        """Inputs of any number of organizations, ``size`` at a time, in the order of the tree."""
        rows = organizations.order_by("path").iterator(chunk_size=size)
        while chunk := list(islice(rows, size)):
            yield chunk, self.load(chunk)

    def _inputs(self, row: Organization, known: Known, below: Below) -> engine.Inputs:
        wanted = self.wanted(row)
        history = _only(known.history.get(row.pk, {}), wanted.metrics)
        return engine.Inputs(
            as_of=self.as_of,
            sector=row.sector,
            kind=row.kind,
            level=row.level,
            attributes=attributes_of(row),
            facts={code: values[0] for code, values in history.items()},
            history=history,
            records=_only(known.records.get(row.pk, {}), wanted.records),
            events=_only(known.events.get(row.pk, {}), wanted.events),
            aggregates=below.aggregates(row, wanted.aggregates),
            means=below.means(row, wanted.means),
            references=_only(references_at(row.path, known), wanted.references),
            surveys=_only(known.surveys.get(row.pk, {}), wanted.surveys),
        )


def _only(found: Mapping[str, Value], codes: frozenset[str]) -> dict[str, Value]:
    return {code: value for code, value in found.items() if code in codes}


def _read(
    rows: Sequence[Organization],
    wanted: Wanted,
    asked: Sequence[Asked],
    as_of: dt.date,
    observed: Iterable[Observation] | None = None,
) -> tuple[Known, list[Below]]:
    """Of the organizations and of the places below; the ledgers of all in one statement."""
    everybody = {row.path: row.pk for row in rows}
    everybody |= {place.path: place.pk for each in asked for place in each.places}
    told = read_told(everybody.values(), everybody, reduce(or_, (each.wanted for each in asked), wanted), as_of)
    ids, paths = [row.pk for row in rows], [row.path for row in rows]
    known = read_known(ids, paths, wanted, as_of, observed, told)
    return known, [Below.read(each, as_of, told) for each in asked]
