"""Accounts as the administrator sees them: no role, no business data."""

from django.db.models import Q, QuerySet

from .models import User


def accounts(text: str = "", state: str = "") -> QuerySet[User]:
    """Accounts by name, login name or phone; ``state`` is ``active``, ``disabled`` or empty for all."""
    users = User.objects.all()
    if text.strip():
        text = text.strip()
        users = users.filter(Q(name__icontains=text) | Q(username__icontains=text) | Q(phone__contains=text))
    if state:
        users = users.filter(is_active=state == "active")
    return users.order_by("username")
