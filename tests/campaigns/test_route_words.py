"""The way through the levels as the campaign's page says it."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.campaigns.models import RouteRule
from apps.campaigns.queries.route import route_in_words
from apps.core import clock
from apps.organizations.choices import Kind, Level
from tests.factories import make_organization, make_user, sign_in

from .factories import APPLICATION_DAY, make_campaign, make_open_campaign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day():
    with clock.moved_to(APPLICATION_DAY):
        yield


def countersign(campaign, above, level, mode, name):
    office = make_organization(above, name=name, short_name=name, kind=Kind.LEADING_GROUP, level=Level.DISTRICT)
    RouteRule.objects.create(campaign=campaign, act="countersign", level=level, organization=office, mode=mode)


def said(campaign):
    return [(stage.label, stage.act, stage.before, stage.beside) for stage in route_in_words(campaign).stages]


def test_every_level_between_the_applicants_and_the_issuer_reviews(tree, office):
    assert said(make_campaign(tree.city, office)) == [
        ("乡镇街道级党组织", "审核", [], []),
        ("县区级党组织", "审核", [], []),
        (tree.city.short_name, "审定", [], []),
    ]


def test_applicants_of_a_higher_level_leave_the_lower_ones_out(tree, office):
    campaign = make_campaign(tree.city, office, levels=["township"])
    assert [line[0] for line in said(campaign)] == ["县区级党组织", tree.city.short_name]


def test_departments_stand_at_the_next_level_that_reviews(tree, office):
    campaign = make_campaign(tree.city, office)
    RouteRule.objects.create(campaign=campaign, act="skip", level="township")
    countersign(campaign, tree.district, "township", "in_turn", "区宣传部")
    countersign(campaign, tree.city, "city", "parallel", "市农办")
    assert said(campaign) == [
        ("县区级党组织", "审核", ["区宣传部"], []),
        (tree.city.short_name, "审定", [], ["市农办"]),
    ]
    assert route_in_words(campaign).skipped == ["乡镇街道级"]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.SECRETARY])
def test_an_opened_campaign_says_who_reviews_and_how_long(tree, office, role):
    campaign = make_open_campaign(tree.city, office)
    countersign(campaign, tree.city, "city", "in_turn", "市农办")
    type(campaign).objects.update(review_working_days=7)
    client = sign_in(Client(), office if role == Role.OFFICE else make_user(role, tree.branch))
    page = client.get(reverse("campaigns:detail", args=[campaign.pk])).content.decode()
    assert "市农办先会签" in page
    assert "每级 7 个工作日" in page
