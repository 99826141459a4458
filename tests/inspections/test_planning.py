"""Planning a round: kinds, what is fixed, many sites at once, routes, clashes, notices, risk."""

import datetime as dt
from types import SimpleNamespace

import pytest

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.quarters import quarter_of
from apps.inspections import queries, routes, services
from apps.inspections.models import Round, Visit
from apps.inspections.receivers import search, told_visits_of
from apps.reminders.models import Notice
from apps.reminders.services import send_due_notices
from tests.architecture import rows
from tests.campaigns.factories import make_open_campaign
from tests.factories import make_organization, make_user

from .factories import VISIT_DAY, criterion, make_application, make_finding, make_round, make_visit

DAY = dt.timedelta(days=1)


def plan(world, applications, **values):
    fields = {"round": None, "inspectors": [world.inspector, world.second], "team_size": 1, "per_day": 2, **values}
    fields["round"] = fields["round"] or make_round(world)
    return services.plan_visits(actor=world.office, applications=applications, **fields)


def test_a_quarterly_round_starts_with_the_questions_of_its_quarter_until_a_visit_begins(world):
    round_ = make_round(world, kind="quarterly", name="第四季度督查")
    assert round_.checks.count() == 4
    round_ = services.set_checks(actor=world.office, round=round_, version=1, lines=[("看台账", "抽三本"), ("", "")])
    assert [(c.title, c.guidance) for c in round_.checks.all()] == [("看台账", "抽三本")]
    with pytest.raises(StaleVersion):
        services.set_checks(actor=world.office, round=round_, version=1, lines=[])
    services.start_visit(actor=world.inspector, visit=make_visit(world, round=round_))
    with pytest.raises(OutOfTurn, match="已有检查开始"):
        services.set_checks(actor=world.office, round=round_, version=2, lines=[("另一项", "")])


def test_what_is_checked_and_how_it_is_scored_stands_once_a_visit_began(world):
    tour = make_round(world, kind="tour", name="观摩")
    assert tour.scoring == "trimmed"
    tour = services.edit_round(
        actor=world.office, round=tour, version=1, leaves=["area"], normalised=True, scoring="mean"
    )
    visit = make_visit(world, round=tour)
    assert [c.criterion.code for s in queries.sections_of(visit) for c in s.clauses] == ["area"]
    assert queries.leaf_count(visit) == 1
    with pytest.raises(Invalid, match="不检查该指标"):
        services.save_result(actor=world.inspector, visit=visit, criterion=criterion(world, "sign"), verdict="pass")
    with pytest.raises(Invalid, match="不属于本活动"):
        services.edit_round(actor=world.office, round=tour, version=2, leaves=["nothing"])
    services.start_visit(actor=world.inspector, visit=visit)
    for change in ({"leaves": []}, {"scoring": "trimmed"}, {"normalised": False}, {"unannounced": True}):
        with pytest.raises(OutOfTurn, match="不能再改"):
            services.edit_round(actor=world.office, round=tour, version=2, **change)
    assert services.edit_round(actor=world.office, round=tour, version=2, name="年度观摩").name == "年度观摩"
    with pytest.raises(Invalid, match="1 个单位"):
        services.edit_round(actor=world.office, round=tour, version=3, starts_on=VISIT_DAY + DAY)


def test_a_committee_plans_for_its_own_sites_and_the_office_above_sees_it(world):
    office = make_user(Role.OFFICE, world.township)
    below = make_round(world, actor=office, organization=world.township, name="镇党委督查")
    assert below in Round.objects.visible_to(world.office)
    assert below not in Round.objects.visible_to(world.outside_office)
    services.assign_visit(
        actor=office, round=below, application=world.application, scheduled_on=VISIT_DAY, inspectors=[world.inspector]
    )
    upper = make_round(world)
    sites = {site.pk: site for site in queries.planning.sites_for(upper, world.office)}
    assert len(sites[world.application.pk].near) == 1
    assert sites[world.other.pk].near == []
    make_visit(world, round=upper, scheduled_on=VISIT_DAY + 2 * DAY)
    (stage,) = queries.planning.stages_of(upper, world.office)
    assert any("相隔 2 天），建议合并" in words for words in stage.warnings)
    below.visits.update(status="recorded")  # nothing is left to combine
    (stage,) = queries.planning.stages_of(upper, world.office)
    assert any("已检查过该单位（相隔 2 天）" in words for words in stage.warnings)
    assert queries.planning.near_visits(world.office, {world.branch.pk}, upper) == {}


def test_a_site_in_two_campaigns_is_one_site_of_its_committee(world):
    second = SimpleNamespace(
        **vars(world) | {"campaign": make_open_campaign(world.city, world.office, name="另一活动")}
    )
    twin = make_application(second, world.branch)
    make_visit(world)
    (level,) = [
        row for row in queries.levels.levels_of(world.office, quarter_of(VISIT_DAY)) if row.path == world.township.path
    ]
    assert (level.sites, level.done, level.left.count(world.branch.short_name)) == (2, 0, 1)
    visit = make_visit(second, twin)
    services.record_visit(actor=world.inspector, visit=visit, methods=["talks"], summary="好")
    (level,) = [
        row for row in queries.levels.levels_of(world.office, quarter_of(VISIT_DAY)) if row.path == world.township.path
    ]
    assert (level.done, level.unvisited) == (1, 1)


