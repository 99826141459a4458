"""Scores of a campaign as a job: chunks taken once, the same figures each time, one run at a time."""

import threading
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.applications.models import SelfAssessment
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.models import StateChange
from apps.evaluations import queries, services
from apps.evaluations.models import Evaluation, ScoringChunk, ScoringRun
from tests.factories import make_organization, sign_in

from .factories import ASSESSMENT_DAY, make_inspected, make_stage

FIGURES = ("application_id", "total", "rank", "digest", "grade", "reasons", "computed_at")


@pytest.fixture
def stage():
    stage = make_stage()
    with clock.moved_to(ASSESSMENT_DAY):
        yield stage


def start(stage: SimpleNamespace, **more) -> ScoringRun:
    return services.start_scoring(actor=stage.office, campaign=stage.campaign, **more)


def figures():
    return list(Evaluation.objects.order_by("pk").values_list(*FIGURES))


def more(stage: SimpleNamespace, number: int) -> None:
    for _ in range(number):
        make_inspected(stage.campaign, make_organization(stage.tree.township), stage.office)


def history_of(model) -> int:
    return model._meta.apps.get_model("evaluations", f"{model.__name__}Event").objects.count()


@pytest.mark.django_db
def test_a_run_scores_ranks_and_moves_everybody_once(stage):
    run = start(stage, chunk=1)
    assert (run.total, ScoringChunk.objects.filter(run=run).count(), queries.scored_so_far(run)) == (2, 2, 0)
    assert services.compute_scores(run.pk) == 2
    assert services.compute_scores(run.pk) == 0
    run.refresh_from_db()
    assert (run.status, queries.scored_so_far(run)) == ("done", 2) and run.finished_at
    assert [rank for (rank,) in Evaluation.objects.order_by("rank").values_list("rank")] == [1, 2]
    step = StateChange.objects.of(stage.first).get(verb="score")
    assert (step.source, step.target, step.actor) == ("inspected", "scored", stage.office)
    assert step.acting_organization_id == stage.tree.city.pk


@pytest.mark.django_db
def test_the_job_and_the_whole_give_the_same_figures_and_what_stays_is_not_written_again(stage):
    services.compute_evaluations(actor=stage.office, campaign=stage.campaign)
    whole, written = figures(), history_of(Evaluation)
    services.compute_scores(start(stage, chunk=1).pk)
    assert figures() == whole
    assert history_of(Evaluation) == written


@pytest.mark.django_db
def test_what_a_killed_worker_left_is_taken_up(stage):
    run = start(stage, chunk=1)
    # A worker that is gone leaves its chunk as it was: nothing of it was committed.
    ScoringChunk.objects.filter(run=run).order_by("pk").last().delete()
    ScoringChunk.objects.create(run=run, first=stage.second.pk, last=stage.second.pk, size=1)
    services.resume_scoring()
    assert services.compute_scores(run.pk) == 2
    assert Evaluation.objects.filter(rank__isnull=False).count() == 2


@pytest.mark.django_db
def test_nobody_decides_or_publicises_while_scores_are_computed(stage):
    row = services.compute_evaluations(actor=stage.office, campaign=stage.campaign)[0]
    start(stage)
    office, campaign = stage.office, stage.campaign
    for act in (
        lambda: start(stage),
        lambda: services.compute_evaluations(actor=office, campaign=campaign),
        lambda: services.propose_by_quota(actor=office, campaign=campaign),
        lambda: services.decide(actor=office, evaluation=row, decision="proposed", reason="推荐"),
        lambda: services.decide_grade(actor=office, evaluation=row, grade="", reason="推荐"),
        lambda: services.draft_notice(actor=office, campaign=campaign, title="公", body="示", unit="单", phone="1"),
    ):
        with pytest.raises(OutOfTurn, match="正在计算得分"):
            act()


@pytest.mark.django_db
def test_a_cancelled_run_keeps_and_ranks_what_was_scored(stage):
    run = start(stage, chunk=1)
    SelfAssessment.objects.filter(application=stage.second).update(inputs={"as_of": "?"})
    services.compute_scores(run.pk)
    services.start_scoring(actor=stage.office, campaign=stage.campaign)
    services.cancel_scoring(actor=stage.office, campaign=stage.campaign)
    assert ScoringRun.objects.filter(status="cancelled").count() == 1
    assert Evaluation.objects.get().rank == 1
    with pytest.raises(OutOfTurn, match="没有正在进行"):
        services.cancel_scoring(actor=stage.office, campaign=stage.campaign)


