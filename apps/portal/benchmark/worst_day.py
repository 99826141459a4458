"""The worst day of a city: the last days of a year, on which every organization owes something under each rule.

Each owes an application, reports, a signature, rectifications, an answer, a gap, its organization life, a reply and an
election; its reviews wait too long, its title expires and its visit of the quarter is open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import pgtrigger

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.models import Admonition, Application, GapItem, ReviewStep
from apps.branding.models import Designation
from apps.campaigns.models import Announcement, AnnouncementReceipt, Campaign, Phase
from apps.core import clock
from apps.inspections.models import Finding, Round, Visit, VisitMember
from apps.organizations.models import Membership, Organization
from apps.standards.models import Criterion, StandardVersion
from apps.standards.services import load_standard

from .rows import DECISION

DAY = dt.date(2026, 12, 28)
LONG_AGO, APPROVED = dt.date(2020, 1, 1), dt.date(2026, 3, 2)
WEEK = dt.timedelta(days=7)
PLAN = {
    "verification": "yearly",
    "cadences": [
        {"code": "dispatch", "name": "月调度", "every": "month"},
        {"code": "show_results", "name": "亮成果", "every": "year", "due": "12-30"},
        {"code": "review", "name": "年总结", "every": "year"},
    ],
}
INSPECTORS = 20
SHEET = 2000


def make_worst_day(first: Campaign) -> None:
    """Fill the tree of a campaign whose organizations have a secretary each; of these rows no history is kept."""
    with pgtrigger.ignore():
        _fill(Stage(first))


def _fill(stage: Stage) -> None:
    stage.application_phase()
    creating = stage.applications(stage.campaign("创建", PLAN), "creating", approved_at=clock.at(APPROVED, 9))
    stage.creation(creating)
    reviewed = stage.applications(stage.campaign("审核", {}), "in_review", submitted_at=clock.at(APPROVED, 9))
    stage.save(
        ReviewStep,
        (
            ReviewStep(
                application=each, position=1, organization=stage.root, status="pending", is_final=True,
                pending_since=clock.at(APPROVED, 9),
            )
            for each in reviewed
        ),
    )  # fmt: skip
    stage.titles(stage.applications(stage.campaign("命名", PLAN), "named"))
    stage.announcement()
    stage.places.update(next_election_on=DAY + WEEK)


class Stage:
    """The people and places of the first campaign, and rows made for all of them."""

    def __init__(self, first: Campaign) -> None:
        self.first, self.root, self.user = first, first.organization, first.created_by
        self.places = Organization.objects.filter(path__startswith=first.scope_path, depth__gt=1).order_by("path")
        self.version: StandardVersion = load_standard(standard())
        office = User.objects.create(username="benchmark-office", name="测速")
        Membership.objects.create(user=office, organization=self.root, role=Role.OFFICE, started_on=LONG_AGO)

    def save(self, model: Any, rows: Iterable[Any]) -> list[Any]:
        return list(model.objects.bulk_create(rows, batch_size=SHEET))

    def campaign(self, name: str, plan: dict[str, Any]) -> Campaign:
        root = self.root
        made = Campaign.objects.create(
            name=f"测速{name}", year=2026, kind=self.first.kind, activity_type=self.first.activity_type, plan=plan,
            organization=root, organization_path=root.path, scope=root, scope_path=root.path, created_by=self.user,
            status="open", opened_at=clock.at(dt.date(2026, 1, 4), 9), **DECISION,
        )  # fmt: skip
        self.phase(made, "self_assessment")
        return made

    def phase(self, campaign: Campaign, kind: str) -> None:
        ends_at = clock.at(DAY + dt.timedelta(days=3), 18)
        Phase.objects.create(campaign=campaign, kind=kind, position=1, starts_at=clock.at(LONG_AGO), ends_at=ends_at)

    def application_phase(self) -> None:
        self.first.phases.all().delete()
        self.phase(self.first, "application")

    def applications(self, campaign: Campaign, status: str, **more: Any) -> list[Application]:
        return self.save(
            Application,
            (
                Application(
                    campaign=campaign, organization=place, organization_path=place.path, status=status,
                    standard_version=self.version, created_by=self.user, title="测速", **more,
                )
                for place in self.places.iterator(chunk_size=SHEET)
            ),
        )  # fmt: skip

    def creation(self, sites: list[Application]) -> None:
        """Visits that are open, rectifications late and near, gaps, admonitions."""
        inspectors = self.save(User, (User(username=f"benchmark-i{n}", name="测速") for n in range(INSPECTORS)))
        visits = self.visits(sites)
        self.save(
            VisitMember, (VisitMember(visit=each, user=inspectors[n % INSPECTORS]) for n, each in enumerate(visits))
        )
        near, late = DAY + dt.timedelta(days=3), DAY - WEEK * 2
        leaf = Criterion.objects.filter(version=self.version, is_leaf=True).first()
        makers: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
            (Finding, lambda visit: Finding(visit=visit, due_on=late, found_by=self.user, **_finding(visit))),
            (Finding, lambda visit: Finding(visit=visit, due_on=near, found_by=self.user, **_finding(visit))),
        )
        for model, make in makers:
            self.save(model, map(make, visits))
        self.save(GapItem, (GapItem(criterion=leaf, due_on=near, **_gap(site)) for site in sites))
        self.save(
            Admonition,
            (
                Admonition(
                    application=site, organization_path=site.organization_path, issuer=self.root, reason="进度滞后",
                    due_on=near, issued_by=self.user,
                )
                for site in sites
            ),
        )  # fmt: skip

    def visits(self, sites: list[Application]) -> list[Visit]:
        root = self.root
        run = Round.objects.create(
            campaign=sites[0].campaign, organization=root, organization_path=root.path, name="第四季度督查",
            kind="quarterly", year=DAY.year, quarter=4, starts_on=dt.date(2026, 10, 8), ends_on=dt.date(2026, 12, 31),
            created_by=self.user,
        )  # fmt: skip
        return self.save(
            Visit,
            (
                Visit(
                    round=run, application=site, organization=site.organization,
                    organization_path=site.organization_path, scheduled_on=DAY,
                )
                for site in sites
            ),
        )  # fmt: skip

    def titles(self, sites: list[Application]) -> None:
        self.save(
            Designation,
            (
                Designation(
                    application=site, campaign=site.campaign, organization=site.organization,
                    organization_path=site.organization_path, number=f"测速{n}", title="测速示范点", issuer="测速",
                    decision_number="测速", named_on=dt.date(2024, 1, 20), valid_until=dt.date(2027, 1, 20),
                    named_by=self.user,
                )
                for n, site in enumerate(sites)
            ),
        )  # fmt: skip

    def announcement(self) -> None:
        root = self.root
        row = Announcement.objects.create(
            campaign=self.first, organization=root, organization_path=root.path, kind="meeting", title="测速会议",
            text="请参加。", starts_at=clock.at(DAY + dt.timedelta(days=1), 15), place="会议室", needs_reply=True,
            reply_by=DAY, status="issued", created_by=self.user, issued_by=self.user,
            issued_at=clock.at(DAY - WEEK, 9),
        )  # fmt: skip
        held = Membership.objects.filter(organization__in=self.places, role=Role.SECRETARY).select_related(
            "organization"
        )
        self.save(
            AnnouncementReceipt,
            (
                AnnouncementReceipt(
                    announcement=row, organization=each.organization, organization_path=each.organization.path,
                    user_id=each.user_id,
                )
                for each in held
            ),
        )  # fmt: skip


def _finding(visit: Visit) -> dict[str, Any]:
    return {
        "application_id": visit.application_id, "organization_id": visit.organization_id,
        "organization_path": visit.organization_path, "description": "资料不全",
    }  # fmt: skip


def _gap(site: Application) -> dict[str, Any]:
    return {
        "application": site, "organization_path": site.organization_path, "problem": "资料不全", "cause": "人手不足",
        "owner": "测速",
    }  # fmt: skip


def standard() -> dict[str, Any]:
    """Branch meetings each month and a lecture each quarter."""
    asked = (("committee_meeting", "支委会", "month"), ("party_lecture", "书记讲党课", "quarter"))
    nodes = [
        {
            "code": code, "title": label, "clause": "一", "points": 1,
            "measure": {"type": "frequency", "record": code, "label": label, "times": 1, "per": per},
        }
        for code, label, per in asked
    ]  # fmt: skip
    return {
        "code": "benchmark_worst_day", "name": "测速标准", "version": 1, "kind": "scored", "source": "测速",
        "total": len(nodes), "criteria": [{"code": "all", "title": "各项", "clause": "一", "children": nodes}],
    }  # fmt: skip
