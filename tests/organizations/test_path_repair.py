"""Paths that rows carry: corrected at night when one was missed, and not missed where it would be common."""

import datetime as dt
import threading

import pytest
from django.core.cache import cache
from django.db import close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.applications.models import Application, SelfAssessment
from apps.applications.services import start_application
from apps.core import clock
from apps.core.exceptions import OutOfTurn
from apps.core.models import FileUse, StoredFile
from apps.inspections.models import Finding, SurveySite
from apps.organizations import tasks
from apps.organizations.models import Fact, Organization
from apps.organizations.services import last_repair, load_metrics, move_organization, record_fact, repair_paths
from apps.organizations.services.path_repair import route_to_path
from apps.organizations.services.paths import path_columns, written_anyway
from apps.organizations.services.tree_lock import held_in_place
from tests.applications.factories import APPLICATION_DAY, make_stage
from tests.architecture.rows import make_application, make_finding
from tests.factories import make_tree, make_user

DAY = dt.date(2026, 3, 1)


def test_every_column_leads_to_the_path_that_it_should_carry():
    """A new model needs to do nothing, and none is left out unseen."""
    lost = [f"{model._meta.label}.{column}" for model, column in path_columns()
            if model is not FileUse and not route_to_path(model, column)]  # fmt: skip
    assert lost == []
    assert route_to_path(SelfAssessment) == "application__organization__path"
    assert route_to_path(SurveySite) == "application__organization__path"  # the site's, not the surveying office's


@pytest.mark.django_db
def test_wrong_paths_are_found_corrected_and_told():
    tree = make_tree()
    application = make_application(tree, "creating")
    finding = make_finding(application)
    assessment = SelfAssessment.objects.create(application=application, organization_path=tree.branch.path)
    load_metrics([{"code": "heads", "name": "人数", "unit": "人", "period_kind": "snapshot", "value_kind": "number"}])
    record_fact(actor=None, organization=tree.branch, metric="heads", value=5)
    file = StoredFile.objects.create(sha256="0" * 64, content_type="text/plain", size=1, file="stored/x")
    use = FileUse.objects.create(file=file, owner=application, name="表.txt", purpose="document",
                                 organization_path=tree.branch.path, uploaded_by=make_user(None))  # fmt: skip
    cache.clear()
    assert (last_repair(), repair_paths()) == (None, {})
    wrong = tree.other_branch.path
    for rows in (Application.objects.filter(pk=application.pk), Finding.objects.all(), SelfAssessment.objects.all(),
                 FileUse.objects.all()):  # fmt: skip
        rows.update(organization_path=wrong)
    with written_anyway(Fact):
        Fact.objects.update(organization_path="99990001")
    campaign = application.campaign
    type(campaign).objects.filter(pk=campaign.pk).update(scope_path=wrong)
    tasks.repair_paths()
    assert last_repair()["rows"] == 6
    for row in (application, finding, assessment, use, Fact.objects.get()):
        row.refresh_from_db()
        assert row.organization_path == tree.branch.path, row
    campaign.refresh_from_db()
    assert campaign.scope_path == tree.city.path
    assert repair_paths() == {}


@pytest.mark.django_db
def test_the_repair_reads_a_constant_number_of_statements():
    tree = make_tree()
    repair_paths()
    with CaptureQueriesContext(connection) as none:
        repair_paths()
    make_finding(make_application(tree, "creating"))
    with CaptureQueriesContext(connection) as some:
        repair_paths()
    assert len(some) == len(none)


@pytest.mark.django_db(transaction=True)
def test_an_application_started_while_its_village_moves_carries_the_new_path():
    stage = make_stage()
    moved, started = threading.Event(), threading.Event()

    def start():
        moved.wait(10)
        started.set()
        try:
            with clock.moved_to(APPLICATION_DAY):
                start_application(actor=stage.secretary, campaign=stage.campaign, organization=stage.tree.branch)
        finally:
            close_old_connections()

    thread = threading.Thread(target=start)
    thread.start()
    with transaction.atomic():
        move_organization(actor=None, organization=stage.tree.branch, parent=stage.tree.outside_township, on=DAY)
        moved.set()
        started.wait(10)
        thread.join(0.3)  # it waits for the move
    thread.join(10)
    branch = Organization.objects.get(pk=stage.tree.branch.pk)
    assert Application.objects.get().organization_path == branch.path
    assert branch.path.startswith(Organization.objects.get(pk=stage.tree.outside_township.pk).path)


@pytest.mark.django_db
def test_nothing_is_begun_in_an_organization_that_was_closed_meanwhile():
    tree = make_tree()
    Organization.objects.filter(pk=tree.branch.pk).update(closed_on=DAY)
    with transaction.atomic(), pytest.raises(OutOfTurn, match="已于2026-03-01撤销"):
        held_in_place(tree.branch)
