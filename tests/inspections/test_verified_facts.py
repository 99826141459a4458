"""What a visit verified becomes a fact of the organization."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.core import clock
from apps.inspections import services
from apps.organizations.models import Fact, Metric
from apps.organizations.queries import current_facts
from apps.organizations.services import record_fact

from .factories import criterion, make_visit

RECORD = {"methods": ["talks"], "summary": "总体达到要求"}


@pytest.fixture
def area(db):
    return Metric.objects.create(code="venue_area", name="使用面积", unit="㎡", period_kind="snapshot")


def verify(world, **fields):
    visit = make_visit(world)
    services.save_result(actor=world.inspector, visit=visit, criterion=criterion(world, "area"), **fields)
    services.save_result(actor=world.inspector, visit=visit, criterion=criterion(world, "sign"), verdict="pass")
    return visit


def test_a_recorded_visit_writes_the_figures_it_verified(world, area):
    record_fact(actor=world.secretary, organization=world.branch, metric=area, value=150)
    visit = verify(world, verdict="pass", value=Decimal(112), note="实测")
    assert current_facts(world.branch)["venue_area"].value == 150
    services.record_visit(actor=world.inspector, visit=visit, **RECORD)
    fact = current_facts(world.branch)["venue_area"]
    assert (fact.value, fact.source, fact.said_by) == (112, "inspection", world.inspector)
    assert fact.note == f"{visit.round.name}核实：实测"
    assert record_fact(actor=world.secretary, organization=world.branch, metric=area, value=160).outranked_by == fact


def test_the_same_record_sent_twice_is_told_once(world, area):
    visit = verify(world, verdict="pass", value=Decimal(112))
    for _ in range(2):
        services.record_visit(actor=world.inspector, visit=visit, **RECORD)
    assert Fact.objects.count() == 1


@pytest.mark.parametrize("fields", [{"verdict": "pass"}, {"verdict": "pass", "value": Decimal("112.5")}])
def test_without_a_figure_that_the_metric_can_hold_nothing_is_told(world, area, fields):
    visit = verify(world, **fields)
    services.record_visit(actor=world.inspector, visit=visit, **RECORD)
    assert not Fact.objects.exists()


def test_a_late_record_tells_the_period_of_the_day_of_the_visit(world, area):
    Metric.objects.update(period_kind="month")
    visit = verify(world, verdict="pass", value=Decimal(112))
    with clock.moved_to(dt.date(2026, 11, 10)):
        services.record_visit(actor=world.inspector, visit=visit, **RECORD, started_at=clock.at(dt.date(2026, 10, 30)))
    assert Fact.objects.get().period == "2026-10"
