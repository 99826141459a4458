"""Findings: answered by the site, checked by somebody else."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.core.models import FileUse, StateChange
from apps.inspections import queries, services
from apps.inspections.models import Finding
from apps.inspections.receivers import reads_file, search
from apps.organizations.services import grant_access
from apps.reminders.models import Notice
from apps.reminders.services import send_due_notices
from tests.factories import add_role, make_user

from .factories import VISIT_DAY, make_finding, make_visit, picture


@pytest.fixture
def finding(world):
    return make_finding(world)


def test_a_finding_goes_back_and_forth_until_it_is_closed(world, finding):
    answer = services.answer_finding(actor=world.secretary, finding=finding, text="已更新", uploads=[picture()])
    assert FileUse.objects.of(answer).count() == 1
    services.send_back_finding(actor=world.inspector, finding=finding, opinion="照片看不清")
    services.answer_finding(actor=world.secretary, finding=finding, text="已重新拍照")
    services.verify_finding(actor=world.office, finding=finding, opinion="属实")
    finding.refresh_from_db()
    assert (finding.status, finding.closed_at) == ("verified", clock.now())
    assert [row.accepted for row in finding.rectifications.all()] == [False, True]
    verbs = [change.verb for change in StateChange.objects.of(finding)]
    assert verbs == ["create", "answer", "send_back", "answer", "verify"]
    assert Notice.objects.filter(rule="finding.answered", recipient=world.inspector).count() == 2
    assert Notice.objects.filter(recipient=world.secretary, rule="finding.sent_back").count() == 1


def test_answer_sent_twice_is_one_answer(world, finding):
    first = services.answer_finding(actor=world.secretary, finding=finding, text="已更新")
    assert services.answer_finding(actor=world.secretary, finding=finding, text="已更新") == first
    with pytest.raises(OutOfTurn):
        services.answer_finding(actor=world.secretary, finding=finding, text="另一种说法")


@pytest.mark.parametrize("who", ["other_secretary", "inspector", "office", "district_office"])
def test_only_the_sites_secretary_answers(world, finding, who):
    with pytest.raises(Refused, match="书记"):
        services.answer_finding(actor=getattr(world, who), finding=finding, text="已更新")


def test_answer_needs_words(world, finding):
    with pytest.raises(Invalid, match="整改情况"):
        services.answer_finding(actor=world.secretary, finding=finding, text=" ")


@pytest.mark.parametrize(
    ("who", "reason"),
    [("secretary", "不能复查自己"), ("other_secretary", "请由"), ("stranger", "请由"), ("district_office", "请由")],
)
def test_who_may_not_check(world, finding, who, reason):
    services.answer_finding(actor=world.secretary, finding=finding, text="已更新")
    with pytest.raises(Refused, match=reason):
        services.verify_finding(actor=getattr(world, who), finding=finding)
    with pytest.raises(Refused, match=reason):
        services.send_back_finding(actor=getattr(world, who), finding=finding, opinion="不行")


def test_who_answered_never_checks_even_with_another_role(world, finding):
    services.answer_finding(actor=world.secretary, finding=finding, text="已更新")
    world.secretary.memberships.all().update(ended_on=VISIT_DAY - dt.timedelta(days=1))
    add_role(world.secretary, Role.OFFICE, world.city)
    with pytest.raises(Refused, match="他人"):
        services.verify_finding(actor=world.secretary, finding=finding)


def test_check_out_of_turn_and_without_opinion(world, finding):
    with pytest.raises(OutOfTurn):
        services.verify_finding(actor=world.inspector, finding=finding)
    services.answer_finding(actor=world.secretary, finding=finding, text="已更新")
    with pytest.raises(Invalid, match="理由"):
        services.send_back_finding(actor=world.inspector, finding=finding, opinion="")
    services.verify_finding(actor=world.inspector, finding=finding)
    with pytest.raises(OutOfTurn):
        services.verify_finding(actor=world.office, finding=finding)
    with pytest.raises(Refused, match="已销号"):
        services.withdraw_finding(actor=world.office, finding=finding, reason="误记")


def test_withdraw_finding(world, finding):
    with pytest.raises(Refused):
        services.withdraw_finding(actor=world.secretary, finding=finding, reason="误记")
    services.withdraw_finding(actor=world.inspector, finding=finding, reason="误记")
    assert finding.status == "withdrawn"
    assert make_finding(world, finding.visit) != finding


def test_ledger_filters(world, finding):
    make_finding(world, make_visit(world, application=world.other, round=finding.visit.round), description="资料不全")
    assert queries.finding_rows(world.office).count() == 2
    assert list(queries.finding_rows(world.secretary)) == [finding]
    assert queries.finding_rows(world.office, text="公开栏").get() == finding
    assert queries.finding_rows(world.office, status="unresolved", campaign=world.campaign).count() == 2
    assert not queries.finding_rows(world.office, due="overdue").exists()
    with clock.moved_to(finding.due_on + dt.timedelta(days=1)):
        assert queries.finding_rows(world.office, due="overdue").count() == 2
        assert Finding.objects.get(pk=finding.pk).is_overdue
    assert not queries.finding_rows(world.outside_office).exists()


def test_files_are_read_by_whoever_sees_the_row(world, finding):
    photo = services.add_photo(actor=world.inspector, visit=finding.visit, upload=picture(), name="现场.png")
    answer = services.answer_finding(
        actor=world.secretary, finding=finding, text="已更新", uploads=[picture("b.png", "blue")]
    )
    file = FileUse.objects.of(answer).get()
    for use in (photo, file):
        assert all(reads_file(user, use) for user in (world.office, world.secretary, world.inspector))
        assert not any(reads_file(user, use) for user in (world.stranger, world.other_secretary, world.outside_office))


def test_search_finds_what_the_person_may_see(world, finding):
    assert {kind for _, _, kind in search(world.office, "丁村")} == {"检查记录", "问题整改"}
    assert [kind for _, _, kind in search(world.office, "季度验收")] == ["督查批次"]
    assert not list(search(world.stranger, "丁村"))
    assert not list(search(world.other_secretary, "公开栏"))


def test_a_disabled_secretary_gets_no_lines(world, finding):
    User.objects.filter(pk=world.secretary.pk).update(is_active=False)
    services.withdraw_finding(
        actor=world.office, finding=make_finding(world, finding.visit, description="记错"), reason="记错"
    )
    with clock.moved_to(finding.due_on):
        send_due_notices(clock.now())
    assert not Notice.objects.filter(recipient=world.secretary, rule__startswith="finding.").exists()


def test_a_leader_who_also_inspects_still_reads_the_linked_site(world, finding):
    leader = make_user(Role.LEADER, world.city)
    add_role(leader, Role.INSPECTOR, world.city)
    grant_access(user=leader, organization=finding.organization, source="leader_link", source_key=1)
    assert list(Finding.objects.visible_to(leader)) == [finding]
