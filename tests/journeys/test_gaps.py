"""差什么: a secretary reads what the stars still ask for, enters one figure on the phone, and the gap is gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
CODE = "450305001003"
STANDARD = "star_rating_demo"
LEAF = "志愿服务队 3 支以上"


def address_of(stage: Stage) -> str:
    """差什么 of the secretary's organization against the version in force of the stars."""
    organization = stage.query("SELECT id FROM organizations_organization WHERE code = %s", CODE)[0][0]
    version = stage.query(
        "SELECT v.id FROM standards_standardversion v JOIN standards_standard s ON s.id = v.standard_id "
        "WHERE s.code = %s AND v.status = 'published'",
        STANDARD,
    )[0][0]
    return f"/applications/gaps/{organization}/?standard={version}"


def number(text: str) -> float:
    found = re.search(r"[\d.]+", text)
    assert found, text
    return float(found.group())


def figures(page: Page) -> list[float]:
    """Score now, items lacking, score once all is met."""
    return [number(text) for text in page.locator("dl.figures .figure").all_inner_texts()]


def gains(page: Page) -> list[float]:
    return [number(text) for text in page.locator("tbody td[data-label='可得']").all_inner_texts()]


def faults(page: Page) -> list[str]:
    """Serious violations that axe-core finds."""
    root = Path(settings.ROOT)
    page.evaluate((root / "static" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")]


def test_a_gap_is_read_closed_and_gone(portal_server: Stage, page_at: Callable[..., Page]) -> None:
    address = address_of(portal_server)
    phone = page_at(360, "secretary")
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
    assert faults(phone) == []
    before, lacking = figures(phone), gains(phone)
    assert len(lacking) == before[1] > 1
    assert lacking == sorted(lacking, reverse=True)
    assert sum(lacking) == pytest.approx(before[2] - before[0], abs=0.02)
    expect(phone.get_by_role("main")).to_contain_text("等次：现")
    expect(phone.locator("tbody")).to_contain_text("可评“")

    row = phone.locator("tbody tr", has_text=LEAF)
    worth = number(row.locator("td[data-label='可得']").inner_text())
    row.get_by_role("link").click()
    phone.wait_for_url(re.compile(r"/facts/.*#metric-volunteer_teams$"))
    field = phone.locator("tr", has=phone.locator("#metric-volunteer_teams")).locator("input[type=text]")
    with phone.expect_response(lambda answer: "/facts/" in answer.url and answer.request.method == "POST") as answer:
        field.fill("4")
    assert answer.value.status == 200

    desk = page_at(1440, "secretary")
    desk.goto(address)
    after = figures(desk)
    assert desk.locator("tbody tr", has_text=LEAF).count() == 0
    assert after[0] == pytest.approx(before[0] + worth, abs=0.01)
    assert after[1] == before[1] - 1
    assert after[2] == before[2]
    assert faults(desk) == []
