"""Granting and ending roles: by the security officer, with the separation of duties."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.core.models import StateChange
from apps.organizations.access import forget_scope, roles_of, scope_of
from apps.organizations.models import Membership
from apps.organizations.services import end_role, grant_role
from tests.factories import add_role, make_tree, make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def tree():
    return make_tree()


@pytest.fixture
def officer(tree):
    return make_user(Role.SECURITY_OFFICER, tree.city)


def grant(officer, user, organization, role=Role.SECRETARY, **values):
    values.setdefault("reason", "任职文件〔2026〕1号")
    return grant_role(actor=officer, user=user, organization=organization, role=role, **values)


def test_grant_role_gives_the_scope_records_it_and_ends_sessions(tree, officer):
    user = make_user(None)
    membership = grant(officer, user, tree.branch, title="书记")
    assert roles_of(user) == {Role.SECRETARY}
    assert scope_of(user).covers(tree.branch.path)
    assert not scope_of(user).covers(tree.other_branch.path)
    assert User.objects.get(pk=user.pk).session_epoch == 1
    change = StateChange.objects.of(membership).get()
    assert (change.verb, change.actor, change.acting_role) == ("grant_role", officer, Role.SECURITY_OFFICER)
    assert change.organization_path == tree.branch.path
    assert change.reason == "任职文件〔2026〕1号"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICE, Role.SECRETARY, Role.AUDITOR])
def test_grant_role_is_refused_to_everybody_else(tree, role):
    with pytest.raises(Refused, match="只有安全保密管理员"):
        grant(make_user(role, tree.city), make_user(None), tree.branch)
    assert Membership.objects.filter(role=Role.SECRETARY).count() == (role == Role.SECRETARY)


def test_grant_role_to_oneself_is_refused(tree, officer):
    with pytest.raises(Refused, match="不能办理自己的角色"):
        grant(officer, officer, tree.city, Role.SECURITY_OFFICER)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.ADMINISTRATOR, Role.SECURITY_OFFICER),
        (Role.ADMINISTRATOR, Role.OFFICE),
        (Role.AUDITOR, Role.ADMINISTRATOR),
        (Role.OFFICE, Role.AUDITOR),
        (Role.LEADER, Role.ADMINISTRATOR),
        (Role.SECURITY_OFFICER, Role.SECRETARY),
    ],
)
def test_grant_role_keeps_the_three_officers_apart(tree, officer, held, wanted):
    user = make_user(held, tree.city)
    with pytest.raises(Refused, match="三员分立") as refusal:
        grant(officer, user, tree.district, wanted)
    assert held.label in refusal.value.message
    assert user.memberships.count() == 1


def test_grant_role_minds_roles_that_are_still_to_begin(tree, officer):
    user = make_user(None)
    grant(officer, user, tree.branch, started_on=clock.today() + dt.timedelta(days=30))
    with pytest.raises(Refused, match="三员分立"):
        grant(officer, user, tree.city, Role.AUDITOR)


def test_business_roles_go_together(tree, officer):
    user = make_user(Role.OFFICE, tree.district)
    grant(officer, user, tree.branch, Role.INSPECTOR)
    assert roles_of(user) == {Role.OFFICE, Role.INSPECTOR}


def test_ended_roles_no_longer_conflict(tree, officer):
    user = make_user(None)
    membership = add_role(user, Role.OFFICE, tree.district)
    end_role(actor=officer, membership=membership, reason="调离")
    grant(officer, user, tree.city, Role.AUDITOR)
    assert roles_of(user) == {Role.AUDITOR}


def test_grant_role_checks_what_it_is_told(tree, officer):
    user = make_user(None)
    with pytest.raises(Invalid, match="授权依据"):
        grant(officer, user, tree.branch, reason=" ")
    with pytest.raises(Invalid, match="结束日期"):
        grant(officer, user, tree.branch, ended_on=dt.date(2000, 1, 1))
    grant(officer, user, tree.branch)
    with pytest.raises(Invalid, match="已是"):
        grant(officer, user, tree.branch)
    tree.branch.closed_on = clock.today()
    with pytest.raises(Invalid, match="已撤销"):
        grant(officer, user, tree.branch, Role.INSPECTOR)
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.refresh_from_db()
    with pytest.raises(Refused, match="已停用"):
        grant(officer, user, tree.other_branch)


def test_the_system_grants_without_a_reason(tree):
    user = make_user(None)
    membership = grant_role(actor=None, user=user, organization=tree.city, role=Role.SECURITY_OFFICER)
    assert membership.granted_by is None
    assert StateChange.objects.of(membership).get().acting_role == "system"


def test_end_role_takes_the_scope_away_at_once(tree, officer):
    user = make_user(Role.SECRETARY, tree.branch)
    membership = user.memberships.get()
    end_role(actor=officer, membership=membership, reason="届满")
    assert roles_of(user) == frozenset()
    assert membership.ended_on == clock.today() - dt.timedelta(days=1)
    assert User.objects.get(pk=user.pk).session_epoch == 1
    assert StateChange.objects.of(membership).get().reason == "届满"


def test_end_role_with_a_last_day_keeps_it_until_then(tree, officer):
    user = make_user(Role.SECRETARY, tree.branch)
    end_role(actor=officer, membership=user.memberships.get(), ended_on=clock.today(), reason="届满")
    assert roles_of(user) == {Role.SECRETARY}
    forget_scope(user)
    with clock.moved_to(clock.today() + dt.timedelta(days=1)):
        assert roles_of(user) == frozenset()


def test_end_role_refuses(tree, officer):
    membership = make_user(Role.SECRETARY, tree.branch).memberships.get()
    with pytest.raises(Invalid, match="理由"):
        end_role(actor=officer, membership=membership, reason="")
    with pytest.raises(Refused, match="只有安全保密管理员"):
        end_role(actor=make_user(Role.ADMINISTRATOR, tree.city), membership=membership, reason="届满")
    with pytest.raises(Refused, match="自己"):
        end_role(actor=officer, membership=officer.memberships.get(), reason="届满")
    with pytest.raises(Invalid, match="早于"):
        end_role(actor=officer, membership=membership, ended_on=dt.date(2000, 1, 1), reason="届满")
    end_role(actor=officer, membership=membership, reason="届满")
    with pytest.raises(OutOfTurn, match="已终止"):
        end_role(actor=officer, membership=membership, reason="届满")


def test_a_role_granted_today_is_taken_back_at_once(tree, officer):
    user = make_user(None)
    membership = grant(officer, user, tree.branch)
    end_role(actor=officer, membership=membership, reason="授错了人")
    assert not Membership.objects.filter(user=user).on(clock.today()).exists()
