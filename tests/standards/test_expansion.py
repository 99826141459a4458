"""规范建设年三（一）1、三（三）13、三（五）21: what the expansion, the ratings and the new brands ask for, in figures."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from apps.standards.engine import Aggregate, FactValue, Inputs, State, Verdict, build_version, evaluate_version

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "standards" / "standardization_measures.yaml"
VERSION = build_version(yaml.safe_load(FILE.read_text(encoding="utf-8")))
DAY = dt.date(2018, 12, 1)


def _verdict(code, level, sector="rural", aggregates=None, **facts):
    known = {name: FactValue(Decimal(value)) for name, value in facts.items()}
    inputs = Inputs(as_of=DAY, sector=sector, level=level, facts=known, aggregates=aggregates or {})
    leaf = evaluate_version(VERSION, inputs).find(code)
    assert leaf is not None
    return leaf.verdict if leaf.state is State.SCORED else leaf.state


@pytest.mark.parametrize(("missing", "verdict"), [(0, Verdict.MET), (1, Verdict.UNMET)])
def test_no_unit_that_ought_to_have_an_organization_is_without(missing, verdict):
    for level in ("township", "district", "city"):
        assert _verdict("fortress.expansion", level, units_missing=missing) is verdict
    assert _verdict("fortress.expansion", "district") in (State.UNANSWERED, State.INSUFFICIENT)


@pytest.mark.parametrize(("covered", "met"), [(8, True), (7, False)])
def test_every_villager_group_is_covered(covered, met):
    found = _verdict("fortress.group_coverage", "grassroots", villager_groups=8, villager_groups_covered=covered)
    assert (found is Verdict.MET) is met


@pytest.mark.parametrize(("with_brand", "met"), [(11, True), (10, False)])
def test_each_standing_member_has_a_new_brand(with_brand, met):
    for level in ("city", "district"):
        found = _verdict(
            "brands.standing_members", level, standing_members=11, standing_members_with_new_brand=with_brand
        )
        assert (found is Verdict.MET) is met


@pytest.mark.parametrize(("rated", "met"), [(20, True), (19, False)])
def test_the_place_of_every_village_is_rated(rated, met):
    below = {"foundations.venue_rating": Aggregate(20, rated)}
    assert (_verdict("foundations.venue_rating", "township", aggregates=below) is Verdict.MET) is met


@pytest.mark.parametrize("sector", ["urban", "government", "public_institution", "state_owned", "two_new", "tourism"])
def test_places_of_the_other_sectors_are_rated_too(sector):
    assert _verdict("foundations.venue_rated_others", "grassroots", sector, venue_rated=1) is Verdict.MET
    assert VERSION.by_code["foundations.venue_rated"].sectors == {"rural"}


def test_each_of_them_names_its_clause():
    clauses = {leaf.code: leaf.clause for leaf in VERSION.leaves()}
    assert sum(clause == "三（一）1" for clause in clauses.values()) == 6
    assert {code for code, clause in clauses.items() if clause == "三（三）13"} == {
        "foundations.venue_rated", "foundations.venue_rating", "foundations.venue_linked",
        "foundations.venue_others", "foundations.venue_rated_others",
    }  # fmt: skip
