"""No sequence of verbs by any roles reaches an undefined state or loses a record; each refusal is one of ours."""

import datetime as dt
import random
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.choices import Role
from apps.applications import services
from apps.applications.choices import ApplicationStatus, StepStatus
from apps.applications.models import Application, ReviewStep
from apps.applications.services.ladder.stages import SETTLED
from apps.campaigns.models import Place
from apps.core import clock
from apps.core.exceptions import PortalError
from apps.core.models import StateChange
from apps.organizations.access import forget_scope
from tests.applications.factories import REVIEW_DAY, make_complete
from tests.applications.ladder_stage import countersign, make_departments
from tests.factories import add_role, make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db

PEOPLE = (
    "secretary", "other_secretary", "township", "colleague", "district", "double", "propagandist", "countryman", "office",
    "outside_township",
)  # fmt: skip
VERBS = (
    "submit", "recommend", "recommend", "recommend", "return", "reject", "reserve", "object", "withdraw", "recall", "open",
    "seen", "declare", "night", "save", "batch",
)  # fmt: skip
ACT = st.tuples(st.sampled_from(VERBS), st.sampled_from(PEOPLE), st.integers(0, 1), st.integers(0, 6))
#: Whether the walk mostly keeps to those whose turn it is, so that it gets far.
LONGEST = 30


@shared
def stage():
    stage = make_departments()
    countersign(stage.campaign, stage.propaganda, "district", "parallel")
    countersign(stage.campaign, stage.rural_office, "city", "in_turn")
    stage.campaign.quotas.create(dimension="parent", organization=stage.tree.township, limit=1)
    stage.colleague = make_user(Role.OFFICE, stage.tree.township)
    stage.double = make_user(Role.OFFICE, stage.tree.district)
    add_role(stage.double, Role.OFFICE, stage.tree.city)
    stage.rows = [make_complete(stage), make_complete(stage, stage.other_secretary, stage.tree.other_branch)]
    return stage


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(acts=st.lists(ACT, min_size=5, max_size=LONGEST))
def test_any_sequence_of_verbs_stays_on_the_ladder(stage, acts):
    walk(stage, acts)


@pytest.mark.parametrize("seed", range(12))
def test_sequences_by_those_whose_turn_it_mostly_is_stay_on_the_ladder(stage, seed):
    dice = random.Random(seed)
    people = dict(zip(("township", "district", "propagandist", "countryman", "office"), "12345", strict=True))
    acts = [("submit", "secretary", 0, 0), ("submit", "other_secretary", 1, 0)]
    for _ in range(LONGEST):
        person = dice.choice([*people, *PEOPLE])
        acts.append((dice.choice(VERBS), person, dice.randint(0, 1), dice.randint(0, 6)))
        if dice.random() < 0.5:
            acts.append(("recommend", dice.choice([*people]), dice.randint(0, 1), 0))
    walk(stage, acts)


def walk(stage, acts):
    """Do one act after the other, look at everything after each; nothing stays."""
    with transaction.atomic():
        day, known = REVIEW_DAY, SimpleNamespace(changes=0, steps={})
        for verb, person, number, choice in acts:
            if verb == "night":
                day = min(day + dt.timedelta(days=choice + 1), dt.date(2026, 5, 31))
            with clock.moved_to(day):
                before = StateChange.objects.count()
                if not done(stage, verb, getattr(stage, person), stage.rows[number].pk, choice):
                    assert StateChange.objects.count() == before, (verb, person)
                check(stage, known, (verb, person, number, choice))
        transaction.set_rollback(True)
    for person in PEOPLE:
        forget_scope(getattr(stage, person))


def done(stage, verb, person, key, choice):
    """Whether the act was allowed; anything but a refusal of ours ends the test."""
    application = Application.objects.get(pk=key)
    forget_scope(person)
    try:
        with transaction.atomic():
            ACTS[verb](stage, person, application, choice)
    except PortalError as error:
        assert any("一" <= letter <= "鿿" for letter in error.message), error.message
        return False
    return True


def night(stage, person, application, choice):
    services.hand_up_overdue()


def recall(stage, person, application, choice):
    steps = list(application.steps.all())
    step = steps[choice % len(steps)] if steps else None
    if step is not None:
        services.recall_decision(actor=person, step=step, reason="重新考虑")


