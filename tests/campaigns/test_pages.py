"""Every page of campaigns: who reaches it, what it does, what it refuses."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import BUSINESS_ROLES, SEPARATED_ROLES, Role
from apps.campaigns.models import Campaign, PhaseExtension
from apps.campaigns.services import create_campaign
from apps.campaigns.template_files import load_templates
from apps.core import clock
from tests.factories import make_organization, make_user, sign_in

from .factories import APPLICATION_DAY, DECISION, make_campaign, make_open_campaign, status_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_in_the_application_phase():
    with clock.moved_to(APPLICATION_DAY):
        yield


@pytest.fixture
def page(office):
    return sign_in(Client(), office)


def address(name, campaign=None):
    return reverse(f"campaigns:{name}", args=[campaign.pk] if campaign else [])


def extended(campaign, organization, office):
    return PhaseExtension.objects.create(
        phase=campaign.phases.get(kind="application"),
        organization=organization,
        organization_path=organization.path,
        until=clock.at(dt.date(2026, 5, 20)),
        reason="防汛",
        granted_by=office,
    )


def posted(page, campaign, **changes):
    """What the set-up page would send, with some fields changed."""
    response = page.get(address("setup", campaign))
    form, phases = response.context["form"], response.context["phases"]
    data = {
        "version": campaign.version,
        "phase-TOTAL_FORMS": len(phases.forms),
        "phase-INITIAL_FORMS": len(phases.forms),
    }
    for part in (form, *phases.forms):
        for bound in part:
            value = bound.value()
            if value not in (None, "", False):
                data[bound.html_name] = value
    return {**data, **changes}


@pytest.mark.parametrize("role", [*BUSINESS_ROLES, *SEPARATED_ROLES])
def test_the_list_is_for_business_roles(tree, role):
    make_open_campaign(tree.city)
    response = sign_in(Client(), make_user(role, tree.branch)).get(address("list"))
    assert response.status_code == (200 if role in BUSINESS_ROLES else 403)
    if role in (Role.OFFICE, Role.SECRETARY):
        assert "2026年测试活动" in response.content.decode()


def test_the_list_filters_and_exports_the_same_rows(tree, office, page):
    make_open_campaign(tree.city, office, name="甲活动")
    make_campaign(tree.city, office, name="乙活动")
    for query, seen in (({"q": "甲"}, "甲活动"), ({"status": "draft"}, "乙活动"), ({"q": "3号"}, "甲活动")):
        response = page.get(address("list"), query)
        assert [campaign.name for campaign, _ in response.context["rows"]] == [seen]
        assert status_of(page.get(address("export"), query)) == 200


@pytest.mark.parametrize("name", ["list", "detail", "setup", "extend"])
def test_pages_need_the_same_queries_for_many_rows(tree, office, page, name):
    campaign = (make_campaign if name == "setup" else make_open_campaign)(tree.city, office)
    target = address(name, None if name == "list" else campaign)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_open_campaign(tree.city, office)
            district = make_organization(tree.city, level="district", kind="party_committee")
            extended(campaign, make_organization(district), office)
        page.get(target)
        with CaptureQueriesContext(connection) as context:
            assert page.get(target).status_code == 200
        counts.append(len(context))
    assert counts[0] == counts[1]


def test_new_shows_the_templates_and_makes_a_draft(tree, page):
    response = page.get(address("new"))
    assert "基层党组织规范建设年" in response.content.decode()
    target = f"{address('new')}?template=standardization_year"
    assert page.get(target).status_code == 200
    data = {"name": "2026年试行", "year": 2026, "organization": tree.city.pk, "scope": tree.district.pk}
    response = page.post(target, data)
    campaign = Campaign.objects.get()
    assert response.headers["Location"] == address("setup", campaign)
    assert (campaign.name, campaign.scope) == ("2026年试行", tree.district)


def test_plans_of_the_own_level_stand_first(tree):
    person = sign_in(Client(), make_user(Role.OFFICE, tree.township))
    cards = person.get(address("new")).context["cards"]
    assert [card["fits"] for card in cards] == [True] + [False] * 7
    assert cards[0]["template"].code == "township_brands"
    assert cards[0]["issuer"] == "镇党委（乡镇街道级）"


def test_new_copies_an_earlier_campaign(tree, office, page):
    source = make_open_campaign(tree.city, office)
    target = f"{address('new')}?source={source.pk}"
    assert "2027年测试活动" in page.get(target).content.decode()
    data = {"name": "", "year": 2027, "organization": tree.city.pk, "scope": tree.city.pk}
    assert page.post(target, data).context["form"].errors["name"]
    page.post(target, {**data, "name": "再来一年"})
    assert Campaign.objects.filter(name="再来一年", year=2027, status="draft").exists()


def test_new_refuses_somebody_elses_office_and_source(tree):
    other = sign_in(Client(), make_user(Role.OFFICE, tree.outside_district))
    source = make_open_campaign(tree.district)
    assert other.get(f"{address('new')}?source={source.pk}").status_code == 404
    data = {"name": "越权", "year": 2026, "organization": tree.district.pk, "scope": tree.district.pk}
    response = other.post(f"{address('new')}?template=belt", data)
    assert "请选择您所在的党建办" in response.content.decode()
    assert not Campaign.objects.filter(name="越权").exists()


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.INSPECTOR, Role.LEADER, *SEPARATED_ROLES])
@pytest.mark.parametrize("name", ["new", "setup", "open", "extend", "postpone", "suspend", "cancel", "attach"])
def test_acts_are_for_offices(tree, role, name):
    campaign = make_open_campaign(tree.city)
    person = sign_in(Client(), make_user(role, tree.branch))
    assert person.post(address(name, None if name == "new" else campaign)).status_code == 403


@pytest.mark.parametrize("name", ["setup", "open", "suspend", "resume", "close", "cancel", "extend", "postpone"])
def test_an_office_below_cannot_act(tree, name):
    campaign = make_open_campaign(tree.city)
    district = sign_in(Client(), make_user(Role.OFFICE, tree.district))
    assert district.post(address(name, campaign), {"reason": "越权"}).status_code == 403
    campaign.refresh_from_db()
    assert campaign.status == "open"


@pytest.mark.parametrize("name", ["detail", "setup", "eligible", "extend"])
def test_somebody_elses_campaign_does_not_exist(tree, name):
    campaign = make_open_campaign(tree.district)
    outside = sign_in(Client(), make_user(Role.OFFICE, tree.outside_district))
    assert outside.get(address(name, campaign)).status_code == 404


def test_setup_saves_everything(tree, office, page):
    campaign = make_campaign(tree.city, office)
    data = posted(page, campaign, name="改名", total=9, quota_rural=4, quota_urban="", weight_self=30, weight_mass=20)
    data |= {f"parent_{tree.district.pk}": 3, "phase-0-ends_on": "2026-03-30", "decision_number": "演示发〔2026〕9号"}
    response = page.post(address("setup", campaign), data)
    assert response.status_code == 302, response.context["form"].errors
    campaign.refresh_from_db()
    assert (campaign.name, campaign.decision_number, campaign.weight_self) == ("改名", "演示发〔2026〕9号", 30)
    limits = {(q.dimension, q.sector, q.organization_id): q.limit for q in campaign.quotas.all()}
    assert limits[("total", "", None)] == 9
    assert limits[("sector", "rural", None)] == 4
    assert ("sector", "urban", None) not in limits
    assert limits[("parent", "", tree.district.pk)] == 3
    assert campaign.phases.get(kind="mobilization").ends_at == clock.at(dt.date(2026, 3, 30), 23, 59, 59)
    assert campaign.standards.get().version.standard.code == "small"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weight_self": 10}, "三项权重之和应为 100%，现为 90%。"),
        ({"phase-2-ends_on": "2026-01-01"}, "的截止日期早于开始日期"),
        ({"phase-2-ends_on": ""}, "开始和截止日期请一并填写"),
        ({"name": ""}, "请填写活动名称"),
        ({"total": "-1"}, "不能小于"),
        ({"version": 0}, "刚被他人修改"),
    ],
)
def test_setup_refuses_and_changes_nothing(tree, office, page, changes, words):
    campaign = make_campaign(tree.city, office)
    response = page.post(address("setup", campaign), posted(page, campaign, summary="新的说明", **changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Campaign.objects.get().summary != "新的说明"


def test_setup_lists_what_is_missing_and_opening_says_it(tree, office, page):
    with clock.moved_to(dt.date(2026, 3, 1)):
        campaign = make_campaign(tree.city, office)
        content = page.get(address("setup", campaign)).content.decode()
        for anchor in ("#id_decision_body", "#id_decision_number", "#id_approval_basis", "#id_no_fee"):
            assert f'href="{anchor}"' in content
        response = page.post(address("open", campaign), follow=True)
    assert "启动前还差 5 项" in response.content.decode()
    assert Campaign.objects.get().status == "draft"


def test_opening_saves_the_page_first(tree, office, page):
    with clock.moved_to(dt.date(2026, 3, 1)):
        campaign = make_campaign(tree.city, office)
        data = posted(
            page, campaign, **{key: str(value) for key, value in DECISION.items() if key != "no_fee"}, no_fee="on"
        )
        response = page.post(address("open", campaign), data)
        assert response.headers["Location"] == address("detail", campaign)
    assert Campaign.objects.get().status == "open"
    response = page.get(address("setup", campaign), follow=True)
    assert "设置已冻结" in response.content.decode()


def test_the_eligible_count_follows_the_screen(tree, office, page):
    campaign = make_campaign(tree.city, office)
    target = address("eligible", campaign)
    levels = {"levels": ["grassroots"]}
    assert page.get(target, {"scope": tree.district.pk, **levels}).context["counts"]["total"] == 2
    assert page.get(target, {"scope": tree.city.pk, **levels}).context["counts"]["total"] == 3
    assert page.get(target, {"scope": "x", "sectors": ["urban"], **levels}).context["counts"]["total"] == 0


def test_the_plan_is_attached_read_and_removed(tree, office, page):
    campaign = make_open_campaign(tree.city, office)
    upload = io.BytesIO(b"%PDF-1.4 plan")
    upload.name = "方案.pdf"
    content = page.post(address("attach", campaign), {"file": upload}).content.decode()
    assert "方案.pdf" in content
    secretary = sign_in(Client(), make_user(Role.SECRETARY, tree.branch))
    file = secretary.get(address("detail", campaign)).context["files"][0]
    assert status_of(secretary.get(file["url"])) == 200
    listed = page.get(address("detail", campaign)).context["files"]
    use = listed[0]["url"].rstrip("/").rsplit("/", 1)[-1]
    assert page.post(reverse("campaigns:remove_document", args=[campaign.pk, use])).status_code == 302
    assert not page.get(address("detail", campaign)).context["files"]
    wrong = io.BytesIO(b"plain text")
    wrong.name = "方案.txt"
    assert page.post(address("attach", campaign), {"file": wrong}).status_code == 400


def test_the_overview_counts_for_the_office(tree, office, page):
    campaign = make_open_campaign(tree.city, office)
    response = page.get(address("detail", campaign))
    assert response.context["funnel"][0] == {"label": "应申报", "value": 3, "url": "", "group": "sum"}
    assert [row.organization for row in response.context["rows"]] == [tree.district, tree.outside_district]
    assert "申报中" in response.content.decode()


def test_the_secretary_sees_dates_and_the_next_step(tree):
    campaign = make_open_campaign(tree.city)
    secretary = sign_in(Client(), make_user(Role.SECRETARY, tree.branch))
    response = secretary.get(address("detail", campaign))
    own = response.context["own"][0]
    assert own["deadline"] == clock.at(dt.date(2026, 5, 15), 23, 59, 59)
    assert "5月15日（周五）" in response.content.decode()
    with clock.moved_to(dt.date(2026, 5, 16)):
        assert "现已截止" in secretary.get(address("detail", campaign)).content.decode()


def test_extend_finds_and_grants(tree, office, page):
    campaign = make_open_campaign(tree.city, office)
    target = address("extend", campaign)
    found = page.get(target, {"q": "丁村"})
    assert list(found.context["form"].fields["organization"].queryset) == [tree.branch]
    phase = campaign.phases.get(kind="application")
    data = {"organization": tree.branch.pk, "phase": phase.pk, "until": "2026-05-25", "reason": "防汛"}
    assert "晚于原期限" in page.post(target, {**data, "until": "2026-05-01"}).content.decode()
    assert page.post(target, {**data, "organization": ""}).status_code == 422
    assert not PhaseExtension.objects.exists()
    assert page.post(target, data).status_code == 302
    assert "防汛" in page.get(target).content.decode()


def test_postpone_moves_the_end_for_all(tree, office, page):
    campaign = make_open_campaign(tree.city, office)
    phase = campaign.phases.get(kind="application")
    data = {"phase": phase.pk, "until": "2026-05-20", "reason": ""}
    assert page.post(address("postpone", campaign), data).status_code == 422
    assert page.post(address("postpone", campaign), {**data, "reason": "防汛"}).status_code == 302
    phase.refresh_from_db()
    assert phase.ends_at == clock.at(dt.date(2026, 5, 20), 23, 59, 59)


def test_suspend_and_the_rest_say_what_happened(tree, office, page):
    campaign = make_open_campaign(tree.city, office)
    response = page.post(address("suspend", campaign), {"reason": ""}, follow=True)
    assert "请填写“暂停”的理由" in response.content.decode()
    for verb, status in (("suspend", "suspended"), ("resume", "open"), ("close", "closed")):
        page.post(address(verb, campaign), {"reason": "防汛"})
        campaign.refresh_from_db()
        assert campaign.status == status
    assert page.post(address("cancel", campaign), {"reason": "防汛"}).status_code == 403


@pytest.mark.parametrize("template", sorted(load_templates()))
def test_every_template_makes_a_page_that_renders(tree, office, page, template):
    campaign = create_campaign(
        actor=office, template_code=template, organization=tree.city, scope=tree.city, name="", year=2026
    )
    assert page.get(address("setup", campaign)).status_code == 200
    assert page.get(address("detail", campaign)).status_code == 200
    assert page.get(f"{address('new')}?template={template}").status_code == 200
