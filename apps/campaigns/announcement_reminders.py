"""Announcements that wait for a reply, and gatherings that are near: told until they are over; and the dates of people."""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.components import text
from apps.reminders.registries import DueNotice, Entry, RuleKind, asked, speaks_for
from apps.reminders.rule_book import RuleBook
from apps.reminders.services import subject_of
from apps.reminders.thresholds import horizon, reached

from .choices import GATHERINGS, AnnouncementStatus, CampaignStatus, Reply
from .models import Announcement, AnnouncementReceipt, Campaign
from .queries.announcements import gatherings_of, replies_of

REPLY, GATHERING = "announcement.reply", "announcement.gathering"
REPLY_DAYS, GATHERING_DAYS = (3, 1, 0), (1, 0)
KINDS = (
    RuleKind(REPLY, "通知、会议、观摩尚未回复", "尚未回复的接收人", REPLY_DAYS),
    RuleKind(GATHERING, "会议、观摩临近", "参加和尚未回复的接收人", GATHERING_DAYS),
)


CHUNK = 2000


def _standing(today: dt.date) -> Any:
    """Issued before today: who was told today needs no reminder."""
    found = Announcement.objects.filter(status=AnnouncementStatus.ISSUED, issued_at__lt=clock.at(today))
    return found.exclude(campaign__status=CampaignStatus.CANCELLED).order_by("pk")


@speaks_for(REPLY)
def due_replies(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per announcement, person whose organization has not replied, and threshold; five statements."""
    today, table, book = clock.local(as_of).date(), office_table(), RuleBook()
    until = horizon(today, (book.longest(REPLY),))
    speaking: dict[int, tuple[Any, int]] = {}
    for each in _standing(today).filter(needs_reply=True, reply_by__range=(today, until)):
        days = reached(each.reply_by, today, book.days_before(_topic(each), REPLY), table)
        if days is not None:
            speaking[each.pk] = (each, days)
    for receipt in _receipts(speaking, settled=Reply.values):
        each, days = speaking[receipt.announcement_id]
        left = "今天截止" if each.reply_by == today else f"还剩 {(each.reply_by - today).days} 天"
        yield _line(
            REPLY, each, receipt, f"请回复（{left}）：{each.title}", f"{each.reply_by:%Y%m%d}-{days}",
            f"{text.date_full(each.reply_by)}前回复，之后不能再改。", clock.at(each.reply_by, 23, 59, 59), left,
        )  # fmt: skip


@speaks_for(GATHERING)
def due_gatherings(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per gathering, person whose organization has not said no, and threshold; five statements."""
    if asked().everything:  # a meeting is owed by nobody
        return
    now = clock.local(as_of)
    today, table, book = now.date(), office_table(), RuleBook()
    until = clock.at(horizon(today, (book.longest(GATHERING),)), 23, 59, 59)
    speaking: dict[int, tuple[Any, int]] = {}
    for each in _standing(today).filter(kind__in=GATHERINGS, starts_at__gt=now, starts_at__lte=until):
        day = clock.local(each.starts_at).date()
        days = reached(day, today, book.days_before(_topic(each), GATHERING), table)
        if days is not None:
            speaking[each.pk] = (each, days)
    for receipt in _receipts(speaking, settled=[Reply.NO]):
        each, days = speaking[receipt.announcement_id]
        day = clock.local(each.starts_at).date()
        left = "今天" if day == today else "明天" if (day - today).days == 1 else f"{(day - today).days} 天后"
        yield _line(
            GATHERING, each, receipt, f"{left}{text.time_cn(each.starts_at)}{each.get_kind_display()}：{each.title}",
            f"{clock.local(each.starts_at):%m%d%H%M}-{days}", f"{text.datetime_cn(each.starts_at)}，{each.place}。",
            each.starts_at, left,
        )  # fmt: skip


def _receipts(speaking: dict[int, Any], *, settled: Collection[str]) -> Iterator[Any]:
    """Receipts of organizations whose reply, if any, is none of ``settled``. Two statements."""
    replies = replies_of(list(speaking))
    rows = AnnouncementReceipt.objects.filter(announcement__in=list(speaking), user__is_active=True)
    for each in rows.order_by("announcement", "pk").select_related("organization").iterator(chunk_size=CHUNK):
        if replies.get((each.announcement_id, each.organization_id)) not in settled:
            yield each


def _topic(each: Announcement) -> str:
    return f"{Campaign._meta.label_lower}:{each.campaign_id}"


def _line(
    rule: str, each: Announcement, receipt: Any, title: str, threshold: str, body: str, due_at: Any, left: str
) -> DueNotice:
    return DueNotice(
        rule=rule,
        subject=subject_of(each),
        recipient_id=receipt.user_id,
        title=title,
        threshold=threshold,
        body=body,
        url=address_of("campaigns:announcement", each.pk),
        due_at=due_at,
        topic=_topic(each),
        organization_id=receipt.organization_id,
        words={
            "单位": receipt.organization.short_name,
            "事项": each.title,
            "截止": text.date_short(due_at),
            "剩余天数": left,
        },
    )


def gathering_entries(user: Any, first: dt.date, last: dt.date) -> Iterator[Entry]:
    """Meetings and observations in a person's calendar: those to which the person did not say no. One statement."""
    each: Any
    for each in gatherings_of(user, clock.at(first), clock.at(last + dt.timedelta(days=1))):
        yield Entry(
            key=subject_of(each),
            title=f"{each.get_kind_display()}：{each.title}",
            starts=each.starts_at,
            ends=each.ends_at,
            place=each.place,
            url=address_of("campaigns:announcement", each.pk),
        )


PROVIDERS = (due_replies, due_gatherings)
