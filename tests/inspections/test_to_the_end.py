"""From the notice to the closing: plan, requests, letters one after the other, re-checks."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.applications.models import Application
from apps.core import clock
from apps.core.components.text import date_short
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.core.models import StateChange
from apps.core.verdicts import SYSTEM
from apps.inspections import finding_rules as rules
from apps.inspections import services
from apps.inspections.models import Finding, RectificationNotice, SupervisionLetter
from apps.inspections.services.merging import carry_inspections
from apps.reminders.models import Notice
from tests.factories import add_role, make_user

from .factories import VISIT_DAY, make_finding, make_round, make_visit, picture


def recorded(world, visit, who=None):
    return services.record_visit(actor=who or world.inspector, visit=visit, methods=["on_site"], summary="查毕")


@pytest.fixture
def finding(world):
    made = make_finding(world)
    recorded(world, made.visit)
    return Finding.objects.get(pk=made.pk)


def told(person, rule):
    return Notice.objects.filter(rule=rule, recipient=person).count()


def answered(person):
    return Notice.objects.filter(rule="finding.request_decided", recipient=person).latest("pk").body


def test_a_notice_tells_the_findings_of_a_visit_once_and_is_signed_for(world, finding):
    other = make_visit(world, world.other, finding.visit.round)
    make_finding(world, other, description="资料不全")
    with pytest.raises(Refused, match="提交后"):
        services.issue_notice(actor=world.office, visit=other)
    with pytest.raises(Refused, match="请由组织督查的"):
        services.issue_notice(actor=world.district_office, visit=finding.visit)
    recorded(world, other)
    first, second = services.issue_notices(actor=world.office, visits=[finding.visit, other])
    assert (first.number, second.number) == ("督改〔2026〕1号", "督改〔2026〕2号")
    finding.refresh_from_db()
    assert (finding.notice, finding.version) == (first, 2)
    with pytest.raises(Refused, match="没有需要"):
        services.issue_notice(actor=world.office, visit=finding.visit)
    for who in (world.other_secretary, world.office, world.inspector):
        with pytest.raises(Refused, match="签收"):
            services.sign_notice(actor=who, notice=first)
    for _ in range(2):
        services.sign_notice(actor=world.secretary, notice=first)
    first.refresh_from_db()
    assert (first.received_by, first.received_at) == (world.secretary, clock.now())
    assert [change.verb for change in StateChange.objects.of(first)] == ["issue_notice", "sign_notice"]
    assert told(world.secretary, "notice.issued") == 1
    seen = {
        who: set(RectificationNotice.objects.visible_to(getattr(world, who))) for who in ("secretary", "outside_office")
    }
    assert seen == {"secretary": {first}, "outside_office": set()}


def test_a_number_is_given_once_by_an_office(world, finding):
    services.issue_notice(actor=world.office, visit=finding.visit, number="桂督改〔2026〕7号")
    other = make_visit(world, world.other, finding.visit.round)
    make_finding(world, other)
    recorded(world, other)
    with pytest.raises(Invalid, match="已用过") as refused:
        services.issue_notice(actor=world.office, visit=other, number="桂督改〔2026〕7号")
    assert set(refused.value.fields) == {"number"}


def test_a_plan_is_filed_changed_and_fixed_by_the_answer(world, finding):
    day = finding.due_on
    plan = {"finding": finding, "measure": "每周更新", "responsible": "李四", "promised_on": day}
    filed = services.file_plan(actor=world.secretary, **plan)
    assert services.file_plan(actor=world.secretary, **plan) == filed
    with pytest.raises(StaleVersion):
        services.file_plan(actor=world.secretary, version=0, **{**plan, "measure": "每月更新"})
    changed = services.file_plan(actor=world.secretary, version=1, **{**plan, "measure": "每月更新"})
    assert (changed.pk, changed.version, changed.measure) == (filed.pk, 2, "每月更新")
    with pytest.raises(Invalid) as wrong:
        services.file_plan(
            actor=world.secretary, finding=finding, measure="", responsible="", promised_on=day + dt.timedelta(days=1)
        )
    assert set(wrong.value.fields) == {"measure", "responsible", "promised_on"}
    with pytest.raises(Refused):
        services.file_plan(actor=world.office, **plan)
    services.answer_finding(actor=world.secretary, finding=finding, text="已更新")
    with pytest.raises(Refused, match="不能再改"):
        services.file_plan(actor=world.secretary, version=2, **plan)


def test_an_extension_moves_the_deadline_twice_at_most(world, finding):
    for turn in (1, 2):
        later = finding.due_on + dt.timedelta(days=10)
        asked = services.ask_extension(actor=world.secretary, finding=finding, reason="等待批复", new_due_on=later)
        assert services.ask_extension(
            actor=world.secretary, finding=finding, reason="等待批复", new_due_on=later
        ) == asked  # fmt: skip
        with pytest.raises(Refused, match="待答复"):
            services.ask_extension(actor=world.secretary, finding=finding, reason="另一理由", new_due_on=later)
        with pytest.raises(Refused):
            services.decide_request(actor=world.inspector, asked=asked, accepted=True)
        services.decide_request(actor=world.office, asked=asked, accepted=True)
        finding.refresh_from_db()
        assert (finding.due_on, told(world.office, "finding.asked")) == (later, turn)
        assert answered(world.secretary) == f"整改期限为{date_short(later)}。"
    with pytest.raises(Refused, match="最多延期 2 次"):
        services.ask_extension(
            actor=world.secretary, finding=finding, reason="再等等", new_due_on=later + dt.timedelta(days=1)
        )
    assert told(world.secretary, "finding.request_decided") == 2


def test_an_extension_granted_late_never_brings_the_deadline_forward(world, finding):
    """Asked beside a dispute that gave back more days than the extension wants."""
    due = finding.due_on
    more = services.ask_extension(
        actor=world.secretary, finding=finding, reason="等待批复", new_due_on=due + dt.timedelta(days=2)
    )
    dispute = services.dispute_finding(actor=world.secretary, finding=finding, reason="检查前一天已更新")
    with clock.moved_to(VISIT_DAY + dt.timedelta(days=6)):
        services.decide_request(actor=world.office, asked=dispute, accepted=False, opinion="照片显示未更新")
        services.decide_request(actor=world.office, asked=more, accepted=True)
    finding.refresh_from_db()
    assert finding.due_on == due + dt.timedelta(days=6)


def test_requests_come_in_time_and_are_taken_back_by_an_answer(world, finding):
    with clock.moved_to(finding.due_on + dt.timedelta(days=1)), pytest.raises(Refused, match="超过整改期限"):
        services.dispute_finding(actor=world.secretary, finding=finding, reason="已更新")
    with pytest.raises(Invalid, match="晚于"):
        services.ask_extension(actor=world.secretary, finding=finding, reason="忙", new_due_on=finding.due_on)
    asked = services.ask_extension(
        actor=world.secretary, finding=finding, reason="等待", new_due_on=finding.due_on + dt.timedelta(days=3)
    )
    services.answer_finding(actor=world.secretary, finding=finding, text="已更新")
    asked.refresh_from_db()
    assert asked.status == "withdrawn"


def test_a_declined_dispute_gives_back_the_days_for_which_it_waited(world, finding):
    due = finding.due_on
    asked = services.dispute_finding(actor=world.secretary, finding=finding, reason="检查前一天已更新")
    with pytest.raises(Refused, match="先撤回申辩"):
        services.answer_finding(actor=world.secretary, finding=finding, text="已更新")
    with pytest.raises(Refused, match="申辩待答复"):
        services.issue_letter(actor=world.office, finding=finding, rung="urge", text="请", due_on=due)
    with clock.moved_to(VISIT_DAY + dt.timedelta(days=6)):
        with pytest.raises(Invalid, match="理由"):
            services.decide_request(actor=world.office, asked=asked, accepted=False)
        services.decide_request(actor=world.office, asked=asked, accepted=False, opinion="照片显示未更新")
        finding.refresh_from_db()
        assert (finding.status, finding.due_on) == ("open", due + dt.timedelta(days=6))
        with pytest.raises(Refused, match="不能再次"):
            services.dispute_finding(actor=world.secretary, finding=finding, reason="再辩")


def test_an_accepted_dispute_withdraws_the_finding_and_one_taken_back_changes_nothing(world, finding):
    first = services.dispute_finding(actor=world.secretary, finding=finding, reason="记错了单位")
    services.withdraw_request(actor=world.secretary, asked=first)
    second = services.dispute_finding(actor=world.secretary, finding=finding, reason="记错了单位，附照片")
    world.secretary.memberships.all().update(ended_on=VISIT_DAY - dt.timedelta(days=1))
    add_role(world.secretary, Role.OFFICE, world.city)
    with pytest.raises(Refused, match="他人"):
        services.decide_request(actor=world.secretary, asked=second, accepted=True)
    with pytest.raises(Invalid, match="答复不超过 500 字，现有 501 字。"):
        services.decide_request(actor=world.office, asked=second, accepted=True, opinion="实" * 501)
    services.decide_request(actor=world.office, asked=second, accepted=True, opinion="实\r\n" * 250)
    finding.refresh_from_db()
    assert (finding.status, finding.closed_at) == ("withdrawn", clock.now())
    assert "申辩成立" in StateChange.objects.of(finding).last().reason


def test_letters_go_one_rung_after_the_other_after_the_day_of_the_one_before(world, finding):
    late = finding.due_on + dt.timedelta(days=8)
    letter = {"finding": finding, "text": "请立即整改"}
    with pytest.raises(Refused, match="逾期、重复"):
        services.issue_letter(actor=world.office, rung="urge", due_on=late, **letter)
    for number, rung in enumerate(rules.LADDER):
        with clock.moved_to(late + dt.timedelta(days=10 * number)):
            due_on = clock.today() + dt.timedelta(days=7)
            wrong = rules.LADDER[(number + 1) % len(rules.LADDER)]
            with pytest.raises(OutOfTurn, match="逐级"):
                services.issue_letter(actor=world.office, rung=wrong, due_on=due_on, finding=finding, text="越级")
            made = services.issue_letter(actor=world.office, rung=rung, due_on=due_on, **letter)
            assert services.issue_letter(actor=world.office, rung=rung, due_on=due_on, **letter) == made
            with pytest.raises(Refused, match=r"到期后|均已发出"):
                services.issue_letter(actor=world.office, rung=wrong, due_on=due_on, text="又", finding=finding)
    numbers = list(SupervisionLetter.objects.order_by("pk").values_list("number", flat=True))
    expected = ["督办〔2026〕1号", "督导〔2026〕1号", "督提〔2026〕1号", "督诫〔2026〕1号", "督责〔2027〕1号"]
    assert numbers == expected
    assert told(world.secretary, "letter.issued") == 5
    with pytest.raises(Refused):
        services.answer_letter(actor=world.office, letter=made, answer="已办")
    services.answer_letter(actor=world.secretary, letter=made, answer="已整改到位")
    with pytest.raises(Refused, match="已答复"):
        services.answer_letter(actor=world.secretary, letter=made, answer="另一答复")
    assert told(world.office, "letter.answered") == 1


def test_the_office_marks_findings_and_at_once_shortens_the_deadline(world, finding):
    assert services.follow_findings(actor=world.office, findings=[finding], key=True) == 1
    assert services.follow_findings(actor=world.office, findings=[finding], key=True) == 0
    with pytest.raises(Refused):
        services.follow_findings(actor=world.secretary, findings=[finding], key=False)
    row = services.demand_at_once(actor=world.office, finding=finding)
    assert (row.key, row.at_once, row.due_on) == (True, True, VISIT_DAY + dt.timedelta(days=3))


def test_a_later_visit_closes_on_site_what_it_did_not_find(world, finding):
    services.answer_finding(actor=world.secretary, finding=finding, text="已更新", uploads=[picture()])
    assert not Finding.objects.visible_to(world.stranger).exists()
    later = make_visit(
        world, round=make_round(world, kind="random", name="抽查"), inspectors=[world.stranger]
    )  # fmt: skip
    with pytest.raises(Refused):
        services.verify_finding(actor=world.stranger, finding=finding)
    services.start_visit(actor=world.stranger, visit=later)
    assert Finding.objects.visible_to(world.stranger).get() == finding
    services.verify_finding(actor=world.stranger, finding=finding, how="on_site", opinion="现场已更新")
    assert finding.rectifications.get().checked_how == "on_site"
    assert Finding.objects.visible_to(world.stranger).get() == finding  # it stays readable for who closed it


def test_what_is_sent_back_has_a_new_deadline(world, finding):
    with clock.moved_to(finding.due_on):
        services.answer_finding(actor=world.secretary, finding=finding, text="已更新")
    with clock.moved_to(finding.due_on + dt.timedelta(days=5)):
        with pytest.raises(Invalid, match="早于今天"):
            services.send_back_finding(actor=world.office, finding=finding, opinion="不清楚", due_on=VISIT_DAY)
        services.send_back_finding(actor=world.office, finding=finding, opinion="不清楚")
        finding.refresh_from_db()
        assert finding.due_on == clock.today() + dt.timedelta(days=7)
        assert finding.is_owed and not finding.is_overdue


def test_the_office_above_is_told_of_admonitions(world, finding):
    township = make_user(Role.OFFICE, world.township)
    Finding.objects.filter(pk=finding.pk).update(key=True)
    finding.refresh_from_db()
    for turn, rung in enumerate(("urge", "guide", "remind", "admonish")):
        with clock.moved_to(VISIT_DAY + dt.timedelta(days=3 * turn)):
            day = clock.today() + dt.timedelta(days=1)
            services.issue_letter(actor=world.office, finding=finding, rung=rung, text="请整改", due_on=day)
    assert told(township, "letter.issued") == 1


def test_papers_follow_a_site_into_its_successor(world, finding):
    Finding.objects.filter(pk=finding.pk).update(key=True)
    notice = services.issue_notice(actor=world.office, visit=finding.visit)
    finding.refresh_from_db()
    day = clock.today() + dt.timedelta(days=3)
    letter = services.issue_letter(actor=world.office, finding=finding, rung="urge", text="请整改", due_on=day)
    Application.objects.filter(pk=world.application.pk).update(organization=world.township)
    carry_inspections(world.branch, world.township, SYSTEM, "合并")
    for row in (notice, letter, finding):
        row.refresh_from_db()
        assert row.organization_path == world.township.path
