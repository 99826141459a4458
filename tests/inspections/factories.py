"""One campaign, three sites and a team; what stands below inspections is made by the ORM."""

import datetime as dt
import io
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.accounts.choices import Role
from apps.applications.models import Application, Response, SelfAssessment
from apps.core import clock
from apps.inspections import services
from apps.inspections.models import Finding, Round, Visit
from tests.campaigns.factories import make_open_campaign
from tests.factories import make_tree, make_user

#: Inside the acceptance phase of the standardization year of 2026 (a Monday).
VISIT_DAY = dt.date(2026, 11, 2)
SURVEY_DAY = dt.date(2026, 11, 23)


def make_world() -> SimpleNamespace:
    """Tree, people and an open campaign of the city; the branch's application awaits its inspection."""
    tree = make_tree()
    office = make_user(Role.OFFICE, tree.city)
    world = SimpleNamespace(
        **vars(tree),
        office=office,
        district_office=make_user(Role.OFFICE, tree.district),
        outside_office=make_user(Role.OFFICE, tree.outside_district),
        secretary=make_user(Role.SECRETARY, tree.branch),
        other_secretary=make_user(Role.SECRETARY, tree.other_branch),
        inspector=make_user(Role.INSPECTOR, tree.district),
        second=make_user(Role.INSPECTOR, tree.city),
        stranger=make_user(Role.INSPECTOR, tree.district),
        campaign=make_open_campaign(tree.city, office),
    )
    world.application = make_application(world, world.branch)
    world.other = make_application(world, world.other_branch)
    world.outside = make_application(world, world.outside_branch)
    return world


def make_application(world: Any, organization: Any, status: str = "awaiting_inspection") -> Application:
    """An application as it stands after its self-assessment; 110 ㎡ and a sign were claimed."""
    version = world.campaign.standards.get().version
    application = Application.objects.create(
        campaign=world.campaign,
        organization=organization,
        organization_path=organization.path,
        status=status,
        standard_version=version,
        created_by=world.office,
        submitted_at=clock.at(dt.date(2026, 5, 6)),
        approved_at=clock.at(dt.date(2026, 5, 28)),
    )
    assessment = SelfAssessment.objects.create(application=application, organization_path=organization.path)
    for code, value in (("area", 110), ("sign", 1), ("village", 1)):
        criterion = version.criteria.get(code=code)
        Response.objects.create(self_assessment=assessment, criterion=criterion, value=Decimal(value), answered=True)
    return application


def criterion(world: Any, code: str) -> Any:
    return world.campaign.standards.get().version.criteria.get(code=code)


def make_round(
    world: Any, kind: str = "acceptance", actor: Any = None, organization: Any = None, **fields: Any
) -> Round:
    values = {
        "name": "2026年第四季度验收",
        "starts_on": dt.date(2026, 10, 26),
        "ends_on": dt.date(2026, 11, 20),
        **fields,
    }
    return services.plan_round(
        actor=actor or world.office,
        campaign=world.campaign,
        organization=organization or world.city,
        kind=kind,
        **values,
    )


def make_visit(world: Any, application: Any = None, round: Round | None = None, **fields: Any) -> Visit:
    """A visit of the branch by the inspector (lead) and a second one."""
    values = {"scheduled_on": VISIT_DAY, "inspectors": [world.inspector, world.second], **fields}
    return services.assign_visit(
        actor=world.office,
        round=round or make_round(world),
        application=application or world.application,
        **values,
    )


def make_finding(world: Any, visit: Visit | None = None, **fields: Any) -> Finding:
    values = {"description": "公开栏未按时更新", **fields}
    return services.add_finding(actor=world.inspector, visit=visit or make_visit(world), **values)


def picture(name: str = "现场.png", colour: str = "red") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")
