"""Inbox lines about acts on the tree: the people of an organization are told what an act brought for them."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.registries import inbox_writers

from ..models import Membership, Organization

#: More is read on the page.
LINES = 8


def people_at(organization: Organization) -> list[User]:
    """Who works at exactly this organization as office or secretary; asked before an act ends their roles."""
    held = Membership.objects.filter(
        organization=organization, role__in=[Role.OFFICE, Role.SECRETARY], user__is_active=True
    )
    return [each.user for each in held.on(clock.today()).select_related("user")]


def tell(
    kind: str,
    organization: Organization,
    recipients: Iterable[User],
    title: str,
    lines: Sequence[str],
    key: object = "",
) -> None:
    """Put one line into each recipient's inbox.

    Args:
        kind: the act, as ``ChangeKind`` names it.
        organization: whose history page it leads to.
        key: tells two acts of a kind on one organization apart.
    """
    more = [f"等共 {len(lines)} 项"] if len(lines) > LINES else []
    for write in inbox_writers:
        write(
            rule=f"tree.{kind}",
            subject=organization,
            recipients=list(recipients),
            title=title,
            body="；".join([*lines[:LINES], *more]) + ("。" if lines else ""),
            url=reverse("organizations:history", args=[organization.pk]),
            threshold=str(key),
        )
