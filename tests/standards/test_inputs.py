"""Inputs of many organizations at once: the same figures as one by one, in a constant number of statements."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.accounts.choices import Role
from apps.core import clock
from apps.organizations.models import CurrentFact, Metric, Organization
from apps.organizations.services import add_record, add_unit, record_fact, save_facility, set_posts
from apps.standards.engine import evaluate_version
from apps.standards.inputs import Observation, cohort_ranks, inputs_in_chunks, inputs_of, wanted_of, with_facts
from apps.standards.queries import engine_version
from apps.standards.services import load_standard
from tests.applications.assessment_stage import DAY, full_standard, leaf, make_metrics
from tests.factories import make_organization, make_tree, make_user

pytestmark = pytest.mark.django_db

SHARE = {
    "type": "share_of_descendants", "label": "场所达标", "op": ">=", "value": 50,
    "filter": {"levels": ["grassroots"]}, "leaf": "area",
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


@pytest.fixture
def place():
    tree = make_tree()
    tree.office = make_user(Role.OFFICE, tree.city)
    make_metrics()
    below = {"code": "below", "title": "下级", "children": [leaf("share", "场所占比", 0, SHARE)]}
    standard = full_standard()
    tree.version = load_standard({**standard, "criteria": [*standard["criteria"], below]})
    for organization, area in ((tree.branch, 300), (tree.other_branch, 120), (tree.outside_branch, 250)):
        record_fact(actor=tree.office, organization=organization, metric="venue_area", value=area)
    record_fact(actor=tree.office, organization=tree.branch, metric="members_developed", value=0, period="2025")
    record_fact(actor=tree.office, organization=tree.branch, metric="members_developed", value=2, period="2026")
    record_fact(actor=tree.office, organization=tree.branch, metric="secretary_pay", value=30000, period="2026")
    add_record(
        actor=tree.office,
        organization=tree.branch,
        kind="committee_meeting",
        held_on=dt.date(2026, 3, 4),
        title="支委会",
    )
    return tree


def everybody():
    return list(Organization.objects.order_by("path"))


def test_many_at_once_read_as_one_by_one(place):
    together = inputs_of(place.version, everybody())
    alone = {row.pk: inputs_of(place.version, [row])[row.pk] for row in everybody()}
    assert together == alone
    found = together[place.branch.pk]
    assert [value.value for value in found.history["members_developed"]] == [2, 0]
    assert found.facts["members_developed"].period == "2026"
    assert found.records == {"committee_meeting": [dt.date(2026, 3, 4)]}


def test_statements_do_not_depend_on_the_number(place, django_assert_num_queries):
    engine_version(place.version)
    for _ in range(2):
        rows = everybody()
        with django_assert_num_queries(6):
            inputs_of(place.version, rows)
        for number in range(20):
            parent = make_organization(place.district, level="township")
            make_organization(parent, name=f"中共又{number}村支部委员会")


def test_each_organization_counts_what_is_below_itself(place):
    found = inputs_of(place.version, everybody())
    counts = {
        pk: (share.matching, share.fulfilling)
        for pk, given in found.items()
        if (share := given.aggregates.get("share"))
    }
    assert counts == {
        place.city.pk: (3, 2),
        place.district.pk: (2, 1),
        place.township.pk: (2, 1),
        place.outside_district.pk: (1, 1),
        place.outside_township.pk: (1, 1),
    }


def test_a_closed_organization_below_does_not_count(place):
    Organization.objects.filter(pk=place.other_branch.pk).update(closed_on=DAY)
    share = inputs_of(place.version, [place.township])[place.township.pk].aggregates["share"]
    assert (share.matching, share.fulfilling) == (1, 1)


def test_the_nearest_reference_above_holds(place):
    for organization, value in ((place.city, 9000), (place.district, 12000)):
        record_fact(actor=place.office, organization=organization, metric="regional_income", value=value, period="2026")
    found = inputs_of(place.version, everybody())
    assert found[place.branch.pk].references["regional_income"].value == Decimal(12000)
    assert found[place.outside_branch.pk].references["regional_income"].value == Decimal(9000)
    outcome = evaluate_version(engine_version(place.version), found[place.branch.pk])
    assert outcome.find("pay").points == 10


def test_chunks_are_the_whole_in_the_order_of_the_tree(place):
    whole = inputs_of(place.version, everybody())
    seen = {}
    for rows, inputs in inputs_in_chunks(place.version, Organization.objects.all(), size=3):
        assert len(rows) <= 3 and [row.path for row in rows] == sorted(row.path for row in rows)
        seen |= inputs
    assert seen == whole


def test_records_outrank_statements_and_a_visit_outranks_records(place):
    Metric.objects.create(
        code="committee_meetings", name="支委会次数", unit="次", period_kind="year",
        derived={"record": "committee_meeting", "sum": "count"},
    )  # fmt: skip
    measure = {
        "type": "quantity",
        "metric": "committee_meetings",
        "label": "支委会次数",
        "op": ">=",
        "value": 1,
        "unit": "次",
    }
    standard = full_standard(code="derived")
    version = load_standard(
        {**standard, "criteria": [{"code": "all", "title": "全部", "children": [leaf("times", "次数", 100, measure)]}]}
    )
    for organization in (place.branch, place.other_branch):
        record_fact(actor=place.office, organization=organization, metric="committee_meetings", value=9, period="2026")

    def told(organization):
        value = inputs_of(version, [organization])[organization.pk].facts["committee_meetings"]
        return value.value, value.source

    assert told(place.branch) == (1, "record")
    assert told(place.other_branch)[0] == 9
    record_fact(
        actor=place.office,
        organization=place.branch,
        metric="committee_meetings",
        value=3,
        period="2026",
        source="inspection",
    )
    assert told(place.branch) == (3, "inspection")


def area_of(place, organization):
    told = inputs_of(place.version, everybody())[organization.pk].facts.get("venue_area")
    return told and (told.value, told.source)


def test_a_ledger_tells_what_nobody_stated_and_what_was_stated_wins(place):
    place.empty = make_organization(place.outside_township)
    save_facility(
        actor=None, organization=place.empty, kind="service_centre", name="党群服务中心", usable_area=Decimal(150),
        building_area=Decimal(260), rooms={"service_hall": 1},
    )  # fmt: skip
    set_posts(actor=None, organization=place.empty, counts={"demonstration": 2})
    assert area_of(place, place.empty) == (260, "facility_ledger")
    given = inputs_of(place.version, everybody())[place.empty.pk]
    assert given.facts["service_hall"].value is True
    assert "demonstration_posts" not in given.facts  # the version does not read it
    outcome = evaluate_version(engine_version(place.version), given)
    assert outcome.find("area").reading.met
    assert "阵地台账" in "".join(used.describe() for used in outcome.find("area").reading.used)
    record_fact(actor=place.office, organization=place.empty, metric="venue_area", value=180)
    assert area_of(place, place.empty) == (180, "self")


def test_units_count_for_everybody_above_and_places_below_count_by_their_ledgers(place):
    for name, established in (("一组", "separate"), ("二组", "none")):
        add_unit(actor=None, organization=place.branch, name=name, kind="villager_group", established=established)
    save_facility(
        actor=None, organization=place.other_branch, kind="service_centre", name="新楼", building_area=Decimal(999)
    )
    found = inputs_of(place.version, everybody())
    for organization in (place.branch, place.township, place.city):
        told = found[organization.pk].facts["villager_groups"]
        assert (told.value, told.source) == (2, "unit_ledger")
    assert "villager_groups" not in found[place.outside_branch.pk].facts
    # Stated with 120: the ledger changes nothing. A branch without a word is counted by its ledger.
    assert found[place.township.pk].aggregates["share"].fulfilling == 1
    fresh = make_organization(place.township)
    save_facility(actor=None, organization=fresh, kind="service_centre", name="阵地", building_area=Decimal(400))
    assert inputs_of(place.version, everybody())[place.township.pk].aggregates["share"].fulfilling == 2


def test_means_below_are_of_a_metric_of_a_leaf_and_of_scores(place, django_assert_max_num_queries):
    base = full_standard()
    means = [
        leaf(name, name, 0, {"type": "mean_below", "label": name, "filter": {"levels": ["grassroots"]}, **what})
        for name, what in (("area_mean", {"metric": "venue_area"}), ("leaf_mean", {"leaf": "area"}), ("score_mean", {"score": True}))
    ]  # fmt: skip
    below = {"code": "means", "title": "下级平均", "children": means}
    version = load_standard({**base, "code": "means", "criteria": [*base["criteria"], below]})
    rows = everybody()
    with django_assert_max_num_queries(12):
        found = inputs_of(version, rows)
    means_of = {row.pk: found[row.pk].means for row in rows}
    town = means_of[place.township.pk]
    assert (town["area_mean"].value, town["area_mean"].count) == (Decimal(210), 2)
    # 20 points from 200 ㎡ on, 12 for 120.
    assert (town["leaf_mean"].value, town["leaf_mean"].count) == (Decimal(16), 2)
    scores = [
        evaluate_version(engine_version(version), found[row.pk]).score for row in (place.branch, place.other_branch)
    ]
    assert abs(town["score_mean"].value - sum(scores) / 2) < Decimal("0.01")
    assert means_of[place.city.pk]["area_mean"].count == 3
    assert means_of[place.branch.pk] == {}


def test_places_in_a_cohort_are_shared_by_equals_and_silence_takes_none(place):
    base = full_standard()
    ranked = leaf("rank", "面积排名", 0, {"type": "cohort_rank", "label": "面积", "metric": "venue_area"})
    rising = leaf(
        "least", "面积从小到大", 0, {"type": "cohort_rank", "label": "面积", "metric": "venue_area", "order": "asc"}
    )
    below = {"code": "ranks", "title": "排名", "children": [ranked, rising]}
    tree = engine_version(load_standard({**base, "code": "ranks", "criteria": [*base["criteria"], below]}))
    record_fact(actor=place.office, organization=place.outside_branch, metric="venue_area", value=300)
    found = cohort_ranks(tree, Organization.objects.values("pk"))
    assert [found[row.pk]["rank"].place for row in (place.branch, place.outside_branch, place.other_branch)] == [
        1,
        1,
        3,
    ]
    assert [found[row.pk]["least"].place for row in (place.branch, place.other_branch)] == [2, 1]
    assert found[place.branch.pk]["rank"].of == 3
    assert place.township.pk not in found


def test_facts_put_over_what_nobody_typed_give_the_same_inputs(place):
    """Records, ledgers and references beside statements of the same and of other periods."""
    save_facility(
        actor=None, organization=place.other_branch, kind="service_centre", name="阵地", building_area=Decimal(400)
    )
    for organization in (place.branch, place.other_branch, place.township, place.city):
        organization.refresh_from_db()
        untold = inputs_of(place.version, [organization], observed=())[organization.pk]
        observed = observations(organization)
        wanted = wanted_of(engine_version(place.version), organization.sector, organization.kind, organization.level)
        whole = inputs_of(place.version, [organization], observed=observed)[organization.pk]
        assert with_facts(untold, organization, wanted, observed) == whole


def observations(organization):
    rows = CurrentFact.objects.filter(organization_path__in=[*organization.ancestor_paths(), organization.path])
    return [
        Observation(
            row.organization_id, row.organization_path, row.metric.code, row.metric.value_kind, row.period,
            row.fact.value, row.fact.source,
        )
        for row in rows.select_related("metric", "fact")
    ]  # fmt: skip
