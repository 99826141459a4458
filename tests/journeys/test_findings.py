"""From a finding to its end: notice, plan, answer, sent back, closed by another; and to letters and the bulletin."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.stage import Stage
from tests.journeys.steps import confirm
from tests.journeys.test_creation import login_of, sound

pytestmark = [pytest.mark.journey, pytest.mark.slow]
#: A site of the demonstration that was found the same problem twice; its second visit has no notice signed yet.
SITE = "450305003205"
#: A site with two letters about one finding, in the campaign under inspection.
PRESSED = "450304001002"


def finding_of(stage: Stage, code: str, where: str) -> int:
    rows = stage.query(
        "SELECT f.id FROM inspections_finding f JOIN organizations_organization o ON o.id = f.organization_id "
        f"WHERE o.code = %s AND {where} ORDER BY f.id DESC LIMIT 1",
        code,
    )
    return int(str(rows[0][0]))


def status_of(stage: Stage, finding: int) -> str:
    return str(stage.query("SELECT status FROM inspections_finding WHERE id = %s", finding)[0][0])


def office_of(stage: Stage, finding: int) -> str:
    """The login of the office that runs the round of a finding."""
    rows = stage.query(
        "SELECT u.username FROM inspections_finding f JOIN inspections_visit v ON v.id = f.visit_id "
        "JOIN inspections_round r ON r.id = v.round_id JOIN organizations_membership m "
        "ON m.organization_id = r.organization_id AND m.role = 'office' JOIN accounts_user u ON u.id = m.user_id "
        "WHERE f.id = %s ORDER BY u.id LIMIT 1",
        finding,
    )
    return str(rows[0][0])


def answer(page: Page, finding: int, words: str) -> None:
    page.goto(f"/inspections/findings/{finding}/")
    page.locator("textarea[name=text]").fill(words)
    page.get_by_role("button", name="提交整改", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("待复查")


def test_from_the_notice_to_the_closing(portal_server: Stage, page_at: Callable[..., Page]) -> None:
    finding = finding_of(portal_server, SITE, "f.repeats_id IS NOT NULL")
    phone = page_at(360, login_of(portal_server, SITE))
    phone.goto(f"/inspections/findings/{finding}/")
    expect(phone.get_by_role("main")).to_contain_text("重复问题")
    sound(phone)
    phone.get_by_role("link", name=re.compile("督改〔")).click()
    expect(phone.locator(".paper")).to_be_visible()
    sound(phone)
    phone.get_by_role("button", name="签收").click()
    confirm(phone)
    expect(phone.locator(".paper")).to_contain_text("签收人：")
    phone.goto(f"/inspections/findings/{finding}/")
    plan = phone.locator("#plan")
    plan.locator("[name=measure]").fill("每月更新公开栏。")
    plan.locator("[name=responsible]").fill("演示责任人")
    plan.locator("[name=promised_on]").fill(str(dt.date.today() + dt.timedelta(days=90)))
    plan.get_by_role("button", name="保存方案").click()
    expect(phone.locator("#plan")).to_contain_text("不能晚于整改期限")
    phone.locator("#plan [name=promised_on]").fill(str(dt.date.today() + dt.timedelta(days=1)))
    phone.locator("#plan").get_by_role("button", name="保存方案").click()
    expect(phone.locator("#plan dl")).to_contain_text("每月更新公开栏。")
    answer(phone, finding, "已更新。")

    office = page_at(1440, office_of(portal_server, finding))
    office.goto(f"/inspections/findings/{finding}/")
    sound(office)
    office.get_by_role("button", name="退回整改").click()
    expect(office.get_by_role("main")).to_contain_text("退回时请写明")
    office.locator("[name=opinion]").fill("未见照片。")
    office.get_by_role("button", name="退回整改").click()
    expect(office.locator("h1 + *")).to_contain_text("退回整改")
    answer(phone, finding, "已更新，补充照片。")
    office.goto(f"/inspections/findings/{finding}/")
    office.locator("input[name=how][value=on_site]").check()
    office.get_by_role("button", name="复查通过，销号").click()
    expect(office.get_by_role("main")).to_contain_text("现场复查通过")
    assert status_of(portal_server, finding) == "verified"


def test_to_letters_and_the_bulletin(portal_server: Stage, page_at: Callable[..., Page]) -> None:
    finding = finding_of(portal_server, PRESSED, "f.key")
    office = page_at(1440, office_of(portal_server, finding))
    office.goto("/inspections/findings/?marks=key")
    sound(office)
    office.goto(f"/inspections/findings/{finding}/")
    expect(office.locator(".step-bar")).to_contain_text("督查指导")
    sound(office)
    # The day of the second letter is over: its answer never came.
    portal_server.query(
        "UPDATE inspections_supervisionletter SET due_on = current_date - 1 WHERE finding_id = %s RETURNING id", finding
    )
    office.goto("/inspections/letters/due/")
    sound(office)
    row = office.get_by_role("row").filter(has=office.locator(f"a[href='/inspections/findings/{finding}/']"))
    row.get_by_role("link", name="发提醒").click()
    expect(office.locator("[name=rung]")).to_have_value("remind")
    sound(office)
    office.get_by_role("button", name="发出").click()
    expect(office.locator(".paper__title")).to_have_text("提醒函")
    sound(office)
    letter = office.url
    phone = page_at(360, login_of(portal_server, PRESSED))
    phone.goto(letter)
    sound(phone)
    phone.locator("[name=answer]").fill("已落实责任人，三日内完成。")
    phone.get_by_role("button", name="提交答复").click()
    expect(phone.get_by_role("main")).to_contain_text("三日内完成")

    drafted = portal_server.query(
        "SELECT b.round_id, u.username FROM inspections_bulletin b JOIN inspections_round r ON r.id = b.round_id "
        "JOIN organizations_membership m ON m.organization_id = r.organization_id AND m.role = 'office' "
        "JOIN accounts_user u ON u.id = m.user_id WHERE b.status = 'draft' ORDER BY u.id LIMIT 1"
    )[0]
    writer = page_at(1440, str(drafted[1]))
    writer.goto(f"/inspections/rounds/{drafted[0]}/bulletin/")
    sound(writer)
    writer.get_by_role("link", name="修改").click()
    expect(writer.locator(".richtext__text")).to_contain_text("一、总体情况")
    sound(writer)
    writer.locator("[name=title]").fill("关于随机抽查情况的通报")
    writer.get_by_role("button", name="保存").click()
    expect(writer.locator(".paper__title")).to_have_text("关于随机抽查情况的通报")
    writer.get_by_role("button", name="印发", exact=True).click()
    confirm(writer)
    expect(writer.locator("h1 + *")).to_contain_text("已印发")
    reader = page_at(360, login_of(portal_server, SITE))
    reader.goto("/inspections/bulletins/")
    reader.get_by_role("link", name="关于随机抽查情况的通报").click()
    expect(reader.locator(".paper")).to_contain_text("一、总体情况")
    sound(reader)
