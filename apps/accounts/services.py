"""Accounts: made, changed and ended by the administrator. Roles are granted elsewhere."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.core.states import record
from apps.core.tries import count_try, forget_tries, tries_of
from apps.core.verdicts import SYSTEM, Acting

from .choices import Role
from .models import User

#: Without look-alikes: passwords are read from paper and typed by hand.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz"
PASSWORD_DIGITS = "23456789"


@transaction.atomic
def create_account(
    *, acting: Acting, username: str, name: str, password: str, phone: str = "", email: str = ""
) -> User:
    """Make an account without any role.

    Raises:
        Refused: the capacity is not the administrator's.
        Invalid: the login name is taken or the password too weak.
    """
    _check_capacity(acting)
    if User.objects.filter(username__iexact=username).exists():
        raise Invalid("该登录名已被使用。")
    user = User(username=username, name=name.strip(), phone=phone, email=email)
    set_checked_password(user, password)
    _validate(user)
    user.save()
    record(user, "create", acting=acting)
    return user


@transaction.atomic
def edit_account(*, acting: Acting, user: User, name: str, phone: str = "", email: str = "") -> User:
    """Change a person's name and ways of contact; the login name stays.

    Raises:
        Refused: the capacity is not the administrator's.
        Invalid: an empty name or an impossible address.
    """
    _check_capacity(acting)
    fresh = User.objects.select_for_update().get(pk=user.pk)
    changed = [
        label
        for label, before, after in (
            ("姓名", fresh.name, name.strip()),
            ("联系电话", fresh.phone, phone),
            ("电子邮箱", fresh.email, email),
        )
        if before != after
    ]
    if not changed:
        return fresh
    fresh.name, fresh.phone, fresh.email = name.strip(), phone, email
    _validate(fresh)
    fresh.save(update_fields=["name", "phone", "email"])
    record(fresh, "edit", acting=acting, reason="修改" + "、".join(changed))
    return fresh


@transaction.atomic
def reset_password(*, acting: Acting, user: User, password: str) -> None:
    """Give an account a new password and end its sessions.

    Raises:
        Refused: the capacity is not the administrator's.
        Invalid: the password is too weak.
    """
    _check_capacity(acting)
    set_checked_password(user, password)
    user.save(update_fields=["password"])
    end_sessions(user)
    record(user, "reset_password", acting=acting)


@transaction.atomic
def set_active(*, acting: Acting, user: User, active: bool, reason: str = "") -> None:
    """Enable or disable an account; a disabled one is signed out at once.

    Raises:
        Refused: the capacity is not the administrator's.
        OutOfTurn: it is enabled or disabled already.
        Invalid: no reason given by a person.
    """
    _check_capacity(acting)
    fresh = User.objects.select_for_update().get(pk=user.pk)
    if fresh.is_active == active:
        raise OutOfTurn(f"账号“{fresh.name}”已{'启用' if active else '停用'}，请刷新后查看。")
    if acting != SYSTEM and not reason.strip():
        raise Invalid(f"请填写{'启用' if active else '停用'}账号的理由。", code="reason_missing")
    User.objects.filter(pk=user.pk).update(is_active=active)
    user.is_active = active
    end_sessions(user)
    record(user, "enable" if active else "disable", acting=acting, reason=reason)


def end_sessions(user: User) -> None:
    """Every open session of this person becomes invalid with the next request."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)


def set_checked_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("；".join(error.messages)) from error
    user.set_password(password)


def make_password() -> str:
    """A password that a person can type: three groups, about 60 bits."""
    groups = ["".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(2)]
    digits = "".join(secrets.choice(PASSWORD_DIGITS) for _ in range(6))
    return "-".join([*groups, digits])


def _check_capacity(acting: Acting) -> None:
    if acting != SYSTEM and acting.role != Role.ADMINISTRATOR:
        raise Refused("只有系统管理员可以管理账号。")


def _validate(user: User) -> None:
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise Invalid("；".join(error.messages)) from error


#: How often a password may be wrong before an act that asks for it again is held up, and for how long.
WRONG_MOST, WRONG_SECONDS = 5, 300


def confirm_identity(*, user: User, password: str) -> None:
    """Ask for the password once more before an act that binds; wrong ones are counted per person.

    Raises:
        Invalid: the password is wrong, or was wrong too often.
    """
    key = f"confirm-identity:{user.pk}"
    if tries_of(key) >= WRONG_MOST:
        raise Invalid(f"密码输错次数过多，请 {WRONG_SECONDS // 60} 分钟后再试。", code="password")
    if user.check_password(password):
        forget_tries(key)
        return
    left = WRONG_MOST - count_try(key, WRONG_SECONDS)
    words = f"还可以再试 {left} 次。" if left > 0 else f"请 {WRONG_SECONDS // 60} 分钟后再试。"
    raise Invalid(f"密码不正确，{words}", code="password")
