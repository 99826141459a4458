"""What the team does at the site."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.core import clock
from apps.core.exceptions import Invalid, OutOfPhase, OutOfTurn, Refused
from apps.core.models import FileUse, StateChange
from apps.core.services.files import FileProblem
from apps.inspections import queries, services
from apps.inspections.models import Finding, Visit
from apps.inspections.queries.visits import sections_of
from apps.reminders.models import Notice

from .factories import VISIT_DAY, criterion, make_finding, make_round, make_visit, picture

RECORD = {"methods": ["talks", "documents"], "summary": "总体达到要求"}


def test_start_visit_notes_the_arrival_once(world):
    visit = services.start_visit(actor=world.inspector, visit=make_visit(world))
    assert (visit.status, visit.started_at) == ("under_way", clock.now())
    services.start_visit(actor=world.second, visit=visit)
    assert [change.verb for change in StateChange.objects.of(visit)] == ["create", "start"]


@pytest.mark.parametrize("who", ["stranger", "secretary", "office"])
def test_only_the_team_writes(world, who):
    visit = make_visit(world)
    actor = getattr(world, who)
    with pytest.raises(Refused, match="成员"):
        services.start_visit(actor=actor, visit=visit)
    with pytest.raises(Refused, match="成员"):
        services.save_result(actor=actor, visit=visit, criterion=criterion(world, "sign"), verdict="pass")
    with pytest.raises(Refused, match="成员"):
        services.add_finding(actor=actor, visit=visit, description="问题")
    with pytest.raises(Refused, match="成员"):
        services.record_visit(actor=actor, visit=visit, **RECORD)


def test_save_result_keeps_one_row_a_leaf_and_begins_the_visit(world):
    visit = make_visit(world)
    area = criterion(world, "area")
    services.save_result(actor=world.inspector, visit=visit, criterion=area, verdict="pass", value=Decimal(112))
    result = services.save_result(
        actor=world.second, visit=visit, criterion=area, verdict="fail", value=Decimal(90), note="实测"
    )
    assert (result.verdict, result.value, result.note) == ("fail", Decimal(90), "实测")
    assert visit.results.count() == 1
    visit.refresh_from_db()
    assert visit.status == "under_way"


def test_save_result_refuses_figures_against_the_verdict(world):
    visit = make_visit(world)
    area = criterion(world, "area")
    with pytest.raises(Invalid, match="未达到标准"):
        services.save_result(actor=world.inspector, visit=visit, criterion=area, verdict="pass", value=Decimal(90))
    with pytest.raises(Invalid, match="已达到标准"):
        services.save_result(actor=world.inspector, visit=visit, criterion=area, verdict="fail", value=Decimal(100))
    with pytest.raises(Invalid, match="必查指标"):
        services.save_result(actor=world.inspector, visit=visit, criterion=area, verdict="not_applicable")
    with pytest.raises(Invalid, match="请选择结论"):
        services.save_result(actor=world.inspector, visit=visit, criterion=area, verdict="")
    with pytest.raises(Invalid, match="不属于"):
        services.save_result(actor=world.inspector, visit=visit, criterion=criterion(world, "place"), verdict="pass")
    assert not visit.results.exists()


def test_add_photo_stores_the_same_picture_once_and_nothing_else(world):
    visit = make_visit(world)
    area = criterion(world, "area")
    first = services.add_photo(actor=world.inspector, visit=visit, upload=picture(), name="现场.png", criterion=area)
    again = services.add_photo(actor=world.second, visit=visit, upload=picture(), name="又一张.png", criterion=area)
    assert first == again
    with pytest.raises(FileProblem):
        services.add_photo(actor=world.inspector, visit=visit, upload=picture().__class__("a.png", b"x"), name="a.png")
    clause = queries.clause_of(visit, area)
    assert clause is not None
    assert clause.photos == [first]
    services.remove_photo(actor=world.inspector, visit=visit, use=first)
    assert not FileUse.objects.of(visit).exists()


def test_add_finding_is_due_after_fifteen_days_and_stored_once(world):
    visit = make_visit(world)
    finding = make_finding(world, visit)
    assert finding.due_on == VISIT_DAY + dt.timedelta(days=15)
    assert make_finding(world, visit) == finding
    with pytest.raises(Invalid, match="早于今天"):
        make_finding(world, visit, description="另一个", due_on=VISIT_DAY - dt.timedelta(days=1))
    with pytest.raises(Invalid, match="写明"):
        make_finding(world, visit, description="  ")
    with pytest.raises(Invalid, match="程度"):
        make_finding(world, visit, description="再一个", severity="huge")
    assert Finding.objects.count() == 1


def test_record_visit_moves_the_application_and_tells_the_site(world):
    visit = make_visit(world)
    make_finding(world, visit)
    done = services.record_visit(actor=world.inspector, visit=visit, **RECORD)
    assert (done.status, done.methods, done.recorded_by) == ("recorded", ["documents", "talks"], world.inspector)
    world.application.refresh_from_db()
    assert world.application.status == "inspected"
    notice = Notice.objects.get(rule="visit.recorded", recipient=world.secretary)
    assert "1 个" in notice.body
    assert [change.verb for change in StateChange.objects.of(world.application)] == ["inspect"]


def test_record_visit_sent_twice_changes_nothing(world):
    visit = make_visit(world)
    first = services.record_visit(actor=world.inspector, visit=visit, **RECORD)
    again = services.record_visit(actor=world.inspector, visit=visit, **RECORD)
    assert (again.version, again.recorded_at) == (first.version, first.recorded_at)
    assert StateChange.objects.of(visit).filter(verb="record").count() == 1
    with pytest.raises(OutOfTurn, match="已提交"):
        services.record_visit(actor=world.second, visit=visit, methods=["talks"], summary="另一种评价")
    with pytest.raises(OutOfTurn, match="不能再修改"):
        make_finding(world, visit)
    with pytest.raises(OutOfTurn):
        services.save_result(actor=world.inspector, visit=visit, criterion=criterion(world, "sign"), verdict="pass")


def test_record_visit_needs_methods_and_a_summary(world):
    visit = make_visit(world)
    with pytest.raises(Invalid, match="检查方式"):
        services.record_visit(actor=world.inspector, visit=visit, methods=["x"], summary="好")
    with pytest.raises(Invalid, match="总体评价"):
        services.record_visit(actor=world.inspector, visit=visit, methods=["talks"], summary=" ")
    visit.refresh_from_db()
    assert visit.status == "planned"


def test_an_acceptance_is_recorded_only_in_its_phase(world):
    visit = make_visit(world)
    with clock.moved_to(dt.date(2026, 11, 21)), pytest.raises(OutOfPhase, match="验收阶段"):
        services.record_visit(actor=world.inspector, visit=visit, **RECORD)
    world.application.refresh_from_db()
    assert world.application.status == "awaiting_inspection"


def test_a_quarterly_visit_needs_no_phase_and_moves_nothing(world):
    round_ = make_round(world, kind="quarterly", name="第二季度督查", starts_on=dt.date(2026, 6, 1))
    visit = make_visit(world, round=round_)
    with clock.moved_to(dt.date(2026, 6, 8)):
        services.record_visit(actor=world.inspector, visit=visit, **RECORD)
    world.application.refresh_from_db()
    assert world.application.status == "awaiting_inspection"
    assert queries.verified_claims(world.application) == {}


def test_an_application_that_did_not_assess_itself_cannot_be_accepted(world):
    type(world.application).objects.filter(pk=world.application.pk).update(status="creating")
    world.application.refresh_from_db()
    visit = make_visit(world)
    with pytest.raises(OutOfTurn, match="创建中"):
        services.record_visit(actor=world.inspector, visit=visit, **RECORD)
    assert Visit.objects.get(pk=visit.pk).status == "planned"


def test_verified_claims_are_what_the_engine_reads(world):
    visit = make_visit(world)
    for code, verdict, value in (("area", "fail", Decimal(90)), ("sign", "pass", None), ("village", "fail", None)):
        services.save_result(
            actor=world.inspector, visit=visit, criterion=criterion(world, code), verdict=verdict, value=value
        )
    assert queries.verified_claims(world.application) == {}
    services.record_visit(actor=world.inspector, visit=visit, **RECORD)
    claims = queries.verified_claims(world.application)
    assert {code: claim.value for code, claim in claims.items()} == {
        "area": Decimal(90),
        "sign": True,
        "village": False,
    }
    assert all(claim.source == "inspection" for claim in claims.values())


def test_sections_show_claimed_beside_verified(world):
    visit = make_visit(world)
    services.save_result(
        actor=world.inspector, visit=visit, criterion=criterion(world, "area"), verdict="pass", value=Decimal(112)
    )
    (section,) = sections_of(visit)
    assert (section.title, section.done, section.total) == ("阵地", 1, 3)
    area, sign, _ = section.clauses
    assert (area.claimed, area.verified, sign.claimed) == ("110 ㎡", "112 ㎡", "是")
