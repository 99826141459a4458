"""群众测评: the office asks, three people answer on their phones, paper ballots are typed, the end shows the result."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils.crypto import salted_hmac
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
TITLE = "旅程群众满意度测评"
CODES = ("AAAAA22222", "BBBBB33333", "CCCCC44444")


def serious(page: Page) -> list[str]:
    """Serious violations that axe-core finds."""
    root = Path(__file__).resolve().parents[2]
    page.evaluate((root / "static" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [row["id"] for row in found["violations"] if row["impact"] in ("serious", "critical")]


def open_survey(page: Page, stage: Stage) -> int:
    """A survey by codes of the district's running campaign, begun an hour ago."""
    rows = stage.query("SELECT id FROM campaigns_campaign WHERE status = 'open' AND name LIKE %s", "%漓江东岸%")
    now = dt.datetime.now(dt.UTC) + dt.timedelta(hours=8)
    page.goto(f"/inspections/surveys/new/?campaign={rows[0][0]}")
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("开始时间").fill(f"{now - dt.timedelta(hours=1):%Y-%m-%dT%H:%M}")
    page.get_by_label("截止时间").fill(f"{now + dt.timedelta(days=3):%Y-%m-%dT%H:%M}")
    page.get_by_label("参与方式").select_option("code")
    steps.submit(page, "建立草稿")
    survey = steps.number_in(page.url)
    page.get_by_role("button", name="开始测评").click()
    steps.confirm(page)
    expect(page.get_by_role("main")).to_contain_text("进行中")
    return survey


def hand_out(stage: Stage, site: int, token: str) -> None:
    """Slips as the office prints them, of codes that this test knows."""
    for code in CODES:
        digest = salted_hmac(
            "survey.code", f"{token}:{code}", secret=stage.env["PORTAL_SECRET_KEY"], algorithm="sha256"
        ).hexdigest()
        stage.query(
            'INSERT INTO inspections_surveycode (id, site_id, "group", digest, used) '
            "VALUES (%s, %s, 'masses', %s, false) RETURNING id",
            uuid.uuid4(), site, digest,
        )  # fmt: skip


def answer(page: Page, token: str, code: str, option: str) -> None:
    """One minute on the phone: the code comes with the QR code."""
    page.goto(f"/public/survey/{token}/#c={code[:5]}-{code[5:]}")
    expect(page.locator("#code")).to_have_value(f"{code[:5]}-{code[5:]}")
    assert "#" not in page.url
    for question in page.locator("fieldset").all():
        question.get_by_label(option, exact=True).check()
    page.get_by_role("button", name="提交").click()


def test_a_survey_from_the_poster_to_the_result(
    portal_server: Stage, page_at: Callable[..., Page], tmp_path: Path
) -> None:
    office = page_at(1440, "district")
    survey = open_survey(office, portal_server)
    assert serious(office) == []
    office.locator("tbody a").first.click()
    office.wait_for_load_state("load")
    site = steps.number_in(office.url)
    office.get_by_label("群众（张）").fill("2")
    with office.expect_download() as slips:
        office.get_by_role("button", name="生成测评码 PDF").click()
        steps.confirm(office)
    slips.value.save_as(tmp_path / "slips.pdf")
    assert (tmp_path / "slips.pdf").read_bytes()[:5] == b"%PDF-"
    token = str(portal_server.query("SELECT token FROM inspections_surveysite WHERE id = %s", site)[0][0])
    hand_out(portal_server, site, token)

    for number, (code, option) in enumerate(zip(CODES, ("满意", "满意", "基本满意"), strict=True)):
        phone = page_at(360)
        answer(phone, token, code, option)
        expect(phone.get_by_role("main")).to_contain_text("谢谢您的评价")
        if number == 0:
            phone.goto(f"/public/survey/{token}/")
            assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            assert serious(phone) == []
            answer(phone, token, code, option)
            expect(phone.get_by_role("alert")).to_contain_text("已经用过")

    type_paper(office, site)
    office.goto(f"/inspections/surveys/{survey}/")
    main = office.get_by_role("main")
    expect(main).to_contain_text("6 张")
    assert "%" not in main.locator("tbody").inner_text()  # nothing tells a result
    office.get_by_role("button", name="提前结束").click()
    steps.confirm(office, "选票已经收齐")
    expect(main).to_contain_text("已结束")
    expect(main.locator("tbody tr").first).to_contain_text("95.83%")  # (5 × 100 + 75) ÷ 6
    assert serious(office) == []


def type_paper(page: Page, site: int) -> None:
    """A meeting of the masses with three valid ballots, typed by number keys; one is taken back and typed again."""
    page.goto(f"/inspections/surveys/sites/{site}/")
    page.get_by_label("测评对象").select_option("masses")
    for label, value in (("发出（张）", "4"), ("收回（张）", "3"), ("有效（张）", "3")):
        page.get_by_label(label).fill(value)
    page.get_by_label("计票人").fill("演示计票人")
    page.get_by_label("监票人").fill("演示监票人")
    steps.submit(page, "登记")
    page.get_by_role("link", name="录入选票").click()
    expect(page.get_by_role("main")).to_contain_text("第 1 张")
    asked = page.locator(".ballot-legend > li").count()
    type_ballot(page, "2" * asked)
    expect(page.get_by_role("main")).to_contain_text("第 2 张")
    with page.expect_navigation():
        page.get_by_role("button", name="撤销上一张").click()
    expect(page.get_by_role("main")).to_contain_text("第 1 张")
    for _ in range(3):
        type_ballot(page, "1" * asked)
    expect(page.get_by_role("main")).to_contain_text("已全部录入")


def type_ballot(page: Page, keys: str) -> None:
    page.get_by_label("按题目顺序").fill(keys)
    with page.expect_navigation():
        page.get_by_label("按题目顺序").press("Enter")
    expect(page.get_by_role("main")).to_contain_text(keys)
