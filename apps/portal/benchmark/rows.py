"""Rows that a benchmark needs, written in bulk inside a transaction that is rolled back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from apps.accounts.models import User
from apps.applications.models import Application
from apps.campaigns.choices import ActivityType, CampaignKind, CampaignStatus
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.evaluations.models import Evaluation
from apps.organizations.choices import Kind, Level, Sector
from apps.organizations.models import Organization
from apps.standards.services import load_standard

CODE = "benchmark"
DECISION = {
    "decision_body": "测速", "decision_number": "测速〔2026〕1号", "decision_date": dt.date(2026, 1, 5),
    "approval_basis": "测速", "no_fee": True,
}  # fmt: skip


def make_evaluations(standard: dict[str, Any], frozen: Iterable[dict[str, Any]]) -> list[int]:
    """One evaluated application per frozen inputs, each of an organization of its own; keys of the evaluations."""
    inputs = list(frozen)
    rows = Evaluation.objects.bulk_create(
        Evaluation(
            application=application, campaign=application.campaign, organization_path=application.organization_path,
            inputs={"organization": given},
        )
        for application, given in zip(make_applications(standard, len(inputs)), inputs, strict=True)
    )  # fmt: skip
    return [row.pk for row in rows]


def make_applications(standard: dict[str, Any], number: int, status: str = "draft") -> list[Application]:
    """Applications to a running campaign, each of an organization of its own, by one standard."""
    version = load_standard(standard)
    campaign = make_campaign(number)
    below = Organization.objects.filter(path__startswith=campaign.scope_path, depth__gt=1).order_by("path")
    return Application.objects.bulk_create(
        Application(
            campaign=campaign, organization=place, organization_path=place.path, standard_version=version,
            created_by=campaign.created_by, status=status,
        )
        for place in below
    )  # fmt: skip


def make_campaign(number: int) -> Campaign:
    """A running campaign of a root with so many organizations below it."""
    user = User.objects.create(username=CODE, name="测速")
    root = Organization.objects.add_root(_organization("root", Kind.PARTY_COMMITTEE, Level.CITY))
    Organization.objects.bulk_create(
        (
            Organization(
                path=Organization._get_path(root.path, root.depth + 1, step + 1),
                depth=root.depth + 1,
                **_organization(str(step)),
            )
            for step in range(number)
        ),
        batch_size=2000,
    )
    Organization.objects.filter(pk=root.pk).update(numchild=number)
    return Campaign.objects.create(
        name="测速活动", year=2026, kind=next(iter(CampaignKind)), activity_type=next(iter(ActivityType)),
        organization=root, organization_path=root.path, scope=root, scope_path=root.path, created_by=user,
        status=CampaignStatus.OPEN, opened_at=clock.now(), **DECISION,
    )  # fmt: skip


def _organization(number: str, kind: Kind = Kind.BRANCH, level: Level = Level.GRASSROOTS) -> dict[str, Any]:
    return {
        "code": f"{CODE}-{number}", "name": f"测速党组织 {number}", "short_name": f"测速 {number}",
        "kind": kind, "level": level, "sector": Sector.RURAL,
    }  # fmt: skip
