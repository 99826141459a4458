"""Remarks between levels are read by levels alone: not on a page, in a notice, a search, an export or the history."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from apps.applications import receivers
from apps.applications.models import ReviewComment
from apps.applications.queries import remarks_on
from apps.applications.services import add_comment, recommend_application
from apps.core.exceptions import Invalid, Refused
from apps.core.models import StateChange
from apps.reminders.models import Notice
from tests.applications.factories import make_draft, make_stage, make_submitted
from tests.factories import add_role, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db

SECRET = "名称与邻镇重复，请区里斟酌"
OPEN = "请补充党员人数"


@shared
def stage():
    return make_stage()


def said(stage):
    application = make_submitted(stage)
    add_comment(actor=stage.township, application=application, audience="levels", text=SECRET)
    add_comment(actor=stage.township, application=application, audience="applicant", text=OPEN)
    return application


def texts(application, person):
    return [remark.text for remark in remarks_on(application, person)]


def test_each_reader_reads_what_is_meant_for_it(stage, review_day):
    application = said(stage)
    for person in (stage.township, stage.district, stage.office):
        assert texts(application, person) == [SECRET, OPEN]
    assert texts(application, stage.secretary) == [OPEN]
    assert ReviewComment.objects.visible_to(stage.outside_township).count() == 0
    assert ReviewComment.objects.visible_to(stage.secretary).get().text == OPEN


def test_an_officer_who_is_also_the_applicant_s_secretary_reads_as_the_applicant(stage, review_day):
    application = said(stage)
    add_role(stage.district, "secretary", stage.tree.branch)
    assert texts(application, stage.district) == [OPEN]
    with pytest.raises(Refused):
        add_comment(actor=stage.district, application=application, audience="levels", text="参与讨论")


def test_the_applicant_answers_and_those_concerned_are_told(stage, review_day):
    application = said(stage)
    add_comment(actor=stage.secretary, application=application, audience="applicant", text="党员 46 名。")
    assert texts(application, stage.district) == [SECRET, OPEN, "党员 46 名。"]
    lines = Notice.objects.filter(recipient=stage.township, rule="comment.applicant")
    assert "党员 46 名。" in lines.get().body
    with pytest.raises(Refused):
        add_comment(actor=stage.secretary, application=application, audience="levels", text="偷看")


def test_a_remark_between_levels_tells_the_levels_through_which_it_came(stage, review_day):
    application = make_submitted(stage)
    recommend_application(actor=stage.township, application=application)
    add_comment(actor=stage.district, application=application, audience="levels", text=SECRET)
    assert Notice.objects.filter(recipient=stage.township, rule="comment.levels").count() == 1
    assert not Notice.objects.filter(recipient=stage.district, rule="comment.levels").exists()
    assert not Notice.objects.filter(recipient=stage.secretary, rule__startswith="comment").exists()


def test_nothing_of_it_leaks_to_the_applicant(stage, review_day):
    application = said(stage)
    client = sign_in(Client(), stage.secretary)
    for address in (
        reverse("applications:detail", args=[application.pk]),
        reverse("reminders:inbox"),
        f"{reverse('portal:search')}?q=名称与邻镇",
        reverse("applications:list"),
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert SECRET not in page.content.decode(), address
    workbook = b"".join(client.get(reverse("applications:export")).streaming_content)
    with zipfile.ZipFile(io.BytesIO(workbook)) as sheets:
        assert all(SECRET not in sheets.read(name).decode(errors="ignore") for name in sheets.namelist())
    assert list(receivers.search(stage.secretary, "邻镇重复")) == []
    assert not StateChange.objects.filter(reason__contains=SECRET).exists()
    assert not Notice.objects.filter(recipient=stage.secretary, body__contains=SECRET).exists()


@pytest.mark.parametrize(("text", "words"), [("  ", "内容"), ("长" * 1001, "1000")])
def test_a_remark_has_words_and_not_too_many(stage, review_day, text, words):
    application = make_submitted(stage)
    with pytest.raises(Invalid, match=words):
        add_comment(actor=stage.township, application=application, audience="levels", text=text)
    with pytest.raises(Invalid):
        add_comment(actor=stage.township, application=application, audience="everybody", text="好")


def test_nobody_comments_on_a_draft_or_from_outside(stage, review_day):
    draft = make_draft(stage)
    with pytest.raises(Refused):
        add_comment(actor=stage.secretary, application=draft, audience="applicant", text="你好")
    with pytest.raises(Refused):
        add_comment(actor=stage.outside_township, application=said(stage), audience="levels", text="插话")


def test_the_pages_show_and_take_remarks(stage, review_day):
    application = said(stage)
    office = sign_in(Client(), stage.township)
    page = office.get(reverse("applications:review", args=[application.pk])).content.decode()
    assert SECRET in page
    assert "申报单位不可见" in page
    secretary = sign_in(Client(), stage.secretary)
    answer = secretary.post(reverse("applications:comment", args=[application.pk]), {"text": "马上补"}, follow=True)
    assert "马上补" in answer.content.decode()
    assert ReviewComment.objects.get(text="马上补").audience == "applicant"


@pytest.mark.parametrize(("person", "data"), [("township", {"audience": "levels"}), ("secretary", {})])
def test_a_refused_remark_stands_at_its_field_with_its_words(stage, review_day, person, data):
    application, words = said(stage), "长" * 1001
    client, address = sign_in(Client(), getattr(stage, person)), reverse("applications:comment", args=[application.pk])
    answer = client.post(address, {**data, "text": words})
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page
    assert "最多 1000 个字，现有 1001 个字，请精简" in page and 'id="id_text_error"' in page
    assert client.post(address, {**data, "text": " "}).status_code == 422
    assert ReviewComment.objects.count() == 2


def test_a_remark_without_its_readers_says_so(stage, review_day):
    application = make_submitted(stage)
    answer = sign_in(Client(), stage.township).post(
        reverse("applications:comment", args=[application.pk]), {"audience": "everybody", "text": "请核对人数"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "请核对人数" in page and "请从列表中选择" in page
    assert not ReviewComment.objects.exists()
