"""What every page needs: navigation, name, unread count, today."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from apps.core import clock
from apps.organizations.access import roles_of, scope_of
from apps.reminders.models import Notice

from .navigation import navigation_for


def portal(request: HttpRequest) -> dict[str, Any]:
    """Nothing for strangers but the date and whether this is a demonstration."""
    context: dict[str, Any] = {
        "portal_today": clock.today(),
        "portal_is_demo": getattr(settings, "PORTAL_IS_DEMO", False),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    return context | {
        "portal_nav": navigation_for(request),
        "portal_user": user.name,
        "portal_roles": roles_of(user),
        "portal_unread": _unread(user),
    }


def _unread(user: Any) -> int:
    """Read with the roles; counted apart for somebody without any."""
    told = scope_of(user).figures.get("unread")
    return Notice.objects.visible_to(user).unread().count() if told is None else told
