"""What an office does to write a standard, as clicks and keys on the real pages."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.steps import confirm, number_in


def begin(page: Page, name: str) -> int:
    """A new standard, empty; the key of its draft."""
    page.goto("/standards/new/")
    page.fill("[name=name]", name)
    page.check("[name=kind][value=scored]") if page.locator("input[name=kind]").count() else page.select_option(
        "[name=kind]", "scored"
    )
    page.fill("[name=source]", "演示方案（2026）")
    page.get_by_role("button", name="开始起草").click()
    page.wait_for_url("**/edit/**")
    return number_in(page.url)


def add(page: Page, title: str, what: str) -> None:
    """A section or a leaf beside what is chosen."""
    page.fill("#new-title", title)
    page.locator(".outline__add").get_by_role("button", name=what).click()
    expect(page.locator("#node-panel h2")).to_have_text(title)


def save(page: Page) -> None:
    page.locator("#node-panel .dock").get_by_role("button", name="保存").click()
    expect(page.locator("#node-panel .saved")).to_contain_text("已保存")


def measure_area(page: Page, least: int, points: int) -> None:
    """The chosen leaf asks for an area; the catalogue fills name and unit."""
    page.select_option("[name=n-measure-type]", "quantity")
    page.locator("[name=n-measure-metric]").wait_for()
    option = page.locator("#catalogue-metrics option[value$='（venue_area）']")
    page.fill("[name=n-measure-metric]", str(option.get_attribute("value")))
    page.select_option("[name=n-measure-op]", ">=")
    page.fill("[name=n-measure-value]", str(least))
    page.fill("[name=n-points]", str(points))
    save(page)
    expect(page.locator("#node-panel .reads")).to_contain_text(f"≥ {least} ㎡")


def measure_checklist(page: Page, members: list[str], points: int) -> None:
    """The chosen leaf is a list of things to have."""
    page.select_option("[name=n-measure-type]", "checklist")
    for position, title in enumerate(members):
        page.get_by_role("button", name="添加清单项").click()
        page.locator(f"[name=n-measure-members-{position}-title]").fill(title)
    page.fill("[name=n-points]", str(points))
    save(page)


def move_up_by_keyboard(page: Page, title: str) -> None:
    page.locator(".outline__row a", has_text=title).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".outline__row a", has_text=title)).to_be_focused()


def score_with(page: Page, pk: int, area: int) -> str:
    """The score that the trial shows for an area."""
    page.goto(f"/standards/{pk}/preview/")
    field = page.locator("[name='metric:venue_area']")
    field.fill(str(area))
    field.blur()
    expect(page.locator("#trial-result")).to_contain_text(f"{area} ㎡")
    return page.locator("#trial-result .trial__score strong").inner_text()


def ask(page: Page, pk: int, reason: str) -> None:
    """Hand what is newly asked to an approver."""
    page.goto(f"/standards/{pk}/asks/")
    for field in page.locator("textarea[name^=reason-]").all():
        field.fill(reason)
    page.get_by_role("button", name="提交审批").click()
    expect(page.get_by_role("main")).to_contain_text("本版正在审批")


def approve(page: Page, pk: int) -> None:
    page.goto(f"/standards/{pk}/asks/")
    while page.get_by_role("button", name="批准", exact=True).count():
        page.get_by_role("button", name="批准", exact=True).first.click()
        page.wait_for_load_state("load")
    expect(page.get_by_role("main")).to_contain_text("全部批准")


def publish(page: Page, pk: int) -> None:
    page.goto(f"/standards/{pk}/publish/")
    page.get_by_role("main").get_by_role("button", name="发布", exact=True).click()
    confirm(page)
    expect(page.get_by_role("main")).to_contain_text("内容不再改变")
