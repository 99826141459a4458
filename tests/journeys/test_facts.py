"""Facts entered once: typed on the phone, met again in the self-assessment; many at once from a workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.journeys import steps
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
AREA = "1256"


def site_of(stage: Stage) -> int:
    """The organization whose secretary is the account ``secretary``."""
    rows = stage.query(
        "SELECT m.organization_id FROM organizations_membership m JOIN accounts_user u ON u.id = m.user_id "
        "WHERE u.username = 'secretary' AND m.role = 'secretary' AND m.ended_on IS NULL"
    )
    return int(str(rows[0][0]))


def open_assessment(stage: Stage, site: int) -> int:
    """An application of the site whose self-assessment is still being filled in."""
    rows = stage.query(
        "SELECT a.id FROM applications_application a JOIN applications_selfassessment s ON s.application_id = a.id "
        "WHERE a.organization_id = %s AND a.status = 'creating' AND s.status = 'draft'",
        site,
    )
    return int(str(rows[0][0]))


def type_area(page: Page, value: str) -> None:
    """Type the area and wait until it is stored."""
    field = page.get_by_label("服务场所建筑面积")
    with page.expect_response(lambda answer: "/facts/" in answer.url and answer.request.method == "POST") as answer:
        field.fill(value)
    assert answer.value.status == 200
    expect(page.locator("[data-saved]")).to_contain_text("已保存")


def test_what_a_secretary_types_once_is_met_again_in_the_self_assessment(
    portal_server: Stage, page_at: Callable[..., Page]
) -> None:
    site = site_of(portal_server)
    page = page_at(360, "secretary")
    page.goto(f"/organizations/{site}/facts/")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    type_area(page, "12560000")
    main = page.get_by_role("main")
    expect(main).to_contain_text("高于常见的")
    type_area(page, AREA)
    note = page.locator("[data-note]:visible", has_text="比原来的 12,560,000")  # others may have doubts of their own
    expect(note).to_have_count(1)  # so large a change back is asked about too
    note.get_by_role("button", name="核对无误").click()
    page.wait_for_load_state("load")
    expect(page.get_by_label("服务场所建筑面积")).to_have_value(AREA)
    expect(note).to_have_count(0)
    seen_in_assessment(page, open_assessment(portal_server, site))


def seen_in_assessment(page: Page, application: int) -> None:
    """One of the sections shows the figure as prefilled, with its source."""
    page.goto(f"/applications/{application}/self-assessment/")
    found = []
    for address in [str(link.get_attribute("href")) for link in page.locator("ul.sections a").all()]:
        page.goto(address)
        values = page.locator("form[data-leaf] input").evaluate_all("fields => fields.map(field => field.value)")
        if AREA in values:
            found.append(page.get_by_role("main").inner_text())
    assert found
    assert "自动带出，现状，本单位填报" in found[0]


def test_an_office_mends_a_workbook_and_imports_it(page_at: Callable[..., Page], tmp_path: Path) -> None:
    page = page_at(1440, "township")
    page.goto("/organizations/facts/")
    expect(page.get_by_role("main")).to_contain_text("有缺项")
    page.get_by_role("link", name="表格导入、导出").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载工作簿").click()
    lines = CalamineWorkbook.from_path(str(download.value.path())).get_sheet_by_index(0).to_python()
    at = lines[1].index("party_members")
    upload(page, lines, at, "很多", tmp_path / "有误.xlsx")
    main = page.get_by_role("main")
    expect(main).to_contain_text("问题 1 处")
    expect(main).to_contain_text("“很多”请填数字")
    page.get_by_role("link", name="改好后重新上传").click()
    upload(page, lines, at, 47, tmp_path / "改好.xlsx")
    steps.submit(page, "导入 1 项")
    expect(page.locator("body")).to_contain_text("导入完成：写入 1 项")


def upload(page: Page, lines: list[list[object]], at: int, value: object, path: Path) -> None:
    """Upload the workbook with one value changed."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("数据")
        for number, line in enumerate(lines):
            cells = [*line[:at], value, *line[at + 1 :]] if number == 2 else line
            for column, cell in enumerate(cells):
                if cell != "":
                    sheet.write(number, column, cell)
    page.set_input_files("input[type=file]", path)
    steps.submit(page, "上传并检查")
