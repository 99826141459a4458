"""The application form at both widths: started, filled, formatted, held against the standard, checked, handed in, on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from docx import Document
from playwright.sync_api import Page, expect

from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow(seconds=32)]
FIELDS = {
    "title": "红色合伙人",
    "breakthrough": "一年内实现物业党建联建全覆盖。",
    "idea": "红色物业、美好家园",
    "meaning": "党组织、物业、居民结成合伙人。",
    "foundation": "已建立网格党支部。",
    "innovation": "设红色管家岗。",
    "results": "群众办事不出网格。",
    "goal": "年底前全部达标。",
    "summary": "党员 86 名。",
    "contact_phone": "0773-0000000",
}
#: A branch of the application campaign that has not applied, with its secretary, for each width.
UNAPPLIED = """
SELECT u.username, o.id FROM organizations_organization o
JOIN organizations_membership m ON m.organization_id = o.id AND m.role = 'secretary' AND m.ended_on IS NULL
JOIN accounts_user u ON u.id = m.user_id AND u.is_active
WHERE o.closed_on IS NULL AND o.level = 'grassroots' AND o.path LIKE (
    SELECT scope_path || '%%' FROM campaigns_campaign WHERE id = %s)
AND NOT EXISTS (SELECT 1 FROM applications_application a WHERE a.organization_id = o.id AND a.campaign_id = %s)
AND (SELECT count(*) FROM organizations_membership x WHERE x.user_id = u.id) = 1
ORDER BY o.path
"""
CAMPAIGN = """
SELECT c.id FROM campaigns_campaign c JOIN campaigns_phase p ON p.campaign_id = c.id AND p.kind = 'application'
WHERE c.status = 'open' AND c.plan->'form_parts' @> '["funding_request"]' AND p.starts_at <= now() AND p.ends_at > now()
"""


def faults(page: Page) -> list[str]:
    """Serious violations that axe-core finds."""
    root = Path(settings.ROOT)
    page.evaluate((root / "static" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:80]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"))


def saved(page: Page) -> None:
    """The last field is left, and everything typed has arrived."""
    page.keyboard.press("Tab")
    for _ in range(100):  # a predicate that the page itself polls would break its CSP
        if not page.evaluate("window.Portal.autosave.unsent()"):
            break
        page.wait_for_timeout(100)
    assert not page.evaluate("window.Portal.autosave.unsent()")
    expect(page.locator("[data-saved]").first).to_contain_text("已保存")


def start(page: Page, campaign: int) -> str:
    page.goto(f"/applications/start/{campaign}/")
    page.get_by_role("button", name="开始填写").click()
    page.wait_for_url(re.compile(r"/applications/\d+/edit/"))
    return re.findall(r"/applications/(\d+)/", page.url)[0]


def fill_fields(page: Page) -> None:
    page.select_option("[name=exemplar]", "new")
    expect(page.locator("[name=highlight]")).to_be_hidden()
    page.select_option("[name=creation_form]", "departments")
    for name, value in FIELDS.items():
        page.locator(f"#application-form [name={name}]").fill(value)
    saved(page)


def write_narrative(page: Page) -> None:
    """A heading, a bold word and a list, by the buttons of the editor."""
    editor = page.locator(".richtext__text")
    editor.click()
    page.get_by_role("button", name="小标题").click()
    page.keyboard.type("一、主要做法")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="加粗").click()
    page.keyboard.type("红色合伙人")
    page.get_by_role("button", name="加粗").click()
    page.keyboard.type("带动居民。")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="项目列表").click()
    page.keyboard.type("设岗")
    page.keyboard.press("Enter")
    page.keyboard.type("定责")
    saved(page)


def add(page: Page, kind: str, button: str, values: dict[str, str], choice: tuple[str, str] | None = None) -> None:
    lines = page.locator(f"#lines-{kind} > .line")
    before = lines.count()
    page.get_by_role("button", name=button).click()
    expect(lines).to_have_count(before + 1)
    line = lines.last
    for name, value in values.items():
        line.locator(f"[name$=-{name}]").fill(value)
    if choice:
        line.locator(f"[name$=-{choice[0]}]").select_option(choice[1])
    saved(page)


@pytest.mark.parametrize("width", [1440, 360])
def test_a_form_is_filled_checked_and_handed_in(portal_server: Stage, page_at: Callable[..., Page], width: int) -> None:
    campaign = portal_server.query(CAMPAIGN)[0][0]
    rows = portal_server.query(UNAPPLIED, campaign, campaign)
    account = rows[0 if width == 1440 else 1][0]
    page = page_at(width, account)
    application = start(page, campaign)
    assert fits(page) and faults(page) == []

    fill_fields(page)
    write_narrative(page)
    add(page, "partner", "添加单位", {"name": "演示物业公司", "content": "提供议事场所"}, ("support", "place"))
    add(page, "funding", "添加经费", {"name": "标识", "amount": "1.50"}, ("source", "dues"))
    add(page, "funding", "添加经费", {"name": "器材", "amount": "0.80"}, ("source", "own"))
    expect(page.locator("#funding-total")).to_contain_text("2.3")

    page.reload()
    assert page.locator(".richtext__text h3").inner_text() == "一、主要做法"
    assert page.locator(".richtext__text strong").inner_text() == "红色合伙人"
    assert page.locator(".richtext__text ul > li").all_inner_texts() == ["设岗", "定责"]
    assert fits(page) and faults(page) == []

    page.get_by_role("link", name="去对照").click()
    page.get_by_role("button", name="开始对照").click()
    expect(page.locator("main")).to_contain_text("对照完成")
    assert fits(page) and faults(page) == []
    if page.locator(".line").count():
        first = page.locator(".line").first
        first.locator("select").select_option("record")
        saved(page)
        first.get_by_role("button", name="列入任务").click()
        expect(page.locator(".line").first).to_contain_text("已列入任务")
        rest = page.locator("#one-cause")
        if rest.count():
            rest.select_option("activity")
            page.get_by_role("button", name="统一填写").click()
    page.goto(f"/applications/{application}/edit/")
    if not page.locator("#lines-task > .line").count():
        add(page, "task", "添加任务", {"task": "设红色管家岗"})

    page.locator("#application-form [name=title]").fill("")
    saved(page)
    link = page.locator("#missing a", has_text="品牌（示范点）名称")
    expect(link).to_be_visible()
    link.click()
    assert page.url.endswith("#id_title")
    page.locator("#application-form [name=title]").fill(FIELDS["title"])
    saved(page)
    expect(page.locator("#missing")).to_contain_text("必填内容已齐")

    with page.expect_download() as kept:
        page.get_by_role("link", name="登记表 Word").click()
    document = Document(io.BytesIO(Path(kept.value.path()).read_bytes()))
    words = "\n".join(
        [*(p.text for p in document.paragraphs), *(c.text for t in document.tables for r in t.rows for c in r.cells)]
    )
    for said in ("红色合伙人", "演示物业公司", "2.3 万元", "设岗", "责任书记"):
        assert said in words
    with page.expect_download() as printed:
        page.get_by_role("link", name="PDF").click()
    assert Path(printed.value.path()).read_bytes().startswith(b"%PDF")

    page.get_by_role("link", name="核对并提交").click()
    assert fits(page) and faults(page) == []
    expect(page.locator(".prose strong")).to_have_text("红色合伙人")
    page.get_by_role("button", name="提交申报").click()
    expect(page.locator("main, .messages").first).to_contain_text(re.compile("已提交|审核中"))
