"""What each person does on the way from a plan to a plaque, as clicks and keys on the real pages."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from .stage import PASSWORD

DECISION = {
    "decision_body": "市委党的建设工作领导小组",
    "decision_number": "演示发〔2026〕31号",
    "approval_basis": "经市委同意，列入年度创建示范活动计划",
}
FORM = {
    "title": "桂花树下",
    "breakthrough": "一年内实现楼院议事全覆盖。",
    "summary": "辖区 3200 户，党员 86 名，下设 4 个支部。",
    "foundation": "连续三年开展楼院议事，群众基础好。",
    "innovation": "以桂花树为议事点，设红色代办员 12 名。",
    "results": "居民事项平均 3 日内办结。",
    "goal": "年底前建成规范化示范点。",
    "secretary_name": "演示书记甲",
    "contact_name": "演示联系人乙",
    "contact_phone": "0773-0000000",
}

TASK = {"task": "建成党群服务站", "measure": "整合社区用房", "responsible": "演示责任人丙"}


def submit(page: Page, words: str | re.Pattern[str]) -> None:
    """Press a button of the page's main part and wait for the answer."""
    page.get_by_role("main").get_by_role("button", name=words).first.click()
    page.wait_for_load_state("load")


def confirm(page: Page, reason: str = "") -> None:
    """Answer the dialog that asks before something happens."""
    dialog = page.locator(".modal.show")
    expect(dialog).to_be_visible()
    if reason:
        dialog.locator("textarea, input[type=text]").first.fill(reason)
    dialog.locator(".btn-primary").click()
    page.wait_for_load_state("load")


def choose(box: Locator, name: str, value: str) -> None:
    """Choose an answer of a segmented control."""
    box.locator(f"input[name='{name}'][value='{value}']").check()


def number_in(url: str) -> int:
    """The last number of an address."""
    return int(re.findall(r"/(\d+)/", url)[-1])


# The office


def create_campaign(page: Page, name: str, today: dt.date) -> int:
    """From the template to a draft with every phase running today; the key of the campaign."""
    page.goto("/campaigns/new/?template=standardization_year")
    page.fill("[name=name]", name)
    page.fill("[name=year]", str(today.year))
    submit(page, re.compile("建立|创建|下一步|保存"))
    page.wait_for_url(re.compile(r"/campaigns/\d+/setup/"))
    for row in page.locator("#phases tbody tr").all():
        dates = row.locator("input[type=date]")
        dates.nth(0).fill(str(today))
        dates.nth(1).fill(str(today + dt.timedelta(days=40)))
    submit(page, "保存设置")
    return number_in(page.url)


def open_campaign(page: Page, campaign: int) -> None:
    """Fill in the decision and open."""
    page.goto(f"/campaigns/{campaign}/setup/")
    for field, value in DECISION.items():
        page.fill(f"[name={field}]", value)
    page.fill("[name=decision_date]", str(dt.date.today()))
    page.check("[name=no_fee]")
    submit(page, "保存设置")
    submit(page, "启动活动")
    confirm(page)


# The secretary


def start_application(page: Page, campaign: int) -> int:
    """Start from the campaign; the key of the application."""
    page.goto(f"/applications/start/{campaign}/")
    submit(page, "开始填写")
    page.wait_for_url(re.compile(r"/applications/\d+/edit/"))
    return number_in(page.url)


def fill_application(page: Page, application: int, due: dt.date) -> None:
    """Type the form, which saves itself, and add a task of the plan."""
    page.goto(f"/applications/{application}/edit/")
    if page.locator("[name=exemplar]").count():
        page.select_option("[name=exemplar]", "new")
    for field, value in FORM.items():
        box = page.locator(f"#application-form [name={field}]")
        if box.count():
            box.fill(value)
    page.keyboard.press("Tab")
    expect(page.locator("[data-saved]").first).to_contain_text("已保存")
    page.get_by_role("button", name="添加任务").click()
    line = page.locator("#lines-task > .line").last
    for field, value in TASK.items():
        line.locator(f"[name$=-{field}]").fill(value)
    line.locator("[name$=-due_on]").fill(str(due))
    page.keyboard.press("Tab")
    # Every answer has arrived, the last line's too: the check beside the form is asked again after each.
    expect(page.locator("#missing")).to_contain_text("必填内容已齐", timeout=20_000)


