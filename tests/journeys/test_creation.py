"""The creation period: a secretary reports on the phone, the office watches, admonishes and pays, a leader sees the visits."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
#: A site under creation in the demonstration that has money granted, and one that lags.
SITE = "450305001006"
LAGGING = "450305-NEW-05"
PIXEL = (
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


def login_of(stage: Stage, code: str) -> str:
    rows = stage.query(
        "SELECT u.username FROM accounts_user u JOIN organizations_membership m ON m.user_id = u.id "
        "JOIN organizations_organization o ON o.id = m.organization_id WHERE o.code = %s AND m.role = 'secretary'",
        code,
    )
    return str(rows[0][0])


def site_of(stage: Stage, code: str) -> int:
    rows = stage.query(
        "SELECT a.id FROM applications_application a JOIN organizations_organization o ON o.id = a.organization_id "
        "WHERE o.code = %s AND a.status = 'creating'",
        code,
    )
    return int(str(rows[0][0]))


def faults(page: Page) -> list[str]:
    root = Path(settings.ROOT)
    page.evaluate((root / "static" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [each for each in found["violations"] if each["impact"] in ("serious", "critical")]
    return [f"{page.url} {each['id']}: {[node['html'] for node in each['nodes']]}" for each in serious]


def sound(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
    assert faults(page) == []


def test_a_month_of_creation(portal_server: Stage, page_at: Callable[..., Page]) -> None:
    site = site_of(portal_server, SITE)
    phone = page_at(360, login_of(portal_server, SITE))
    phone.goto(f"/applications/{site}/reports/")
    sound(phone)
    phone.get_by_role("link", name="填报").first.click()
    phone.wait_for_url(re.compile(r"/reports/\w+/[\w-]+/$"))
    sound(phone)
    first = phone.locator("input[name^=progress-]").last
    first.fill("101")
    phone.locator("textarea[name=done]").fill("阵地提升完成，开展议事活动一次。")
    phone.get_by_role("button", name="报送").click()
    expect(phone.locator("input[name^=progress-]").last).to_be_visible()
    phone.locator("input[name^=progress-]").last.fill("55")
    phone.get_by_role("button", name="报送").click()
    expect(phone.get_by_role("main")).to_contain_text("已报送")
    sound(phone)

    phone.goto(f"/applications/{site}/funding/expense/")
    phone.locator("input[name=amount]").fill("99999999")
    phone.locator("input[name=use]").fill("活动器材")
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_role("main")).to_contain_text("支出不能超过结余")
    phone.locator("input[name=amount]").fill("1200")
    phone.locator("input[name=uploads]").set_input_files(
        {"name": "发票.png", "mimeType": "image/png", "buffer": bytes.fromhex(PIXEL)}
    )
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_role("main")).to_contain_text("活动器材")
    expect(phone.get_by_role("link", name="发票.png")).to_be_visible()
    sound(phone)


def test_the_office_sees_who_is_behind_and_acts(portal_server: Stage, page_at: Callable[..., Page]) -> None:
    site, lagging = site_of(portal_server, SITE), site_of(portal_server, LAGGING)
    desk = page_at(1440, "district")
    campaign = portal_server.query("SELECT campaign_id FROM applications_application WHERE id = %s", site)[0][0]
    desk.goto(f"/applications/creation/?campaign={campaign}")
    expect(desk.get_by_role("main")).to_contain_text("明显滞后")
    sound(desk)
    waiting = portal_server.query(
        "SELECT id FROM applications_admonition WHERE application_id = %s AND status = 'issued'", lagging
    )[0][0]
    desk.goto(f"/applications/{site}/admonish/")
    desk.locator("textarea[name=reason]").fill("阵地任务进度偏慢。")
    desk.get_by_role("button", name="发出").click()
    expect(desk.get_by_role("main")).to_contain_text("待回复")

    desk.goto(f"/applications/{site}/funding/grant/")
    desk.locator("input[name=amount]").fill("50")
    desk.locator("input[name=document_number]").fill("示例组发〔2026〕99号")
    desk.get_by_role("button", name="登记批复").click()
    expect(desk.get_by_role("main")).to_contain_text("确需批复的，请在说明中写明理由")
    desk.locator("input[name=amount]").fill("1")
    desk.locator("input[name=note]").fill("补充安排")
    desk.get_by_role("button", name="登记批复").click()
    expect(desk.get_by_role("main")).to_contain_text("示例组发〔2026〕99号")
    for address in ("ledger", "money", "admonitions", "plans", "acceptances"):
        desk.goto(f"/applications/creation/{address}/")
        sound(desk)

    phone = page_at(360, login_of(portal_server, LAGGING))
    phone.goto(f"/applications/creation/admonitions/{waiting}/")
    sound(phone)
    phone.locator("textarea[name=text]").fill("已明确责任人，月底前补齐。")
    phone.get_by_role("button", name="提交回复").click()
    expect(phone.get_by_role("main")).to_contain_text("已回复")


def test_a_leader_sees_visits_against_the_number_owed(portal_server: Stage, page_at: Callable[..., Page]) -> None:
    phone = page_at(360, "leader")
    expect(phone.get_by_role("main")).to_contain_text("登记联系指导")
    expect(phone.locator("td[data-label='应到']").first).to_have_text(re.compile(r"\d+ 次"))
    sound(phone)
