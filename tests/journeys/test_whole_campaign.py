"""From a plan to a plaque in the browser, each step by the role that owns it, on the real servers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from campaign_portal.embedded import ROOT
from tests.journeys import steps
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow(seconds=110)]
NAME = "2026年滨江片区规范化建设"
BRAND = steps.FORM["title"]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "现场.jpg"
    Image.new("RGB", (640, 480), (150, 90, 60)).save(path)
    return path


@pytest.fixture
def today() -> dt.date:
    """The day in the portal's time zone."""
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()


def let_the_notice_run_out(stage: Stage, notice: int) -> None:
    """The working days of a notice pass; everything else happens now."""
    stage.query(
        "UPDATE evaluations_publicnotice SET starts_on = starts_on - 10, ends_on = starts_on - 1 WHERE id = %s "
        "RETURNING id",
        notice,
    )


def site_of(stage: Stage) -> str:
    """The short name of the organization whose secretary is the account ``secretary``."""
    rows = stage.query(
        "SELECT o.short_name FROM organizations_membership m JOIN organizations_organization o ON o.id = m.organization_id "
        "JOIN accounts_user u ON u.id = m.user_id WHERE u.username = 'secretary' AND m.role = 'secretary' AND m.ended_on IS NULL"
    )
    return str(rows[0][0])


def inspector_of(stage: Stage) -> str:
    return str(stage.query("SELECT name FROM accounts_user WHERE username = 'inspector'")[0][0])


def test_a_campaign_runs_from_its_plan_to_a_plaque(
    portal_server: Stage, page_at: Callable[..., Page], photo: Path, today: dt.date
) -> None:
    office = page_at(1440, "office")
    campaign = open_from_template(office, today)
    secretary = page_at(360, "secretary")
    application = apply_and_climb(secretary, page_at, office, campaign, today)
    steps.self_assess(secretary, application, photo)
    expect(secretary.get_by_role("main")).to_contain_text("已提交")
    inspect_and_rectify(portal_server, page_at, office, secretary, campaign, application, photo, today)
    steps.record_survey(office, application, today)
    notice = evaluate_and_publish(office, campaign)
    let_the_notice_run_out(portal_server, notice)
    steps.name(office, notice, "演示发〔2026〕32号")
    verify_the_plaque(portal_server, page_at, secretary, application)
    stand_on_the_belt(portal_server, office)
    read_the_history(page_at)


def open_from_template(office: Page, today: dt.date) -> int:
    campaign = steps.create_campaign(office, NAME, today)
    office.goto(f"/campaigns/{campaign}/setup/")
    expect(office.get_by_role("main")).to_contain_text("启动前还差")
    steps.open_campaign(office, campaign)
    expect(office.get_by_role("heading", level=1)).to_contain_text(NAME)
    return campaign


def apply_and_climb(secretary: Page, page_at: Callable[..., Page], office: Page, campaign: int, today: dt.date) -> int:
    """Applied on the phone, returned once by the township, recommended twice, approved by the city."""
    secretary.goto("/")
    expect(secretary.get_by_role("main")).to_contain_text(f"申报{NAME}")
    application = steps.start_application(secretary, campaign)
    secretary.goto(f"/applications/{application}/submit/")
    expect(secretary.get_by_role("main")).to_contain_text("提交前还差")
    steps.fill_application(secretary, application, today + dt.timedelta(days=20))
    steps.submit_application(secretary, application)
    township, district = page_at(1440, "township"), page_at(1440, "district")
    steps.review(township, application, "return", "请补充任务的措施")
    secretary.goto("/")
    expect(secretary.get_by_role("main")).to_contain_text("按意见修改申报")
    steps.submit_application(secretary, application)
    for reviewer in (township, district, office):
        steps.review(reviewer, application, "recommend", "情况属实，同意。")
    secretary.goto(f"/applications/{application}/")
    expect(secretary.get_by_role("main")).to_contain_text("创建中")
    return application


def inspect_and_rectify(
    stage: Stage,
    page_at: Callable[..., Page],
    office: Page,
    secretary: Page,
    campaign: int,
    application: int,
    photo: Path,
    today: dt.date,
) -> None:
    """A visit on the phone with one finding; answered, sent back, answered again, closed."""
    round_key = steps.plan_round(office, campaign, "滨江片区验收", today)
    steps.assign_visit(office, round_key, application, inspector_of(stage), today)
    inspector = page_at(360, "inspector")
    visit = stage.query("SELECT id FROM inspections_visit WHERE application_id = %s", application)[0][0]
    steps.inspect(inspector, str(visit), photo)
    finding = int(str(stage.query("SELECT id FROM inspections_finding WHERE visit_id = %s", visit)[0][0]))
    steps.answer_finding(secretary, finding, "已补齐会议记录。", photo)
    steps.check_finding(inspector, finding, "退回整改", "请说明今后如何按季召开。")
    steps.answer_finding(secretary, finding, "已列入季度计划。", photo)
    steps.check_finding(inspector, finding, "复查通过", "已核实。")
    expect(inspector.get_by_role("main")).to_contain_text("已销号")


