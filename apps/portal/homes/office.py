"""The office's home: queue, running campaigns, what is late, the quarter's inspections, quotas.

Every figure is the count of rows that its link shows. Statements do not grow with the data: campaigns
shown here are at most :data:`SHOWN`.
"""

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from apps.applications.models import ReviewStep
from apps.campaigns.models import Campaign
from apps.campaigns.queries import funnel, quota_use
from apps.core import clock
from apps.inspections.choices import QUARTER_THEMES
from apps.inspections.models import Finding, Visit
from apps.inspections.queries import quarter_summary
from apps.organizations.access import office_of

SHOWN = 2
LINES = 6
#: An office should decide within so many calendar days (experience: 待办 N 个工作日).
REVIEW_DAYS = 7


def office_home(user: Any) -> dict[str, Any]:
    today = clock.today()
    office = office_of(user)
    quarter = (today.month - 1) // 3 + 1
    steps = ReviewStep.objects.pending_for(user).order_by("pending_since")
    findings = Finding.objects.visible_to(user).owed().order_by("due_on", "pk")
    running = Campaign.objects.filter(organization_path__startswith=office.path).running() if office else None
    running = running if running is not None and running.exists() else Campaign.objects.visible_to(user).running()
    campaigns = list(running.prefetch_related("phases").select_related("organization")[:SHOWN])
    return {
        "office": office,
        "figures": _figures(steps, findings, user, today),
        "campaigns": [_campaign(campaign, user) for campaign in campaigns],
        "campaign_count": running.count(),
        "queue": [_step(step) for step in steps.select_related("application__organization", "organization")[:LINES]],
        "findings": findings.select_related("organization")[:LINES],
        "quarter": quarter,
        "theme": QUARTER_THEMES[quarter],
        "summary": quarter_summary(office, today.year, quarter) if office else None,
        "quota_campaign": campaigns[0] if campaigns else None,
        "quotas": list(quota_use(campaigns[0]))[:LINES] if campaigns else [],
    }


def _figures(steps: Any, findings: Any, user: Any, today: dt.date) -> list[dict[str, Any]]:
    late = clock.now() - dt.timedelta(days=REVIEW_DAYS)
    queue = steps.aggregate(all=Count("pk"), late=Count("pk", filter=Q(pending_since__lt=late)))
    week = today + dt.timedelta(days=6 - today.weekday())
    owed = findings.aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)), week=Count("pk", filter=Q(due_on__range=(today, week)))
    )
    unplanned = Visit.objects.visible_to(user).filter(status__in=["planned", "under_way"]).count()
    ledger = reverse("inspections:findings")
    return [
        {
            "label": "待我审核",
            "value": queue["all"],
            "unit": "件",
            "url": reverse("applications:review_queue"),
            "note": f"{queue['late']} 件已等候 {REVIEW_DAYS} 天以上" if queue["late"] else "没有积压",
            "tone": "bad" if queue["late"] else "",
        },
        {
            "label": "整改逾期",
            "value": owed["late"],
            "unit": "件",
            "url": f"{ledger}?overdue=on",
            "note": "请督促答复" if owed["late"] else "没有逾期",
            "tone": "bad" if owed["late"] else "",
        },
        {"label": "本周到期整改", "value": owed["week"], "unit": "件", "note": "截至本周日"},
        {"label": "待完成检查", "value": unplanned, "unit": "家", "note": "已安排、尚未提交"},
    ]


def _campaign(campaign: Campaign, user: Any) -> dict[str, Any]:
    items = [
        {"label": item.label, "value": item.count, "url": item.url, "group": item.group}
        for item in funnel(campaign, user)
    ]
    phases = [
        {"name": phase.name, "starts_on": _day(phase.starts_at), "ends_on": _day(phase.ends_at)}
        for phase in campaign.phases.all()
    ]
    url = reverse("campaigns:detail", args=[campaign.pk])
    return {"campaign": campaign, "phases": phases, "funnel": items, "url": url}


def _day(moment: dt.datetime) -> dt.date:
    from django.utils import timezone

    return timezone.localtime(moment).date()


def _step(step: ReviewStep) -> dict[str, Any]:
    since = step.pending_since
    return {
        "title": str(step.application),
        "url": reverse("applications:review", args=[step.application_id]),
        "due": _day(since) + dt.timedelta(days=REVIEW_DAYS) if since else None,
        "note": step.application.organization.short_name,
    }
