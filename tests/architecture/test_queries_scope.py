"""Rows that belong to an organization can be asked for by person, are tracked, and their past cannot be changed."""

import pghistory.models
import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import IntegrityError, ProgrammingError, connection, transaction

from apps.accounts.choices import Role
from apps.core import states
from apps.core.models import StateChange
from apps.core.verdicts import SYSTEM
from apps.organizations.choices import FactSource
from apps.organizations.models import CurrentFact, Fact, Metric, Organization
from tests.factories import make_tree, make_user

OWN = "apps."

#: Models without history of their own, each with what keeps their past instead.
UNTRACKED = {
    "core.StateChange": "append-only itself",
    "core.StoredFile": "written once, named by its bytes",
    "core.FileUse": "only ever ended, with the moment",
    "core.FieldSave": "a pointer to the newest save of a field; the row saved is tracked",
    "core.CalendarDay": "the calendar of the office, no business row",
    "core.Heartbeat": "technical",
    "core.InstanceMark": "technical",
    "organizations.EventKind": "reference data, loaded from files under version control",
    "organizations.Metric": "reference data, loaded from files under version control",
    "organizations.Fact": "append-only itself",
    "core.LookAlike": "computed from two pictures, which never change",
    "core.PictureNote": "written once with its picture",
    "core.Upload": "what has arrived of a file; the file and its use tell the rest",
    "core.UploadChunk": "a piece of a file, gone when it is whole",
    "organizations.FactImport": "moved by transitions, each recorded; its file and its facts are kept for good",
    "organizations.CurrentFact": "a pointer to the newest fact",
    "reminders.Notice": "an inbox line; what it tells of is tracked",
    "reminders.Delivery": "a message on its way; what it tells of is tracked",
    "reminders.DeliveryLine": "which lines a message carried",
    "reminders.Urge": "written once, never changed",
    "standards.Criterion": "frozen with its version by a trigger",
    "standards.DraftStep": "the steps back of a draft, gone when it is published",
    "evaluations.ScoringRun": "computed; moved by transitions, each recorded",
    "evaluations.ScoringChunk": "computed: the work left of a run",
    "applications.ReviewBatch": "moved by transitions, each recorded",
    "applications.ReviewBatchRow": "the work left of a batch; what it does is recorded with its application",
    "applications.ReviewComment": "append-only itself",
    "campaigns.ReadinessRun": "computed; moved by transitions, each recorded",
    "campaigns.ReadinessChunk": "computed: the work left of a run",
    "campaigns.ReadinessRow": "computed from tracked figures, replaced by the next run",
    "inspections.Ballot": "anonymous: a history would tell when and by whom it was given",
    "inspections.SurveyCode": "anonymous, as the ballot that it opens",
    "inspections.FieldPhoto": "written once, never changed; its file and its use tell the rest",
    "inspections.FieldKey": "written once, sealed",
    "campaigns.CampaignStandard": "replaced as a whole with the campaign's settings, which are recorded",
}
#: Rows with a path whose own app reads them only by their key or for the system.
UNSCOPED = {
    "core.StateChange": "read by the auditor, who sees all of it, and by the subject",
    "core.FileUse": "read through core.registries.file_readers",
    "organizations.AccessGrant": "read by scope_of itself",
    "organizations.LeaderLink": "read with the organization or the belt",
}

pytestmark = pytest.mark.django_db


def own_models():
    found = [model for model in apps.get_models() if model.__module__.startswith(OWN)]
    return [model for model in found if not issubclass(model, pghistory.models.Event)]


def has_field(model, name):
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def by_label(models):
    return {model._meta.label for model in models}


def sql_of(rows):
    """The statement; empty when Django knows without asking that there are no rows."""
    try:
        return str(rows.values("pk").query)
    except EmptyResultSet:
        return ""


def event_models():
    return [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]


def test_every_row_of_an_organization_can_be_asked_for_by_person():
    with_path = [model for model in own_models() if has_field(model, "organization_path")]
    without = [model for model in with_path if not hasattr(model._default_manager.all(), "visible_to")]
    assert by_label(without) == set(UNSCOPED)


def test_nobody_sees_a_row_without_a_role():
    nobody, tree = make_user(None), make_tree()
    assert Organization.objects.visible_to(nobody).count() == 0
    for model in own_models():
        if has_field(model, "organization_path") and model._meta.label not in UNSCOPED:
            assert "LIKE" not in sql_of(model._default_manager.visible_to(nobody)), model._meta.label
    assert Organization.objects.visible_to(make_user(Role.OFFICE, tree.township)).count() == 3


def test_the_path_is_compared_byte_by_byte():
    """A prefix match uses the index, and never matches by a language's rules, only under collation C."""
    loose = [
        model._meta.label
        for model in own_models()
        for field in model._meta.concrete_fields
        if field.name in ("organization_path", "scope_path", "path") and field.db_collation != "C"
    ]
    assert loose == []


def test_every_business_row_is_tracked():
    tracked = {model.pgh_tracked_model for model in event_models()}
    untracked = [model for model in own_models() if model not in tracked]
    assert by_label(untracked) == set(UNTRACKED)


def test_every_history_refuses_change_and_deletion():
    """Each event table has the trigger that protects it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal")
        protected = {name for (name,) in cursor.fetchall()}
    own = [model for model in event_models() if model.__module__.startswith(OWN)]
    assert own
    assert {model._meta.db_table for model in own} - protected == set()


@pytest.mark.parametrize("change", ["UPDATE {} SET name = 'x'", "DELETE FROM {}"])
def test_history_of_an_organization_cannot_be_changed(change):
    tree = make_tree()
    event = apps.get_model("organizations", "OrganizationEvent")
    assert event.objects.filter(pgh_obj=tree.branch, pgh_label="insert").count() == 1
    with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(event._meta.db_table))
    assert event.objects.filter(pgh_obj=tree.branch).exists()


def test_an_update_leaves_both_versions_in_the_history():
    tree = make_tree()
    Organization.objects.filter(pk=tree.branch.pk).update(address="演示路1号")
    events = apps.get_model("organizations", "OrganizationEvent").objects.filter(pgh_obj=tree.branch)
    assert list(events.order_by("pgh_id").values_list("address", flat=True)) == ["", "演示路1号"]


def test_a_state_change_stands_for_good():
    change = states.record(make_tree().branch, "edit", acting=SYSTEM, reason="测试")
    _refuses(lambda: StateChange.objects.filter(pk=change.pk).update(reason="改写"))
    _refuses(lambda: StateChange.objects.filter(pk=change.pk).delete())
    assert StateChange.objects.get(pk=change.pk).reason == "测试"


def test_a_fact_stands_for_good():
    branch = make_tree().branch
    metric = Metric.objects.create(code="area", name="面积", period_kind="snapshot")
    fact = Fact.objects.create(
        organization=branch, organization_path=branch.path, metric=metric, value=1, source=FactSource.SELF
    )
    _refuses(lambda: Fact.objects.filter(pk=fact.pk).update(value=2))
    _refuses(lambda: Fact.objects.filter(pk=fact.pk)._raw_delete("default"))
    assert Fact.objects.get(pk=fact.pk).value == 1
    assert not CurrentFact.objects.exists()


def _refuses(act):
    with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        act()
