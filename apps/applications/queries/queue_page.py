"""A page of an office's desk: what waits, counted and read by statements that are compiled once for each filter."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet, Value

from apps.accounts.models import User
from apps.core.prepared import Prepared
from apps.organizations.access import scope_of
from apps.organizations.models import Organization

from ..querysets import ReviewStepQuerySet, reviewing_offices
from .queue import DECIDED, PENDING, SORTS, conditions_of, for_rows, ordered, pending_in

#: What a row of what waits shows of each table; offices, campaigns and colleagues are at hand already.
SHOWN = {
    "": "position branch kind is_final status pending_since called_up_at rank organization handler",
    "application__": "title status organization_path campaign",
    "application__organization__": "name short_name path sector level",
}
COLUMNS = [f"{table}{name}" for table, names in SHOWN.items() for name in names.split()]


def for_page(steps: ReviewStepQuerySet, view: str) -> ReviewStepQuerySet:
    """The same for a page, which has more at hand (``with_known``): fewer tables, no long texts."""
    return for_rows(steps) if view == DECIDED else steps.select_related("application__organization").only(*COLUMNS)


def with_known(user: Any, rows: Iterable[Any], campaigns: Iterable[Any], colleagues: Iterable[User]) -> None:
    """Give rows of ``for_page`` their offices, campaigns and handlers. A statement for colleagues who left, if any."""
    scope, rows = scope_of(user), list(rows)
    offices = {m.organization_id: m.organization for m in scope.memberships}
    for told in scope.figures.get("delegations") or ():
        office = Organization(pk=told["id"], short_name=told["name"], path=told["path"])
        offices.setdefault(told["id"], office)
    held = {campaign.pk: campaign for campaign in campaigns}
    people = {person.pk: person for person in colleagues}
    if gone := {row.handler_id for row in rows if row.handler_id} - people.keys():
        people |= {person.pk: person for person in User.objects.filter(pk__in=gone).only("name")}
    for row in rows:
        row.organization = offices[row.organization_id]
        if row.application.campaign_id in held:  # else one came on the desk a moment ago: it is read by itself
            row.application.campaign = held[row.application.campaign_id]
        row.handler = people[row.handler_id] if row.handler_id else None


class WaitingSteps:
    """What waits on a desk, for a paginator: counted and read by statements that are compiled once for each filter.

    Args:
        known: how many rows there are, where that is known already.
    """

    ordered = True

    def __init__(
        self, user: Any, campaigns: Sequence[Any], filters: Mapping[str, Any], sort: str, size: int, known: int | None
    ) -> None:
        asked = conditions_of(filters)
        self.names, self.values = tuple(asked), list(asked.values())
        self.desk = (reviewing_offices(scope_of(user)), [campaign.pk for campaign in campaigns])
        self.sort, self.size, self.known = sort, size, known

    def count(self) -> int:
        if self.known is not None:
            return self.known
        found = _counted(self.names)(*self.desk, *self.values)
        return int(found[0][0]) if found else 0

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, asked: slice) -> list[Any]:
        read = _page_of(self.names, self.sort if self.sort in SORTS else "", self.size)
        return read(*self.desk, asked.start or None, *self.values)[: asked.stop - asked.start]


@lru_cache(maxsize=60)
def _counted(names: tuple[str, ...]) -> Prepared:
    def count(offices: list[int], campaigns: list[int], *values: Any) -> "QuerySet[Any, Any]":
        steps = pending_in(offices, campaigns).filter(**dict(zip(names, values, strict=True))).order_by()
        return steps.values(one=Value(1)).annotate(number=Count("pk")).values_list("number")

    return Prepared(count)


@lru_cache(maxsize=200)
def _page_of(names: tuple[str, ...], sort: str, size: int) -> Prepared:
    def page(offices: list[int], campaigns: list[int], start: int | None, *values: Any) -> "QuerySet[Any]":
        steps = pending_in(offices, campaigns).filter(**dict(zip(names, values, strict=True)))
        rows = for_page(ordered(steps, sort), PENDING)
        return rows[:size] if start is None else rows[start : start + size]

    return Prepared(page)
