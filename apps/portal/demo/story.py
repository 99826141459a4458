"""One campaign: made from its template by its organizer's office, opened, and taken to its stage."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.applications.models import Application
from apps.campaigns.models import Campaign, Phase
from apps.campaigns.services import (
    advance_phases,
    create_campaign,
    open_campaign,
    set_phases,
    set_quotas,
    set_route,
    set_standards,
    update_campaign,
)
from apps.core import clock
from apps.organizations.models import Organization

from .stages import phase_rows
from .world import World, words


@dataclass
class Story:
    """A campaign being told: its plan from the fixture, its phases by kind, its applications by code."""

    world: World
    plan: dict[str, Any]
    campaign: Campaign
    phases: dict[str, Phase] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)

    @property
    def office(self) -> User:
        return self.world.office(self.plan["organizer"])

    @property
    def stage(self) -> str:
        return str(self.plan.get("stage", "closed"))

    def first(self, kind: str) -> dt.date:
        """The first day of a phase."""
        return timezone.localtime(self.phases[kind].starts_at).date()

    def begun(self, kind: str) -> bool:
        return kind in self.phases and self.first(kind) <= self.world.today

    def reached(self, kind: str) -> bool:
        """Whether the phase begins now, its status moved to what the minute job makes of it."""
        if not self.begun(kind):
            return False
        self.tick(self.phases[kind].starts_at)
        return True

    def tick(self, moment: dt.datetime) -> None:
        advance_phases(min(moment + dt.timedelta(minutes=1), self.world.now))

    def rows(self) -> Iterator[tuple[int, dict[str, Any], Application]]:
        """Number, plan and application of those that have applied."""
        for number, row in enumerate(self.plan["applicants"]):
            if row["code"] in self.applications:
                application = self.applications[row["code"]]
                application.refresh_from_db()
                yield number, row, application

    def organization(self, row: dict[str, Any]) -> Organization:
        return self.world.organization(row["code"])

    def secretary(self, row: dict[str, Any]) -> User:
        return self.world.secretary(row["code"])


def open_story(world: World, plan: dict[str, Any], serial: int) -> Story:
    """Create and open the campaign, some days before its first phase."""
    closed = "stage" not in plan
    year = world.year - 1 if closed else world.year
    organizer, office = world.organization(plan["organizer"]), world.office(plan["organizer"])
    drafted = dt.date(year, 2, 20) if closed else _drafted(plan, world)
    with world.at(drafted, 9, serial):
        campaign = create_campaign(
            actor=office,
            template_code=plan["template"],
            organization=organizer,
            scope=world.organization(plan.get("scope", plan["organizer"])),
            name=plan["name"].format(year=year),
            year=year,
            **_fields(plan, year, serial),
        )
        if not closed:
            rows = phase_rows(list(campaign.phases.all()), plan["stage"], plan["elapsed"], world.today)
            set_phases(actor=office, campaign=campaign, rows=rows)
        if "form_parts" in plan:
            parts = plan["form_parts"]
            update_campaign(actor=office, campaign=campaign, version=campaign.version, form_parts=parts)
        if "standard" in plan:
            set_standards(actor=office, campaign=campaign, versions={"": world.standards[plan["standard"]]})
        if "quotas" in plan:
            set_quotas(actor=office, campaign=campaign, rows=_with_organizations(world, plan["quotas"]))
        if "route" in plan:
            set_route(actor=office, campaign=campaign, rows=_with_organizations(world, plan["route"]))
    story = Story(world, plan, campaign)
    story.phases = {phase.kind: phase for phase in campaign.phases.all()}
    _open(story)
    return story


def prepare(world: World) -> None:
    """Next year's campaign as its office has begun it: the template's dates, no decision yet."""
    plan, year = words("campaigns")["preparing"], world.year + 1
    organizer = world.organization(plan["organizer"])
    with world.at(-2, 15):
        create_campaign(
            actor=world.office(plan["organizer"]),
            template_code=plan["template"],
            organization=organizer,
            scope=organizer,
            name=plan["name"].format(year=year),
            year=year,
        )


def _open(story: Story) -> None:
    first = min(phase.starts_at for phase in story.phases.values())
    with story.world.at(timezone.localtime(first).date() - dt.timedelta(days=3), 15):
        open_campaign(actor=story.office, campaign=story.campaign)


def _with_organizations(world: World, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that name an organization by its code, with the organization itself."""
    return [
        {**row, "organization": world.organization(row["organization"])} if "organization" in row else row
        for row in rows
    ]


def _drafted(plan: dict[str, Any], world: World) -> dt.date:
    """Early enough before the stage that today lies in: a year covers every template."""
    return world.day(-plan["elapsed"] - 260)


def _fields(plan: dict[str, Any], year: int, serial: int) -> dict[str, Any]:
    decision = words("campaigns")["decision"]
    fields: dict[str, Any] = {
        "decision_body": plan["body"],
        "decision_number": decision["number"].format(year=year, serial=serial),
        "decision_date": clock.today(),
        "approval_basis": decision["basis"],
        "no_fee": True,
    }
    return fields | {name: plan[name] for name in ("activity_type", "sectors", "ranked") if name in plan}
