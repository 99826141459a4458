"""Planning: a quarter with teams, days and routes in a few clicks; a lot published, drawn, verified by the command."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def faults(page: Page) -> list[str]:
    """Serious violations that axe-core finds."""
    root = Path(settings.ROOT)
    page.evaluate((root / "static" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"))


def campaign_of(stage: Stage) -> tuple[int, str]:
    """The open campaign with the most sites under creation, and the login of its organizer's office."""
    rows = stage.query(
        "SELECT a.campaign_id, min(u.username) FROM applications_application a "
        "JOIN campaigns_campaign c ON c.id = a.campaign_id "
        "JOIN organizations_membership m ON m.organization_id = c.organization_id AND m.role = 'office' "
        "AND m.ended_on IS NULL JOIN accounts_user u ON u.id = m.user_id AND u.is_active "
        "WHERE a.status = 'creating' AND c.status = 'open' "
        "GROUP BY a.campaign_id ORDER BY count(DISTINCT a.id) DESC, a.campaign_id LIMIT 1"
    )
    return int(str(rows[0][0])), str(rows[0][1])


def test_a_quarter_is_planned_and_a_lot_is_drawn(
    portal_server: Stage, page_at: Callable[..., Page], tmp_path: Path
) -> None:
    (campaign, account), today = campaign_of(portal_server), dt.date.today()
    office = page_at(1440, account)
    plan_the_quarter(office, campaign, today)
    draw = draw_the_lot(office, campaign, today, portal_server, tmp_path)
    phone = page_at(360)
    phone.goto(f"/public/draws/{draw}/")
    expect(phone.get_by_role("heading", name="抽取结果")).to_be_visible()
    for address in (f"/public/draws/{draw}/", "/public/draws/algorithm/"):
        phone.goto(address)
        assert fits(phone) and faults(phone) == [], address


def plan_the_quarter(page: Page, campaign: int, today: dt.date) -> None:
    """All sites at once; then one stop moved, the sites told, the month looked at."""
    key = new_round(page, campaign, "quarterly", "季度督查演练", today)
    page.goto(f"/inspections/rounds/{key}/plan/")
    assert faults(page) == []
    boxes = page.locator("input[name=inspectors]")
    for at in range(min(2, boxes.count())):
        boxes.nth(at).check()
    page.check("input[name=whole]")
    steps.submit(page, "自动排定")
    page.wait_for_url(re.compile("/schedule/"))
    assert faults(page) == []
    rows = page.locator("tr[data-visit]")
    assert rows.count() > 2
    first = rows.nth(0).get_attribute("data-visit")
    page.get_by_role("button", name="推后一位").first.press("Enter")
    expect(page.locator("tr[data-visit]").nth(1)).to_have_attribute("data-visit", str(first))
    page.get_by_role("main").get_by_role("button", name="通知被检查单位").click()
    steps.confirm(page)
    expect(page.get_by_text("均已通知")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert fits(page) and faults(page) == []
    page.get_by_role("link", name="月历").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("检查安排")
    assert fits(page) and faults(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})


def draw_the_lot(page: Page, campaign: int, today: dt.date, stage: Stage, folder: Path) -> int:
    """Frozen and published, drawn before a supervisor, repeated by the command; a changed byte is refused."""
    key = new_round(page, campaign, "random", "抽签演练", today)
    page.goto(f"/inspections/rounds/{key}/draws/")
    page.fill("[name=count]", "2")
    steps.submit(page, "封存并公布")
    page.wait_for_url(re.compile(r"/inspections/draws/\d+/"))
    draw = steps.number_in(page.url)
    before, after = folder / "before.json", folder / "after.json"
    before.write_bytes(page.request.get(f"/public/draws/{draw}/record/").body())
    page.fill("[name=supervised_by]", "演示监督员")
    page.fill("[name=spoken]", "6174")
    steps.submit(page, "抽取")
    steps.confirm(page)
    expect(page.get_by_role("heading", name="抽取结果")).to_be_visible()
    assert faults(page) == []
    after.write_bytes(page.request.get(f"/inspections/draws/{draw}/record/").body())
    assert len(json.loads(after.read_text(encoding="utf-8"))["drawn"]) == 2
    assert "核验通过" in stage.manage("verify_draw", str(after), "--before", str(before))
    after.write_bytes(after.read_bytes().replace(b"6174", b"6175"))
    with pytest.raises(AssertionError, match="核验未通过"):
        stage.manage("verify_draw", str(after))
    page.get_by_role("link", name="按结果安排检查").click()
    expect(page.locator("input[name=applications]:checked")).to_have_count(2)
    return draw


def new_round(page: Page, campaign: int, kind: str, name: str, today: dt.date) -> int:
    page.goto(f"/inspections/new/?campaign={campaign}")
    page.select_option("[name=kind]", kind)
    page.select_option("[name=unannounced]", "no")
    page.fill("[name=name]", name)
    page.fill("[name=starts_on]", today.isoformat())
    page.fill("[name=ends_on]", (today + dt.timedelta(days=40)).isoformat())
    steps.submit(page, "建立批次")
    page.wait_for_url(re.compile(r"/inspections/rounds/\d+/"))
    return steps.number_in(page.url)
