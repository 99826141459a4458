"""Every table of transitions stays inside its statuses, and a walk through it leaves one record a step."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.applications.models import Application
from apps.core import states
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.models import StateChange
from apps.core.verdicts import SYSTEM
from apps.inspections.models import Finding
from tests.factories import make_organization, make_tree

from .rows import make_application, make_finding

MODELS = [model for model in apps.get_models() if hasattr(model, "transitions")]
MOVED = [model for model in MODELS if any(transition.sources for transition in model.transitions)]
STEPS = 12


def label(model):
    return model._meta.label


def statuses(model):
    return {value for value, _ in model._meta.get_field("status").choices}


def moves(model):
    return [transition for transition in model.transitions if transition.sources]


def test_there_are_tables():
    assert {label(model) for model in MOVED} == {
        "standards.StandardVersion", "standards.NewAsk", "organizations.FactImport", "campaigns.Campaign", "campaigns.Phase",
        "campaigns.ReadinessRun", "campaigns.Candidate", "campaigns.PlannedYear", "applications.Application",
        "applications.ReviewStep", "applications.ReviewBatch", "applications.SelfAssessment", "applications.GapItem", "inspections.Round", "inspections.Visit",
        "inspections.Finding", "evaluations.ScoringRun", "evaluations.PublicNotice", "evaluations.Objection", "branding.Designation",
        "branding.Brand", "organizations.WorkRecord", "organizations.Pairing", "applications.ProgressReport",
        "applications.Admonition", "applications.FundingGrant", "applications.FundingExpense",
        "applications.PartnerSupport", "campaigns.Announcement", "applications.CommitteePlan", "applications.AcceptanceRequest",
        "inspections.FieldRecord", "inspections.Draw", "inspections.Survey", "inspections.FindingRequest", "inspections.Bulletin",
    }  # fmt: skip


@pytest.mark.parametrize("model", MOVED, ids=label)
def test_table_names_only_statuses_of_its_model(model):
    for transition in moves(model):
        assert {*transition.sources, transition.target} <= statuses(model), transition


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_each_verb_stands_once_and_has_a_label(model):
    verbs = [transition.verb for transition in model.transitions]
    assert len(verbs) == len(set(verbs))
    assert all(transition.label for transition in model.transitions)


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_an_act_that_moves_nothing_has_no_target(model):
    """A row with sources and without a target, or the other way round, would be a slip of the pen."""
    for transition in model.transitions:
        assert bool(transition.sources) == bool(transition.target), transition


@pytest.mark.parametrize("model", MOVED, ids=label)
def test_every_status_is_reached_from_the_first(model):
    first = model._meta.get_field("status").get_default()
    reached, grown = {first}, True
    while grown:
        step = {each.target for each in moves(model) if reached & set(each.sources)}
        grown = bool(step - reached)
        reached |= step
    assert statuses(model) - reached == set()


def test_models_with_a_status_of_their_own_have_a_table():
    """But for a task's progress, which follows its percentage, and a message on its way, which workers settle."""
    without = {label(model) for model in apps.get_models() if model.__module__.startswith("apps.") and lacks(model)}
    assert without == {"applications.PlanTask", "reminders.Delivery"}


def lacks(model):
    try:
        field = model._meta.get_field("status")
    except FieldDoesNotExist:
        return False
    return bool(field.choices) and not hasattr(model, "transitions") and not hasattr(model, "pgh_tracked_model")


def walk(obj, verbs):
    """Try each verb: allowed ones move and are recorded, others are refused and leave no trace."""
    taken = []
    for verb in verbs:
        before = obj.status
        if states.may_move(obj, verb):
            change = states.move(obj, verb, acting=SYSTEM, reason="理由")
            assert (change.source, change.target) == (before, states.transition_for(type(obj), verb).target)
            taken.append(change)
        else:
            with pytest.raises(OutOfTurn):
                states.move(obj, verb, acting=SYSTEM, reason="理由")
            assert obj.status == before
        stored = type(obj).objects.get(pk=obj.pk).status
        assert stored == obj.status
        assert stored in statuses(type(obj))
        assert StateChange.objects.of(obj).count() == len(taken)
    return taken


def verbs_of(model):
    return st.lists(st.sampled_from([each.verb for each in moves(model)]), min_size=1, max_size=STEPS)


#: All walks of one test share its transaction; each starts with a row of its own.
walks = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def application(db):
    return make_application(make_tree())


@walks
@given(verbs=verbs_of(Application))
def test_no_walk_leads_an_application_out_of_its_table(application, verbs):
    fresh = start_again(application, "draft")
    chained(walk(fresh, verbs), "draft", fresh)


@walks
@given(verbs=verbs_of(Finding))
def test_no_walk_leads_a_finding_out_of_its_table(application, verbs):
    fresh = make_finding(application, visit=application.visits.first())
    chained(walk(fresh, verbs), "open", fresh)


def start_again(application, status):
    """Another application of the same campaign: each needs an organization of its own."""
    branch = make_organization(None)
    return Application.objects.create(
        campaign=application.campaign, organization=branch, organization_path=branch.path, status=status,
        standard_version=application.standard_version, created_by=application.created_by,
    )  # fmt: skip


def chained(changes, first, obj):
    """Each step starts where the one before it ended."""
    ends = [first, *(change.target for change in changes)]
    assert [change.source for change in changes] == ends[:-1]
    assert obj.status == ends[-1]
    assert [each.pk for each in StateChange.objects.of(obj)] == [change.pk for change in changes]


def reasoned(model):
    return [(each.verb, source) for each in moves(model) if each.needs_reason for source in each.sources]


@pytest.mark.parametrize(("verb", "source"), reasoned(Application))
def test_an_application_asks_for_the_reason(application, verb, source):
    refuses_without_reason(start_again(application, source), verb)


@pytest.mark.parametrize(("verb", "source"), reasoned(Finding))
def test_a_finding_asks_for_the_reason(application, verb, source):
    refuses_without_reason(make_finding(application, status=source), verb)


def refuses_without_reason(row, verb):
    before = row.status
    with pytest.raises(Invalid):
        states.move(row, verb, acting=SYSTEM, reason=" ")
    assert type(row).objects.get(pk=row.pk).status == before
