"""The stage with departments, further branches and people, for tests of the ladder."""

from types import SimpleNamespace
from typing import Any

from apps.accounts.choices import Role
from apps.applications.models import Application
from apps.applications.services import recommend_application
from apps.campaigns.models import Campaign, RouteRule
from apps.organizations.choices import Kind, Level
from tests.applications.factories import make_stage, make_submitted
from tests.factories import make_organization, make_user

DEPARTMENT = {"kind": Kind.LEADING_GROUP, "level": Level.DISTRICT}


def make_departments() -> SimpleNamespace:
    """The stage, with 宣传部 below the district and 农办 below the city, each with an officer."""
    stage = make_stage()
    stage.propaganda = make_organization(stage.tree.district, name="乙区宣传部", short_name="区宣传部", **DEPARTMENT)
    stage.rural_office = make_organization(stage.tree.city, name="甲市农办", short_name="市农办", **DEPARTMENT)
    stage.propagandist = make_user(Role.OFFICE, stage.propaganda)
    stage.countryman = make_user(Role.OFFICE, stage.rural_office)
    return stage


def countersign(campaign: Campaign, organization: Any, level: str, mode: str) -> RouteRule:
    return RouteRule.objects.create(
        campaign=campaign, act="countersign", level=level, organization=organization, mode=mode
    )


def statuses(application: Application) -> list[tuple[str, str]]:
    rows = application.steps.select_related("organization").order_by("position", "branch")
    return [(step.organization.short_name, step.status) for step in rows]


def make_several(stage: SimpleNamespace, number: int) -> list[Application]:
    """So many branches of the township, each with a submitted application."""
    found = []
    for at in range(number):
        branch = make_organization(stage.tree.township, name=f"中共第{at}村支部委员会", short_name=f"第{at}村党支部")
        found.append(make_submitted(stage, make_user(Role.SECRETARY, branch), branch))
    return found


def up_to(stage: SimpleNamespace, application: Application, level: str) -> Application:
    """Recommended by everybody below a level (district or city)."""
    for reviewer in (stage.township, stage.district)[: 1 if level == "district" else 2]:
        recommend_application(actor=reviewer, application=application, opinion="同意。")
    return application
