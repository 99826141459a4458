"""What is typed wrong on the pages of the creation period: its sentence stands at the field, nothing is changed."""

import datetime as dt
import re
import uuid
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.applications.models import (
    AcceptanceRequest,
    Admonition,
    ApplicationPerson,
    FundingExpense,
    FundingGrant,
    PartnerSupport,
    PlanTask,
    ProgressReport,
)
from apps.campaigns.services import close_campaign
from apps.core.models import FileUse

from .creation_stage import DAY, grant, make_site, on, write
from .factories import APPLICATION_DAY, make_submitted
from .page_stage import browser, url

pytestmark = pytest.mark.django_db

ROWS = (ProgressReport, FundingExpense, FundingGrant, PartnerSupport, ApplicationPerson, Admonition, AcceptanceRequest)


@pytest.fixture
def stage():
    found = make_site()
    with on():
        yield found


def errors_at_fields(answer):
    """Every sentence at a field, by the key of its control."""
    found = re.findall(
        r'<div class="field__error" id="(?:id_)?([\w-]+?)_error".*?<span>(.*?)</span>', answer.content.decode()
    )
    return dict(found)


def stored():
    tasks = list(PlanTask.objects.values_list("pk", "progress", "progress_note"))
    return [model.objects.count() for model in ROWS], tasks, FileUse.objects.count()


