"""Visits for the measurement of the field: a round, its sites, the people who are sent there with their phones.

Made in an empty database by a process of its own (``benchmark --step``), which tells as JSON what the phones know.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db import connection, transaction
from django.urls import reverse

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.quarters import quarter_of
from apps.inspections.models import Round, Visit, VisitMember
from apps.organizations.models import Membership
from apps.standards.engine.measures.claims import YesNo
from apps.standards.queries import engine_version, leaves

from .rows import make_applications
from .standard import hundred_leaves
from .typists import session_of

#: Clauses that each record answers.
ANSWERED = 20


def make_visits(phones: int, visits: int) -> str:
    """So many visits of one round, dealt out to so many inspectors; the round's office reads its page."""
    with transaction.atomic():
        applications = make_applications(hundred_leaves(), visits, "creating", "benchmark-field")
        campaign = applications[0].campaign
        campaign.refresh_from_db()
        office = campaign.created_by
        people = [office, *(_inspector(number) for number in range(phones))]
        roles = [Role.OFFICE, *[Role.INSPECTOR] * phones]
        Membership.objects.bulk_create(
            Membership(user=user, organization=campaign.organization, role=role, started_on=dt.date(2020, 1, 1))
            for user, role in zip(people, roles, strict=True)
        )
        round_ = _round(campaign, office)
        rows = Visit.objects.bulk_create(
            Visit(
                round=round_, application=row, organization=row.organization, organization_path=row.organization_path,
                scheduled_on=clock.today(),
            )
            for row in applications
        )  # fmt: skip
        VisitMember.objects.bulk_create(
            VisitMember(visit=row, user=people[1 + at % phones], is_lead=True) for at, row in enumerate(rows)
        )
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    told = [
        {"session": session_of(user), "user": user.pk, "visits": [str(row.pk) for row in rows[at::phones]]}
        for at, user in enumerate(people[1:])
    ]
    page = {"session": session_of(office), "url": reverse("inspections:round", args=[round_.pk])}
    return json.dumps({"phones": told, "leaves": _answered(applications[0].standard_version), "office": page})


def _inspector(number: int) -> User:
    user = User.objects.create(username=f"phone{number}", name=f"督导员{number}")
    user.set_unusable_password()
    user.save()
    return user


def _round(campaign: Any, office: User) -> Round:
    today = clock.today()
    return Round.objects.create(
        campaign=campaign, organization=campaign.organization, organization_path=campaign.organization.path,
        name="测速督查", kind="quarterly", year=today.year, quarter=quarter_of(today).number,
        starts_on=today - dt.timedelta(days=1), ends_on=today + dt.timedelta(days=20), created_by=office,
    )  # fmt: skip


def _answered(version: Any) -> list[int]:
    """Clauses that are answered by yes or no."""
    tree = engine_version(version)
    plain = [row.pk for row in leaves(version) if isinstance(tree.by_code[row.code].measure, YesNo)]
    return plain[:ANSWERED]