def submit_application(page: Page, application: int) -> None:
    page.goto(f"/applications/{application}/submit/")
    expect(page.locator(".missing li")).to_have_text([])  # what is still asked is named here
    submit(page, "提交申报")


def review(page: Page, application: int, decision: str, opinion: str) -> None:
    """Tick the checklist, choose a conclusion, write the opinion."""
    page.goto(f"/applications/{application}/review/")
    form = page.locator("form[aria-labelledby=h-review]")
    for box in form.locator("input[name=checks]").all():
        box.check()
    choose(form, "decision", decision)
    form.locator("[name=opinion]").fill(opinion)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state("load")


def self_assess(page: Page, application: int, photo: Path) -> None:
    """Answer every leaf of every section, attach what is asked for, and sign."""
    page.goto(f"/applications/{application}/self-assessment/")
    submit(page, "开始自评")
    page.goto(f"/applications/{application}/self-assessment/")
    sections = [a.get_attribute("href") for a in page.locator("ul.sections a").all()]
    for address in sections:
        page.goto(str(address))
        for leaf in page.locator("article.leaf").all():
            answer_leaf(page, leaf, photo)
        page.wait_for_load_state("networkidle")
    sign = page.get_by_role("main").get_by_role("link", name="签署并提交").first
    for _ in range(10):  # the last answer is sent while its page is left, and may arrive after this one is read
        page.goto(f"/applications/{application}/self-assessment/")
        if sign.count():
            break
        page.wait_for_timeout(500)
    sign.click()
    sign_self_assessment(page, PASSWORD)


def sign_self_assessment(page: Page, password: str) -> None:
    """On the page of the signature: the statement, and the password once more."""
    page.check("[name=truthful]")
    page.fill("[name=password]", password)
    submit(page, "签署并提交")


def answer_leaf(page: Page, leaf: Locator, photo: Path) -> None:
    """The best answer that the leaf takes, saved as typed."""
    form = leaf.locator("form[data-leaf]")
    if not form.count():
        return
    changed = fill_leaf(form)
    if changed:
        page.wait_for_event("response", lambda answer: "/answers/" in answer.url)
    drop = leaf.locator("input[type=file]").first
    if drop.count() and "必" in leaf.inner_text() and not leaf.locator(".slot").count():
        drop.set_input_files(photo)
        expect(leaf.locator(".slot").first).to_be_visible()


def fill_leaf(form: Locator) -> bool:
    """Whether anything was filled: known answers stay as they are."""
    changed = False
    names = {box.get_attribute("name") for box in form.locator("input[type=radio]").all()}
    for name in sorted(filter(None, names)):
        choices = form.locator(f"input[type=radio][name='{name}']")
        if not form.locator(f"input[type=radio][name='{name}']:checked").count():
            choices.first.check()
            changed = True
    for box in form.locator("input[type=checkbox][name$='members']").all():
        if not box.is_checked():
            box.check()
            changed = True
    for box in form.locator("input[type=number], input[inputmode]").all():
        if not box.input_value():
            box.fill(box.get_attribute("max") or "100")
            changed = True
    for box in form.locator("textarea:visible").all():
        if not box.input_value():
            box.fill("已按要求落实，台账齐全。")
            changed = True
    return changed


# Inspection


def plan_round(page: Page, campaign: int, name: str, today: dt.date) -> int:
    """An acceptance round of this quarter; its key."""
    page.goto("/inspections/new/")
    page.select_option("[name=campaign]", str(campaign))
    page.select_option("[name=kind]", "acceptance")
    page.fill("[name=name]", name)
    page.fill("[name=starts_on]", str(today))
    page.fill("[name=ends_on]", str(today + dt.timedelta(days=30)))
    submit(page, re.compile("建立|保存|下一步|新建"))
    page.wait_for_url(re.compile(r"/inspections/rounds/\d+/"))
    return number_in(page.url)


def assign_visit(page: Page, round_key: int, application: int, inspector: str, day: dt.date) -> None:
    page.goto(f"/inspections/rounds/{round_key}/assign/")
    page.check(f"input[name=applications][value='{application}']")
    page.fill("[name=scheduled_on]", str(day))
    page.get_by_role("checkbox", name=inspector, exact=True).check()
    submit(page, "安排")


