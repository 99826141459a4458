"""One round with thousands of visits: counted in one statement by parent and status, read a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Left, Length

from apps.accounts.models import User
from apps.organizations.access import scope_of
from apps.organizations.models import Organization

from ..choices import VisitStatus
from ..models import Finding, Round, Visit, VisitResult

OPEN = ("open", "answered", "sent_back")
ORDER = ("scheduled_on", F("position").asc(nulls_last=True), "organization_path")


@dataclass
class Progress:
    """How far the visits below one organization are."""

    path: str
    name: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(count for status, count in self.counts.items() if status != VisitStatus.CANCELLED)

    @property
    def done(self) -> int:
        return self.counts.get(VisitStatus.RECORDED, 0)

    @property
    def left(self) -> int:
        return self.total - self.done

    @property
    def words(self) -> str:
        return f"{self.done} / {self.total} 家"

    @property
    def bar_most(self) -> int:
        return self.total or 1


@dataclass
class Overview:
    """The figures of a round as one person sees it."""

    parents: list[Progress]
    findings: int = 0
    unresolved: int = 0
    #: Recorded visits with findings that no notice has told yet.
    untold: int = 0

    def count(self, status: str) -> int:
        return sum(each.counts.get(status, 0) for each in self.parents)

    @property
    def total(self) -> int:
        return sum(each.total for each in self.parents)

    @property
    def done(self) -> int:
        return self.count(VisitStatus.RECORDED)

    @property
    def waiting(self) -> int:
        return self.total - self.done

    @property
    def all_rows(self) -> int:
        """Called-off visits too: what the unfiltered list holds."""
        return self.total + self.count(VisitStatus.CANCELLED)


def visits_seen(user: Any, round: Round) -> QuerySet[Visit]:
    """The round's visits that the person sees; without the conditions where the round is the person's own."""
    if any(round.organization_path.startswith(prefix) for prefix in scope_of(user).prefixes):
        own = [p for p in scope_of(user).prefixes if round.campaign.scope_path.startswith(p)]
        if own:
            return Visit.objects.filter(round=round)
    return Visit.objects.visible_to(user).filter(round=round)


def overview(user: Any, round: Round) -> Overview:
    """Counts by parent and status, findings of the whole. Three statements whatever the number of visits."""
    seen = visits_seen(user, round).order_by()
    step = Organization.steplen
    rows = seen.annotate(above=Left("organization_path", Length("organization_path") - step))
    found: dict[str, Progress] = {}
    for path, status, count in rows.values_list("above", "status").annotate(count=Count("pk")):
        found.setdefault(path, Progress(path)).counts[status] = count
    names = dict(Organization.objects.filter(path__in=found).values_list("path", "short_name"))
    for path, each in found.items():
        each.name = names.get(path, "—")
    parents = sorted(found.values(), key=lambda each: each.path)
    told = Finding.objects.filter(visit__in=seen.values("pk")).live().order_by()
    figures = told.aggregate(
        findings=Count("pk"),
        unresolved=Count("pk", filter=Q(status__in=OPEN)),
        untold=Count("visit", filter=Q(notice=None, visit__status=VisitStatus.RECORDED), distinct=True),
    )
    return Overview(parents, **figures)


def visit_rows(
    user: Any,
    round: Round,
    *,
    text: str = "",
    status: str = "",
    parent: str = "",
    inspector: Any = None,
    first: Any = None,
    last: Any = None,
) -> QuerySet[Visit]:
    """The visits of a round in the order of days and routes, each with its counts.

    Args:
        parent: path of the organization right above the sites.
    """
    rows = visits_seen(user, round)
    if text:
        found = Q(organization__name__icontains=text) | Q(organization__initials__istartswith=text.lower())
        rows = rows.filter(found)
    if status:
        rows = rows.filter(status=status)
    if parent:
        rows = rows.filter(organization_path__startswith=parent).exclude(organization_path=parent)
    if inspector:
        rows = rows.filter(members__user=inspector)
    if first:
        rows = rows.filter(scheduled_on__gte=first)
    if last:
        rows = rows.filter(scheduled_on__lte=last)
    return with_figures(rows).order_by(*ORDER)


def of_page(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """The same rows, sorted by their keys alone: the server carries nothing else through the sort of thousands.

    Args:
        rows: the page's slice of :func:`visit_rows`.
    """
    return with_figures(Visit.objects.filter(pk__in=rows.values("pk"))).order_by(*ORDER)


def with_figures(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """With organization, and the numbers of results and findings counted for the rows of the page alone."""
    return rows.select_related("organization").annotate(
        result_count=_number(VisitResult.objects.all()),
        finding_count=_number(Finding.objects.exclude(status="withdrawn")),
        unresolved_count=_number(Finding.objects.filter(status__in=OPEN)),
    )


def _number(rows: Any) -> Any:
    counted = rows.filter(visit=OuterRef("pk")).order_by().values("visit").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0))


def inspectors_of(round: Round) -> list[tuple[str, str]]:
    """Key and name of everybody who stands in a team of the round."""
    people = User.objects.filter(visit_memberships__visit__round=round).distinct().order_by("name", "pk")
    return [(str(pk), name) for pk, name in people.values_list("pk", "name")]


def parents_left(parents: Iterable[Progress]) -> list[Progress]:
    """Those with visits left first."""
    return sorted(parents, key=lambda each: (-each.left, each.path))
