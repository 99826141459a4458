"""佐证材料: sent over a network that breaks, found again in the library, looked at, used twice, and recognised."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow(seconds=30)]
SITE, NEIGHBOUR = "450305001003", "450305004001"
MEGABYTE = 1024 * 1024
VIDEO_SIZE = 30 * MEGABYTE


def drawn(quality: int = 92, size: tuple[int, int] = (1200, 900)) -> bytes:
    """A scene with features, the same one however it is scaled or compressed."""
    image = Image.linear_gradient("L").resize((1200, 900)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for number in range(14):
        x, y = (number * 331) % 1200, (number * 197) % 900
        draw.rectangle((x, y, x + 210, y + 160), fill=((number * 40) % 256, 70, (number * 90) % 256))
    out = io.BytesIO()
    image.resize(size).save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    video = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
    contents = {
        "主题党日.jpg": drawn(),
        "制度汇编.pdf": b"%PDF-1.4\n" + os.urandom(2000),
        "假报告.pdf": b"MZ\x90\x00" + os.urandom(2000),
        "活动录像.mp4": video + os.urandom(VIDEO_SIZE - len(video)),
        "活动照片.jpg": drawn(60, (800, 600)),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


def draft_of(stage: Stage, code: str) -> tuple[int, str]:
    """The self-assessment under way of an organization: its application and its secretary's account."""
    rows = stage.query(
        "SELECT a.id, u.username FROM applications_selfassessment s "
        "JOIN applications_application a ON a.id = s.application_id "
        "JOIN organizations_organization o ON o.id = a.organization_id "
        "JOIN organizations_membership m ON m.organization_id = o.id AND m.role = 'secretary' AND m.ended_on IS NULL "
        "JOIN accounts_user u ON u.id = m.user_id WHERE s.status = 'draft' AND o.code = %s",
        code,
    )
    return int(str(rows[0][0])), str(rows[0][1])


def open_leaves(page: Page, application: int) -> list[Locator]:
    """The leaves of the first section that take evidence for at least two."""
    page.goto(f"/applications/{application}/self-assessment/")
    for address in [a.get_attribute("href") for a in page.locator("ul.sections a").all()]:
        page.goto(str(address))
        if page.locator("[data-upload]").count() >= 2:
            return page.locator("article.leaf:has([data-upload])").all()
    raise AssertionError("no section with two leaves that take evidence")


def faults(page: Page) -> list[str]:
    """Serious violations that axe-core finds; and the page must not scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
    root = Path(settings.ROOT)
    page.evaluate((root / "static" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], exclude: [['iframe']]})")
    return [
        f"{each['id']} {each['nodes'][0]['html'][:120]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def choose(leaf: Locator, *paths: Path) -> None:
    leaf.locator(".drop:not(.drop--camera) input[type=file]").set_input_files([str(path) for path in paths])


class Line:
    """The page's network: slow enough to be caught in the middle, and cut."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")

    def set(self, *, speed: int = -1, cut: bool = False) -> None:
        limits = {"offline": cut, "latency": 5, "downloadThroughput": -1, "uploadThroughput": speed}
        self.session.send("Network.emulateNetworkConditions", limits)


def pieces_held(stage: Stage) -> int:
    return int(str(stage.query("SELECT count(*) FROM core_uploadchunk")[0][0]))


def wait_for(page: Page, met: Callable[[], bool]) -> None:
    for _ in range(150):
        if met():
            return
        page.wait_for_timeout(200)
    raise AssertionError("never met")


@pytest.mark.parametrize("width", [360, 1440])
def test_evidence_survives_the_network_and_is_used_again(
    portal_server: Stage, page_at: Callable[..., Page], files: dict[str, Path], width: int
) -> None:
    application, account = draft_of(portal_server, SITE)
    page = page_at(width, account)
    page.on("dialog", lambda dialog: dialog.accept())
    leaf, other = open_leaves(page, application)[:2]
    video = files["活动录像.mp4"].rename(files["活动录像.mp4"].with_name(f"活动录像{width}.mp4"))
    several_at_once(leaf, files)
    cut_in_the_middle(portal_server, page, leaf, video)
    look_at(page, leaf)
    pick(page, other, video.name)
    assert faults(page) == []
    library(page, portal_server, video.name)
    tidy(portal_server)


