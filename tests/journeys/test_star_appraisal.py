"""An office writes a star appraisal that the portal has never seen, tries it out, and publishes it: all in the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys import authoring
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
NAME = "演示五星评比办法"


def faults(page: Page) -> list[str]:
    """Serious violations that axe-core finds, and scrolling sideways."""
    axe = Path(settings.ROOT) / "static" / "vendor" / "axe" / "axe.min.js"
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    return [*serious, *(["scrolls sideways"] if wide else [])]


def kind(page: Page, measure: str, field: str, value: str) -> None:
    """Choose how the leaf is found out, and wait for the fields of this way."""
    page.select_option("[name=n-measure-type]", measure)
    target = page.locator(f"[name=n-measure-{field}]")
    target.wait_for()
    if target.evaluate("node => node.tagName") == "SELECT":
        target.select_option(value)
    else:
        target.fill(value)


def scored(page: Page, rule: str, field: str) -> None:
    page.select_option("[name=n-scoring-type]", rule)
    page.locator(f"[name=n-scoring-{field}]").wait_for()


def press(page: Page, act: str, waits: str) -> None:
    """A button that draws the form anew; then the field that it brings."""
    page.locator(f"button[name=act][value='{act}']").click()
    page.locator(f"[name='{waits}']").wait_for()


def compare(page: Page, name: str, attribute: str, label: str, op: str, value: str) -> None:
    page.select_option(f"[name='{name}-attribute']", attribute)
    page.fill(f"[name='{name}-label']", label)
    page.select_option(f"[name='{name}-op']", op)
    page.fill(f"[name='{name}-value']", value)


def opened(page: Page, summary: str) -> None:
    fold = page.locator("details.folded", has_text=summary).first
    if not fold.evaluate("node => node.open"):
        fold.locator("summary").first.click()


def basics(page: Page) -> None:
    """Two sections; the points of the first are capped."""
    authoring.add(page, "组织建设", "上级指标")
    opened(page, "上下限")
    page.fill("[name=n-cap]", "40")
    authoring.save(page)
    authoring.add(page, "按期换届", "评分项")
    kind(page, "yes_no", "label", "按期换届")
    page.fill("[name=n-points]", "20")
    authoring.save(page)
    authoring.add(page, "活动场所", "评分项")
    authoring.measure_area(page, least=200, points=30)
    authoring.add(page, "服务群众", "上级指标")
    authoring.add(page, "群众满意度", "评分项")
    kind(page, "survey", "survey", "satisfaction")
    page.fill("[name=n-measure-label]", "群众满意度")
    page.fill("[name=n-points]", "30")
    page.select_option("[name=n-scoring-type]", "by_value")
    page.locator("[name=n-scoring-full_at]").wait_for()
    authoring.save(page)


def nested(page: Page) -> None:
    """A leaf for those of two stars that are rural, or a branch that is not weak: three levels, by keyboard where it matters."""
    authoring.add(page, "结对共建", "评分项")
    kind(page, "yes_no", "label", "与驻地单位结对共建")
    page.fill("[name=n-points]", "30")
    opened(page, "适用范围")
    press(page, "add:n-when", "n-when-0-attribute")
    expect(page.locator("[name='n-when-0-metric']")).to_be_focused()
    compare(page, "n-when-0", "stars", "星级", ">=", "2")
    press(page, "group:n-when", "n-when-1-0-attribute")
    compare(page, "n-when-1-0", "sector", "领域", "=", "乡镇农村")
    compare(page, "n-when-1-1", "kind", "组织类别", "=", "党支部")
    wrap = page.locator("button[value='wrap:n-when-1-1']")
    wrap.focus()
    page.keyboard.press("Enter")
    page.locator("[name='n-when-1-1-1-attribute']").wait_for()
    compare(page, "n-when-1-1-1", "weak", "软弱涣散", "=", "否")
    authoring.save(page)
    words = "星级 ≥ 2且（领域为乡镇农村或（组织类别为党支部且非软弱涣散））"
    expect(page.locator("#node-panel .reads")).to_contain_text(words)


def deductions_and_bonus(page: Page) -> None:
    authoring.add(page, "扣分和加分", "上级指标")
    authoring.add(page, "通报批评", "评分项")
    kind(page, "events", "event", "circulated_criticism")
    page.fill("[name=n-measure-label]", "被通报批评")
    page.fill("[name=n-points]", "0")
    scored(page, "per_occurrence", "each")
    page.fill("[name=n-scoring-each]", "2")
    page.uncheck("[name=n-scoring-adds]")
    page.fill("[name=n-scoring-floor]", "-10")
    authoring.save(page)
    authoring.add(page, "荣誉加分", "评分项")
    kind(page, "events", "event", "honorary_title")
    page.fill("[name=n-measure-label]", "获得荣誉称号")
    page.fill("[name=n-points]", "0")
    scored(page, "per_occurrence", "each")
    page.fill("[name=n-scoring-each]", "3")
    page.fill("[name=n-scoring-cap]", "5")
    opened(page, "其他")
    page.check("[name=n-bonus]")
    authoring.save(page)


def whole(page: Page, pk: int) -> None:
    """One star to five, a prerequisite, a limit by satisfaction, a veto with its effect."""
    page.goto(f"/standards/{pk}/settings/")
    for position, (title, least) in enumerate((("五星", 90), ("四星", 80), ("三星", 70), ("二星", 60))):
        press(page, "add:n-grades", f"n-grades-{position}-title")
        page.fill(f"[name=n-grades-{position}-title]", title)
        page.fill(f"[name=n-grades-{position}-from]", str(least))
    page.fill("[name=n-grade_fallback-title]", "一星")
    press(page, "add:n-grades-0-requires", "n-grades-0-requires-0-criterion")
    page.select_option("[name=n-grades-0-requires-0-criterion]", label="按期换届")
    page.check("[name=n-grades-0-requires-0-met]")
    saved(page)
    press(page, "add:n-grade_limits", "n-grade_limits-0-title")
    page.fill("[name=n-grade_limits-0-title]", "群众满意度低于 60%")
    page.select_option("[name=n-grade_limits-0-at_most]", label="二星")
    page.select_option("[name=n-grade_limits-0-when-survey]", "satisfaction")
    page.select_option("[name=n-grade_limits-0-when-op]", "<")
    page.fill("[name=n-grade_limits-0-when-value]", "60")
    opened(page, "一票否决")
    press(page, "add:n-vetoes", "n-vetoes-0-title")
    page.fill("[name=n-vetoes-0-title]", "发生重大事故")
    page.select_option("[name=n-vetoes-0-effect]", "grade_cap")
    page.select_option("[name=n-vetoes-0-grade]", label="三星")
    saved(page)


def saved(page: Page) -> None:
    page.locator("#settings-panel .dock").get_by_role("button", name="保存").click()
    expect(page.locator("#settings-panel .saved")).to_contain_text("已保存")


def given(page: Page, name: str, value: str) -> None:
    """One input; the result is drawn anew."""
    field = page.locator(f"[name='{name}']")
    with page.expect_response("**/preview/"):
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
            field.blur()
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def tried(page: Page, pk: int) -> None:
    """Everything is given; then satisfaction falls, and a veto strikes."""
    page.goto(f"/standards/{pk}/preview/")
    code = page.locator("#trial-fields [name^='claim:']").first.get_attribute("name")
    claims = [node.get_attribute("name") for node in page.locator("#trial-fields select[name^='claim:']").all()]
    assert code == claims[0] and len(claims) == 2
    values = {
        "attribute:stars": "3", "attribute:weak": "no", claims[0]: "yes", claims[1]: "yes", "metric:venue_area": "250",
        "event:circulated_criticism": "1", "event:honorary_title": "3", "survey:satisfaction": "90",
    }  # fmt: skip
    for name, value in values.items():
        given(page, str(name), value)
    result = page.locator("#trial-result")
    expect(result.locator(".trial__score")).to_contain_text("100")
    expect(result.locator(".trial__score")).to_contain_text("五星")
    expect(result).to_contain_text("封顶：“组织建设”合计 50 分，最高 40 分，减少 10 分")
    expect(result).to_contain_text("按期换届须达到")
    assert faults(page) == []
    given(page, "survey:satisfaction", "50")
    expect(result.locator(".trial__score")).to_contain_text("二星")
    expect(result.locator(".trial__steps")).to_contain_text("最高二星")
    given(page, "survey:satisfaction", "95")
    given(page, "veto:" + str(page.locator("[name^='veto:']").get_attribute("name")).partition(":")[2], "yes")
    expect(result.locator(".trial__score")).to_contain_text("三星")


def test_a_star_appraisal_is_written_tried_and_published(portal_server: Stage, page_at: Callable[..., Page]) -> None:
    author = page_at(1440, "district")
    pk = authoring.begin(author, NAME)
    basics(author)
    nested(author)
    assert faults(author) == []
    deductions_and_bonus(author)
    whole(author, pk)
    assert faults(author) == []
    tried(author, pk)

    phone = page_at(360, "district")
    for address in (f"/standards/{pk}/edit/?node=fwqz.jdgj", f"/standards/{pk}/settings/", f"/standards/{pk}/preview/"):
        phone.goto(address)
        assert faults(phone) == []

    authoring.ask(author, pk, "星级评比首次统计")
    approver = page_at(1440, "office")
    authoring.approve(approver, pk)
    authoring.publish(author, pk)
    phone.goto(f"/standards/{pk}/")
    expect(phone.get_by_role("main")).to_contain_text("组织类别为党支部且非软弱涣散")
    assert faults(phone) == []