def opened(stage, person, application, choice):
    for step in application.steps.filter(status="pending"):
        services.note_opened(actor=person, step=step)


def declare(stage, person, application, choice):
    if choice == 0:  # seldom, or nobody is left to review
        services.declare_interest(actor=person, organization=application.organization, relation="other")


def batch(stage, person, application, choice):
    steps = list(ReviewStep.objects.pending_for(person).select_related("application__campaign", "organization"))
    found = services.prepare_batch(actor=person, steps=steps, verb="recommend", opinion="同意")
    services.start_batch(actor=person, batch=found)
    services.run_batch(found.pk)
    found.refresh_from_db()
    assert found.status == "done"
    assert not any("系统出错" in row.told for row in found.rows.all())


ACTS = {
    "submit": lambda stage, person, row, _: services.submit_application(actor=person, application=row),
    "recommend": lambda stage, person, row, _: services.recommend_application(actor=person, application=row),
    "return": lambda stage, person, row, _: services.return_application(
        actor=person,
        application=row,
        opinion="请修改",
        items=[services.TickedItem("field", "title", "名称不妥")],
    ),
    "reject": lambda stage, person, row, choice: (
        services.reject_application(actor=person, application=row, opinion="不成熟") if choice < 2 else None
    ),
    "reserve": lambda stage, person, row, _: services.reserve_application(
        actor=person, application=row, opinion="名额不足"
    ),
    "object": lambda stage, person, row, _: services.object_to_application(
        actor=person, application=row, opinion="不同意"
    ),
    "withdraw": lambda stage, person, row, choice: (
        services.withdraw_application(actor=person, application=row, reason="调整") if choice < 2 else None
    ),
    "recall": recall,
    "open": opened,
    "seen": lambda stage, person, row, _: services.note_seen(actor=person, application=row),
    "declare": declare,
    "night": night,
    "save": lambda stage, person, row, choice: services.save_application(
        actor=person, application=row, version=row.version, title=f"先锋{choice}"
    ),
    "batch": batch,
}


def check(stage, known, act):
    """Everything that must hold at any time."""
    changes = StateChange.objects.count()
    assert changes >= known.changes, act
    known.changes = changes
    for key in (row.pk for row in stage.rows):
        row = Application.objects.get(pk=key)
        steps = list(row.steps.all())
        check_states(row, steps, act)
        check_places(row, steps, act)
        kept = known.steps.setdefault(key, [])
        assert kept in ([], [step.pk for step in steps]), act
        known.steps[key] = [step.pk for step in steps]
        last = StateChange.objects.of(row).exclude(target="").last()
        assert (last.target if last else "draft") == row.status, act
        for step in steps:
            moved = StateChange.objects.of(step).exclude(target="").last()
            assert (moved.target if moved else "waiting") == step.status, act


def check_states(row, steps, act):
    assert row.status in ApplicationStatus.values, act
    assert {step.status for step in steps} <= set(StepStatus.values), act
    pending = [step for step in steps if step.status == "pending"]
    assert len({step.position for step in pending}) <= 1, act
    assert len({step.branch for step in pending}) == len(pending), act
    assert all(step.pending_since is not None for step in pending), act
    open_ones = [step for step in steps if step.status in ("pending", "reserved")]
    if row.status == "in_review":
        assert open_ones, act
        first = min(step.position for step in open_ones)
        assert all(step.status in SETTLED for step in steps if step.position < first), act
        assert all(step.status == "waiting" for step in steps if step.position > first), act
    else:
        assert not pending, act
    returned = [step for step in steps if step.status == "returned"]
    assert len(returned) == (1 if row.status == "returned" else 0), act
    answers = row.returns.filter(resubmitted_at=None, recalled_at=None).count()
    assert answers == len(returned), act


def check_places(row, steps, act):
    held = Place.objects.filter(campaign=row.campaign, organization=row.organization).exists()
    assert held is (row.status == "creating"), act
    assert (row.approved_at is not None) is (row.status == "creating"), act
    if row.status == "creating":
        assert all(step.status in SETTLED for step in steps), act
        assert next(step for step in steps if step.is_final).status == "recommended", act
