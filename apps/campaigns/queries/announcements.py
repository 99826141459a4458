"""Whom an announcement reaches, and who of them has read it and replied."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from apps.accounts.choices import Role
from apps.core import clock
from apps.organizations.models import Membership, Organization

from ..choices import Audience, Reply
from ..models import Announcement, AnnouncementReceipt
from ..registries import participants
from .scope import eligible

#: Which receipts each state of the list holds.
STATES: dict[str, Q] = {
    "unread": Q(read_at=None),
    "read": Q(read_at__isnull=False),
    "unanswered": Q(reply=""),
    **{reply: Q(reply=reply) for reply in Reply.values},
}


def organizations_reached(announcement: Announcement) -> Any:
    """The organizations to which it goes, below the office that issues it and inside the campaign's scope."""
    campaign = announcement.campaign
    inside = Organization.objects.active().filter(
        path__startswith=max(announcement.organization_path, campaign.scope_path, key=len)
    )
    if announcement.audience == Audience.ELIGIBLE:
        return eligible(campaign).filter(path__startswith=announcement.organization_path)
    if announcement.audience == Audience.OFFICES:
        return inside.exclude(pk=announcement.organization_id)
    if announcement.audience == Audience.PARTICIPANTS:
        applied = Q(pk__in=[])
        for read in participants:
            applied |= Q(pk__in=read(campaign))
        return inside.filter(applied)
    chosen = Q(pk__in=[])
    for path in Organization.objects.filter(pk__in=announcement.chosen).values_list("path", flat=True):
        chosen |= Q(path__startswith=path)
    return inside.filter(chosen)


def recipients(announcement: Announcement) -> QuerySet[Membership]:
    """Who would be told today: one role each, that nearest to the top where a person holds several."""
    role = Role.OFFICE if announcement.audience == Audience.OFFICES else Role.SECRETARY
    reached = organizations_reached(announcement).order_by().values("pk")
    held = Membership.objects.filter(role=role, user__is_active=True, organization__in=reached)
    return held.on(clock.today()).order_by("user_id", "organization__path", "pk").distinct("user_id")


@dataclass(frozen=True)
class Reach:
    """How many an announcement would reach: people, their organizations, and organizations without anybody."""

    people: int
    organizations: int
    nobody: int


def reach_of(announcement: Announcement) -> Reach:
    """Two statements."""
    held = list(recipients(announcement).values_list("organization_id", flat=True))
    there = len(set(held))
    if announcement.audience == Audience.OFFICES:  # most organizations below have no office of their own
        return Reach(len(held), there, 0)
    role = Membership.objects.filter(role=Role.SECRETARY, user__is_active=True).on(clock.today())
    lacking = organizations_reached(announcement).exclude(pk__in=role.values("organization"))
    return Reach(len(held), there, lacking.count())


@dataclass(frozen=True)
class Figures:
    """How an announcement stands: receipts in all, read, and the replies; ``people`` is the sum of those who come."""

    total: int = 0
    read: int = 0
    yes: int = 0
    no: int = 0
    undecided: int = 0
    people: int = 0

    @property
    def unread(self) -> int:
        return self.total - self.read

    @property
    def unanswered(self) -> int:
        return self.total - self.yes - self.no - self.undecided


COUNTS: dict[str, Any] = {
    "total": Count("pk"),
    "read": Count("pk", filter=STATES["read"]),
    "yes": Count("pk", filter=STATES["yes"]),
    "no": Count("pk", filter=STATES["no"]),
    "undecided": Count("pk", filter=STATES["undecided"]),
    "people": Sum("people"),
}


def figures_of(announcements: Sequence[Announcement]) -> dict[int, Figures]:
    """Figures by announcement, in one statement."""
    rows: Any = AnnouncementReceipt.objects.filter(announcement__in=announcements).order_by()
    return {
        row["announcement"]: Figures(**{name: row[name] or 0 for name in COUNTS})
        for row in rows.values("announcement").annotate(**COUNTS)
    }


def receipts_of(announcement: Announcement, state: str = "", text: str = "") -> QuerySet[AnnouncementReceipt]:
    """The receipts of an announcement by state (a key of ``STATES``) and organization."""
    found = AnnouncementReceipt.objects.filter(announcement=announcement).select_related("organization", "user")
    if state in STATES:
        found = found.filter(STATES[state])
    text = text.strip()
    if text:
        found = found.filter(
            Q(organization__name__icontains=text)
            | Q(organization__initials__contains=text.lower())
            | Q(organization__code__istartswith=text)
            | Q(user__name__icontains=text)
        )
    return found.order_by("organization_path", "pk")


def own_receipts(user: Any, announcements: Sequence[Announcement]) -> dict[int, AnnouncementReceipt]:
    """The person's own receipts by announcement, in one statement."""
    found = AnnouncementReceipt.objects.filter(user=user, announcement__in=announcements)
    return {receipt.announcement_id: receipt for receipt in found.select_related("organization")}


def gatherings_of(user: Any, first: Any, last: Any) -> QuerySet[Announcement]:
    """Meetings and observations of these days to which the person was asked and did not say no."""
    mine = AnnouncementReceipt.objects.filter(user=user).exclude(reply=Reply.NO)
    found = Announcement.objects.filter(status="issued", starts_at__gte=first, starts_at__lt=last)
    return found.filter(pk__in=mine.values("announcement")).order_by(F("starts_at"), "pk")
