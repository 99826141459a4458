"""What is due during creation: reports, answers to admonitions, contact visits, and pairings in which nothing happens."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.organizations.models import LeaderLink, Membership
from apps.organizations.queries.pairings import quiet_pairings
from apps.reminders.registries import DueNotice

from .cadence import Owed, owed_reports
from .choices import AdmonitionStatus, ApplicationStatus, ReportStatus
from .models import Admonition, Application, ProgressReport
from .queries.contacts import link_counts
from .queries.creation import creation_span

DAYS_BEFORE = (7, 3, 0)
OVERDUE = "overdue"
#: Months before whose end a leader behind the number owed is told.
QUARTER_ENDS = (3, 6, 9, 12)


def due_reports(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per site, report, secretary and threshold; four statements for all campaigns together."""
    today = timezone.localtime(as_of).date()
    campaigns = {each.pk: each for each in Campaign.objects.running().prefetch_related("phases")}
    rows = Application.objects.filter(status=ApplicationStatus.CREATING, campaign__in=campaigns).select_related(
        "organization"
    )
    sites = [row for row in rows if row.approved_at is not None]
    sent = set(
        ProgressReport.objects.filter(application__in=[each.pk for each in sites], status=ReportStatus.SUBMITTED)
        .order_by()
        .values_list("application_id", "kind", "period")
    )
    secretaries = _holders({each.organization_id for each in sites}, today)
    for site in sites:
        campaign = campaigns[site.campaign_id]
        for owed in owed_reports(campaign.plan, *creation_span(site, campaign)):
            threshold = _threshold(owed.due_on, today)
            if threshold is None or owed.opens_on > today or (site.pk, owed.kind, owed.period) in sent:
                continue
            for user_id in secretaries.get(site.organization_id, ()):
                yield _report_notice(site, owed, user_id, threshold, today)


def _report_notice(site: Any, owed: Owed, user_id: int, threshold: str, today: dt.date) -> DueNotice:
    return DueNotice(
        rule="report.due",
        subject=f"{site._meta.label_lower}:{site.pk}/{owed.kind}/{owed.period}",
        recipient_id=user_id,
        title=f"{_left(owed.due_on, today)}：{owed.label}",
        threshold=threshold,
        body=f"{site.organization.short_name}请按时报送，内容已按任务进展带出。",
        url=reverse("applications:report", args=[site.pk, owed.kind, owed.period]),
        due_at=clock.at(owed.due_on, 23, 59, 59),
    )


def due_answers(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Admonitions that wait for an answer."""
    today = timezone.localtime(as_of).date()
    last = today + dt.timedelta(days=max(DAYS_BEFORE))
    rows = list(
        Admonition.objects.filter(
            status=AdmonitionStatus.ISSUED, due_on__lte=last, application__campaign__status="open"
        )
        .select_related("application__organization")
        .order_by("pk")
    )
    secretaries = _holders({each.application.organization_id for each in rows}, today)
    for each in rows:
        threshold = _threshold(each.due_on, today)
        for user_id in secretaries.get(each.application.organization_id, ()) if threshold else ():
            yield DueNotice(
                rule="admonition.due",
                subject=f"{each._meta.label_lower}:{each.pk}@{each.due_on:%Y%m%d}",
                recipient_id=user_id,
                title=f"{_left(each.due_on, today)}：回复约谈提醒",
                threshold=str(threshold),
                body=each.reason,
                url=reverse("applications:admonition", args=[each.pk]),
                due_at=clock.at(each.due_on, 23, 59, 59),
            )


def due_contacts(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Leaders who are behind, in the last month of each quarter, once."""
    today = timezone.localtime(as_of).date()
    if today.month not in QUARTER_ENDS:
        return
    links = list(LeaderLink.objects.on(today).select_related("organization", "user").order_by("pk"))
    for each in link_counts(links, today):
        if each.count.is_behind and each.link.user.is_active:
            yield DueNotice(
                rule="contact.due",
                subject=f"{each.link._meta.label_lower}:{each.link.pk}@{today.year}Q{today.month // 3}",
                recipient_id=each.link.user_id,
                title=f"联系指导尚欠 {each.count.expected - each.count.made} 次：{each.link.organization.short_name}"[
                    :120
                ],
                body=f"全年应到 {each.count.owed} 次，已到 {each.count.made} 次。",
                url=reverse("organizations:detail", args=[each.link.organization_id]),
            )


def quiet_pairs(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Both sides' secretaries learn that nothing happened in their pairing for a quarter, once a quarter."""
    today = timezone.localtime(as_of).date()
    rows = list(quiet_pairings(today))
    sides = {side.organization_id for each in rows for side in each.sides.all()}
    secretaries = _holders(sides, today)
    for each in rows:
        for side in each.sides.all():
            for user_id in secretaries.get(side.organization_id, ()):
                yield DueNotice(
                    rule="pairing.quiet",
                    subject=f"{each._meta.label_lower}:{each.pk}",
                    recipient_id=user_id,
                    title=f"结对共建一个季度未开展活动：{each.title}"[:120],
                    threshold=f"{today.year}Q{(today.month + 2) // 3}",
                    body="请与对方商定近期活动，开展后登记。",
                    url=reverse("organizations:pairing", args=[each.pk]),
                )


PROVIDERS = (due_reports, due_answers, due_contacts, quiet_pairs)


def _holders(organization_ids: set[int], day: dt.date) -> dict[int, list[int]]:
    held = Membership.objects.filter(role=Role.SECRETARY, organization_id__in=organization_ids, user__is_active=True)
    found: dict[int, list[int]] = {}
    for organization_id, user_id in held.on(day).order_by("pk").values_list("organization_id", "user_id"):
        found.setdefault(organization_id, []).append(user_id)
    return found


def _threshold(due_on: dt.date, today: dt.date) -> str | None:
    left = (due_on - today).days
    if left < 0:
        return OVERDUE
    narrowest = min((days for days in DAYS_BEFORE if days >= left), default=None)
    return None if narrowest is None else str(narrowest)


def _left(due_on: dt.date, today: dt.date) -> str:
    left = (due_on - today).days
    if left < 0:
        return "已逾期"
    return "今天到期" if left == 0 else f"还剩 {left} 天"
