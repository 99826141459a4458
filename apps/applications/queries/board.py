"""The office's board of who is behind: every site under creation, its plan against today. A constant number of statements."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from apps.core import clock
from apps.organizations.models import PersonAround

from ..cadence import owed_reports
from ..choices import ApplicationStatus, ReportStatus
from ..models import Admonition, Application, ApplicationPerson, PlanTask, ProgressReport
from .contacts import ContactCount, contacts_of
from .creation import creation_span
from .people import RESPONSIBLE

#: Overdue longer than this, or so many points behind the plan, or so many reports lacking: red.
RED_DAYS, RED_POINTS, RED_REPORTS = 15, 25, 2
#: So many points behind the plan: yellow.
YELLOW_POINTS = 10
#: light → (label, tone, icon): colour, icon and word together.
LIGHTS = {
    "red": ("明显滞后", "bad", ""),
    "yellow": ("有所滞后", "warn", ""),
    "green": ("按计划推进", "ok", ""),
    "none": ("未列任务", "idle", ""),
}
RANK = {"red": 0, "yellow": 1, "green": 2, "none": 3}
LIGHT_RULE = (
    f"红：任务逾期超过{RED_DAYS}天，或进度落后计划{RED_POINTS}个百分点，或欠报{RED_REPORTS}期以上；"
    f"黄：有任务逾期，或落后计划{YELLOW_POINTS}个百分点，或欠报1期；其余为绿。"
)


@dataclass
class Standing:
    """One site on the board."""

    pk: int
    organization_id: int
    path: str
    name: str
    short_name: str
    title: str
    secretary_name: str
    approved_at: Any = None
    tasks: int = 0
    done: int = 0
    overdue: int = 0
    overdue_days: int = 0
    progress: int = 0
    planned: int = 0
    missing: int = 0
    next_due: dt.date | None = None
    contact: ContactCount = field(default_factory=ContactCount)
    admonition: tuple[int, str] | None = None
    under: Any = None

    @property
    def behind(self) -> int:
        return max(0, self.planned - self.progress)

    @property
    def light(self) -> str:
        if not self.tasks and not self.missing:
            return "none"
        if self.overdue_days > RED_DAYS or self.behind >= RED_POINTS or self.missing >= RED_REPORTS:
            return "red"
        return "yellow" if self.overdue or self.behind >= YELLOW_POINTS or self.missing else "green"

    @property
    def words(self) -> str:
        return LIGHTS[self.light][0]

    @property
    def tone(self) -> str:
        return LIGHTS[self.light][1]

    @property
    def why(self) -> str:
        """Why the light is what it is, in a few words."""
        parts = []
        if self.overdue:
            parts.append(f"{self.overdue} 项任务逾期，最长 {self.overdue_days} 天")
        if self.behind >= YELLOW_POINTS:
            parts.append(f"落后计划 {self.behind} 个百分点")
        if self.missing:
            parts.append(f"欠报 {self.missing} 期")
        return "；".join(parts)


def standings(user: Any, campaign: Any) -> list[Standing]:
    """Every site of the campaign that builds itself up and that the person counts. Six statements.

    Args:
        campaign: with its phases prefetched.
    """
    fields = ("pk", "organization_id", "organization_path", "organization__name", "organization__short_name", "title",
              "named", "approved_at", "admonished", "admonished_as")  # fmt: skip
    rows = list(_rows(user, campaign).values_list(*fields))
    found = {row[0]: Standing(*row[:8]) for row in rows}
    for pk, *_, key, status in rows:
        found[pk].admonition = (key, OPEN[status]) if key else None
    today = clock.today()
    _count_tasks(found, campaign, today)
    _count_reports(found, campaign, today)
    made = contacts_of([each.organization_id for each in found.values()], today)
    for each in found.values():
        each.contact = made.get(each.organization_id, ContactCount())
    return list(found.values())


def _began(each: Standing, campaign: Any) -> dt.date:
    return creation_span(each, campaign)[0]


def _count_tasks(found: Mapping[int, Standing], campaign: Any, today: dt.date) -> None:
    rows = PlanTask.objects.filter(application__in=list(found)).order_by()
    tasks: defaultdict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    for pk, due_on, progress in rows.values_list("application_id", "due_on", "progress"):
        tasks[pk].append((due_on, progress))
    for pk, lines in tasks.items():
        each, began = found[pk], _began(found[pk], campaign)
        late = [due_on for due_on, progress in lines if due_on < today and progress < 100]
        each.tasks, each.done = len(lines), sum(progress >= 100 for _, progress in lines)
        each.overdue, each.overdue_days = len(late), (today - min(late)).days if late else 0
        each.progress = _mean([progress for _, progress in lines])
        each.planned = _mean([planned_of(began, due_on, today) for due_on, _ in lines])
        each.next_due = min((due_on for due_on, progress in lines if progress < 100 and due_on >= today), default=None)


def planned_of(began: dt.date, due_on: dt.date, today: dt.date) -> int:
    """Where a task should be today in percent, in even steps from the beginning to its day."""
    if today >= due_on:
        return 100
    whole = (due_on - began).days
    return 0 if whole <= 0 or today <= began else 100 * (today - began).days // whole


def _mean(figures: Sequence[int]) -> int:
    return (2 * sum(figures) + len(figures)) // (2 * len(figures)) if figures else 0


def _count_reports(found: Mapping[int, Standing], campaign: Any, today: dt.date) -> None:
    rows = ProgressReport.objects.filter(application__in=list(found), status=ReportStatus.SUBMITTED).order_by()
    sent = set(rows.values_list("application_id", "kind", "period"))
    known: dict[tuple[dt.date, dt.date], list[Any]] = {}
    for each in found.values():
        span = creation_span(each, campaign)
        if span not in known:
            known[span] = [item for item in owed_reports(campaign.plan, *span) if item.due_on < today]
        each.missing = sum((each.pk, item.kind, item.period) not in sent for item in known[span])


def _office_named(model: Any, **key: Any) -> Subquery:
    """Who is 责任书记 today by the rows of one table."""
    return Subquery(model.objects.filter(role=RESPONSIBLE, **key).on(clock.today()).order_by("pk").values("name")[:1])


def _rows(user: Any, campaign: Any) -> Any:
    """Sites under creation with the name that stands on exports, and their open admonition."""
    rows = Application.objects.within(user).filter(campaign=campaign, status=ApplicationStatus.CREATING)
    opened = Admonition.objects.filter(application=OuterRef("pk"), status__in=OPEN).order_by()
    return rows.annotate(
        named=Coalesce(
            _office_named(ApplicationPerson, application=OuterRef("pk")),
            _office_named(PersonAround, organization=OuterRef("organization")),
            "secretary_name",
        ),
        admonished=Subquery(opened.values("pk")[:1]),
        admonished_as=Subquery(opened.values("status")[:1]),
    ).order_by("organization_path")


OPEN = {"issued": "待回复", "answered": "待办结"}


SORTS = {
    "light": lambda each: (RANK[each.light], -each.behind, -each.overdue_days, each.path),
    "name": lambda each: each.path,
    "overdue": lambda each: (each.overdue, each.overdue_days),
    "progress": lambda each: (each.progress, each.path),
    "behind": lambda each: (each.behind, each.path),
    "missing": lambda each: (each.missing, each.path),
    "contact": lambda each: (each.contact.made - each.contact.owed, each.path),
}


def ordered(rows: Iterable[Standing], sort: str) -> list[Standing]:
    """By a column of the board; the worst first when nothing is asked."""
    name = sort.lstrip("-")
    key = SORTS.get(name, SORTS["light"])
    return sorted(rows, key=key, reverse=sort.startswith("-") and name in SORTS)


def by_committee(rows: Iterable[Standing], children: Sequence[Any]) -> list[dict[str, Any]]:
    """Counts per light of each organization right below the office; the rows add up to the whole."""
    listed = [{"organization": child, "total": 0, **dict.fromkeys(LIGHTS, 0)} for child in children]
    own: dict[str, Any] = {"organization": None, "total": 0, **dict.fromkeys(LIGHTS, 0)}
    for each in rows:
        line = next((line for line in listed if each.path.startswith(line["organization"].path)), own)
        line["total"] += 1
        line[each.light] += 1
    return [line for line in [*listed, own] if line["total"]]
