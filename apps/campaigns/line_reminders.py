"""Work lines: their office confirms that it received the task, and is told of the last day while the line is not done."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import F

from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.components import text
from apps.core.working_days import add_working_days
from apps.reminders.recipients import Offices
from apps.reminders.registries import DueNotice, RuleKind, speaks_for
from apps.reminders.rule_book import RuleBook
from apps.reminders.services import subject_of
from apps.reminders.thresholds import DAYS_BEFORE, horizon, reached

from .choices import CampaignStatus
from .models import WorkLine

ACKNOWLEDGE, DEADLINE = "line.acknowledge", "line.deadline"
#: Working days within which a task is confirmed; after them each week.
WITHIN, WEEK = 5, 7
KINDS = (
    RuleKind(ACKNOWLEDGE, "工作线任务尚未确认收到（交办时，5 个工作日后每周）", "责任单位党建办"),
    RuleKind(DEADLINE, "工作线完成时限", "责任单位党建办，没有的为主办单位党建办", DAYS_BEFORE),
)


def _open_lines() -> Any:
    found = WorkLine.objects.filter(campaign__status=CampaignStatus.OPEN, done_on=None)
    return found.select_related("campaign__organization", "organization").order_by("campaign", "pk")


@speaks_for(ACKNOWLEDGE, also_late=True)
def due_acknowledgements(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per task that its office has not confirmed, and person; at once, and each week when it is late."""
    today, table, offices = clock.local(as_of).date(), office_table(), Offices(clock.local(as_of).date())
    waiting = _open_lines().filter(acknowledged_at=None, organization__isnull=False)
    for line in waiting.exclude(organization=F("campaign__organization")):
        since = assigned_on(line)
        last = add_working_days(since, WITHIN, table)
        week = (today - last).days // WEEK if today > last else -1
        words = f"请确认收到任务：{line.name}" if week < 0 else f"任务尚未确认收到：{line.name}"
        for user_id in offices.of(line.organization.path):
            yield _notice(
                ACKNOWLEDGE, line, user_id, words, f"{since:%Y%m%d}-{'new' if week < 0 else f'w{week}'}",
                f"{line.campaign.name}交办{line.department}，请于{text.date_short(last)}前确认收到。", last, today,
            )  # fmt: skip


def assigned_on(line: WorkLine) -> dt.date:
    """Since when the office has had the task: not before its campaign opened."""
    moments = [moment for moment in (line.assigned_at, line.campaign.opened_at) if moment is not None]
    return clock.local(max(moments)).date() if moments else clock.today()


@speaks_for(DEADLINE)
def due_lines(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per task that is not done, person of its office and threshold."""
    today, table, book = clock.local(as_of).date(), office_table(), RuleBook()
    offices, until = Offices(today), horizon(today, (book.longest(DEADLINE),))
    for line in _open_lines().filter(deadline__range=(today, until)):
        days = reached(line.deadline, today, book.days_before(subject_of(line.campaign), DEADLINE), table)
        if days is None:
            continue
        path = line.organization.path if line.organization else line.campaign.organization_path
        left = "今天到期" if line.deadline == today else f"还剩 {(line.deadline - today).days} 天"
        for user_id in offices.of(path):
            yield _notice(
                DEADLINE, line, user_id, f"工作线{left}：{line.name}", f"{line.deadline:%Y%m%d}-{days}",
                f"{line.campaign.name}，责任部门{line.department}。完成后请在工作线中报进展并标记完成。",
                line.deadline, today,
            )  # fmt: skip


def _notice(
    rule: str, line: WorkLine, user_id: int, title: str, threshold: str, body: str, last: dt.date, today: dt.date
) -> DueNotice:
    place = line.organization or line.campaign.organization
    return DueNotice(
        rule=rule,
        subject=subject_of(line),
        recipient_id=user_id,
        title=title,
        threshold=threshold,
        body=body,
        url=address_of("campaigns:work_line", line.campaign_id, line.pk),
        due_at=clock.at(last, 23, 59, 59),
        topic=subject_of(line.campaign),
        organization_id=place.pk,
        words={
            "单位": place.short_name,
            "事项": line.name,
            "截止": text.date_short(last),
            "剩余天数": f"{max((last - today).days, 0)} 天",
        },
    )


PROVIDERS = (due_acknowledgements, due_lines)
