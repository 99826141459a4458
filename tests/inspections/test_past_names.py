"""Visits, findings, brands and belts of a campaign that is over read with the names of its last day."""

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.branding.models import Belt, BeltStation, Brand
from apps.campaigns.models import Campaign
from apps.campaigns.services import close_campaign
from apps.core import clock
from apps.organizations.services import rename_organization
from tests.factories import sign_in
from tests.inspections import factories as field

pytestmark = pytest.mark.django_db
LAST_DAY, LATER, TODAY = dt.date(2026, 12, 30), dt.date(2027, 2, 1), dt.date(2027, 3, 1)
OLD, NEW = "丁村党支部", "新丁村总支"


@pytest.fixture
def world():
    """A visit with a finding, a brand and a belt; the village was renamed after the campaign had ended."""
    found = field.make_world()
    with clock.moved_to(field.VISIT_DAY):
        found.visit = field.make_visit(found)
        found.finding = field.make_finding(found, found.visit)
    branch = found.branch
    path = {"organization": branch, "organization_path": branch.path}
    found.brand = Brand.objects.create(application=found.application, name="丁村先锋", **path)
    found.belt = Belt.objects.create(
        campaign=found.campaign, organization=found.city, organization_path=found.city.path, name="漓江示范带"
    )
    BeltStation.objects.create(belt=found.belt, position=1, **path)
    with clock.moved_to(LATER):
        rename_organization(actor=None, organization=branch, name="中共新丁村总支部委员会", short_name=NEW, on=LATER)
    with clock.moved_to(TODAY):
        yield found


def end(world):
    Campaign.objects.filter(pk=world.campaign.pk).update(status="open")
    with clock.moved_to(LAST_DAY):
        close_campaign(actor=world.office, campaign=Campaign.objects.get(pk=world.campaign.pk))


def addresses(world):
    return {
        "findings": reverse("inspections:findings"),
        "finding": reverse("inspections:finding", args=[world.finding.pk]),
        "round": reverse("inspections:round", args=[world.visit.round_id]),
        "visit": reverse("inspections:visit", args=[world.visit.pk]),
        "survey": reverse("inspections:survey", args=[world.application.pk]),
        "belt": reverse("branding:belt", args=[world.belt.pk]),
    }


PAGES = ("findings", "finding", "round", "visit", "survey", "belt")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_running_campaign_tells_todays_name_and_of_a_past_one_that_of_its_day(client, world, page):
    sign_in(client, world.office)
    address = addresses(world)[page]
    assert NEW in client.get(address).content.decode()
    end(world)
    words = client.get(address).content.decode()
    # The form of a belt offers organizations to come by their full names of today.
    assert OLD in words and NEW not in words.replace("中共新丁村总支部委员会", "")


def test_workbooks_too(client, world):
    end(world)
    sign_in(client, world.office)
    for address in (reverse("inspections:findings_export"),
                    reverse("inspections:round_export", args=[world.visit.round_id])):  # fmt: skip
        content = BytesIO(b"".join(client.get(address).streaming_content))
        rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
        assert rows[1][0] == "中共丁村支部委员会"


def test_a_brand_tells_both_names(client, world):
    sign_in(client, world.office)
    address = reverse("branding:brand", args=[world.brand.pk])
    assert "现名" not in client.get(address).content.decode()
    end(world)
    words = client.get(address).content.decode()
    assert "中共丁村支部委员会（现名：中共新丁村总支部委员会）" in words
    assert OLD in client.get(reverse("branding:brands")).content.decode()


def test_the_past_costs_the_same_for_more_findings(client, world):
    sign_in(client, world.office)
    end(world)
    address = addresses(world)["findings"]

    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    cost()
    one = cost()
    for number in (2, 3):
        world.finding.pk = None
        world.finding.description = f"问题{number}"
        world.finding.save()
    assert cost() == one <= 12
