"""Deadlines by rule, repeated findings, and the clock that stands still while a dispute waits."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError
from django.urls import reverse

from apps.core import clock
from apps.inspections import queries, services
from apps.inspections.deadlines import late_before, working_days_late
from apps.inspections.models import Finding, FindingRequest
from tests.factories import sign_in

from .factories import VISIT_DAY, criterion, make_finding, make_round, make_visit


def test_deadlines_follow_the_campaigns_rule(world):
    visit = make_visit(world)
    assert make_finding(world, visit).due_on == VISIT_DAY + dt.timedelta(days=15)
    assert make_finding(world, visit, description="标牌歪斜", at_once=True).due_on == VISIT_DAY + dt.timedelta(days=3)
    visit.round.campaign.plan = {"inspections": {"days": {"critical": 5}}}
    severe = make_finding(world, visit, description="资料造假", severity="critical")
    assert severe.due_on == VISIT_DAY + dt.timedelta(days=5)
    assert make_finding(world, visit, description="记录不全", severity="major").due_on == VISIT_DAY + dt.timedelta(
        days=15
    )


@pytest.mark.django_db
def test_working_days_late_and_the_day_before_which_it_is_too_late():
    friday, monday = dt.date(2026, 11, 20), dt.date(2026, 11, 30)
    assert working_days_late(friday, friday) == 0
    assert working_days_late(friday, monday) == 6
    assert late_before(monday, 5) == friday
    assert late_before(dt.date(2026, 11, 27), 5) == dt.date(2026, 11, 19)


def test_the_same_clause_at_the_same_site_in_a_later_visit_is_a_repeated_finding(world):
    area = criterion(world, "area")
    first = make_finding(world, criterion=area)
    assert first.repeats is None
    make_finding(world, make_visit(world, world.other, first.visit.round), criterion=area)
    later = make_visit(world, round=make_round(world, kind="random", name="抽查"))
    again = make_finding(world, later, criterion=area, description="面积仍不足")
    assert again.repeats == first
    assert make_finding(world, later, description="面积仍不足").repeats is None
    assert list(queries.finding_rows(world.office).filter(repeats__isnull=False)) == [again]


def test_without_a_clause_the_same_typical_problem_is_repeated(world):
    first = make_finding(world, description="资料不全；缺会议记录")
    services.withdraw_finding(
        actor=world.office, finding=make_finding(world, first.visit, description="更新不及时"), reason="误记"
    )
    later = make_visit(world, round=make_round(world, kind="random", name="抽查"))
    assert make_finding(world, later, description="资料不全；缺学习记录").repeats == first
    assert make_finding(world, later, description="更新不及时").repeats is None  # what was withdrawn never was


def test_a_finding_of_the_phone_is_stored_once(world):
    visit, sent = make_visit(world), uuid.uuid4()
    first = make_finding(world, visit, client_id=sent, key=True)
    assert make_finding(world, visit, client_id=sent, description="换了说法") == first
    assert (first.key, Finding.objects.count()) == (True, 1)


def test_the_clock_stands_still_while_a_dispute_waits(world):
    finding = make_finding(world)
    FindingRequest.objects.create(finding=finding, kind="dispute", reason="已更新", asked_by=world.secretary)
    with clock.moved_to(finding.due_on + dt.timedelta(days=3)):
        assert not Finding.objects.get(pk=finding.pk).is_overdue
        assert not queries.finding_rows(world.office, due="overdue").exists()
        summary = queries.quarter_summary(world.city, 2026, 4)
        assert (summary.findings_open, summary.overdue) == (1, 0)


def test_the_database_refuses_whoever_checks_the_own_answer(world):
    finding = make_finding(world)
    answer = services.answer_finding(actor=world.secretary, finding=finding, text="已更新")
    with pytest.raises(IntegrityError, match="rectification_checked_by_another"):
        finding.rectifications.filter(pk=answer.pk).update(checked_by=world.secretary)


def test_the_form_of_the_field_marks_and_shortens(world, client):
    visit = make_visit(world)
    sign_in(client, world.inspector)
    told = {"description": "标牌歪斜", "severity": "minor", "at_once": "on", "key": "on"}
    client.post(reverse("inspections:field_finding", args=[visit.pk]), told)
    found = visit.findings.get()
    assert (found.at_once, found.key, found.due_on) == (True, True, VISIT_DAY + dt.timedelta(days=3))
