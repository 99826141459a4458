"""Where a visit is most needed: one score from 0 to 100 for each site, with its parts in words.

逾期任务    up to 25   5 for each task of the plan that is late, up to 15; 1 for each 3 days of the latest, up to 10
逾期整改    up to 30   10 for each finding that is late, up to 20; 1 for each 3 days of the oldest, up to 10
多久未查    up to 25   by days since the last recorded visit, else since the approval: 180 days make the whole
自评偏高    up to 20   by what visits left of the self-assessed points in earlier campaigns too: 30% make the whole
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone

from apps.applications.models import PlanTask
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
    """The risk of each application; six statements whatever their number.

    Args:
        applications: rows with ``pk``, ``organization_id`` and ``approved_at``.
    """
    today, ids = clock.today(), [row.pk for row in applications]
    tasks = PlanTask.objects.filter(application__in=ids, due_on__lt=today, progress__lt=100).order_by()
    late_tasks = _counted(tasks.values("application_id").annotate(count=Count("pk"), since=Min("due_on")))
    late = Finding.objects.filter(application__in=ids).overdue(today).order_by()
    late_findings = _counted(late.values("application_id").annotate(count=Count("pk"), since=Min("due_on")))
    visits = last_visits(ids)
    deviations = deviations_of_organizations({row.organization_id for row in applications})
    return {
        row.pk: Risk(
            (
                _late("任务", TASKS, 15, 5, late_tasks.get(row.pk), today),
                _late("整改", FINDINGS, 20, 10, late_findings.get(row.pk), today),
                _unvisited(visits.get(row.pk), row.approved_at, today),
                _claims(deviations.get(row.organization_id)),
            ),
            visits.get(row.pk),
        )
        for row in applications
    }


def last_visits(ids: Collection[int]) -> dict[int, dt.date]:
    """The day of each application's last recorded visit. One statement."""
    rows = Visit.objects.filter(application__in=ids, status=VisitStatus.RECORDED).order_by()
    told = rows.values("application_id").annotate(last=Max("ended_at")).values_list("application_id", "last")
    return {key: timezone.localtime(last).date() for key, last in told if last}


def _counted(rows: Any) -> Mapping[int, tuple[int, dt.date]]:
    return {row["application_id"]: (row["count"], row["since"]) for row in rows}


def _late(label: str, most: int, most_for: int, each: int, found: tuple[int, dt.date] | None, today: dt.date) -> Part:
    if found is None:
        return Part(f"逾期{label}", 0, f"没有逾期{label}")
    count, since = found
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
