"""What those who were told do: read, and reply; and 催办 of those who do not."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.states import record
from apps.core.verdicts import require
from apps.reminders.services import Owing, subject_of, urge

from ..announcement_rules import can_handle, can_reply
from ..choices import AnnouncementStatus, Reply
from ..models import Announcement, AnnouncementReceipt

MOST_PEOPLE = 99
#: People asked by one 催办.
MOST_URGED = 500


@transaction.atomic
def note_read(*, actor: User, announcement: Announcement) -> None:
    """Note that the person has opened it; the first time counts. Nothing for somebody who was not told."""
    AnnouncementReceipt.objects.filter(announcement=announcement, user=actor, read_at=None).update(read_at=clock.now())


@transaction.atomic
def reply_announcement(
    *, actor: User, announcement: Announcement, reply: str, words: str = "", people: int | None = None
) -> AnnouncementReceipt:
    """Say whether one comes, and with how many; until the last day for replies it may be changed.

    Args:
        people: how many come, the person included; only with 参加, and only where people come to it.

    Raises:
        Refused: nobody asked the person, or the last day has passed.
        Invalid: ``fields`` says what is wrong where.
    """
    rows = AnnouncementReceipt.objects.select_for_update(of=("self",)).select_related("organization")
    receipt = rows.filter(announcement=announcement, user=actor).first()
    current = Announcement.objects.select_related("organization").get(pk=announcement.pk)
    require(can_reply(actor, current, receipt))
    assert receipt is not None
    _check(current, reply, words.strip(), people)
    receipt.reply, receipt.words = reply, words.strip()
    receipt.people = (people or 1) if reply == Reply.YES and current.is_gathering else None
    receipt.replied_at = clock.now()
    receipt.read_at = receipt.read_at or receipt.replied_at
    receipt.save(update_fields=["reply", "words", "people", "replied_at", "read_at"])
    return receipt


def _check(announcement: Announcement, reply: str, words: str, people: int | None) -> None:
    wrong: dict[str, str] = {}
    if reply not in Reply.values:
        wrong["reply"] = "请选择参加、不参加或待定。"
    if len(words) > 200:
        wrong["words"] = f"说明最多 200 字，现有 {len(words)} 字。"
    if people is not None and not 1 <= people <= MOST_PEOPLE:
        wrong["people"] = f"参加人数请填 1 至 {MOST_PEOPLE}。"
    if wrong:
        raise Invalid("；".join(wrong.values()), code=next(iter(wrong)), fields=wrong)


@transaction.atomic
def urge_receipts(*, actor: User, announcement: Announcement, receipts: Any, wording: str) -> int:
    """催办 those of the receipts who have not read it, or lack the reply that is still taken; once a day a person.

    Args:
        receipts: a queryset of the announcement's receipts.

    Returns:
        How many were asked.

    Raises:
        Refused: not the office that issued it. Invalid: no words or too many, too many people at once, not standing.
    """
    acting = require(can_handle(actor, announcement))
    if announcement.status != AnnouncementStatus.ISSUED:
        raise Invalid(f"通知{announcement.get_status_display()}，不能催办。", code="status")
    owing = Q(read_at=None)
    if announcement.takes_replies(clock.today()):
        owing |= Q(reply="")
    rows = list(receipts.filter(owing, user__is_active=True)[: MOST_URGED + 1])
    if len(rows) > MOST_URGED:
        raise Invalid(f"一次最多催办 {MOST_URGED} 人，请先按单位筛选。", code="many")
    count = urge(
        actor=actor, topic=subject_of(announcement.campaign), owing=_owing(announcement, rows), wording=wording
    )
    if count:
        record(announcement, "urge", acting=acting, reason=f"催办 {count} 人：{wording.strip()}"[:200])
    return count


def _owing(announcement: Announcement, rows: list[AnnouncementReceipt]) -> Iterator[Owing]:
    url, subject = reverse("campaigns:announcement", args=[announcement.pk]), subject_of(announcement)
    last = announcement.reply_by if announcement.takes_replies(clock.today()) else None
    due_at = clock.at(last, 23, 59, 59) if last else None
    for each in rows:
        yield Owing(subject, each.user, announcement.title, url, due_at, each.organization_id)
