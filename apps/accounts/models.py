from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.crypto import salted_hmac

from apps.core import clock
from apps.core.history import tracked

from .transitions import USER_VERBS


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A person who works in the portal. What they may do comes from memberships, never from here."""

    username = models.CharField(
        "登录名",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9._-]+$", "登录名只能包含字母、数字、点、横线和下划线。")],
        error_messages={"unique": "该登录名已被使用。"},
    )
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField(default=clock.now)
    #: Raised when roles change: every open session of this person ends.
    session_epoch = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()
    transitions = USER_VERBS

    # Django's and allauth's helpers ask for these; the portal grants nothing through them.
    is_staff = False
    is_superuser = False

    class Meta:
        ordering = ["username"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="user_has_name")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False

    def get_session_auth_hash(self) -> str:
        return self._auth_hash(None)

    def get_session_auth_fallback_hash(self) -> Any:
        from django.conf import settings

        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._auth_hash(secret)

    def _auth_hash(self, secret: str | bytes | None) -> str:
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("apps.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()
