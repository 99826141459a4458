from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from campaign_portal.demo import ACCOUNTS
from tests.journeys.conftest import sign_in
from tests.journeys.stage import Stage

pytestmark = pytest.mark.journey


def test_every_part_of_the_portal_lives(portal_server: Stage) -> None:
    with urllib.request.urlopen(f"{portal_server.url}/healthz/", timeout=10) as response:
        answer = json.load(response)
    assert answer["status"] == "ok", answer


def test_demo_data_is_marked(portal_server: Stage) -> None:
    assert portal_server.query("SELECT key FROM core_instancemark") == [("demo",)]


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize("width", [360, 1440])
def test_account_signs_in(page_at: Callable[..., Page], account: str, width: int) -> None:
    page = page_at(width)
    sign_in(page, account)
    expect(page.locator("h1").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_wrong_password_is_refused_in_chinese(page_at: Callable[..., Page]) -> None:
    page = page_at(360)
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "office")
    page.fill("input[name=password]", "wrong")
    page.locator("form:has(input[name=password]) [type=submit]").first.click()
    expect(page.get_by_text("不正确").first).to_be_visible()
