"""Rectifications that are due soon or late: what the inbox is told."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.calendar import office_table
from apps.organizations.models import Membership
from apps.reminders.registries import DueNotice, speaks_for
from apps.reminders.thresholds import horizon, reached

from .models import Finding

#: The day after the deadline the site is told that it is late.
OVERDUE = "overdue"


@speaks_for("finding.due")
def due(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per finding, secretary and threshold, in three queries.

    A finding near its deadline carries the narrowest threshold that it has reached, so that a day on which
    the job did not run is made up for by the next; a late one is told once.
    """
    today = timezone.localtime(as_of).date()
    near = Finding.objects.owed().filter(due_on__lte=horizon(today), application__campaign__status="open")
    findings, table = list(near), office_table()
    secretaries = _secretaries({finding.organization_id for finding in findings}, today)
    for finding in findings:
        left, threshold = (finding.due_on - today).days, reached(finding.due_on, today, table=table)
        if threshold is None:
            continue
        for user_id in secretaries.get(finding.organization_id, ()):
            yield _notice(finding, user_id, left, OVERDUE if left < 0 else str(threshold))


def _secretaries(organization_ids: set[int], day: dt.date) -> dict[int, list[int]]:
    held = Membership.objects.filter(role=Role.SECRETARY, organization_id__in=organization_ids, user__is_active=True)
    found: dict[int, list[int]] = {}
    for organization_id, user_id in held.on(day).values_list("organization_id", "user_id"):
        found.setdefault(organization_id, []).append(user_id)
    return found


def _notice(finding: Finding, user_id: int, left: int, threshold: str) -> DueNotice:
    return DueNotice(
        rule="finding.due",
        subject=f"{Finding._meta.label_lower}:{finding.pk}",
        recipient_id=user_id,
        title=f"{_words(left)}：{finding.description}"[:120],
        threshold=threshold,
        body="请在期限内整改并提交整改情况。",
        url=reverse("inspections:finding", args=[finding.pk]),
        due_at=clock.at(finding.due_on, 23, 59, 59),
    )


def _words(left: int) -> str:
    if left < 0:
        return "整改已逾期"
    return "整改今天到期" if left == 0 else f"整改还剩 {left} 天"
