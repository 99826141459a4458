"""What pages show of a campaign that no service needs: its running phase, its state in words, its tabs."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components import text
from apps.organizations.access import office_of, roles_of

from .choices import CampaignStatus, CandidateStatus
from .models import Campaign, Phase, WorkLine, WorkLineNote
from .querysets import CampaignQuerySet
from .registries import FunnelItem, tab_providers
from .rules import can_edit_campaign, can_edit_lines, can_report

#: Whom announcements reach.
TOLD = frozenset({Role.OFFICE, Role.SECRETARY})
#: A work line due within so many days is marked.
SOON_DAYS = 15

TONES = {
    CampaignStatus.DRAFT: "idle",
    CampaignStatus.OPEN: "info",
    CampaignStatus.SUSPENDED: "warn",
    CampaignStatus.CLOSED: "ok",
    CampaignStatus.CANCELLED: "bad",
}

#: Marks of candidates, by the status as stored.
CANDIDATE_TONES: dict[str, str] = {
    CandidateStatus.PROPOSED: "warn",
    CandidateStatus.CONFIRMED: "ok",
    CandidateStatus.DECLINED: "idle",
}


@dataclass(frozen=True)
class Stage:
    """A campaign's state in a few words, with the tone of its mark."""

    words: str
    tone: str
    phase: Phase | None = None


def stage_of(campaign: Campaign) -> Stage:
    """验收中，还剩 9 天 · 未到申报，4月21日开始 · 已暂停 …; reads prefetched phases."""
    status = CampaignStatus(campaign.status)
    if status != CampaignStatus.OPEN:
        return Stage(status.label, TONES[status])
    phases, moment = list(campaign.phases.all()), clock.now()
    running = [phase for phase in phases if phase.starts_at <= moment <= phase.ends_at]
    if running:
        tone, _, words = text.due_words(running[-1].ends_at)
        return Stage(f"{running[-1].get_kind_display()}中，{words}", "warn" if tone == "warn" else "info", running[-1])
    following = next((phase for phase in phases if phase.starts_at > moment), None)
    if following:
        starts = text.date_short(following.starts_at)
        return Stage(f"{following.get_kind_display()}{starts}开始", "info", following)
    return Stage("各阶段已结束", "idle")


def phases_for_bar(campaign: Campaign) -> list[dict[str, Any]]:
    """Items of the component ``phase_bar``, with the short names of the kinds."""
    return [
        {"name": phase.get_kind_display(), "starts_on": phase.starts_at, "ends_on": phase.ends_at}
        for phase in campaign.phases.all()
    ]


def funnel_note(items: Iterable[FunnelItem]) -> str:
    """What 已申报 holds beyond the stages that follow it, so that the figures add up."""
    items = list(items)
    sums = [item.count for item in items[1:] if item.group == "sum"]
    rest = sums[-1] - sum(item.count for item in items if item.group == "part") if sums else 0
    return f"已申报中另有 {rest} 家不予推荐或未命名。" if rest > 0 else ""


def tabs_for(campaign: Campaign, user: Any, active: str) -> list[dict[str, Any]]:
    """概览, what higher apps add, and 设置 while the campaign is a draft. ``campaign.lines``: its work lines, counted."""
    tabs = [_tab("概览", "campaigns:detail", campaign, active)]
    lines = campaign.lines if hasattr(campaign, "lines") else len(campaign.work_lines.all())
    if lines or can_edit_lines(user, campaign):
        tabs.append(_tab("工作线", "campaigns:work_lines", campaign, active) | {"count": lines or None})
    if roles_of(user) & TOLD:
        tabs.append(_tab("通知", "campaigns:announcements", campaign, active))
    if office_of(user) is not None:
        tabs.append(_tab("摸底", "campaigns:survey", campaign, active))
        if campaign.status != CampaignStatus.DRAFT or can_edit_campaign(user, campaign):
            tabs.append(_tab("提醒", "campaigns:reminders", campaign, active))
    for provide in tab_providers:
        tabs += [{"label": label, "url": url, "count": count} for label, url, count in provide(campaign, user)]
    if can_edit_campaign(user, campaign):
        tabs.append(_tab("设置", "campaigns:setup", campaign, active))
    return tabs


@dataclass(frozen=True)
class LineRow:
    """A work line as the table shows it."""

    line: WorkLine
    words: str
    tone: str
    note: WorkLineNote | None
    can_report: bool
    #: Words and tone of 确认收到; empty where nobody has to.
    receipt: tuple[str, str]


def line_rows(campaign: Campaign, today: dt.date, user: Any) -> list[LineRow]:
    """The work lines with their state and last note. Two queries."""
    notes = Prefetch("notes", WorkLineNote.objects.select_related("by"))
    rows = []
    for line in campaign.work_lines.select_related("organization", "acknowledged_by").prefetch_related(notes):
        line.campaign = campaign
        note = next(iter(line.notes.all()), None)
        words, tone = line_state(line, today)
        rows.append(LineRow(line, words, tone, note, bool(can_report(user, line)), receipt_of(line)))
    return rows


def receipt_of(line: WorkLine) -> tuple[str, str]:
    """5月6日已确认收到 · 待确认收到, with the tone of the mark; empty where the organizer does it itself."""
    if line.acknowledged_at is not None:
        return f"{text.date_short(line.acknowledged_at)}已确认收到", "ok"
    if not line.organization_id or line.organization_id == line.campaign.organization_id or line.done_on:
        return "", "idle"
    return ("待确认收到", "warn") if line.campaign.status == CampaignStatus.OPEN else ("", "idle")


def line_state(line: WorkLine, today: dt.date) -> tuple[str, str]:
    """已完成 · 未报完成 (the campaign has ended) · 已逾期 3 天 · 还剩 9 天 · 推进中, with the tone of the mark."""
    if line.done_on is not None:
        return "已完成", "ok"
    if line.campaign.status in (CampaignStatus.CLOSED, CampaignStatus.CANCELLED):
        return "未报完成", "idle"
    if line.deadline is None:
        return "推进中", "info"
    left = (line.deadline - today).days
    if left < 0:
        return f"已逾期 {-left} 天", "bad"
    return (f"还剩 {left} 天", "warn") if left <= SOON_DAYS else ("推进中", "info")


def _tab(label: str, name: str, campaign: Campaign, active: str) -> dict[str, Any]:
    return {"label": label, "url": reverse(name, args=[campaign.pk]), "active": label == active}


def listed(user: Any, filters: dict[str, Any]) -> CampaignQuerySet:
    """The rows of the list: visible ones by text, status and year."""
    found = Campaign.objects.visible_to(user).select_related("organization", "scope").prefetch_related("phases")
    if filters.get("q"):
        found = found.filter(Q(name__icontains=filters["q"]) | Q(decision_number__icontains=filters["q"]))
    for name in ("status", "year"):
        if filters.get(name):
            found = found.filter(**{name: filters[name]})
    return found
