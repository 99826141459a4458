"""The benchmark measures real rows, leaves none behind and gets the same figures twice."""

import pytest
from django.db import connection

from apps.applications.models import Application
from apps.campaigns.models import ReadinessRun
from apps.evaluations.models import Evaluation
from apps.organizations.models import Fact, Organization
from apps.portal.benchmark.city import city_figures
from apps.portal.benchmark.engine import engine_figures
from apps.portal.benchmark.figures import Figure, table
from apps.portal.benchmark.queue import queue_figures
from apps.portal.benchmark.readiness import readiness_figures
from apps.portal.benchmark.recompute import recompute_figures
from apps.portal.benchmark.standard import LEAVES, hundred_leaves, inputs_of
from apps.portal.benchmark.web import web_figures
from apps.standards.engine import State, build_version, evaluate_version
from apps.standards.schema import check_standard
from tests.databases import migrated_template


def test_the_standard_is_sound_and_every_leaf_is_decided() -> None:
    assert check_standard(hundred_leaves()) == []
    version = build_version(hundred_leaves())
    outcomes = [evaluate_version(version, inputs_of(number)) for number in range(5)]
    assert all(outcome.counts()[State.SCORED] == LEAVES for outcome in outcomes)
    assert len({outcome.score for outcome in outcomes}) == 5


@pytest.mark.django_db
def test_recomputation_reads_rows_agrees_twice_and_keeps_nothing() -> None:
    before = Organization.objects.count()
    names = {figure.name: figure for figure in engine_figures(applications=3, rounds=2)}
    assert names["复算 3 份申报 × 100 项指标"].goal == "< 10.00 s"
    assert names["两次复算的结果一致"].met
    assert (Organization.objects.count(), Evaluation.objects.count()) == (before, 0)


@pytest.mark.django_db
def test_a_campaign_is_recomputed_the_same_and_leaves_nothing() -> None:
    figures = {figure.name: figure for figure in recompute_figures(applications=3)}
    assert figures["各次结果一致"].met
    assert figures["首次计算 3 份申报 × 100 项指标 × 3 个来源"].goal == "< 10.00 s"
    assert (Application.objects.count(), Evaluation.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_readiness_is_measured_part_by_part_and_leaves_nothing() -> None:
    figures = list(readiness_figures(organizations=5))
    assert figures[-1].name == "折算 20000 家 × 100 项指标，2 个进程" and figures[-1].goal == "< 60.00 s"
    assert (Fact.objects.count(), ReadinessRun.objects.count()) == (0, 0)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_city_is_measured_by_two_processes_in_a_database_that_is_dropped() -> None:
    names = "SELECT count(*) FROM pg_database WHERE datname LIKE 'benchmark%'"
    figures = {figure.name: figure for figure in city_figures(organizations=4, template=migrated_template())}
    assert figures["排出名次"].value == "4 家" and figures["排出名次"].met
    assert figures["4 家 × 100 项指标，2 个进程（含启动和排序）"].goal == "< 60.00 s"
    with connection.cursor() as cursor:
        cursor.execute(names)
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_pages_are_measured_against_a_blank_one() -> None:
    figures = list(web_figures(applications=2, rounds=1))
    assert figures[0].value.endswith("条语句") and not figures[0].value.endswith("，0 条语句")
    assert {figure.name for figure in figures[1:]} >= {"首页", "申报列表", "评定表"}
    assert not Application.objects.exists()


@pytest.mark.django_db
def test_the_queue_is_measured_against_a_blank_page() -> None:
    figures = {figure.name: figure for figure in queue_figures(applications=3, rounds=1)}
    assert figures["待我审核（3 件）"].goal == "≤ 2 倍，≤ 12 条"
    assert figures["批量预览 3 件"].met
    assert not Application.objects.exists()


def test_columns_stand_in_line() -> None:
    lines = table([Figure("甲", "1 ms", "< 2 ms", True), Figure("第二项", "长", "", None)]).splitlines()
    assert lines[0].startswith("项目    结果") and lines[1].startswith("甲      1 ms") and lines[1].endswith("是")
