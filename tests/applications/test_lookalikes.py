"""Photos that stand elsewhere too are pointed out to who reviews, as far as that person may see; never more."""

import datetime as dt
import io

import pytest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.services import attach_evidence
from apps.core import clock
from apps.core.services import attach_file
from apps.core.tasks import settle_files
from apps.organizations.models import WorkRecord
from tests.applications.assessment_stage import DAY, make_stage, response_of
from tests.core.test_derivatives import as_jpeg, scene
from tests.factories import make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
PICTURE = as_jpeg(scene(3))


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


@shared
def stage():
    with clock.moved_to(DAY):
        found = make_stage()
        for code in ("area", "list"):
            attach_evidence(
                actor=found.secretary,
                response=response_of(found, code),
                upload=io.BytesIO(PICTURE),
                name="申报照片.jpg",
            )
    return found


def record(organization, content, title):
    row = WorkRecord.objects.create(
        organization=organization, organization_path=organization.path, kind="training", status="held",
        held_on=dt.date(2026, 1, 6), title=title,
    )  # fmt: skip
    attach_file(
        actor=None, upload=io.BytesIO(content), name=f"{title}.jpg", owner=row, purpose="work_record",
        organization_path=organization.path,
    )  # fmt: skip
    return row


def hints(client, stage, office):
    sign_in(client, office)
    return client.get(reverse("applications:lookalikes", args=[stage.application.pk])).context["pictures"]


def test_the_same_and_a_nearly_identical_photo_are_pointed_out(client, stage):
    record(stage.tree.other_branch, PICTURE, "同一张")
    record(stage.tree.other_branch, as_jpeg(scene(3).resize((320, 240)), 50), "相近的")
    record(stage.tree.other_branch, as_jpeg(scene(9)), "无关的")
    settle_files()
    found = hints(client, stage, stage.office)
    assert [[(hint.other_place.label, hint.is_same) for hint in picture.hints] for picture in found] == [
        [("同一张", True), ("相近的", False)], [("同一张", True), ("相近的", False)],
    ]  # fmt: skip
    page = client.get(
        reverse("applications:lookalikes", args=[stage.application.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "仅作提示，不影响得分" in page and "<html" not in page


def test_the_same_photo_for_two_leaves_of_one_application_is_no_hint(client, stage):
    settle_files()
    assert hints(client, stage, stage.office) == []


def test_nothing_beyond_what_the_reviewer_sees_is_named(client, stage):
    record(stage.tree.outside_branch, PICTURE, "外区的照片")
    settle_files()
    district = make_user(Role.OFFICE, stage.tree.district)
    assert hints(client, stage, district) == []
    answer = client.get(reverse("applications:lookalikes", args=[stage.application.pk]))
    assert "外区的照片" not in answer.content.decode()
    seen = hints(client, stage, make_user(Role.OFFICE, stage.tree.city))
    assert [hint.other_place.label for picture in seen for hint in picture.hints] == ["外区的照片", "外区的照片"]


def test_many_lookalikes_of_a_photo_stand_folded_after_the_nearest_three(client, stage):
    for each in range(5):
        record(stage.tree.other_branch, PICTURE, f"记录{each}")
    settle_files()
    assert [(len(seen.nearest), len(seen.further)) for seen in hints(client, stage, stage.office)] == [(3, 2), (3, 2)]
    page = client.get(reverse("applications:lookalikes", args=[stage.application.pk])).content.decode()
    assert page.count("还有 2 张相同或相近的") == 2


def test_the_one_reviewed_is_not_told(client, stage):
    sign_in(client, stage.secretary)
    assert client.get(reverse("applications:lookalikes", args=[stage.application.pk])).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_hints_cost_the_same_for_any_number(client, stage, number, django_assert_max_num_queries):
    for each in range(number):
        record(stage.tree.other_branch, as_jpeg(scene(3), 60 + each), f"记录{each}")
    settle_files()
    hints(client, stage, stage.office)
    with django_assert_max_num_queries(14):
        client.get(reverse("applications:lookalikes", args=[stage.application.pk]))
