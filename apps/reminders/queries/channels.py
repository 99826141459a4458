"""What the pages of channels, settings and feeds read."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.organizations.querysets import lineage

from ..choices import PERSONAL, ChannelKind, DeliveryStatus
from ..models import CalendarFeed, Channel, Notice
from ..registries import Entry, calendar_entries


def channels_of(user: Any) -> list[Channel]:
    """The channels of the person's offices, with how many messages wait and how many failed."""
    waiting = Q(deliveries__status__in=[DeliveryStatus.PENDING, DeliveryStatus.SENDING])
    failed = Q(deliveries__status=DeliveryStatus.FAILED)
    rows = Channel.objects.visible_to(user).select_related("organization")
    return list(rows.annotate(waiting=Count("deliveries", filter=waiting), failed=Count("deliveries", filter=failed)))


def channels_above(organization: Organization) -> list[Channel]:
    """Active channels of the organizations above, which serve here where there is no nearer one."""
    paths = lineage(organization.path)[:-1]
    return list(Channel.objects.active().filter(organization_path__in=paths).select_related("organization"))


@dataclass(frozen=True)
class Way:
    """A personal way out of the portal: whether somebody set it up above the person, and where it leads."""

    label: str
    address: str
    is_set_up: bool


def ways_to(user: Any) -> list[Way]:
    """Mail and text message, each as it stands for this person. Two queries."""
    places = user.memberships.filter(ended_on__isnull=True).values_list("organization__path", flat=True)
    paths = {path for place in places for path in lineage(place)}
    there = set(Channel.objects.active().filter(organization_path__in=paths).values_list("kind", flat=True))
    addresses = {ChannelKind.EMAIL: ("电子邮件", user.email), ChannelKind.SMS: ("短信", user.phone)}
    return [Way(*addresses[kind], kind in there) for kind in PERSONAL]


def feed_of(user: Any) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).first()


def feed_by(token: str) -> CalendarFeed | None:
    """The feed of a secret address, while it holds and its person may sign in."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    found = CalendarFeed.objects.filter(digest=digest, revoked_at__isnull=True, user__is_active=True)
    return found.select_related("user").first()


def dates_of(user: User, first: dt.date, last: dt.date) -> list[Entry]:
    """Everything with a date that concerns the person: what stands in the inbox, then what the apps name."""
    found: dict[str, Entry] = {entry.key: entry for entry in _deadlines(user, first, last)}
    for provider in calendar_entries:
        found.update((entry.key, entry) for entry in provider(user, first, last))
    return sorted(found.values(), key=lambda entry: (str(entry.starts), entry.key))


def _deadlines(user: User, first: dt.date, last: dt.date) -> Iterable[Entry]:
    """Lines of the inbox with a deadline: the newest of each subject."""
    rows = Notice.objects.visible_to(user).filter(due_at__date__range=(first, last)).order_by("created_at", "pk")
    for row in rows.only("rule", "subject", "title", "due_at", "url", "created_at"):
        assert row.due_at is not None
        yield Entry(f"{row.rule}-{row.subject}", row.title, row.due_at, None, "", row.url)
