"""A campaign that is over reads with the tree of its last day; who sees it follows the tree of today."""

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.applications.models import Application
from apps.applications.parts import PURPOSE
from apps.campaigns.queries import day_of, progress_table, tree_of
from apps.campaigns.queries.scope import eligible_rows
from apps.campaigns.services import close_campaign
from apps.core import clock
from apps.core.services import attach_file
from apps.organizations.models import Organization
from apps.organizations.queries import places_as_of
from apps.organizations.services import (
    merge_organization,
    move_organization,
    reclassify_organization,
    rename_organization,
)
from tests.applications.assessment_stage import photo
from tests.applications.factories import make_approved, make_draft, make_stage, make_submitted
from tests.campaigns.factories import make_open_campaign
from tests.factories import make_organization, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
LAST_DAY = dt.date(2026, 12, 30)
LATER = dt.date(2027, 2, 1)


@shared
def stage():
    """A campaign that is over; afterwards the village went to another town, and both got other names."""
    found = make_stage()
    found.application = make_approved(found)
    found.reviewed = found.application.steps.order_by("position").first().organization
    Application.objects.update(status="named")
    with clock.moved_to(LAST_DAY):
        close_campaign(actor=found.office, campaign=found.campaign)
    with clock.moved_to(LATER):
        rename_organization(actor=None, organization=found.tree.township, name="中共新丙镇委员会", short_name="新丙镇",
                            on=LATER)  # fmt: skip
        rename_organization(actor=None, organization=found.tree.branch, name="中共新丁村总支", short_name="新丁村",
                            kind="general_branch", on=LATER)  # fmt: skip
        move_organization(actor=None, organization=found.tree.branch, parent=found.tree.outside_township, on=LATER)
    found.campaign.refresh_from_db()
    return found


@pytest.fixture(autouse=True)
def later():
    with clock.moved_to(dt.date(2027, 3, 1)):
        yield


def rows_of(client, query=""):
    answer = client.get(reverse("applications:export") + query)
    content = BytesIO(b"".join(answer.streaming_content))
    return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


def test_lists_and_workbooks_of_a_closed_campaign_keep_the_old_town(client, stage):
    sign_in(client, stage.office)
    row = next(row for row in rows_of(client) if stage.campaign.name in row)
    assert row[:2] == ["中共丁村支部委员会", "丙乡委"]
    page = client.get(reverse("applications:list")).content.decode()
    assert "丙乡委" in page and "新丁村" not in page
    detail = client.get(reverse("applications:detail", args=[stage.application.pk])).content.decode()
    assert "丙乡委" in detail and "新丙镇" not in detail


def test_a_new_campaign_reads_with_the_new_town(client, stage):
    with clock.moved_to(dt.date(2026, 5, 6)):
        stage.campaign = make_open_campaign(stage.tree.city, stage.office, name="又一次活动")
        stage.tree.branch.refresh_from_db()
        make_draft(stage)
    sign_in(client, stage.office)
    found = {row[4]: row[1] for row in rows_of(client)[1:]}
    assert found["又一次活动"] == stage.tree.outside_township.short_name
    assert "丙乡委" in found.values()


def test_the_figures_of_a_closed_campaign_count_under_the_old_town(client, stage):
    table = {row.organization.short_name: row for row in progress_table(stage.campaign, stage.district)}
    assert "丙乡委" in table
    assert next(item.count for item in table["丙乡委"].items if item.label == "应申报") == 2
    city = {row.organization.pk: row for row in progress_table(stage.campaign, stage.office)}
    assert city[stage.tree.district.pk].taken == 1
    assert next(i.count for i in city[stage.tree.district.pk].items if i.label == "已命名") == 1
    assert tree_of(stage.campaign).lineage(stage.tree.branch.pk)[-2].pk == stage.tree.township.pk
    sign_in(client, stage.office)
    assert "丁村" in client.get(
        reverse("applications:list") + f"?campaign={stage.campaign.pk}&under={stage.tree.district.pk}"
    ).content.decode()  # fmt: skip
    url = reverse("campaigns:detail", args=[stage.campaign.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    # The page of a running campaign takes 15; the day and the tree of a past one take four more.
    assert len(captured) <= 19


def test_a_closed_campaign_counts_the_sector_of_its_day(client, stage):
    before = {row.pk: (row.sector, row.level) for row in eligible_rows(stage.campaign)}
    with clock.moved_to(LATER):
        reclassify_organization(actor=None, organization=stage.tree.branch, sector="urban", level="township", on=LATER)
    again = type(stage.campaign).objects.get(pk=stage.campaign.pk)
    assert {row.pk: (row.sector, row.level) for row in eligible_rows(again)} == before
    sign_in(client, stage.office)
    detail = client.get(reverse("applications:detail", args=[stage.application.pk])).content.decode()
    assert "乡镇农村" in detail and "街道社区" not in detail


def test_the_office_that_reviewed_keeps_reading_what_it_signed(stage):
    seen = {name: Application.objects.visible_to(getattr(stage, name)).exists()
            for name in ("township", "outside_township", "district")}  # fmt: skip
    assert seen == {"township": True, "outside_township": True, "district": True}
    assert not Application.objects.within(stage.township).exists()
    assert not Application.objects.visible_to(stage.other_secretary).exists()


def test_a_town_merged_afterwards_still_stands_above(client, stage):
    with clock.moved_to(LATER):
        for each in Organization.objects.filter(path__startswith=stage.tree.township.path).exclude(
            pk=stage.tree.township.pk
        ):
            each.refresh_from_db()
        merge_organization(actor=None, organization=stage.tree.township, into=stage.tree.outside_township, on=LATER)
    sign_in(client, stage.office)
    assert rows_of(client)[1][1] == "丙乡委"


def test_places_of_several_days_in_two_statements(stage, django_assert_num_queries):
    branch = Organization.objects.get(pk=stage.tree.branch.pk)
    asked = [(branch, day_of(stage.campaign)), (branch, None), (stage.tree.city, LAST_DAY)]
    with django_assert_num_queries(2):
        then, now, root = places_as_of(asked)
    assert (then.short_name, then.kind, then.parent_name) == ("丁村党支部", "branch", "丙乡委")
    assert (now.short_name, now.kind, now.parent_name) == (
        "新丁村", "general_branch", stage.tree.outside_township.short_name,
    )  # fmt: skip
    assert then.above == (stage.tree.city.pk, stage.tree.district.pk, stage.tree.township.pk)
    assert (root.above, root.parent_name) == ((), "")
    assert places_as_of([]) == []


def test_an_office_whose_step_waits_goes_on_after_the_move(client):
    with clock.moved_to(dt.date(2026, 5, 20)):
        found = make_stage()
        application = make_submitted(found)
        move_organization(actor=None, organization=found.tree.branch, parent=found.tree.outside_township,
                          on=dt.date(2026, 5, 20))  # fmt: skip
        make_organization(found.tree.township)
        sign_in(client, found.township)
        assert client.get(reverse("applications:review", args=[application.pk])).status_code == 200
        paper = attach_file(
            actor=found.secretary, upload=photo(), name="登记表.jpg", owner=application, purpose=PURPOSE,
            organization_path=found.tree.outside_township.path,
        )  # fmt: skip
        answer = client.get(reverse("core:file", args=[paper.pk]))
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)
        assert sign_in(client, found.other_secretary).get(reverse("core:file", args=[paper.pk])).status_code == 404
        assert not Application.objects.visible_to(found.district).exists()
