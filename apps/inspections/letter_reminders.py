"""Notices not signed for, plans not kept, requests and letters that wait, and what the office follows itself."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.components import text
from apps.core.working_days import add_working_days
from apps.reminders.quarters import last_working_day, week_of
from apps.reminders.recipients import Offices, names_of
from apps.reminders.registries import DueNotice, RuleKind, asked, speaks_for

from .choices import UNRESOLVED, RequestStatus
from .deadlines import RECEIPT_DAYS
from .models import Finding, FindingRequest, RectificationNotice, SupervisionLetter
from .queries.answering import answering

UNSIGNED, PLAN_LATE, WAITING = "notice.unsigned", "plan.late", "finding.request_waiting"
LETTER_DUE, LETTER_LATE, KEY_OPEN = "letter.due", "letter.late", "finding.key_open"
#: A letter is told again so many days before its answer is due, and on the day.
LETTER_DAYS_BEFORE = 1

KINDS = (
    RuleKind(UNSIGNED, f"整改通知书满 {RECEIPT_DAYS} 个工作日未签收（每个工作日）", "整改单位书记"),
    RuleKind(PLAN_LATE, "超过整改方案的计划日期", "整改单位书记"),
    RuleKind(WAITING, "延期、申辩待答复（每个工作日）", "组织督查的党建办"),
    RuleKind(LETTER_DUE, "督办文书答复期限将至和逾期（每个工作日）", "整改单位书记"),
    RuleKind(LETTER_LATE, "督办文书逾期未答复（每周）", "发出文书的党建办", words=("事项",)),
    RuleKind(KEY_OPEN, "重点督办未销号（每周）", "组织督查的党建办", words=("事项",)),
)


def _running() -> Any:
    return Campaign.objects.reminded().order_by().values("pk")


def _topic(campaign_id: int) -> str:
    return f"{Campaign._meta.label_lower}:{campaign_id}"


def _day(as_of: dt.datetime) -> tuple[dt.date, dt.date]:
    """Today, and the last working day up to it."""
    today = clock.local(as_of).date()
    return today, last_working_day(today, office_table())


@speaks_for(UNSIGNED, also_late=True)
def unsigned(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Each working day from the fourth on. Two statements."""
    _, day = _day(as_of)
    rows = RectificationNotice.objects.filter(received_at=None, visit__round__campaign__in=_running())
    people = answering(rows, day, "visit__")
    for row in rows.select_related("visit__round").order_by("pk"):
        if add_working_days(row.issued_on, RECEIPT_DAYS, office_table()) >= day:
            continue
        for user_id in people.get(row.visit.organization_id, ()):
            yield DueNotice(
                rule=UNSIGNED,
                subject=f"inspections.rectificationnotice:{row.pk}",
                recipient_id=user_id,
                title=f"整改通知书待签收：{row.number}",
                threshold=f"{day:%Y%m%d}",
                body=f"{text.date_short(row.issued_on)}下达，请签收并逐项填报整改方案。",
                url=address_of("inspections:notice", row.pk),
                topic=_topic(row.visit.round.campaign_id),
                organization_id=row.visit.organization_id,
            )


@speaks_for(PLAN_LATE, also_late=True)
def plan_late(as_of: dt.datetime) -> Iterator[DueNotice]:
    """Once, when the promised day has passed and the deadline has not. Two statements."""
    today, day = _day(as_of)
    rows = Finding.objects.owed().filter(
        visit__round__campaign__in=_running(), plan__promised_on__lt=day, due_on__gte=today
    )
    people = answering(rows, today)
    for row in rows.select_related("plan", "visit__round").order_by("pk"):
        for user_id in people.get(row.organization_id, ()):
            yield DueNotice(
                rule=PLAN_LATE,
                subject=f"{Finding._meta.label_lower}:{row.pk}",
                recipient_id=user_id,
                title=f"已过计划完成日期：{row.description}",
                threshold=f"{row.plan.promised_on:%Y%m%d}",
                body=f"计划{text.date_short(row.plan.promised_on)}完成，整改期限为{text.date_short(row.due_on)}。",
                url=address_of("inspections:finding", row.pk),
                due_at=clock.at(row.due_on, 23, 59, 59),
                topic=_topic(row.visit.round.campaign_id),
                organization_id=row.organization_id,
            )


