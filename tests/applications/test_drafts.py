"""A draft that goes on: taken up again, handed over, copied from an earlier one, held against the standard."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.applications.models import Application, BaselineGap, PlanTask
from apps.applications.services import (
    add_line,
    check_baseline,
    copy_application,
    name_causes,
    plan_gap,
    restart_application,
    return_application,
    save_application,
    save_line,
    submit_application,
    take_over_application,
    withdraw_application,
)
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfPhase, OutOfTurn, Refused
from apps.core.models import StateChange
from tests.applications.factories import LATE_DAY, REVIEW_DAY, make_complete, make_draft, make_submitted
from tests.applications.form_stage import EVERYTHING, fill_everything, make_full_stage
from tests.applications.page_stage import browser, url
from tests.campaigns.factories import make_open_campaign
from tests.factories import make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def stage():
    return make_full_stage()


# Withdrawn and taken up again


def test_a_withdrawn_application_starts_again_with_its_content(stage, application_day):
    application = fill_everything(stage)
    submit_application(actor=stage.secretary, application=application)
    withdraw_application(actor=stage.secretary, application=application, reason="补充材料")
    restart_application(actor=stage.secretary, application=application)
    assert (application.status, application.title, application.submitted_at) == ("draft", "丁村先锋", None)
    assert submit_application(actor=stage.secretary, application=application).status == "in_review"
    assert [step.status for step in application.steps.all()] == ["pending", "waiting", "waiting"]
    verbs = [change.verb for change in StateChange.objects.of(application)]
    assert verbs == ["create", "submit", "withdraw", "restart", "submit"]


def test_it_starts_again_only_while_applications_are_taken(stage, application_day):
    application = fill_everything(stage)
    with pytest.raises(OutOfTurn, match="填写中"):
        restart_application(actor=stage.secretary, application=application)
    withdraw_application(actor=stage.secretary, application=application, reason="暂缓")
    with pytest.raises(Refused):
        restart_application(actor=stage.other_secretary, application=application)
    with clock.moved_to(LATE_DAY):
        with pytest.raises(OutOfPhase, match="已截止"):
            restart_application(actor=stage.secretary, application=application)
        page = browser(stage.secretary).get(url("detail", application.pk)).content.decode()
    assert "已截止" in page and url("restart", application.pk) not in page
    page = browser(stage.secretary).get(url("detail", application.pk)).content.decode()
    assert url("restart", application.pk) in page
    assert browser(stage.secretary).post(url("restart", application.pk)).status_code == 302
    application.refresh_from_db()
    assert application.status == "draft"


# Handed over


def test_a_new_secretary_takes_the_draft_over(stage, application_day):
    application = fill_everything(stage)
    save_application(
        actor=stage.secretary, application=application, version=application.version, contact_name=stage.secretary.name
    )
    own, others = application.tasks.count(), application.tasks.order_by("pk").first()
    PlanTask.objects.update(responsible=stage.secretary.name)
    PlanTask.objects.filter(pk=others.pk).update(responsible="演示委员")
    successor = make_user(Role.SECRETARY, stage.tree.branch)
    successor.name, successor.phone = "演示书记新", "0773-0000009"
    successor.save()
    page = browser(successor).get(url("edit", application.pk)).content.decode()
    assert f"责任书记是{stage.secretary.name}" in page
    assert browser(successor).post(url("take_over", application.pk)).status_code == 302
    application.refresh_from_db()
    assert (application.secretary_name, application.contact_name) == ("演示书记新", "演示书记新")
    assert application.contact_phone == "0773-0000009"
    change = StateChange.objects.of(application).last()
    moved = f"，移交任务 {own - 1} 项" if own > 1 else ""
    assert (change.verb, change.reason) == ("hand_over", f"责任书记由{stage.secretary.name}变更为演示书记新{moved}")
    assert application.tasks.filter(responsible="演示书记新").count() == own - 1
    assert application.tasks.get(pk=others.pk).responsible == "演示委员"
    assert "现由您任书记" not in browser(successor).get(url("edit", application.pk)).content.decode()
    with pytest.raises(Refused, match="已经是您"):
        take_over_application(actor=successor, application=application)
    with pytest.raises(Refused):
        take_over_application(actor=stage.other_secretary, application=application)


# Copied


def earlier_and_new(stage):
    """An application of last year's kind, and a new draft of the same organization in another campaign."""
    old = fill_everything(stage)
    stage.campaign = make_open_campaign(stage.tree.city, stage.office, name="第二个活动")
    return old, make_draft(stage)


