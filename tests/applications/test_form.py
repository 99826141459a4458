"""Starting and saving: once for each organization, prefilled, never over somebody else's words."""

import io
import threading

import pytest
from django.db import connection

from apps.applications.models import Application
from apps.applications.queries import advice_for, documents_of, missing_items
from apps.applications.services import (
    add_line,
    attach_document,
    detach_document,
    save_application,
    start_application,
)
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfPhase, OutOfTurn, Refused, StaleVersion
from tests.applications.factories import (
    APPLICATION_DAY,
    LATE_DAY,
    make_complete,
    make_draft,
    make_stage,
    make_submitted,
)
from tests.shared import shared

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n" + b"0" * 100


@shared
def stage():
    return make_stage()


@pytest.fixture
def application_day():
    with clock.moved_to(APPLICATION_DAY):
        yield


def test_a_draft_is_prefilled(stage, application_day):
    stage.tree.branch.contact_name, stage.tree.branch.contact_phone = "演示用户戊", "0773-0000001"
    stage.tree.branch.save()
    application = make_draft(stage)
    assert application.status == "draft"
    assert application.secretary_name == stage.secretary.name
    assert (application.contact_name, application.contact_phone) == ("演示用户戊", "0773-0000001")
    assert application.organization_path == stage.tree.branch.path
    assert application.standard_version.standard.code == "small"


def test_starting_twice_gives_the_same_draft(stage, application_day):
    assert make_draft(stage).pk == make_draft(stage).pk
    assert Application.objects.count() == 1


def test_only_the_secretary_of_an_organization_in_scope_starts(stage, application_day):
    with pytest.raises(Refused):
        start_application(actor=stage.other_secretary, campaign=stage.campaign, organization=stage.tree.branch)
    stage.campaign.scope_path = stage.tree.outside_district.path
    with pytest.raises(Refused, match="申报范围"):
        start_application(actor=stage.secretary, campaign=stage.campaign, organization=stage.tree.branch)
    assert not Application.objects.exists()


def test_nothing_starts_outside_the_phase(stage):
    with clock.moved_to(LATE_DAY), pytest.raises(OutOfPhase, match="已截止"):
        start_application(actor=stage.secretary, campaign=stage.campaign, organization=stage.tree.branch)


def test_saving_some_fields_raises_the_version(stage, application_day):
    application = make_draft(stage)
    saved = save_application(actor=stage.secretary, application=application, version=1, title=" 丁村先锋 ")
    assert (saved.version, saved.title) == (2, "丁村先锋")
    assert saved.saved_at is not None
    stored = Application.objects.get(pk=application.pk)
    assert (stored.version, stored.title, stored.secretary_name) == (2, "丁村先锋", stage.secretary.name)


def test_an_older_version_overwrites_nothing(stage, application_day):
    application = make_draft(stage)
    save_application(actor=stage.secretary, application=application, version=1, title="先到")
    with pytest.raises(StaleVersion):
        save_application(actor=stage.secretary, application=application, version=1, title="后到")
    assert Application.objects.get().title == "先到"


def test_a_value_that_does_not_fit_is_refused_with_its_field(stage, application_day):
    application = make_draft(stage)
    with pytest.raises(Invalid, match="品牌（示范点）名称"):
        save_application(actor=stage.secretary, application=application, version=1, title="长" * 61)
    with pytest.raises(Invalid, match="金额（万元）"):
        add_line(actor=stage.secretary, application=application, kind="funding", name="标识", amount=-1)
    with pytest.raises(TypeError):
        save_application(actor=stage.secretary, application=application, version=1, status="named")
    assert Application.objects.get().version == 1


def test_a_submitted_application_is_not_edited(stage, application_day):
    application = make_submitted(stage)
    with pytest.raises(OutOfTurn, match="审核中"):
        save_application(actor=stage.secretary, application=application, version=application.version, title="改名")


def test_advice_names_a_long_title_and_keeps_nothing_back(stage, application_day):
    application = make_complete(stage)
    save_application(
        actor=stage.secretary, application=application, version=application.version, title="一个特别特别长的品牌名称"
    )
    assert [item.field for item in advice_for(application)] == ["title", "files"]
    assert missing_items(application) == []


def test_documents_are_attached_and_removed_while_editable(stage, application_day):
    application = make_draft(stage)
    use = attach_document(actor=stage.secretary, application=application, upload=io.BytesIO(PDF), name="申报登记表.pdf")
    assert [found.name for found in documents_of(application)] == ["申报登记表.pdf"]
    with pytest.raises(Refused):
        detach_document(actor=stage.other_secretary, application=application, use=use)
    detach_document(actor=stage.secretary, application=application, use=use)
    assert not documents_of(application).exists()
    with pytest.raises(Invalid):
        attach_document(actor=stage.secretary, application=application, upload=io.BytesIO(b"MZ"), name="a.exe")


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_make_one_draft():
    stage = make_stage()
    barrier, found = threading.Barrier(2), []

    def start():
        try:
            with clock.moved_to(APPLICATION_DAY):
                barrier.wait(10)
                application = start_application(
                    actor=stage.secretary, campaign=stage.campaign, organization=stage.tree.branch
                )
                found.append(application.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 2
    assert len(set(found)) == 1


def test_ticked_carriers_are_kept_and_unknown_ones_refused(stage, application_day):
    application = make_draft(stage)
    saved = save_application(
        actor=stage.secretary, application=application, version=1, carriers=["pairing", "prosperity_chain"]
    )
    assert Application.objects.get().carriers_text == "结对帮扶、党建“致富链”"
    with pytest.raises(Invalid, match="活动载体"):
        save_application(actor=stage.secretary, application=application, version=saved.version, carriers=["invented"])
    save_application(actor=stage.secretary, application=application, version=saved.version, carriers=[])
    assert Application.objects.get().carriers == []
