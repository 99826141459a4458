"""Which ways lead from a line of an inbox to its person and to the groups around, and when."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from apps.organizations.models import Membership
from apps.organizations.querysets import lineage

from ..choices import ChannelKind, DeliveryKind
from ..models import Channel, Notice, Preference

USUAL = Preference()


@dataclass(frozen=True)
class Candidate:
    """An unread line that may go out, with what is needed to find its ways."""

    notice_id: int
    recipient_id: int
    due_at: dt.datetime | None
    path: str
    email: str
    phone: str
    preference: Preference


def candidates(since: dt.datetime, until: dt.datetime) -> Iterator[Candidate]:
    """Unread lines of that time which channels outside may carry, streamed.

    The path is that of the line's organization, else the person's place highest in the tree.
    """
    day = timezone.localtime(until).date()
    place = Membership.objects.on(day).filter(user=OuterRef("recipient")).order_by("organization__path")
    rows = (
        Notice.objects.filter(
            outside=True,
            read_at__isnull=True,
            withdrawn_at__isnull=True,
            created_at__gt=since,
            created_at__lte=until,
            recipient__is_active=True,
        )
        .annotate(place=Subquery(place.values("organization__path")[:1]))
        .order_by("recipient_id", "pk")
        .values_list(
            "pk", "recipient_id", "due_at", "organization__path", "place", "recipient__email", "recipient__phone"
        )
    )
    preferences = {row.user_id: row for row in Preference.objects.all()}
    for pk, recipient_id, due_at, own, place_path, email, phone in rows.iterator(chunk_size=2000):
        preference = preferences.get(recipient_id, USUAL)
        yield Candidate(pk, recipient_id, due_at, own or place_path or "", email, phone, preference)


class Reach:
    """The active channels at one moment: which carry a line, and whether as part of a digest or at once."""

    def __init__(self, channels: Iterable[Channel], moment: dt.datetime) -> None:
        self.moment = moment
        local = timezone.localtime(moment)
        self.day, self.hour = local.date(), local.hour
        self._at: dict[tuple[str, str], list[Channel]] = {}
        for channel in channels:
            self._at.setdefault((channel.organization_path, channel.kind), []).append(channel)

    def channels_for(self, line: Candidate) -> Iterator[Channel]:
        """Of each kind the nearest above the line's place; personal ones as the person chose."""
        for kind in ChannelKind:
            if self._refused(line, kind):
                continue
            paths = reversed(lineage(line.path))
            yield from next((self._at[path, kind] for path in paths if (path, kind) in self._at), ())

    def kind_now(self, line: Candidate, channel: Channel, *, works: bool) -> DeliveryKind | None:
        """How the line may go at this moment; None: not yet."""
        is_today = line.due_at is not None and timezone.localtime(line.due_at).date() <= self.day
        if is_today:
            return None if self._is_quiet(line.preference) else DeliveryKind.URGENT
        hour = line.preference.digest_hour if channel.is_personal else channel.digest_hour
        return DeliveryKind.DIGEST if works and self.hour >= hour else None

    def _refused(self, line: Candidate, kind: ChannelKind) -> bool:
        """A person without an address, or one who wants only what has a deadline, or chose the other way."""
        chosen = line.preference
        if kind == ChannelKind.EMAIL:
            return not line.email or not chosen.by_email or (line.due_at is None and not chosen.tells_news)
        if kind == ChannelKind.SMS:
            return not line.phone or not chosen.by_sms or (line.due_at is None and not chosen.tells_news)
        return False

    def _is_quiet(self, chosen: Preference) -> bool:
        start, end = chosen.quiet_from, chosen.quiet_until
        if start <= end:
            return start <= self.hour < end
        return self.hour >= start or self.hour < end