@speaks_for(WAITING, also_late=True)
def waiting(as_of: dt.datetime) -> Iterator[DueNotice]:
    """From the working day after a request came, until it is answered. Two statements."""
    today, day = _day(as_of)
    rows = FindingRequest.objects.filter(
        status=RequestStatus.WAITING, finding__visit__round__campaign__in=_running(), asked_at__lt=clock.at(day)
    ).select_related("finding__organization", "finding__visit__round")
    offices = Offices(today)
    for row in rows.order_by("pk"):
        for user_id in offices.of(offices.at_or_above(row.finding.visit.round.organization_path)):
            yield DueNotice(
                rule=WAITING,
                subject=f"inspections.findingrequest:{row.pk}",
                recipient_id=user_id,
                title=f"{row.get_kind_display()}待答复：{row.finding.organization.short_name}",
                threshold=f"{day:%Y%m%d}",
                body=f"{row.finding.description}。{text.date_short(row.asked_at)}提出。",
                url=address_of("inspections:finding", row.finding_id),
                topic=_topic(row.finding.visit.round.campaign_id),
                organization_id=row.finding.organization_id,
            )


@speaks_for(LETTER_DUE, also_late=True)
def letter_due(as_of: dt.datetime) -> Iterator[DueNotice]:
    """The site: the day before, on the day, and each working day after it until it answers. Two statements."""
    today, day = _day(as_of)
    rows = _open_letters().filter(due_on__lte=today + dt.timedelta(days=LETTER_DAYS_BEFORE))
    people = answering(rows, today, "finding__")
    for row in rows.order_by("pk"):
        left = (row.due_on - today).days
        words = f"已逾期 {-left} 天" if left < 0 else "今天到期" if left == 0 else f"还剩 {left} 天"
        for user_id in people.get(row.finding.organization_id, ()):
            yield DueNotice(
                rule=LETTER_DUE,
                subject=f"inspections.supervisionletter:{row.pk}",
                recipient_id=user_id,
                title=f"{row.get_rung_display()}答复{words}：{row.finding.description}",
                threshold=str(left) if left >= 0 else f"{day:%Y%m%d}",
                body=f"{row.number}，应于{text.date_short(row.due_on)}前答复。",
                url=address_of("inspections:letter", row.pk),
                topic=_topic(row.finding.visit.round.campaign_id),
                organization_id=row.finding.organization_id,
            )


def _open_letters() -> Any:
    """Not answered, about something that is not settled yet."""
    rows = SupervisionLetter.objects.filter(
        Q(finding__status__in=UNRESOLVED),
        answered_at=None,
        finding__visit__round__campaign__in=_running(),
    )
    return rows.select_related("finding__organization", "finding__visit__round", "issuer")


@speaks_for(LETTER_LATE, KEY_OPEN, also_late=True)
def at_offices(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line a week for each campaign and office: letters without an answer, and what it follows. Three statements."""
    if asked().everything:  # a summary is owed by nobody
        return
    today, day = _day(as_of)
    offices = Offices(today)
    grouped: dict[tuple[str, str, int], list[tuple[str, int]]] = {}
    for letter in _open_letters().filter(due_on__lt=day).order_by("pk"):
        key = (LETTER_LATE, letter.issuer.path, letter.finding.visit.round.campaign_id)
        grouped.setdefault(key, []).append((letter.finding.organization.short_name, letter.pk))
    followed = Finding.objects.unresolved().filter(key=True, visit__round__campaign__in=_running())
    columns = (
        "visit__round__organization_path", "visit__round__campaign_id", "organization__short_name", "pk",
    )  # fmt: skip
    for path, campaign_id, name, pk in followed.order_by("pk").values_list(*columns):
        key = (KEY_OPEN, offices.at_or_above(path), campaign_id)
        grouped.setdefault(key, []).append((name, pk))
    for (rule, path, campaign_id), rows in grouped.items():
        yield from _summary(rule, path, campaign_id, rows, offices, day)


def _summary(
    rule: str, path: str, campaign_id: int, rows: Iterable[tuple[str, int]], offices: Offices, day: dt.date
) -> Iterator[DueNotice]:
    listed = list(rows)
    names = dict.fromkeys(name for name, _ in listed)
    words, url = {
        LETTER_LATE: (f"{len(listed)} 份督办文书逾期未答复", f"{reverse('inspections:letters')}?state=late"),
        KEY_OPEN: (
            f"{len(listed)} 个重点督办问题未销号",
            f"{reverse('inspections:findings')}?campaign={campaign_id}&status=unresolved&marks=key",
        ),
    }[rule]
    for user_id in offices.of(path):
        yield DueNotice(
            rule=rule,
            subject=f"{_topic(campaign_id)}/{offices.id_of(path)}",
            recipient_id=user_id,
            title=words,
            threshold=week_of(day),
            body=f"{names_of(names)}。",
            url=url,
            topic=_topic(campaign_id),
            organization_id=offices.id_of(path),
            words={"事项": words},
        )


PROVIDERS = (unsigned, plan_late, waiting, letter_due, at_offices)
