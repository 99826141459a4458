"""The demonstration: one campaign in each stage, unbroken chains, rows for every role."""

from collections import Counter, defaultdict

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from apps.accounts.models import User
from apps.applications.models import Application, PlanTask, ReviewStep, SelfAssessment
from apps.branding.models import Belt, Brand, Designation
from apps.campaigns.models import Campaign, Candidate, PhaseExtension, ReadinessRun
from apps.core import clock
from apps.core.models import FileUse, InstanceMark, StateChange
from apps.evaluations.models import Evaluation, Objection, PublicNotice
from apps.evaluations.services import recompute
from apps.inspections.models import Finding, MassSurvey, Visit
from apps.organizations.models import LeaderLink, Organization
from apps.portal.demo import seed
from apps.portal.demo.world import words
from apps.reminders.models import Notice
from tests.demo_world import ACCOUNTS, demo_world  # noqa: F401

pytestmark = [
    pytest.mark.slow(seconds=50),
    pytest.mark.usefixtures("demo_world"),
    pytest.mark.django_db,
]

STAGES = (
    "application",
    "review",
    "creation",
    "self_assessment",
    "inspection",
    "mass_survey",
    "assessment",
    "notice",
    "naming",
)


def stateful():
    """Models whose rows have a status that moves."""
    return [
        model
        for model in apps.get_models()
        if hasattr(model, "transitions") and any(field.name == "status" for field in model._meta.fields)
    ]


def test_seeding_twice_changes_nothing():
    stored = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
    before = {model: model._base_manager.count() for model in stored}
    assert seed("another-Password-1", print) is False
    assert {model: model._base_manager.count() for model in stored} == before
    assert InstanceMark.objects.filter(key="demo").count() == 1


@pytest.mark.parametrize("model", stateful(), ids=lambda model: model.__name__)
def test_chain_of_states_is_unbroken(model):
    changes = defaultdict(list)
    for change in StateChange.objects.filter(subject_type=ContentType.objects.get_for_model(model)).order_by("id"):
        changes[change.subject_id].append(change)
    start = model._meta.get_field("status").default
    rows = list(model._base_manager.all())
    # Loaded from files; the demo asks for nothing new, imports no facts by workbook, its
    # campaigns are small enough to be scored at once and reviewed one by one.
    unused = ("StandardVersion", "NewAsk", "FactImport", "ScoringRun", "ReviewBatch")
    assert rows or model.__name__ in unused
    for row in rows:
        chain = changes[str(row.pk)]
        moves = [change for change in chain if change.source]
        status = start
        for move in moves:
            transition = next(t for t in model.transitions if t.verb == move.verb)
            assert (move.source, move.target) == (status, transition.target), f"{row}: {move.verb}"
            assert status in transition.sources, f"{row}: {move.verb}"
            status = move.target
        assert row.status == status, f"{row}"
        moments = [change.at for change in chain]
        assert moments == sorted(moments), f"{row}: acts out of order"


def test_no_act_lies_in_the_future_and_every_one_has_its_actor():
    assert not StateChange.objects.filter(at__gt=clock.now()).exists()
    nobody = StateChange.objects.filter(actor=None).exclude(acting_role="system")
    assert not nobody.exists()


@pytest.mark.parametrize("stage", STAGES)
def test_one_campaign_runs_in_each_stage(stage):
    running = Campaign.objects.running().filter(phases__kind=stage, phases__status="open")
    assert running.count() == 1
    assert 3 <= running.get().applications.count() <= 7


def test_last_years_campaign_is_closed_with_names():
    campaign = Campaign.objects.get(status="closed")
    assert campaign.year == clock.today().year - 1
    assert campaign.designations.count() >= 3
    assert campaign.applications.filter(status="not_named").exists()


def test_what_the_offices_find_waiting():
    for login in ("office", "district", "township"):
        user = User.objects.get(username=login)
        assert ReviewStep.objects.pending_for(user).exists(), login
    statuses = set(Application.objects.values_list("status", flat=True))
    assert {"draft", "in_review", "rejected", "withdrawn", "creating", "named", "not_named"} <= statuses
    assert StateChange.objects.filter(verb="return").exists()
    assert PhaseExtension.objects.exclude(reason="").exists()
    assert set(Objection.objects.values_list("status", flat=True)) == {"received", "dismissed"}
    assert PlanTask.objects.filter(progress__gt=0).exists()


