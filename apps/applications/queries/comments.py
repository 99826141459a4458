"""Remarks on an application as a person may read them; delegations as an office sees them."""

from typing import Any

from django.db.models import Q

from apps.organizations.access import scope_of

from ..models import Application, ReviewComment, ReviewDelegation
from ..querysets import reviewing_offices


def comments_of(application: Application, user: Any) -> list[ReviewComment]:
    """What the person may read, the oldest first. One statement beside the scope's."""
    rows = ReviewComment.objects.filter(application=application).visible_to(user)
    return list(rows.select_related("author").order_by("at", "pk"))


def delegations_of(user: Any) -> list[ReviewDelegation]:
    """Delegations by the person's offices and those below, and those to the person or its offices."""
    scope = scope_of(user)
    offices = reviewing_offices(scope)
    rows = ReviewDelegation.objects.filter(
        scope.as_q("organization_path") | Q(to_user=user) | Q(to_organization__in=offices)
    )
    found = rows.select_related("organization", "to_organization", "to_user", "granted_by", "revoked_by")
    return list(found.order_by("-granted_at", "-pk")[:200])
