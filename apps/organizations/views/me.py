"""A person's own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from ..models import Membership
from ..querysets import lasting


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Name, roles, and where to change the password; for everybody who is signed in."""
    user = request.user
    memberships = Membership.objects.filter(user=user).filter(lasting()).select_related("organization")
    context = {
        "pairs": [
            ("姓名", user.name),
            ("登录名", user.username),
            ("联系电话", user.phone),
            ("电子邮箱", user.email),
        ],
        "memberships": memberships,
        "password_url": _address("account_change_password"),
        "mfa_url": _address("mfa_index"),
    }
    return render(request, "accounts/me.html", context)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
