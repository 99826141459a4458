"""The catalogue of themes: one for each theme of a brand, each with carriers, shown where a brand is written."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.branding.choices import Theme
from apps.branding.models import Brand
from apps.branding.themes import guide_for, theme_guides
from apps.campaigns.template_files import load_templates
from apps.organizations.choices import Sector
from tests.factories import make_tree, make_user, sign_in


def test_every_theme_has_a_guide_with_its_own_name():
    guides = theme_guides()
    assert {key: guide.name for key, guide in guides.items()} == dict(Theme.choices)
    assert {key: guide.name for key, guide in guides.items()} == load_templates()["belt"].brand_themes


@pytest.mark.parametrize("theme", Theme.values)
def test_a_guide_names_carriers_once_each_with_their_clause(theme):
    guide = theme_guides()[theme]
    codes = [carrier.code for carrier in guide.carriers]
    assert len(codes) == len(set(codes)) >= 4
    assert all(carrier.name and carrier.note and carrier.clause for carrier in guide.carriers)
    assert guide.posts


def test_the_carriers_of_the_plans_are_there():
    names = {name for guide in theme_guides().values() for name in (*(c.name for c in guide.carriers), *guide.posts)}
    assert {"党建“致富链”", "旅游红色驿站", "党员监督栏", "党员示范岗", "党员责任区", "双扶双带", "红色宣传车"} <= names


def test_a_brand_without_theme_takes_that_of_its_sector():
    assert guide_for("", Sector.TOURISM) is theme_guides()[Theme.INTEGRATION]
    assert guide_for(Theme.LIVELIHOOD, Sector.TOURISM) is theme_guides()[Theme.LIVELIHOOD]
    assert guide_for("", Sector.STATE_OWNED) is None


@pytest.mark.django_db
def test_the_form_of_a_brand_shows_its_carriers():
    tree = make_tree()
    brand = Brand.objects.create(organization=tree.branch, organization_path=tree.branch.path, name="先锋")
    page = sign_in(Client(), make_user(Role.SECRETARY, tree.branch)).get(
        reverse("branding:edit_brand", args=[brand.pk])
    )
    assert "党建“致富链”" in page.content.decode()
    assert "旅游红色驿站" in page.content.decode()
