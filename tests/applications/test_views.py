"""The pages: who reaches them, what they show, what bad input does, and how many statements they cost."""

import datetime as dt
import io

import pytest
from django.urls import reverse

from apps.applications.choices import STAGES
from apps.applications.models import Application
from apps.applications.queries import documents_of
from apps.applications.services import attach_document, start_application
from apps.core import clock
from apps.core.models import StateChange
from tests.applications.factories import (
    APPLICATION_DAY,
    FIELDS,
    LATE_DAY,
    REVIEW_DAY,
    make_approved,
    make_complete,
    make_draft,
    make_submitted,
)
from tests.applications.page_stage import browser, received, statements, url

pytestmark = pytest.mark.django_db
PLAIN_TASK = {"task": "规范阵地", "measure": "制度上墙", "responsible": "演示书记甲", "due_on": "2026-08-31"}
MOST_STATEMENTS = 12


# Starting


def test_start_shows_burden_and_deadline_and_makes_one_draft(stage, application_day):
    client = browser(stage.secretary)
    page = client.get(url("start", stage.campaign.pk)).content.decode()
    assert "每单位需填" in page
    assert "5月15日" in page
    for _ in range(2):
        response = client.post(url("start", stage.campaign.pk), {"organization": stage.tree.branch.pk})
        assert response.status_code == 302
    assert Application.objects.count() == 1


def test_start_is_refused_with_the_dates_after_the_deadline(stage):
    client = browser(stage.secretary)
    with clock.moved_to(LATE_DAY):
        assert "现已截止" in client.get(url("start", stage.campaign.pk)).content.decode()
        response = client.post(url("start", stage.campaign.pk))
    assert response.status_code == 403
    assert not Application.objects.exists()


def test_start_is_the_secretaries(stage, application_day):
    assert browser(stage.township).get(url("start", stage.campaign.pk)).status_code == 403


# Writing


def test_autosave_keeps_the_changed_fields(stage, application_day):
    application = make_draft(stage)
    response = browser(stage.secretary).post(
        url("save", application.pk), {"title": "丁村先锋", "version": 1, "autosave": 1}
    )
    assert response.status_code == 200
    assert response.json()["version"] == 2
    assert len(response.json()["saved_at"]) == 5
    application.refresh_from_db()
    assert (application.title, application.contact_name) == ("丁村先锋", stage.secretary.name)


def test_autosave_on_an_older_version_answers_409(stage, application_day):
    application = make_draft(stage)
    client = browser(stage.secretary)
    client.post(url("save", application.pk), {"title": "先到", "version": 1})
    response = client.post(url("save", application.pk), {"title": "后到", "version": 1})
    assert response.status_code == 409
    told = response.json()["conflicts"]["title"]
    assert (told["value"], told["by"], told["version"]) == (["先到"], stage.secretary.name, 2)
    application.refresh_from_db()
    assert application.title == "先到"


def test_autosave_keeps_what_is_good_and_names_what_is_not(stage, application_day):
    application = make_draft(stage)
    response = browser(stage.secretary).post(
        url("save", application.pk), {"title": "丁村先锋", "contact_phone": "打办公室", "version": 1}
    )
    assert response.status_code == 422
    assert response.json()["errors"] == {"contact_phone": ["联系电话只写数字，如 0773-0000000。"]}
    before = application.contact_phone
    application.refresh_from_db()
    assert (application.title, application.contact_phone) == ("丁村先锋", before)


def test_autosave_after_submission_is_refused(stage, application_day):
    application = make_submitted(stage)
    response = browser(stage.secretary).post(url("save", application.pk), {"title": "改名", "version": 9})
    assert response.status_code == 409
    assert "审核中" in response.json()["message"]


def test_the_form_saves_without_a_script(stage, application_day):
    application = make_draft(stage)
    client = browser(stage.secretary)
    assert client.post(url("edit", application.pk), {**FIELDS, "version": 1}).status_code == 302
    application.refresh_from_db()
    assert (application.title, application.version) == ("丁村先锋", 2)
    page = client.post(url("edit", application.pk), {**FIELDS, "title": "新名", "version": 1}).content.decode()
    assert "没有覆盖" in page
    assert "新名" in page


def test_the_edit_page_lists_what_is_missing(stage, application_day):
    application = make_draft(stage)
    page = browser(stage.secretary).get(url("edit", application.pk)).content.decode()
    assert "提交前还差 9 项" in page
    assert 'href="#id_title"' in page
    assert 'data-version="1"' in page
    assert browser(stage.secretary).get(url("missing", application.pk)).status_code == 200


def test_tasks_are_edited_in_place_and_without_a_script(stage, application_day):
    application = make_draft(stage)
    client = browser(stage.secretary)
    added = client.post(url("lines", application.pk, "task"), headers={"HX-Request": "true"}).content.decode()
    task = application.tasks.get()
    assert (task.responsible, task.due_on) == (application.secretary_name, dt.date(2026, 9, 30))
    assert f'name="task-{task.pk}-task"' in added and "<html" not in added
    save = url("line_save", application.pk, "task", task.pk)
    answer = client.post(save, {f"task-{task.pk}-task": "建强队伍", "version": 1, "autosave": 1})
    assert answer.json()["version"] == 2
    plain = {f"task-{task.pk}-{name}": value for name, value in PLAIN_TASK.items()}
    assert client.post(save, {**plain, "version": 2}).status_code == 302
    task.refresh_from_db()
    assert (task.task, task.measure, task.due_on) == ("规范阵地", "制度上墙", dt.date(2026, 8, 31))
    bad = client.post(save, {**plain, f"task-{task.pk}-due_on": "2026-01-01", "version": 3})
    assert bad.status_code == 422 and "不能早于今天" in bad.content.decode()
    assert client.post(url("line_remove", application.pk, "task", task.pk)).status_code == 302
    assert not application.tasks.exists()


