"""Rules on missing and unfitting organizations: each figure on both sides, and Python and database agree."""

import itertools
from types import SimpleNamespace

import pytest

from apps.organizations.choices import Kind, Sector
from apps.organizations.models import Organization, Unit
from apps.organizations.queries import (
    ledger_figures,
    organization_figures,
    organizations_to_judge,
    unit_facts,
    units_below,
)
from apps.organizations.services import add_unit, load_metrics, record_fact
from apps.organizations.should_have import ORGANIZATION_RULES, UNIT_RULES, Group, condition, due, gaps_of
from apps.organizations.unit_choices import Established, UnitKind
from tests.factories import make_organization, make_tree


def unit(**values):
    base = {"kind": "private_enterprise", "operating": "normal", "established": "none", "employees": None,
            "members": None, "full_members": None, "has_instructor": True}  # fmt: skip
    return SimpleNamespace(**(base | values))


def codes(thing, rules=UNIT_RULES):
    return {gap.code for gap in gaps_of(thing, rules)}


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"full_members": 3}, "branch_due"),
        ({"kind": "school", "full_members": 3}, "branch_due"),
        ({"employees": 100, "members": 1}, "enterprise_due"),
        ({"kind": "social_organization", "employees": 30}, "social_due"),
        ({"kind": "village"}, "village_due"),
        ({"kind": "villager_group"}, "villager_group_due"),
        ({"kind": "compound"}, "compound_due"),
        ({"established": "joint", "full_members": 3}, "separate_due"),
        ({"employees": 50, "members": 0}, "members_due"),
        ({"has_instructor": False}, "instructor_due"),
    ],
)
def test_a_unit_that_a_rule_fits(values, rule):
    assert codes(unit(**values)) == {rule}


@pytest.mark.parametrize(
    "values",
    [
        {"full_members": 2},
        {"employees": 99, "members": 1},
        {"kind": "social_organization", "employees": 29},
        {"kind": "state_owned", "employees": 100},
        {"kind": "building", "full_members": 3},
        {"established": "joint", "full_members": 2},
        {"established": "separate", "full_members": 30, "employees": 200, "members": 30, "has_instructor": False},
        {"employees": 49, "members": 0},
        {"operating": "closed", "full_members": 3, "employees": 100},
        {"established": "", "full_members": 3, "employees": 100},
        {"kind": "organ", "has_instructor": False},
        {},
    ],
)
def test_a_unit_that_no_rule_fits(values):
    assert codes(unit(**values)) == set()


def organization(**values):
    base = {"kind": "branch", "level": "grassroots", "sector": "rural", "members": None, "full_members": None,
            "self_managed": None, "has_office": None, "has_deputy": None, "unit_count": None}  # fmt: skip
    return SimpleNamespace(**(base | values))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"members": 50}, set()),
        ({"members": 51}, {"general_branch_due"}),
        ({"kind": "general_branch", "members": 100}, set()),
        ({"kind": "general_branch", "members": 101}, {"committee_due"}),
        ({"full_members": 2}, {"too_few"}),
        ({"full_members": 3}, set()),
        ({"kind": "joint_branch", "full_members": 2, "unit_count": 5}, set()),
        ({"kind": "joint_branch", "unit_count": 6}, {"joint_too_wide"}),
        ({"kind": "party_committee", "sector": "government", "members": 149}, set()),
        ({"kind": "party_committee", "sector": "government", "members": 150}, {"organ_office_due"}),
        ({"kind": "party_committee", "sector": "government", "members": 150, "has_deputy": 1}, set()),
        ({"kind": "party_committee", "sector": "government", "members": 150, "has_office": 1, "has_deputy": 0}, set()),
        ({"kind": "party_committee", "sector": "government", "level": "district", "members": 900}, set()),
        ({"kind": "general_branch", "sector": "urban", "self_managed": 100}, set()),
        ({"kind": "general_branch", "sector": "urban", "self_managed": 101}, {"community_deputy_due"}),
        ({}, set()),
    ],
)
def test_an_organization_and_the_rules(values, expected):
    assert codes(organization(**values), ORGANIZATION_RULES) == expected


def test_an_office_may_set_a_figure(settings):
    settings.SHOULD_HAVE_FIGURES = {"enterprise_employees": "80"}
    gap = gaps_of(unit(employees=80, members=1))[0]
    assert gap.code == "enterprise_due"
    assert "80人" in gap.reason
    assert gap.source


@pytest.mark.django_db
def test_the_database_finds_what_python_finds():
    tree = make_tree()
    grid = itertools.product(
        ("private_enterprise", "social_organization", "villager_group", "market"),
        ("", "none", "joint"), (None, 29, 30, 50, 100), (None, 0, 3),
    )  # fmt: skip
    for number, (kind, established, employees, members) in enumerate(grid):
        Unit.objects.create(
            organization=tree.branch, organization_path=tree.branch.path, name=f"单位{number}", kind=kind,
            established=established, employees=employees, members=members, full_members=members,
            instructors=number % 2,
        )  # fmt: skip
    units = list(Unit.objects.for_rules())
    for rule in UNIT_RULES:
        asked = set(Unit.objects.for_rules().filter(condition(rule)).values_list("pk", flat=True))
        assert asked == {each.pk for each in units if rule.code in codes(each)}, rule.code


