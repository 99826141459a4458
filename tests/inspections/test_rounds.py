"""Planning rounds and sending teams."""

import datetime as dt
import uuid

import pytest

from apps.accounts.choices import Role
from apps.core import clock, states
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.core.models import StateChange
from apps.inspections import queries, rules, services
from apps.inspections.models import Round, Visit
from apps.organizations.access import forget_scope, scope_of
from apps.organizations.models import AccessGrant
from apps.reminders.models import Notice
from tests.factories import add_role, make_user

from .factories import VISIT_DAY, make_application, make_round, make_visit


def test_plan_round_takes_the_quarters_theme_and_is_one_round_when_sent_twice(world):
    round_ = make_round(world)
    assert (round_.year, round_.quarter, round_.theme) == (2026, 4, "抓评估督成效")
    assert make_round(world) == round_
    assert Round.objects.count() == 1
    assert [change.verb for change in StateChange.objects.of(round_)] == ["create"]


def test_plan_round_by_an_organization_between_campaign_and_sites(world):
    round_ = make_round(world, actor=world.district_office, organization=world.district)
    assert round_.organization_path == world.district.path


@pytest.mark.parametrize("who", ["secretary", "inspector", "outside_office"])
def test_plan_round_is_refused_to_others(world, who):
    with pytest.raises(Refused, match="党建办"):
        make_round(world, actor=getattr(world, who), organization=world.district)


def test_plan_round_refuses_wrong_dates_and_a_campaign_that_is_not_open(world):
    with pytest.raises(Invalid, match="早于"):
        make_round(world, ends_on=dt.date(2026, 10, 1))
    type(world.campaign).objects.filter(pk=world.campaign.pk).update(status="suspended")
    world.campaign.refresh_from_db()
    with pytest.raises(Refused, match="已暂停"):
        make_round(world)


def test_assign_visit_grants_reach_and_tells_the_team_once(world):
    visit = make_visit(world)
    again = make_visit(world, round=visit.round)
    assert again == visit
    assert Visit.objects.count() == 1
    grants = AccessGrant.objects.filter(source="visit", source_key=str(visit.pk))
    assert {grant.user for grant in grants} == {world.inspector, world.second}
    assert all(grant.ended_on == visit.round.ends_on for grant in grants)
    forget_scope(world.inspector)
    assert scope_of(world.inspector).covers(world.branch.path)
    assert not scope_of(world.inspector).covers(world.other_branch.path)
    assert Notice.objects.filter(rule="visit.assigned", recipient=world.inspector).count() == 1
    assert visit.members.get(is_lead=True).user == world.inspector


def test_assign_visit_keeps_the_id_made_by_the_client(world):
    key = uuid.uuid4()
    round_ = make_round(world)
    assert make_visit(world, round=round_, visit_id=key).pk == key
    assert make_visit(world, round=round_, visit_id=key).pk == key
    with pytest.raises(Invalid, match="编号"):
        make_visit(world, application=world.other, round=round_, visit_id=key)


def test_assign_visit_refuses_an_inspector_of_the_own_organization(world):
    add_role(world.inspector, Role.INSPECTOR, world.branch)
    with pytest.raises(Refused, match="应当回避"):
        make_visit(world)
    assert not Visit.objects.exists()


def test_assign_visit_refuses_who_is_no_inspector_today(world):
    with pytest.raises(Refused, match="不是督导员"):
        make_visit(world, inspectors=[world.secretary])
    world.inspector.memberships.update(ended_on=VISIT_DAY - dt.timedelta(days=1))
    forget_scope(world.inspector)
    with pytest.raises(Refused, match="不是督导员"):
        make_visit(world)


def test_assign_visit_refuses_sites_that_do_not_fit(world):
    below = make_round(world, actor=world.district_office, organization=world.district, name="乙区验收")
    with pytest.raises(Refused, match="管理范围"):
        make_visit(world, application=world.outside, round=below)
    draft = make_application(world, world.township, status="in_review")
    with pytest.raises(Refused, match="审核中"):
        make_visit(world, application=draft, round=below)


def test_assign_visit_refuses_a_day_outside_the_round_and_an_empty_team(world):
    with pytest.raises(Invalid, match="之间"):
        make_visit(world, scheduled_on=dt.date(2026, 12, 1))
    with pytest.raises(Invalid, match="至少选择一名"):
        make_visit(world, inspectors=[])


def test_assign_visit_tells_the_second_office_that_the_site_is_taken(world):
    round_ = make_round(world)
    make_visit(world, round=round_)
    with pytest.raises(OutOfTurn, match="已安排"):
        make_visit(world, round=round_, scheduled_on=dt.date(2026, 11, 5))


def test_reassign_visit_changes_the_team_and_its_reach(world):
    visit = make_visit(world)
    changed = services.reassign_visit(
        actor=world.office, visit=visit, scheduled_on=dt.date(2026, 11, 4), inspectors=[world.stranger], version=1
    )
    assert changed.scheduled_on == dt.date(2026, 11, 4)
    assert [member.user for member in changed.members.all()] == [world.stranger]
    told = Notice.objects.filter(recipient=world.inspector, withdrawn_at=None)
    assert [(line.rule, "不用前往" in line.body) for line in told] == [("visit.cancelled", True)]
    tomorrow = VISIT_DAY + dt.timedelta(days=1)
    assert not AccessGrant.objects.filter(user=world.inspector).on(tomorrow).exists()
    with pytest.raises(StaleVersion):
        services.reassign_visit(
            actor=world.office, visit=visit, scheduled_on=VISIT_DAY, inspectors=[world.second], version=1
        )