def test_what_the_secretary_finds():
    organization = User.objects.get(username="secretary").memberships.get().organization
    assert Designation.objects.filter(organization=organization, status="valid").exists()
    assert SelfAssessment.objects.filter(application__organization=organization, status="draft").exists()
    assert Finding.objects.filter(organization=organization, status="sent_back").exists()
    assert Application.objects.filter(organization=organization, status="returned").exists()
    running = Campaign.objects.running().filter(phases__kind="application", phases__status="open").get()
    assert not running.applications.filter(organization=organization).exists()


def test_the_secretary_has_a_site_in_the_belt_with_reports_money_and_a_request_for_acceptance():
    organization = User.objects.get(username="secretary").memberships.get().organization
    belt = Belt.objects.get()
    assert belt.stations.filter(organization=organization).exists()
    site = Application.objects.get(
        organization=organization, campaign__phases__kind="creation", campaign__phases__status="open"
    )
    assert site.status == "creating"
    assert site.reports.filter(status="submitted").exists()
    assert site.grants.exists() and site.expenses.exists()
    request = site.acceptance_line.acceptance
    assert request.lines.count() == 2 and "两个" in request.summary


def test_what_the_inspector_finds():
    inspector, today = User.objects.get(username="inspector"), clock.today()
    visits = Visit.objects.assigned_to(inspector)
    assert visits.filter(status="planned", scheduled_on=today).exists()
    assert visits.filter(status="planned", scheduled_on__gt=today).exists()
    assert visits.filter(status="recorded").exists()
    assert Finding.objects.filter(visit__members__user=inspector, status="answered").exists()
    overdue = [finding for finding in Finding.objects.owed() if finding.is_overdue]
    assert overdue


def test_belt_has_ten_sites_and_leaders():
    belt = Belt.objects.get()
    stations = list(belt.stations.select_related("organization"))
    assert [station.position for station in stations] == list(range(1, 11))
    assert Brand.objects.filter(organization__stations__belt=belt, status="awarded").count() >= 3
    assert LeaderLink.objects.filter(user__username="leader").count() >= 2


def test_scores_recompute_to_the_same_figure():
    scored = list(Evaluation.objects.exclude(total=None))
    assert len(scored) >= 8
    assert all(recompute(evaluation) == evaluation.total for evaluation in scored)
    assert PublicNotice.objects.filter(status="published").exists()
    assert PublicNotice.objects.filter(status="closed").exists()
    assert MassSurvey.objects.count() >= 8


def test_most_facts_are_known_and_some_are_missing():
    plan = words("facts")
    told = [value for value in plan["values"].values() if value is not None]
    assert len(told) > 50
    gaps = [value for values in plan["by_organization"].values() for value in values.values() if value is None]
    assert len(gaps) >= 5
    assert FileUse.objects.filter(purpose="evidence").exists()


def test_everybody_has_something_in_the_inbox_who_has_something_to_do():
    for login in ("secretary", "township", "district", "office", "inspector"):
        assert Notice.objects.filter(recipient__username=login).exists(), login


@pytest.mark.parametrize("login", ACCOUNTS)
def test_accounts_hold_one_role_and_plainly_invented_names(login):
    user = User.objects.get(username=login)
    assert user.name.startswith("演示用户")
    assert user.memberships.count() == 1


def test_organizations_are_those_of_the_reference_data():
    assert Organization.objects.filter(level="grassroots", stars__gt=0).count() >= 20
    phones = Organization.objects.exclude(contact_phone="").values_list("contact_phone", flat=True)
    assert all(phone.startswith("0773-000") for phone in phones)


def test_an_appraisal_stands_with_a_tie_and_a_veto():
    rows = Evaluation.objects.filter(campaign__phases__kind="assessment", campaign__phases__status="open")
    assert sorted(row.eligible for row in rows) == [False, True, True]
    assert {row.tied_for for row in rows if row.eligible} == {"five"}
    versions = rows[0].application.standard_version.standard.versions.order_by("number")
    assert [version.status for version in versions] == ["superseded", "published"]


def test_a_survey_was_made_and_the_level_above_decided_who_was_proposed():
    run = ReadinessRun.objects.get()
    assert run.status == "done" and run.rows.count() == run.total > 50
    decided = Counter(Candidate.objects.values_list("status", flat=True))
    assert decided == {"confirmed": 4, "declined": 1}
    assert set(Candidate.objects.values_list("exemplar", flat=True)) == {"old", "new"}