def several_at_once(leaf: Locator, files: dict[str, Path]) -> None:
    """Two are taken; the one with a false extension says why at its own row."""
    choose(leaf, files["主题党日.jpg"], files["制度汇编.pdf"], files["假报告.pdf"])
    expect(leaf.locator(".slot")).to_contain_text(["主题党日.jpg", "制度汇编.pdf"], timeout=30000)
    row = leaf.locator("[data-upload-list] li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("假报告.pdf")
    expect(row).to_contain_text("只接受")
    row.get_by_role("button", name="移除").click()


def cut_in_the_middle(stage: Stage, page: Page, leaf: Locator, video: Path) -> None:
    """Off and on again: it goes on. Then the page is loaded anew: chosen again, it goes on from where it was."""
    line = Line(page)
    line.set(speed=5 * MEGABYTE)
    choose(leaf, video)
    wait_for(page, lambda: pieces_held(stage) >= 2)
    line.set(cut=True)
    expect(leaf.locator("[data-upload-list] li")).to_contain_text("网络中断", timeout=20000)
    held = pieces_held(stage)
    line.set(speed=5 * MEGABYTE)
    wait_for(page, lambda: pieces_held(stage) > held)
    page.reload()
    held = pieces_held(stage)
    assert 3 <= held < 15
    row = leaf.locator("[data-unfinished]")
    expect(row).to_contain_text(video.name)
    expect(row).to_contain_text(re.compile(r"已传 [1-9]\d?%"))
    line.set()
    choose(leaf, video)
    expect(leaf.locator(".slot", has_text=video.name)).to_be_visible(timeout=60000)
    sha = hashlib.sha256(video.read_bytes()).hexdigest()
    assert stage.query("SELECT content_type, size FROM core_storedfile WHERE sha256 = %s", sha) == [
        ("video/mp4", VIDEO_SIZE)
    ]
    assert pieces_held(stage) == 0


def look_at(page: Page, leaf: Locator) -> None:
    """In place, by mouse and by keys."""
    dialog = page.locator("#look")
    leaf.get_by_role("link", name="主题党日.jpg").click()
    expect(dialog.locator("img.look__picture")).to_be_visible()
    assert dialog.locator("img.look__picture").evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    page.keyboard.press("ArrowRight")
    expect(dialog.locator("iframe.look__frame")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(dialog.locator("video")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def pick(page: Page, leaf: Locator, video: str) -> None:
    """Two files of the library for another leaf."""
    leaf.get_by_role("link", name="从材料库选用").click()
    page.get_by_role("checkbox", name="选用主题党日.jpg").check()
    page.get_by_role("checkbox", name=f"选用{video}").check()
    assert faults(page) == []
    page.get_by_role("button", name="选用所选材料").click()
    expect(page.locator(".messages, [role=status], .alert").first).to_contain_text("已选用 2 份材料")


def library(page: Page, stage: Stage, video: str) -> None:
    """Found by its name, with the places that use it."""
    organization = stage.query("SELECT id FROM organizations_organization WHERE code = %s", SITE)[0][0]
    page.goto(f"/organizations/{organization}/library/?q={video}")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("2 处")
    assert faults(page) == []
    page.get_by_role("link", name="详情").click()
    expect(page.get_by_role("main")).to_contain_text("未提交，可换新版本")
    assert faults(page) == []


def tidy(stage: Stage) -> None:
    """The second width begins as the first one did."""
    stage.query(
        "UPDATE core_fileuse SET removed_at = now() WHERE purpose = 'evidence' AND uploaded_by_id IS NOT NULL "
        "AND created_at > now() - interval '1 hour' AND removed_at IS NULL RETURNING id"
    )


def test_a_photo_that_stands_elsewhere_is_hinted_to_the_office(
    portal_server: Stage, page_at: Callable[..., Page], files: dict[str, Path]
) -> None:
    application, account = draft_of(portal_server, SITE)
    neighbour, neighbours_account = draft_of(portal_server, NEIGHBOUR)
    for key, person, name in ((application, account, "主题党日.jpg"), (neighbour, neighbours_account, "活动照片.jpg")):
        page = page_at(1440, person)
        leaf = open_leaves(page, key)[0]
        choose(leaf, files[name])
        expect(leaf.locator(".slot", has_text=name)).to_be_visible(timeout=30000)
    office = page_at(1440, "office")
    address = f"/applications/{application}/lookalikes/"
    for _ in range(30):  # the worker draws the small picture and compares
        office.goto(address)
        if office.locator(".alike li").count():
            break
        office.wait_for_timeout(1000)
    expect(office.locator(".alike")).to_contain_text("与下列照片相近")
    expect(office.locator(".alike")).to_contain_text("活动照片.jpg")
    expect(office.get_by_role("main")).to_contain_text("不影响得分")
    assert faults(office) == []