@pytest.mark.django_db
def test_a_chunk_that_breaks_off_ends_the_run_with_a_sentence(stage, client: Client):
    SelfAssessment.objects.filter(application=stage.second).update(inputs={"as_of": "?"})
    run = start(stage, chunk=1)
    assert services.compute_scores(run.pk) == 1
    run.refresh_from_db()
    assert run.status == "failed"
    assert Evaluation.objects.get().rank == 1
    sign_in(client, stage.office)
    board = client.get(reverse("evaluations:board", args=[stage.campaign.pk])).content.decode()
    assert "有 1 家单位的得分多次计算不成功" in board and "计算得分" in board


@pytest.mark.django_db
def test_nobody_inspected_says_so(stage, client: Client):
    stage.campaign.applications.update(status="approved")
    with pytest.raises(Invalid, match="还没有通过验收"):
        start(stage)
    sign_in(client, stage.office)
    answer = client.post(reverse("evaluations:compute", args=[stage.campaign.pk]), follow=True)
    assert "还没有通过验收的单位" in answer.content.decode()


@pytest.mark.django_db
def test_a_small_campaign_is_computed_at_once(stage, client: Client):
    sign_in(client, stage.office)
    answer = client.post(reverse("evaluations:compute", args=[stage.campaign.pk]), follow=True)
    assert "已计算 2 家得分并排定名次" in answer.content.decode()
    assert ScoringRun.objects.get().status == "done"


@pytest.mark.django_db
def test_progress_is_shown_and_the_page_comes_anew_at_the_end(stage, client: Client):
    more(stage, services.AT_ONCE - 1)
    sign_in(client, stage.office)
    board = client.post(reverse("evaluations:compute", args=[stage.campaign.pk]), follow=True).content.decode()
    shown = f"已完成 0 家，共 {services.AT_ONCE + 1} 家"
    assert shown in board and "按名额拟定" not in board
    again = client.post(reverse("evaluations:compute", args=[stage.campaign.pk]), follow=True).content.decode()
    assert "得分正在计算" in again and ScoringRun.objects.count() == 1
    progress = reverse("evaluations:progress", args=[stage.campaign.pk])
    assert shown in client.get(progress).content.decode()
    services.compute_scores(ScoringRun.objects.get().pk)
    assert client.get(progress)["HX-Refresh"] == "true"


@pytest.mark.django_db
def test_a_run_is_cancelled_in_the_browser(stage, client: Client):
    start(stage)
    sign_in(client, stage.office)
    address = reverse("evaluations:cancel_computing", args=[stage.campaign.pk])
    assert "已取消" in client.post(address, follow=True).content.decode()
    assert "没有正在进行" in client.post(address, follow=True).content.decode()


@pytest.mark.django_db
def test_statements_of_a_chunk_do_not_grow(stage):
    def statements() -> int:
        run = start(stage)
        with CaptureQueriesContext(
            connection,
        ) as told:
            services.compute_scores(run.pk)
        return len(told)

    statements()
    Evaluation.objects.all().delete()
    stage.campaign.applications.update(status="inspected")
    few = statements()
    Evaluation.objects.all().delete()
    more(stage, 4)
    stage.campaign.applications.update(status="inspected")
    assert statements() == few


@pytest.mark.django_db(transaction=True)
def test_two_persons_start_one_run_and_two_workers_share_it():
    with clock.moved_to(ASSESSMENT_DAY):
        stage = make_stage()
        more(stage, 4)
    told: list[object] = []

    def begin() -> None:
        try:
            with clock.moved_to(ASSESSMENT_DAY):
                told.append(start(stage, chunk=1))
        except OutOfTurn as error:
            told.append(error.message)
        finally:
            connection.close()

    def work() -> None:
        try:
            with clock.moved_to(ASSESSMENT_DAY):
                told.append(services.compute_scores(ScoringRun.objects.get().pk))
        finally:
            connection.close()

    for act in (begin, work):
        threads = [threading.Thread(target=act) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(isinstance(item, ScoringRun) for item in told) == 1
    assert sum(item for item in told if isinstance(item, int)) == 6
    assert ScoringRun.objects.get().status == "done"
    assert sorted(Evaluation.objects.values_list("rank", flat=True))[0] == 1
