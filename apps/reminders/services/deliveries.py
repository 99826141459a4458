"""Messages outside the portal: planned from the inbox, picked up by any number of workers, sent at least once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from apps.core import clock
from apps.core.calendar import office_table
from apps.core.exceptions import Invalid
from apps.core.publish import enqueue
from apps.core.verdicts import require
from apps.core.working_days import is_working_day

from .. import messages, outside, rules
from ..choices import DeliveryKind, DeliveryStatus
from ..models import Channel, Delivery, DeliveryLine
from ..queries.reach import Candidate, Reach, candidates
from .channels import address_of, note_result, values_of

#: What is older has had its time: after a longer silence people read the inbox.
YOUNGEST = dt.timedelta(days=7)
PEOPLE = 2000
#: How long one worker may take over a message before another takes it up.
LEASE = dt.timedelta(minutes=3)
#: Minutes until the next try after the first failure, the second, …; then it is given up and shown to the office.
BACK_OFF = (1, 5, 15, 60, 180, 360, 720)
LOCK = 5_2026_12


@transaction.atomic
def plan_deliveries(as_of: dt.datetime | None = None) -> int:
    """Put what stands unread in the inboxes and has not gone out yet into messages.

    A person gets what is due today at once (outside the quiet hours), the rest as one digest a working day at
    the chosen hour; a group the same at its channel's hour. Run twice or by two at once it plans each line once.

    Returns:
        The number of new messages.
    """
    moment = as_of or clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    channels = list(Channel.objects.active().order_by("pk"))
    if not channels:
        return 0
    reach = Reach(channels, moment)
    works = is_working_day(timezone.localtime(moment).date(), office_table())
    made = 0
    lines = candidates(moment - YOUNGEST, moment)
    while batch := list(islice(lines, PEOPLE)):
        made += _plan(batch, reach, works=works)
    return made


def _plan(batch: Iterable[Candidate], reach: Reach, *, works: bool) -> int:
    """Messages for some lines: one group for each channel, person and kind."""
    groups: dict[tuple[int, int | None, str], list[int]] = defaultdict(list)
    for line in batch:
        for channel in reach.channels_for(line):
            kind = reach.kind_now(line, channel, works=works)
            if kind is not None:
                groups[channel.pk, line.recipient_id if channel.is_personal else None, kind].append(line.notice_id)
    planned = _unplanned(groups)
    return sum(_write(key, notices, reach) for key, notices in planned.items())


def _unplanned(groups: dict[tuple[int, int | None, str], list[int]]) -> dict[tuple[int, int | None, str], list[int]]:
    """Without the lines that went through the channel before. One query."""
    notices = {pk for listed in groups.values() for pk in listed}
    gone = set(DeliveryLine.objects.filter(notice_id__in=notices).values_list("channel_id", "notice_id"))
    rest = {key: [pk for pk in listed if (key[0], pk) not in gone] for key, listed in groups.items()}
    return {key: listed for key, listed in rest.items() if listed}


def _write(key: tuple[int, int | None, str], notices: list[int], reach: Reach) -> int:
    """One message; a group's digest of the day grows with the people of later batches, until it is on its way."""
    channel_id, recipient_id, kind = key
    made = 0
    row = None
    if kind == DeliveryKind.DIGEST:
        row = Delivery.objects.filter(
            channel_id=channel_id, recipient_id=recipient_id, day=reach.day, kind=kind
        ).first()
        if row is not None and row.status != DeliveryStatus.PENDING:
            return 0  # the rest waits for tomorrow's
    if row is None:
        row = Delivery.objects.create(
            channel_id=channel_id,
            recipient_id=recipient_id,
            kind=kind,
            day=reach.day,
            created_at=reach.moment,
            next_try_at=reach.moment,
        )
        made = 1
    lines = [DeliveryLine(delivery=row, channel_id=channel_id, notice_id=pk) for pk in notices]
    DeliveryLine.objects.bulk_create(lines, ignore_conflicts=True)
    return made


def enqueue_sending() -> None:
    """Let a worker send at once what was just planned; the periodic run does it otherwise."""
    enqueue("apps.reminders.tasks.send_deliveries")


def send_deliveries(as_of: dt.datetime | None = None, most: int = 500) -> int:
    """Send what may go, one after the other; any number of workers may do so at once.

    Returns:
        The number of messages that the services took.
    """
    sent = 0
    for row in _claimed(as_of, most):
        sent += _send(row)
    return sent


def _claimed(as_of: dt.datetime | None, most: int) -> Iterator[Delivery]:
    for _ in range(most):
        row = _claim(as_of or clock.now())
        if row is None:
            return
        yield row


@transaction.atomic
def _claim(moment: dt.datetime) -> Delivery | None:
    """Take one for the length of a lease; whoever dies with it loses it to the next."""
    waiting = Delivery.objects.ready(moment).filter(channel__is_active=True).order_by("next_try_at", "pk")
    row = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    row.status, row.next_try_at, row.attempts = DeliveryStatus.SENDING, moment + LEASE, row.attempts + 1
    row.save(update_fields=["status", "next_try_at", "attempts"])
    return row


def _send(row: Delivery) -> int:
    """Compose from what still stands, send, note the outcome unless somebody else took the message up meanwhile."""
    channel, recipient = row.channel, row.recipient
    lines = list(messages.standing_lines(row))
    if not lines:
        _settle(row, status=DeliveryStatus.DROPPED, last_error="")
        return 0
    title, body = messages.compose(row, lines)
    to = address_of(recipient, channel.kind) if recipient else ""
    said = "没有邮箱或电话，无法送达。" if recipient and not to else _out(channel, to, title, body)
    if not said:
        _settle(row, status=DeliveryStatus.SENT, sent_at=clock.now(), last_error="")
        return 1
    if row.attempts > len(BACK_OFF):
        _settle(row, status=DeliveryStatus.FAILED, last_error=said)
        return 0
    pause = dt.timedelta(minutes=BACK_OFF[row.attempts - 1])
    _settle(row, status=DeliveryStatus.PENDING, last_error=said, next_try_at=row.next_try_at - LEASE + pause)
    return 0


def _out(channel: Channel, to: str, title: str, body: str) -> str:
    try:
        said = outside.send(channel.kind, values_of(channel), to=to, title=title, body=body)
    except Invalid as error:  # its seal cannot be opened any more: the office reads it, the other channels go on
        said = error.message
    note_result(channel, said)
    return said


def _settle(row: Delivery, **fields: Any) -> None:
    held = Delivery.objects.filter(pk=row.pk, status=DeliveryStatus.SENDING, next_try_at=row.next_try_at)
    held.update(**fields)


@transaction.atomic
def send_again(*, actor: Any, delivery: Delivery) -> None:
    """Give a failed message its tries once more."""
    require(rules.can_keep_channels(actor, delivery.channel.organization))
    failed = Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.FAILED)
    failed.update(status=DeliveryStatus.PENDING, attempts=0, next_try_at=clock.now())
