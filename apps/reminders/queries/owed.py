"""What a campaign's office sees of its reminders: what is owed now, what will be said, what was said."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from apps.accounts.models import User
from apps.core import clock
from apps.organizations.models import Organization

from ..models import Notice, RuleSetting, Urge
from ..registries import DueNotice, RuleKind, asking, providers, rule_kinds, standing
from ..rule_book import RuleBook

#: How far ahead the office sees what will be said.
AHEAD = 7


@dataclass(frozen=True)
class RuleRow:
    """A rule of a campaign as its office sees it."""

    kind: RuleKind
    setting: RuleSetting
    days_before: tuple[int, ...]
    told: int
    unread: int


def rules_of(topic: str) -> list[RuleRow]:
    """Every rule of campaigns with what this one's office changed and how often it spoke. Two queries."""
    book = RuleBook([topic])
    told: dict[str, Any] = {
        row["rule"]: row
        for row in Notice.objects.filter(topic=topic)
        .values("rule")
        .annotate(told=Count("pk"), unread=Count("pk", filter=Q(read_at__isnull=True, withdrawn_at__isnull=True)))
        .order_by()
    }
    return [
        RuleRow(
            kind,
            book.setting(topic, kind.key) or RuleSetting(topic=topic, rule=kind.key),
            book.days_before(topic, kind.key),
            told[kind.key]["told"] if kind.key in told else 0,
            told[kind.key]["unread"] if kind.key in told else 0,
        )
        for kind in rule_kinds
        if kind.per_campaign
    ]


def labels() -> dict[str, str]:
    """Rules in words, for lists of what was said."""
    return {**{kind.key: kind.label for kind in rule_kinds}, "urge": "催办"}


def said(topic: str) -> QuerySet[Notice]:
    """What a campaign's people were told, newest first; withdrawn lines too."""
    return Notice.objects.filter(topic=topic).select_related("recipient", "organization").order_by("-created_at", "-pk")


@dataclass(frozen=True)
class OwedRow:
    """One thing that one person owes now."""

    notice: DueNotice
    recipient: User
    organization: Organization | None
    urged_today: bool

    @property
    def key(self) -> str:
        return f"{self.notice.rule}|{self.notice.subject}|{self.notice.recipient_id}"


def owed_now(topic: str) -> list[OwedRow]:
    """Everything that is owed in the campaign, however far its deadline: the nearest first."""
    with asking(topic=topic, everything=True):
        found = list(_named(topic, clock.now()))
    people = User.objects.in_bulk({each.recipient_id for each in found})
    places = Organization.objects.in_bulk({each.organization_id for each in found if each.organization_id})
    asked = set(Urge.objects.filter(topic=topic, day=clock.today()).values_list("subject", "recipient_id"))
    rows = [
        OwedRow(
            each,
            people[each.recipient_id],
            places.get(each.organization_id) if each.organization_id else None,
            (each.subject[:80], each.recipient_id) in asked,
        )
        for each in found
        if each.recipient_id in people
    ]
    return sorted(rows, key=_order)


def _order(row: OwedRow) -> tuple[Any, ...]:
    due_at = row.notice.due_at
    return (due_at is None, due_at, row.organization.path if row.organization else "", row.notice.subject)


@dataclass(frozen=True)
class Coming:
    """What a rule will say on a day, and to how many."""

    day: dt.date
    label: str
    count: int


def coming(topic: str) -> list[Coming]:
    """What the campaign's rules will say in the next days as things stand: each line on the first day it is due."""
    book, names, moment = RuleBook([topic]), labels(), clock.now()
    seen = set(Notice.objects.filter(topic=topic).values_list("rule", "subject", "recipient_id", "threshold"))
    counts: Counter[tuple[dt.date, str]] = Counter()
    today = clock.today()
    with asking(topic=topic):
        for ahead in range(AHEAD + 1):
            day = today + dt.timedelta(days=ahead)
            for each in _named(topic, moment if ahead == 0 else clock.at(day, 9)):
                key = (each.rule, each.subject, each.recipient_id, each.threshold)
                if key not in seen and not book.is_paused(topic, each.rule):
                    seen.add(key)
                    counts[day, each.rule] += 1
    return [Coming(day, names.get(rule, rule), count) for (day, rule), count in sorted(counts.items())]


def _named(topic: str, moment: dt.datetime) -> Iterable[DueNotice]:
    for provider in providers:
        if provider in standing:
            yield from (each for each in provider(moment) if each.topic == topic)
