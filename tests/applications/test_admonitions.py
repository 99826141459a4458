"""约谈提醒: issued by an office above, answered by the site, settled by the office that issued it."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.applications.models import Admonition
from apps.applications.services import answer_admonition, close_admonition, send_back_answer, withdraw_admonition
from apps.core.exceptions import Invalid, OutOfTurn, PortalError, Refused
from apps.core.models import StateChange
from apps.reminders.models import Notice
from tests.shared import shared

from .creation_stage import DAY, admonish, make_site, on

pytestmark = pytest.mark.django_db


@shared
def stage():
    return make_site()


def test_the_site_is_told_answers_and_the_office_closes(stage):
    with on():
        row = admonish(stage)
        answered = answer_admonition(actor=stage.secretary, admonition=row, text="本周内补齐。")
        closed = close_admonition(actor=stage.district, admonition=answered)
    assert (closed.status, closed.answer) == ("closed", "本周内补齐。")
    assert [each.verb for each in StateChange.objects.of(row)] == ["create", "answer", "close"]
    assert Notice.objects.filter(rule="admonition.issued", recipient=stage.secretary).exists()
    assert Notice.objects.filter(rule="admonition.answered", recipient=stage.district).exists()


def test_a_thin_answer_is_sent_back_and_given_again(stage):
    with on():
        row = admonish(stage)
        answer_admonition(actor=stage.secretary, admonition=row, text="好。")
        send_back_answer(actor=stage.district, admonition=row, reason="请写明时间。")
        again = answer_admonition(actor=stage.secretary, admonition=row, text="7月10日前完成。")
    assert (again.status, again.answer) == ("answered", "7月10日前完成。")


def test_one_at_a_time(stage):
    with on():
        admonish(stage)
        with pytest.raises(OutOfTurn, match="办结后"):
            admonish(stage, actor=stage.office)
    assert Admonition.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": " "},
        {"reason": "长" * 501},
        {"demand": "长" * 501},
        {"due_on": DAY},
        {"due_on": DAY - dt.timedelta(days=1)},
        {"due_on": DAY + dt.timedelta(days=400)},
    ],
)
def test_bad_input_issues_nothing(stage, fields):
    with on(), pytest.raises(Invalid):
        admonish(stage, **fields)
    assert not Admonition.objects.exists()


@pytest.mark.parametrize("who", ["secretary", "outside_township"])
def test_only_an_office_above_issues(stage, who):
    with on(), pytest.raises(Refused):
        admonish(stage, actor=getattr(stage, who))


def test_another_secretary_does_not_answer(stage):
    with on():
        row = admonish(stage)
        with pytest.raises(Refused):
            answer_admonition(actor=stage.other_secretary, admonition=row, text="好。")


def test_another_office_does_not_settle(stage):
    with on():
        row = admonish(stage)
        answer_admonition(actor=stage.secretary, admonition=row, text="好。")
        with pytest.raises(Refused, match="发出"):
            close_admonition(actor=stage.township, admonition=row)


def test_an_answer_comes_in_turn(stage):
    with on():
        row = admonish(stage)
        answer_admonition(actor=stage.secretary, admonition=row, text="好。")
        with pytest.raises(OutOfTurn):
            answer_admonition(actor=stage.secretary, admonition=row, text="再答。")
    assert Admonition.objects.get().answer == "好。"


def test_withdrawing_takes_a_reason(stage):
    with on():
        row = admonish(stage)
        with pytest.raises(Invalid):
            withdraw_admonition(actor=stage.district, admonition=row, reason="")
        assert withdraw_admonition(actor=stage.district, admonition=row, reason="误发").status == "withdrawn"


ACTS = {
    "answer": lambda stage, row: answer_admonition(actor=stage.secretary, admonition=row, text="好。"),
    "close": lambda stage, row: close_admonition(actor=stage.district, admonition=row),
    "send_back": lambda stage, row: send_back_answer(actor=stage.district, admonition=row, reason="不够"),
    "withdraw": lambda stage, row: withdraw_admonition(actor=stage.district, admonition=row, reason="误发"),
}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verbs=st.lists(st.sampled_from(sorted(ACTS)), min_size=1, max_size=6))
def test_no_sequence_of_verbs_loses_a_record(stage, verbs):
    Admonition.objects.update(status="closed")
    with on():
        row = admonish(stage)
        taken = 1
        for verb in verbs:
            try:
                ACTS[verb](stage, row)
            except PortalError:
                continue
            taken += 1
    assert Admonition.objects.get(pk=row.pk).status in {"issued", "answered", "closed", "withdrawn"}
    assert StateChange.objects.of(row).count() == taken