def test_a_stop_that_leaves_its_day_leaves_no_gap_in_the_route(world):
    round_ = make_round(world)
    visits = [make_visit(world, application, round_) for application in (world.application, world.other)]
    services.order_stops(actor=world.office, round=round_, keys=[str(visit.pk) for visit in visits])
    first, second = visits
    change = services.Change(first, first.version, VISIT_DAY + DAY, None, [world.inspector])
    services.change_plan(actor=world.office, round=round_, changes=[change])
    second.refresh_from_db()
    assert second.position == 1


def test_guidance_goes_to_every_stage_at_any_time_and_counts_for_no_quarter(world):
    early = make_application(world, world.township, status="in_review")
    guide = {"actor": world.office, "organization": world.city, "inspectors": [world.inspector]}
    first = services.plan_guidance(application=early, scheduled_on=VISIT_DAY, **guide)
    again = services.plan_guidance(application=early, scheduled_on=VISIT_DAY + DAY, **guide)
    assert [first.round.kind, again.round.name] == ["guidance", "2026年第四季度调研指导（第2批）"]
    assert first.round.theme == ""
    other = services.plan_guidance(application=world.other, scheduled_on=VISIT_DAY, **guide)
    assert other.round == first.round


def test_many_sites_are_planned_at_once_with_teams_days_and_routes(world):
    places = [(25.0 + step / 100, 110.0) for step in (5, 1, 4, 2, 3, 0)]
    sites = []
    for number, (latitude, longitude) in enumerate(places):
        place = make_organization(world.township, name=f"{number}村党支部", latitude=latitude, longitude=longitude)
        sites.append(make_application(world, place))
    visits = plan(world, sites, team_size=1, per_day=3, first_day=VISIT_DAY, last_day=VISIT_DAY + 2 * DAY)
    assert len(visits) == Visit.objects.count() == 6
    by_team = {}
    for visit in sorted(visits, key=lambda v: v.position):
        by_team.setdefault((visit.scheduled_on, visit.members.get().user), []).append(
            float(visit.organization.latitude)
        )
    assert len(by_team) == 2
    for route in by_team.values():  # neighbours stay together, and no day goes back and forth
        assert route in (sorted(route), sorted(route, reverse=True)) and max(route) - min(route) < 0.021
    trips = queries.planning.trips_of(queries.planning.stages_of(visits[0].round, world.office))
    assert [trip.kilometres for trip in trips] == [3, 3]
    first, second, _ = trips[0].stages
    services.move_stop(actor=world.office, visit=first.visit, later=True)
    trip = queries.planning.trips_of(queries.planning.stages_of(visits[0].round, world.office))[0]
    assert [stage.visit.pk for stage in trip.stages][:2] == [second.visit.pk, first.visit.pk]
    services.lay_routes(actor=world.office, round=visits[0].round)
    assert queries.planning.trips_of(queries.planning.stages_of(visits[0].round, world.office))[0].kilometres == 3


def test_too_few_days_and_sites_that_all_must_keep_out_of_are_said(world):
    with pytest.raises(Invalid, match=r"需要 2 个工作日，可用的只有 1 个"):
        plan(world, [world.application, world.other], inspectors=[world.inspector], per_day=1, first_day=VISIT_DAY,
             last_day=VISIT_DAY)  # fmt: skip
    for person in (world.inspector, world.second):
        person.memberships.create(organization=world.branch, role=Role.SECRETARY, started_on=dt.date(2020, 1, 1),
                                  ended_on=dt.date(2021, 1, 1))  # fmt: skip
    with pytest.raises(Invalid, match="回避：丁村"):
        plan(world, [world.application, world.other])
    assert not Visit.objects.exists()


def test_the_table_changes_days_times_and_teams_together_and_points_out_clashes(world):
    round_ = make_round(world)
    visits = plan(world, [world.application, world.other], round=round_, inspectors=[world.inspector], team_size=1)
    sunday = dt.date(2026, 11, 8)
    rows = [services.Change(visit, visit.version, sunday, dt.time(9), [world.inspector]) for visit in visits]
    assert services.change_plan(actor=world.office, round=round_, changes=rows) == 2
    stages = queries.planning.stages_of(round_, world.office)
    assert all("当天不是工作日" in stage.warnings for stage in stages)
    assert all(f"{world.inspector.name}同一时间有两个单位" in stage.warnings for stage in stages)
    with pytest.raises(StaleVersion, match="该安排刚被他人修改"):
        services.change_plan(actor=world.office, round=round_, changes=[
            services.Change(visits[0], 1, VISIT_DAY, None, [world.inspector])])  # fmt: skip
    services.spread_days(actor=world.office, round=round_, per_day=1)
    days = set(round_.visits.values_list("scheduled_on", flat=True))
    assert len(days) == 2 and sunday not in days
    loads = {each.user: each.load for each in queries.planning.inspectors_with_load(round_)}
    assert (loads[world.inspector], loads[world.second]) == (2, 0)


