"""Reviews that take too long: a notice first, a working day later the level above takes over."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.accounts.choices import Role
from apps.campaigns.choices import CampaignStatus
from apps.core import clock
from apps.core.calendar import office_table
from apps.core.states import record
from apps.core.verdicts import SYSTEM
from apps.core.working_days import add_working_days
from apps.organizations.models import Membership

from ... import notices
from ...choices import ApplicationStatus, StepKind, StepStatus
from ...models import Application, ReviewStep
from ...queries.counted import counted_from, reviews_from
from .stages import pass_up

Table = Mapping[dt.date, bool]


def due_on(step: ReviewStep, table: Table) -> dt.date:
    """The last working day on which the step's office decides."""
    return add_working_days(counted_from(step), step.application.campaign.review_working_days, table)


def hand_up_overdue() -> tuple[int, int]:
    """Warn the offices whose last day it is, and let the level above take over what was warned of before.

    Safe to run at any time and twice: a notice is dated, and nothing is taken over on the day of its notice.

    Returns:
        How many were warned, and how many were taken over.
    """
    table, today = office_table(), clock.today()
    waiting = ReviewStep.objects.filter(
        status=StepStatus.PENDING,
        application__status=ApplicationStatus.IN_REVIEW,
        application__campaign__status=CampaignStatus.OPEN,
    ).annotate(reviews_from=reviews_from("application__campaign"))
    keys: list[tuple[int, int]] = []
    for step in waiting.select_related("application__campaign").order_by("pk").iterator(chunk_size=2000):
        if today >= due_on(step, table):
            keys.append((step.pk, step.application_id))
    acts = [_one(step, application, table, today) for step, application in keys]
    _free_of_leavers(today)
    return acts.count("warn"), acts.count("take_over")


def _free_of_leavers(today: dt.date) -> None:
    """Whoever no longer works in an office has nothing in hand there: its colleagues go on."""
    serving = Membership.objects.filter(
        role=Role.OFFICE, user=OuterRef("handler"), organization=OuterRef("organization")
    ).on(today)
    left = ReviewStep.objects.filter(status=StepStatus.PENDING, handler__isnull=False).exclude(Exists(serving))
    for step in left.select_related("application__organization", "organization", "handler"):
        with transaction.atomic():
            name = step.handler.name if step.handler else ""
            ReviewStep.objects.filter(pk=step.pk, handler=step.handler_id).update(handler=None)
            record(step, "assign", acting=SYSTEM, reason=f"{name}已离任，由本级其他人员办理")
            notices.tell_office(step)


@transaction.atomic
def _one(step_id: int, application_id: int, table: Table, today: dt.date) -> str:
    rows = Application.objects.select_for_update(of=("self",)).select_related("campaign", "organization")
    row = rows.get(pk=application_id)
    steps = ReviewStep.objects.annotate(reviews_from=reviews_from("application__campaign"))
    step = steps.select_related("organization").get(pk=step_id)
    step.application = row
    if step.status != StepStatus.PENDING or row.status != ApplicationStatus.IN_REVIEW:
        return ""
    if step.warned_on is None:
        return _warn(step, table, today)
    if step.is_final or not step.warned_on < today or not due_on(step, table) < today:
        return ""
    days = row.campaign.review_working_days
    late = f"{step.organization.short_name}超过 {days} 个工作日"
    countersigns = step.kind == StepKind.COUNTERSIGN
    reason = f"{late}未会签，不再等待" if countersigns else f"{late}未办理，由上级接办"
    pass_up(row, step, "take_over", SYSTEM, reason)
    notices.tell_taken_over(step)
    return "take_over"


def _warn(step: ReviewStep, table: Table, today: dt.date) -> str:
    step.warned_on = today
    step.save(update_fields=["warned_on"])
    last = max(due_on(step, table), today)
    notices.tell_overdue(step, last)
    then = "不再会签" if step.kind == StepKind.COUNTERSIGN else "由上级接办"
    record(step, "warn_overdue", acting=SYSTEM, reason=f"审核时限到期提醒，{last:%Y年%-m月%-d日}后{then}")
    return "warn"
