"""The office's home: queue, running campaigns, what is late, the quarter's inspections, quotas.

Every figure is the count of rows that its link shows. Statements do not grow with the data: :data:`SHOWN`
campaigns are drawn, the other running ones are lines.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, Window
from django.urls import reverse

from apps.applications.desk import due_of
from apps.applications.models import GapItem, ReviewStep
from apps.applications.queries import queue_of
from apps.applications.queries.gap_items import gap_counts
from apps.applications.queries.queue import Waiting, waiting_at
from apps.applications.receivers import funnels
from apps.campaigns.models import Campaign
from apps.campaigns.pages import funnel_note, phases_for_bar, stage_of
from apps.campaigns.queries import QuotaUse, owing, quota_use
from apps.campaigns.registries import FunnelItem
from apps.core import clock
from apps.core.components import text
from apps.core.quarters import NUMBERS, quarter_of
from apps.inspections.choices import QUARTER_THEMES
from apps.inspections.models import Finding
from apps.inspections.queries import QuarterSummary, quarter_summary
from apps.organizations.access import office_of
from apps.organizations.models import Organization

SHOWN = 2
LINES = 6
#: Running campaigns that are lines below the drawn ones.
LISTED = 12


def office_home(user: Any) -> dict[str, Any]:
    today = clock.today()
    office = office_of(user)
    quarter = quarter_of(today)
    steps = queue_of(user)
    findings = Finding.objects.visible_to(user).owed().order_by("due_on", "pk")
    running = _running(user, office)
    summary = quarter_summary(office, quarter.year, quarter.number) if office else None
    drawn = running[:SHOWN]
    owed, stages = owing(drawn, user), funnels(drawn, user)
    waits = waiting_at(steps, LINES)
    late = _counted_findings(findings, today)
    figures = [*_figures(waits, late, summary, today), _own_gaps(user)]
    return {
        "office": office,
        "figures": figures,
        "campaigns": [_campaign(campaign, [owed[campaign.pk], *stages[campaign.pk]]) for campaign in drawn],
        "others": [(campaign, stage_of(campaign)) for campaign in running[SHOWN : SHOWN + LISTED]],
        "campaign_count": len(running),
        "queue": [_step(step, waits.table) for step in waits.steps],
        "queue_count": figures[0]["value"],
        "findings": late,
        "quarter": NUMBERS[quarter.number - 1],
        "theme": QUARTER_THEMES[quarter.number],
        "summary": summary,
        "inspections": _inspections(summary, f"{quarter.year}-{quarter.number}"),
        **_quotas(running),
    }


def _running(user: Any, office: Organization | None) -> list[Campaign]:
    """The office's own campaigns first, each group by the end of the running phase."""
    own = office.pk if office else None
    rows = Campaign.objects.visible_to(user).running().select_related("organization", "scope")
    return sorted(rows.prefetch_related("phases"), key=lambda row: (row.organization_id != own, _next_end(row), row.pk))


def _next_end(campaign: Campaign) -> dt.datetime:
    """When the campaign's running phase ends; far away when none runs."""
    phase = stage_of(campaign).phase
    return phase.ends_at if phase else clock.now() + dt.timedelta(days=3650)


def _counted_findings(findings: Any, today: dt.date) -> list[Finding]:
    """The first lines of what is owed, each with the counts of the whole."""
    rows = findings.annotate(
        late=Window(Count("pk", filter=Q(due_on__lt=today))),
        week=Window(Count("pk", filter=Q(due_on__range=(today, _sunday(today))))),
    )
    return list(rows.select_related("organization")[:LINES])


def _sunday(today: dt.date) -> dt.date:
    return today + dt.timedelta(days=6 - today.weekday())


def _of(rows: Sequence[Any], *names: str) -> tuple[int, ...]:
    """Counts of the whole, read from its first line."""
    return tuple(getattr(rows[0], name) if rows else 0 for name in names)


