"""A first review ticks options and chooses grades as the self-assessment does, and is scored by the same engine."""

import pytest
from django.urls import reverse

from apps.applications.models import Application, ReviewResponse
from apps.applications.queries import review_outcome
from apps.applications.services import Opinion, save_first_review
from apps.core import clock
from apps.core.exceptions import Invalid
from tests.factories import sign_in

from .assessment_stage import DAY, again, make_stage
from .measure_stage import measure_standard
from .test_self_assessment_services import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    with clock.moved_to(DAY):
        stage = make_stage(measure_standard())
        say(stage, "list", members=["flag"])
        say(stage, "grade", members=["a"], note="好")
        say(stage, "place", members=["shared"])
        Application.objects.filter(pk=stage.application.pk).update(status="awaiting_inspection")
        stage.application = again(stage.application)
        yield stage


def review(stage, **opinions):
    return save_first_review(actor=stage.office, application=stage.application, seen=0, opinions=opinions)


def points(stage, code):
    return review_outcome(again(stage.application)).find(code).points


def test_a_lower_grade_and_fewer_ticks_count(stage):
    review(stage, grade=Opinion("met", note="材料一般", members=("b",)))
    assert points(stage, "grade") == 6
    assert ReviewResponse.objects.get(criterion__code="grade").members == ["b"]


def test_ticks_of_a_checklist_decide_it(stage):
    review(stage, list=Opinion("met", note="现场照片可见", members=("flag", "hall")))
    assert points(stage, "list") == 10


def test_an_option_that_was_not_found_does_not_count(stage):
    review(stage, place=Opinion("unmet", note="协议已到期"))
    assert points(stage, "place") == 0


@pytest.mark.parametrize(
    ("code", "opinion", "words"),
    [
        ("grade", Opinion("met", note="甲", members=("a", "b")), "只能选择一个等次"),
        ("grade", Opinion("met", note="甲", members=("z",)), "没有所选的选项"),
        ("list", Opinion("agree", members=("flag",)), "不填核定项"),
        ("list", Opinion("met", members=("flag",)), "请写明理由"),
    ],
)
def test_wrong_ticks_are_refused(stage, code, opinion, words):
    with pytest.raises(Invalid, match=words):
        review(stage, **{code: opinion})
    assert not ReviewResponse.objects.exists()


def test_the_page_offers_and_keeps_ticks_and_grades(client, stage):
    sign_in(client, stage.office)
    address = reverse("applications:first_review", args=[stage.application.pk])
    page = client.get(address).content.decode()
    assert 'name="grade-grade"' in page and 'id="m-list-flag" checked' in page
    data = {"seen": 0, "verdict-grade": "met", "note-grade": "材料一般", "grade-grade": "c",
            "verdict-list": "met", "note-list": "可见", "members-list": ["flag", "hall"]}  # fmt: skip
    assert client.post(address, data).status_code == 302
    kept = {row.criterion.code: row.members for row in ReviewResponse.objects.select_related("criterion")}
    assert kept["grade"] == ["c"] and kept["list"] == ["flag", "hall"]
    assert 'id="m-list-hall" checked' in client.get(address).content.decode()
