"""The pages of one organization stand side by side, each person's own."""

import pytest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.organizations.services import grant_access
from tests.factories import make_tree, make_user, sign_in

pytestmark = pytest.mark.django_db


def tabs_of(client, name, organization):
    page = client.get(reverse(f"organizations:{name}", args=[organization.pk]))
    return {tab["label"]: tab["active"] for tab in page.context["tabs"]}


def test_each_page_of_an_organization_marks_its_tab(client):
    tree = make_tree()
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    for name, label in (("detail", "概况"), ("facts", "数据"), ("records", "记录")):
        tabs = tabs_of(client, name, tree.branch)
        assert [each for each, active in tabs.items() if active] == [label]


def test_who_only_reads_has_no_tab_of_a_page_that_would_refuse(client):
    tree = make_tree()
    inspector = make_user(Role.INSPECTOR, tree.city)
    grant_access(user=inspector, organization=tree.branch, source="visit", source_key=1)
    sign_in(client, inspector)
    tabs = tabs_of(client, "detail", tree.branch)
    assert "数据" not in tabs
    assert "记录" in tabs