def test_chosen_fields_and_tables_are_copied_and_nothing_else(stage, application_day):
    old, new = earlier_and_new(stage)
    save_application(actor=stage.secretary, application=new, version=1, title="新名称", goal="新目标")
    copy_application(
        actor=stage.secretary, application=new, source=old, fields=["summary", "narrative"], tables=["task"], version=2
    )
    assert (new.title, new.goal, new.summary, new.foundation) == ("新名称", "新目标", old.summary, "")
    assert new.narrative == old.narrative
    assert [(task.task, task.due_on) for task in new.tasks.all()] == [("规范阵地", dt.date(2026, 8, 31))]
    assert "沿用：基本情况、综合材料、实施方案的任务" in StateChange.objects.of(new).last().reason
    copy_application(actor=stage.secretary, application=new, source=old, fields=[], tables=["task"])
    assert new.tasks.count() == 1


def test_the_page_says_what_would_be_replaced(stage, application_day):
    old, new = earlier_and_new(stage)
    save_application(actor=stage.secretary, application=new, version=1, title="新名称")
    client = browser(stage.secretary)
    page = client.get(url("copy", new.pk)).content.decode()
    assert "勾选后将被替换" in page
    assert 'value="title" id="copy-title" aria-label="沿用品牌（示范点）名称">' in page
    assert 'value="summary" id="copy-summary" aria-label="沿用基本情况" checked>' in page
    answer = client.post(url("copy", new.pk), {"source": old.pk, "fields": ["summary"], "version": 2})
    assert answer.status_code == 302
    new.refresh_from_db()
    assert (new.title, new.summary) == ("新名称", old.summary)
    stale = client.post(url("copy", new.pk), {"source": old.pk, "fields": ["title"], "version": 1})
    assert "没有覆盖" in stale.content.decode()
    nothing = client.post(url("copy", new.pk), {"source": old.pk, "version": 3})
    assert "请勾选" in nothing.content.decode()
    new.refresh_from_db()
    assert new.title == "新名称"


def test_nothing_is_copied_from_another_organization(stage, application_day):
    theirs = make_complete(stage, stage.other_secretary, stage.tree.other_branch)
    mine = make_draft(stage)
    with pytest.raises(Invalid, match="本单位"):
        copy_application(actor=stage.secretary, application=mine, source=theirs, fields=["title"])
    answer = browser(stage.secretary).post(url("copy", mine.pk), {"source": theirs.pk, "fields": ["title"]})
    assert answer.status_code == 404
    assert Application.objects.get(pk=mine.pk).title == ""


# Held against the standard


def test_gaps_are_found_named_and_planned(stage, application_day):
    application = make_draft(stage)
    found = check_baseline(actor=stage.secretary, application=application)
    assert found and application.baseline_at is not None
    assert all(gap.title and gap.number and not gap.cause for gap in found)
    first = found[0]
    save_line(actor=stage.secretary, line=first, version=1, cause="record", note="台账不全")
    task = plan_gap(actor=stage.secretary, application=application, gap=first)
    assert task.task == f"补齐：{first.title}" and task.responsible == application.secretary_name
    assert plan_gap(actor=stage.secretary, application=application, gap=first).pk == task.pk
    again = {gap.code: gap for gap in check_baseline(actor=stage.secretary, application=application)}
    assert (again[first.code].cause, again[first.code].note, again[first.code].task) == ("record", "台账不全", task)
    assert name_causes(actor=stage.secretary, application=application, cause="duty") == len(found) - 1
    with pytest.raises(Invalid, match="从列表中选择"):
        name_causes(actor=stage.secretary, application=application, cause="weather")
    task.delete()
    assert BaselineGap.objects.get(pk=first.pk).task is None


