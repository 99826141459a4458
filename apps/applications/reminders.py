"""Secretaries who still owe an application: told 7, 3 and 1 days before the deadline and on the day."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.campaigns.queries import deadline, eligible, phase_for
from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.components import text
from apps.organizations.models import Membership, Organization
from apps.reminders.recipients import secretaries
from apps.reminders.registries import DueNotice, RuleKind, speaks_for
from apps.reminders.rule_book import RuleBook
from apps.reminders.services import subject_of
from apps.reminders.thresholds import DAYS_BEFORE, horizon, reached

from .choices import ApplicationStatus
from .models import Application, GapItem
from .rules import EDITABLE_STATUSES

RULE = "application.due"
GAP_RULE = "gap.due"
OVERDUE = "overdue"
KINDS = (
    RuleKind(RULE, "申报截止", "应申报而未提交的单位书记（含尚未填写的）", DAYS_BEFORE),
    RuleKind(GAP_RULE, "自查问题整改期限", "申报单位书记", DAYS_BEFORE),
)
#: The office's own days: date → whether it is a working day.
Table = Mapping[dt.date, bool]


@speaks_for(RULE)
def due(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per campaign, organization, secretary and threshold, in a fixed number of queries per campaign.

    A line carries the narrowest threshold that has been reached, so that after a silence only the newest
    of a series is sent.
    """
    campaigns, table, book = Campaign.objects.reminded().select_related("organization"), office_table(), RuleBook()
    for campaign in campaigns.prefetch_related("phases__extensions"):
        days = book.days_before(subject_of(campaign), RULE)
        if is_near(campaign, as_of, days, table):
            yield from _of_campaign(campaign, as_of, days, table)


def is_near(campaign: Campaign, as_of: dt.datetime, days: Collection[int], table: Table) -> bool:
    """Whether any deadline of the campaign, or an extended one, is close: nothing else costs a query."""
    ends = [phase.ends_at for phase in campaign.phases.all()]
    ends += [extension.until for phase in campaign.phases.all() for extension in phase.extensions.all()]
    return any(threshold_of(end, as_of, days, table) is not None for end in ends)


def _of_campaign(campaign: Campaign, as_of: dt.datetime, days: Collection[int], table: Table) -> Iterator[DueNotice]:
    stages = _stages(campaign)
    for organization, user_id in _secretaries(campaign, as_of):
        pk, status = stages.get(organization.pk, (None, ""))
        if status and status not in EDITABLE_STATUSES:
            continue
        verb = "application.resubmit" if status == ApplicationStatus.RETURNED else "application.submit"
        until = deadline(campaign, verb, organization)
        threshold = threshold_of(until, as_of, days, table)
        if until is not None and threshold is not None and has_begun(campaign, verb, as_of):
            left = (clock.local(until).date() - clock.local(as_of).date()).days
            yield _notice(campaign, organization, user_id, pk, status, until, threshold, left)


def _stages(campaign: Campaign) -> dict[int, tuple[int, str]]:
    rows = Application.objects.filter(campaign=campaign).order_by()
    return {
        organization: (pk, status) for organization, pk, status in rows.values_list("organization_id", "pk", "status")
    }


def _secretaries(campaign: Campaign, as_of: dt.datetime) -> Iterator[tuple[Organization, int]]:
    """Every eligible organization with each of its secretaries of the day, in one query."""
    held = Membership.objects.filter(
        role=Role.SECRETARY, user__is_active=True, organization__in=eligible(campaign).order_by()
    )
    day = clock.local(as_of).date()
    for membership in held.on(day).select_related("organization").order_by("pk").iterator(chunk_size=2000):
        yield membership.organization, membership.user_id


def has_begun(campaign: Campaign, verb: str, as_of: dt.datetime) -> bool:
    phase = phase_for(campaign, verb)
    return phase is not None and phase.starts_at <= as_of


def threshold_of(until: dt.datetime | None, as_of: dt.datetime, days: Collection[int], table: Table) -> int | None:
    """The narrowest threshold that has been reached; None when the deadline is far or over."""
    if until is None or until < as_of:
        return None
    return reached(clock.local(until).date(), clock.local(as_of).date(), days, table)


def _notice(
    campaign: Campaign,
    organization: Any,
    user_id: int,
    pk: int | None,
    status: str,
    until: dt.datetime,
    threshold: int,
    left: int,
) -> DueNotice:
    words = {ApplicationStatus.DRAFT: "申报未提交", ApplicationStatus.RETURNED: "申报待修改"}
    what = words.get(ApplicationStatus(status), "尚未申报") if status else "尚未申报"
    when = "今天截止" if left == 0 else f"{text.date_short(until)}截止"
    address = address_of("applications:edit", pk) if pk else address_of("applications:start", campaign.pk)
    # A deadline that has moved begins a new series: the thresholds of the old one were sent for another day.
    last_day = clock.local(until).date()
    return DueNotice(
        rule=RULE,
        subject=f"{subject_of(campaign)}/{organization.pk}@{last_day:%Y%m%d}",
        recipient_id=user_id,
        title=f"{what}，{when}：{campaign.name}",
        threshold=str(threshold),
        body=f"{organization.short_name}{what}，{text.date_cn(until)}截止，请按时办理。",
        url=address if pk else f"{address}?organization={organization.pk}",
        due_at=until,
        topic=subject_of(campaign),
        organization_id=organization.pk,
        words={"单位": organization.short_name, "事项": what, "截止": text.date_cn(until), "剩余天数": str(left)},
    )


@speaks_for(GAP_RULE)
def gaps_due(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per open item, secretary and threshold, in four queries; a late item is told once."""
    today, table, book = clock.local(as_of).date(), office_table(), RuleBook()
    near = GapItem.objects.open().filter(
        due_on__lte=horizon(today, (book.longest(GAP_RULE),)),
        application__campaign__in=Campaign.objects.reminded().order_by().values("pk"),
    )
    people = secretaries(near.order_by().values("application__organization_id"), today)
    for item in near.select_related("application__organization").order_by("pk").iterator(chunk_size=2000):
        days = book.days_before(f"{Campaign._meta.label_lower}:{item.application.campaign_id}", GAP_RULE)
        threshold = OVERDUE if item.due_on < today else reached(item.due_on, today, days, table)
        for user_id in people.get(item.application.organization_id, ()) if threshold is not None else ():
            yield _gap_notice(item, user_id, today, str(threshold))


def _gap_notice(item: GapItem, user_id: int, today: dt.date, threshold: str) -> DueNotice:
    left = (item.due_on - today).days
    words = "自查问题已逾期" if left < 0 else "自查问题今天到期" if left == 0 else f"自查问题还剩 {left} 天"
    return DueNotice(
        rule=GAP_RULE,
        subject=f"{GapItem._meta.label_lower}:{item.pk}@{item.due_on:%Y%m%d}",
        recipient_id=user_id,
        title=f"{words}：{item.problem}",
        threshold=threshold,
        body=f"责任人{item.owner}，{text.date_cn(item.due_on)}到期，整改完成后请销号。",
        url=address_of("applications:gap_item", item.pk),
        due_at=clock.at(item.due_on, 23, 59, 59),
        topic=f"campaigns.campaign:{item.application.campaign_id}",
        organization_id=item.application.organization_id,
        words={
            "单位": item.application.organization.short_name,
            "事项": item.problem,
            "截止": text.date_short(item.due_on),
            "剩余天数": str(max(left, 0)),
        },
    )


PROVIDERS = (due, gaps_due)
