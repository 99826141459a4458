"""The guide of a brand's theme, shown where the brand is written."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.branding.choices import Theme
from apps.branding.models import Brand
from apps.campaigns.template_files import load_templates
from apps.organizations.choices import Sector
from apps.standards.themes import guide_for, theme_guides
from tests.factories import make_tree, make_user, sign_in


def test_every_theme_has_a_guide_with_its_own_name():
    guides = theme_guides()
    assert {key: guide.name for key, guide in guides.items()} == dict(Theme.choices)
    assert {key: guide.name for key, guide in guides.items()} == load_templates()["belt"].brand_themes


def test_a_brand_without_theme_takes_that_of_its_sector():
    assert guide_for("", Sector.TOURISM) is theme_guides()[Theme.INTEGRATION]
    assert guide_for(Theme.LIVELIHOOD, Sector.TOURISM) is theme_guides()[Theme.LIVELIHOOD]
    assert not guide_for("", Sector.STATE_OWNED).is_theme


@pytest.mark.django_db
def test_the_form_of_a_brand_shows_its_carriers():
    tree = make_tree()
    brand = Brand.objects.create(organization=tree.branch, organization_path=tree.branch.path, name="先锋")
    page = sign_in(Client(), make_user(Role.SECRETARY, tree.branch)).get(
        reverse("branding:edit_brand", args=[brand.pk])
    )
    assert "党建“致富链”" in page.content.decode()
    assert "旅游红色驿站" in page.content.decode()
