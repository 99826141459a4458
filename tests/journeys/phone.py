"""An inspector's phone: a browser with a profile of its own on disk, which can be offline, closed and opened again."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, BrowserType, Locator, Page, expect

from tests.journeys.conftest import CHROMIUM, FLAGS, HEIGHTS, sign_in

AXE = Path(__file__).resolve().parents[2] / "static" / "vendor" / "axe" / "axe.min.js"


class Phone:
    """One device. ``open`` starts its browser, ``close`` ends it; what it stored stays in ``folder``."""

    def __init__(self, chromium: BrowserType, folder: Path, base: str, width: int = 360) -> None:
        self.chromium, self.folder, self.base, self.width = chromium, folder, base, width
        self.context: BrowserContext | None = None
        self.errors: list[str] = []

    def open(self) -> Page:
        self.context = self.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=str(CHROMIUM),
            args=[*FLAGS.split(), "--no-first-run"],
            headless=True,
            base_url=self.base,
            viewport={"width": self.width, "height": HEIGHTS[360]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=True,
        )
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.context.on("console", lambda message: self._read(message.text))
        return self.context.pages[0]

    def _read(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.errors.append(text)

    @property
    def page(self) -> Page:
        assert self.context is not None
        return self.context.pages[0]

    def offline(self, off: bool = True) -> None:
        assert self.context is not None
        self.context.set_offline(off)

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """No room for anything on the device."""
        assert self.context is not None
        session = self.context.new_cdp_session(self.page)
        session.send("Storage.overrideQuotaForOrigin", {"origin": self.base, "quotaSize": 1})
        yield
        session.send("Storage.overrideQuotaForOrigin", {"origin": self.base})
        session.detach()

    def worker_syncs(self) -> None:
        """The network is back while no page of the app is open: the browser wakes its service worker."""
        assert self.context is not None
        session, known = self.context.new_cdp_session(self.page), []
        session.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
        session.send("ServiceWorker.enable")
        while not known:
            self.page.wait_for_timeout(50)
        told = {
            "origin": self.base,
            "registrationId": known[-1]["registrationId"],
            "tag": "field-upload",
            "lastChance": False,
        }
        session.send("ServiceWorker.dispatchSyncEvent", told)
        session.detach()

    def kept(self) -> None:
        """Wait until the last tap is on the device's disk."""
        expect(self.page.locator("[data-kept]")).to_contain_text("已存本机")

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None

    # What a person does

    def enter(self, account: str) -> None:
        """Sign in and wait for the offline app."""
        sign_in(self.page, account)
        self.page.goto("/field/")
        expect(self.heading("我的检查")).to_be_visible(timeout=30_000)
        self.page.wait_for_url(re.compile(r"/field/(shell/)?(#|$)"))

    def heading(self, words: str) -> Locator:
        return self.page.get_by_role("heading", name=words, exact=True)

    def fetch_all(self) -> None:
        """全部下载备用."""
        self.page.get_by_role("button", name="全部下载备用").click()
        expect(self.page.get_by_text("没有网络也能检查")).to_be_visible(timeout=30_000)

    def show(self, visit: str, place: str = "") -> None:
        self.page.goto(f"/field/#/v/{visit}{place}")

    def begin(self, visit: str) -> None:
        self.show(visit)
        expect(self.heading("要查什么")).to_be_visible()
        self.page.get_by_role("button", name="开始检查").click()
        expect(self.clauses().first).to_be_visible()

    def clauses(self) -> Locator:
        return self.page.locator("article.clause")

    def verdict(self, clause: Locator, value: str) -> None:
        # The control lies invisibly over its label.
        clause.locator(f"input[value={value}]").check(force=True)

    def finding(self, clause: Locator) -> None:
        """Two taps."""
        self.verdict(clause, "fail")
        clause.locator(".problem").first.click()
        expect(clause.get_by_text("已记 1 个")).to_be_visible()

    def photo(self, box: Locator, colour: str) -> None:
        before = box.locator(".shot__look").count()
        box.locator("input[type=file]").first.set_input_files(
            {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture(colour)}
        )
        expect(box.locator(".shot__look")).to_have_count(before + 1)

    def sign(self, number: int) -> None:
        """A stroke on the glass."""
        glass = self.page.locator("canvas").nth(number)
        glass.scroll_into_view_if_needed()
        box = glass.bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + 30, box["y"] + 60)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + 160, box["y"] + 90, steps=4)
        self.page.mouse.up()
        expect(self.page.get_by_text("已签", exact=True)).to_have_count(number + 1)

    def end(self, visit: str, summary: str) -> None:
        """What is asked for as a whole, then 结束检查."""
        self.show(visit, "/site")
        self.page.get_by_role("checkbox", name="实地查看").check(force=True)
        self.page.get_by_label("总体评价").fill(summary)
        self.show(visit, "/end")
        self.page.get_by_role("button", name="结束检查").click()
        self.page.get_by_role("dialog").get_by_role("button", name="结束检查").click()
        expect(self.page.locator(".page-head .state")).not_to_have_text("检查中")

    def leave(self) -> None:
        """退出登录 in the menu."""
        self.page.locator("summary", has_text="菜单").click()
        self.page.get_by_role("button", name="退出登录").click()

    def axe(self) -> list[str]:
        """Serious violations on the page that is open; it must not scroll sideways either."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [row for row in found["violations"] if row["impact"] in ("serious", "critical")]
        told = [f"{row['id']}: {row['nodes'][0]['html'][:120]}" for row in serious]
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return [*told, *([f"scrolls sideways by {wide} px"] if wide > 1 else [])]


def picture(colour: str) -> bytes:
    """A photo as a camera writes it: large, with its time and place."""
    image = Image.new("RGB", (2400, 1600), colour)
    exif = Image.Exif()
    exif.get_ifd(0x8769).update({0x9003: "2026:11:02 09:08:07", 0x9011: "+08:00"})
    exif.get_ifd(0x8825).update({1: "N", 2: (25.0, 16.0, 30.0), 3: "E", 4: (110.0, 17.0, 24.0)})
    kept = io.BytesIO()
    image.save(kept, "JPEG", exif=exif)
    return kept.getvalue()
