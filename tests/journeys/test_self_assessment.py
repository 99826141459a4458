"""The self-assessment from the first answer to the second signature: on the phone, offline, in the list of gaps, signed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from PIL import Image
from playwright.sync_api import Page, expect

from apps.applications.answer_sheet import HEADER, SHEET, VALUE_AT
from apps.organizations.spreadsheet import sheet_lines
from tests.journeys.stage import PASSWORD, Stage
from tests.journeys.steps import answer_leaf, sign_self_assessment, submit

pytestmark = [pytest.mark.journey, pytest.mark.slow]
TITLE = "七星先锋·规范达标"


def key_of(stage: Stage) -> int:
    return int(str(stage.query("SELECT id FROM applications_application WHERE title = %s", TITLE)[0][0]))


def office_of(stage: Stage, application: int) -> str:
    """The account of the organizer's office."""
    found = stage.query(
        "SELECT u.username FROM applications_application a JOIN campaigns_campaign c ON c.id = a.campaign_id "
        "JOIN organizations_membership m ON m.organization_id = c.organization_id AND m.role = 'office' "
        "JOIN accounts_user u ON u.id = m.user_id WHERE a.id = %s ORDER BY u.id",
        application,
    )
    return str(found[0][0])


def sound(page: Page) -> None:
    """Nothing wider than the screen, nothing serious that axe-core finds."""
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"), page.url
    page.evaluate((Path(settings.ROOT) / "static" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")] == [], page.url


def filled(data: bytes, texts: dict[str, str]) -> bytes:
    """The workbook with ``texts`` typed in, as another program writes it."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        for number, cells in sheet_lines(data, SHEET):
            line = [*cells, *[""] * (len(HEADER) - len(cells))]
            if number > 2 and line[0] in texts:
                line[VALUE_AT] = texts[line[0]]
            for at, text in enumerate(line):
                if text:
                    sheet.write_string(number - 1, at, text)
    return stream.getvalue()


def note_through_the_page(page: Page, section: str, key: str, text: str) -> None:
    """Somebody writes the note of one leaf on its page."""
    page.goto(section)
    form = page.locator(f"#form-{key}")
    box = form.locator("textarea[name$='-note']")
    if not box.is_visible():
        form.locator("summary").first.click()
    with page.expect_response(lambda answer: "/answers/" in answer.url and answer.request.method == "POST"):
        box.fill(text)
        box.press("Tab")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (320, 240), "#B7141E").save(path, "JPEG")
    return path


def test_from_the_first_answer_to_the_second_signature(
    portal_server: Stage, page_at: Callable[..., Page], photo: Path
) -> None:
    application = key_of(portal_server)
    base = f"/applications/{application}/self-assessment/"
    phone, desk = page_at(360, "secretary"), page_at(1440, "secretary")

    # On the phone: the next open leaf by one press, answered.
    phone.goto(base)
    sound(phone)
    phone.locator("ul.sections a").first.click()
    phone.wait_for_load_state("load")
    sound(phone)
    expect(phone.get_by_role("navigation", name="筛选指标")).to_contain_text("未达标")

    # Offline: one wrong cell, one that somebody changed meanwhile, one taken.
    desk.goto(f"{base}offline/")
    sound(desk)
    with desk.expect_download() as download:
        desk.get_by_role("link", name="下载全部").click()
    data = Path(download.value.path()).read_bytes()
    keys = [cells[0] for number, cells in sheet_lines(data, SHEET) if number > 2 and cells and cells[0]]
    notes = [key for key in keys if key.endswith("|note")]
    conflict, taken = notes[0], notes[1]
    wrong = next(key for key in keys if key.split("|")[1] in ("none", "not_applicable", "members"))
    row = portal_server.query(
        "SELECT r.id FROM applications_response r JOIN applications_selfassessment s ON s.id = r.self_assessment_id "
        "JOIN standards_criterion c ON c.id = r.criterion_id WHERE s.application_id = %s AND c.code = %s",
        application, conflict.split("|")[0],
    )[0][0]  # fmt: skip
    first = str(phone.locator("ul.sections a").first.get_attribute("href"))
    note_through_the_page(phone, first, str(row), "他人所写")
    book = {conflict: "离线所写", taken: "离线补充", wrong: "也许"}
    desk.set_input_files("[name=file]", files=[{"name": "自评.xlsx", "mimeType": "", "buffer": filled(data, book)}])
    submit(desk, "上传并核对")
    desk.wait_for_url(re.compile(r"/offline/\d+/"))
    sound(desk)
    main = desk.get_by_role("main")
    expect(main).to_contain_text("“也许”无法识别")
    both = desk.locator("tbody tr", has_text="离线所写")
    expect(both).to_contain_text("他人所写")
    expect(both).to_contain_text("下载后他人已改")
    expect(both.locator("input[name=take]")).not_to_be_checked()
    expect(desk.locator("tbody tr", has_text="离线补充").locator("input[name=take]")).to_be_checked()
    submit(desk, "采用所选")
    expect(desk.get_by_text("已采用 1 处")).to_be_visible()

    # A gap with its cause.
    gap = desk.locator("a[href$='/gap/']").first
    if gap.count():
        gap.click()
        desk.wait_for_url("**/gap/")
        sound(desk)
        desk.select_option("[name=cause]", "record")
        desk.fill("[name=owner]", "演示用户丁")
        desk.fill("[name=due_on]", str(dt.date.today() + dt.timedelta(days=20)))
        submit(desk, "列入整改清单")
        desk.wait_for_url(lambda url: not url.endswith("/gap/"))
    desk.goto("/applications/gap-items/?state=open")
    sound(desk)
    desk.locator("tbody th a").first.click()
    desk.wait_for_url(re.compile(r"/gap-items/\d+/"))
    sound(desk)
    expect(desk.get_by_role("main")).to_contain_text("销号")

    # Everything else is answered, then signed: a wrong password signs nothing.
    for address in [str(a.get_attribute("href")) for a in phone.locator("ul.sections a").all()]:
        desk.goto(f"{address}?whole=1")
        for leaf in desk.locator("article.leaf").all():
            answer_leaf(desk, leaf, photo)
        desk.wait_for_load_state("networkidle")
    sign = desk.get_by_role("main").get_by_role("link", name="签署并提交").first
    for _ in range(10):  # the last answer is sent while its page is left, and may arrive after this one is read
        desk.goto(base)
        if sign.count():
            break
        desk.wait_for_timeout(500)
    assert sign.count(), desk.get_by_role("main").inner_text()
    sign.click()
    desk.wait_for_url("**/submit/")
    sound(desk)
    sign_self_assessment(desk, "not-the-password")
    expect(desk.get_by_role("main")).to_contain_text("密码不正确")
    sign_self_assessment(desk, PASSWORD)
    expect(desk.get_by_text("自评已签署提交")).to_be_visible()

    # The office sends it back with a date.
    office = page_at(1440, office_of(portal_server, application))
    office.goto(f"{base}reopen/")
    sound(office)
    office.fill("[name=reason]", "请补充说明材料")
    office.fill("[name=until]", str(dt.date.today() + dt.timedelta(days=60)))
    submit(office, "退回自评")
    expect(office.get_by_text("自评已退回，申报单位可以修改后重新签署。")).to_be_visible()

    # Signed again; both signatures stand side by side, and paper shows no controls.
    phone.goto(base)
    expect(phone.get_by_role("main")).to_contain_text("请补充说明材料")
    phone.goto(f"{base}submit/")
    sound(phone)
    sign_self_assessment(phone, PASSWORD)
    expect(phone.get_by_text("自评已签署提交")).to_be_visible()
    phone.goto(f"{base}signings/")
    sound(phone)
    expect(phone.get_by_role("main")).to_contain_text("第 2 次签署")
    desk.goto(f"{base}sheet/")
    sound(desk)
    desk.emulate_media(media="print")
    assert desk.locator("button:visible, input:visible, .btn:visible").count() == 0
    expect(desk.locator("main")).to_contain_text(re.compile("责任书记（签字）"))
