"""Rows that a benchmark needs, written in bulk inside a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apps.accounts.models import User
from apps.applications.models import Application
from apps.campaigns.choices import ActivityType, CampaignKind
from apps.campaigns.models import Campaign
from apps.evaluations.models import Evaluation
from apps.organizations.choices import Kind, Level, Sector
from apps.organizations.models import Organization
from apps.standards.services import load_standard

CODE = "benchmark"


def make_evaluations(standard: dict[str, Any], frozen: Iterable[dict[str, Any]]) -> list[int]:
    """One evaluated application per frozen inputs, each of an organization of its own; keys of the evaluations."""
    inputs = list(frozen)
    version = load_standard(standard)
    user = User.objects.create(username=CODE, name="测速")
    root = Organization.objects.add_root(_organization("root", Kind.PARTY_COMMITTEE, Level.CITY))
    below = Organization.objects.bulk_create(
        Organization(path=f"{root.path}{number:04d}", depth=root.depth + 1, **_organization(str(number)))
        for number in range(len(inputs))
    )
    campaign = Campaign.objects.create(
        name="测速活动", year=2026, kind=next(iter(CampaignKind)), activity_type=next(iter(ActivityType)),
        organization=root, organization_path=root.path, scope=root, scope_path=root.path, created_by=user,
    )  # fmt: skip
    applications = Application.objects.bulk_create(
        Application(
            campaign=campaign, organization=place, organization_path=place.path, standard_version=version, created_by=user
        )
        for place in below
    )  # fmt: skip
    rows = Evaluation.objects.bulk_create(
        Evaluation(
            application=application, campaign=campaign, organization_path=application.organization_path,
            inputs={"organization": given},
        )
        for application, given in zip(applications, inputs, strict=True)
    )  # fmt: skip
    return [row.pk for row in rows]


def _organization(number: str, kind: Kind = Kind.BRANCH, level: Level = Level.GRASSROOTS) -> dict[str, Any]:
    return {
        "code": f"{CODE}-{number}", "name": f"测速党组织 {number}", "short_name": f"测速 {number}",
        "kind": kind, "level": level, "sector": Sector.RURAL,
    }  # fmt: skip
