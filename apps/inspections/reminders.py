"""Rectifications that are due soon or late: what secretaries and offices are told."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

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
from apps.reminders.rule_book import RuleBook
from apps.reminders.thresholds import DAYS_BEFORE, horizon, reached

from .models import Finding
from .queries.answering import answering

DUE, OVERDUE = "finding.due", "finding.overdue"
AT_OFFICE, AT_ABOVE = "finding.overdue_office", "finding.overdue_above"
#: Late by so many working days, a rectification goes to the office of the level above.
PATIENCE = 5

KINDS = (
    RuleKind(DUE, "整改期限将至", "整改单位书记", DAYS_BEFORE),
    RuleKind(OVERDUE, "整改已逾期（每个工作日）", "整改单位书记"),
    RuleKind(AT_OFFICE, "逾期整改汇总（每周）", "上级党建办和组织督查的党建办", words=("事项",)),
    RuleKind(AT_ABOVE, f"逾期满 {PATIENCE} 个工作日的整改（每周）", "再上一级党建办", words=("事项",)),
)


class Row(NamedTuple):
    """What the lines need of a finding."""

    pk: int
    organization_id: int
    path: str
    name: str
    description: str
    due_on: dt.date
    campaign_id: int
    round_path: str

    @property
    def topic(self) -> str:
        return f"{Campaign._meta.label_lower}:{self.campaign_id}"


def _campaigns() -> Any:
    return Campaign.objects.reminded().order_by().values("pk")


def _rows(**where: dt.date) -> Iterator[Row]:
    found = Finding.objects.owed().filter(visit__round__campaign__in=_campaigns(), **where).order_by("pk")
    columns = found.values_list(
        "pk", "organization_id", "organization__path", "organization__short_name", "description", "due_on",
        "visit__round__campaign_id", "visit__round__organization_path",
    )  # fmt: skip
    return (Row(*row) for row in columns.iterator(chunk_size=2000))


def _owing(day: dt.date, **where: dt.date) -> dict[int, list[int]]:
    return answering(Finding.objects.owed().filter(**where), day)


@speaks_for(DUE)
def due(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per finding, secretary and threshold, in four queries; a deadline that moves begins a new series."""
    today, table, book = clock.local(as_of).date(), office_table(), RuleBook()
    near = {"due_on__gte": today, "due_on__lte": horizon(today, (book.longest(DUE),))}
    people = _owing(today, **near)
    for row in _rows(**near):
        threshold = reached(row.due_on, today, book.days_before(row.topic, DUE), table)
        for user_id in people.get(row.organization_id, ()) if threshold is not None else ():
            yield _line(DUE, row, user_id, today, str(threshold))


@speaks_for(OVERDUE, also_late=True)
def overdue(as_of: dt.datetime) -> Iterator[DueNotice]:
    """The day after the deadline and every working day after it, until it is answered. Three queries."""
    today = clock.local(as_of).date()
    day = last_working_day(today, office_table())
    people = _owing(today, due_on__lt=today)
    for row in _rows(due_on__lt=today):
        # On a day off the line of the last working day stands; what fell due since then waits for the next one.
        for user_id in people.get(row.organization_id, ()) if row.due_on < day else ():
            yield _line(OVERDUE, row, user_id, today, f"{day:%Y%m%d}")


@speaks_for(AT_OFFICE, AT_ABOVE, also_late=True)
def overdue_at_offices(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line a week for each campaign and office with what is late below it. Three queries.

    The office above the site and the one that inspects are told at once, the level above after five working days.
    """
    if asked().everything:  # a summary is owed by nobody
        return
    today, table = clock.local(as_of).date(), office_table()
    day, offices = last_working_day(today, table), Offices(today)
    late: dict[tuple[str, str, int], list[Row]] = {}
    for row in _rows(due_on__lt=day):
        nearest = offices.above(row.path)
        told = {(AT_OFFICE, path) for path in (nearest, row.round_path)}
        if add_working_days(row.due_on, PATIENCE, table) < day:
            told.add((AT_ABOVE, offices.above(nearest)))
        for rule, path in told:
            late.setdefault((rule, path, row.campaign_id), []).append(row)
    for (rule, path, _), rows in late.items():
        yield from _summary(rule, path, rows, offices, day)


def _summary(rule: str, path: str, rows: list[Row], offices: Offices, day: dt.date) -> Iterator[DueNotice]:
    first = rows[0]
    units = {row.organization_id: row.name for row in rows}
    worst = min(row.due_on for row in rows)
    words = f"{len(units)} 个单位的 {len(rows)} 项整改已逾期"
    grown = f"其中逾期最久的应于{text.date_short(worst)}完成。"
    beyond = (
        f"逾期均已超过 {PATIENCE} 个工作日，请督促下级党建办。"
        if rule == AT_ABOVE
        else "请督促尽快整改并提交整改情况。"
    )
    for user_id in offices.of(path):
        yield DueNotice(
            rule=rule,
            subject=f"{first.topic}/{offices.id_of(path)}",
            recipient_id=user_id,
            title=f"尚有 {words}",
            threshold=week_of(day),
            body=f"{names_of(units.values())}，{grown}{beyond}",
            url=f"{reverse('inspections:findings')}?campaign={first.campaign_id}&due=overdue",
            topic=first.topic,
            organization_id=offices.id_of(path),
            words={"事项": words},
        )


def _line(rule: str, row: Row, user_id: int, today: dt.date, threshold: str) -> DueNotice:
    left = (row.due_on - today).days
    return DueNotice(
        rule=rule,
        subject=f"{Finding._meta.label_lower}:{row.pk}@{row.due_on:%Y%m%d}",
        recipient_id=user_id,
        title=f"{_words(left)}：{row.description}",
        threshold=threshold,
        body=f"应于{text.date_short(row.due_on)}前整改到位并提交整改情况。",
        url=address_of("inspections:finding", row.pk),
        due_at=clock.at(row.due_on, 23, 59, 59),
        topic=row.topic,
        organization_id=row.organization_id,
        words={
            "单位": row.name,
            "事项": row.description,
            "截止": text.date_short(row.due_on),
            "剩余天数": str(max(left, 0)),
        },
    )


def _words(left: int) -> str:
    if left < 0:
        return f"整改已逾期 {-left} 天"
    return "整改今天到期" if left == 0 else f"整改还剩 {left} 天"


PROVIDERS = (due, overdue, overdue_at_offices)
