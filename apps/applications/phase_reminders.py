"""A phase ends: reviews that wait, self-assessments that are not signed; and reviews that wait longer than allowed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.urls import reverse

from apps.campaigns.models import Campaign
from apps.campaigns.queries import deadline
from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.components import text
from apps.core.working_days import add_working_days
from apps.reminders.quarters import last_working_day, week_of
from apps.reminders.recipients import Offices, secretaries
from apps.reminders.registries import DueNotice, RuleKind, asked, speaks_for
from apps.reminders.rule_book import RuleBook
from apps.reminders.services import subject_of
from apps.reminders.thresholds import DAYS_BEFORE

from .choices import ApplicationStatus, AssessmentStatus, StepStatus
from .models import Application, ReviewDelegation, ReviewStep
from .queries.counted import reviews_from
from .reminders import has_begun, threshold_of

REVIEW, LATE, UNSIGNED = "review.due", "review.late", "assessment.due"
REVIEW_VERB, SIGN_VERB = "application.review", "self_assessment.submit"
KINDS = (
    RuleKind(REVIEW, "审核阶段截止", "有待审核申报的党建办和受托审核人", DAYS_BEFORE),
    RuleKind(LATE, "审核超过时限（每周）", "超过时限未办理的党建办和受托审核人", words=("单位", "事项")),
    RuleKind(UNSIGNED, "自评截止", "未签署自评的单位书记", DAYS_BEFORE),
)


class Applicant(NamedTuple):
    """What a deadline needs to know of an organization."""

    pk: int


def running() -> Any:
    """Running campaigns with their phases and extensions, in three statements."""
    return Campaign.objects.reminded().prefetch_related("phases__extensions").order_by("pk")


class Reviewers:
    """Who reviews for an office on a day: its people and those to whom it delegated. Two statements."""

    def __init__(self, day: dt.date) -> None:
        self.offices = Offices(day)
        self._delegates: dict[int, set[int]] = defaultdict(set)
        for row in ReviewDelegation.objects.on(day).select_related("to_organization", "to_user"):
            if row.to_organization is not None:
                self._delegates[row.organization_id].update(self.offices.of(row.to_organization.path))
            elif row.to_user is not None and row.to_user.is_active:
                self._delegates[row.organization_id].add(row.to_user_id)

    def of(self, office: "Waiting") -> list[int]:
        return sorted({*self.offices.of(office.path), *self._delegates.get(office.organization_id, ())})


class Waiting(NamedTuple):
    """A review that waits at an office."""

    application_id: int
    campaign_id: int
    applicant_id: int
    organization_id: int
    path: str
    name: str
    since: dt.datetime


def _waiting(campaigns: Iterable[int]) -> Iterator[Waiting]:
    steps = ReviewStep.objects.filter(
        status=StepStatus.PENDING,
        application__status=ApplicationStatus.IN_REVIEW,
        application__campaign__in=list(campaigns),
        pending_since__isnull=False,
    )
    columns: Any = steps.order_by("pending_since", "pk").values_list(
        "application_id", "application__campaign_id", "application__organization_id", "organization_id",
        "organization__path", "organization__short_name", "pending_since",
    )  # fmt: skip
    return (Waiting(*row) for row in columns.iterator(chunk_size=2000))


@speaks_for(REVIEW)
def reviews_due(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line for each campaign, office, reviewer and threshold. Eight statements for all campaigns together."""
    table, book = office_table(), RuleBook()
    campaigns = {each.pk: each for each in running()}
    found: dict[tuple[int, int, dt.datetime], list[Waiting]] = defaultdict(list)
    for step in _waiting(campaigns):
        campaign = campaigns[step.campaign_id]
        until = deadline(campaign, REVIEW_VERB, Applicant(step.applicant_id))
        days = book.days_before(subject_of(campaign), REVIEW)
        if until is not None and threshold_of(until, as_of, days, table) is not None:
            found[campaign.pk, step.organization_id, until].append(step)
    reviewers = Reviewers(clock.local(as_of).date())
    for (campaign_id, _, until), steps in found.items():
        campaign = campaigns[campaign_id]
        threshold = threshold_of(until, as_of, book.days_before(subject_of(campaign), REVIEW), table)
        yield from _review_lines(campaign, steps, until, str(threshold), reviewers, as_of)


