"""The one mover of states."""

import threading

import pytest
from django.db import connection, transaction

from apps.accounts.choices import Role
from apps.core import clock, states
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.models import StateChange
from apps.core.verdicts import SYSTEM, Acting
from apps.inspections.models import Finding
from tests.architecture.rows import make_application, make_finding
from tests.factories import make_tree, make_user


@pytest.fixture
def finding(db):
    return make_finding(make_application(make_tree()))


@pytest.fixture
def acting(finding):
    return acting_for(make_user(Role.SECRETARY, finding.organization), finding.organization)


def acting_for(user, organization):
    return Acting(user, Role.SECRETARY, organization.pk, organization.name)


def test_a_move_writes_status_and_one_record(finding, acting):
    change = states.move(finding, "answer", acting=acting, reason="  已整改 ")
    assert finding.status == Finding.objects.get(pk=finding.pk).status == "answered"
    assert list(StateChange.objects.of(finding)) == [change]
    assert (change.verb, change.source, change.target, change.reason) == ("answer", "open", "answered", "已整改")
    assert (change.actor, change.acting_role) == (acting.user, Role.SECRETARY)
    assert (change.acting_organization_id, change.acting_organization_name) == (
        finding.organization_id,
        finding.organization.name,
    )
    assert change.organization_path == finding.organization_path
    assert change.subject == finding


def test_a_move_happens_on_the_moved_clock_and_is_recorded_in_real_time(finding, acting):
    moment = clock.at(clock.today().replace(year=2025), 9)
    with clock.moved_to(moment):
        change = states.move(finding, "answer", acting=acting)
    change.refresh_from_db()
    assert change.at == moment
    assert change.recorded_at > moment


def test_out_of_turn_names_the_winner_and_changes_nothing(finding, acting):
    late = Finding.objects.get(pk=finding.pk)
    states.move(finding, "answer", acting=acting)
    with pytest.raises(OutOfTurn) as refused:
        states.move(late, "answer", acting=acting_for(make_user(None), finding.organization))
    assert f"{acting.user.name}已先于您办理" in refused.value.message
    assert "当前为“待复查”，不能办理“提交整改”" in refused.value.message
    assert (refused.value.status, refused.value.code) == (409, "out_of_turn")
    assert StateChange.objects.of(finding).count() == 1


def test_out_of_turn_without_a_winner_names_none(finding):
    with pytest.raises(OutOfTurn) as refused:
        states.move(finding, "verify", acting=SYSTEM)
    assert "先于您" not in refused.value.message


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_a_missing_reason_is_asked_for(finding, acting, reason):
    states.move(finding, "answer", acting=acting)
    with pytest.raises(Invalid, match="请填写“退回整改”的理由。") as refused:
        states.move(finding, "send_back", acting=acting, reason=reason)
    assert refused.value.code == "reason_missing"
    assert Finding.objects.get(pk=finding.pk).status == "answered"


def test_an_unknown_verb_is_a_mistake_of_the_program(finding):
    with pytest.raises(KeyError, match="Finding knows no verb 'fly'"):
        states.move(finding, "fly", acting=SYSTEM)


def test_a_move_goes_with_its_transaction(finding, acting):
    with pytest.raises(RuntimeError), transaction.atomic():
        states.move(finding, "answer", acting=acting)
        raise RuntimeError
    assert Finding.objects.get(pk=finding.pk).status == "open"
    assert not StateChange.objects.of(finding).exists()


def test_may_move_reads_the_table(finding):
    assert states.may_move(finding, "answer")
    assert not states.may_move(finding, "verify")


def test_record_notes_an_act_without_a_move(finding):
    change = states.record(finding, "create", acting=SYSTEM)
    assert (change.source, change.target, change.actor, change.acting_organization_name) == ("", "", None, "系统")
    assert Finding.objects.get(pk=finding.pk).status == "open"


@pytest.mark.parametrize(
    ("model", "verb", "label"),
    [
        ("inspections.finding", "verify", "复查销号"),
        ("inspections.finding", "create", "创建"),
        ("inspections.finding", "fly", "fly"),
    ],
)
def test_verbs_have_words(model, verb, label):
    assert states.verb_label(model, verb) == label


@pytest.mark.django_db(transaction=True)
def test_two_at_once_one_wins_and_the_other_is_told():
    finding = make_finding(make_application(make_tree()))
    people = [make_user(Role.SECRETARY, finding.organization) for _ in range(2)]
    start, results = threading.Barrier(2), {}

    def act(user):
        try:
            start.wait(timeout=20)
            states.move(Finding.objects.get(pk=finding.pk), "answer", acting=acting_for(user, finding.organization))
            results[user.pk] = "won"
        except OutOfTurn as refused:
            results[user.pk] = refused.message
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    winner = next(user for user in people if results[user.pk] == "won")
    loser = next(user for user in people if user != winner)
    assert f"{winner.name}已先于您办理" in results[loser.pk]
    assert [change.actor for change in StateChange.objects.of(finding)] == [winner]
