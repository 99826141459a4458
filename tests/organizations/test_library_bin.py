"""回收站: what lay there long enough goes with its bytes; what is used, or was part of something signed, stays."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.models import Application
from apps.applications.services import attach_evidence, submit_self_assessment
from apps.core import clock
from apps.core.models import FileUse, StateChange, StoredFile
from apps.core.services import attach_file, remove_file
from apps.organizations.models import LibraryFile
from apps.organizations.services import add_material, bin_material, purge_bin, replace_material
from tests.applications.assessment_stage import DAY, make_stage, photo, response_of
from tests.applications.test_self_assessment_services import fill
from tests.factories import make_user, sign_in
from tests.shared import shared

from .test_library import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


@shared
def stage():
    return make_stage()


def added(stage, file=None, name="旧制度.pdf"):
    return add_material(actor=stage.secretary, organization=stage.tree.branch, upload=file or pdf(), name=name)


def later(days=settings.PORTAL_BIN_DAYS + 1):
    return clock.moved_to(DAY + dt.timedelta(days=days))


def test_what_nobody_uses_goes_with_its_bytes_after_its_time(stage, django_capture_on_commit_callbacks):
    item = added(stage)
    path = item.file.file.name
    bin_material(actor=stage.secretary, item=item)
    with later(settings.PORTAL_BIN_DAYS - 1):
        assert purge_bin() == (0, 0)
    with later(), django_capture_on_commit_callbacks(execute=True):
        assert purge_bin() == (1, 1)
        assert default_storage.exists(path)  # not before the commit
    assert not default_storage.exists(path)
    assert not LibraryFile.objects.exists() and not StoredFile.objects.exists() and not FileUse.objects.exists()
    change = StateChange.objects.get(verb="purge")
    assert (change.subject_label, change.actor) == ("旧制度.pdf", None)
    with later():
        assert purge_bin() == (0, 0)


def test_the_same_bytes_may_come_again(stage, django_capture_on_commit_callbacks):
    bin_material(actor=stage.secretary, item=added(stage))
    with later(), django_capture_on_commit_callbacks(execute=True):
        purge_bin()
    again = added(stage)
    with again.file.file.open("rb") as content:
        assert content.read() == pdf().read()


def test_a_file_that_another_organization_has_stays_for_it(stage):
    other = make_user(Role.SECRETARY, stage.tree.other_branch)
    bin_material(actor=stage.secretary, item=added(stage))
    kept = add_material(actor=other, organization=stage.tree.other_branch, upload=pdf(), name="同一份.pdf")
    with later():
        assert purge_bin() == (1, 0)
    assert list(LibraryFile.objects.all()) == [kept]
    assert default_storage.exists(kept.file.file.name)


def test_a_file_in_use_outside_the_library_stays(stage):
    item = added(stage)
    bin_material(actor=stage.secretary, item=item)
    use = attach_file(
        actor=None, upload=pdf(), name="依据.pdf", owner=stage.application.campaign, purpose="plan",
        organization_path=stage.tree.city.path,
    )  # fmt: skip
    with later():
        assert purge_bin() == (1, 0)
        remove_file(actor=None, use=use)
    assert StoredFile.objects.filter(pk=item.file_id).exists()


def test_what_is_used_again_meanwhile_is_not_in_the_bin_any_more(stage):
    item = added(stage)
    bin_material(actor=stage.secretary, item=item)
    attach_evidence(actor=stage.secretary, response=response_of(stage, "area"), upload=pdf(), name="旧制度.pdf")
    with later():
        assert purge_bin() == (0, 0)
    assert LibraryFile.objects.get().binned_at is None


def test_what_a_signed_self_assessment_held_stays_for_good(stage, client):
    fill(stage)
    use = attach_evidence(actor=stage.secretary, response=response_of(stage, "area"), upload=pdf(), name="制度.pdf")
    submit_self_assessment(actor=stage.secretary, application=stage.application)
    with clock.moved_to(DAY + dt.timedelta(days=3)):
        remove_file(actor=stage.secretary, use=use)
        item = LibraryFile.objects.get(file=use.file)
        bin_material(actor=stage.secretary, item=item)
        sign_in(client, stage.secretary)
        page = client.get(reverse("organizations:material", args=[item.pk])).content.decode()
    assert "留存备查" in page
    with later(400):
        assert purge_bin() == (0, 0)
    assert default_storage.exists(use.file.file.name)


def test_what_was_taken_out_of_a_draft_goes(stage):
    use = attach_evidence(actor=stage.secretary, response=response_of(stage, "area"), upload=pdf(), name="误传.pdf")
    remove_file(actor=stage.secretary, use=use)
    bin_material(actor=stage.secretary, item=LibraryFile.objects.get())
    with later():
        assert purge_bin() == (1, 1)


def test_a_paper_of_a_submitted_application_stays(stage):
    use = attach_file(
        actor=stage.secretary, upload=pdf(), name="附件.pdf", owner=stage.application, purpose="application",
        organization_path=stage.tree.branch.path,
    )  # fmt: skip
    moment = use.created_at + dt.timedelta(hours=1)
    kind = use.owner_type
    StateChange.objects.create(
        subject_type=kind, subject_id=str(stage.application.pk), verb="submit", at=moment, subject_label="申报"
    )
    FileUse.objects.filter(pk=use.pk).update(removed_at=moment + dt.timedelta(hours=1))
    item = LibraryFile.objects.filter(file=use.file).first() or added(stage)
    bin_material(actor=stage.secretary, item=item)
    with later():
        assert purge_bin() == (0, 0)
    assert Application.objects.filter(pk=stage.application.pk).exists()


def test_an_ended_use_that_nobody_answers_for_is_held(stage):
    item = added(stage)
    use = attach_file(
        actor=None, upload=pdf(), name="方案.pdf", owner=stage.application.campaign, purpose="plan",
        organization_path=stage.tree.city.path,
    )  # fmt: skip
    remove_file(actor=None, use=use)
    bin_material(actor=stage.secretary, item=item)
    with later():
        assert purge_bin() == (1, 0)
    assert StoredFile.objects.get() == item.file


def test_an_older_version_goes_and_the_newer_one_stays(stage):
    older = added(stage)
    newer, _ = replace_material(actor=stage.secretary, item=older, upload=pdf("two"), name="新制度.pdf")
    bin_material(actor=stage.secretary, item=older)
    with later():
        assert purge_bin() == (1, 1)
    newer.refresh_from_db()
    assert (newer.previous, newer.number) == (None, 2)


def test_pictures_go_with_their_thumbnails(stage, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        item = added(stage, photo(), "现场.jpg")
    from apps.core.services import settle_file

    settle_file(StoredFile.objects.get())
    stored = StoredFile.objects.get()
    bin_material(actor=stage.secretary, item=item)
    with later(), django_capture_on_commit_callbacks(execute=True):
        assert purge_bin() == (1, 1)
    assert stored.thumb and not default_storage.exists(stored.thumb.name)


def test_the_bin_says_until_when(stage, client):
    item = added(stage)
    bin_material(actor=stage.secretary, item=item)
    sign_in(client, stage.secretary)
    day = DAY + dt.timedelta(days=settings.PORTAL_BIN_DAYS)
    page = client.get(reverse("organizations:material", args=[item.pk])).content.decode()
    assert f"{day.month}月{day.day}日" in page and "清除" in page
    bin_page = client.get(f"{reverse('organizations:library', args=[stage.tree.branch.pk])}?bin=1").content.decode()
    assert f"保留 {settings.PORTAL_BIN_DAYS} 天" in bin_page