def test_files_are_uploaded_and_removed(stage, application_day):
    application = make_draft(stage)
    client = browser(stage.secretary)
    good, bad = io.BytesIO(b"%PDF-1.4 test"), io.BytesIO(b"MZ")
    good.name, bad.name = "登记表.pdf", "a.exe"
    answer = client.post(url("upload", application.pk), {"file": good}, headers={"X-Requested-With": "fetch"})
    assert "登记表.pdf" in answer.content.decode()
    refused = client.post(url("upload", application.pk), {"file": bad}, headers={"X-Requested-With": "fetch"})
    assert refused.status_code == 400
    assert "只接受" in refused.json()["message"]
    use = documents_of(application).get()
    assert client.post(url("file_remove", application.pk, use.pk)).status_code == 302
    assert not documents_of(application).exists()


def test_submission_by_page(stage, application_day):
    application = make_draft(stage)
    client = browser(stage.secretary)
    assert "提交前还差 9 项" in client.get(url("submit", application.pk)).content.decode()
    page = client.post(url("submit", application.pk), {"version": 1}).content.decode()
    assert "申报还差 9 项" in page
    application = make_complete(stage)
    response = client.post(url("submit", application.pk), {"version": application.version}, follow=True)
    assert "现由丙乡委审核" in response.content.decode()
    assert client.get(url("edit", application.pk)).status_code == 302


def test_withdrawal_by_page_needs_a_reason(stage, application_day):
    application = make_submitted(stage)
    client = browser(stage.secretary)
    client.post(url("withdraw", application.pk), {"reason": " "})
    application.refresh_from_db()
    assert application.status == "in_review"
    client.post(url("withdraw", application.pk), {"reason": "任务调整"})
    application.refresh_from_db()
    assert application.status == "withdrawn"
    assert StateChange.objects.of(application).last().reason == "任务调整"


@pytest.mark.parametrize("name", ["detail", "plan", "review", "edit"])
def test_one_application_stays_within_the_statements(stage, name):
    if name == "edit":
        application, person, day = make_complete(stage), stage.secretary, APPLICATION_DAY
    else:
        application, person, day = make_submitted(stage), stage.township, REVIEW_DAY
    with clock.moved_to(day):
        client = browser(person)
        one = statements(client, url(name, application.pk))
        for number in range(3):
            application.tasks.create(
                position=number + 5, task=f"任务{number}", responsible="演示书记甲", due_on=LATE_DAY
            )
        assert statements(client, url(name, application.pk)) == one
        assert one <= MOST_STATEMENTS + (1 if name == "review" else 0)


# The plan


def test_progress_by_page(stage):
    application = make_approved(stage)
    task = application.tasks.get()
    client = browser(stage.secretary)
    with clock.moved_to(LATE_DAY):
        client.post(url("progress", application.pk, task.pk), {"progress": "50", "note": "已开工"})
        task.refresh_from_db()
        assert (task.progress, task.status) == (50, "under_way")
        page = client.post(url("progress", application.pk, task.pk), {"progress": "500"}, follow=True)
        assert "没有保存" in page.content.decode()
        assert (
            browser(stage.township).post(url("progress", application.pk, task.pk), {"progress": "1"}).status_code == 403
        )
        assert "已开工" in browser(stage.township).get(url("plan", application.pk)).content.decode()


def test_attachments_are_read_within_the_scope(stage, application_day):
    application = make_draft(stage)
    use = attach_document(
        actor=stage.secretary, application=application, upload=io.BytesIO(b"%PDF-1.4 x"), name="表.pdf"
    )
    address = reverse("core:file", args=[use.pk])
    assert received(browser(stage.township), address).startswith(b"%PDF")
    assert browser(stage.outside_township).get(address).status_code == 404


def test_stages_cover_the_statuses_of_the_funnel_once():
    parts = [status for key, (_, found) in STAGES.items() if key != "stage_applied" for status in found]
    assert len(parts) == len(set(parts))
    assert set(parts) < set(STAGES["stage_applied"][1])


def test_a_second_start_by_service_needs_no_phase(stage):
    first = make_draft(stage)
    with clock.moved_to(LATE_DAY):
        again = start_application(actor=stage.secretary, campaign=stage.campaign, organization=stage.tree.branch)
    assert again.pk == first.pk


def test_carriers_are_ticked_and_unticked_by_autosave(stage, application_day):
    application = make_draft(stage)
    client = browser(stage.secretary)
    page = client.get(url("edit", application.pk)).content.decode()
    assert "党建“致富链”：" in page and "旅游红色驿站" not in page
    save = url("save", application.pk)
    answer = client.post(save, {"carriers": ["pairing", "contest"], "version": 1, "autosave": 1})
    assert answer.status_code == 200
    application.refresh_from_db()
    assert application.carriers == ["pairing", "contest"]
    assert "结对帮扶、练兵比武" in client.get(url("detail", application.pk)).content.decode()
    assert client.post(save, {"carriers": "red_station", "version": 2, "autosave": 1}).status_code == 422
    assert client.post(save, {"carriers": "", "version": 3, "autosave": 1}).status_code == 200
    application.refresh_from_db()
    assert application.carriers == []
