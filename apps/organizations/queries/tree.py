"""Places in the tree: what lies above and below an organization."""

from typing import Any

from django.db.models import Count

from apps.accounts.choices import Role

from ..access import scope_of
from ..choices import Level
from ..models import Organization
from ..querysets import OrganizationQuerySet


def ancestors_in_scope(user: Any, organization: Organization) -> list[Organization]:
    """The organizations above this one that the user may see, highest first."""
    return list(Organization.objects.visible_to(user).filter(path__in=organization.ancestor_paths()))


def children_of(organization: Organization) -> OrganizationQuerySet:
    """The organizations one step below, in order."""
    return Organization.objects.active().filter(path__startswith=organization.path, depth=organization.depth + 1)


def children_counts(organization: Organization) -> dict[str, int]:
    """How many organizations lie below, by level (the own row not counted)."""
    rows = Organization.objects.active().below(organization).exclude(pk=organization.pk)
    counts = dict(rows.order_by().values_list("level").annotate(count=Count("id")))
    return {level: counts[level] for level in Level.values if level in counts}


def own_organizations(user: Any) -> list[Organization]:
    """The organizations whose secretary the person is."""
    return [m.organization for m in scope_of(user).memberships if m.role == Role.SECRETARY]


def choose_from(text: str, limit: int = 20) -> list[Organization]:
    """Organizations to choose from when a role is granted; highest first, none without a text.

    Not limited to a scope: the security officer belongs to no subtree and reads only names here.
    """
    if not text.strip():
        return []
    found = Organization.objects.active().named_like(text)
    return list(found.order_by("depth", "path")[:limit])
