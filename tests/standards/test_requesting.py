"""What the catalogues lack is asked of the city's office, from where it is missed."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, Refused
from apps.reminders.models import Notice
from apps.standards.services import create_standard, request_entry
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
ASKED = {"kind": "metric", "name": "活动室座位数", "unit": "个", "reason": "阵地检查表用"}


@shared
def tree():
    return make_tree()


@pytest.fixture
def city(tree):
    return make_user(Role.OFFICE, tree.city)


@pytest.fixture
def district(tree):
    return make_user(Role.OFFICE, tree.district)


def test_the_city_is_told_what_is_missing_and_what_for(city, district):
    assert request_entry(actor=district, **ASKED) == 1
    line = Notice.objects.get(recipient=city, rule="standard.entry_request")
    assert "活动室座位数" in line.title and "阵地检查表用" in line.body and "个" in line.title
    assert request_entry(actor=district, **ASKED) == 0


def test_who_writes_no_standards_or_says_no_reason_asks_nothing(city, district, tree):
    with pytest.raises(Refused):
        request_entry(actor=make_user(Role.SECRETARY, tree.branch), **ASKED)
    with pytest.raises(Invalid):
        request_entry(actor=district, **{**ASKED, "reason": " "})


def test_a_district_is_led_there_from_its_draft_and_the_city_adds_by_itself(city, district, tree):
    for user, leads in ((district, True), (city, False)):
        client = Client()
        sign_in(client, user)
        place = tree.district if user == district else tree.city
        draft = create_standard(
            actor=user, organization=place, name=f"标准{leads}", kind="scored", source="方案", total=100
        )
        client.post(
            reverse("standards:add_node", args=[draft.pk]),
            {"title": "某项", "what": "leaf", "revision": draft.revision},
        )
        page = client.get(reverse("standards:edit", args=[draft.pk])).content.decode()
        assert (reverse("standards:request_entry") in page) is leads
        assert (
            reverse("standards:request_entry") in client.get(reverse("organizations:metrics")).content.decode()
        ) is leads
        answer = client.get(reverse("standards:request_entry"))
        assert answer.status_code == (200 if leads else 302)


def test_the_page_asks_and_says_so(city, district):
    client = Client()
    sign_in(client, district)
    address = reverse("standards:request_entry")
    assert client.post(address, {**ASKED, "reason": ""}).status_code == 422
    answer = client.post(address, ASKED, follow=True)
    assert "已向市级党建办提请新增“活动室座位数”" in answer.content.decode()
    assert Notice.objects.get(recipient=city).url == reverse("organizations:add_metric")