def inspect(page: Page, visit: str, photo: Path) -> None:
    """On the phone: start, give every clause a verdict, one of them a finding with a photo, hand in."""
    page.goto("/field/")
    page.locator(f"a[href*='{visit}']").first.click()
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_load_state("load")
    first = True
    while True:
        for clause in page.locator("article.clause").all():
            verdict = "fail" if first else "pass"
            give_verdict(page, clause, verdict)
            if first:
                record_finding(clause, photo)
            first = False
        following = page.get_by_role("link", name=re.compile("下一节"))
        if not following.count():
            break
        following.click()
        page.wait_for_load_state("load")
    hand_in(page)


def give_verdict(page: Page, clause: Locator, verdict: str) -> None:
    for box in clause.locator("input[name=members]").all():
        if verdict == "pass" and not box.is_checked():
            box.check()
            page.wait_for_load_state("networkidle")
    choose(clause, "verdict", verdict)
    page.wait_for_load_state("networkidle")


def record_finding(clause: Locator, photo: Path) -> None:
    sheet = clause.locator(".sheet")
    expect(sheet).to_be_visible()
    sheet.locator("input[name=problems]").first.check()
    sheet.locator("[name=description]").fill("缺第三季度会议记录")
    sheet.get_by_role("button", name="记下问题").click()
    expect(sheet.get_by_text("已记 1 个")).to_be_visible()
    upload = clause.locator("input[type=file]").first
    if upload.count():
        upload.set_input_files(photo)


def hand_in(page: Page) -> None:
    form = page.locator("form[action$='/record/']")
    for method in form.locator("input[name=methods]").all():
        method.check()
    form.locator("[name=counterpart]").fill("演示书记甲")
    form.locator("[name=summary]").fill("阵地规范，服务到位，个别资料需补齐。")
    form.get_by_role("button", name="提交检查记录").click()
    confirm(page)


def record_survey(page: Page, application: int, today: dt.date) -> None:
    page.goto(f"/inspections/survey/{application}/")
    counts = {"issued": 60, "satisfied": 50, "fairly_satisfied": 6, "dissatisfied": 2, "no_opinion": 1}
    for field, value in counts.items():
        page.fill(f"[name={field}]", str(value))
    page.fill("[name=held_on]", str(today))
    page.fill("[name=counted_by]", "演示计票人丁")
    page.fill("[name=supervised_by]", "演示监票人戊")
    submit(page, re.compile("保存|登记|提交"))


# From finding to closed


def answer_finding(page: Page, finding: int, text: str, photo: Path) -> None:
    """The secretary answers, with a file."""
    page.goto("/inspections/findings/")
    page.locator(f"main a[href='/inspections/findings/{finding}/']").first.click()
    page.fill("[name=text]", text)
    page.locator("[name=files]").set_input_files(photo)
    submit(page, "提交整改")


def check_finding(page: Page, finding: int, words: str, opinion: str) -> None:
    """The inspector closes it or sends it back (``words`` is the button)."""
    page.goto(f"/inspections/findings/{finding}/")
    page.fill("[name=opinion]", opinion)
    submit(page, words)


# Results and names


def compute(page: Page, campaign: int) -> None:
    page.goto(f"/evaluations/{campaign}/")
    submit(page, "计算得分")


def propose(page: Page, campaign: int) -> None:
    page.goto(f"/evaluations/{campaign}/")
    submit(page, "按名额拟定")
    confirm(page)


def publish(page: Page, campaign: int) -> int:
    """Draft the notice with its ready wording and publish it; its key."""
    page.goto(f"/evaluations/{campaign}/notice/")
    page.fill("[name=phone]", "0773-0000000")
    submit(page, "保存公示稿")
    notice = number_in(page.url)
    submit(page, "发布公示")
    confirm(page)
    return notice


def name(page: Page, notice: int, decision: str) -> None:
    """After the last day: end the notice and name."""
    page.goto(f"/evaluations/notices/{notice}/")
    submit(page, "结束公示")
    page.get_by_role("main").get_by_role("link", name="办理命名").click()
    page.fill("[name=decision_number]", decision)
    submit(page, re.compile("^命名 "))
    confirm(page)


def string_belt(page: Page, title: str, sites: list[str]) -> int:
    """A new belt with its sites in order; its key."""
    page.goto("/belts/new/")
    page.fill("[name=name]", title)
    page.fill("[name=road]", "滨江大道")
    submit(page, "建立示范带")
    for site in sites:
        page.fill("[name=site]", site)
        submit(page, "添加到末尾")
    return number_in(page.url)
