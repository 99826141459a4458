"""What is due during creation: reports, answers to admonitions, contact visits, and pairings in which nothing happens."""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.urls import reverse

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.components import text
from apps.core.quarters import quarter_of
from apps.organizations.models import LeaderLink
from apps.organizations.queries.pairings import quiet_pairings
from apps.reminders.recipients import secretaries
from apps.reminders.registries import DueNotice, RuleKind, asked, speaks_for
from apps.reminders.rule_book import RuleBook
from apps.reminders.services import subject_of
from apps.reminders.thresholds import DAYS_BEFORE, horizon, reached

from .cadence import Owed, owed_reports
from .choices import AdmonitionStatus, ApplicationStatus, ReportStatus
from .models import Admonition, Application, ProgressReport
from .queries.contacts import link_counts
from .queries.creation import creation_span

REPORT, ADMONITION, CONTACT, QUIET = "report.due", "admonition.due", "contact.due", "pairing.quiet"
KINDS = (
    RuleKind(REPORT, "月调度和亮目标、亮进度、亮成果报送", "创建单位书记", DAYS_BEFORE),
    RuleKind(ADMONITION, "约谈提醒回复期限", "创建单位书记", DAYS_BEFORE),
    RuleKind(CONTACT, "领导联系指导次数不足（每季度末月）", "联系领导", per_campaign=False),
    RuleKind(QUIET, "结对共建一个季度未开展活动", "结对双方书记", per_campaign=False),
)
OVERDUE = "overdue"
#: A late report is told once; it is named so many days, in case that the job was silent.
LATE_NAMED = 31
#: Months before whose end a leader behind the number owed is told.
QUARTER_ENDS = (3, 6, 9, 12)


def sites_with_reports() -> tuple[dict[int, Campaign], Any, set[tuple[int, str, str]]]:
    """Running campaigns, their sites under creation, and the reports that were handed in. Three statements."""
    campaigns = {each.pk: each for each in Campaign.objects.reminded().prefetch_related("phases")}
    rows = Application.objects.filter(
        status=ApplicationStatus.CREATING, campaign__in=campaigns, approved_at__isnull=False
    ).order_by("pk")
    handed_in = ProgressReport.objects.filter(
        application__campaign__in=campaigns,
        application__status=ApplicationStatus.CREATING,
        status=ReportStatus.SUBMITTED,
    )
    sent = set(handed_in.order_by().values_list("application_id", "kind", "period").iterator(chunk_size=2000))
    return campaigns, rows, sent


class ReportsAsked:
    """The reports that a rule speaks of on a day, reckoned once for all sites that began on the same day."""

    def __init__(self, rule: str, today: dt.date) -> None:
        self._rule, self._today = rule, today
        self._table, self._book = office_table(), RuleBook()
        self._known: dict[tuple[int, dt.date, dt.date], list[tuple[Owed, str]]] = {}

    def of(self, site: Any, campaign: Campaign) -> list[tuple[Owed, str]]:
        """Each with its threshold; what is late with ``OVERDUE``."""
        began, ends = creation_span(site, campaign)
        key = (campaign.pk, began, ends)
        if key not in self._known:
            days = self._book.days_before(subject_of(campaign), self._rule)
            self._known[key] = list(self._told(owed_reports(campaign.plan, began, ends), days))
        return self._known[key]

    def _told(self, reports: Iterable[Owed], days: tuple[int, ...]) -> Iterator[tuple[Owed, str]]:
        for owed in reports:
            late = owed.due_on < self._today
            if late and (self._today - owed.due_on).days > LATE_NAMED and not asked().everything:
                continue
            threshold = OVERDUE if late else reached(owed.due_on, self._today, days, self._table)
            if threshold is not None and owed.opens_on <= self._today:
                yield owed, str(threshold)


