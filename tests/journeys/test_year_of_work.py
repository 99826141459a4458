"""A secretary plans the year, files the plan, and closes a gap on the phone with an entry copied from last time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
CODE = "450305001003"
STANDARD = "five_norms"
LEAF = "结合主题党日开展党员志愿者活动"


@pytest.fixture
def today() -> dt.date:
    """The day in the portal's time zone."""
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()


def organization_of(stage: Stage) -> int:
    return int(stage.query("SELECT id FROM organizations_organization WHERE code = %s", CODE)[0][0])


def forget_month(stage: Stage, organization: int, first: dt.date) -> None:
    """Nothing was written down in this month: its theme days are void."""
    stage.query(
        "UPDATE organizations_workrecord SET status = 'cancelled' WHERE organization_id = %s AND kind = 'theme_day' "
        "AND date_trunc('month', held_on) = %s RETURNING id",
        organization,
        first,
    )


def leaf_state(page: Page, organization: int, version: int) -> int:
    """How many lines of 差什么 are about the leaf: none when it is met."""
    page.goto(f"/applications/gaps/{organization}/?standard={version}")
    return page.locator("tbody tr", has_text=LEAF).count()


def test_a_year_is_planned_filed_recorded_and_counted(
    portal_server: Stage, page_at: Callable[..., Page], today: dt.date
) -> None:
    organization = organization_of(portal_server)
    plan_and_file(page_at(1440, "secretary"), organization, today.year + 1)

    month = today.replace(day=1)
    if month.month > 1:
        month = (month - dt.timedelta(days=1)).replace(day=1)
    forget_month(portal_server, organization, month)
    phone = page_at(360, "secretary")
    version = int(
        portal_server.query(
            "SELECT v.id FROM standards_standardversion v JOIN standards_standard s ON s.id = v.standard_id "
            "WHERE s.code = %s ORDER BY v.number DESC LIMIT 1",
            STANDARD,
        )[0][0]
    )
    assert leaf_state(phone, organization, version) == 1
    record_on_the_phone(phone, organization, month)
    assert leaf_state(phone, organization, version) == 0


def plan_and_file(page: Page, organization: int, year: int) -> None:
    """By cadence, for the year to come; what the demonstration planned already is not planned twice."""
    page.goto(f"/organizations/{organization}/plan/make/?year={year}")
    page.check("[name=volunteer_on]")
    page.fill("[name=volunteer_responsible]", "宣传委员")
    steps.submit(page, "列入计划")
    page.wait_for_url(re.compile(rf"/plan/\?year={year}"))
    expect(page.locator("tbody tr", has_text="志愿服务")).to_have_count(4)
    expect(page.locator("tbody tr th[scope=row]").locator("xpath=..").filter(has_text="主题党日")).to_have_count(12)
    steps.submit(page, re.compile(r"备案 \d+ 项"))
    expect(page.locator("tbody tr", has_text="已计划")).to_have_count(0)
    expect(page.locator("tbody tr", has_text="已备案").first).to_be_visible()


def record_on_the_phone(page: Page, organization: int, month: dt.date) -> None:
    """The empty month leads to the form; all but the day stands there from last time."""
    page.goto(f"/organizations/{organization}/records/?year={month.year}")
    cell = page.locator(".strip__row", has_text="主题党日").locator(f"a[title^='{month.year}年{month.month}月']")
    cell.click()
    page.wait_for_url(re.compile(r"/records/add/\?kind=theme_day"))
    assert page.input_value("[name=title]")
    assert page.input_value("[name=headcount]")
    assert page.input_value("[name=held_on]").startswith(f"{month:%Y-%m}")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
    steps.submit(page, "登记")
    page.wait_for_url(re.compile(r"/records/$"))
    page.goto(f"/organizations/{organization}/records/?year={month.year}")
    row = page.locator(".strip__row", has_text="主题党日")
    expect(row.locator(f"[title='{month.year}年{month.month}月已开展1次']")).to_be_visible()
