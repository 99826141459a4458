"""Who lives by what organizations told is told that it changed, once the change is certain."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from ..models import Organization, Unit
from ..querysets import lineage
from ..registries import fact_hearers

Hearer = Callable[[Sequence[int]], object]

#: What an import gathers instead of telling it row by row.
_gathered: ContextVar[set[int] | None] = ContextVar("gathered", default=None)


def facts_changed(organizations: Iterable[int], but: Collection[Hearer] = ()) -> None:
    """Facts, records, events or ledgers of these organizations changed.

    A hearer that fails stops neither page nor others.

    Args:
        but: hearers to whom it is nothing, as the caller has found out.
    """
    gathered = _gathered.get()
    if gathered is not None:
        gathered.update(organizations)
        return
    keys = sorted(set(organizations))
    for hear in fact_hearers:
        if hear not in but:
            transaction.on_commit(lambda hear=hear: hear(keys), robust=True)  # type: ignore[misc]


@contextmanager
def told_as_one() -> Iterator[None]:
    """What many acts inside change is told once, at the end; nothing when they fail."""
    mine: set[int] = set()
    token = _gathered.set(mine)
    try:
        yield
    finally:
        _gathered.reset(token)
    if mine:
        facts_changed(mine)


def unit_changed(unit: Unit, *others: int | None) -> None:
    """The ledger counts for everybody above, and tells the organizations that the unit has, or had (``others``)."""
    above = Organization.objects.filter(path__in=lineage(unit.organization_path)).values_list("pk", flat=True)
    facts_changed({*above, *(pk for pk in (unit.party_organization_id, *others) if pk)})
