"""Who has not moved: one line for each campaign to its office, on the days on which those who owe are told."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse

from apps.campaigns.models import Campaign
from apps.campaigns.queries import deadline
from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.components import text
from apps.organizations.models import Organization
from apps.reminders.recipients import Offices
from apps.reminders.registries import DueNotice, RuleKind, asked, speaks_for
from apps.reminders.rule_book import RuleBook
from apps.reminders.services import subject_of
from apps.reminders.thresholds import DAYS_BEFORE

from .cadence import Owed
from .creation_reminders import OVERDUE, ReportsAsked, sites_with_reports
from .phase_reminders import SIGN_VERB, running, unsigned
from .queries.unsubmitted import unsubmitted
from .reminders import has_begun, threshold_of

APPLY_VERB = "application.submit"
UNSUBMITTED, UNSIGNED, UNREPORTED = "campaign.unsubmitted", "campaign.unsigned", "campaign.unreported"
WORDS = ("事项", "截止", "剩余天数")
KINDS = (
    RuleKind(UNSUBMITTED, "未提交申报的单位汇总", "主办单位党建办", DAYS_BEFORE, WORDS),
    RuleKind(UNSIGNED, "未签署自评的单位汇总", "主办单位党建办", DAYS_BEFORE, WORDS),
    RuleKind(UNREPORTED, "未报送进展的单位汇总", "主办单位党建办", DAYS_BEFORE, WORDS),
)
MOST_CHILDREN = 6


@dataclass(frozen=True)
class Summary:
    """How many of a campaign's units owe what, by the organizations right below its scope."""

    rule: str
    campaign: Campaign
    words: str
    paths: list[str]
    last: dt.date
    threshold: str
    url: str
    key: str = ""


@speaks_for(UNSUBMITTED, UNSIGNED)
def phases_at_office(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Applications and self-assessments as their phase ends. Two statements more for each campaign that is near."""
    if asked().everything:  # a summary is owed by nobody
        return
    table, book = office_table(), RuleBook()
    found: list[Summary] = []
    for campaign in running():
        for rule, verb in ((UNSUBMITTED, APPLY_VERB), (UNSIGNED, SIGN_VERB)):
            until = deadline(campaign, verb, None)
            threshold = threshold_of(until, as_of, book.days_before(subject_of(campaign), rule), table)
            if until is not None and threshold is not None and has_begun(campaign, verb, as_of):
                found += _of_phase(rule, campaign, clock.local(until).date(), str(threshold))
    yield from _lines(found, clock.local(as_of).date())


def _of_phase(rule: str, campaign: Campaign, last: dt.date, threshold: str) -> Iterator[Summary]:
    if rule == UNSUBMITTED:
        rows = unsubmitted(campaign).order_by().values_list("path", flat=True)
        url, what = address_of("applications:unsubmitted", campaign.pk), "个单位未提交申报"
    else:
        rows = unsigned([campaign.pk]).values_list("organization_path", flat=True)
        url, what = f"{reverse('applications:list')}?campaign={campaign.pk}&status=creating", "个单位未签署自评"
    paths = list(rows.iterator(chunk_size=2000))
    if paths:
        yield Summary(rule, campaign, f"{len(paths)} {what}", paths, last, threshold, url)


@speaks_for(UNREPORTED)
def reports_at_office(as_of: dt.datetime) -> Iterator[DueNotice]:
    """For each campaign the reports that are due soon, with how many sites have not handed in. Seven statements."""
    if asked().everything:  # a summary is owed by nobody
        return
    today = clock.local(as_of).date()
    reports = ReportsAsked(UNREPORTED, today)
    campaigns, rows, sent = sites_with_reports()
    owing: dict[tuple[int, Owed, str], list[str]] = {}
    for site in rows.iterator(chunk_size=2000):
        for owed, threshold in reports.of(site, campaigns[site.campaign_id]):
            if threshold != OVERDUE and (site.pk, owed.kind, owed.period) not in sent:
                # Who began later may write from a later day on: it is the same report.
                key = (site.campaign_id, replace(owed, opens_on=owed.due_on), threshold)
                owing.setdefault(key, []).append(site.organization_path)
    found = [_of_report(campaigns[pk], owed, threshold, paths) for (pk, owed, threshold), paths in owing.items()]
    yield from _lines(found, today)


def _of_report(campaign: Campaign, owed: Owed, threshold: str, paths: list[str]) -> Summary:
    words = f"{len(paths)} 个单位未报送{owed.label}"
    url = f"{reverse('applications:board')}?campaign={campaign.pk}"
    return Summary(UNREPORTED, campaign, words, paths, owed.due_on, threshold, url, f"/{owed.kind}/{owed.period}")


def _lines(found: Iterable[Summary], today: dt.date) -> Iterator[DueNotice]:
    summaries = list(found)
    if not summaries:
        return
    offices, names = Offices(today), _names(summaries)
    for each in summaries:
        for user_id in offices.of(each.campaign.organization_path):
            yield _line(each, user_id, _by_child(each, names), today)


def _names(summaries: list[Summary]) -> dict[str, str]:
    """Short names of the organizations right below the scopes, in one statement."""
    wanted = {_child(path, each.campaign) for each in summaries for path in each.paths}
    return dict(Organization.objects.filter(path__in=wanted).values_list("path", "short_name"))


def _child(path: str, campaign: Campaign) -> str:
    return path[: len(campaign.scope_path) + Organization.steplen]


def _by_child(each: Summary, names: Mapping[str, str]) -> str:
    """（乙区委 5、壬县委 7）; the largest first where they are many."""
    counts = Counter(_child(path, each.campaign) for path in each.paths)
    told = [f"{names.get(path, '其他')} {count}" for path, count in counts.most_common(MOST_CHILDREN)]
    return f"（{'、'.join(told)}{'等' if len(counts) > MOST_CHILDREN else ''}）"


def _line(each: Summary, user_id: int, by_child: str, today: dt.date) -> DueNotice:
    left, topic = (each.last - today).days, subject_of(each.campaign)
    when = "今天截止" if left == 0 else f"{text.date_short(each.last)}截止"
    return DueNotice(
        rule=each.rule,
        subject=f"{topic}{each.key}@{each.last:%Y%m%d}",
        recipient_id=user_id,
        title=f"尚有 {each.words}，{when}：{each.campaign.name}",
        threshold=each.threshold,
        body=f"尚有 {each.words}{by_child}。",
        url=each.url,
        due_at=clock.at(each.last, 23, 59, 59),
        topic=topic,
        organization_id=each.campaign.organization_id,
        words={"事项": each.words, "截止": text.date_short(each.last), "剩余天数": str(left)},
    )


PROVIDERS = (phases_at_office, reports_at_office)
