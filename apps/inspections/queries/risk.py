"""Where a visit is most needed: one score from 0 to 100 for each site, with its parts in words.

逾期任务    up to 25   5 for each task of the plan that is late, up to 15; 1 for each 3 days of the latest, up to 10
逾期整改    up to 30   10 for each finding that is late, up to 20; 1 for each 3 days of the oldest, up to 10
多久未查    up to 25   by days since the last recorded visit, else since the approval: 180 days make the whole
自评偏高    up to 20   by what visits left of the self-assessed points in earlier campaigns too: 30% make the whole
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Subquery
from django.utils import timezone

from apps.applications.models import Application, PlanTask
from apps.core import clock
from apps.core.components.text import date_short

from ..choices import VisitStatus
from ..models import Finding, Visit
from .deviation import Deviation, deviations_of_organizations

TASKS, FINDINGS, VISITED, CLAIMS = 25, 30, 25, 20
LONG_AGO, FAR_ABOVE = 180, 30


@dataclass(frozen=True)
class Part:
    """One part of the score. ``words`` says what stands behind it."""

    label: str
    points: int
    words: str


@dataclass(frozen=True)
class Risk:
    parts: tuple[Part, ...]
    last_visit: dt.date | None

    @property
    def score(self) -> int:
        return sum(part.points for part in self.parts)

    @property
    def tone(self) -> str:
        return "bad" if self.score >= 60 else "warn" if self.score >= 30 else "ok"

    @property
    def words(self) -> str:
        """Why, in one line: the parts that count, gravest first."""
        told = sorted((part for part in self.parts if part.points), key=lambda part: -part.points)
        return "；".join(f"{part.words}（{part.points} 分）" for part in told) or "没有逾期，近期已查"


def risks_of(applications: Collection[Any]) -> dict[int, Risk]:
    """The risk of each application; two statements, and two more where visits verified something.

    Args:
        applications: rows with ``pk``, ``organization_id`` and ``approved_at``.
    """
    today = clock.today()
    told = {row["pk"]: row for row in _figures([row.pk for row in applications], today)}
    deviations = deviations_of_organizations({row.organization_id for row in applications})
    found = {}
    for row in applications:
        figures = told[row.pk]
        visited = figures["visited"]
        last = timezone.localtime(visited).date() if visited else None
        parts = (
            _late("任务", TASKS, 15, 5, figures["late_tasks"], figures["task_since"], today),
            _late("整改", FINDINGS, 20, 10, figures["late_findings"], figures["finding_since"], today),
            _unvisited(last, row.approved_at, today),
            _claims(deviations.get(row.organization_id)),
        )
        found[row.pk] = Risk(parts, last)
    return found


def _figures(ids: Collection[int], today: dt.date) -> Any:
    """What is late of each application and its site, since when, and the last recorded visit. One statement."""
    tasks = PlanTask.objects.filter(application=OuterRef("pk"), due_on__lt=today, progress__lt=100)
    # Of the site, whatever the campaign: what it owes and when somebody came last does not begin anew each year.
    site = {"organization": OuterRef("organization")}
    late = Finding.objects.filter(**site).overdue(today)
    visits = Visit.objects.filter(**site, status=VisitStatus.RECORDED)
    return (
        Application.objects.filter(pk__in=ids)
        .order_by()
        .values("pk")
        .annotate(
            late_tasks=_of(tasks, Count("pk"), "application"),
            task_since=_of(tasks, Min("due_on"), "application"),
            late_findings=_of(late, Count("pk")),
            finding_since=_of(late, Min("due_on")),
            visited=_of(visits, Max("ended_at")),
        )
    )


def _of(rows: Any, figure: Any, owner: str = "organization") -> Subquery:
    return Subquery(rows.order_by().values(owner).annotate(figure=figure).values("figure"))


def _late(
    label: str, most: int, most_for: int, each: int, count: int | None, since: dt.date | None, today: dt.date
) -> Part:
    if not count or since is None:
        return Part(f"逾期{label}", 0, f"没有逾期{label}")
    days = (today - since).days
    points = min(most, min(most_for, each * count) + min(most - most_for, days // 3))
    return Part(f"逾期{label}", points, f"{count} 项{label}逾期，最长 {days} 天")


def _unvisited(last: dt.date | None, approved_at: dt.datetime | None, today: dt.date) -> Part:
    since = last or (timezone.localtime(approved_at).date() if approved_at else None)
    if since is None:
        return Part("多久未查", VISITED, "从未检查")
    days = max(0, (today - since).days)
    points = min(VISITED, VISITED * days // LONG_AGO)
    words = f"上次检查{date_short(last)}，已 {days} 天" if last else f"批准创建 {days} 天，从未检查"
    return Part("多久未查", points, words)


def _claims(found: Deviation | None) -> Part:
    if found is None or found.share <= 0:
        return Part("自评偏高", 0, "自评与核实相符" if found else "尚无核实结果")
    share = min(found.share, Decimal(100))
    points = min(CLAIMS, int(CLAIMS * share / FAR_ABOVE))
    return Part("自评偏高", points, f"以往自评比核实高 {share.quantize(Decimal(1))}%")
