"""Single rows with a given status, by the ORM: for tests of the machinery, not of how they come about."""

import datetime as dt
from typing import Any

from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.inspections.models import Finding, Round, Visit
from apps.organizations.models import Organization
from tests.campaigns.factories import DECISION, make_version
from tests.factories import make_user


def make_campaign(issuer: Organization, **values: Any) -> Campaign:
    """An open campaign over the issuer's whole tree, without phases: nothing is out of phase."""
    return Campaign.objects.create(
        **{
            "name": f"{issuer.short_name}的活动", "year": clock.today().year, "kind": "site",
            "activity_type": "demonstration", "status": "open", "organization": issuer,
            "organization_path": issuer.path, "scope": issuer, "scope_path": issuer.path, "levels": ["grassroots"],
            "created_by": make_user(None), "opened_at": clock.now(), **DECISION, **values,
        }
    )  # fmt: skip


def make_application(tree: Any, status: str = "draft", **values: Any) -> Application:
    """The branch's application in a campaign of the city."""
    version = values.pop("standard_version", None) or make_version()
    campaign = values.pop("campaign", None) or make_campaign(tree.city)
    return Application.objects.create(
        campaign=campaign, organization=tree.branch, organization_path=tree.branch.path, status=status,
        standard_version=version, title="先锋示范点", created_by=make_user(None), **values,
    )  # fmt: skip


def make_visit(application: Application, runner: Organization | None = None) -> Visit:
    """A visit planned for today, in a round of the campaign's organization or of ``runner``."""
    today, runner = clock.today(), runner or application.campaign.organization
    round_ = Round.objects.create(
        campaign=application.campaign, organization=runner, organization_path=runner.path, name="第四季度督查",
        kind="quarterly", year=today.year, quarter=4, starts_on=today, ends_on=today + dt.timedelta(days=20),
        created_by=make_user(None),
    )  # fmt: skip
    return Visit.objects.create(round=round_, application=application, scheduled_on=today, **site(application))


def make_finding(application: Application, visit: Visit | None = None, status: str = "open") -> Finding:
    """A finding due in ten days."""
    return Finding.objects.create(
        visit=visit or make_visit(application), application=application, description="资料不全", status=status,
        due_on=clock.today() + dt.timedelta(days=10), found_by=make_user(None), **site(application),
    )  # fmt: skip


def site(application: Application) -> dict[str, Any]:
    return {"organization": application.organization, "organization_path": application.organization_path}
