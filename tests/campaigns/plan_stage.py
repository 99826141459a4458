"""What tests of a programme's board share: planning, results and workbooks."""

import io

import xlsxwriter

from apps.applications.models import Application
from apps.campaigns.queries.plan_board import (
    takeable,
)
from apps.campaigns.services import (
    plan_years,
)
from apps.core import clock


def plan(actor, programme, organization, note=None, seen=None, **years):
    goals = {int(key[1:]): goal for key, goal in years.items()}
    return plan_years(actor=actor, programme=programme, organization=organization, goals=goals, note=note, seen=seen)


def named_site(tree, campaign, organization, **fields):
    site = {"organization": organization, "organization_path": organization.path}
    version = campaign.standards.get().version
    values = {"status": "named", "approved_at": clock.now(), "created_by": campaign.created_by, **fields}
    return Application.objects.create(campaign=campaign, standard_version=version, title="示范", **site, **values)


def plain(campaign):
    """The same without its programme."""
    type(campaign).objects.filter(pk=campaign.pk).update(programme=None)
    campaign.refresh_from_db()
    return campaign


def offered(campaign):
    return type(campaign).objects.annotate(found=takeable()).get(pk=campaign.pk).found


def workbook(*rows, header=("组织代码", "党组织", "2026年", "2027年", "说明")):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("创建计划图")
        for at, row in enumerate([header, *rows]):
            sheet.write_row(at, 0, row)
    return stream.getvalue()
