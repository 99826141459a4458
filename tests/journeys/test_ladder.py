"""The ladder: returned with ticked items, corrected from the links, recommended in bulk, recalled, countersigned."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]

NAME = "逐级审核演示活动"
DISTRICT = "450305"
SECRET = "请区里看一下成效数字"
REMARK = "请写明办结率"


@pytest.fixture
def today() -> dt.date:
    return dt.date.today()


def faults(page: Page) -> list[str]:
    """Serious violations that axe-core finds."""
    root = Path(settings.ROOT)
    page.evaluate((root / "static" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"))


def department(stage: Stage) -> tuple[str, str]:
    """An organization of the district that is not on the way of the secretary's, and the login of its officer."""
    rows = stage.query(
        "SELECT o.name, u.username FROM organizations_membership m "
        "JOIN organizations_organization o ON o.id = m.organization_id JOIN accounts_user u ON u.id = m.user_id, "
        "organizations_organization d, organizations_organization b "
        "WHERE m.role = 'office' AND d.code = %s AND b.code = %s AND o.path LIKE d.path || '%%' AND o.path <> d.path "
        "AND o.closed_on IS NULL AND b.path NOT LIKE o.path || '%%' ORDER BY o.path LIMIT 1",
        DISTRICT,
        "450305001003",
    )
    return str(rows[0][0]), str(rows[0][1])


def open_with_department(page: Page, stage: Stage, today: dt.date) -> int:
    """A campaign in which the department countersigns beside the district."""
    campaign = steps.create_campaign(page, NAME, today)
    page.goto(f"/campaigns/{campaign}/setup/")
    page.fill("[name=sign-0-organization]", department(stage)[0])
    page.select_option("[name=sign-0-level]", "district")
    page.select_option("[name=sign-0-mode]", "parallel")
    steps.submit(page, "保存设置")  # the setup is opened anew below
    expect(page.locator("[name=sign-0-mode]")).to_have_value("parallel")
    steps.open_campaign(page, campaign)
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    return campaign


def test_an_application_climbs_the_ladder(portal_server: Stage, page_at: Callable[..., Page], today: dt.date) -> None:
    office = page_at(1440, "office")
    campaign = open_with_department(office, portal_server, today)
    secretary, township = page_at(360, "secretary"), page_at(1440, "township")
    application = steps.start_application(secretary, campaign)
    steps.fill_application(secretary, application, today + dt.timedelta(days=20))
    steps.submit_application(secretary, application)
    send_back(township, application)
    correct(secretary, application)
    see_the_marks(township, application)
    recommend_in_bulk(township, campaign)
    recall_and_recommend_again(township, application)
    talk_between_levels(township, secretary, application)
    district, other = page_at(1440, "district"), page_at(1440, department(portal_server)[1])
    countersign(district, other, application)
    steps.review(office, application, "recommend", "同意。")
    secretary.goto(f"/applications/{application}/")
    expect(secretary.get_by_role("main")).to_contain_text("创建中")
    assert fits(secretary)


def send_back(page: Page, application: int) -> None:
    """Marked beside the field, with a remark."""
    page.goto(f"/applications/{application}/review/")
    assert faults(page) == []
    page.get_by_role("button", name="标记有误：预期成效").click()
    page.locator("input[name='remark-field:results']").fill(REMARK)
    page.locator("form[data-review] [name=opinion]").fill("请补充后再报。")
    page.keyboard.press("Control+Enter")
    page.wait_for_load_state("load")
    expect(page.get_by_text("已退回")).to_be_visible()


def correct(page: Page, application: int) -> None:
    """The applicant follows the link to the field, corrects it and hands it in again."""
    page.goto(f"/applications/{application}/edit/")
    fixes = page.locator("#corrections")
    expect(fixes).to_contain_text(REMARK)
    assert fits(page)
    fixes.get_by_role("link", name="预期成效").click()
    box = page.locator("#application-form [name=results]")
    expect(box).to_be_in_viewport()
    with page.expect_response(lambda answer: "/save/" in answer.url):
        box.fill("居民事项 3 日内办结率 95%。")
        page.keyboard.press("Tab")
    steps.submit_application(page, application)


def see_the_marks(page: Page, application: int) -> None:
    page.goto(f"/applications/{application}/review/")
    marks = page.locator("section[aria-labelledby=h-since]")
    expect(marks).to_contain_text("1 处改动")
    expect(marks.locator("ins")).to_have_text("居民事项 3 日内办结率 95%。")
    expect(marks).to_contain_text(REMARK)
    expect(page.locator("dt[data-field=results] .changed-mark")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("[data-keys-help] dl")).to_be_visible()


def recommend_in_bulk(page: Page, campaign: int) -> None:
    """Filtered, selected by keyboard, previewed, confirmed, each row with its result."""
    page.goto(f"/applications/review/?campaign={campaign}")
    assert faults(page) == []
    page.keyboard.press("j")
    page.keyboard.press("x")
    bar = page.locator(".bulk-bar")
    expect(bar).to_contain_text("已选 1 件")
    bar.locator("[name=opinion]").fill("情况属实，同意推荐。")
    bar.get_by_role("button", name="预览结果").click()
    page.wait_for_url(re.compile(r"/review/batch/\d+/"))
    expect(page.get_by_role("main")).to_contain_text("将会怎样")
    assert faults(page) == []
    page.get_by_role("button", name=re.compile("确认推荐")).click()
    page.wait_for_load_state("load")
    expect(page.get_by_role("main")).to_contain_text("1 件全部办理")


def recall_and_recommend_again(page: Page, application: int) -> None:
    page.goto("/applications/review/?view=decided")
    page.get_by_role("button", name="撤回决定").first.click()
    steps.confirm(page, "再看一眼")
    expect(page.get_by_role("heading", level=1)).to_contain_text(steps.FORM["title"])
    steps.review(page, application, "recommend", "同意推荐。")


def talk_between_levels(township: Page, secretary: Page, application: int) -> None:
    """What levels say to each other is not for the applicant; what is asked can be answered."""
    for audience, words in (("levels", SECRET), ("applicant", "改建何时完成？")):
        township.goto(f"/applications/{application}/review/")
        talk = township.locator("#comments")
        talk.locator(f"input[name=audience][value={audience}]").check()
        talk.locator("textarea").fill(words)
        talk.get_by_role("button", name="发送").click()
        township.wait_for_load_state("load")
    secretary.goto(f"/applications/{application}/")
    talk = secretary.locator("#comments")
    expect(talk).to_contain_text("改建何时完成？")
    expect(secretary.locator("body")).not_to_contain_text(SECRET)
    talk.locator("textarea").fill("下月底。")
    talk.get_by_role("button", name="发送").click()
    expect(secretary.locator("#comments")).to_contain_text("下月底。")
    assert faults(secretary) == []


def countersign(district: Page, other: Page, application: int) -> None:
    """The district and its department have it at once; the city follows when both have signed."""
    district.goto(f"/applications/{application}/review/")
    expect(district.get_by_role("main")).to_contain_text(SECRET)
    steps.review(district, application, "recommend", "同意推荐。")
    district.goto(f"/applications/{application}/")
    expect(district.get_by_role("main")).to_contain_text("待会签")
    steps.review(other, application, "recommend", "无不同意见。")
    district.goto(f"/applications/{application}/")
    expect(district.get_by_role("main")).to_contain_text("已报上级审核")
