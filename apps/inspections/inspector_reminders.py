"""What inspectors are told of the quarter: their sites when it opens, and what they have not visited when it ends."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.calendar import office_table
from apps.core.components import text
from apps.core.quarters import Quarter, quarter_of
from apps.reminders.quarters import first_working_day
from apps.reminders.recipients import names_of
from apps.reminders.registries import DueNotice, RuleKind, asked, speaks_for
from apps.reminders.rule_book import RuleBook
from apps.reminders.thresholds import reached

from .choices import OPEN_VISITS
from .models import VisitMember
from .quarter_reminders import LAST_CALLS, left_of_quarter

SITES, TO_VISIT = "inspection.sites", "inspection.to_visit"

KINDS = (
    RuleKind(SITES, "本季度督查任务（第一个工作日）", "督导员", words=("事项", "截止", "剩余天数")),
    RuleKind(TO_VISIT, "季度末仍未完成的督查任务", "督导员", LAST_CALLS, ("事项", "截止", "剩余天数")),
)


class Seat(NamedTuple):
    """One visit of one inspector."""

    user_id: int
    campaign_id: int
    visit_id: UUID
    name: str
    scheduled_on: dt.date
    created_at: dt.datetime


@speaks_for(SITES, also_late=True)
def sites(as_of: dt.datetime) -> Iterator[DueNotice]:
    """From the first working day to the middle of the quarter: the visits that were planned by then. Two statements.

    Whoever is sent to a site later was told when it was planned.
    """
    if asked().everything:  # a summary is owed by nobody
        return
    today = clock.local(as_of).date()
    quarter = quarter_of(today)
    opening = first_working_day(quarter.first, office_table())
    if opening <= today < quarter.middle:
        by_then = clock.at(opening + dt.timedelta(days=1))
        for topic, user_id, seats in _by_person(quarter):
            planned = [each for each in seats if each.created_at < by_then]
            if planned:
                title = f"{quarter.label}督查任务：{len(planned)} 个单位"
                yield _line(SITES, topic, user_id, planned, title, quarter.key, quarter, today)


@speaks_for(TO_VISIT, also_late=True)
def to_visit(as_of: dt.datetime) -> Iterator[DueNotice]:
    """In the last days of the quarter: visits that are not handed in. Three statements."""
    today, table, book = clock.local(as_of).date(), office_table(), RuleBook()
    quarter = quarter_of(today)
    if reached(quarter.last, today, (book.longest(TO_VISIT),), table) is None:
        return
    for topic, user_id, seats in _by_person(quarter):
        threshold = reached(quarter.last, today, book.days_before(topic, TO_VISIT), table)
        if threshold is not None:
            title = f"{left_of_quarter((quarter.last - today).days)}，还有 {len(seats)} 个单位未检查"
            yield _line(TO_VISIT, topic, user_id, seats, title, str(threshold), quarter, today)


def _by_person(quarter: Quarter) -> Iterator[tuple[str, int, list[Seat]]]:
    """The campaign's topic, the inspector, and the open visits of both."""
    rows = VisitMember.objects.filter(
        visit__status__in=OPEN_VISITS,
        visit__round__year=quarter.year,
        visit__round__quarter=quarter.number,
        visit__round__campaign__in=Campaign.objects.reminded().order_by().values("pk"),
        user__is_active=True,
    ).order_by("visit__scheduled_on", "pk")
    columns = rows.values_list(
        "user_id", "visit__round__campaign_id", "visit_id", "visit__organization__short_name", "visit__scheduled_on",
        "visit__created_at",
    )  # fmt: skip
    found: dict[tuple[int, int], list[Seat]] = defaultdict(list)
    for row in columns.iterator(chunk_size=2000):
        seat = Seat(*row)
        found[seat.campaign_id, seat.user_id].append(seat)
    for (campaign_id, user_id), seats in found.items():
        yield f"{Campaign._meta.label_lower}:{campaign_id}", user_id, seats


def _line(
    rule: str, topic: str, user_id: int, seats: list[Seat], title: str, threshold: str, quarter: Quarter, today: dt.date
) -> DueNotice:
    single = reverse("inspections:field_visit", args=[seats[0].visit_id])
    names = names_of(f"{each.name}（{text.date_short(each.scheduled_on)}）" for each in seats)
    left = str((quarter.last - today).days)
    return DueNotice(
        rule=rule,
        subject=f"{topic}@{quarter.key}",
        recipient_id=user_id,
        title=title,
        threshold=threshold,
        body=f"{names}，请按计划日期检查并提交检查记录。",
        url=single if len(seats) == 1 else reverse("inspections:field"),
        due_at=clock.at(quarter.last, 23, 59, 59),
        topic=topic,
        words={"事项": f"{len(seats)} 个单位", "截止": text.date_short(quarter.last), "剩余天数": left},
    )


PROVIDERS = (sites, to_visit)
