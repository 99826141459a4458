"""What a message outside the portal says: few words, and where to go on."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.core import clock
from apps.core.components import text

from .choices import ChannelKind, DeliveryKind
from .models import Delivery, Notice

#: Lines of a digest; the rest is a number. A text message holds two.
MOST, MOST_SMS = 20, 2


def standing_lines(delivery: Delivery) -> Iterable[Notice]:
    """The message's lines that are unread and owed still; the nearest deadline first."""
    found = Notice.objects.filter(lines__delivery=delivery, read_at__isnull=True, withdrawn_at__isnull=True)
    return found.select_related("recipient", "organization").order_by("due_at", "pk")


def compose(delivery: Delivery, lines: Sequence[Notice]) -> tuple[str, str]:
    """Title and text of a message to a person or a group."""
    title = f"示范创建：{len(lines)} 项{_what(delivery, lines)}"
    most = MOST_SMS if delivery.channel.kind == ChannelKind.SMS else MOST
    shown = [_line(number, notice, delivery) for number, notice in enumerate(lines[:most], start=1)]
    rest = [f"另有 {len(lines) - most} 项，请登录查看。"] if len(lines) > most else []
    return title, "\n".join([*shown, *rest, *_where()])


def _what(delivery: Delivery, lines: Sequence[Notice]) -> str:
    if delivery.kind != DeliveryKind.URGENT:
        return "待办提醒"
    is_late = any(each.due_at is not None and timezone.localtime(each.due_at).date() < clock.today() for each in lines)
    return "今日到期或已逾期" if is_late else "今日到期"


def _line(number: int, notice: Notice, delivery: Delivery) -> str:
    """In a group the line names whom it is about; to a person it is the person's own."""
    whose = ""
    if delivery.recipient_id is None:
        place: Any = notice.organization
        whose = f"{place.short_name}：" if place else f"{notice.recipient.name}："
    day = text.date_short(notice.due_at) if notice.due_at else ""
    until = f"（{day}截止）" if day and day not in notice.title else ""
    return f"{number}. {whose}{notice.title}{until}"


def _where() -> list[str]:
    return [f"办理地址：{settings.PORTAL_ADDRESS}/inbox/"] if settings.PORTAL_ADDRESS else []
