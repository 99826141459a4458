"""Public notices that end: the office answers what was objected before, and closes the notice after."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.components import text
from apps.reminders.recipients import Offices
from apps.reminders.registries import DueNotice, RuleKind, speaks_for
from apps.reminders.rule_book import RuleBook
from apps.reminders.services import subject_of
from apps.reminders.thresholds import horizon, reached

from .choices import NoticeStatus, ObjectionStatus
from .models import PublicNotice

RULE = "notice.ending"
OVER = "over"
KINDS = (RuleKind(RULE, "公示期满", "主办单位党建办", (1, 0)),)


@speaks_for(RULE, also_late=True)
def due(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Before the last day, on it, and once it is over until the notice is closed. Four statements."""
    today, table, book = clock.local(as_of).date(), office_table(), RuleBook()
    reminded = Campaign.objects.reminded().order_by().values("pk")
    running = PublicNotice.objects.filter(
        status=NoticeStatus.PUBLISHED, ends_on__lte=horizon(today, (book.longest(RULE),)), campaign__in=reminded
    )
    waiting = Count("objections", filter=Q(objections__status=ObjectionStatus.RECEIVED))
    rows = running.select_related("campaign").annotate(waiting=waiting).order_by("pk")
    offices = Offices(today)
    for notice in rows.iterator(chunk_size=2000):
        assert notice.ends_on is not None
        days = book.days_before(subject_of(notice.campaign), RULE)
        threshold = OVER if notice.ends_on < today else reached(notice.ends_on, today, days, table)
        for user_id in offices.of(notice.organization_path) if threshold is not None else ():
            yield _line(notice, user_id, str(threshold), today)


def _line(notice: PublicNotice, user_id: int, threshold: str, today: dt.date) -> DueNotice:
    assert notice.ends_on is not None
    left = (notice.ends_on - today).days
    waiting: int = notice.waiting  # type: ignore[attr-defined]
    title = "公示已期满，请办结" if left < 0 else "公示今天期满" if left == 0 else f"公示还剩 {left} 天期满"
    objections = f"有 {waiting} 件异议待办理，办理后方可办结。" if waiting else "没有待办理的异议。"
    return DueNotice(
        rule=RULE,
        subject=f"{subject_of(notice)}@{notice.ends_on:%Y%m%d}",
        recipient_id=user_id,
        title=f"{title}：{notice.title}",
        threshold=threshold,
        body=f"公示截止{text.date_short(notice.ends_on)}，{objections}",
        url=address_of("evaluations:notice", notice.pk),
        due_at=clock.at(notice.ends_on, 23, 59, 59),
        topic=subject_of(notice.campaign),
        organization_id=notice.campaign.organization_id,
        words={
            "单位": notice.unit,
            "事项": notice.title,
            "截止": text.date_short(notice.ends_on),
            "剩余天数": str(max(left, 0)),
        },
    )


PROVIDERS = (due,)
