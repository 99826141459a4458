"""通知公告 in the browser: written by the city, read and answered by a secretary, followed by the offices; a task confirmed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.stage import Stage
from tests.journeys.steps import confirm, number_in, submit
from tests.journeys.test_reminders import good

pytestmark = [pytest.mark.journey, pytest.mark.slow(seconds=30)]
#: A running campaign of the city's office that reaches the secretary; the secretary's township, and its code.
PLACE = """
SELECT c.id, t.code, t.id, u.name
  FROM campaigns_campaign c
  JOIN organizations_membership m ON m.organization_id = c.organization_id AND m.role = 'office'
  JOIN accounts_user o ON o.id = m.user_id AND o.username = 'office'
  JOIN accounts_user u ON u.username = 'secretary'
  JOIN organizations_membership s ON s.user_id = u.id AND s.role = 'secretary'
  JOIN organizations_organization b ON b.id = s.organization_id
  JOIN organizations_organization t ON b.path LIKE t.path || '%%' AND t.depth = b.depth - 1
 WHERE c.status = 'open' AND b.path LIKE c.scope_path || '%%' ORDER BY c.id LIMIT 1
"""


def write(page: Page, campaign: int, title: str, code: str) -> int:
    """A meeting with receipt and reply for one township's organizations, as a draft and then issued."""
    today = dt.date.today()
    page.goto(f"/campaigns/{campaign}/announcements/new/")
    assert good(page)
    page.locator("[name=kind][value=meeting]").check()
    page.fill("[name=title]", title)
    page.fill("[name=text]", "请各党组织准时参加。\n材料自带。")
    page.fill("[name=starts_at]", f"{today + dt.timedelta(days=9)}T09:00")
    page.fill("[name=place]", "市委三楼会议室")
    page.check("[name=needs_reply]")
    page.fill("[name=reply_by]", str(today + dt.timedelta(days=7)))
    page.select_option("[name=audience]", "chosen")
    submit(page, "保存草稿")
    expect(page.locator("#chosen")).to_contain_text("还没有指定")
    page.fill("#chosen [name=q]", code)
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("^添加")).first.click()
    expect(page.locator("#chosen")).to_contain_text("移除")
    assert good(page)
    page.get_by_role("button", name="发布", exact=True).click()
    confirm(page)
    expect(page.locator("body")).to_contain_text("人将在消息中收到")
    return number_in(page.url)


def read_and_reply(page: Page, title: str) -> None:
    """From the bell through the inbox to the announcement, and the reply."""
    page.goto("/inbox/?show=unread")
    assert good(page)
    page.get_by_role("button", name=re.compile(title)).click()
    page.wait_for_url("**/campaigns/announcements/**")
    expect(page.locator("main")).to_contain_text("市委三楼会议室")
    assert good(page)
    form = page.locator("#reply")
    form.locator("[name=reply][value=yes]").check()
    form.locator("[name=people]").fill("2")
    form.get_by_role("button", name="提交回复").click()
    expect(page.locator("body")).to_contain_text("回复已送达")
    expect(page.locator("#reply")).to_contain_text("为本单位回复")


@pytest.mark.parametrize("width", [1440, 360])
def test_a_meeting_is_announced_read_and_answered(
    portal_server: Stage, page_at: Callable[..., Page], width: int
) -> None:
    (campaign, code, _, name), *_ = portal_server.query(PLACE)
    title = f"迎检部署会{width}"
    reader, office = page_at(width, "secretary"), page_at(width, "office")
    reader.goto("/help/")
    number = reader.locator("[data-bell-number]")
    before = int(number.inner_text().rstrip("+") or 0)
    row = write(office, int(str(campaign)), title, str(code))
    reader.evaluate("window.Portal.bell.ask()")  # what the page does by itself every minute
    expect(number).to_have_text(str(before + 1))
    office.goto(f"/campaigns/announcements/{row}/receipts/?state=read")
    expect(office.locator("main")).to_contain_text("没有符合条件的接收人")
    read_and_reply(reader, title)
    office.goto(f"/campaigns/announcements/{row}/receipts/?sort=-read")
    first = office.locator("tbody tr").first
    expect(first).to_contain_text(str(name))
    expect(first).to_contain_text("参加")
    expect(first).to_contain_text("2 人")
    assert good(office)
    office.goto(f"/campaigns/announcements/{row}/receipts/?state=unread")
    expect(office.locator("main table")).to_contain_text("未读")
    expect(office.locator("main table")).not_to_contain_text(str(name))
    between = page_at(width, "district")
    between.goto(f"/campaigns/announcements/{row}/receipts/?state=read")
    expect(between.locator("main table")).to_contain_text(str(name))
    assert good(between)


@pytest.mark.parametrize("width", [1440, 360])
def test_a_task_is_given_and_confirmed(portal_server: Stage, page_at: Callable[..., Page], width: int) -> None:
    (campaign, *_), *_ = portal_server.query(PLACE)
    ((district, _),) = portal_server.query(DISTRICT)
    page, task = page_at(width, "office"), f"整理阵地台账{width}"
    page.goto(f"/campaigns/{campaign}/lines/add/")
    page.fill("[name=name]", task)
    page.fill("[name=department]", "区委组织部")
    page.fill("[name=deadline]", str(dt.date.today() + dt.timedelta(days=20)))
    page.select_option("[name=organization]", str(district))
    submit(page, "添加")
    between = page_at(width, "district")
    between.goto(f"/campaigns/{campaign}/lines/")
    between.get_by_role("link", name=task).click()
    between.wait_for_url(re.compile(r"/lines/\d+/$"))
    assert good(between)
    between.get_by_role("button", name="确认收到").click()
    expect(between.locator("main")).not_to_contain_text("确认收到任务")
    page.goto(f"/campaigns/{campaign}/lines/")
    expect(page.locator("tr", has_text=task)).to_contain_text("已确认收到")
    assert good(page)


DISTRICT = """
SELECT m.organization_id, u.name FROM organizations_membership m JOIN accounts_user u ON u.id = m.user_id
 WHERE u.username = 'district' AND m.role = 'office'
"""
