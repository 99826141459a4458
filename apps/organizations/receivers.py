"""What this app answers through the seams of lower apps."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from apps.accounts.choices import Role

from .access import scope_of
from .models import Organization

FILE_ROLES = frozenset({Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER})
SEARCH_LIMIT = 20


def reads_file(user: Any, use: Any) -> bool:
    """A file is readable for whom the scope covers the organization that it belongs to."""
    scope = scope_of(user)
    return bool(scope.roles & FILE_ROLES) and bool(use.organization_path) and scope.covers(use.organization_path)


def find_organizations(user: Any, text: str) -> Iterable[tuple[str, str, str]]:
    """Organizations of the user's scope for the search page: label, address, kind."""
    if not text.strip() or not scope_of(user).roles & FILE_ROLES:
        return
    found = Organization.objects.visible_to(user).active().named_like(text)
    for organization in found.only("pk", "short_name", "name")[:SEARCH_LIMIT]:
        yield organization.name, reverse("organizations:detail", args=[organization.pk]), "党组织"
