"""Inspected applications ready to be scored; lower apps' preconditions are rows made by the ORM."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from apps.accounts.choices import Role
from apps.applications.models import Application, Response, SelfAssessment
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.inspections.models import MassSurvey
from apps.organizations.models import Organization
from tests.campaigns.factories import make_open_campaign
from tests.factories import make_tree, make_user

#: Days inside the phases of the standardization year of 2026.
ASSESSMENT_DAY = dt.date(2026, 12, 3)
NOTICE_DAY = dt.date(2026, 12, 11)
NAMING_DAY = dt.date(2026, 12, 21)


def make_stage(**fields: Any) -> SimpleNamespace:
    """A tree, an open campaign of the city and its office, and two inspected applications."""
    tree = make_tree()
    office = make_user(Role.OFFICE, tree.city)
    campaign = make_open_campaign(tree.city, office, **fields)
    first = make_inspected(campaign, tree.branch, office, title="丁村先锋", self_score="90")
    second = make_inspected(campaign, tree.outside_branch, office, title="己村先锋", self_score="80")
    return SimpleNamespace(tree=tree, office=office, campaign=campaign, first=first, second=second)


def make_inspected(campaign: Campaign, organization: Organization, office: Any, **values: Any) -> Application:
    """An application in status ``inspected`` with its self score, answers that all hold, and a survey."""
    version = campaign.standards.first().version
    score = Decimal(values.pop("self_score", "90"))
    application = Application.objects.create(
        campaign=campaign,
        organization=organization,
        organization_path=organization.path,
        status=values.pop("status", "inspected"),
        standard_version=version,
        created_by=office,
        submitted_at=clock.at(dt.date(2026, 5, 6)),
        approved_at=clock.at(dt.date(2026, 5, 20)),
        **values,
    )
    assessment = SelfAssessment.objects.create(
        application=application, organization_path=organization.path, score=score, status="submitted"
    )
    Response.objects.bulk_create(
        Response(self_assessment=assessment, criterion=criterion, value=1, answered=True)
        for criterion in version.criteria.filter(is_leaf=True)
    )
    make_survey(application, office)
    return application


def make_survey(application: Application, office: Any, satisfied: int = 18, dissatisfied: int = 2) -> MassSurvey:
    return MassSurvey.objects.create(
        application=application,
        organization_path=application.organization_path,
        held_on=dt.date(2026, 11, 25),
        issued=20,
        satisfied=satisfied,
        fairly_satisfied=0,
        dissatisfied=dissatisfied,
        counted_by="演示用户甲",
        supervised_by="演示用户乙",
        recorded_by=office,
    )
