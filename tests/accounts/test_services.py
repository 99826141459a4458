"""Accounts: the administrator's, and nobody else's."""

import pytest
from django.contrib.auth.password_validation import validate_password

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.accounts.rules import can_manage_account, can_manage_accounts
from apps.accounts.services import create_account, edit_account, make_password, reset_password, set_active
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.core.models import StateChange
from apps.core.verdicts import SYSTEM, require
from tests.factories import make_tree, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "Gui-lin-2026-abc"


@pytest.fixture
def administrator():
    return make_user(Role.ADMINISTRATOR, make_tree().city)


@pytest.fixture
def acting(administrator):
    return require(can_manage_accounts(administrator))


def test_create_account_has_no_role_and_is_recorded(administrator, acting):
    user = create_account(acting=acting, username="zhang.san", name="演示用户甲", password=PASSWORD)
    assert user.check_password(PASSWORD)
    assert not user.memberships.exists()
    change = StateChange.objects.of(user).get()
    assert (change.verb, change.actor, change.acting_role) == ("create", administrator, Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"username": "ZHANG"}, "已被使用"),
        ({"username": "张三"}, "登录名只能包含"),
        ({"password": "12345"}, "密码"),
        ({"name": " "}, "不能为"),
    ],
)
def test_create_account_refuses_bad_input(acting, values, sentence):
    create_account(acting=acting, username="zhang", name="演示用户甲", password=PASSWORD)
    given = {"username": "li", "name": "演示用户乙", "password": PASSWORD} | values
    with pytest.raises(Invalid, match=sentence):
        create_account(acting=acting, **given)
    assert User.objects.filter(username="li").count() == 0


@pytest.mark.parametrize("role", [Role.SECURITY_OFFICER, Role.AUDITOR, Role.OFFICE, Role.SECRETARY])
def test_nobody_else_manages_accounts(role):
    verdict = can_manage_accounts(make_user(role, make_tree().city))
    assert not verdict
    assert verdict.reason == "只有系统管理员可以管理账号。"


def test_services_refuse_another_capacity():
    from apps.organizations.access import acting_in_role

    officer = make_user(Role.SECURITY_OFFICER, make_tree().city)
    acting = acting_in_role(officer, Role.SECURITY_OFFICER)
    other = make_user(None)
    with pytest.raises(Refused):
        create_account(acting=acting, username="li", name="演示用户乙", password=PASSWORD)
    with pytest.raises(Refused):
        reset_password(acting=acting, user=other, password=PASSWORD)
    with pytest.raises(Refused):
        set_active(acting=acting, user=other, active=False, reason="离职")
    with pytest.raises(Refused):
        edit_account(acting=acting, user=other, name="演示用户丙")


def test_an_administrator_does_not_lock_the_own_account(administrator):
    assert "自己" in can_manage_account(administrator, administrator).reason
    assert can_manage_account(administrator, make_user(None))


def test_edit_account_records_what_changed(acting):
    user = make_user(None)
    edit_account(acting=acting, user=user, name="演示用户新", phone="0773-0000001")
    assert User.objects.get(pk=user.pk).name == "演示用户新"
    assert StateChange.objects.of(user).get().reason == "修改姓名、联系电话"
    edit_account(acting=acting, user=user, name="演示用户新", phone="0773-0000001")
    assert StateChange.objects.of(user).count() == 1
    with pytest.raises(Invalid):
        edit_account(acting=acting, user=user, name="")


def test_reset_password_ends_sessions(acting):
    user = make_user(None)
    reset_password(acting=acting, user=user, password=PASSWORD)
    stored = User.objects.get(pk=user.pk)
    assert stored.check_password(PASSWORD)
    assert stored.session_epoch == 1
    with pytest.raises(Invalid):
        reset_password(acting=acting, user=user, password="short")


def test_disable_and_enable_with_a_reason(acting):
    user = make_user(None)
    with pytest.raises(Invalid, match="理由"):
        set_active(acting=acting, user=user, active=False)
    set_active(acting=acting, user=user, active=False, reason="离职")
    assert not User.objects.get(pk=user.pk).is_active
    with pytest.raises(OutOfTurn, match="已停用"):
        set_active(acting=acting, user=user, active=False, reason="离职")
    set_active(acting=SYSTEM, user=user, active=True)
    assert [change.verb for change in StateChange.objects.of(user)] == ["disable", "enable"]


def test_generated_passwords_are_strong_and_differ():
    passwords = {make_password() for _ in range(50)}
    assert len(passwords) == 50
    for password in passwords:
        validate_password(password)
