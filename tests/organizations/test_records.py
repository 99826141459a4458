"""Work records and reach."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.core.models import FileUse, StateChange
from apps.core.services import FileProblem
from apps.organizations.access import acting_as, forget_scope, scope_of
from apps.organizations.models import AccessGrant, Organization, WorkRecord
from apps.organizations.receivers import reads_file
from apps.organizations.services import add_record, cancel_record, end_access, grant_access
from tests.factories import add_role, make_tree, make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def tree():
    return make_tree()


def write(actor, organization, kind="theme_day", **values):
    values = {"held_on": clock.today(), "title": "主题党日", **values}
    return add_record(actor=actor, organization=organization, kind=kind, **values)


def test_add_record_with_a_file(tree):
    secretary = make_user(Role.SECRETARY, tree.branch)
    upload = SimpleUploadedFile("纪实.pdf", b"%PDF-1.4 text")
    record = write(secretary, tree.branch, headcount=20, uploads=[upload])
    assert record.organization_path == tree.branch.path
    assert StateChange.objects.of(record).get().verb == "create"
    use = FileUse.objects.of(record).get()
    assert reads_file(secretary, use)
    assert reads_file(make_user(Role.OFFICE, tree.city), use)
    assert not reads_file(make_user(Role.SECRETARY, tree.other_branch), use)
    assert not reads_file(make_user(Role.OFFICE, tree.outside_district), use)
    assert not reads_file(make_user(Role.ADMINISTRATOR, tree.city), use)


def test_add_record_stores_nothing_when_a_file_is_refused(tree):
    secretary = make_user(Role.SECRETARY, tree.branch)
    with pytest.raises(FileProblem):
        write(secretary, tree.branch, uploads=[SimpleUploadedFile("a.pdf", b"not a pdf")])
    assert not WorkRecord.objects.exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"held_on": dt.date(2999, 1, 1)}, "不能晚于今天"),
        ({"title": " "}, "请填写主题"),
        ({"kind": "party"}, "请选择"),
        ({"headcount": -1}, "不能为负数"),
    ],
)
def test_add_record_checks(tree, values, sentence):
    with pytest.raises(Invalid, match=sentence):
        write(None, tree.branch, **values)


def test_a_linked_leader_records_contact_visits_only(tree):
    leader = make_user(Role.LEADER, tree.city)
    with pytest.raises(Refused):
        write(leader, tree.branch, "contact_visit")
    grant_access(user=leader, organization=tree.branch, source="leader_link", source_key=1)
    record = write(leader, tree.branch, "contact_visit")
    with pytest.raises(Refused):
        write(leader, tree.branch, "theme_day")
    with pytest.raises(Refused):
        write(leader, tree.other_branch, "contact_visit")
    cancel_record(actor=leader, record=record, reason="日期有误")


def test_cancel_record(tree):
    secretary = make_user(Role.SECRETARY, tree.branch)
    record = write(secretary, tree.branch)
    with pytest.raises(Invalid, match="理由"):
        cancel_record(actor=secretary, record=record, reason="")
    with pytest.raises(Refused):
        cancel_record(actor=make_user(Role.SECRETARY, tree.other_branch), record=record, reason="重复")
    cancelled = cancel_record(actor=secretary, record=record, reason="重复登记")
    assert cancelled.cancel_reason == "重复登记"
    assert [change.verb for change in StateChange.objects.of(record)] == ["create", "cancel"]
    with pytest.raises(OutOfTurn, match="已作废"):
        cancel_record(actor=secretary, record=record, reason="重复登记")


def test_grant_access_is_idempotent_and_ends(tree):
    inspector = make_user(Role.INSPECTOR, tree.city)
    for _ in range(2):
        grant_access(
            user=inspector, organization=tree.branch, source="visit", source_key=3, started_on=dt.date(2026, 1, 1)
        )
    assert AccessGrant.objects.count() == 1
    assert scope_of(inspector).covers(tree.branch.path)
    assert end_access(source="visit", source_key=3, user=inspector) == 1
    assert not scope_of(inspector).covers(tree.branch.path)
    assert end_access(source="visit", source_key=3) == 0


def test_a_grant_without_the_role_reaches_nothing(tree):
    user = make_user(None)
    grant_access(user=user, organization=tree.branch, source="visit", source_key=3)
    forget_scope(user)
    assert not scope_of(user).covers(tree.branch.path)


def test_a_grant_reaches_for_the_role_that_it_was_given_to(tree):
    user = make_user(Role.INSPECTOR, tree.city)
    grant_access(user=user, organization=tree.branch, source="leader_link", source_key=1)
    grant_access(user=user, organization=tree.other_branch, source="visit", source_key=2)
    assert list(Organization.objects.visible_to(user)) == [tree.other_branch]
    add_role(user, Role.LEADER, tree.city)
    assert set(Organization.objects.visible_to(user)) == {tree.branch, tree.other_branch}
    assert acting_as(user, Role.LEADER, tree.branch.path)
    assert acting_as(user, Role.LEADER, tree.other_branch.path) is None


def test_a_secretary_is_no_inspector_of_the_own_branch(tree):
    user = make_user(Role.SECRETARY, tree.branch)
    add_role(user, Role.INSPECTOR, tree.city)
    assert acting_as(user, Role.INSPECTOR, tree.branch.path) is None
