"""What those who were told do: read, and reply."""

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.verdicts import require

from ..announcement_rules import can_reply
from ..choices import Reply
from ..models import Announcement, AnnouncementReceipt

MOST_PEOPLE = 99


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
