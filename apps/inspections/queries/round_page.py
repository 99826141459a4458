"""One round with thousands of visits: counted in one statement by parent and status, read a page at a time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Left, Length

from apps.accounts.models import User
from apps.core.prepared import prepared
from apps.organizations.access import scope_of
from apps.organizations.models import Organization

from ..choices import UNRESOLVED, VisitStatus
from ..models import CheckResult, Finding, Round, Visit, VisitMember, VisitResult
from ..models.visits import words_of_team

#: Rows of the page: thousands of visits are read by filter and page.
SIZE = 30
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
    return (
        Visit.objects.filter(round=round) if _owns(user, round) else Visit.objects.visible_to(user).filter(round=round)
    )


def _owns(user: Any, round: Round) -> bool:
    """Whether the person's reach holds the round and all that it may visit."""
    prefixes = scope_of(user).prefixes
    paths = (round.organization_path, round.campaign.scope_path)
    return all(any(path.startswith(prefix) for prefix in prefixes) for path in paths)


def overview(user: Any, round: Round) -> Overview:
    """Counts by parent and status, findings of the whole. Three statements whatever the number of visits."""
    if _owns(user, round):
        counts, figures = _own_counts(round.pk), _own_figures(round.pk)
    else:
        seen = visits_seen(user, round)
        findings = Finding.objects.filter(visit__in=seen.order_by().values("pk"))
        counts, figures = list(_counted(seen)), list(_found(findings))
    found: dict[str, Progress] = {}
    for path, status, count in counts:
        found.setdefault(path, Progress(path)).counts[status] = count
    names = dict(_names(sorted(found)))
    for path, each in found.items():
        each.name = names.get(path, "—")
    return Overview(sorted(found.values(), key=lambda each: each.path), *next(iter(figures), ()))


@prepared
def _own_counts(round: int) -> QuerySet:
    return _counted(Visit.objects.filter(round=round))


@prepared
def _own_figures(round: int) -> QuerySet:
    return _found(Finding.objects.filter(visit__round=round))


@prepared
def _names(paths: list[str]) -> QuerySet:
    return Organization.objects.filter(path__in=paths).values_list("path", "short_name")


def _counted(visits: QuerySet[Visit]) -> QuerySet:
    """Path of the organization above, status, how many."""
    rows = visits.order_by().annotate(
        above=Left("organization_path", Length("organization_path") - Organization.steplen)
    )
    return rows.values_list("above", "status").annotate(count=Count("pk"))


def _found(findings: QuerySet[Finding]) -> QuerySet:
    """One row, none without findings: all, unresolved, visits with some that no notice has told."""
    rows = findings.live().order_by().values("visit__round")  # type: ignore[attr-defined]
    untold = Count("visit", filter=Q(notice=None, visit__status=VisitStatus.RECORDED), distinct=True)
    rows = rows.annotate(findings=Count("pk"), unresolved=Count("pk", filter=Q(status__in=UNRESOLVED)), untold=untold)
    return rows.values_list("findings", "unresolved", "untold")


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
    """The visits of a round in the order of days and routes.

    Args:
        parent: path of the organization right above the sites.
    """
    rows, step = visits_seen(user, round), Organization.steplen
    if text:
        found = Q(organization__name__icontains=text) | Q(organization__initials__istartswith=text.lower())
        rows = rows.filter(found)
    if status:
        rows = rows.filter(status=status)
    if parent:
        # Those right below it, as they are counted above the list; a committee below it has a line of its own.
        rows = rows.filter(organization_path__startswith=parent, organization__depth=len(parent) // step + 1)
    if inspector:
        rows = rows.filter(members__user=inspector)
    if first:
        rows = rows.filter(scheduled_on__gte=first)
    if last:
        rows = rows.filter(scheduled_on__lte=last)
    return rows.order_by(*ORDER)


def page_rows(user: Any, round: Round, page: Page, *, filtered: bool) -> list[Visit]:
    """The rows of a page of :func:`visit_rows`, each with its application and its team in words (``told_team``).

    Args:
        filtered: whether the page is one of chosen rows; all rows of an own round are read by a prepared statement.
    """
    rows: list[Any]
    if filtered or not _owns(user, round):
        chosen: Any = page.object_list
        rows = list(_of_page(chosen))
    else:
        rows = _own_page(round.pk, (page.number - 1) * SIZE)
    teams: dict[Any, list[tuple[str, bool]]] = defaultdict(list)
    for visit, name, is_lead in _teams([row.pk for row in rows]):
        teams[visit].append((name, is_lead))
    for row in rows:
        row.told_team = words_of_team(teams[row.pk])
    return rows


@prepared
def _own_page(round: int, start: int) -> QuerySet[Visit]:
    return _of_page(Visit.objects.filter(round=round).order_by(*ORDER)[start : start + SIZE])


@prepared
def _teams(visits: list[Any]) -> QuerySet:
    rows = VisitMember.objects.filter(visit__in=visits).order_by("-is_lead", "pk")
    return rows.values_list("visit", "user__name", "is_lead")


def _of_page(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """The same rows, sorted by their keys alone: the server carries nothing else through the sort of thousands."""
    return with_figures(Visit.objects.filter(pk__in=rows.values("pk"))).select_related("application").order_by(*ORDER)


def with_figures(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """With organization, and the numbers of results and findings counted for the rows of the page alone.

    What is looked at of a committee are the round's own questions.
    """
    checked = Case(When(application=None, then=_number(CheckResult.objects.all())), default=Value(0))
    return rows.select_related("organization").annotate(
        result_count=_number(VisitResult.objects.all()) + checked,
        finding_count=_number(Finding.objects.exclude(status="withdrawn")),
        unresolved_count=_number(Finding.objects.filter(status__in=UNRESOLVED)),
    )


def _number(rows: Any) -> Any:
    counted = rows.filter(visit=OuterRef("pk")).order_by().values("visit").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0))


def inspectors_of(round: Round) -> list[tuple[str, str]]:
    """Key and name of everybody who stands in a team of the round."""
    return [(str(pk), name) for pk, name in _inspectors(round.pk)]


@prepared
def _inspectors(round: int) -> QuerySet:
    members = VisitMember.objects.filter(visit__round=round).order_by()
    return User.objects.filter(pk__in=members.values("user")).order_by("name", "pk").values_list("pk", "name")


def parents_left(parents: Iterable[Progress]) -> list[Progress]:
    """Those with visits left first."""
    return sorted(parents, key=lambda each: (-each.left, each.path))