def zip_bomb():
    """A workbook whose one sheet unpacks to 60 MB of zeros."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(12):
            packed.writestr(f"xl/worksheets/sheet{number}.xml", b"\0" * (30 * 1024 * 1024))
    return out.getvalue()


FILES = {
    "program": (b"MZ\x90\x00" + b"\0" * 200, "发票.pdf"),
    "script": (b"<html><script>alert(1)</script></html>", "发票.png"),
    "empty": (b"", "发票.pdf"),
    "bomb": (zip_bomb(), "发票.xlsx"),
}


def report_fields(stage, **changes):
    key = stage.task.pk
    return {
        "version": 0, "done": "阵地开工。", f"progress-{key}": 40, f"seen-{key}": 0, f"note-{key}": "", f"told-{key}": "",
        "submit": 1, **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("progress", "", "请填写"),
        ("progress", "很多", "整数"),
        ("progress", "101", "100"),
        ("progress", "-1", "0"),
        ("note", "长" * 301, "300"),
    ],
)
def test_the_figure_of_a_task_is_named_at_its_cell(stage, field, value, sentence):
    before = stored()
    name = f"{field}-{stage.task.pk}"
    address = url("report", stage.site.pk, "dispatch", "2026-06")
    answer = browser(stage.secretary).post(address, report_fields(stage, **{name: value}))
    assert answer.status_code in (400, 422)
    assert sentence in errors_at_fields(answer)[name]
    assert stored() == before


EXPENSE = {"spent_on": "2026-07-01", "amount": "100", "use": "修缮"}
GRANT = {"amount": "1", "document_number": "演示发〔2026〕9号", "granted_on": "2026-07-01"}
PERSON = {"role": "direct", "name": "演示用户甲", "people": 1, "started_on": "2026-07-01"}
SUPPORT = {"partner": "演示公司", "kind": "goods", "content": "桌椅", "supported_on": "2026-07-01"}


@pytest.mark.parametrize(
    ("who", "page", "good", "field", "value", "sentence"),
    [
        ("secretary", "expense", EXPENSE, "spent_on", "2026-07-02", "今天"),
        ("secretary", "expense", EXPENSE, "spent_on", "明天", "日期"),
        ("secretary", "expense", EXPENSE, "amount", "很多", "数字"),
        ("secretary", "expense", EXPENSE, "amount", "-1", "0"),
        ("secretary", "expense", EXPENSE, "amount", "9" * 40, "数"),
        ("secretary", "expense", EXPENSE, "use", "", "请填写"),
        ("secretary", "expense", EXPENSE, "use", "长" * 101, "100"),
        ("office", "grant", GRANT, "granted_on", "2026-07-02", "今天"),
        ("office", "grant", GRANT, "granted_on", "1900-01-01", "五年"),
        ("office", "grant", GRANT, "document_number", "", "请填写"),
        ("secretary", "support", SUPPORT, "kind", "gift", "列表"),
        ("secretary", "support", SUPPORT, "content", "长" * 201, "200"),
        ("secretary", "person_add", PERSON, "role", "king", "列表"),
        ("secretary", "person_add", PERSON, "name", "", "请填写"),
        ("secretary", "person_add", PERSON, "ended_on", "2026-06-01", "开始"),
        ("district", "admonish", {"reason": "任务逾期", "due_on": "2026-07-08"}, "due_on", "2026-06-30", "今天"),
        ("district", "admonish", {"reason": "任务逾期", "due_on": "2026-07-08"}, "reason", "长" * 501, "500"),
    ],
)
def test_a_wrong_value_is_named_at_its_field(stage, who, page, good, field, value, sentence):
    grant(stage, note="区里统一安排")
    before = stored()
    data = {**good, "key": uuid.uuid4(), field: value}
    answer = browser(getattr(stage, who)).post(url(page, stage.site.pk), data)
    assert answer.status_code != 302
    assert sentence in errors_at_fields(answer)[field]
    assert stored() == before


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_not_what_it_says_is_refused_with_what_was_typed_kept(stage, kind):
    grant(stage, note="区里统一安排")
    before = stored()
    content, name = FILES[kind]
    data = {**EXPENSE, "key": uuid.uuid4(), "uploads": SimpleUploadedFile(name, content)}
    answer = browser(stage.secretary).post(url("expense", stage.site.pk), data)
    assert answer.status_code != 302
    assert errors_at_fields(answer)["uploads"]
    assert 'value="修缮"' in answer.content.decode()
    assert stored() == before


def test_the_same_form_sent_twice_is_one_expense(stage):
    grant(stage, note="区里统一安排")
    data = {**EXPENSE, "key": uuid.uuid4()}
    client = browser(stage.secretary)
    for _ in range(2):
        assert client.post(url("expense", stage.site.pk), data).status_code == 302
    assert FundingExpense.objects.count() == 1


@pytest.mark.parametrize("page", ["expense", "support", "person_add"])
def test_an_old_tab_after_the_campaign_closed_is_told_so(stage, page):
    grant(stage, note="区里统一安排")
    client = browser(stage.secretary)
    close_campaign(actor=stage.office, campaign=stage.campaign, reason="结束")
    before = stored()
    good = {"expense": EXPENSE, "support": SUPPORT, "person_add": PERSON}[page]
    answer = client.post(url(page, stage.site.pk), {**good, "key": uuid.uuid4()})
    assert answer.status_code in (403, 409)
    assert re.search("已结束|已截止|不能", answer.content.decode())
    assert stored() == before


def test_things_of_another_site_do_not_exist(stage):
    with on(APPLICATION_DAY):
        other = make_submitted(stage, stage.other_secretary, stage.tree.other_branch)
    type(other).objects.filter(pk=other.pk).update(status="creating")
    client = browser(stage.secretary)
    before = stored()
    for page, data in (("expense", EXPENSE), ("support", SUPPORT), ("person_add", PERSON)):
        assert client.post(url(page, other.pk), {**data, "key": uuid.uuid4()}).status_code == 404
    report = write(stage)
    assert (
        browser(stage.other_secretary).get(url("report", report.application_id, *("dispatch", "2026-06"))).status_code
        == 404
    )
    assert browser(stage.outside_township).post(url("report_comment", report.pk), {"text": "越权"}).status_code == 404
    ProgressReport.objects.all().delete()
    assert stored() == before


def test_a_day_gone_by_is_no_wish_for_acceptance(stage):
    before = stored()
    data = {
        "version": 0,
        "summary": "已自查。",
        "wanted_on": DAY - dt.timedelta(days=1),
        "applications": [stage.site.pk],
    }
    answer = browser(stage.township).post(url("acceptance_write", stage.campaign.pk), data)
    assert "不能早于今天" in errors_at_fields(answer)["wanted_on"]
    assert stored() == before


def test_a_template_that_cannot_be_used_says_so_at_its_field(stage):
    client = browser(stage.office)
    page = url("form_template", stage.campaign.pk)
    assert errors_at_fields(client.post(page, {})) == {"template-file": "请选择 Word（docx）文件。"}
    bad = SimpleUploadedFile("模板.docx", b"MZ\x90\x00")
    assert "打不开" in errors_at_fields(client.post(page, {"file": bad}))["template-file"]
    assert not FileUse.objects.exists()
