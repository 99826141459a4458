"""Reminders in the browser: a channel that works, the bell, the inbox, settings, the office's week, 催办."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys.stage import Stage
from tests.reminders.servers import mail_server, robot

pytestmark = [pytest.mark.journey, pytest.mark.slow(seconds=65)]
PATIENCE = 60
NOTIFY = """
from apps.accounts.models import User
from apps.core import clock
from apps.reminders.services import notify
notify(rule="journey", subject="journey:{mark}", recipients=[User.objects.get(username="secretary")],
       title="请看这一条 {mark}", due_at=clock.now(), url="/help/", threshold="{mark}")
"""
OPEN = "SELECT id FROM campaigns_campaign WHERE status = 'open' ORDER BY id"


def faults(page: Page) -> list[str]:
    root = Path(settings.ROOT)
    page.evaluate((root / "static" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")]


def good(page: Page) -> bool:
    """It fits its width, and axe-core finds nothing serious."""
    fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
    return bool(fits) and faults(page) == []


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.5)


@pytest.mark.parametrize("width", [1440, 360])
def test_an_office_sets_a_robot_up_and_it_hears(portal_server: Stage, page_at: Callable[..., Page], width: int) -> None:
    page = page_at(width, "office")
    with robot() as group:
        page.goto("/inbox/channels/")
        assert good(page)
        page.goto("/inbox/channels/add/webhook/")
        page.locator("[name=name]").fill(f"工作群 {width}")
        page.locator("[name=url]").fill("http://10.0.0.9/hook")
        page.get_by_role("button", name="保存").click()
        expect(page.locator("main")).to_contain_text("在内部网络")
        assert good(page)
        page.locator("[name=url]").fill(group.address)
        page.get_by_role("button", name="保存").click()
        page.wait_for_url(re.compile(r"/inbox/channels/\d+/$"))
        page.get_by_role("button", name="试发一条").click()
        expect(page.locator("main")).to_contain_text("试发成功")
        assert "试发" in group.heard[0]["title"]
        page.get_by_role("button", name="启用", exact=True).click()
        expect(page.locator(".page-head")).to_contain_text("启用")
        assert good(page)
        # What is due today is planned and sent by the portal's own worker and beat.
        portal_server.manage("shell", "-v0", "-c", NOTIFY.format(mark=f"robot{width}"))
        portal_server.manage("shell", "-v0", "-c", QUIET_NEVER)
        portal_server.manage(
            "shell", "-v0", "-c", "from apps.reminders.tasks import plan_deliveries; plan_deliveries()"
        )
        until(lambda: any(f"robot{width}" in heard["message"] for heard in group.heard))
        page.reload()
        expect(page.locator("main")).to_contain_text("已发送")
        page.get_by_role("button", name="停用", exact=True).click()
        expect(page.locator("main")).to_contain_text("已停用")


QUIET_NEVER = """
from apps.accounts.models import User
from apps.reminders.models import Preference
Preference.objects.update_or_create(user=User.objects.get(username="secretary"),
                                    defaults={"quiet_from": 0, "quiet_until": 0})
"""


@pytest.mark.parametrize("width", [1440, 360])
def test_the_bell_rings_and_the_inbox_leads_to_the_matter(
    portal_server: Stage, page_at: Callable[..., Page], width: int
) -> None:
    page = page_at(width, "secretary")
    page.goto("/help/")
    number = page.locator("[data-bell-number]")
    before = int(number.inner_text().rstrip("+") or 0)
    portal_server.manage("shell", "-v0", "-c", NOTIFY.format(mark=f"bell{width}"))
    page.evaluate("window.Portal.bell.ask()")  # what the page does by itself every minute
    expect(number).to_have_text(str(before + 1))
    page.locator("[data-bell]").click()
    assert good(page)
    page.get_by_role("button", name=re.compile(f"bell{width}")).click()
    page.wait_for_url("**/help/")
    page.goto("/inbox/?show=unread")
    expect(page.locator("main")).not_to_contain_text(f"bell{width}")


@pytest.mark.parametrize("width", [1440, 360])
def test_a_person_sets_hours_and_subscribes_a_calendar(
    portal_server: Stage, page_at: Callable[..., Page], width: int
) -> None:
    page = page_at(width, "secretary")
    page.goto("/inbox/settings/")
    assert good(page)
    page.select_option("[name=digest_hour]", "10")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("body")).to_contain_text("已保存")
    if page.get_by_role("button", name="生成订阅地址").count():
        page.get_by_role("button", name="生成订阅地址").click()
    else:
        page.get_by_role("button", name="换一个地址").click()
        page.locator(".modal.show").get_by_role("button", name="换一个地址").click()
    address = page.locator("#feed-address").input_value()
    answer = page.request.get(address)
    assert answer.status == 200
    assert answer.text().startswith("BEGIN:VCALENDAR")
    assert good(page)


@pytest.mark.parametrize("width", [1440, 360])
def test_the_office_sees_its_week_changes_a_rule_and_asks_for_what_is_owed(
    portal_server: Stage, page_at: Callable[..., Page], width: int
) -> None:
    page = page_at(width, "office")
    campaign = owing(portal_server, page)
    page.goto(f"/campaigns/{campaign}/reminders/")
    expect(page.locator("#h-week + *, [aria-labelledby=h-week]").first).not_to_contain_text("正在推算", timeout=20_000)
    assert good(page)
    page.get_by_role("link", name=re.compile("^修改")).first.click()
    page.locator("[name=wording]").fill("请{谁}办")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("不能识别")
    page.locator("[name=wording]").fill("请尽快办理。")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("请尽快办理。")
    page.goto(f"/campaigns/{campaign}/reminders/owed/")
    assert good(page)
    box = page.locator("[name=owed]:enabled").nth(0 if width == 1440 else 1)
    box.check()
    page.locator("[name=wording]").fill(f"请本周办完 {width}")
    page.get_by_role("button", name="催办勾选的事项").click()
    expect(page.locator("body")).to_contain_text("已催办 1 项")
    page.goto(f"/campaigns/{campaign}/reminders/said/?rule=urge")
    expect(page.locator("main")).to_contain_text("催办：")
    assert good(page)


def owing(stage: Stage, page: Page) -> int:
    """A campaign of the office's own in which at least three things are owed."""
    for (key,) in stage.query(OPEN):
        page.goto(f"/campaigns/{key}/reminders/")
        if not page.get_by_role("link", name=re.compile("^修改")).count():
            continue
        page.goto(f"/campaigns/{key}/reminders/owed/")
        if page.locator("[name=owed]:enabled").count() > 2:
            return int(str(key))
    raise AssertionError("nobody owes anything in the demonstration")


def test_mail_goes_to_the_persons_own_mailbox(portal_server: Stage, page_at: Callable[..., Page]) -> None:
    page = page_at(1440, "office")
    with mail_server() as server:
        page.goto("/inbox/channels/add/email/")
        for name, value in (("name", "办公邮箱"), ("host", "127.0.0.1"), ("port", str(server.port))):
            page.locator(f"[name={name}]").fill(value)
        page.locator("[name=sender]").fill("office@example.cn")
        page.select_option("[name=security]", "insecure")
        page.get_by_role("button", name="保存").click()
        page.wait_for_url(re.compile(r"/inbox/channels/\d+/$"))
        page.locator("[name=to]").fill("someone@example.cn")
        page.get_by_role("button", name="试发一条").click()
        expect(page.locator("main")).to_contain_text("试发成功")
        assert [mail.to for mail in server.mails] == ["someone@example.cn"]
