"""From a committee's request for acceptance to the round whose sites are ticked already."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.services import decide_acceptance, save_acceptance
from apps.inspections.models import Round, Visit
from tests.factories import make_user, sign_in

from .factories import make_round

pytestmark = pytest.mark.django_db

WANTED = dt.date(2026, 11, 10)


@pytest.fixture
def asked(world):
    """The township asked for both of its branches, the city took it up."""
    row = save_acceptance(
        actor=make_user(Role.OFFICE, world.township), campaign=world.campaign, organization=world.township,
        applications=[world.application, world.other], summary="已自查达标。", wanted_on=WANTED, submit=True,
    )  # fmt: skip
    return decide_acceptance(actor=world.office, asked=row, verb="accept", opinion="", version=row.version)


def address(name, asked, *args):
    return f"{reverse(f'inspections:{name}', args=args)}?acceptance={asked.pk}"


def test_the_request_leads_to_a_round_with_its_sites_ticked(world, asked, client):
    sign_in(client, world.office)
    plan = address("round_new", asked)
    assert plan in client.get(reverse("applications:acceptance", args=[asked.pk])).content.decode()
    form = client.get(plan).context["form"]
    assert [form[name].value() for name in ("campaign", "organization", "kind", "starts_on")] == [
        world.campaign.pk, world.city.pk, "acceptance", WANTED,
    ]  # fmt: skip
    told = {name: form[name].value() for name in form.fields}
    answer = client.post(plan, {**told, "starts_on": "2026-11-10", "ends_on": "2026-11-18"})
    round_ = Round.objects.get()
    assert answer.url == address("assign", asked, round_.pk)
    page = client.get(answer.url)
    assert page.content.decode().count("checked") == 2
    assert page.context["form"]["scheduled_on"].value() == WANTED
    ticked = sorted(page.context["chosen"])
    client.post(answer.url, {"applications": ticked, "scheduled_on": "2026-11-10", "inspectors": [world.inspector.pk]})
    assert {each.application_id for each in Visit.objects.all()} == {world.application.pk, world.other.pk}
    assert "申请的单位都已安排" in client.get(answer.url).content.decode()


def test_a_round_under_way_takes_the_sites_in(world, asked, client):
    round_ = make_round(world)
    sign_in(client, world.office)
    assert address("assign", asked, round_.pk) in client.get(address("round_new", asked)).content.decode()


@pytest.mark.parametrize("name", ["round_new", "assign"])
def test_a_request_that_is_not_taken_up_or_not_ones_own_leads_nowhere(world, asked, client, name):
    args = [make_round(world).pk] if name == "assign" else []
    sign_in(client, world.outside_office)
    assert client.get(address(name, asked, *args)).status_code == 404
    type(asked).objects.update(status="submitted")
    sign_in(client, world.office)
    assert client.get(address(name, asked, *args)).status_code == 404


@pytest.mark.parametrize("key", ["", "x", "²", "99999999999999999999"])
def test_a_forged_key_changes_nothing(world, client, key):
    sign_in(client, world.office)
    answer = client.get(f"{reverse('inspections:round_new')}?acceptance={key}")
    assert answer.status_code == 200
    assert answer.context["asked"] is None


def test_sites_are_told_in_the_words_of_the_reader(world, client):
    round_ = make_round(world)
    sign_in(client, world.office)
    assert "待验收" in client.get(reverse("inspections:assign", args=[round_.pk])).content.decode()
    type(world.application).objects.update(status="inspected")
    page = client.get(reverse("inspections:assign", args=[round_.pk])).content.decode()
    assert "已验收，待评分" in page
