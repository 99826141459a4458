"""Delegations as an office sees them."""

from typing import Any

from django.db.models import Q

from apps.organizations.access import scope_of

from ..models import ReviewDelegation
from ..querysets import reviewing_offices


def delegations_of(user: Any) -> list[ReviewDelegation]:
    """Delegations by the person's offices and those below, and those to the person or its offices."""
    scope = scope_of(user)
    offices = reviewing_offices(scope)
    rows = ReviewDelegation.objects.filter(
        scope.as_q("organization_path") | Q(to_user=user) | Q(to_organization__in=offices)
    )
    found = rows.select_related("organization", "to_organization", "to_user", "granted_by", "revoked_by")
    return list(found.order_by("-granted_at", "-pk")[:200])
