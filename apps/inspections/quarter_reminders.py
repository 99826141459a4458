"""定期督查 by the quarter: how it opens, which sites have no date, which are not visited, which were missed.

Every running campaign's sites under creation are owed one visit a quarter; who was approved after the middle of a
quarter is owed from the next one on.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.urls import reverse

from apps.applications.choices import ApplicationStatus
from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.calendar import office_table
from apps.core.components import text
from apps.core.quarters import Quarter, quarter_of
from apps.reminders.quarters import LAST_DAYS, first_working_day, last_working_day
from apps.reminders.recipients import Offices, names_of
from apps.reminders.registries import DueNotice, RuleKind, asked, speaks_for
from apps.reminders.rule_book import RuleBook
from apps.reminders.services import subject_of
from apps.reminders.thresholds import reached

from .choices import OUTSIDE_QUARTERS, QUARTER_THEMES, VisitStatus
from .models import Round, Visit

OPENS, UNDATED = "inspection.quarter", "inspection.undated"
UNVISITED, MISSED = "inspection.unvisited", "inspection.missed"
LAST_CALLS = (LAST_DAYS, 7, 3, 0)

KINDS = (
    RuleKind(OPENS, "季度督查开始（第一个工作日）", "主办单位党建办", words=("事项", "截止")),
    RuleKind(UNDATED, "季度过半仍未安排督查的单位", "主办单位党建办", words=("事项", "截止")),
    RuleKind(UNVISITED, "季度末仍未督查的单位", "主办单位党建办", LAST_CALLS, ("事项", "截止", "剩余天数")),
    RuleKind(MISSED, "上季度漏查的单位", "上一级党建办，没有上一级的由主办单位党建办", words=("事项",)),
)
OWED = (ApplicationStatus.CREATING, ApplicationStatus.AWAITING_INSPECTION)


@dataclass
class Plan:
    """A campaign's sites of a quarter by name, and what became of them."""

    campaign: Campaign
    quarter: Quarter
    undated: list[str] = field(default_factory=list)
    unvisited: list[str] = field(default_factory=list)
    total: int = 0
    rounds: int = 0
    #: Sites not visited by the organization that was to visit them: its path → names.
    missed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def theme(self) -> str:
        """Of the campaign's own plan, else of the four-step method."""
        told = (self.campaign.plan.get("inspections") or {}).get("themes") or ()
        own = {each["quarter"]: each["theme"] for each in told}
        return str(own.get(self.quarter.number) or QUARTER_THEMES[self.quarter.number])

    @property
    def url(self) -> str:
        """Its rounds of the quarter; where there is none yet, the page that plans one."""
        if self.rounds:
            key = f"{self.quarter.year}-{self.quarter.number}"
            return f"{reverse('inspections:rounds')}?campaign={self.campaign.pk}&quarter={key}"
        return f"{reverse('inspections:round_new')}?campaign={self.campaign.pk}"


def plans_of(quarter: Quarter) -> list[Plan]:
    """Every running campaign that owes visits in this quarter. Four statements, rows streamed."""
    campaigns = Campaign.objects.reminded().select_related("organization").order_by("pk")
    plans = {each.pk: Plan(each, quarter) for each in campaigns}
    rounds = Round.objects.filter(year=quarter.year, quarter=quarter.number, campaign__in=list(plans))
    rounds = rounds.exclude(kind__in=OUTSIDE_QUARTERS)
    for campaign_id in rounds.order_by().values_list("campaign_id", flat=True):
        plans[campaign_id].rounds += 1
    visits = _visits(quarter)
    sites = Application.objects.filter(
        campaign__in=list(plans), status__in=OWED, approved_at__lt=clock.at(quarter.middle)
    ).order_by("organization_path", "pk")
    rows = sites.values_list("pk", "campaign_id", "organization__short_name")
    for pk, campaign_id, name in rows.iterator(chunk_size=2000):
        _count(plans[campaign_id], name, visits.get(pk))
    return [plan for plan in plans.values() if plan.total]


def _count(plan: Plan, name: str, visit: tuple[str, str] | None) -> None:
    plan.total += 1
    if visit is None:
        plan.undated.append(name)
    if visit is None or visit[0] != VisitStatus.RECORDED:
        plan.unvisited.append(name)
        plan.missed[visit[1] if visit else plan.campaign.organization_path].append(name)


def _visits(quarter: Quarter) -> dict[int, tuple[str, str]]:
    """Application → how far its visit of the quarter is, and the path of whoever sends the team."""
    rows = Visit.objects.live().filter(round__year=quarter.year, round__quarter=quarter.number).order_by("pk")
    rows = rows.exclude(round__kind__in=OUTSIDE_QUARTERS).exclude(application=None)
    found: dict[int, tuple[str, str]] = {}
    columns = rows.values_list("application_id", "status", "round__organization_path")
    for application_id, status, path in columns.iterator(chunk_size=2000):
        if found.get(application_id, ("",))[0] != VisitStatus.RECORDED:
            found[application_id] = (status, path)
    return found


