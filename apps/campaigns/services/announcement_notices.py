"""Inbox lines about announcements: issued, moved to another day or place, withdrawn."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse

from apps.core import clock
from apps.core.components import text
from apps.reminders.registries import DueNotice
from apps.reminders.services import store, subject_of, withdraw_unread

from ..models import Announcement

RULE = "announcement"
#: Words of the body; the rest is read on the page.
MOST = 120


def tell_issued(row: Announcement) -> None:
    """Tell everybody who has a receipt."""
    reply = f"请于{text.date_short(row.reply_by)}前回复。" if row.needs_reply else ""
    where = f"{_when(row)}，{row.place}。" if row.is_gathering else ""
    words = row.text if len(row.text) <= MOST else f"{row.text[:MOST]}…"
    title = f"{row.get_kind_display()}：{row.title}"
    head = f"{row.campaign.name}，{row.organization.short_name}。"  # campaigns announce under the same titles
    store(_lines(row, "issued", title, f"{head}{where}{reply}{words}", "", _due(row)))


def tell_moved(row: Announcement, before: Mapping[str, Any]) -> str:
    """Tell of another day, place or last day for replies; returns what has changed, in words."""
    parts = []
    if (row.starts_at, row.ends_at) != (before["starts_at"], before["ends_at"]):
        parts.append(f"时间改为{_when(row)}")
    if row.place != before["place"]:
        parts.append(f"地点改为{row.place}")
    if row.reply_by != before["reply_by"] and row.reply_by is not None:
        parts.append(f"回复截止改为{text.date_short(row.reply_by)}")
    words = "，".join(parts)
    _take_back(row)
    store(_lines(row, "moved", f"时间地点变更：{row.title}", f"{words}。", f"v{row.version}", _due(row)))
    return words


def tell_withdrawn(row: Announcement) -> None:
    kind = row.get_kind_display()
    _take_back(row)
    store(_lines(row, "withdrawn", f"{kind}已撤回：{row.title}", f"原因：{row.withdrawal}", "", None))


def _take_back(row: Announcement) -> None:
    """The unread lines of before say another day, or ask to something that is not held."""
    withdraw_unread(rules=[f"{RULE}.issued", f"{RULE}.moved"], subject=row)


def _lines(row: Announcement, act: str, title: str, body: str, threshold: str, due_at: Any) -> Iterator[DueNotice]:
    url, subject = reverse("campaigns:announcement", args=[row.pk]), subject_of(row)
    for user_id, organization_id in row.receipts.order_by("pk").values_list("user", "organization").iterator():
        yield DueNotice(
            rule=f"{RULE}.{act}",
            subject=subject,
            recipient_id=user_id,
            title=title,
            threshold=threshold,
            body=body,
            url=url,
            due_at=due_at,
            topic=subject_of(row.campaign),
            organization_id=organization_id,
        )


def _due(row: Announcement) -> Any:
    return clock.at(row.reply_by, 23, 59, 59) if row.needs_reply and row.reply_by else None


def _when(row: Announcement) -> str:
    return text.datetime_cn(row.starts_at)
