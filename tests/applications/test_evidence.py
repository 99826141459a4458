"""Evidence: stored once, used often, taken off, never another organization's."""

import pytest

from apps.accounts.choices import Role
from apps.applications.queries import self_outcome
from apps.applications.services import attach_evidence, remove_evidence, reuse_evidence
from apps.core import clock
from apps.core.exceptions import Invalid, Refused
from apps.core.models import FileUse, StoredFile
from apps.core.services import attach_file
from tests.applications.assessment_stage import DAY, again, make_stage, photo, response_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


def attach(stage, code, file=None, actor=None):
    return attach_evidence(
        actor=actor or stage.secretary, response=response_of(stage, code), upload=file or photo(), name="照片.jpg"
    )


def test_the_same_photo_is_stored_once_and_used_for_two_leaves():
    stage = make_stage()
    first, second = attach(stage, "area"), attach(stage, "list")
    assert first.pk != second.pk
    assert first.file_id == second.file_id
    assert StoredFile.objects.count() == 1
    assert attach(stage, "area").pk == first.pk
    assert first.organization_path == stage.tree.branch.path


def test_an_earlier_file_is_reused_without_sending_it():
    stage = make_stage()
    use = attach(stage, "area")
    again_used = reuse_evidence(actor=stage.secretary, response=response_of(stage, "list"), use=use)
    assert again_used.file_id == use.file_id
    assert FileUse.objects.of(response_of(stage, "list")).count() == 1


def test_another_organizations_file_is_refused():
    stage = make_stage()
    foreign = attach_file(
        actor=stage.office, upload=photo("blue"), name="外.jpg", owner=stage.tree.other_branch, purpose="evidence",
        organization_path=stage.tree.other_branch.path,
    )  # fmt: skip
    with pytest.raises(Invalid, match="本单位"):
        reuse_evidence(actor=stage.secretary, response=response_of(stage, "area"), use=foreign)


def test_evidence_is_counted_by_the_engine():
    stage = make_stage()
    response = response_of(stage, "area")
    use = attach(stage, "area")
    assert self_outcome(again(stage.application)).find("area").state == "unanswered"
    remove_evidence(actor=stage.secretary, response=response, use=use)
    assert not FileUse.objects.of(response).exists()
    assert StoredFile.objects.count() == 1
    with pytest.raises(Invalid, match="已移除"):
        remove_evidence(actor=stage.secretary, response=response, use=use)


def test_only_the_branchs_secretary_and_only_known_kinds():
    stage = make_stage()
    for actor in (stage.office, make_user(Role.SECRETARY, stage.tree.other_branch)):
        with pytest.raises(Refused):
            attach(stage, "area", actor=actor)
    import io

    with pytest.raises(Invalid, match="只接受"):
        attach(stage, "area", file=io.BytesIO(b"MZ program"))
    assert not FileUse.objects.exists()
