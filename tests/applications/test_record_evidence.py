"""Work records stand as evidence: what is written down where it happens is not uploaded again."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.applications.queries import self_outcome
from apps.core import clock
from apps.organizations.services import add_record, cancel_record, plan_record
from tests.applications.assessment_stage import DAY, full_standard, make_stage
from tests.factories import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    standard = full_standard()
    for section in standard["criteria"]:
        for leaf in section["children"]:
            if leaf["code"] == "meetings":
                leaf["evidence"] = {"need": "required", "at_least": 2}
    with clock.moved_to(DAY):
        yield make_stage(standard)


def short_of(stage):
    leaves = {leaf.code: leaf for leaf in self_outcome(stage.application).leaves()}
    return leaves["meetings"].evidence_short


def hold(stage, month):
    day = dt.date(2026, month, 5)
    branch = stage.application.organization
    return add_record(actor=None, organization=branch, kind="committee_meeting", held_on=day, title="支委会")


def test_records_that_count_are_evidence(stage):
    first = hold(stage, 3)
    plan_record(
        actor=None, organization=stage.application.organization, kind="committee_meeting", held_on=dt.date(2026, 9, 1),
        title="计划",
    )  # fmt: skip
    assert short_of(stage) == 1
    hold(stage, 4)
    assert short_of(stage) == 0
    cancel_record(actor=None, record=first, reason="重复")
    assert short_of(stage) == 1


def test_the_leaf_links_to_exactly_the_counted_records(client, stage):
    hold(stage, 3)
    hold(stage, 4)
    sign_in(client, stage.secretary)
    address = reverse("applications:assessment_section", args=[stage.application.pk, "work"])
    page = client.get(address).content.decode()
    link = reverse("organizations:records", args=[stage.application.organization_id])
    query = "kind=committee_meeting&amp;year=2026&amp;state=held&amp;range=own"
    assert f'<a href="{link}?{query}">支委会 2 次</a>' in page
    rows = client.get(f"{link}?{query.replace('&amp;', '&')}").context["rows"]
    assert len(rows) == 2
