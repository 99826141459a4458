"""What the engine reads: verified claims over facts, counts of the organizations below, the burden."""

from decimal import Decimal

import pytest

from apps.accounts.choices import Role
from apps.applications.queries import assessment_burden, inputs_for, sheet_of
from apps.campaigns.queries import burden_of
from apps.core import clock
from apps.organizations.services import record_fact
from apps.standards.engine import Claim, evaluate_version
from apps.standards.queries import engine_version
from tests.applications.assessment_stage import DAY, again, full_standard, leaf, make_application, make_stage
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


def verified(stage, **claims):
    application = again(stage.application)
    given = {code: Claim(source="inspection", **said) for code, said in claims.items()}
    inputs = inputs_for(application, claims=given)
    return inputs, evaluate_version(engine_version(application.standard_version), inputs)


def test_verified_values_beat_facts():
    stage = make_stage()
    branch = stage.tree.branch
    facts = {"venue_area": 300, "election": True, "service_hall": True, "groups_covered": 5, "villager_groups": 5}
    for code, value in facts.items():
        record_fact(actor=stage.secretary, organization=branch, metric=code, value=value)
    inputs, outcome = verified(
        stage,
        area={"value": Decimal(100)},
        election={"value": False},
        list={"checked": frozenset({"flag"})},
        groups={"value": False},
        deputy={"not_applicable": True},
    )
    assert (inputs.facts["venue_area"].value, inputs.facts["venue_area"].source) == (Decimal(100), "inspection")
    points = {found.code: found.points for found in outcome.leaves()}
    assert (points["area"], points["election"], points["list"], points["groups"]) == (10, 0, 4, 0)
    assert outcome.find("deputy").state == "not_applicable"
    assert any("检查核实" in sentence.text for sentence in outcome.find("area").explanation)


def test_claims_replace_the_branchs_own_leaf_by_leaf():
    stage = make_stage()
    _, outcome = verified(stage, vanguard={"value": Decimal(3), "note": "属实"})
    assert outcome.find("vanguard").points == 3
    assert outcome.find("shoulder").state == "unanswered"


def test_share_of_descendants_counts_all_that_match(django_assert_num_queries):
    share = {
        "type": "share_of_descendants", "label": "场所达标", "op": ">=", "value": 50,
        "filter": {"levels": ["grassroots"]},
        "measure": {"type": "quantity", "metric": "venue_area", "label": "面积", "op": ">=", "value": 200, "unit": "㎡"},
    }  # fmt: skip
    criteria = [{"code": "below", "title": "下级", "children": [leaf("share", "场所占比", 100, share)]}]
    stage = make_stage(full_standard(criteria=criteria), start=False)
    secretary = make_user(Role.SECRETARY, stage.tree.township)
    application = again_with(make_application(stage.campaign, stage.tree.township, secretary))
    assert "share" not in inputs_for(application).aggregates
    record_fact(actor=stage.office, organization=stage.tree.branch, metric="venue_area", value=300)
    with django_assert_num_queries(5):
        found = inputs_for(again_with(application)).aggregates["share"]
    assert (found.matching, found.fulfilling) == (2, 1)


def again_with(application):
    return type(application).objects.select_related("organization", "standard_version").get(pk=application.pk)


def test_burden_is_that_of_the_campaign():
    stage = make_stage()
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="venue_area", value=300)
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="party_members", value=80)
    inputs, prefilled = assessment_burden(stage.application.standard_version, stage.tree.branch)
    # Ten leaves; the deputy's does not apply to 80 members; the area is known.
    assert (inputs, prefilled) == (9, 1)
    part = next(part for part in burden_of(stage.campaign, stage.tree.branch).parts if part.label == "自评")
    assert (part.inputs, part.prefilled) == (inputs, prefilled)
    assert len(sheet_of(again(stage.application)).needs) == inputs