def test_nobody_is_sent_into_a_round_or_told_of_it_by_what_it_was_before(world):
    read = make_round(world, kind="quarterly")
    visit = make_visit(world, round=read)
    now = Round.objects.get()
    services.edit_round(actor=world.office, round=now, version=now.version, unannounced=True)
    with pytest.raises(OutOfTurn, match="四不两直"):
        services.tell_sites(actor=world.office, round=read)
    services.cancel_visit(actor=world.office, visit=visit, reason="改期")
    services.close_round(actor=world.office, round=now)
    with pytest.raises(Refused, match="已办结"):
        make_visit(world, application=world.other, round=read)


def test_a_round_that_lasts_longer_keeps_the_reach_of_its_teams(world):
    visit = make_visit(world)
    services.reassign_visit(actor=world.office, visit=visit, scheduled_on=VISIT_DAY, inspectors=[world.second])
    last = visit.round.ends_on + dt.timedelta(days=20)
    round_ = Round.objects.get()
    services.edit_round(actor=world.office, round=round_, version=round_.version, ends_on=last)
    held = {grant.user for grant in AccessGrant.objects.filter(source="visit").on(last)}
    assert held == {world.second}  # whoever left the team comes back to nothing


def test_reassign_visit_refuses_a_visit_that_has_begun(world):
    visit = make_visit(world)
    services.start_visit(actor=world.inspector, visit=visit)
    with pytest.raises(OutOfTurn, match="检查中"):
        services.reassign_visit(
            actor=world.office, visit=visit, scheduled_on=VISIT_DAY, inspectors=[world.second], version=1
        )


def test_cancel_visit_needs_a_reason_and_frees_the_site(world):
    visit = make_visit(world)
    with pytest.raises(Invalid, match="理由"):
        services.cancel_visit(actor=world.office, visit=visit, reason=" ")
    services.cancel_visit(actor=world.office, visit=visit, reason="单位改期")
    assert visit.status == "cancelled"
    assert Notice.objects.filter(rule="visit.cancelled").count() == 2
    assert not Notice.objects.filter(rule="visit.assigned", withdrawn_at=None).exists()
    assert make_visit(world, round=visit.round).pk != visit.pk
    with pytest.raises(OutOfTurn):
        services.cancel_visit(actor=world.office, visit=visit, reason="再次取消")


def test_close_round_waits_for_all_visits(world):
    visit = make_visit(world)
    with pytest.raises(Invalid, match="还有 1 个单位"):
        services.close_round(actor=world.office, round=visit.round)
    services.cancel_visit(actor=world.office, visit=visit, reason="单位改期")
    services.close_round(actor=world.office, round=visit.round)
    with pytest.raises(Refused, match="已办结"):
        make_visit(world, round=visit.round)
    services.reopen_round(actor=world.office, round=visit.round, reason="补查")
    assert [change.verb for change in StateChange.objects.of(visit.round)] == ["create", "close", "reopen"]


def test_lists_reach_as_far_as_the_person(world):
    visit = make_visit(world)
    see = {
        name: Visit.objects.visible_to(getattr(world, name)).filter(pk=visit.pk).exists()
        for name in (
            "office",
            "district_office",
            "outside_office",
            "secretary",
            "other_secretary",
            "inspector",
            "stranger",
        )
    }
    assert see == {
        "office": True,
        "district_office": True,
        "outside_office": False,
        "secretary": True,
        "other_secretary": False,
        "inspector": True,
        "stranger": False,
    }
    assert Round.objects.visible_to(world.district_office).count() == 1
    assert not Round.objects.visible_to(world.outside_office).exists()
    assert not Round.objects.visible_to(world.secretary).exists()


def test_a_random_check_is_no_news_to_the_site(world):
    visit = make_visit(world, round=make_round(world, kind="random", name="随机抽查"))
    assert not Visit.objects.visible_to(world.secretary).exists()
    services.start_visit(actor=world.inspector, visit=visit)
    assert Visit.objects.visible_to(world.secretary).exists()


def test_candidates_and_inspectors_of_a_round(world):
    round_ = make_round(world, actor=world.district_office, organization=world.district)
    assert {a.organization for a in queries.candidates_for(round_)} == {world.branch, world.other_branch}
    services.assign_visit(
        actor=world.district_office,
        round=round_,
        application=world.application,
        scheduled_on=VISIT_DAY,
        inspectors=[world.inspector],
    )
    assert {a.organization for a in queries.candidates_for(round_)} == {world.other_branch}
    far = make_user(Role.INSPECTOR, world.outside_district)
    assert far not in queries.inspectors_for(round_)
    assert {world.inspector, world.second, world.stranger} == set(queries.inspectors_for(round_))


def test_quarter_summary_counts_what_the_lists_show(world):
    visit = make_visit(world)
    services.add_finding(actor=world.inspector, visit=visit, description="资料不全")
    make_visit(world, application=world.other, round=visit.round)
    with clock.moved_to(dt.date(2026, 11, 30)):
        summary = queries.quarter_summary(world.township, 2026, 4)
    assert (summary.planned, summary.done, summary.scheduled) == (2, 0, 2)
    assert (summary.findings_open, summary.findings_closed, summary.overdue) == (1, 0, 1)
    assert queries.quarter_summary(world.outside_district, 2026, 4).planned == 0


def test_every_status_is_written_by_its_table(world):
    visit = make_visit(world)
    assert states.may_move(visit, "start")
    assert not rules.can_work_on(world.stranger, visit)
