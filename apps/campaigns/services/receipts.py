"""What those who were told do: read, and reply; and 催办 of those who do not."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.states import record
from apps.core.verdicts import require
from apps.reminders.services import Owing, subject_of, urge

from ..announcement_rules import can_follow, can_reply
from ..choices import AnnouncementStatus, Reply
from ..models import Announcement, AnnouncementReceipt
from ..queries.announcements import reply_mark, unanswered

MOST_PEOPLE = 99
REPLY_FIELDS = ("reply", "words", "people", "replied_at")
#: People asked by one 催办.
MOST_URGED = 500


@transaction.atomic
def note_read(*, actor: User, announcement: Announcement) -> None:
    """Note that the person has opened it; the first time counts. Nothing for somebody who was not told."""
    AnnouncementReceipt.objects.filter(announcement=announcement, user=actor, read_at=None).update(read_at=clock.now())


@transaction.atomic
def reply_announcement(
    *,
    actor: User,
    announcement: Announcement,
    reply: str,
    words: str = "",
    people: int | None = None,
    seen: str | None = None,
) -> AnnouncementReceipt:
    """Say for the organization whether somebody comes, and how many; until the last day it may be changed.

    The reply stands on the receipt of whoever gave it last: a colleague's takes the place of the one before, which
    stays in the history.

    Args:
        people: how many come, the person included; only with 参加, and only where people come to it.
        seen: ``reply_mark`` of the reply that the person had before the eyes; None where there was no page.

    Raises:
        Refused: nobody asked the person, or the last day has passed.
        Invalid: ``fields`` says what is wrong where.
        StaleVersion: a colleague has replied meanwhile.
    """
    receipt, colleagues = _locked(actor, announcement)
    current = Announcement.objects.select_related("organization").get(pk=announcement.pk)
    require(can_reply(actor, current, receipt))
    assert receipt is not None
    before = next((each for each in (receipt, *colleagues) if each.reply), None)
    if seen is not None and before is not None and seen != reply_mark(before) and before.user_id != actor.pk:
        raise StaleVersion(f"{before.user.name}刚为本单位回复，请核对后再改。")
    _check(current, reply, words.strip(), people)
    for each in colleagues:
        if each.reply:
            each.reply, each.words, each.people, each.replied_at = "", "", None, None
            each.save(update_fields=REPLY_FIELDS)
    receipt.reply, receipt.words = reply, words.strip()
    receipt.people = (people or 1) if reply == Reply.YES and current.is_gathering else None
    receipt.replied_at = clock.now()
    receipt.read_at = receipt.read_at or receipt.replied_at
    receipt.save(update_fields=[*REPLY_FIELDS, "read_at"])
    return receipt


def _locked(actor: User, announcement: Announcement) -> tuple[AnnouncementReceipt | None, list[AnnouncementReceipt]]:
    """The person's receipt and those of the same organization, held in one order."""
    told = AnnouncementReceipt.objects.filter(announcement=announcement)
    own = told.filter(user=actor).values("organization")
    rows = told.filter(organization__in=own).select_for_update(of=("self",)).select_related("organization", "user")
    held = list(rows.order_by("pk"))
    receipt = next((each for each in held if each.user_id == actor.pk), None)
    return receipt, [each for each in held if each is not receipt]


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
        receipts: a queryset of the announcement's receipts; those that the actor's office does not follow stay out.

    Returns:
        How many were asked.

    Raises:
        Refused: neither the office that issued it nor one with recipients below it. Invalid: no words or too many, too many people at once, not standing.
    """
    acting = require(can_follow(actor, announcement))
    if announcement.status != AnnouncementStatus.ISSUED:
        raise Invalid(f"通知{announcement.get_status_display()}，不能催办。", code="status")
    owing = Q(read_at=None)
    if announcement.takes_replies(clock.today()):
        owing |= unanswered(announcement)
    rows = list(
        receipts.followed_by(actor).filter(owing, user__is_active=True).select_related("user")[: MOST_URGED + 1]
    )
    if len(rows) > MOST_URGED:
        raise Invalid(f"一次最多催办 {MOST_URGED} 人，请先按单位筛选。", code="many")
    count = urge(
        actor=actor, topic=subject_of(announcement.campaign), owing=_owing(announcement, rows), wording=wording
    )
    if count:
        record(announcement, "urge", acting=acting, reason=f"催办 {count} 人：{wording.strip()}")
    return count


def _owing(announcement: Announcement, rows: list[AnnouncementReceipt]) -> Iterator[Owing]:
    url, subject = reverse("campaigns:announcement", args=[announcement.pk]), subject_of(announcement)
    last = announcement.reply_by if announcement.takes_replies(clock.today()) else None
    due_at = clock.at(last, 23, 59, 59) if last else None
    for each in rows:
        yield Owing(subject, each.user, announcement.title, url, due_at, each.organization_id)