@speaks_for(REPORT)
def due_reports(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per site, report, secretary and threshold; seven statements for all campaigns together."""
    today = clock.local(as_of).date()
    reports = ReportsAsked(REPORT, today)
    campaigns, rows, sent = sites_with_reports()
    people = secretaries(rows.order_by().values("organization_id"), today)
    for site in rows.select_related("organization").iterator(chunk_size=2000):
        for owed, threshold in reports.of(site, campaigns[site.campaign_id]):
            if (site.pk, owed.kind, owed.period) not in sent:
                for user_id in people.get(site.organization_id, ()):
                    yield _report_notice(site, owed, user_id, threshold, today)


@lru_cache(maxsize=512)
def _told_of(owed: Owed, today: dt.date) -> tuple[str, str, dt.datetime, dict[str, str]]:
    """What all sites that owe a report are told alike; the address with 0 for the site."""
    url = reverse("applications:report", args=[0, owed.kind, owed.period])
    words = {"事项": owed.label, **_days(owed.due_on, today)}
    return f"{_left(owed.due_on, today)}：{owed.label}", url, clock.at(owed.due_on, 23, 59, 59), words


def _report_notice(site: Any, owed: Owed, user_id: int, threshold: str, today: dt.date) -> DueNotice:
    name = site.organization.short_name
    title, url, due_at, words = _told_of(owed, today)
    return DueNotice(
        rule=REPORT,
        subject=f"{subject_of(site)}/{owed.kind}/{owed.period}@{owed.due_on:%Y%m%d}",
        recipient_id=user_id,
        title=f"{title}，{site.title}" if site.title else title,  # a branch may create several sites at once
        threshold=threshold,
        body=f"{name}请按时报送，内容已按任务进展带出。",
        url=url.replace("/0/", f"/{site.pk}/", 1),
        due_at=due_at,
        topic=f"{Campaign._meta.label_lower}:{site.campaign_id}",
        organization_id=site.organization_id,
        words={"单位": name, **words},
    )


@speaks_for(ADMONITION)
def due_answers(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Admonitions that wait for an answer. Four statements."""
    today, table, book = clock.local(as_of).date(), office_table(), RuleBook()
    waiting = Admonition.objects.filter(
        status=AdmonitionStatus.ISSUED,
        due_on__lte=horizon(today, (book.longest(ADMONITION),)),
        application__campaign__in=Campaign.objects.reminded().order_by().values("pk"),
    )
    people = secretaries(waiting.order_by().values("application__organization_id"), today)
    for each in waiting.select_related("application__organization").order_by("pk").iterator(chunk_size=2000):
        topic = f"{Campaign._meta.label_lower}:{each.application.campaign_id}"
        days = book.days_before(topic, ADMONITION)
        threshold = OVERDUE if each.due_on < today else reached(each.due_on, today, days, table)
        for user_id in people.get(each.application.organization_id, ()) if threshold is not None else ():
            yield _answer_notice(each, topic, user_id, str(threshold), today)


def _answer_notice(each: Admonition, topic: str, user_id: int, threshold: str, today: dt.date) -> DueNotice:
    organization = each.application.organization
    return DueNotice(
        rule=ADMONITION,
        subject=f"{subject_of(each)}@{each.due_on:%Y%m%d}",
        recipient_id=user_id,
        title=f"{_left(each.due_on, today)}：回复约谈提醒",
        threshold=threshold,
        body=each.reason,
        url=address_of("applications:admonition", each.pk),
        due_at=clock.at(each.due_on, 23, 59, 59),
        topic=topic,
        organization_id=organization.pk,
        words={"单位": organization.short_name, "事项": "回复约谈提醒", **_days(each.due_on, today)},
    )


def due_contacts(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Leaders who are behind, in the last month of each quarter, once."""
    today = clock.local(as_of).date()
    if today.month not in QUARTER_ENDS:
        return
    links = list(LeaderLink.objects.on(today).select_related("organization", "user").order_by("pk"))
    for each in link_counts(links, today):
        if each.count.is_behind and each.link.user.is_active:
            yield DueNotice(
                rule=CONTACT,
                subject=f"{each.link._meta.label_lower}:{each.link.pk}@{quarter_of(today).key}",
                recipient_id=each.link.user_id,
                title=f"联系指导尚欠 {each.count.expected - each.count.made} 次：{each.link.organization.short_name}",
                body=f"全年应到 {each.count.owed} 次，已到 {each.count.made} 次。",
                url=address_of("organizations:detail", each.link.organization_id),
            )


def quiet_pairs(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Both sides' secretaries learn that nothing happened in their pairing for a quarter, once a quarter."""
    today = clock.local(as_of).date()
    rows = list(quiet_pairings(today))
    sides = {side.organization_id for each in rows for side in each.sides.all()}
    people = secretaries(sides, today)
    for each in rows:
        for side in each.sides.all():
            for user_id in people.get(side.organization_id, ()):
                yield DueNotice(
                    rule=QUIET,
                    subject=f"{each._meta.label_lower}:{each.pk}",
                    recipient_id=user_id,
                    title=f"结对共建一个季度未开展活动：{each.title}",
                    threshold=quarter_of(today).key,
                    body="请与对方商定近期活动，开展后登记。",
                    url=address_of("organizations:pairing", each.pk),
                )


PROVIDERS = (due_reports, due_answers, due_contacts, quiet_pairs)


def _left(due_on: dt.date, today: dt.date) -> str:
    left = (due_on - today).days
    if left < 0:
        return "已逾期"
    return "今天到期" if left == 0 else f"还剩 {left} 天"


def _days(due_on: dt.date, today: dt.date) -> dict[str, str]:
    return {"截止": text.date_short(due_on), "剩余天数": str(max((due_on - today).days, 0))}
