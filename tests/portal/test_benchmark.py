"""The benchmark measures real rows, leaves none behind and gets the same figures twice."""

import pytest

from apps.evaluations.models import Evaluation
from apps.organizations.models import Organization
from apps.portal.benchmark.engine import engine_figures
from apps.portal.benchmark.figures import Figure, table
from apps.portal.benchmark.standard import LEAVES, hundred_leaves, inputs_of
from apps.standards.engine import State, build_version, evaluate_version
from apps.standards.schema import check_standard


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


def test_columns_stand_in_line() -> None:
    lines = table([Figure("甲", "1 ms", "< 2 ms", True), Figure("第二项", "长", "", None)]).splitlines()
    assert lines[0].startswith("项目    结果") and lines[1].startswith("甲      1 ms") and lines[1].endswith("是")
