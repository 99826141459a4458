"""Journeys: real web, worker and beat on a database of their own, and a real browser that obeys the CSP."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.stage import PASSWORD, Stage

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
HEIGHTS = {360: 740, 1440: 900}


@pytest.fixture(scope="session")
def portal_server() -> Iterator[Stage]:
    """The demonstration, running; `url`, `password`, `portal` (to kill parts of it) and `psql` are its handles."""
    if not CHROMIUM.exists():
        pytest.skip("/usr/bin/chromium is missing: apt-get install chromium fonts-noto-cjk")
    with Stage.demo() as stage:
        yield stage


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    if not CHROMIUM.exists():
        pytest.skip("/usr/bin/chromium is missing: apt-get install chromium fonts-noto-cjk")
    # Playwright's loop stays in this thread; Django would refuse the database to every later test of the process.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=[*FLAGS.split(), "--no-first-run"], headless=True
        )
        yield browser
        browser.close()


class Watch:
    """What a page must never do: ask another host, break the CSP, or raise in a script."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.complaints: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        """Listen to all pages of the context."""
        context.on("request", lambda request: self._check(request.url))
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("console", lambda message: self._read(message.text))

    def _check(self, url: str) -> None:
        # The browser's own PDF viewer is an extension inside it, with files of the browser's own.
        if not url.startswith((self.base, "data:", "blob:", "chrome-extension://", "chrome://resources/")):
            self.complaints.append(f"request to another host: {url}")

    def _read(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.complaints.append(text)


@pytest.fixture
def context_at(portal_server: Stage, browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`context_at(width, **options)`: a browser of its own, signed out; every complaint fails the test at its end.

    Without service workers: these journeys walk the inspector's pages with network; the offline ones bring their own.
    """
    watch = Watch(portal_server.url)
    opened: list[BrowserContext] = []

    def make(width: int = 1440, **options: object) -> BrowserContext:
        viewport = {"width": width, "height": HEIGHTS.get(width, 900)}
        context = browser.new_context(
            base_url=portal_server.url,
            viewport=viewport,  # type: ignore[arg-type]
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=width < 600,
            service_workers="block",
            **options,  # type: ignore[arg-type]
        )
        watch.follow(context)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert watch.complaints == []


@pytest.fixture
def page_at(context_at: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """`page_at(width, account)`: a page of that width, signed in as the demo account (signed out without one)."""

    def make(width: int = 1440, account: str | None = None, **options: object) -> Page:
        page = context_at(width, **options).new_page()
        if account:
            sign_in(page, account)
        return page

    return make


def sign_in(page: Page, account: str, password: str = PASSWORD) -> None:
    """Sign in through the form and wait for the home page."""
    page.goto("/accounts/login/")
    page.fill("input[name=login]", account)
    page.fill("input[name=password]", password)
    page.locator("form:has(input[name=password]) [type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