@pytest.mark.django_db
def test_organizations_are_judged_by_their_facts(django_assert_num_queries):
    tree, office = make_tree(), None
    load_metrics([{"code": code, "name": code, "unit": "", "period_kind": "snapshot", "value_kind": kind}
                  for code, kind in (("party_members", "number"), ("full_party_members", "number"),
                                     ("full_time_deputy_secretary", "boolean"))])  # fmt: skip
    Organization.objects.filter(pk=tree.other_branch.pk).update(kind=Kind.PARTY_COMMITTEE, sector=Sector.GOVERNMENT)
    record_fact(actor=office, organization=tree.branch, metric="party_members", value=60)
    record_fact(actor=office, organization=tree.branch, metric="full_party_members", value=55)
    record_fact(actor=office, organization=tree.other_branch, metric="party_members", value=180)
    user = user_over(tree.city)
    judged = organizations_to_judge(user, tree.city)
    figures = organization_figures(judged)
    assert (figures["general_branch_due"], figures["organ_office_due"], figures["amiss"]) == (1, 1, 2)
    for each in judged:
        for rule in ORGANIZATION_RULES:
            fits = judged.filter(condition(rule), pk=each.pk).exists()
            assert fits == (rule.code in codes(each, ORGANIZATION_RULES))
    record_fact(actor=office, organization=tree.other_branch, metric="full_time_deputy_secretary", value=True)
    assert organization_figures(judged)["organ_office_due"] == 0


def user_over(organization):
    from tests.factories import make_user

    return make_user("office", organization)


@pytest.mark.django_db
def test_figures_of_a_ledger_tie_out_with_its_rows():
    tree = make_tree()
    for number, established in enumerate(["none", "none", "separate", "joint", ""]):
        add_unit(actor=None, organization=tree.branch, name=f"企业{number}", kind="private_enterprise",
                 established=established, employees=100 + number, members=4, full_members=3)  # fmt: skip
    units = units_below(user_over(tree.township), tree.township)
    figures = ledger_figures(units)
    assert figures["total"] == 5 == figures["established"] + figures["none"] + figures["unknown"]
    assert (figures["missing"], figures["branch_due"], figures["enterprise_due"]) == (2, 2, 2)
    assert (figures["separate_due"], figures["instructor_due"], figures["amiss"]) == (1, 2, 3)
    assert figures["amiss"] == sum(bool(gaps_of(each)) for each in units)


@pytest.mark.django_db
def test_units_tell_metrics_of_organizations(django_assert_num_queries):
    tree = make_tree()
    firm = make_organization(tree.township, sector=Sector.TWO_NEW)
    for name, kind, established, party in (
        ("一组", UnitKind.VILLAGER_GROUP, Established.SEPARATE, None),
        ("二组", UnitKind.VILLAGER_GROUP, Established.NONE, None),
        ("甲厂", UnitKind.PRIVATE_ENTERPRISE, Established.SEPARATE, firm),
        ("乙店", UnitKind.NEW_BUSINESS, Established.JOINT, None),
    ):
        add_unit(actor=None, organization=tree.branch, name=name, kind=kind, established=established,
                 party_organization=party, employees=40, members=4, full_members=3)  # fmt: skip
    ids = [tree.township.pk, tree.branch.pk, tree.other_branch.pk, firm.pk]
    with django_assert_num_queries(2):
        found = unit_facts(ids)
    for pk in (tree.township.pk, tree.branch.pk):
        assert (found[pk]["villager_groups"], found[pk]["villager_groups_covered"]) == (2, 1)
        assert (found[pk]["units"], found[pk]["units_with_organization"]) == (4, 3)
        assert found[pk]["separate_establishment_rate"] == 50
        assert found[pk]["units_missing"] == 1
        assert "residential_compounds" not in found[pk]
    assert tree.other_branch.pk not in found
    assert found[firm.pk] == {"party_organization_established": 1, "separate_party_organization": 1,
                              "private_enterprise": 1, "social_organization": 0, "employees": 40,
                              "full_party_members": 3}  # fmt: skip


def test_a_missing_organization_is_due_once_with_every_reason():
    unit = SimpleNamespace(
        kind="private_enterprise", established="none", operating="normal", full_members=4, members=4, employees=120,
        instructor_sent=True, has_instructor=True,
    )  # fmt: skip
    missing = [gap for gap in due(unit) if gap.group == Group.MISSING]
    assert [gap.todo for gap in missing] == ["应建立党支部"]
    assert "正式党员满3人" in missing[0].reason and "从业人员满100人" in missing[0].reason
