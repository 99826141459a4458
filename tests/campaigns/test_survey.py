"""调查摸底: ranked by the engine from known facts, as a job in chunks; candidates within quota, invited when confirmed."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.accounts.choices import Role
from apps.campaigns.choices import LITTLE_KNOWN
from apps.campaigns.models import Candidate, ReadinessChunk, ReadinessRow, ReadinessRun
from apps.campaigns.queries.survey import candidates_of, progress_of
from apps.campaigns.services import (
    cancel_readiness,
    compute_readiness,
    confirm_candidate,
    decline_candidate,
    propose_candidate,
    start_readiness,
)
from apps.campaigns.services.readiness import RANKED
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfPhase, OutOfTurn, QuotaFull, Refused
from apps.organizations.services import record_fact
from apps.reminders.models import Notice
from apps.standards.engine import evaluate_version
from apps.standards.inputs import inputs_of
from apps.standards.queries import engine_version
from tests.applications.assessment_stage import DAY, make_stage
from tests.factories import make_organization, make_user, sign_in

pytestmark = pytest.mark.django_db
#: Inside the phase in which candidates are proposed.
EARLY = dt.date(2026, 4, 10)


@pytest.fixture
def stage():
    with clock.moved_to(DAY):
        stage = make_stage(start=False)
        for organization, area in ((stage.tree.branch, 100), (stage.tree.other_branch, 300)):
            record_fact(actor=stage.office, organization=organization, metric="venue_area", value=area)
    with clock.moved_to(EARLY):
        yield stage


def surveyed(stage):
    run = start_readiness(actor=stage.office, campaign=stage.campaign)
    compute_readiness(run.pk)
    run.refresh_from_db()
    return run


def rows_of(run):
    return list(ReadinessRow.objects.filter(run=run).order_by("place", "organization_path"))


def page(client, user, stage, **query):
    return sign_in(client, user).get(reverse("campaigns:survey", args=[stage.campaign.pk]), query)


def test_everybody_eligible_is_ranked_by_the_engines_score(stage):
    run = surveyed(stage)
    rows = rows_of(run)
    assert run.status == "done" and len(rows) == run.total == 3
    assert [row.organization for row in rows][:2] == [stage.tree.other_branch, stage.tree.branch]
    assert [row.place for row in rows] == [1, 2, 3]
    version = stage.application.standard_version
    inputs = inputs_of(version, [row.organization for row in rows])
    for row in rows:
        outcome = evaluate_version(engine_version(version), inputs[row.organization_id])
        assert row.score == outcome.score.quantize(Decimal("0.0001"))
        assert row.met + row.unmet + row.undecided == len([s for s in outcome.leaves() if s.state != "not_applicable"])
    assert rows[1].gaps[0][0] == "场所配置"


def test_who_is_known_too_little_stands_behind_and_is_marked(client, stage):
    run = surveyed(stage)
    first, *others = rows_of(run)
    ReadinessRow.objects.filter(pk=first.pk).update(decided=Decimal("0.2"), percent=90)
    ReadinessRow.objects.filter(pk__in=[row.pk for row in others]).update(decided=Decimal("0.4"), percent=10)
    with connection.cursor() as cursor:
        cursor.execute(RANKED, [LITTLE_KNOWN, run.pk])
    rows = rows_of(run)
    assert rows[-1].pk == first.pk and [row.known_little for row in rows] == [False, False, True]
    assert page(client, stage.office, stage).content.decode().count("数据少") == 1


def test_who_has_no_data_has_neither_place_nor_a_score_of_zero(client, stage):
    run = surveyed(stage)
    ReadinessRow.objects.filter(run=run).update(decided=0, score=0)
    shown = page(client, stage.office, stage).content.decode()
    assert shown.count("无数据") == 3 and ">0.00<" not in shown


def test_the_column_of_proposals_is_there_only_while_one_may_propose(client, stage):
    surveyed(stage)
    column = '<th scope="col">提名</th>'
    assert column in page(client, stage.office, stage).content.decode()
    with clock.moved_to(dt.date(2026, 12, 30)):
        late = page(client, stage.office, stage).content.decode()
    assert column not in late and "现在不能提名" in late


def test_chunks_are_worked_off_once_and_in_any_number_of_runs(stage):
    run = start_readiness(actor=stage.office, campaign=stage.campaign, chunk=2)
    assert ReadinessChunk.objects.filter(run=run).count() == 2 and progress_of(run) == 0
    assert compute_readiness(run.pk) == 3
    assert compute_readiness(run.pk) == 0
    assert progress_of(run) == 3 and ReadinessRow.objects.filter(run=run).count() == 3


def test_a_second_run_waits_for_the_first_and_replaces_it(stage):
    first = start_readiness(actor=stage.office, campaign=stage.campaign)
    with pytest.raises(OutOfTurn):
        start_readiness(actor=stage.office, campaign=stage.campaign)
    cancel_readiness(actor=stage.office, campaign=stage.campaign)
    assert compute_readiness(first.pk) == 0
    assert ReadinessRun.objects.get(pk=first.pk).status == "cancelled"
    second, third = surveyed(stage), surveyed(stage)
    assert not ReadinessRow.objects.filter(run=second).exists()
    assert ReadinessRow.objects.filter(run=third).count() == 3


def test_only_the_organizer_begins(stage):
    with pytest.raises(Refused):
        start_readiness(actor=make_user(Role.OFFICE, stage.tree.township), campaign=stage.campaign)


def test_the_page_shows_the_own_subtree_with_places_of_the_whole(client, stage):
    surveyed(stage)
    whole = page(client, stage.office, stage)
    assert whole.context["page"].paginator.count == 3
    township = make_user(Role.OFFICE, stage.tree.outside_township)
    own = page(client, township, stage)
    assert [(item["row"].organization, item["row"].place) for item in own.context["rows"]] == [
        (stage.tree.outside_branch, 3)
    ]
    narrowed = page(client, stage.office, stage, under=stage.tree.district.pk, candidate="none", sector="rural")
    assert narrowed.context["page"].paginator.count == 2
    answer = client.get(narrowed.context["export_url"])
    lines = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert len(lines) == 3


def test_progress_is_shown_and_the_page_comes_anew_at_the_end(client, stage):
    run = start_readiness(actor=stage.office, campaign=stage.campaign)
    assert "已完成 0 家，共 3 家" in page(client, stage.office, stage).content.decode()
    address = reverse("campaigns:survey_progress", args=[stage.campaign.pk])
    assert "共 3 家" in client.get(address).content.decode()
    compute_readiness(run.pk)
    assert client.get(address)["HX-Refresh"] == "true"


def propose(stage, actor, organization, **told):
    told = {"exemplar": "new", "reason": "基础较好", **told}
    return propose_candidate(actor=actor, campaign=stage.campaign, organization=organization, **told)


def test_a_committee_proposes_and_the_organizer_confirms_with_an_invitation(stage):
    township = make_user(Role.OFFICE, stage.tree.township)
    found = propose(stage, township, stage.tree.branch)
    assert (found.status, found.proposer) == ("proposed", stage.tree.township)
    with pytest.raises(Refused):
        confirm_candidate(actor=township, candidate=found)
    confirmed = confirm_candidate(actor=stage.office, candidate=found)
    assert confirmed.status == "confirmed"
    notice = Notice.objects.get(recipient=stage.secretary, rule="campaign.candidate")
    assert stage.campaign.name in notice.title


def test_the_level_above_the_proposer_confirms_too_and_its_name_stands_in_the_invitation(client, stage):
    township, district = make_user(Role.OFFICE, stage.tree.township), make_user(Role.OFFICE, stage.tree.district)
    other = make_user(Role.OFFICE, stage.tree.outside_township)
    found = propose(stage, township, stage.tree.branch)
    with pytest.raises(Refused, match="上级党建办"):
        decline_candidate(actor=other, candidate=found, opinion="不同意")
    assert "不予确认" in page(client, district, stage).content.decode()
    assert confirm_candidate(actor=district, candidate=found).decided_by == district
    notice = Notice.objects.get(recipient=stage.secretary, rule="campaign.candidate")
    assert notice.body.startswith(stage.tree.district.name)
    own = propose(stage, district, stage.tree.other_branch)
    with pytest.raises(Refused, match="上级党建办"):
        confirm_candidate(actor=district, candidate=own)


def test_a_declined_candidate_may_be_proposed_again(stage):
    township = make_user(Role.OFFICE, stage.tree.township)
    found = propose(stage, township, stage.tree.branch)
    with pytest.raises(Invalid):
        decline_candidate(actor=stage.office, candidate=found, opinion="")
    decline_candidate(actor=stage.office, candidate=found, opinion="再培育一年")
    again = propose(stage, township, stage.tree.branch, exemplar="old", reason="已整改")
    assert (again.pk, again.status, again.exemplar, again.opinion) == (found.pk, "proposed", "old", "")


def test_candidates_to_decide_stand_first_then_confirmed_then_declined(stage):
    declined, confirmed, open_one = (
        propose(stage, stage.office, each)
        for each in sorted(
            (stage.tree.branch, stage.tree.other_branch, stage.tree.outside_branch), key=lambda each: each.path
        )
    )
    decline_candidate(actor=stage.office, candidate=declined, opinion="再培育一年")
    confirm_candidate(actor=stage.office, candidate=confirmed)
    assert list(candidates_of(stage.campaign, stage.office)) == [open_one, confirmed, declined]


@pytest.mark.parametrize("told", [{"reason": " "}, {"exemplar": "x"}, {"reason": "好" * 301}])
def test_a_proposal_says_why_and_what(stage, told):
    with pytest.raises(Invalid):
        propose(stage, stage.office, stage.tree.branch, **told)


def test_nobody_proposes_outside_subtree_time_or_scope(stage):
    with pytest.raises(Refused):
        propose(stage, make_user(Role.OFFICE, stage.tree.township), stage.tree.outside_branch)
    with pytest.raises(Refused):
        propose(stage, stage.secretary, stage.tree.branch)
    with pytest.raises(Invalid):
        propose(stage, stage.office, stage.tree.township)
    with clock.moved_to(dt.date(2026, 12, 30)), pytest.raises(OutOfPhase):
        propose(stage, stage.office, stage.tree.branch)


def test_quotas_bound_the_candidates(stage):
    stage.campaign.quotas.create(dimension="parent", organization=stage.tree.township, limit=1)
    propose(stage, stage.office, stage.tree.branch)
    with pytest.raises(Invalid):
        propose(stage, stage.office, stage.tree.branch)
    with pytest.raises(QuotaFull):
        propose(stage, stage.office, stage.tree.other_branch)
    propose(stage, stage.office, stage.tree.outside_branch)
    assert Candidate.objects.count() == 2


def test_the_office_proposes_and_decides_in_the_browser(client, stage):
    surveyed(stage)
    sign_in(client, stage.office)
    address = reverse("campaigns:propose", args=[stage.campaign.pk, stage.tree.branch.pk])
    assert client.post(address, {"exemplar": "new", "reason": ""}).status_code == 422
    client.post(address, {"exemplar": "new", "reason": "基础较好"})
    found = Candidate.objects.get()
    client.post(reverse("campaigns:candidate_decline", args=[found.pk]), {"reason": "暂缓"})
    client.post(reverse("campaigns:candidate_confirm", args=[found.pk]))
    found.refresh_from_db()
    assert found.status == "confirmed"
    assert page(client, stage.office, stage, candidate="confirmed").context["page"].paginator.count == 1


def test_statements_of_the_page_do_not_grow(client, stage, django_assert_max_num_queries):
    surveyed(stage)
    propose(stage, stage.office, stage.tree.branch)
    page(client, stage.office, stage)
    for _ in range(2):
        with django_assert_max_num_queries(12):
            client.get(reverse("campaigns:survey", args=[stage.campaign.pk]))
        for _ in range(3):
            propose(stage, stage.office, make_organization(stage.tree.township))
        surveyed(stage)


def test_the_overview_lists_candidates_with_type_and_state(client, stage):
    township = make_user(Role.OFFICE, stage.tree.township)
    address = reverse("campaigns:detail", args=[stage.campaign.pk])
    sign_in(client, stage.office)
    client.get(address)
    confirm_candidate(actor=stage.office, candidate=propose(stage, township, stage.tree.branch, exemplar="old"))
    with CaptureQueriesContext(connection) as one:
        answer = client.get(address)
    assert answer.context["candidate_counts"] == [("已确认", 1)]
    words = answer.content.decode()
    assert "老典型" in words
    assert reverse("campaigns:survey", args=[stage.campaign.pk]) in words
    outside = make_user(Role.OFFICE, stage.tree.outside_township)
    propose(stage, outside, stage.tree.outside_branch)
    with CaptureQueriesContext(connection) as two:
        answer = client.get(address)
    assert answer.context["candidate_counts"] == [("已提名", 1), ("已确认", 1)]
    assert len(one) == len(two)
