"""What pages show of announcements: rows of the list, marks of receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apps.core import clock

from .choices import AnnouncementStatus, Reply
from .forms.announcements import reply_words
from .models import Announcement, AnnouncementReceipt
from .queries.announcements import Figures, figures_of, own_receipts

TONES: dict[str, str] = {
    AnnouncementStatus.DRAFT: "warn",
    AnnouncementStatus.ISSUED: "ok",
    AnnouncementStatus.WITHDRAWN: "idle",
}
REPLY_TONES: dict[str, str] = {Reply.YES: "ok", Reply.NO: "idle", Reply.UNDECIDED: "warn"}


@dataclass(frozen=True)
class AnnouncementRow:
    """An announcement in the list: its mark, the person's own receipt in words, figures for offices above."""

    announcement: Announcement
    words: str
    tone: str
    figures: Figures | None


def rows_of(announcements: Sequence[Announcement], user: Any, offices: set[int]) -> list[AnnouncementRow]:
    """Two statements; offices see how many of those below have read, who was told how it stands there."""
    own = own_receipts(user, announcements)
    figures = figures_of(AnnouncementReceipt.objects.followed_by(user), announcements) if offices else {}
    return [
        _row(each, own.get(each.pk), figures.get(each.pk), each.organization_id in offices) for each in announcements
    ]


def _row(each: Announcement, receipt: Any, figures: Figures | None, is_ours: bool) -> AnnouncementRow:
    if receipt is None or is_ours or each.status == AnnouncementStatus.WITHDRAWN:
        return AnnouncementRow(each, each.get_status_display(), TONES[each.status], figures)
    return AnnouncementRow(each, *receipt_state(each, receipt), figures)


def receipt_state(each: Announcement, receipt: Any) -> tuple[str, str]:
    """未读 · 待回复 · 参加 · 已读, with the tone of the mark. ``receipt`` is one ``with_answers``."""
    if receipt.reply:
        return reply_words(each, receipt.reply), REPLY_TONES[receipt.reply]
    if receipt.read_at is None:
        return "未读", "info"
    if receipt.answer:
        return "本单位已回复", "ok"
    if each.takes_replies(clock.today()):
        return "待回复", "warn"
    return ("未回复", "idle") if each.needs_reply else ("已读", "ok")


def figure_cells(each: Announcement, figures: Figures, url: str) -> list[dict[str, Any]]:
    """The figures above the receipts, each leading to its rows."""

    def cell(label: str, value: int, state: str, unit: str = "人") -> dict[str, Any]:
        return {"label": label, "value": value, "unit": unit, "url": f"{url}?state={state}" if state else url}

    cells = [
        cell("发送", figures.total, ""),
        cell("已读", figures.read, "read"),
        cell("未读", figures.unread, "unread"),
    ]
    if each.needs_reply:
        replies = [(reply_words(each, reply), getattr(figures, reply), reply) for reply in Reply.values]
        cells += [cell(*reply, "个党组织") for reply in replies]
        cells.append(cell("未回复", figures.unanswered, "unanswered", "个党组织"))
    if each.is_gathering and each.needs_reply:
        cells.append({"label": "参加人数合计", "value": figures.people, "unit": "人"})
    return cells
