"""Scope, standards, burden, places and figures."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.choices import Role
from apps.campaigns import queries, services
from apps.campaigns.models import Campaign, Place
from apps.campaigns.registries import BurdenCount, burden_counters
from apps.core.exceptions import Invalid, QuotaFull
from apps.organizations.models import CurrentFact, Fact, Metric, Organization
from tests.factories import make_organization, make_tree, make_user

from .factories import make_campaign, make_open_campaign, make_version

pytestmark = pytest.mark.django_db


def know(organization, code, value):
    metric, _ = Metric.objects.get_or_create(code=code, defaults={"name": code, "period_kind": "snapshot"})
    fact = Fact.objects.create(
        organization=organization, organization_path=organization.path, metric=metric, value=value, source="self"
    )
    CurrentFact.objects.create(organization=organization, organization_path=organization.path, metric=metric, fact=fact)


def test_eligible_follows_scope_sector_and_level(tree, office):
    campaign = make_campaign(tree.city, office, scope=tree.district)
    assert set(queries.eligible(campaign)) == {tree.branch, tree.other_branch}
    campaign.sectors = ["urban"]
    assert not queries.eligible(campaign).exists()
    campaign.sectors, campaign.levels = [], []
    assert tree.township in queries.eligible(campaign)


@pytest.mark.parametrize("fields", [{}, {"sectors": ["urban"]}, {"kinds": ["branch"]}, {"levels": ["grassroots"]}])
def test_one_organization_is_told_as_all_are(tree, office, fields):
    closed = make_organization(tree.township)
    Organization.objects.filter(pk=closed.pk).update(closed_on=dt.date(2026, 1, 1))
    make_organization(tree.township, sector="urban")
    for scope in (tree.city, tree.township):
        campaign = make_campaign(tree.city, office, scope=scope)
        Campaign.objects.filter(pk=campaign.pk).update(**fields)
        campaign.refresh_from_db()
        told = {each for each in Organization.objects.all() if queries.is_eligible(campaign, each)}
        assert told == set(queries.eligible(campaign))


def test_eligible_leaves_out_closed_organizations_and_the_organizer(tree):
    tree.branch.closed_on = dt.date(2026, 1, 1)
    tree.branch.save()
    campaign = make_campaign(tree.township, levels=[])
    assert set(queries.eligible(campaign)) == {tree.other_branch}


def test_version_for_prefers_the_sector(tree, office):
    campaign = make_campaign(tree.city, office)
    general, rural = make_version(), make_version(2)
    services.set_standards(actor=office, campaign=campaign, versions={"": general, "rural": rural})
    assert queries.version_for(campaign, tree.branch) == rural
    tree.branch.sector = "urban"
    assert queries.version_for(campaign, tree.branch) == general
    services.set_standards(actor=office, campaign=campaign, versions={"rural": rural})
    with pytest.raises(Invalid, match="街道社区"):
        queries.version_for(campaign, tree.branch)


def own_part(found):
    """What the self-assessment asks, without the forms of higher apps."""
    return next((part.inputs, part.prefilled, part.files) for part in found.parts if part.label == "自评")


def test_burden_counts_leaves_and_what_is_known(tree, office):
    campaign = make_campaign(tree.city, office, scope=tree.township)
    know(tree.branch, "venue_area", 120)
    found = queries.burden(campaign)
    assert found.organizations == 2
    assert own_part(found) == (3, 0.5, 1)
    assert own_part(queries.burden_of(campaign, tree.branch)) == (3, 1, 1)
    assert own_part(queries.burden_of(campaign, tree.other_branch)) == (3, 0, 1)


def test_shown_figures_of_the_burden_add_up(tree, office):
    parts = (BurdenCount("自评", 20, 0.4), BurdenCount("申报", 18, 0.5))
    found = queries.Burden(2, 38, 0.9, 0, parts)
    assert ([part.known for part in found.parts], found.known, found.by_hand) == ([0, 1], 1, 37)
    assert BurdenCount("自评", 3, 3.2).known == 3


def test_burden_adds_the_forms_of_higher_apps(tree, office):
    def count(campaign, version, organization_ids):
        return BurdenCount("另一张表", 10, 4)

    campaign = make_campaign(tree.city, office)
    burden_counters.register(count)
    try:
        parts = {part.label: part.inputs for part in queries.burden(campaign).parts}
    finally:
        burden_counters._items.remove(count)
    assert (parts["自评"], parts["另一张表"]) == (3, 10)


def test_burden_needs_the_same_queries_for_many(tree, office):
    campaign = make_campaign(tree.city, office)
    queries.burden(campaign)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as context:
            queries.burden(campaign)
        counts.append(len(context))
        for _ in range(3):
            make_organization(tree.township)
    assert counts[0] == counts[1]


def test_take_place_keeps_what_is_held_and_refuses_when_full(tree, office):
    campaign = make_open_campaign(tree.city, office)
    campaign.quotas.all().update(limit=2)
    campaign.quotas.filter(dimension="sector", sector="rural").update(limit=1)
    services.take_place(campaign, tree.branch)
    services.take_place(campaign, tree.branch)
    with pytest.raises(QuotaFull, match=r"乡镇农村.*1 个已满"):
        services.take_place(campaign, tree.outside_branch)
    use = {row.label: (row.taken, row.left) for row in queries.quota_use(campaign)}
    assert use["总名额"] == (1, 1)
    assert use["乡镇农村"] == (1, 0)
    services.release_place(campaign, tree.branch)
    services.take_place(campaign, tree.outside_branch)


def test_take_place_counts_below_a_parent(tree, office):
    campaign = make_campaign(tree.city, office)
    rows = [
        {"dimension": "total", "limit": 5},
        {"dimension": "parent", "organization": tree.district, "limit": 1},
    ]
    services.set_quotas(actor=office, campaign=campaign, rows=rows)
    services.take_place(campaign, tree.branch)
    services.take_place(campaign, tree.outside_branch)
    with pytest.raises(QuotaFull):
        services.take_place(campaign, tree.other_branch)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_the_last_place_get_one():
    tree = make_tree()
    campaign = make_open_campaign(tree.city, make_user(Role.OFFICE, tree.city))
    campaign.quotas.filter(dimension="total").update(limit=1)
    campaign.quotas.exclude(dimension="total").delete()
    results = []

    def ask(organization):
        try:
            services.take_place(campaign, organization)
            results.append("taken")
        except QuotaFull:
            results.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(o,)) for o in (tree.branch, tree.other_branch)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["full", "taken"]
    assert Place.objects.filter(campaign=campaign).count() == 1


def test_progress_table_has_a_row_for_each_child_that_owes(tree, office):
    campaign = make_open_campaign(tree.city, office)
    services.take_place(campaign, tree.branch)
    rows = {row.organization: (row.items[0].count, row.taken) for row in queries.progress_table(campaign, office)}
    assert rows == {tree.district: (2, 1), tree.outside_district: (1, 0)}
    district = make_user(Role.OFFICE, tree.district)
    assert [row.organization for row in queries.progress_table(campaign, district)] == [tree.township]
    assert queries.funnel(campaign, district)[0].count == 2
