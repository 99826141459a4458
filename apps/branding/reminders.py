"""Titles that come to their end, and the yearly check of those that hold."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import reverse

from apps.campaigns.choices import PhaseKind
from apps.campaigns.models import Campaign, Phase
from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.components import text
from apps.inspections.choices import RoundKind, VisitStatus
from apps.inspections.models import Round, Visit
from apps.reminders.recipients import Offices, names_of, secretaries
from apps.reminders.registries import DueNotice, RuleKind, asked, speaks_for
from apps.reminders.rule_book import RuleBook
from apps.reminders.thresholds import horizon, reached

from .choices import DesignationStatus
from .models import Designation

EXPIRING, VERIFY = "designation.expiring", "designation.verify"
OVER = "over"
KINDS = (
    RuleKind(EXPIRING, "命名到期", "命名单位书记、主办单位党建办", (90, 30)),
    RuleKind(VERIFY, "年度复核", "主办单位党建办", (30, 7, 0)),
)


class Title(NamedTuple):
    """What the lines need of a designation."""

    pk: int
    application_id: int
    campaign_id: int
    campaign_path: str
    organizer_id: int
    organization_id: int
    name: str
    title: str
    named_on: dt.date
    valid_until: dt.date

    @property
    def topic(self) -> str:
        return f"{Campaign._meta.label_lower}:{self.campaign_id}"


def _titles(found: Any) -> Iterator[Title]:
    columns = found.order_by("campaign_id", "pk").values_list(
        "pk", "application_id", "campaign_id", "campaign__organization_path", "campaign__organization_id",
        "organization_id", "organization__short_name", "title", "named_on", "valid_until",
    )  # fmt: skip
    return (Title(*row) for row in columns.iterator(chunk_size=2000))


@speaks_for(EXPIRING)
def expiring(as_of: dt.datetime) -> Iterator[DueNotice]:
    """A line for each secretary; for the office one per campaign and last day. Five statements."""
    if asked().everything:  # a summary is owed by nobody
        return
    today, table, book = clock.local(as_of).date(), office_table(), RuleBook()
    near = Designation.objects.filter(
        status=DesignationStatus.VALID,
        organization__closed_on=None,
        valid_until__range=(today, horizon(today, (book.longest(EXPIRING),))),
    )
    people, offices = secretaries(near.order_by().values("organization_id"), today), Offices(today)
    grouped: dict[tuple[str, dt.date, str], list[Title]] = defaultdict(list)
    for each in _titles(near):
        threshold = reached(each.valid_until, today, book.days_before(each.topic, EXPIRING), table)
        if threshold is None:
            continue
        grouped[each.topic, each.valid_until, str(threshold)].append(each)
        for user_id in people.get(each.organization_id, ()):
            yield _expiring_line(each, user_id, str(threshold), today)
    for (_, _, days), titles in grouped.items():
        for user_id in offices.of(titles[0].campaign_path):
            yield _expiring_summary(titles, user_id, days, today)


def _expiring_line(each: Title, user_id: int, threshold: str, today: dt.date) -> DueNotice:
    left = (each.valid_until - today).days
    return DueNotice(
        rule=EXPIRING,
        subject=f"{Designation._meta.label_lower}:{each.pk}@{each.valid_until:%Y%m%d}",
        recipient_id=user_id,
        title=f"“{each.title}”还有 {left} 天到期",
        threshold=threshold,
        body=f"{each.name}的命名有效期至{text.date_full(each.valid_until)}，到期后需重新参加创建。",
        url=address_of("branding:designation", each.pk),
        due_at=clock.at(each.valid_until, 23, 59, 59),
        topic=each.topic,
        organization_id=each.organization_id,
        words=_words(each.name, f"“{each.title}”到期", each.valid_until, left),
    )


def _expiring_summary(titles: list[Title], user_id: int, threshold: str, today: dt.date) -> DueNotice:
    first, count = titles[0], len(titles)
    left = (first.valid_until - today).days
    single = address_of("branding:designation", first.pk)
    return DueNotice(
        rule=EXPIRING,
        subject=f"{first.topic}/expiring@{first.valid_until:%Y%m%d}",
        recipient_id=user_id,
        title=f"{count} 个单位的命名还有 {left} 天到期",
        threshold=threshold,
        body=f"{names_of(each.name for each in titles)}的“{first.title}”有效期至{text.date_full(first.valid_until)}。",
        url=single if count == 1 else f"{reverse('applications:list')}?campaign={first.campaign_id}&status=named",
        due_at=clock.at(first.valid_until, 23, 59, 59),
        topic=first.topic,
        organization_id=first.organizer_id,
        words=_words("", f"{count} 个单位的命名到期", first.valid_until, left),
    )


def _words(name: str, what: str, last: dt.date, left: int) -> dict[str, str]:
    return {"单位": name, "事项": what, "截止": text.date_short(last), "剩余天数": str(max(left, 0))}


@speaks_for(VERIFY, also_late=True)
def to_verify(as_of: dt.datetime) -> Iterator[DueNotice]:
    """From the year after the naming on, once a year: what nobody has verified yet, a line per campaign and day.

    The day is that of the campaign's own phase of verification, else the anniversary. Seven statements.
    """
    today, table, book = clock.local(as_of).date(), office_table(), RuleBook()
    owing = Designation.objects.filter(
        status=DesignationStatus.VALID,
        organization__closed_on=None,
        campaign__plan__verification="yearly",
        named_on__lt=dt.date(today.year, 1, 1),
        valid_until__gte=today,
    )
    done = _verified(today.year)
    phases = Phase.objects.filter(kind=PhaseKind.VERIFICATION, campaign__in=owing.order_by().values("campaign_id"))
    days = dict(phases.values_list("campaign_id", "ends_at"))
    grouped: dict[tuple[str, dt.date], list[Title]] = defaultdict(list)
    for each in _titles(owing):
        if each.application_id not in done:
            day = clock.local(days[each.campaign_id]).date() if each.campaign_id in days else each.named_on
            grouped[each.topic, _in_year(day, today.year)].append(each)
    planned = set(_rounds(today.year))
    offices = Offices(today)
    for (topic, last), titles in grouped.items():
        threshold = OVER if last < today else reached(last, today, book.days_before(topic, VERIFY), table)
        for user_id in offices.of(titles[0].campaign_path) if threshold is not None else ():
            yield _verify_line(titles, last, user_id, str(threshold), today, titles[0].campaign_id in planned)


def _verified(year: int) -> set[int]:
    visits = Visit.objects.filter(round__kind=RoundKind.VERIFICATION, round__year=year, status=VisitStatus.RECORDED)
    return set(visits.order_by().values_list("application_id", flat=True).iterator(chunk_size=2000))


def _rounds(year: int) -> Iterator[int]:
    rounds = Round.objects.filter(kind=RoundKind.VERIFICATION, year=year).order_by()
    return rounds.values_list("campaign_id", flat=True).iterator(chunk_size=2000)


def _in_year(day: dt.date, year: int) -> dt.date:
    """The same day of another year; 28 February for the 29th."""
    return day.replace(year=year, day=min(day.day, 28) if day.month == 2 else day.day)


def _verify_line(
    titles: list[Title], last: dt.date, user_id: int, threshold: str, today: dt.date, is_planned: bool
) -> DueNotice:
    first, left = titles[0], (last - today).days
    words = f"{len(titles)} 个命名单位待年度复核"
    when = "已逾期" if left < 0 else "今天截止" if left == 0 else f"{text.date_short(last)}截止"
    place = "inspections:rounds" if is_planned else "inspections:round_new"
    return DueNotice(
        rule=VERIFY,
        subject=f"{first.topic}/verify@{last:%Y%m%d}",
        recipient_id=user_id,
        title=f"{words}，{when}",
        threshold=threshold,
        body=f"{names_of(each.name for each in titles)}今年还没有复核，不合格的限期整改或者摘牌。",
        url=f"{reverse(place)}?campaign={first.campaign_id}",
        due_at=clock.at(last, 23, 59, 59),
        topic=first.topic,
        organization_id=first.organizer_id,
        words=_words("", words, last, left),
    )


PROVIDERS = (expiring, to_verify)
