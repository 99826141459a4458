"""Who speaks for what was inspected: a site's secretaries; of a committee visited as such its office as well."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.organizations.models import Membership

from ..models import Finding, Visit


def people_of(inspected: Visit | Finding) -> QuerySet[User]:
    """Active people who answer for one visit or finding today."""
    roles = [Role.SECRETARY, Role.OFFICE] if inspected.application_id is None else [Role.SECRETARY]
    held = Membership.objects.filter(organization=inspected.organization_id, role__in=roles).on(clock.today())
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def answering(rows: Any, day: dt.date, prefix: str = "") -> dict[int, list[int]]:
    """The same for many rows by organization, in one statement.

    Args:
        rows: visits, findings, or rows that lead to one by ``prefix``.
    """
    bare, owner = rows.order_by(), f"{prefix}organization"
    committees = bare.filter(**{f"{prefix}application": None})
    held = Membership.objects.filter(
        Q(role=Role.SECRETARY, organization__in=bare.values(owner))
        | Q(role=Role.OFFICE, organization__in=committees.values(owner)),
        user__is_active=True,
    )
    found: dict[int, list[int]] = {}
    for organization_id, user_id in held.on(day).order_by("pk").values_list("organization_id", "user_id"):
        people = found.setdefault(organization_id, [])
        if user_id not in people:
            people.append(user_id)
    return found