def _figures(
    waits: Waiting, findings: Sequence[Finding], summary: QuarterSummary | None, today: dt.date
) -> list[dict[str, Any]]:
    late, week = _of(findings, "late", "week")
    sunday = _sunday(today)
    ledger = reverse("inspections:findings")
    waiting = summary.scheduled if summary else 0
    return [
        _figure("待我审核", waits.count, "件", reverse("applications:review_queue"))
        | _note(waits.late, f"{waits.late} 件已超过审核时限", "没有积压"),
        _figure("整改逾期", late, "件", f"{ledger}?due=overdue") | _note(late, "请督促答复", "没有逾期"),
        _figure("本周到期整改", week, "件", f"{ledger}?due=week") | {"note": f"截至{text.date_short(sunday)}"},
        _figure("本季度待检查", waiting, "家", _rounds(today)) | {"note": "已安排、尚未提交"},
    ]


def _own_gaps(user: Any) -> dict[str, Any]:
    """What organizations found lacking themselves and have not put right in time."""
    counts = gap_counts(GapItem.objects.visible_to(user))
    note = {"note": f"整改中 {counts['open']} 个", "tone": "bad" if counts["overdue"] else ""}
    return _figure("自查问题逾期", counts["overdue"], "个", f"{reverse('applications:gap_items')}?state=overdue") | note


def _figure(label: str, value: int, unit: str, url: str) -> dict[str, Any]:
    """A figure; nothing is not worth a link."""
    return {"label": label, "value": value, "unit": unit, "url": url if value else ""}


def _note(late: int, bad: str, good: str) -> dict[str, str]:
    return {"note": bad, "tone": "bad"} if late else {"note": good, "tone": ""}


def _rounds(today: dt.date) -> str:
    quarter = quarter_of(today)
    return f"{reverse('inspections:rounds')}?quarter={quarter.year}-{quarter.number}"


def _inspections(summary: QuarterSummary | None, quarter: str) -> list[dict[str, Any]]:
    """The quarter's figures; planned = done + scheduled."""
    if summary is None:
        return []
    rounds = f"{reverse('inspections:rounds')}?quarter={quarter}"
    ledger = f"{reverse('inspections:findings')}?quarter={quarter}"
    return [
        _figure("计划检查", summary.planned, "家", rounds),
        _figure("已完成", summary.done, "家", rounds),
        _figure("待检查", summary.scheduled, "家", rounds),
        _figure("未销号问题", summary.findings_open, "个", f"{ledger}&status=unresolved"),
        _figure("已销号问题", summary.findings_closed, "个", f"{ledger}&status=verified"),
        *_records(summary),
    ]


def _records(summary: QuarterSummary) -> list[dict[str, Any]]:
    """What phones sent and the office has to decide; no line where nothing waits."""
    if not summary.records_waiting:
        return []
    return [
        _figure("待处理检查记录", summary.records_waiting, "份", f"{reverse('inspections:records')}?status=waiting")
    ]


def _quotas(running: Sequence[Campaign]) -> dict[str, Any]:
    """The first campaign's quotas, the most used first; the total stands last."""
    uses = quota_use(running[0]) if running else []
    parts = sorted((use for use in uses if use.dimension != "total"), key=lambda use: (-_share(use), -use.limit))
    total = next((use for use in uses if use.dimension == "total"), None)
    return {
        "quota_campaign": running[0] if running else None,
        "quotas": [(use, _percent(use)) for use in parts[:LINES]],
        "quota_total": (total, _percent(total)) if total else None,
        "quota_more": max(len(parts) - LINES, 0),
    }


def _share(use: QuotaUse) -> float:
    return use.taken / use.limit if use.limit else 0.0


def _percent(use: QuotaUse) -> str:
    return f"{round(100 * _share(use))}%"


def _campaign(campaign: Campaign, found: Sequence[FunnelItem]) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "stage": stage_of(campaign),
        "phases": phases_for_bar(campaign),
        "funnel": [{"label": item.label, "value": item.count, "url": item.url, "group": item.group} for item in found],
        "funnel_note": funnel_note(found),
        "url": reverse("campaigns:detail", args=[campaign.pk]),
    }


def _step(step: ReviewStep, table: Mapping[dt.date, bool]) -> dict[str, Any]:
    return {
        "title": str(step.application),
        "url": reverse("applications:review", args=[step.application_id]),
        "due": due_of(step, table) if step.pending_since else None,
        "note": step.application.organization.short_name,
    }
