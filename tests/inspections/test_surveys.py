"""群众测评: counts, two persons, satisfaction."""

from decimal import Decimal

import pytest

from apps.core import clock
from apps.core.exceptions import Invalid, OutOfPhase, Refused
from apps.core.models import StateChange
from apps.inspections import queries, services
from apps.inspections.models import MassSurvey

from .factories import SURVEY_DAY, VISIT_DAY

COUNTS = {
    "held_on": SURVEY_DAY,
    "issued": 50,
    "satisfied": 30,
    "fairly_satisfied": 12,
    "dissatisfied": 3,
    "no_opinion": 2,
    "counted_by": "演示计票人",
    "supervised_by": "演示监票人",
}


@pytest.fixture
def day(world):
    with clock.moved_to(SURVEY_DAY):
        yield


def save(world, actor=None, **changes):
    return services.record_survey(actor=actor or world.office, application=world.application, **{**COUNTS, **changes})


def test_satisfaction_leaves_out_those_without_opinion(world, day):
    save(world, actor=world.district_office)
    assert queries.satisfaction(world.application) == Decimal(42) * 100 / 45
    assert queries.satisfactions([world.application.pk, world.other.pk]).keys() == {world.application.pk}


def test_the_same_counts_again_change_nothing_and_others_correct(world, day):
    survey = save(world)
    assert save(world) == survey
    save(world, satisfied=31)
    assert MassSurvey.objects.get().satisfied == 31
    assert [change.verb for change in StateChange.objects.of(survey)] == ["create", "correct"]


def test_few_ballots_show_nothing(world, day):
    save(world, satisfied=2, fairly_satisfied=1, dissatisfied=1, no_opinion=40)
    assert queries.satisfaction(world.application) is None
    assert queries.satisfaction(world.other) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"issued": 46}, "多于发出"),
        ({"issued": 0}, "不少于 1 张"),
        ({"dissatisfied": -1}, "不小于 0"),
        ({"supervised_by": "演示计票人 "}, "同一人"),
        ({"counted_by": ""}, "计票人"),
        ({"held_on": SURVEY_DAY.replace(day=30)}, "晚于今天"),
    ],
)
def test_wrong_counts_are_refused(world, day, changes, reason):
    with pytest.raises(Invalid, match=reason):
        save(world, **changes)
    assert not MassSurvey.objects.exists()


@pytest.mark.parametrize("who", ["secretary", "inspector", "outside_office"])
def test_only_an_office_above_records(world, day, who):
    with pytest.raises(Refused, match="上级"):
        save(world, actor=getattr(world, who))


def test_out_of_phase_and_after_publication(world):
    with clock.moved_to(VISIT_DAY), pytest.raises(OutOfPhase, match="群众测评阶段"):
        save(world, held_on=VISIT_DAY)
    type(world.application).objects.filter(pk=world.application.pk).update(status="publicised")
    world.application.refresh_from_db()
    with clock.moved_to(SURVEY_DAY), pytest.raises(Refused, match="公示中"):
        save(world)


def test_a_page_read_before_the_results_were_public_corrects_nothing(world, day):
    save(world)
    type(world.application).objects.filter(pk=world.application.pk).update(status="publicised")
    assert world.application.status != "publicised"
    with pytest.raises(Refused, match="公示中"):
        save(world, satisfied=29)
    assert MassSurvey.objects.get().satisfied == 30