def _review_lines(
    campaign: Campaign, steps: list[Waiting], until: dt.datetime, threshold: str, reviewers: Reviewers, now: dt.datetime
) -> Iterator[DueNotice]:
    office, last = steps[0], clock.local(until).date()
    left = (last - clock.local(now).date()).days
    when = "今天截止" if left == 0 else f"{text.date_short(until)}截止"
    words = f"{len(steps)} 份申报待审核"
    for user_id in reviewers.of(office):
        yield DueNotice(
            rule=REVIEW,
            subject=f"{subject_of(campaign)}/{office.organization_id}@{last:%Y%m%d}",
            recipient_id=user_id,
            title=f"还有 {words}，{when}：{campaign.name}",
            threshold=threshold,
            body=f"{office.name}应在{text.date_cn(until)}前办理，逾期不能再审核。",
            url=_review_url(steps),
            due_at=until,
            topic=subject_of(campaign),
            organization_id=office.organization_id,
            words={"单位": office.name, "事项": words, "截止": text.date_cn(until), "剩余天数": str(left)},
        )


def _review_url(steps: list[Waiting]) -> str:
    """The one application, else the desk with those of the campaign."""
    if len(steps) == 1:
        return address_of("applications:review", steps[0].application_id)
    return f"{reverse('applications:review_queue')}?campaign={steps[0].campaign_id}"


@speaks_for(LATE, also_late=True)
def reviews_late(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Once a week what waits at an office longer than the campaign allows: the last step stays there for good."""
    if asked().everything:  # a summary is owed by nobody
        return
    table, today = office_table(), clock.local(as_of).date()
    day = last_working_day(today, table)
    reminded: Any = Campaign.objects.reminded().annotate(reviews_from=reviews_from("pk"))
    campaigns = {each.pk: each for each in reminded.order_by("pk")}
    found: dict[tuple[int, int], list[Waiting]] = defaultdict(list)
    for step in _waiting(campaigns):
        campaign = campaigns[step.campaign_id]
        since = max(step.since, campaign.reviews_from or step.since)
        if add_working_days(clock.local(since).date(), campaign.review_working_days, table) < day:
            found[step.campaign_id, step.organization_id].append(step)
    reviewers = Reviewers(today)
    for (campaign_id, _), steps in found.items():
        yield from _late_lines(campaigns[campaign_id], steps, week_of(day), reviewers)


def _late_lines(campaign: Campaign, steps: list[Waiting], week: str, reviewers: Reviewers) -> Iterator[DueNotice]:
    office = steps[0]
    words = f"{len(steps)} 份申报超过 {campaign.review_working_days} 个工作日未审核"
    for user_id in reviewers.of(office):
        yield DueNotice(
            rule=LATE,
            subject=f"{subject_of(campaign)}/{office.organization_id}",
            recipient_id=user_id,
            title=f"{words}：{campaign.name}",
            threshold=week,
            body=f"最早的一份{text.date_short(office.since)}到{office.name}，请尽快办理。",
            url=_review_url(steps),
            topic=subject_of(campaign),
            organization_id=office.organization_id,
            words={"单位": office.name, "事项": words},
        )


def unsigned(campaigns: Any) -> Any:
    """Sites under creation whose self-assessment is not handed in, begun or not."""
    rows = Application.objects.filter(campaign__in=campaigns, status=ApplicationStatus.CREATING)
    return rows.exclude(self_assessment__status=AssessmentStatus.SUBMITTED).order_by()


@speaks_for(UNSIGNED)
def assessments_due(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per site, secretary and threshold. Seven statements for all campaigns together."""
    table, book, today = office_table(), RuleBook(), clock.local(as_of).date()
    campaigns = {each.pk: each for each in running() if has_begun(each, SIGN_VERB, as_of)}
    sites = unsigned(list(campaigns))
    people = secretaries(sites.values("organization_id"), today)
    for site in sites.select_related("organization").order_by("pk").iterator(chunk_size=2000):
        campaign = campaigns[site.campaign_id]
        until = deadline(campaign, SIGN_VERB, site.organization)
        threshold = threshold_of(until, as_of, book.days_before(subject_of(campaign), UNSIGNED), table)
        for user_id in people.get(site.organization_id, ()) if until and threshold is not None else ():
            yield _unsigned_line(campaign, site, user_id, until, str(threshold), today)


def _unsigned_line(
    campaign: Campaign, site: Application, user_id: int, until: Any, threshold: str, today: dt.date
) -> DueNotice:
    last, name = clock.local(until).date(), site.organization.short_name
    left = (last - today).days
    return DueNotice(
        rule=UNSIGNED,
        subject=f"{subject_of(site)}/assessment@{last:%Y%m%d}",
        recipient_id=user_id,
        title=f"自评未签署，{'今天截止' if left == 0 else f'{text.date_short(until)}截止'}：{campaign.name}",
        threshold=threshold,
        body=f"{name}自评尚未签署提交，{text.date_cn(until)}截止，请按时办理。",
        url=address_of("applications:assessment", site.pk),
        due_at=until,
        topic=subject_of(campaign),
        organization_id=site.organization_id,
        words={"单位": name, "事项": "签署自评", "截止": text.date_cn(until), "剩余天数": str(left)},
    )


PROVIDERS = (reviews_due, reviews_late, assessments_due)
