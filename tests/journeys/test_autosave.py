"""Nothing typed is lost: a cut network, a closed page, an ended session, a colleague on the same form, one draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.journeys.conftest import sign_in
from tests.journeys.stage import PASSWORD, Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow(seconds=70)]
CODE = "450305001003"
COLLEAGUE = "secretary_b"
SECOND_SECRETARY = f"""
import datetime as dt
from apps.accounts.models import User
from apps.accounts.services import create_account
from apps.core.verdicts import Acting
from apps.organizations.models import Membership, Organization
from apps.organizations.services import grant_role
security = Membership.objects.filter(role="security_officer").select_related("user", "organization").first()
admin = Membership.objects.filter(role="administrator").select_related("user", "organization").first()
if not User.objects.filter(username="{COLLEAGUE}").exists():
    acting = Acting(admin.user, admin.role, admin.organization_id, admin.organization.name)
    user = create_account(acting=acting, username="{COLLEAGUE}", name="演示副书记", password="{PASSWORD}")
    place = Organization.objects.get(code="{CODE}")
    grant_role(actor=security.user, user=user, organization=place, role="secretary", title="副书记",
               started_on=dt.date(2026, 1, 1), reason="分工")
"""


@pytest.fixture(scope="module")
def colleague(portal_server: Stage) -> str:
    """A second secretary of the same organization."""
    portal_server.manage("shell", "-v0", "-c", SECOND_SECRETARY)
    return COLLEAGUE


@pytest.fixture
def form(portal_server: Stage) -> Iterator[str]:
    """The address of an application that its secretary may write (it was returned for changes)."""
    yield f"/applications/{key_of(portal_server, 'returned')}/edit/"


def key_of(stage: Stage, status: str) -> int:
    rows = stage.query(
        "SELECT a.id FROM applications_application a JOIN organizations_organization o ON o.id = a.organization_id "
        "WHERE o.code = %s AND a.status = %s ORDER BY a.id",
        CODE,
        status,
    )
    return int(str(rows[0][0]))


def stored(stage: Stage, address: str, field: str) -> str:
    key = int(re.findall(r"\d+", address)[0])
    return str(stage.query(f"SELECT {field} FROM applications_application WHERE id = %s", key)[0][0])


def field(page: Page, name: str) -> Locator:
    return page.locator(f"#application-form [name={name}]")


def around(page: Page, name: str) -> Locator:
    """The field with its label, hints and notes."""
    return page.locator(f"#application-form .field:has([name={name}])")


def save(page: Page, name: str, words: str) -> None:
    """Type, and wait until the server has answered."""
    with page.expect_response(lambda answer: "/save/" in answer.url) as answer:
        field(page, name).fill(words)
    assert answer.value.status == 200


def save_line(page: Page, name: str, words: str) -> None:
    """The same in a line of a table."""
    with page.expect_response(lambda answer: "/lines/" in answer.url) as answer:
        page.fill(f"[name={name}]", words)
    assert answer.value.status == 200


def line(page: Page) -> Locator:
    return page.locator("[data-saved]").first


def faults(page: Page) -> list[str]:
    """Serious violations that axe-core finds."""
    root = Path(settings.ROOT)
    page.evaluate((root / "static" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"))


@pytest.mark.parametrize("width", [1440, 360])
def test_a_cut_network_loses_nothing(
    portal_server: Stage, context_at: Callable[..., BrowserContext], form: str, width: int
) -> None:
    context = context_at(width)
    page = context.new_page()
    sign_in(page, "secretary")
    page.goto(form)
    save(page, "summary", f"断网之前 {width}")
    expect(around(page, "summary")).to_contain_text("已保存")
    context.set_offline(True)
    field(page, "summary").fill(f"断网之后接着写 {width}")
    bar = page.locator(".save-bar")
    expect(bar).to_contain_text("网络中断，已存在本机，恢复后自动上传")
    expect(around(page, "summary")).to_contain_text("网络中断，已存在本机")
    field(page, "foundation").fill(f"断网时又写一项 {width}")
    page.wait_for_timeout(1000)
    assert fits(page)
    assert faults(page) == []
    assert stored(portal_server, form, "summary") == f"断网之前 {width}"
    warned_before_signing_out(page)
    context.set_offline(False)
    expect(bar).to_have_count(0, timeout=15000)
    expect(line(page)).to_contain_text("已保存")
    assert stored(portal_server, form, "summary") == f"断网之后接着写 {width}"
    assert stored(portal_server, form, "foundation") == f"断网时又写一项 {width}"


def warned_before_signing_out(page: Page) -> None:
    page.locator("details.menu:visible summary").last.click()
    page.locator("form[data-logout] button:visible").click()
    dialog = page.locator(".modal.show")
    expect(dialog).to_contain_text("有内容没有上传")
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_have_count(0)
    assert "/edit/" in page.url


def test_what_is_typed_before_the_scripts_arrive_is_saved(
    portal_server: Stage, context_at: Callable[..., BrowserContext], form: str
) -> None:
    context = context_at(360)
    page = context.new_page()
    sign_in(page, "secretary")
    held: list[Route] = []
    page.route("**/js/autosave*.js", lambda route: held.append(route))
    page.goto(form, wait_until="commit")
    field(page, "results").fill("脚本未到就写")
    page.select_option("#application-form [name=exemplar]", "old")
    with page.expect_response(lambda answer: "/save/" in answer.url) as answer:
        held[0].continue_()
    assert answer.value.status == 200
    assert stored(portal_server, form, "results") == "脚本未到就写"
    assert stored(portal_server, form, "exemplar") == "old"


def test_a_closed_page_and_a_restarted_browser_lose_nothing(
    portal_server: Stage, context_at: Callable[..., BrowserContext], form: str
) -> None:
    context = context_at(1440)
    page = context.new_page()
    sign_in(page, "secretary")
    page.goto(form)
    context.set_offline(True)
    field(page, "innovation").fill("没有上传就关了页面")
    expect(page.locator(".save-bar")).to_contain_text("已存在本机")
    page.close()
    kept = context.storage_state()  # what the browser keeps on its disk
    assert stored(portal_server, form, "innovation") != "没有上传就关了页面"

    other = context_at(1440, storage_state={**kept, "cookies": []}).new_page()
    sign_in(other, "township")  # somebody else on the same machine
    other.wait_for_timeout(2500)
    assert "没有上传" not in other.locator("body").inner_text()
    assert stored(portal_server, form, "innovation") != "没有上传就关了页面"

    again = context_at(1440, storage_state=kept).new_page()
    again.goto(form)
    expect(field(again, "innovation")).to_have_value("没有上传就关了页面")
    expect(line(again)).to_contain_text("已保存")
    assert stored(portal_server, form, "innovation") == "没有上传就关了页面"


def test_what_waits_goes_up_from_any_page(
    portal_server: Stage, context_at: Callable[..., BrowserContext], form: str
) -> None:
    context = context_at(1440)
    page = context.new_page()
    sign_in(page, "secretary")
    page.goto(form)
    context.set_offline(True)
    field(page, "results").fill("回到首页时自动上传")
    expect(page.locator(".save-bar")).to_contain_text("已存在本机")
    page.close()
    context.set_offline(False)
    home = context.new_page()
    home.goto("/")
    expect(home.locator("[data-toasts]")).to_contain_text("上次没有上传的内容已保存")
    assert stored(portal_server, form, "results") == "回到首页时自动上传"


@pytest.mark.parametrize("width", [1440, 360])
def test_an_ended_session_returns_to_the_same_field(
    portal_server: Stage, context_at: Callable[..., BrowserContext], form: str, width: int
) -> None:
    context = context_at(width)
    page = context.new_page()
    sign_in(page, "secretary")
    page.goto(form)
    context.clear_cookies(name="sessionid")
    field(page, "summary").fill(f"登录过期后写的 {width}")
    bar = page.locator(".save-bar")
    expect(bar).to_contain_text("登录已过期")
    assert faults(page) == []
    bar.get_by_role("link", name="重新登录").click()
    page.fill("input[name=login]", "secretary")
    page.fill("input[name=password]", portal_server.password)
    page.locator("form:has(input[name=password]) [type=submit]").first.click()
    page.wait_for_url(lambda url: "/edit/" in url)
    expect(field(page, "summary")).to_have_value(f"登录过期后写的 {width}")
    expect(field(page, "summary")).to_be_focused()
    expect(line(page)).to_contain_text("已保存")
    assert stored(portal_server, form, "summary") == f"登录过期后写的 {width}"


def test_two_people_merge_by_field_and_settle_one_conflict(
    portal_server: Stage, page_at: Callable[..., Page], form: str, colleague: str
) -> None:
    mine, theirs = page_at(1440, "secretary"), page_at(360, colleague)
    mine.clock.install()
    mine.goto(form)
    theirs.goto(form)
    expect(theirs.locator("[data-presence]")).to_contain_text("正在填写", timeout=10000)

    save(mine, "title", "合并先锋")
    save(theirs, "results", "副书记写的成效")
    expect(field(theirs, "title")).to_have_value("合并先锋")  # came with the answer, without a reload
    expect(theirs.locator(".field-note--news")).to_contain_text("改为现在的内容")
    mine.clock.fast_forward(30000)  # the page asks every half a minute
    expect(mine.locator("[data-presence]")).to_contain_text("演示副书记 正在填写")
    expect(field(mine, "results")).to_have_value("副书记写的成效")

    save(theirs, "foundation", "副书记写的基础")
    field(mine, "foundation").fill("书记写的基础")
    clash = mine.locator(".clash")
    expect(clash).to_contain_text("两边同时改了")
    expect(clash.locator(".clash__text")).to_have_text(["书记写的基础", "副书记写的基础"])
    expect(clash).to_contain_text("演示副书记")
    assert stored(portal_server, form, "foundation") == "副书记写的基础"
    assert faults(mine) == []
    with mine.expect_response(lambda answer: "/save/" in answer.url):
        clash.get_by_role("button", name="两段都保留").click()
    assert stored(portal_server, form, "foundation") == "副书记写的基础\n书记写的基础"

    save(mine, "foundation", "书记再改")
    field(theirs, "foundation").fill("副书记再改")
    phone = theirs.locator(".clash")
    expect(phone).to_be_visible()
    assert fits(theirs)
    assert faults(theirs) == []
    phone.get_by_role("button", name="采用对方的").click()
    expect(field(theirs, "foundation")).to_have_value("书记再改")
    expect(phone).to_have_count(0)
    assert stored(portal_server, form, "foundation") == "书记再改"


def test_two_people_on_one_task_settle_it_in_place(
    portal_server: Stage, page_at: Callable[..., Page], form: str, colleague: str
) -> None:
    mine, theirs = page_at(1440, "secretary"), page_at(360, colleague)
    mine.goto(form)
    if not mine.locator("#lines-task > .line").count():
        mine.get_by_role("button", name="添加任务").click()
    name = mine.locator("#lines-task > .line [name$=-task]").first.get_attribute("name") or ""
    theirs.goto(form)

    save_line(theirs, name, "副书记写的任务")
    mine.fill(f"[name={name}]", "书记写的任务")
    clash = mine.locator("#lines-task .clash")
    expect(clash).to_contain_text("演示副书记")
    expect(mine.locator(f"[name={name}]")).to_have_value("书记写的任务")
    assert faults(mine) == []
    with mine.expect_response(lambda answer: "/lines/task/" in answer.url):
        clash.get_by_role("button", name="保留我的").click()
    theirs.reload()
    expect(theirs.locator(f"[name={name}]")).to_have_value("书记写的任务")
    measure = f"{name.removesuffix('-task')}-measure"
    save_line(theirs, measure, "副书记写的措施")
    save_line(mine, f"{name.removesuffix('-task')}-responsible", "演示书记")
    expect(mine.locator(f"[name={measure}]")).to_have_value("副书记写的措施")  # came with the answer
    assert fits(theirs)


def test_a_self_assessment_is_answered_by_two_and_survives_a_cut(
    portal_server: Stage, context_at: Callable[..., BrowserContext], page_at: Callable[..., Page], colleague: str
) -> None:
    application = key_of(portal_server, "creating")
    context = context_at(360)
    page = context.new_page()
    sign_in(page, "secretary")
    page.goto(f"/applications/{application}/self-assessment/")
    page.locator("ul.sections a").first.click()
    address = page.url
    note = page.locator("form[data-leaf] textarea").first
    name = str(note.get_attribute("name"))
    other = page_at(1440, colleague)
    other.goto(address)

    def written(where: Page) -> Locator:
        box = where.locator(f"[name='{name}']")
        fold = where.locator("details:not([open])", has=box)
        if fold.count():
            fold.locator("summary").first.click()
        return box

    context.set_offline(True)
    written(page).fill("断网时写的说明")
    expect(page.locator(".save-bar")).to_contain_text("已存在本机")
    with other.expect_response(lambda answer: answer.request.method == "POST" and "/answers/" in answer.url):
        written(other).fill("副书记写的说明")
    context.set_offline(False)
    clash = page.locator(".clash")
    expect(clash.locator(".clash__text")).to_have_text(["断网时写的说明", "副书记写的说明"], timeout=15000)
    assert fits(page)
    clash.get_by_role("button", name="保留我的").click()
    expect(line(page)).to_contain_text("已保存")
    key = int(name[1:].partition("-")[0])
    assert portal_server.query("SELECT note FROM applications_response WHERE id = %s", key) == [("断网时写的说明",)]


def test_start_pressed_twice_makes_one_draft(portal_server: Stage, context_at: Callable[..., BrowserContext]) -> None:
    campaign = int(
        str(
            portal_server.query(
                "SELECT c.id FROM campaigns_campaign c JOIN campaigns_phase p ON p.campaign_id = c.id "
                "WHERE c.status = 'open' AND p.kind = 'application' AND now() BETWEEN p.starts_at AND p.ends_at"
            )[0][0]
        )
    )
    context = context_at(1440)
    first = context.new_page()
    sign_in(first, "secretary")
    second = context.new_page()
    for page in (first, second):
        page.goto(f"/applications/start/{campaign}/")
    button = "开始填写"
    first.get_by_role("main").get_by_role("button", name=button).click(no_wait_after=True)
    second.get_by_role("main").get_by_role("button", name=button).click()
    for page in (first, second):
        page.wait_for_url(re.compile(r"/applications/\d+/edit/"))
    assert first.url == second.url
    count = portal_server.query(
        "SELECT count(*) FROM applications_application a JOIN organizations_organization o ON o.id = a.organization_id "
        "WHERE o.code = %s AND a.campaign_id = %s",
        CODE,
        campaign,
    )
    assert count == [(1,)]


def test_a_form_that_was_closed_meanwhile_says_so_and_keeps_the_words(
    portal_server: Stage, page_at: Callable[..., Page], form: str, colleague: str
) -> None:
    """Last: the colleague takes the application back while the page stands open."""
    page = page_at(1440, "secretary")
    page.goto(form)
    other = page_at(1440, colleague)
    other.goto(form.replace("/edit/", "/"))
    other.get_by_role("button", name=re.compile("撤回")).first.click()
    dialog = other.locator(".modal.show")
    dialog.locator("textarea, input[type=text]").first.fill("先不报了")
    dialog.locator(".btn-primary").click()
    expect(other.locator("body")).to_contain_text("申报已撤回")
    field(page, "summary").fill("撤回之后写的话")
    kept = page.locator("[data-kept]")
    expect(kept).to_contain_text("不能修改")
    expect(kept.locator("textarea")).to_have_value("撤回之后写的话")
    assert faults(page) == []
    assert stored(portal_server, form, "summary") != "撤回之后写的话"
    page.goto("/")
    expect(page.locator("[data-kept] textarea")).to_have_value("撤回之后写的话")
    page.locator("[data-kept]").get_by_role("button", name="不要了").click()
    page.reload()
    page.wait_for_timeout(2500)
    expect(page.locator("[data-kept]")).to_have_count(0)