def test_the_baseline_page_walks_from_gap_to_task(stage, application_day):
    application = make_draft(stage)
    client = browser(stage.secretary)
    assert "还没有对照" in client.get(url("baseline", application.pk)).content.decode()
    client.post(url("baseline", application.pk))
    gap = application.baseline_gaps.first()
    answer = client.post(
        url("line_save", application.pk, "gap", gap.pk), {f"gap-{gap.pk}-cause": "duty", "version": 1, "autosave": 1}
    )
    assert answer.status_code == 200
    client.post(url("baseline", application.pk), {"cause": "activity"})
    assert not application.baseline_gaps.filter(cause="").exists()
    client.post(url("gap_plan", application.pk, gap.pk))
    assert "已列入任务：补齐：" in client.get(url("baseline", application.pk)).content.decode()
    assert client.post(url("line_remove", application.pk, "gap", gap.pk)).status_code == 302
    assert application.baseline_gaps.filter(pk=gap.pk).exists()


def test_gaps_are_not_found_after_submission(stage, application_day):
    application = fill_everything(stage)
    submit_application(actor=stage.secretary, application=application)
    with pytest.raises(OutOfTurn):
        check_baseline(actor=stage.secretary, application=application)


# Bad input


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "长" * 61, "60"),
        ("summary", "长" * 1001, "1000"),
        ("idea", "长" * 101, "100"),
        ("narrative", "<p>" + "长" * 5001 + "</p>", "最多 5000 字，现为 5001 字"),
        ("narrative", "长" * 60_001, "内容过长"),
        ("exemplar", "ancient", "选"),
        ("creation_form", "alone", "选"),
        ("contact_phone", "打我电话", "只写数字"),
        ("carriers", "invented", "选"),
    ],
)
def test_bad_input_gets_its_sentence_at_its_field(stage, application_day, field, value, sentence):
    application = make_draft(stage)
    before = getattr(application, field)
    answer = browser(stage.secretary).post(url("save", application.pk), {field: value, "version": 1, "autosave": 1})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert sentence in "".join(answer.json()["errors"][field])
    application.refresh_from_db()
    assert getattr(application, field) == before


def test_a_narrative_is_stored_clean_whoever_sends_it(stage, application_day):
    application = make_draft(stage)
    attack = '<p onclick="x()">好<script>alert(1)</script></p><div>二</div>'
    browser(stage.secretary).post(url("save", application.pk), {"narrative": attack, "version": 1, "autosave": 1})
    application.refresh_from_db()
    assert application.narrative == "<p>好</p><p>二</p>"
    save_application(
        actor=stage.secretary, application=application, version=application.version, narrative=attack + "三"
    )
    application.refresh_from_db()
    assert application.narrative == "<p>好</p><p>二</p><p>三</p>"
    page = browser(stage.secretary).get(url("detail", application.pk)).content.decode()
    assert "<p>好</p><p>二</p><p>三</p>" in page and "alert(1)" not in page


def test_a_form_submitted_twice_is_submitted_once(stage, application_day):
    application = fill_everything(stage)
    client = browser(stage.secretary)
    for _ in range(2):
        client.post(url("submit", application.pk), {"version": application.version})
    verbs = [change.verb for change in StateChange.objects.of(application)]
    assert verbs.count("submit") == 1


def test_a_returned_application_goes_on_and_its_form_is_that_of_the_draft(stage):
    make_full = EVERYTHING["title"]
    stage.campaign.plan["form_parts"] = ["registration", "exemplar", "narrative", "creation_plan"]
    stage.campaign.save()
    application = make_submitted(stage)
    with clock.moved_to(REVIEW_DAY):
        return_application(actor=stage.township, application=application, opinion="补充措施。")
        line = add_line(actor=stage.secretary, application=application, kind="task", task="建强队伍")
        assert line.position == 1
        page = browser(stage.secretary).get(url("edit", application.pk)).content.decode()
    assert make_full in page and "补充措施" in page
