"""Who works where."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock

from ..models import Membership, Organization
from ..querysets import lasting, lineage


def people_of(organization: Organization) -> QuerySet[Membership]:
    """Roles held for exactly this organization today."""
    return (
        Membership.objects.filter(organization=organization)
        .on(clock.today())
        .select_related("user")
        .order_by("role", "user__name")
    )


def secretaries_of(organization: Organization | int) -> QuerySet[User]:
    """Active people who are secretary of exactly this organization today (recipients of its notices)."""
    return holders_of(organization, Role.SECRETARY)


def secretaries_of_many(organization_ids: Iterable[int]) -> dict[int, list[User]]:
    """The same for many organizations in one statement; those without a secretary are absent."""
    held = Membership.objects.filter(
        organization_id__in=list(organization_ids), role=Role.SECRETARY, user__is_active=True
    )
    found: dict[int, list[User]] = {}
    for membership in held.on(clock.today()).select_related("user"):
        found.setdefault(membership.organization_id, []).append(membership.user)
    return found


def holders_of(organization: Organization | int, role: str) -> QuerySet[User]:
    """Active people who hold the role for exactly this organization today."""
    memberships = Membership.objects.filter(organization=organization, role=role).on(clock.today())
    return User.objects.filter(is_active=True, pk__in=memberships.values("user"))


def holders_around(path: str, role: str) -> QuerySet[User]:
    """Active people who hold the role today for the organization with this path, one above it or one below it."""
    held = Membership.objects.filter(role=role).on(clock.today())
    held = held.filter(Q(organization__path__in=lineage(path)) | Q(organization__path__startswith=path))
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")


def people_with_roles(text: str = "", role: str = "", *, only_without: bool = False) -> QuerySet[User]:
    """People with their running and coming roles in ``current_roles``, for the security officer.

    Args:
        text: part of a person's name, login name, or of an organization's name.
        role: only holders of this role.
        only_without: only people without any role.
    """
    running = Membership.objects.filter(lasting())
    users = User.objects.all()
    if text:
        held_there = running.filter(Q(organization__name__icontains=text) | Q(organization__short_name__icontains=text))
        users = users.filter(
            Q(name__icontains=text) | Q(username__icontains=text) | Q(pk__in=held_there.values("user"))
        )
    if role:
        users = users.filter(pk__in=running.filter(role=role).values("user"))
    if only_without:
        users = users.exclude(pk__in=running.values("user"))
    roles = Prefetch("memberships", queryset=running.select_related("organization"), to_attr="current_roles")
    return users.prefetch_related(roles).order_by("name", "username")