def test_sites_are_told_in_advance_and_told_again_when_the_day_changes(world):
    round_ = make_round(world, kind="quarterly", preparation="实施方案")
    visit = make_visit(world, round=round_)
    assert services.tell_sites(actor=world.office, round=round_) == 1
    assert services.tell_sites(actor=world.office, round=round_) == 0
    notice = Notice.objects.get(rule="visit.told", recipient=world.secretary)
    assert "请准备：实施方案" in notice.body and "重点检查：" in notice.body
    visit.refresh_from_db()
    assert [entry.starts for entry in told_visits_of(world.secretary, VISIT_DAY, VISIT_DAY)] == [VISIT_DAY]
    services.reassign_visit(actor=world.office, visit=visit, scheduled_on=VISIT_DAY + DAY, inspectors=[world.inspector])
    told = Notice.objects.filter(rule="visit.told", recipient=world.secretary).order_by("pk")
    assert [line.withdrawn_at is None for line in told] == [False, True]  # the old day leaves the inbox unread


@pytest.mark.parametrize("kind", ["random", "quarterly", "acceptance"])
def test_nobody_below_learns_of_an_unannounced_visit_before_it_begins(world, kind):
    office_below = make_user(Role.OFFICE, world.township)
    both = make_user(Role.SECRETARY, world.branch)
    both.memberships.create(organization=world.district, role=Role.INSPECTOR, started_on=dt.date(2020, 1, 1))
    round_ = make_round(world, kind=kind, name="暗访", unannounced=True)
    visit = make_visit(world, round=round_)
    with pytest.raises(OutOfTurn, match="四不两直"):
        services.tell_sites(actor=world.office, round=round_)
    Visit.objects.filter(pk=visit.pk).update(told_at=clock.now())  # even if it were marked
    send_due_notices()
    below = (world.secretary, office_below, both)
    for person in below:
        assert not Visit.objects.visible_to(person).exists(), person
        assert not Round.objects.visible_to(person).exists(), person
        assert [*search(person, "暗访"), *search(person, "丁村")] == []
        assert list(told_visits_of(person, VISIT_DAY, VISIT_DAY)) == []
        assert not Notice.objects.filter(recipient=person, title__contains="暗访").exists()
    assert queries.quarter_summary(world.township, 2026, 4).planned == 0
    assert queries.quarter_summary(world.city, 2026, 4).planned == 1
    assert queries.planning.near_visits(office_below, {world.branch.pk}, make_round(world)) == {}
    assert Visit.objects.visible_to(world.office).count() == Visit.objects.visible_to(world.inspector).count() == 1
    services.start_visit(actor=world.inspector, visit=visit)
    for person in below:
        assert Visit.objects.visible_to(person).count() == 1


def test_risk_has_its_parts_and_takes_a_fixed_number_of_statements(world, django_assert_num_queries):
    world.application.tasks.create(task="建阵地", responsible="某", due_on=VISIT_DAY - 30 * DAY)
    visit = make_visit(world, scheduled_on=VISIT_DAY)
    make_finding(world, visit, due_on=VISIT_DAY)
    services.record_visit(actor=world.inspector, visit=visit, methods=["talks"], summary="好")
    with clock.moved_to(VISIT_DAY + 9 * DAY):
        found = queries.risk.risks_of([world.application, world.other])
        parts = {part.label: part.points for part in found[world.application.pk].parts}
        assert parts == {"逾期任务": 15, "逾期整改": 13, "多久未查": 1, "自评偏高": 0}
        assert "1 项任务逾期，最长 39 天（15 分）" in found[world.application.pk].words
        assert found[world.other.pk].last_visit is None
        version, campaign = world.application.standard_version, rows.make_campaign(world.city)
        following = rows.make_application(world, "creating", campaign=campaign, standard_version=version)
        (site,) = queries.risk.risks_of([following]).values()  # the same site a year later
        assert (site.last_visit, [part.points for part in site.parts]) == (VISIT_DAY, [0, 13, 1, 0])
        queries.risk.risks_of([world.application])
        for asked in ([world.application], [world.application, world.other, world.outside]):
            with django_assert_num_queries(2):
                queries.risk.risks_of(asked)


def test_routes_follow_the_belt_and_else_the_nearest():
    stop = routes.Stop
    belt = [stop(1, 25.0, 110.3, ("带", 3)), stop(2, 25.0, 110.1, ("带", 1)), stop(3, 25.0, 110.2, ("带", 2))]
    off = stop(9, 25.0, 110.0)
    assert [each.key for each in routes.ordered([*belt, off])] in ([9, 2, 3, 1], [1, 3, 2, 9])
    lost = stop(7)
    assert routes.ordered([lost, off])[-1] == lost
    assert (
        routes.spread(5, [VISIT_DAY + n * DAY for n in range(10)], 3)
        == [VISIT_DAY + 2 * DAY] * 3 + [VISIT_DAY + 7 * DAY] * 2
    )
