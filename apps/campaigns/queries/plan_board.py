"""The board of a programme as it is read: its rows, the years planned and reached, and the sums against targets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Length, Substr
from django.db.models.lookups import Exact

from apps.organizations.access import scope_of
from apps.organizations.models import Organization
from apps.organizations.querysets import OrganizationQuerySet

from ..choices import GOAL_RANKS, ActivityType, PlanGoal, PlanStatus, TargetMeasure
from ..models import Campaign, Candidate, PlannedYear, Programme, ProgrammeTarget
from ..registries import result_readers

#: Goals that are results, as the summary shows them.
RESULTS = (PlanGoal.COMPLIANT, PlanGoal.DEMONSTRATION)
STANDING = (PlanStatus.PROPOSED, PlanStatus.CONFIRMED)


@dataclass(frozen=True)
class YearFigures:
    """One goal at the end of one year: numbers of organizations since the beginning, and those new in the year."""

    year: int
    goal: str
    planned: int
    reached: int
    planned_new: int
    reached_new: int
    total: int
    target: ProgrammeTarget | None = None
    #: What the target asks as a number of organizations of the year; None where it is a share or has none.
    asked: int | None = None

    @property
    def planned_share(self) -> float:
        """0 to 1."""
        return self.planned / self.total if self.total else 0

    @property
    def reached_share(self) -> float:
        """0 to 1."""
        return self.reached / self.total if self.total else 0


@dataclass
class BoardRow:
    """An organization with its planned years and the rank reached in each year."""

    organization: Any
    planned: dict[int, PlannedYear] = field(default_factory=dict)
    reached: dict[int, int] = field(default_factory=dict)


def places_on(programme: Programme, user: Any, filters: Mapping[str, Any]) -> OrganizationQuerySet:
    """The grass-roots organizations of a programme that the person sees.

    Args:
        filters: ``q``, ``sector``, ``under`` (an organization).
    """
    found: Any = Organization.objects.active().grassroots().visible_to(user)
    found = found.filter(path__startswith=programme.organization_path)
    if filters.get("q"):
        found = found.named_like(filters["q"])
    if filters.get("sector"):
        found = found.filter(sector=filters["sector"])
    if filters.get("under"):
        found = found.below(filters["under"])
    return found


def board_rows(programme: Programme, places: OrganizationQuerySet, show: str) -> QuerySet[Organization]:
    """The rows of the board in the order of the tree, each with the name of the committee above it.

    Args:
        show: planned · waiting · declined · none · all.
    """
    condition = _shown(programme, show)
    if condition is not None:
        places = places.filter(condition)
    above = Organization.objects.filter(path=OuterRef("above_path")).order_by()
    return (
        places.annotate(above_path=Substr(F("path"), 1, Length(F("path")) - Organization.steplen))
        .annotate(above_name=Subquery(above.values("short_name")[:1]), above_pk=Subquery(above.values("pk")[:1]))
        .order_by("path")
    )


def _shown(programme: Programme, show: str) -> Any:
    entries = PlannedYear.objects.filter(programme=programme, organization=OuterRef("pk"))
    conditions: dict[str, Any] = {
        "planned": Exists(entries),
        "waiting": Exists(entries.filter(status=PlanStatus.PROPOSED)),
        "declined": Exists(entries.filter(status=PlanStatus.DECLINED)),
        "none": ~Exists(entries),
    }
    return conditions.get(show)


@dataclass(frozen=True)
class BoardCounts:
    """Numbers of organizations: all of the part shown, those that the filter shows, those that wait for the person."""

    total: int
    shown: int
    waiting: int


def counts_of(programme: Programme, places: OrganizationQuerySet, show: str, user: Any) -> BoardCounts:
    """One statement."""
    condition = _shown(programme, show)
    entries = PlannedYear.objects.filter(programme=programme, organization=OuterRef("pk"))
    marked = places.order_by().annotate(
        is_shown=Exists(Organization.objects.filter(pk=OuterRef("pk"))) if condition is None else condition,
        is_waiting=Exists(entries.filter(_decidable(programme, user), status=PlanStatus.PROPOSED)),
    )
    found = marked.aggregate(
        total=Count("pk"), shown=Count("pk", filter=Q(is_shown=True)), waiting=Count("pk", filter=Q(is_waiting=True))
    )
    return BoardCounts(**found)


def _decidable(programme: Programme, user: Any) -> Q:
    """What :func:`rules.can_decide_planned` allows, as a condition on planned years."""
    condition = Q(pk__in=[])
    for m in scope_of(user).memberships:
        path = m.organization.path
        if m.role != "office" or not path.startswith(programme.organization_path):
            continue
        above = Q(proposer__path__startswith=path) & ~Q(proposer=m.organization_id)
        condition |= above | Q(proposer=m.organization_id) if path == programme.organization_path else above
    return condition


def with_years(programme: Programme, organizations: Iterable[Organization]) -> list[BoardRow]:
    """The rows of a page with what is planned and reached: two statements."""
    rows = {each.pk: BoardRow(each) for each in organizations}
    for planned in PlannedYear.objects.filter(programme=programme, organization__in=list(rows)).select_related(
        "programme", "proposer"
    ):
        rows[planned.organization_id].planned[planned.year] = planned
    for read in result_readers:
        found = read(programme).filter(organization__in=list(rows))
        for pk, year, reached in found.values_list("organization_id", "year", "reached"):
            rows[pk].reached[year] = max(reached, rows[pk].reached.get(year, 0))
    return list(rows.values())


def summary_of(
    programme: Programme,
    places: OrganizationQuerySet,
    targets: Sequence[ProgrammeTarget],
    committees: int | None,
    total: int,
) -> dict[str, list[YearFigures]]:
    """Each goal by year: planned and reached against the target. Two statements.

    Args:
        committees: how many committees the whole programme has; None when only a part of it is shown, to which
            targets in numbers do not apply.
        total: how many organizations ``places`` are.
    """
    ids = places.order_by().values("pk")
    entries = PlannedYear.objects.filter(programme=programme, status__in=STANDING, organization__in=ids)
    planned = _first_years(entries, programme.years, lambda goal: Q(goal__in=_at_least(goal)))
    reached: dict[str, int] = {}
    for read in result_readers:
        rows = read(programme).filter(organization__in=ids)
        reached = _first_years(rows, programme.years, lambda goal: Q(reached__gte=GOAL_RANKS[goal]))
    aims = {(target.goal, target.year): target for target in targets}
    figures: dict[str, list[YearFigures]] = {}
    for goal in RESULTS:
        for year in programme.years:
            key, before = f"{goal}_{year}", f"{goal}_{year - 1}"
            now, then = planned.get(key, 0), planned.get(before, 0)
            got, had = reached.get(key, 0), reached.get(before, 0)
            target = aims.get((goal, year))
            asked = _asked(target, committees)
            if target is not None and target.measure != TargetMeasure.SHARE and asked is None:
                target = None
            figures.setdefault(goal, []).append(
                YearFigures(year, goal, now, got, now - then, got - had, total, target, asked)
            )
    return figures


def _asked(target: ProgrammeTarget | None, committees: int | None) -> int | None:
    if target is None or committees is None or target.measure == TargetMeasure.SHARE:
        return None
    return target.value * (committees if target.measure == TargetMeasure.PER_COMMITTEE else 1)


def _at_least(goal: str) -> list[str]:
    return [each for each, rank in GOAL_RANKS.items() if rank >= GOAL_RANKS[goal]]


def _first_years(rows: Any, years: range, condition: Any) -> dict[str, int]:
    """``goal_year`` → how many organizations had come so far by the end of that year. One statement."""
    firsts = {f"first_{goal}": Min("year", filter=condition(goal)) for goal in RESULTS}
    grouped = rows.order_by().values("organization_id").annotate(**firsts)
    counts = {
        f"{goal}_{year}": Count("organization_id", filter=Q(**{f"first_{goal}__lte": year}))
        for goal in RESULTS
        for year in years
    }
    return dict(grouped.aggregate(**counts))


def branches_of(programme: Programme, user: Any) -> tuple[list[Organization], bool]:
    """The committees right below the person's part of the programme, and whether that part is the whole."""
    tops = [m.organization.path for m in scope_of(user).memberships if m.role == "office"]
    inside = [path for path in tops if path.startswith(programme.organization_path)]
    path = min(inside, key=len, default=programme.organization_path)
    below = Organization.objects.active().visible_to(user).filter(path__startswith=path)
    found = list(below.filter(depth=len(path) // Organization.steplen + 1).exclude(level="grassroots"))
    is_whole = any(programme.organization_path.startswith(top) for top in tops)
    return found, is_whole


def goals_taken(campaign: Campaign) -> tuple[str, str]:
    """Which planned years a campaign takes over: those that begin, and those for the result that it confers."""
    is_demonstration = campaign.activity_type == ActivityType.DEMONSTRATION
    return PlanGoal.CREATING, PlanGoal.DEMONSTRATION if is_demonstration else PlanGoal.COMPLIANT


def planned_for(campaign: Campaign) -> QuerySet[PlannedYear]:
    """The confirmed years of the board that belong to a campaign, in the order of the tree."""
    if campaign.programme_id is None:
        return PlannedYear.objects.none()
    found = PlannedYear.objects.filter(
        programme_id=campaign.programme_id, year=campaign.year, status=PlanStatus.CONFIRMED,
        goal__in=goals_taken(campaign), organization__closed_on__isnull=True,
        organization_path__startswith=campaign.scope_path,
    )  # fmt: skip
    return found.select_related("organization", "proposer", "programme", "proposed_by").order_by("organization_path")


def takeable() -> Coalesce:
    """How many organizations of the board are not yet candidates: an annotation of campaigns, as :func:`planned_for`."""
    listed = Candidate.objects.filter(campaign=OuterRef(OuterRef("pk")), organization=OuterRef("organization"))
    result = Case(
        When(Exact(OuterRef("activity_type"), ActivityType.DEMONSTRATION), then=Value(PlanGoal.DEMONSTRATION)),
        default=Value(PlanGoal.COMPLIANT),
    )
    rows = PlannedYear.objects.filter(
        Q(goal=PlanGoal.CREATING) | Q(goal=result), ~Exists(listed), programme=OuterRef("programme"),
        year=OuterRef("year"), status=PlanStatus.CONFIRMED, organization__closed_on__isnull=True,
        organization_path__startswith=OuterRef("scope_path"),
    )  # fmt: skip
    counted = rows.order_by().values("programme").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def demonstrated_before(campaign: Campaign, ids: Sequence[int]) -> set[int]:
    """Those that were named 示范 in an earlier year of the programme: 老典型."""
    found: set[int] = set()
    if campaign.programme is None:
        return found
    for read in result_readers:
        rows = read(campaign.programme).filter(organization__in=ids, year__lt=campaign.year)
        rows = rows.filter(reached__gte=GOAL_RANKS[PlanGoal.DEMONSTRATION])
        found |= set(rows.values_list("organization_id", flat=True))
    return found
