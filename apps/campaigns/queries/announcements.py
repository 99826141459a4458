"""Whom an announcement reaches, and who of them has read it and replied."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from apps.accounts.choices import Role
from apps.core import clock
from apps.organizations.models import Membership, Organization

from ..choices import Audience, Reply
from ..models import Announcement, AnnouncementReceipt
from ..registries import participants
from .scope import eligible

#: The reply of the organization of a receipt, whoever of its people gave it.
ANSWERS = AnnouncementReceipt.objects.filter(
    ~Q(reply=""), announcement=OuterRef("announcement"), organization=OuterRef("organization")
).order_by()
#: Which receipts each state of the list holds: a reply stands with whoever gave it.
STATES: dict[str, Q] = {
    "unread": Q(read_at=None),
    "read": Q(read_at__isnull=False),
    **{reply: Q(reply=reply) for reply in Reply.values},
}
#: How the list may be sorted; equal rows by organization.
SORTS: dict[str, Any] = {
    "place": F("organization_path"),
    "person": F("user__name"),
    "read": F("read_at"),
    "people": F("people"),
    "replied": F("replied_at"),
}


def unanswered(announcement: Announcement) -> Q:
    """Receipts of an announcement whose organization has not replied: a set, looked up for each of many rows."""
    given = AnnouncementReceipt.objects.filter(~Q(reply=""), announcement=announcement)
    return ~Q(organization__in=given.order_by().values("organization"))


def replies_of(announcements: Sequence[int]) -> dict[tuple[int, int], str]:
    """What organizations replied, by announcement and organization, in one statement."""
    given = AnnouncementReceipt.objects.filter(~Q(reply=""), announcement__in=announcements).order_by()
    rows = given.values_list("announcement", "organization", "reply").iterator(chunk_size=2000)
    return {(announcement, organization): reply for announcement, organization, reply in rows}


def reply_mark(receipt: AnnouncementReceipt | None) -> str:
    """Tells one reply of an organization from a later one; empty where there is none."""
    if receipt is None or receipt.replied_at is None:
        return ""
    return f"{receipt.pk}@{receipt.replied_at.timestamp():.6f}"


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
    """How an announcement stands: people told and who has read; organizations and their replies; ``people`` come."""

    total: int = 0
    read: int = 0
    organizations: int = 0
    yes: int = 0
    no: int = 0
    undecided: int = 0
    people: int = 0

    @property
    def unread(self) -> int:
        return self.total - self.read

    @property
    def unanswered(self) -> int:
        """Organizations of which nobody has replied."""
        return self.organizations - self.yes - self.no - self.undecided


COUNTS: dict[str, Any] = {
    "total": Count("pk"),
    "read": Count("read_at"),
    "organizations": Count("organization", distinct=True),
    **{reply: Count("pk", filter=Q(reply=reply)) for reply in Reply.values},
    "people": Sum("people"),
}


def figures_of(receipts: QuerySet[AnnouncementReceipt], announcements: Sequence[Announcement]) -> dict[int, Figures]:
    """Figures by announcement over these receipts, in one statement."""
    rows: Any = receipts.filter(announcement__in=announcements).order_by()
    return {
        row["announcement"]: Figures(**{name: row[name] or 0 for name in COUNTS})
        for row in rows.values("announcement").annotate(**COUNTS)
    }


def receipts_of(
    receipts: QuerySet[AnnouncementReceipt], announcement: Announcement, state: str = "", text: str = "", sort: str = ""
) -> QuerySet[AnnouncementReceipt]:
    """Of these receipts those of an announcement, by state (a key of ``STATES``, or ``unanswered``) and organization or person.

    Args:
        sort: a key of ``SORTS``, descending with a leading ``-``.
    """
    found = receipts.filter(announcement=announcement)
    if state == "unanswered":
        found = found.filter(unanswered(announcement))
    elif state in STATES:
        found = found.filter(STATES[state])
    text = text.strip()
    if text:
        found = found.filter(
            Q(organization__name__icontains=text)
            | Q(organization__initials__contains=text.lower())
            | Q(organization__code__istartswith=text)
            | Q(user__name__icontains=text)
        )
    return found.order_by(*_sorted(sort), "organization_path", "pk")


def _sorted(sort: str) -> list[Any]:
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        return []
    return [key.desc(nulls_last=True) if sort.startswith("-") else key.asc(nulls_last=True)]


def with_answers(receipts: QuerySet[AnnouncementReceipt]) -> QuerySet[AnnouncementReceipt]:
    """Each with its people and ``answer``, the reply of its organization."""
    answer = Coalesce(Subquery(ANSWERS.values("reply")[:1]), Value(""))
    return receipts.select_related("organization", "user").annotate(answer=answer)


def own_receipts(user: Any, announcements: Sequence[Announcement]) -> dict[int, AnnouncementReceipt]:
    """The person's own receipts by announcement, in one statement."""
    found = AnnouncementReceipt.objects.filter(user=user, announcement__in=announcements)
    return {receipt.announcement_id: receipt for receipt in with_answers(found)}


def answer_of(receipt: AnnouncementReceipt) -> AnnouncementReceipt | None:
    """The reply of the receipt's organization, with who gave it."""
    given = AnnouncementReceipt.objects.filter(
        ~Q(reply=""), announcement=receipt.announcement_id, organization=receipt.organization_id
    )
    return given.select_related("user").first()


@dataclass(frozen=True)
class EarlierReply:
    """A reply that another one has replaced."""

    name: str
    reply: str
    people: int | None
    words: str
    replied_at: Any


def earlier_replies(receipt: AnnouncementReceipt, answer: AnnouncementReceipt | None) -> list[EarlierReply]:
    """What the organization replied before, the newest first; from the history, in one statement."""
    events: Any = AnnouncementReceipt._meta.get_field("events").related_model
    told = events.objects.filter(announcement=receipt.announcement_id, organization=receipt.organization_id)
    fields = ("user__name", "reply", "people", "words", "replied_at")
    rows = told.exclude(reply="").order_by("-replied_at", "-pgh_id").values_list(*fields)
    now = (answer.user.name, answer.reply, answer.people, answer.words, answer.replied_at) if answer else ()
    return [EarlierReply(*row) for row in dict.fromkeys(rows) if row != now]


def gatherings_of(user: Any, first: Any, last: Any) -> QuerySet[Announcement]:
    """Meetings and observations of these days to which the person was asked and their organization did not say no."""
    said_no = Q(Exists(ANSWERS.filter(reply=Reply.NO)))
    mine = AnnouncementReceipt.objects.filter(~said_no, user=user)
    found = Announcement.objects.filter(status="issued", starts_at__gte=first, starts_at__lt=last)
    return found.filter(pk__in=mine.values("announcement")).order_by(F("starts_at"), "pk")