@speaks_for(OPENS, UNDATED, also_late=True)
def due_at_office(as_of: dt.datetime) -> Iterator[DueNotice]:
    """From the first working day what the quarter asks; from its middle which sites have no date, if any."""
    if asked().everything:  # a summary is owed by nobody
        return
    today, table = clock.local(as_of).date(), office_table()
    quarter = quarter_of(today)
    is_half_over = today >= last_working_day(quarter.middle, table)
    if today < first_working_day(quarter.first, table):
        return
    offices = Offices(today)
    for plan in plans_of(quarter):
        people = offices.of(plan.campaign.organization_path)
        if not is_half_over:
            yield from _opening(plan, people)
        elif plan.undated and today <= quarter.last:
            words = f"{len(plan.undated)} 个单位尚未安排督查"
            body = f"{names_of(plan.undated)}本季度还没有检查日期，请在{text.date_short(quarter.last)}前安排。"
            yield from _office_lines(UNDATED, plan, people, f"季度过半，{words}", body, words=words)


def _opening(plan: Plan, people: Iterable[int]) -> Iterator[DueNotice]:
    quarter, dated = plan.quarter, plan.total - len(plan.undated)
    words = f"应督查 {plan.total} 个单位，已安排 {dated} 个"
    open_ones = f"，尚未安排 {len(plan.undated)} 个" if plan.undated else ""
    body = f"{words}{open_ones}，督查批次 {plan.rounds} 个，{text.date_short(quarter.last)}前完成。"
    yield from _office_lines(OPENS, plan, people, f"{quarter.label}督查：{plan.theme}", body, words=words)


@speaks_for(UNVISITED, also_late=True)
def unvisited(as_of: dt.datetime) -> Iterator[DueNotice]:
    """In the last days of the quarter, to the campaign's office: how many sites nobody has visited."""
    if asked().everything:  # a summary is owed by nobody
        return
    today, table, book = clock.local(as_of).date(), office_table(), RuleBook()
    quarter = quarter_of(today)
    if reached(quarter.last, today, (book.longest(UNVISITED),), table) is None:
        return
    offices, left = Offices(today), (quarter.last - today).days
    for plan in plans_of(quarter):
        threshold = reached(quarter.last, today, book.days_before(subject_of(plan.campaign), UNVISITED), table)
        if threshold is not None and plan.unvisited:
            words = f"{len(plan.unvisited)} 个单位尚未督查"
            body = f"{names_of(plan.unvisited)}本季度尚未督查，其中 {len(plan.undated)} 个没有检查日期。"
            title = f"{left_of_quarter(left)}，尚有 {words}"
            people = offices.of(plan.campaign.organization_path)
            yield from _office_lines(
                UNVISITED, plan, people, title, body, threshold=str(threshold), words=words, left=left
            )


@speaks_for(MISSED, also_late=True)
def missed(as_of: dt.datetime) -> Iterator[DueNotice]:
    """After the quarter, until the middle of the next: the misses to the office of the level above who was to visit."""
    if asked().everything:  # a summary is owed by nobody
        return
    today, table = clock.local(as_of).date(), office_table()
    now = quarter_of(today)
    if not first_working_day(now.first, table) <= today < now.middle:
        return
    offices = Offices(today)
    for plan in plans_of(now.before()):
        told: dict[str, list[str]] = defaultdict(list)
        for path, names in plan.missed.items():
            told[offices.above(path) or offices.at_or_above(path)] += names
        for path, names in told.items():
            words = f"{len(names)} 个单位漏查"
            title = f"{plan.quarter.label}有 {words}"
            body = f"{names_of(names)}应查未查，请督促补查并纳入本季度安排。"
            yield from _office_lines(MISSED, plan, offices.of(path), title, body, words=words)


def _office_lines(
    rule: str,
    plan: Plan,
    people: Iterable[int],
    title: str,
    body: str,
    *,
    threshold: str = "",
    words: str = "",
    left: int = 0,
) -> Iterator[DueNotice]:
    topic, last = subject_of(plan.campaign), plan.quarter.last
    for user_id in people:
        yield DueNotice(
            rule=rule,
            subject=f"{topic}@{plan.quarter.key}",
            recipient_id=user_id,
            title=f"{title}（{plan.campaign.name}）",
            threshold=threshold or plan.quarter.key,
            body=body,
            url=plan.url,
            due_at=clock.at(last, 23, 59, 59) if rule != MISSED else None,
            topic=topic,
            organization_id=plan.campaign.organization_id,
            words={"事项": words, "截止": text.date_short(last), "剩余天数": str(left)},
        )


def left_of_quarter(days: int) -> str:
    return "本季度今天结束" if days <= 0 else f"本季度还剩 {days} 天"


PROVIDERS = (due_at_office, unvisited, missed)
