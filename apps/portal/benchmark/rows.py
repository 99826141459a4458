"""Rows that a benchmark needs, written in bulk inside a transaction that is rolled back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.models import Application, Response
from apps.applications.services import start_self_assessment
from apps.campaigns.choices import ActivityType, CampaignKind, CampaignStatus
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.evaluations.models import Evaluation
from apps.organizations.choices import Kind, Level, Sector
from apps.organizations.models import Membership, Metric, Organization
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


def make_applications(
    standard: dict[str, Any], number: int, status: str = "draft", code: str = CODE
) -> list[Application]:
    """Applications to a running campaign, each of an organization of its own, by one standard."""
    version = load_standard(standard)
    campaign = make_campaign(number, code)
    below = Organization.objects.filter(path__startswith=campaign.scope_path, depth__gt=1).order_by("path")
    return Application.objects.bulk_create(
        Application(
            campaign=campaign, organization=place, organization_path=place.path, standard_version=version,
            created_by=campaign.created_by, status=status,
        )
        for place in below
    )  # fmt: skip


def make_campaign(number: int, code: str = CODE) -> Campaign:
    """A running campaign of a root with so many organizations below it; ``code`` tells several apart."""
    user = User.objects.create(username=code, name="测速")
    root = Organization.objects.add_root(_organization("root", code, Kind.PARTY_COMMITTEE, Level.CITY))
    Organization.objects.bulk_create(
        (
            Organization(
                path=Organization._get_path(root.path, root.depth + 1, step + 1),
                depth=root.depth + 1,
                **_organization(str(step), code),
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


def _organization(number: str, code: str, kind: Kind = Kind.BRANCH, level: Level = Level.GRASSROOTS) -> dict[str, Any]:
    return {
        "code": f"{code}-{number}", "name": f"测速党组织 {number}", "short_name": f"测速 {number}",
        "kind": kind, "level": level, "sector": Sector.RURAL,
    }  # fmt: skip


def make_assessing(leaves: int, code: str = CODE) -> tuple[Application, User]:
    """An application under creation with one section of so many leaves, every second answered, and its secretary."""
    for number in range(0, leaves, 8):
        metric = f"bench_{number}"
        Metric.objects.create(code=metric, name=f"数据{number}", unit="㎡", period_kind="snapshot", value_kind="number")
    application = make_applications(one_section(leaves), 1, "creating", code)[0]
    secretary = User.objects.create(username=f"{code}-secretary", name="测速")
    Membership.objects.create(
        user=secretary, organization=application.organization, role=Role.SECRETARY, started_on=dt.date(2020, 1, 1)
    )
    assessment = start_self_assessment(actor=secretary, application=application)
    rows = list(assessment.responses.all())
    for row in rows[::2]:
        row.value, row.answered, row.note = 1, True, "已落实，有记录可查。"
    Response.objects.bulk_update(rows, ["value", "answered", "note"])
    return application, secretary


def one_section(leaves: int) -> dict[str, Any]:
    """A standard of one section: statements, figures, judgements and checklists by turns."""
    kinds: tuple[Any, ...] = (
        lambda n: {"type": "yes_no", "label": "已落实"},
        lambda n: {
            "type": "quantity",
            "metric": f"bench_{n // 8 * 8}",
            "label": "面积",
            "op": ">=",
            "value": 50,
            "unit": "㎡",
        },
        lambda n: {"type": "judged", "label": "作用", "low": 0, "high": 1},
        lambda n: {"type": "checklist", "members": [{"code": f"c{k}", "title": f"第{k}项"} for k in range(4)]},
    )
    nodes = [
        {"code": f"x{n}", "title": f"第 {n} 项", "clause": "一", "points": 1, "measure": kinds[n % 4](n)}
        for n in range(leaves)
    ]
    return {
        "code": "benchmark_section", "name": "测速标准", "version": 1, "kind": "scored", "source": "测速",
        "total": leaves, "criteria": [{"code": "all", "title": "各项", "clause": "一", "children": nodes}],
    }  # fmt: skip
