"""创建计划图: committees plan, the level above confirms; targets, results, workbooks, candidates."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.choices import Role
from apps.campaigns.models import Candidate, PlannedYear, ProgrammeTarget
from apps.campaigns.queries.plan_board import (
    board_rows,
    branches_of,
    counts_of,
    places_on,
    summary_of,
    with_years,
)
from apps.campaigns.services import (
    Target,
    check_plan,
    confirm_below,
    create_programme,
    decide_planned,
    hang_campaign,
    import_plan,
    set_quotas,
    set_targets,
    take_from_plan,
    update_programme,
)
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfPhase, OutOfTurn, Refused, StaleVersion
from apps.core.models import StateChange
from apps.organizations.spreadsheet import SpreadsheetError
from tests.factories import make_organization, make_user

from .factories import APPLICATION_DAY, make_open_campaign
from .plan_stage import named_site, offered, plain, plan, workbook

pytestmark = pytest.mark.django_db
#: Inside the phase in which candidates are proposed.
EARLY = dt.date(2026, 4, 10)


@pytest.fixture(autouse=True)
def standing_in_the_application_phase():
    with clock.moved_to(APPLICATION_DAY):
        yield


def test_a_committee_plans_and_the_level_above_confirms(tree, programme, township, office):
    rows = plan(township, programme, tree.branch, y2026="compliant", y2027="demonstration", note="基础较好")
    assert [(row.year, row.goal, row.status, row.proposer) for row in rows] == [
        (2026, "compliant", "proposed", tree.township),
        (2027, "demonstration", "proposed", tree.township),
    ]
    with pytest.raises(Refused):
        decide_planned(actor=township, planned=rows[0], verb="confirm")
    district = make_user(Role.OFFICE, tree.district)
    done = decide_planned(actor=district, planned=rows[0], verb="confirm")
    assert done.status == "confirmed" and done.decided_by == district
    assert confirm_below(actor=office, programme=programme) == 1
    assert confirm_below(actor=office, programme=programme) == 0
    with pytest.raises(OutOfTurn):
        decide_planned(actor=office, planned=done, verb="confirm")
    verbs = [change.verb for change in StateChange.objects.of(done).order_by("pk")]
    assert verbs == ["create", "confirm"]


def test_what_the_maker_plans_stands_at_once(tree, programme, office):
    (row,) = plan(office, programme, tree.branch, y2026="creating")
    assert row.status == "confirmed" and row.decided_by == office


def test_a_confirmed_year_that_changes_is_confirmed_again_and_a_declined_one_says_why(
    tree, programme, township, office
):
    (row,) = plan(township, programme, tree.branch, y2026="compliant")
    with pytest.raises(Invalid, match="理由"):
        decide_planned(actor=office, planned=row, verb="decline")
    decide_planned(actor=office, planned=row, verb="confirm")
    with pytest.raises(Invalid, match="已经上级确认"):
        plan(township, programme, tree.branch, y2026="")
    (row,) = plan(township, programme, tree.branch, y2026="demonstration")
    assert (row.status, row.decided_by) == ("proposed", None)
    declined = decide_planned(actor=office, planned=row, verb="decline", opinion="条件不成熟")
    assert (declined.status, declined.opinion) == ("declined", "条件不成熟")
    (row,) = plan(township, programme, tree.branch, y2026="demonstration")
    assert (row.status, row.opinion) == ("proposed", "")
    assert plan(township, programme, tree.branch, y2026="") == []


@pytest.mark.parametrize(
    ("goals", "words"),
    [
        ({"y2025": "compliant"}, "2025年已过"),
        ({"y2028": "compliant"}, "不含2028年"),
        ({"y2026": "best"}, "请选择"),
        ({"y2026": "demonstration", "y2027": "compliant"}, "2027年不能低于它"),
    ],
)
def test_a_wrong_year_is_refused_in_words(tree, programme, township, goals, words):
    with pytest.raises(Invalid, match=words):
        plan(township, programme, tree.branch, **goals)
    assert not PlannedYear.objects.exists()


def test_only_offices_above_plan_for_grassroots_organizations(tree, programme, township, office):
    stranger = make_user(Role.OFFICE, tree.outside_township)
    for actor in (stranger, make_user(Role.SECRETARY, tree.branch), make_user(Role.OFFICE, tree.branch)):
        with pytest.raises(Refused):
            plan(actor, programme, tree.branch, y2026="compliant")
    with pytest.raises(Invalid, match="基层党组织"):
        plan(office, programme, tree.township, y2026="compliant")


def test_the_second_of_two_people_is_told(tree, programme, township):
    plan(township, programme, tree.branch, y2026="compliant", seen={})
    with pytest.raises(StaleVersion):
        plan(township, programme, tree.branch, y2026="demonstration", seen={})
    (row,) = plan(township, programme, tree.branch, y2026="demonstration", seen={2026: 1})
    assert row.version == 2


def test_the_database_keeps_years_inside_and_decisions_whole(tree, programme, township, office):
    (row,) = plan(township, programme, tree.branch, y2027="compliant")
    wrong = [{"year": 2030}, {"status": "confirmed"}, {"goal": "best"}]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            PlannedYear.objects.filter(pk=row.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(programme).objects.filter(pk=programme.pk).update(ends_in=2026)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeTarget.objects.create(programme=programme, year=2026, goal="compliant", measure="share", value=101)
    with pytest.raises(Invalid, match="已有2027年的安排"):
        update_programme(actor=office, programme=programme, version=1, ends_in=2026)


def test_targets_are_set_as_a_whole_and_shares_never_fall(tree, programme, office, township):
    rows = [Target(year, "compliant", "share", value) for year, value in ((2025, 30), (2026, 60), (2027, 100))]
    set_targets(actor=office, programme=programme, version=1, targets=rows)
    assert [target.words for target in programme.targets.all()] == ["累计达到 30%", "累计达到 60%", "累计达到 100%"]
    with pytest.raises(StaleVersion):
        set_targets(actor=office, programme=programme, version=1, targets=[])
    with pytest.raises(Refused):
        set_targets(actor=township, programme=programme, version=2, targets=[])
    for wrong, words in (
        ([rows[1], Target(2027, "compliant", "share", 50)], "不能低于2026年的 60%"),
        ([Target(2026, "compliant", "share", 101)], "1 至 100"),
        ([Target(2029, "compliant", "share", 50)], "不含2029年"),
        ([rows[0], rows[0]], "只能有一个"),
    ):
        with pytest.raises(Invalid, match=words):
            set_targets(actor=office, programme=programme, version=2, targets=wrong)
    assert programme.targets.count() == 3


def test_plans_of_the_library_bring_their_yearly_targets(tree, office):
    campaign = make_open_campaign(tree.city, office)
    (target,) = campaign.programme.targets.all()
    assert (target.year, target.words, target.clause[:6]) == (2026, "当年 100 个", "三（一）2 ")


def test_a_number_for_the_whole_city_is_no_target_of_a_district(tree):
    campaign = make_open_campaign(tree.district)
    assert campaign.programme.organization == tree.district and not campaign.programme.targets.exists()


def test_results_of_campaigns_stand_against_plan_and_target(tree, programme, township, office):
    campaign = make_open_campaign(tree.city, office)
    hang_campaign(actor=office, campaign=campaign, programme=programme)
    plan(township, programme, tree.branch, y2026="demonstration")
    plan(township, programme, tree.other_branch, y2026="creating", y2027="compliant")
    set_targets(
        actor=office, programme=programme, version=1,
        targets=[Target(2026, "compliant", "share", 60), Target(2026, "demonstration", "per_committee", 1)],
    )  # fmt: skip
    named_site(tree, campaign, tree.branch)
    named_site(tree, campaign, tree.other_branch, status="creating")
    named_site(tree, campaign, tree.outside_branch, status="rejected")
    places = places_on(programme, office, {})
    summary = summary_of(programme, places, list(programme.targets.all()), 2, 3)
    first, then, last = summary["compliant"]
    assert (first.planned, first.reached, first.total) == (0, 0, 3)
    assert (then.planned, then.reached, then.target.value) == (1, 1, 60)
    assert (last.planned, last.planned_new, last.reached, last.reached_new) == (2, 1, 1, 0)
    _, shown, _ = summary["demonstration"]
    assert (shown.planned, shown.reached_new, shown.asked) == (1, 1, 2)
    own = summary_of(programme, places_on(programme, township, {}), list(programme.targets.all()), None, 2)
    assert own["demonstration"][1].target is None and own["compliant"][1].target is not None
    rows = with_years(programme, board_rows(programme, places, "planned"))
    assert [(row.organization, row.reached) for row in rows] == [
        (tree.branch, {2026: 3}),
        (tree.other_branch, {2026: 1}),
    ]
    assert rows[0].organization.above_name == tree.township.short_name


def test_the_board_is_filtered_and_ends_at_the_own_subtree(tree, programme, township, office):
    plan(township, programme, tree.branch, y2026="compliant")
    shown = {name: list(board_rows(programme, places_on(programme, office, {}), name)) for name in ("waiting", "none")}
    assert shown == {"waiting": [tree.branch], "none": [tree.other_branch, tree.outside_branch]}
    assert list(places_on(programme, township, {})) == [tree.branch, tree.other_branch]
    assert list(places_on(programme, office, {"under": tree.outside_district})) == [tree.outside_branch]
    assert branches_of(programme, office) == ([tree.district, tree.outside_district], True)
    assert branches_of(programme, township) == ([], False)
    counts = counts_of(programme, places_on(programme, office, {}), "planned", office)
    assert (counts.total, counts.shown, counts.waiting) == (3, 1, 1)
    assert counts_of(programme, places_on(programme, township, {}), "all", township).waiting == 0


def test_a_workbook_names_every_bad_row_and_writes_nothing_unless_told(tree, programme, township):
    plan(township, programme, tree.other_branch, y2026="compliant")
    file = workbook(
        (tree.branch.code, "丁村", "达标", "示范", "先行"),
        (tree.outside_branch.code, "己村", "达标", "", ""),
        (tree.branch.code, "丁村", "达标", "", ""),
        (tree.other_branch.code, "戊村", "达标", "", ""),
        ("", "无", "达标", "", ""),
    )
    check = import_plan(actor=township, programme=programme, file=file)
    assert [(p.row_number, p.column) for p in check.problems] == [(3, "组织代码"), (4, "组织代码"), (6, "组织代码")]
    assert (len(check.plans), check.unchanged) == (1, 1) and PlannedYear.objects.count() == 1
    import_plan(actor=township, programme=programme, file=file, skip_bad=True)
    rows = PlannedYear.objects.filter(organization=tree.branch)
    assert [(row.goal, row.note) for row in rows] == [("compliant", "先行"), ("demonstration", "先行")]
    again = check_plan(actor=township, programme=programme, file=file)
    assert (again.plans, again.unchanged) == ([], 2)
    off = import_plan(actor=township, programme=programme, file=workbook((tree.branch.code, "", "", "不列入", "")))
    assert off.problems == [] and [row.year for row in PlannedYear.objects.filter(organization=tree.branch)] == [2026]
    falling = check_plan(actor=township, programme=programme, file=workbook((tree.branch.code, "", "示范", "达标", "")))
    assert "不能低于" in falling.problems[0].reason
    with pytest.raises(SpreadsheetError):
        check_plan(actor=township, programme=programme, file=b"no workbook")


def test_candidates_are_taken_from_the_board_once(tree, programme, township, office):
    campaign = make_open_campaign(tree.city, office)
    with pytest.raises(Refused):
        take_from_plan(actor=township, campaign=campaign)
    with pytest.raises(Refused, match="没有归入"):
        take_from_plan(actor=office, campaign=plain(campaign))
    hang_campaign(actor=office, campaign=campaign, programme=programme)
    (first,) = plan(township, programme, tree.branch, y2026="demonstration")
    plan(township, programme, tree.other_branch, y2026="compliant", y2027="demonstration")
    plan(office, programme, tree.outside_branch, y2026="creating")
    assert offered(campaign) == 1  # the others are not confirmed yet
    confirm_below(actor=office, programme=programme)
    assert offered(campaign) == 2
    with pytest.raises(OutOfPhase):
        take_from_plan(actor=office, campaign=campaign)
    with clock.moved_to(EARLY):
        result = take_from_plan(actor=office, campaign=campaign)
    assert result.words == "已从计划图带入 2 家。"
    rows = Candidate.objects.filter(campaign=campaign)
    assert {(row.organization, row.proposer, row.status, row.exemplar) for row in rows} == {
        (tree.branch, tree.township, "proposed", "new"),
        (tree.outside_branch, tree.city, "proposed", "new"),
    }
    with clock.moved_to(EARLY):
        again = take_from_plan(actor=office, campaign=campaign)
    assert again.words == "已从计划图带入 0 家；2 家已在名单。"
    assert offered(campaign) == 0 and first.goal == "demonstration"


def test_who_was_named_before_comes_as_an_old_exemplar_and_quotas_hold(tree, office):
    with clock.moved_to(dt.date(2025, 5, 6)):
        programme = create_programme(actor=office, organization=tree.city, name="计划", starts_in=2025, ends_in=2027)
    campaign = make_open_campaign(tree.city, office)
    hang_campaign(actor=office, campaign=campaign, programme=programme)
    earlier = make_open_campaign(tree.city, office, name="去年活动")
    type(earlier).objects.filter(pk=earlier.pk).update(year=2025, programme=programme)
    named_site(tree, earlier, tree.branch)
    for place in (tree.branch, tree.other_branch):
        plan(office, programme, place, y2026="demonstration")
    type(campaign).objects.filter(pk=campaign.pk).update(status="draft")
    campaign.refresh_from_db()
    set_quotas(actor=office, campaign=campaign, rows=[{"dimension": "total", "limit": 1}])
    type(campaign).objects.filter(pk=campaign.pk).update(status="open")
    campaign.refresh_from_db()
    with clock.moved_to(EARLY):
        taken = take_from_plan(actor=office, campaign=campaign)
    assert taken.words == "已从计划图带入 1 家；1 家超过名额。"
    assert Candidate.objects.get().exemplar == "old"


def test_a_closed_organization_is_planned_no_more(tree, programme, office):
    closed = make_organization(tree.township, name="撤销支部", short_name="撤销支部", closed_on=dt.date(2026, 1, 1))
    with pytest.raises(Invalid, match="不是在册"):
        plan(office, programme, closed, y2026="creating")
