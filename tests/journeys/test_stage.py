from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from campaign_portal.demo import ACCOUNTS
from tests.journeys.conftest import sign_in
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow(seconds=50)]
#: Beat sends advance_phases every minute.
PATIENCE = 100


@pytest.fixture(scope="module", autouse=True)
def due_phase(portal_server: Stage) -> object:
    """The key of a phase whose minute has come: while the other tests run, beat's comes too."""
    return portal_server.query(
        "UPDATE campaigns_phase SET starts_at = now() - interval '1 minute', ends_at = now() + interval '9 days' "
        "WHERE id = (SELECT p.id FROM campaigns_phase p JOIN campaigns_campaign c ON c.id = p.campaign_id "
        "WHERE c.status = 'open' AND p.status = 'planned' ORDER BY p.id LIMIT 1) RETURNING id"
    )[0][0]


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


def test_a_phase_opens_at_its_minute_and_the_act_is_recorded(portal_server: Stage, due_phase: object) -> None:
    """Through the real beat and worker: nobody calls the job here."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if portal_server.query("SELECT status FROM campaigns_phase WHERE id = %s", due_phase)[0][0] == "open":
            break
        time.sleep(1)
    changes = portal_server.query(
        "SELECT verb, acting_role FROM core_statechange WHERE subject_id = %s AND verb = 'open' AND subject_type_id = "
        "(SELECT id FROM django_content_type WHERE app_label = 'campaigns' AND model = 'phase')",
        str(due_phase),
    )
    assert changes == [("open", "system")]
