"""A split divides what an organization has: shown first, decided by the office, refused when it changed; people told."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.campaigns.models import Candidate, Place, PlannedYear, Quota
from apps.campaigns.services import create_programme, plan_years, propose_candidate
from apps.core import clock
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.models import StateChange
from apps.organizations.models import CurrentFact, Facility, JointMember, Metric, Organization, PostCount, Unit
from apps.organizations.queries import current_facts, fact_history, held_posts
from apps.organizations.services import (
    add_joint_member,
    add_unit,
    close_organization,
    load_metrics,
    merge_effects,
    merge_organization,
    record_fact,
    save_facility,
    seal_of,
    seal_of_shares,
    set_posts,
    split_organization,
    split_shares,
)
from apps.reminders.models import Notice
from tests.applications.factories import make_approved, make_stage, make_submitted
from tests.factories import make_organization, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 25)
SURVEY_DAY = dt.date(2026, 4, 10)
NEW = {"code": "NEW1", "name": "中共新村支部委员会", "short_name": "新村支部", "kind": "branch",
       "level": "grassroots", "sector": "rural"}  # fmt: skip


@shared
def stage():
    return make_stage()


def holdings(stage):
    """A unit, a place, a fact and a planned year of the branch; its candidacy."""
    tree = stage.tree
    unit = add_unit(actor=None, organization=tree.branch, kind="private_enterprise", name="丁村果业合作社")
    place = save_facility(actor=None, organization=tree.branch, kind="activity_room", name="党员活动室")
    load_metrics([{"code": "heads", "name": "人数", "unit": "人", "period_kind": "snapshot", "value_kind": "number"}])
    record_fact(actor=None, organization=tree.branch, metric="heads", value=46)
    programme = create_programme(
        actor=stage.office, organization=tree.city, name="三年计划", starts_in=2026, ends_in=2028
    )
    plan_years(actor=stage.office, programme=programme, organization=tree.branch, goals={2027: "compliant"})
    with clock.moved_to(SURVEY_DAY):
        candidate = propose_candidate(
            actor=stage.township, campaign=stage.campaign, organization=tree.branch, exemplar="new", reason="基础好"
        )
    return unit, place, candidate


def split(stage, **values):
    return split_organization(actor=stage.office, organization=stage.tree.branch, on=DAY, **(NEW | values))


def keys(stage, *groups):
    return [each.key for each in split_shares(stage.tree.branch) if each.group in groups]


def test_everything_is_named_and_stays_unless_it_is_given(stage):
    unit, place, candidate = holdings(stage)
    application = make_submitted(stage)
    told = {each.group: each.label for each in split_shares(stage.tree.branch)}
    assert set(told) == {"在办申报", "摸底对象", "年度计划", "阵地", "台账单位"}
    assert "丁村先锋" in told["在办申报"]
    new = split(stage)
    for row in (unit, place, candidate, application, PlannedYear.objects.get()):
        row.refresh_from_db()
        assert row.organization_id == stage.tree.branch.pk
    assert not CurrentFact.objects.filter(organization=new).exists()
    assert Notice.objects.get(recipient=stage.secretary, rule="tree.split").title == "丁村党支部分出新村支部"


def test_what_is_given_goes_with_all_that_hangs_on_it(stage):
    unit, place, candidate = holdings(stage)
    application = make_approved(stage)
    shares = split_shares(stage.tree.branch)
    new = split(stage, shares=[each.key for each in shares], foreseen=seal_of_shares(shares))
    for row in (unit, place, candidate, application, PlannedYear.objects.get()):
        row.refresh_from_db()
        assert (row.organization_id, row.organization_path) == (new.pk, new.path)
    assert not current_facts(new)
    assert current_facts(stage.tree.branch)["heads"].value == Decimal(46)
    for row, verb in (
        (unit, "hand_over"),
        (place, "hand_over"),
        (candidate, "carry_over"),
        (application, "carry_over"),
    ):
        assert StateChange.objects.of(row).last().verb == verb
    body = Notice.objects.get(recipient=stage.secretary, rule="tree.split").body
    assert "划归新组织" in body and "丁村果业合作社" in body
    assert Place.objects.get().organization == new


def test_what_changed_meanwhile_or_is_not_there_is_refused(stage):
    holdings(stage)
    seal = seal_of_shares(split_shares(stage.tree.branch))
    make_submitted(stage)
    with pytest.raises(StaleVersion, match="重新核对"):
        split(stage, foreseen=seal)
    with pytest.raises(Invalid, match="重新核对"):
        split(stage, shares=["organizations.unit:999999"])
    Quota.objects.create(campaign=stage.campaign, dimension="parent", organization=stage.tree.branch, limit=2)
    stuck = next(each for each in split_shares(stage.tree.branch) if each.stays)
    with pytest.raises(Invalid, match="不单列名额"):
        split(stage, shares=[stuck.key])
    assert not Organization.objects.filter(code="NEW1").exists()


def test_reviews_of_children_that_go_along_can_go_to_the_new_committee(stage):
    application = make_submitted(stage)
    town = stage.tree.township
    assert not any(each.group == "待办审核" for each in split_shares(town))
    shares = split_shares(town, [stage.tree.branch])
    review = next(each for each in shares if each.group == "待办审核")
    new = split_organization(
        actor=stage.office, organization=town, on=DAY, moved=[stage.tree.branch], shares=[review.key],
        **(NEW | {"kind": "party_committee", "level": "township"}),
    )  # fmt: skip
    assert application.steps.get(status="pending").organization == new
    moved = Notice.objects.get(recipient=stage.secretary, rule="tree.move")
    assert moved.title == "丁村党支部的上级党组织调整为新村支部"


def test_the_page_asks_for_each_and_gives_what_was_ticked(client, stage):
    unit, place, _ = holdings(stage)
    sign_in(client, stage.office)
    address = reverse("organizations:split", args=[stage.tree.branch.pk])
    form = NEW | {"on": "2026-05-25"}

    def cost():
        with CaptureQueriesContext(connection) as captured:
            page = client.post(address, form)
        return page, len(captured)

    cost()
    page, one = cost()
    words = page.content.decode()
    assert "党员活动室" in words and "留在丁村党支部" in words
    for name in ("甲合作社", "乙合作社"):
        add_unit(actor=None, organization=stage.tree.branch, kind="private_enterprise", name=name)
    page, three = cost()
    assert one == three <= 12
    sent = form | {"confirmed": "1", "foreseen": page.context["seal"], "share": [f"organizations.unit:{unit.pk}"]}
    assert client.post(address, sent).status_code == 302
    unit.refresh_from_db()
    place.refresh_from_db()
    assert (unit.organization.code, place.organization) == ("NEW1", stage.tree.branch)
    stale = client.post(address, sent | {"code": "NEW2"})
    assert stale.status_code == 409 and "重新核对" in stale.content.decode()


# --- what a merge and a closing bring ------------------------------------------------------------------------------


def test_a_merge_takes_places_candidacy_and_plan_along_and_tells_people(stage):
    unit, place, candidate = holdings(stage)
    save_facility(actor=None, organization=stage.tree.other_branch, kind="activity_room", name="党员活动室")
    told = {each.label: each.words for each in merge_effects(stage.tree.branch, stage.tree.other_branch)}
    assert list(told.values()) == ["转入戊村党支部", "转入戊村党支部"]
    merge_organization(actor=stage.office, organization=stage.tree.branch, into=stage.tree.other_branch, on=DAY)
    for row in (unit, place, candidate, PlannedYear.objects.get()):
        row.refresh_from_db()
        assert row.organization_id == stage.tree.other_branch.pk
    assert place.name == "党员活动室（原丁村党支部）"
    ours = Notice.objects.get(recipient=stage.secretary, rule="tree.merge")
    theirs = Notice.objects.get(recipient=stage.other_secretary, rule="tree.merge")
    assert "角色已终止" in ours.body and "阵地 1 处转入" in theirs.body
    assert ours.title == theirs.title == "丁村党支部并入戊村党支部"


def test_what_the_survivor_has_itself_stands_and_the_merged_ones_is_dropped(stage):
    _, _, candidate = holdings(stage)
    with clock.moved_to(SURVEY_DAY):
        propose_candidate(
            actor=stage.township, campaign=stage.campaign, organization=stage.tree.other_branch, exemplar="new",
            reason="也好",
        )  # fmt: skip
    programme = PlannedYear.objects.get().programme
    plan_years(
        actor=stage.office, programme=programme, organization=stage.tree.other_branch, goals={2026: "demonstration"}
    )
    merge_organization(actor=stage.office, organization=stage.tree.branch, into=stage.tree.other_branch, on=DAY)
    candidate.refresh_from_db()
    assert candidate.status == "declined" and "已有提名" in candidate.opinion
    assert PlannedYear.objects.get().year == 2026


@pytest.mark.parametrize(("own", "words", "limit"), [(5, "由 5 个增至 8 个", 8), (None, "不再单列", None)])
def test_the_quota_of_a_merged_committee_is_told_and_settled(stage, own, words, limit):
    town, other = stage.tree.township, stage.tree.outside_township
    Quota.objects.create(campaign=stage.campaign, dimension="parent", organization=town, limit=3)
    if own:
        Quota.objects.create(campaign=stage.campaign, dimension="parent", organization=other, limit=own)
    assert words in merge_effects(town, other)[0].words
    merge_organization(actor=stage.office, organization=town, into=other, on=DAY)
    left = dict(Quota.objects.filter(dimension="parent").values_list("organization", "limit"))
    assert left == ({other.pk: limit} if limit else {})
    assert "名额 3 个" in StateChange.objects.of(stage.campaign).last().reason


def test_a_closing_declines_what_was_planned_and_the_town_answers_for_units_and_places(stage):
    unit, place, candidate = holdings(stage)
    effects = merge_effects(stage.tree.branch, None)
    close_organization(
        actor=stage.office, organization=stage.tree.branch, on=DAY, reason="撤销建制", foreseen=seal_of(effects)
    )
    for row in (unit, place):
        row.refresh_from_db()
        assert row.organization == stage.tree.township
    candidate.refresh_from_db()
    assert (candidate.status, Candidate.objects.count()) == ("declined", 1)
    assert not PlannedYear.objects.exists()
    told = Notice.objects.get(recipient=stage.township, rule="tree.close")
    assert "台账单位 1 个转由" in told.body
    assert Unit.objects.count() == Facility.objects.count() == 1


# --- figures are told, never reckoned ------------------------------------------------------------------------------


def split_page(client, stage, **values):
    sign_in(client, stage.office)
    address = reverse("organizations:split", args=[stage.tree.branch.pk])
    form = NEW | {"on": "2026-05-25"} | values
    return address, form, client.post(address, form)


def test_new_figures_of_both_are_typed_while_splitting(client, stage):
    holdings(stage)
    set_posts(actor=None, organization=stage.tree.branch, counts={"demonstration": 6, "window": 2})
    heads = Metric.objects.get(code="heads")
    address, form, page = split_page(client, stage)
    words = page.content.decode()
    assert "不能推算" in words and "新村支部从空白起步" in words and "46 人" in words and "党员服务窗口" in words
    sent = form | {
        "confirmed": "1", "foreseen": page.context["seal"], "figures_seen": page.context["figures"]["figures_seen"].value(),
        f"figure_{heads.pk}_here": "30", f"figure_{heads.pk}_there": "16",
        "post_demonstration_here": "4", "post_demonstration_there": "2",
    }  # fmt: skip
    assert client.post(address, sent).status_code == 302
    new = Organization.objects.get(code="NEW1")
    ours, theirs = current_facts(stage.tree.branch)["heads"], current_facts(new)["heads"]
    assert (ours.value, theirs.value, ours.source) == (Decimal(30), Decimal(16), "office")
    assert "拆分出新村支部时填报" in ours.note
    assert [each.value for each in fact_history(stage.tree.branch, heads)] == [Decimal(30), Decimal(46)]
    assert dict(held_posts(stage.tree.branch)) == {"demonstration": 4, "window": 2}
    assert dict(held_posts(new)) == {"demonstration": 2}


@pytest.mark.parametrize("value", ["十六", "-3", "2.5", "9" * 18])
def test_a_wrong_figure_is_told_at_its_field_and_nothing_typed_is_lost(client, stage, value):
    unit, _, _ = holdings(stage)
    heads = Metric.objects.get(code="heads")
    address, form, page = split_page(client, stage)
    sent = form | {"confirmed": "1", "foreseen": page.context["seal"], "share": [f"organizations.unit:{unit.pk}"],
                   f"figure_{heads.pk}_here": "30", f"figure_{heads.pk}_there": value}  # fmt: skip
    again = client.post(address, sent)
    words = again.content.decode()
    assert f'id="id_figure_{heads.pk}_there_error"' in words
    assert 'value="30"' in words and f'value="{value}"' in words
    assert again.context["ticked"] == [f"organizations.unit:{unit.pk}"]
    assert not Organization.objects.filter(code="NEW1").exists()


def test_a_figure_told_meanwhile_is_not_overwritten(client, stage):
    holdings(stage)
    heads = Metric.objects.get(code="heads")
    address, form, page = split_page(client, stage)
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric=heads, value=44)
    sent = form | {
        "confirmed": "1", "foreseen": page.context["seal"], "figures_seen": page.context["figures"]["figures_seen"].value(),
        f"figure_{heads.pk}_here": "30",
    }  # fmt: skip
    late = client.post(address, sent)
    assert late.status_code == 409
    assert "刚由" in late.content.decode() and 'value="30"' in late.content.decode()
    assert current_facts(stage.tree.branch)["heads"].value == Decimal(44)


def test_a_code_in_use_is_told_at_its_field(client, stage):
    _, _, page = split_page(client, stage, code=stage.tree.other_branch.code)
    assert "该代码已由戊村党支部使用" in page.content.decode()
    assert "只用字母" in split_page(client, stage, code="新 1")[2].content.decode()


def test_the_successor_of_a_merge_takes_the_posts_and_is_asked_for_its_figures(client, stage):
    holdings(stage)
    branch, other = stage.tree.branch, stage.tree.other_branch
    set_posts(actor=None, organization=branch, counts={"demonstration": 6, "window": 2})
    set_posts(actor=None, organization=other, counts={"demonstration": 3})
    sign_in(client, stage.office)
    address = reverse("organizations:merge", args=[branch.pk])
    form = {"into": other.code, "on": "2026-05-25"}
    page = client.post(address, form)
    assert "合计党员示范（先锋）岗 9 个、党员服务窗口 2 个" in page.content.decode()
    done = client.post(address, form | {"confirmed": "1", "foreseen": page.context["seal"]}, follow=True)
    assert done.redirect_chain[-1][0] == reverse("organizations:facts", args=[other.pk])
    assert "不自动相加" in done.content.decode()
    assert not current_facts(other) and current_facts(branch)["heads"].value == Decimal(46)
    assert dict(held_posts(other)) == {"demonstration": 9, "window": 2}
    assert not dict(held_posts(branch))


# --- seats in joint organizations ----------------------------------------------------------------------------------


@pytest.fixture
def alliance(stage):
    return make_organization(stage.tree.township, kind="community_committee", short_name="大党委")


def seat(alliance, member, role="member", **values):
    return add_joint_member(
        actor=None, organization=alliance, member=member, role=role, started_on=dt.date(2026, 1, 1), people=2, **values
    )


def test_seats_go_over_in_a_merge_and_end_where_they_would_double(stage, alliance):
    branch, other = stage.tree.branch, stage.tree.other_branch
    old, doubled = seat(alliance, branch), seat(alliance, branch, "part_time")
    seat(alliance, other, "part_time")
    told = {each.label: each.words for each in merge_effects(branch, other)}
    assert told["在大党委担任成员单位"] == "转入戊村党支部"
    assert told["在大党委担任兼职委员单位"] == "结束，戊村党支部已担任这一角色"
    merge_organization(actor=stage.office, organization=branch, into=other, on=DAY)
    rows = JointMember.objects.filter(organization=alliance).on(DAY)
    assert sorted(rows.values_list("member", "role")) == [(other.pk, "member"), (other.pk, "part_time")]
    for row in (old, doubled):
        row.refresh_from_db()
        assert (row.member, row.ended_on) == (branch, DAY - dt.timedelta(days=1))
    assert rows.get(role="member").people == 2


def test_members_of_a_merged_joint_organization_go_to_one_of_its_kind_or_leave(stage, alliance):
    seat(alliance, stage.tree.branch)
    seat(alliance, None, name="顺丰营业部")
    chain = make_organization(stage.tree.township, kind="chain_alliance", short_name="联盟")
    assert {each.words for each in merge_effects(alliance, stage.tree.other_branch)} == {"结束，党支部没有成员单位"}
    merge_organization(actor=stage.office, organization=alliance, into=chain, on=DAY)
    assert {row.shown for row in JointMember.objects.filter(organization=chain)} == {"丁村党支部", "顺丰营业部"}
    assert not JointMember.objects.filter(organization=alliance).on(DAY).exists()


def test_a_closing_ends_seats_and_posts_after_they_were_shown(stage, alliance):
    seat(alliance, stage.tree.branch)
    set_posts(actor=None, organization=stage.tree.branch, counts={"window": 2})
    effects = merge_effects(stage.tree.branch, None)
    assert [each.words for each in effects] == ["不再计数", "结束"]
    close_organization(
        actor=stage.office, organization=stage.tree.branch, on=DAY, reason="撤销建制", foreseen=seal_of(effects)
    )
    assert not JointMember.objects.on(DAY).exists()
    assert not PostCount.objects.exists()


def test_a_seat_can_be_given_to_the_new_organization(stage, alliance):
    with clock.moved_to(DAY):
        old = seat(alliance, stage.tree.branch)
        share = next(each for each in split_shares(stage.tree.branch) if each.group == "联合党组织成员")
        assert share.label == "在大党委担任成员单位"
        new = split(stage, shares=[share.key])
    assert [row.member for row in JointMember.objects.on(DAY)] == [new]
    old.refresh_from_db()
    assert old.ended_on == DAY - dt.timedelta(days=1)