def evaluate_and_publish(office: Page, campaign: int) -> int:
    steps.compute(office, campaign)
    expect(office.get_by_role("main")).to_contain_text(BRAND)
    steps.propose(office, campaign)
    return steps.publish(office, campaign)


def verify_the_plaque(stage: Stage, page_at: Callable[..., Page], secretary: Page, application: int) -> None:
    """The secretary downloads the certificate; a stranger with the QR code reads the live status."""
    key, token = stage.query("SELECT id, token FROM branding_designation WHERE application_id = %s", application)[0]
    secretary.goto(f"/designations/{key}/")
    with secretary.expect_download() as download:
        secretary.get_by_role("link", name="下载证书").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    stranger = page_at(360)
    stranger.goto(f"/verify/{token}/")
    expect(stranger.get_by_role("main")).to_contain_text("真实有效")


def stand_on_the_belt(stage: Stage, office: Page) -> None:
    site = site_of(stage)
    brand = stage.query(
        "SELECT b.name FROM branding_brand b JOIN organizations_organization o ON o.id = b.organization_id "
        "WHERE o.short_name = %s",
        site,
    )[0][0]
    steps.string_belt(office, "滨江党建示范带", [site])
    station = office.get_by_role("main").locator("tbody tr").first
    expect(station).to_contain_text(str(brand))
    expect(station).to_contain_text("基层党组织规范化建设示范点")


def read_the_history(page_at: Callable[..., Page]) -> None:
    """The auditor finds who did what, and why."""
    auditor = page_at(1440, "auditor")
    auditor.goto(f"/audit/?q={BRAND}")
    rows = auditor.get_by_role("main").locator("tbody")
    expect(rows).to_contain_text("退回修改")
    expect(rows).to_contain_text("请补充任务的措施")
    expect(rows).to_contain_text(re.compile("命名"))


def test_two_officers_on_one_application_one_wins_the_other_is_told(
    portal_server: Stage, page_at: Callable[..., Page]
) -> None:
    """Both have the page open; the second is told who was faster, and nothing is decided twice."""
    rows = portal_server.query(
        "SELECT s.application_id FROM applications_reviewstep s JOIN organizations_membership m "
        "ON m.organization_id = s.organization_id AND m.role = 'office' AND m.ended_on IS NULL "
        "JOIN accounts_user u ON u.id = m.user_id WHERE s.status = 'pending' AND u.username = 'township' LIMIT 1"
    )
    application = rows[0][0]
    before = returns_of(portal_server, application)
    first, second = page_at(1440, "township"), page_at(1440, "township")
    for page in (first, second):
        page.goto(f"/applications/{application}/review/")
    decide_on_open_page(first, "return", "请补充责任人")
    decide_on_open_page(second, "return", "请补充期限")
    expect(second.locator("body")).to_contain_text(re.compile("不能再办理|先于您"))
    assert returns_of(portal_server, application) == before + 1


def returns_of(stage: Stage, application: object) -> int:
    """How often the application was returned."""
    rows = stage.query(
        "SELECT count(*) FROM core_statechange WHERE verb = 'return' AND subject_id = %s AND subject_type_id = "
        "(SELECT id FROM django_content_type WHERE app_label = 'applications' AND model = 'application')",
        str(application),
    )
    return int(str(rows[0][0]))


def decide_on_open_page(page: Page, decision: str, opinion: str) -> None:
    form = page.locator("form[aria-labelledby=h-review]")
    steps.choose(form, "decision", decision)
    form.locator("[name=opinion]").fill(opinion)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state("load")


def test_every_role_opens_its_pages_without_serious_accessibility_faults(page_at: Callable[..., Page]) -> None:
    """axe-core on the main pages of each role, at the width each role works at."""
    script = (ROOT / "static" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
    pages = {
        ("office", 1440): ["/", "/campaigns/", "/applications/", "/applications/review/", "/inspections/", "/evaluations/", "/belts/", "/organizations/"],
        ("secretary", 360): ["/", "/applications/", "/inspections/findings/", "/organizations/mine/"],
        ("inspector", 360): ["/field/", "/inspections/findings/"],
        ("leader", 360): ["/"],
        ("auditor", 1440): ["/audit/"],
        ("administrator", 1440): ["/accounts/manage/", "/styleguide/"],
        ("security", 1440): ["/accounts/manage/roles/"],
    }  # fmt: skip
    faults: list[str] = []
    for (account, width), addresses in pages.items():
        page = page_at(width, account)
        for address in addresses:
            page.goto(address)
            faults += [f"{account} {address}: {fault}" for fault in serious(page, script)]
    assert faults == []


def serious(page: Page, script: str) -> list[str]:
    """Serious and critical violations, as axe names them."""
    # evaluate() runs in the page's own world and is not subject to the page's CSP.
    page.evaluate(script)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']} {[node['html'][:100] for node in violation['nodes'][:2]]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
