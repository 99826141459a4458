"""Whom a reminder reaches: who holds a role on a day. Providers ask once for a run, one statement each."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from apps.accounts.choices import Role
from apps.organizations.models import Membership
from apps.organizations.querysets import lineage


def secretaries(organizations: Any, day: dt.date) -> dict[int, list[int]]:
    """Active secretaries by organization.

    Args:
        organizations: their ids, or a queryset of ids, so that many of them cost no long statement.
    """
    held = Membership.objects.filter(role=Role.SECRETARY, organization__in=organizations, user__is_active=True)
    found: dict[int, list[int]] = {}
    for organization_id, user_id in held.on(day).order_by("pk").values_list("organization_id", "user_id"):
        found.setdefault(organization_id, []).append(user_id)
    return found


class Offices:
    """The offices of a day by tree path: whose is the nearest, and whose stands above that."""

    def __init__(self, day: dt.date) -> None:
        held = Membership.objects.filter(role=Role.OFFICE, user__is_active=True, organization__closed_on=None).on(day)
        self._people: dict[str, list[int]] = {}
        self._ids: dict[str, int] = {}
        rows = held.order_by("pk").values_list("organization__path", "organization_id", "user_id")
        for path, organization_id, user_id in rows.iterator(chunk_size=2000):
            people = self._people.setdefault(path, [])
            self._ids[path] = organization_id
            if user_id not in people:
                people.append(user_id)

    def of(self, path: str) -> list[int]:
        """The people of exactly this organization's office."""
        return self._people.get(path, [])

    def at_or_above(self, path: str) -> str:
        """The path of the nearest office, the organization's own included; empty where nobody is there."""
        return next((each for each in reversed(lineage(path)) if each in self._people), "")

    def above(self, path: str) -> str:
        """The path of the nearest office strictly above; empty at the top."""
        return next((each for each in reversed(lineage(path)[:-1]) if each in self._people), "")

    def id_of(self, path: str) -> int | None:
        """The organization whose office it is."""
        return self._ids.get(path)


def names_of(names: Iterable[str], most: int = 5) -> str:
    """甲村、乙村、丙村等 7 个."""
    listed = list(names)
    return "、".join(listed[:most]) + (f"等 {len(listed)} 个" if len(listed) > most else "")
