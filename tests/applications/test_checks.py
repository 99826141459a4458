"""提交前检查: each missing or doubtful item leads to exactly its field; what the plan asks is what is missing."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.applications.models import Application, CampaignFunding, PlanTask
from apps.applications.queries import advice_for, missing_items
from apps.applications.services import add_line, save_application, save_line, submit_application
from apps.campaigns.queries import burden_of
from apps.core import clock
from apps.organizations.models import Metric
from apps.organizations.queries import current_facts
from apps.organizations.services import record_fact
from tests.applications.factories import make_complete, make_draft
from tests.applications.form_stage import ask, fill_everything, make_full_stage
from tests.applications.page_stage import browser, statements, url
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def stage():
    return make_full_stage()


def save(stage, application, **fields):
    save_application(actor=stage.secretary, application=application, version=application.version, **fields)


def fields_missing(application):
    return [item.field for item in missing_items(application)]


def test_an_empty_draft_lacks_what_every_part_asks(stage, application_day):
    application = make_draft(stage)
    application.secretary_name = ""
    assert fields_missing(application) == [
        "title", "secretary_name", "contact_phone", "summary", "exemplar", "idea", "meaning", "foundation", "innovation",
        "results", "creation_form", "goal", "baseline", "tasks",
    ]  # fmt: skip


def test_a_complete_form_lacks_nothing_and_is_submitted(stage, application_day):
    application = fill_everything(stage)
    assert missing_items(application) == []
    assert submit_application(actor=stage.secretary, application=application).status == "in_review"


@pytest.mark.parametrize(("exemplar", "owed"), [("old", "highlight"), ("new", "breakthrough")])
def test_each_kind_of_exemplar_owes_its_own(stage, application_day, exemplar, owed):
    application = fill_everything(stage)
    save(stage, application, exemplar=exemplar, highlight="", breakthrough="")
    assert fields_missing(application) == [owed]
    save(stage, application, **{owed: "写明"})
    assert fields_missing(application) == []


def test_joint_creation_needs_a_partner_and_the_own_way_none(stage, application_day):
    application = fill_everything(stage)
    application.partners.all().delete()
    assert fields_missing(application) == ["partner"]
    save(stage, application, creation_form="own")
    assert fields_missing(application) == []


def test_each_gap_of_a_line_leads_to_its_cell(stage, application_day):
    application = fill_everything(stage)
    line = add_line(actor=stage.secretary, application=application, kind="funding", name="设备")
    items = missing_items(application)
    assert [item.url for item in items] == [f"#id_funding-{line.pk}-amount", f"#id_funding-{line.pk}-source"]
    assert items[1].label == "第 3 项经费的来源"
    save_line(actor=stage.secretary, line=line, version=1, amount=Decimal(1), source="other")
    assert [item.url for item in missing_items(application)] == [f"#id_funding-{line.pk}-note"]


def test_what_the_plan_does_not_ask_is_not_missing(stage, application_day):
    ask(stage.campaign, "registration")
    stage.campaign.refresh_from_db()
    application = make_draft(stage)
    assert fields_missing(application) == ["title", "contact_phone", "summary"]


def test_the_burden_counts_what_the_form_asks(stage):
    ask(stage.campaign, "registration")
    few = burden_of(stage.campaign, stage.tree.branch)
    ask(stage.campaign, "registration", "brand_profile", "funding_request")
    more = burden_of(stage.campaign, stage.tree.branch)
    assert more.inputs - few.inputs == 3 + 4


def test_doubts_are_named_and_hold_nothing_back(stage, application_day):
    other = make_complete(stage, stage.other_secretary, stage.tree.other_branch)
    application = fill_everything(stage)
    save(stage, application, title=other.title, contact_phone="0773-12")
    PlanTask.objects.update(due_on=dt.date(2026, 12, 31))
    CampaignFunding.objects.create(
        campaign=stage.campaign, organization_path=stage.campaign.organization_path, ceiling=Decimal("2.00")
    )
    application = Application.objects.get(pk=application.pk)
    labels = {item.field: item.label for item in advice_for(application)}
    assert "另有 1 个单位" in labels["title"]
    assert "位数不对" in labels["contact_phone"]
    task = application.tasks.get()
    assert "应在“组织创建”阶段内" in labels[f"task-{task.pk}-due_on"]
    assert labels["funding"] == "申请经费 2.3 万元，超过单点上限 2 万元"
    assert missing_items(application) == []


@pytest.mark.parametrize(
    "phone", ["0773-0000000", "07730000000", "13800000000", "400-000-0000", "0773-0000000转12", "0000000"]
)
def test_ordinary_telephone_numbers_are_no_doubt(stage, application_day, phone):
    application = fill_everything(stage)
    save(stage, application, contact_phone=phone)
    assert "contact_phone" not in [item.field for item in advice_for(application)]


def test_facts_of_more_than_a_year_ago_are_pointed_out(stage):
    metric = Metric.objects.create(code="stock", name="党员总数", period_kind="snapshot")
    with clock.moved_to(dt.date(2025, 1, 10)):
        record_fact(actor=stage.secretary, organization=stage.tree.branch, metric=metric, value=46)
    application = fill_everything(stage)
    with clock.moved_to(dt.date(2026, 5, 6)):
        facts = current_facts(application.organization).values()
        (item,) = [each for each in advice_for(application, facts=facts) if each.field == "facts"]
    assert "党员总数" in item.label
    assert item.url.endswith("#metric-stock")


def test_the_full_page_stays_within_the_statements(stage, application_day):
    application = fill_everything(stage)
    client = browser(stage.secretary)
    found = {name: statements(client, url(name, application.pk)) for name in ("edit", "detail", "baseline", "missing")}
    for number in range(3):
        for kind in ("task", "funding", "partner"):
            name = {"task": "task"}.get(kind, "name")
            add_line(actor=stage.secretary, application=application, kind=kind, **{name: f"第{number}"})
    again = {name: statements(client, url(name, application.pk)) for name in found}
    assert again == found
    assert max(found.values()) <= 12, found


def test_the_page_links_each_item_to_its_field(stage, application_day):
    application = fill_everything(stage)
    line = add_line(actor=stage.secretary, application=application, kind="funding")
    page = browser(stage.secretary).get(url("edit", application.pk)).content.decode()
    for item in missing_items(application):
        assert f'href="{item.url}"' in page
        assert f'id="{item.url_fragment}"' in page
    assert f'id="id_funding-{line.pk}-name"' in page
