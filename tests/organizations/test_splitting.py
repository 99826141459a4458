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
from apps.organizations.models import CurrentFact, Facility, Organization, Unit
from apps.organizations.queries import current_facts
from apps.organizations.services import (
    add_unit,
    close_organization,
    load_metrics,
    merge_effects,
    merge_organization,
    record_fact,
    save_facility,
    seal_of,
    seal_of_shares,
    split_organization,
    split_shares,
)
from apps.reminders.models import Notice
from tests.applications.factories import make_approved, make_stage, make_submitted
from tests.factories import sign_in

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 25)
SURVEY_DAY = dt.date(2026, 4, 10)
NEW = {"code": "NEW1", "name": "中共新村支部委员会", "short_name": "新村支部", "kind": "branch",
       "level": "grassroots", "sector": "rural"}  # fmt: skip


@pytest.fixture
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
    assert set(told) == {"在办申报", "摸底对象", "年度计划", "数据", "阵地", "台账单位"}
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
    assert current_facts(new)["heads"].value == current_facts(stage.tree.branch)["heads"].value == Decimal(46)
    assert "拆分时承用" in current_facts(new)["heads"].note
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
