"""Accounts: made, changed and ended by the administrator. Roles are granted elsewhere."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from apps.core.exceptions import Invalid
from apps.core.states import record
from apps.core.verdicts import Acting

from .models import User


@transaction.atomic
def create_account(
    *, acting: Acting, username: str, name: str, password: str, phone: str = "", email: str = ""
) -> User:
    """Make an account without any role.

    Raises:
        Invalid: the login name is taken or the password too weak.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise Invalid("该登录名已被使用。")
    user = User(username=username, name=name, phone=phone, email=email)
    set_checked_password(user, password)
    user.full_clean(exclude=["password"])
    user.save()
    record(user, "create", acting=acting)
    return user


@transaction.atomic
def reset_password(*, acting: Acting, user: User, password: str) -> None:
    """Give an account a new password and end its sessions."""
    set_checked_password(user, password)
    user.save(update_fields=["password"])
    end_sessions(user)
    record(user, "reset_password", acting=acting)


@transaction.atomic
def set_active(*, acting: Acting, user: User, active: bool, reason: str = "") -> None:
    """Enable or disable an account; a disabled one is signed out at once."""
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
