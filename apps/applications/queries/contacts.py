"""Contact visits of linked leaders, counted against what they owe this year."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apps.core import clock
from apps.organizations.choices import RecordKind
from apps.organizations.models import LeaderLink, WorkRecord

from ..cadence import visits_owed
from ..choices import ApplicationStatus
from ..models import Application

#: Sites whose campaign's plan may set the number owed.
UNDER_WAY = (ApplicationStatus.CREATING, ApplicationStatus.AWAITING_INSPECTION, ApplicationStatus.INSPECTED)


@dataclass(frozen=True)
class ContactCount:
    """Visits made this year and owed for the year; ``expected`` of them by today."""

    made: int = 0
    owed: int = 0
    expected: int = 0
    leaders: tuple[str, ...] = ()

    @property
    def is_behind(self) -> bool:
        return self.made < self.expected

    @property
    def tone(self) -> str:
        if not self.owed:
            return "idle"
        return "ok" if self.made >= self.owed else "warn" if self.is_behind else "info"

    @property
    def words(self) -> str:
        if not self.owed:
            return "没有联系领导"
        if self.made >= self.owed:
            return "已完成"
        return f"应到 {self.expected} 次，尚欠 {self.expected - self.made} 次" if self.is_behind else "按进度"


@dataclass(frozen=True)
class LinkCount:
    """One leader's link with its count."""

    link: LeaderLink
    count: ContactCount


def owed_by_plans(organization_ids: Sequence[int]) -> dict[int, int]:
    """The most that a running campaign's plan asks of the leader of each organization. One statement."""
    rows = Application.objects.filter(
        organization__in=organization_ids, status__in=UNDER_WAY, campaign__status="open"
    ).order_by()
    found: dict[int, int] = {}
    for pk, cadences in rows.values_list("organization_id", "campaign__plan__cadences"):
        found[pk] = max(found.get(pk, 0), visits_owed({"cadences": cadences}))
    return found


def link_counts(links: Sequence[LeaderLink], today: dt.date | None = None) -> list[LinkCount]:
    """Each link with the visits of its own leader this year. Two statements."""
    day = today or clock.today()
    ids = sorted({link.organization_id for link in links})
    asked = owed_by_plans(ids)
    made = _made(ids, day.year)
    return [
        LinkCount(link, _count(link, made[link.organization_id, link.user_id], asked.get(link.organization_id, 0), day))
        for link in links
    ]


def contacts_of(organization_ids: Sequence[int], today: dt.date) -> dict[int, ContactCount]:
    """The counts of all leaders of each organization together; organizations without a leader are absent."""
    links = list(
        LeaderLink.objects.filter(organization__in=organization_ids).on(today).select_related("user").order_by("pk")
    )
    found: defaultdict[int, ContactCount] = defaultdict(ContactCount)
    for each in link_counts(links, today):
        so_far, more = found[each.link.organization_id], each.count
        found[each.link.organization_id] = ContactCount(
            so_far.made + more.made,
            so_far.owed + more.owed,
            so_far.expected + more.expected,
            (*so_far.leaders, each.link.user.name),
        )
    return dict(found)


def _made(ids: Sequence[int], year: int) -> Counter[tuple[int, Any]]:
    """Visits by organization and leader: the one named on the record, else who wrote it down."""
    rows = WorkRecord.objects.held().filter(organization__in=ids, kind=RecordKind.CONTACT_VISIT).in_year(year)
    return Counter(
        (organization, leader or recorder)
        for organization, leader, recorder in rows.order_by().values_list(
            "organization_id", "leader_id", "recorded_by_id"
        )
    )


def _count(link: LeaderLink, made: int, asked: int, day: dt.date) -> ContactCount:
    """What is expected by today follows the year, from the day on which the link began."""
    owed = max(link.visits_owed, asked)
    first = max(link.started_on, dt.date(day.year, 1, 1))
    whole = (dt.date(day.year, 12, 31) - first).days + 1
    return ContactCount(made, owed, owed * ((day - first).days + 1) // whole if whole > 0 else owed)
