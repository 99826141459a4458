"""Word and PDF of an application, and the office's own template for them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from apps.applications.paper import default_template
from apps.core.models import FileUse
from tests.applications.factories import make_draft
from tests.applications.form_stage import fill_everything, make_full_stage
from tests.applications.page_stage import browser, received, url
from tests.applications.test_paper import docx, words_of
from tests.shared import shared

pytestmark = pytest.mark.django_db
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@shared
def stage():
    return make_full_stage()


def upload(content, name="本市登记表.docx"):
    return SimpleUploadedFile(name, content, content_type=DOCX)


def word(client, application):
    answer = client.get(url("form_word", application.pk))
    assert answer.status_code == 200 and answer["Content-Type"] == DOCX
    return words_of(answer.content)


def test_the_word_form_says_what_the_form_says(stage, application_day):
    application = fill_everything(stage)
    words = word(browser(stage.secretary), application)
    for said in (
        "丁村先锋",
        stage.tree.branch.name,
        application.secretary_name,
        "新典型",
        "农技站",
        "标识",
        "2.3 万元",
        "规范阵地",
    ):
        assert said in words
    assert "设立党员责任区。" in words and f"责任书记：{application.secretary_name}" in words
    assert "工作未按要求开展" in words
    assert {"开工前对照", "联建共建单位", "实施方案", "经费申请", "综合材料"} <= set(words.split("\n"))
    assert "{{" not in words


def test_the_pdf_is_made_and_named_for_the_organization(stage, application_day):
    application = fill_everything(stage)
    answer = browser(stage.township).get(url("form_pdf", application.pk))
    assert answer.content.startswith(b"%PDF")
    assert "filename*=utf-8''" in answer["Content-Disposition"]


def test_an_empty_draft_makes_both(stage, application_day):
    application = make_draft(stage)
    words = word(browser(stage.secretary), application)
    assert "不申请" in words
    assert not {"开工前对照", "联建共建单位", "实施方案", "经费申请", "综合材料"} & set(words.split("\n"))
    assert browser(stage.secretary).get(url("form_pdf", application.pk)).content.startswith(b"%PDF")


def test_what_the_campaign_does_not_ask_is_not_in_the_word_form(stage, application_day):
    stage.campaign.plan = {**stage.campaign.plan, "form_parts": ["brand_profile"]}
    stage.campaign.save(update_fields=["plan"])
    words = word(browser(stage.secretary), make_draft(stage))
    assert "开工前对照" not in words and "经费合计" not in words and "审核意见" in words


def test_nobody_outside_gets_the_form(stage, application_day):
    application = fill_everything(stage)
    for name in ("form_word", "form_pdf"):
        assert browser(stage.outside_secretary).get(url(name, application.pk)).status_code == 404


def test_the_offices_template_is_used_and_the_campaigns_goes_before_the_general_one(stage, application_day):
    application = fill_everything(stage)
    office = browser(stage.office)
    page = url("form_template", stage.campaign.pk)
    general = {"file": upload(docx("通用：{{ 名称 }}")), "scope": "all"}
    assert office.post(page, general).status_code == 302
    assert word(browser(stage.secretary), application).startswith("通用：丁村先锋")
    assert office.post(page, {"file": upload(docx("本活动：{{ 名称 }} {{ 责任书记 }}"))}).status_code == 302
    assert word(browser(stage.secretary), application).startswith("本活动：丁村先锋")
    shown = office.get(page).content.decode()
    assert "本市登记表.docx" in shown and "{{ 单位名称 }}" in shown and "{%tr for 行 in 任务表 %}" in shown
    use = FileUse.objects.of(stage.campaign).get(purpose="form_template")
    assert received(office, f"/files/{use.pk}/").startswith(b"PK")
    office.post(url("form_template_remove", stage.campaign.pk, use.pk))
    assert word(browser(stage.secretary), application).startswith("通用：丁村先锋")


def test_a_bad_template_is_refused_and_changes_nothing(stage, application_day):
    office = browser(stage.office)
    page = url("form_template", stage.campaign.pk)
    answer = office.post(page, {"file": upload(docx("{{ 单位全称 }}"))})
    assert answer.status_code == 422
    assert "没有“单位全称”这个栏目" in answer.content.decode()
    assert "打不开" in office.post(page, {"file": upload(b"hello")}).content.decode()
    assert "请选择" in office.post(page, {}).content.decode()
    assert not FileUse.objects.filter(purpose="form_template").exists()


def test_templates_are_the_organizers_own(stage, application_day):
    page = url("form_template", stage.campaign.pk)
    assert browser(stage.township).get(page).status_code == 403
    assert browser(stage.secretary).get(page).status_code == 403
    assert browser(stage.outside_township).post(page, {"file": upload(docx("{{ 名称 }}"))}).status_code in (403, 404)


def test_the_default_is_offered_as_a_start(stage):
    answer = browser(stage.office).get(url("form_template_default", stage.campaign.pk))
    assert answer.content == default_template()
    assert Document(io.BytesIO(answer.content)).tables
