"""What is told by the ledger of events."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..models import Event


@dataclass(frozen=True, slots=True)
class EventRow:
    """One standing event in the engine's words: ``on`` and what it counts by."""

    on: dt.date
    code: str
    level: str
    role: str
    key: str
    count: int
    title: str
    source: str


def events_of(organization_ids: Iterable[int], since: dt.date) -> dict[int, dict[str, list[EventRow]]]:
    """Standing events from ``since`` on: organization id → code of the kind → rows, oldest first. One statement.

    A kind of which an organization has never had an event, not even before ``since``, is absent.
    """
    rows = Event.objects.standing().filter(organization_id__in=list(organization_ids)).order_by("happened_on", "pk")
    found: dict[int, dict[str, list[EventRow]]] = defaultdict(lambda: defaultdict(list))
    for pk, kind, *values in rows.values_list(
        "organization_id", "kind__code", "happened_on", "code", "level", "role", "key", "count", "title", "source"
    ):
        kept = found[pk][kind]
        if values[0] >= since:
            kept.append(EventRow(*values))
    return {pk: dict(kinds) for pk, kinds in found.items()}
