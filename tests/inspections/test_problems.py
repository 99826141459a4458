"""The library of typical problems: what comes along, what offices keep, what the field offers."""

import datetime as dt

import pytest

from apps.core.exceptions import Invalid, Refused, StaleVersion
from apps.inspections import queries, services
from apps.inspections.forms import FindingForm
from apps.inspections.models import Finding, TypicalProblem
from apps.inspections.services.problems import load_reference_problems
from apps.organizations.services.reference import REFERENCE

from .factories import VISIT_DAY, criterion, make_finding, make_visit

ROWS = [
    {"code": "any.papers", "text": "资料不全", "demand": "补齐资料。"},
    {"code": "area", "leaf": "area", "text": "面积不够", "severity": "major", "days": 30},
]


def test_what_comes_along_is_loaded_once_and_an_offices_own_words_stay(world):
    sentence = load_reference_problems(REFERENCE)
    count = TypicalProblem.objects.count()
    assert f"{count} 条" in sentence
    row = TypicalProblem.objects.get(code="any.papers")
    services.edit_problem(actor=world.office, problem=row, version=1, text="资料缺失")
    load_reference_problems(REFERENCE)
    row.refresh_from_db()
    assert (row.text, TypicalProblem.objects.count()) == ("资料缺失", count)


def test_every_level_keeps_its_own_and_reads_those_above(world):
    services.load_problems(ROWS)
    own = services.add_problem(actor=world.district_office, organization=world.district, text="台账缺页", leaf="area")
    visible = TypicalProblem.objects.visible_to
    assert own in visible(world.office) and own in visible(world.secretary)
    assert own not in visible(world.outside_office)
    with pytest.raises(Refused, match="本单位名下"):
        services.add_problem(actor=world.office, organization=world.district, text="其他")
    with pytest.raises(Refused, match="市级"):
        services.retire_problem(actor=world.district_office, problem=TypicalProblem.objects.get(code="area"), version=1)
    with pytest.raises(Invalid, match="已有相同"):
        services.add_problem(actor=world.district_office, organization=world.district, text="台账缺页", leaf="area")
    with pytest.raises(StaleVersion):
        services.edit_problem(actor=world.district_office, problem=own, version=7, text="台账缺失")
    retired = services.retire_problem(actor=world.district_office, problem=own, version=1)
    assert own not in TypicalProblem.objects.for_site(world.branch.path)
    assert services.restore_problem(actor=world.district_office, problem=retired, version=2).retired_at is None


def test_the_field_offers_what_fits_and_fills_in_what_the_library_says(world, django_assert_num_queries):
    services.load_problems(ROWS)
    services.add_problem(
        actor=world.district_office, organization=world.district, text="面积不够", leaf="area", days=20
    )
    services.add_problem(actor=world.outside_office, organization=world.outside_district, text="别处", leaf="area")
    visit = make_visit(world)
    queries.problems.for_visit(visit)
    with django_assert_num_queries(1):
        offered = queries.problems.for_visit(visit)
    assert [each.text for each in queries.problems.for_leaf(offered, "area")] == ["面积不够", "资料不全"]
    assert [each.text for each in queries.problems.for_leaf(offered, "sign")] == ["资料不全"]
    form = FindingForm({"problems": ["面积不够"], "severity": "minor"}, problems=offered, leaf="area")
    assert form.is_valid()
    told = {"demand": "", "severity": "minor", "due_on": VISIT_DAY + dt.timedelta(days=20)}
    assert form.told == told | {"at_once": False, "key": False}
    assert not FindingForm({"problems": ["别处"], "severity": "minor"}, problems=offered, leaf="area").is_valid()


def test_what_was_found_often_is_proposed(world):
    visit = make_visit(world)
    other = make_visit(world, application=world.other, round=visit.round)
    for each in (visit, other):
        make_finding(world, each, description="公开栏陈旧", criterion=criterion(world, "area"))
    make_finding(world, visit, description="只见过一次")
    (often,) = queries.problems.found_often(world.office, known=set())
    assert (often.text, often.leaf, often.count, often.sites) == ("公开栏陈旧", "area", 2, 2)
    assert queries.problems.found_often(world.office, known={"公开栏陈旧"}) == []
    with pytest.raises(Invalid, match="已有相同"):
        services.add_problems(actor=world.office, organization=world.city, lines=[("公开栏陈旧", "area")] * 2)
    assert not TypicalProblem.objects.filter(text="公开栏陈旧").exists()
    assert Finding.objects.count() == 3
