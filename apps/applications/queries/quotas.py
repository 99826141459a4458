"""Quotas as a reviewer sees them: used and limit, counted when the page is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, JSONObject

from apps.campaigns.choices import QuotaDimension
from apps.campaigns.models import Campaign, Place, Quota
from apps.core.prepared import prepared
from apps.organizations.choices import Level, Sector
from apps.organizations.models import Organization

from ..choices import StepKind
from ..models import ReviewStep
from .application import COUNTED, DROPPED


@dataclass(frozen=True)
class QuotaLine:
    """One upper bound: what it bounds, how much is used, what is counted."""

    label: str
    used: int
    limit: int
    note: str
    #: Whether it bounds what an office of the reader may recommend.
    own: bool = False

    @property
    def left(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def words(self) -> str:
        return f"{self.note} {self.used}，余 {self.left}，共 {self.limit} 个"

    @property
    def left_words(self) -> str:
        return f"余 {self.left} 个" if self.left else "已满"

    @property
    def tone(self) -> str:
        return "bad" if not self.left else "warn" if self.left <= self.limit // 10 else "ok"


def quota_lines(campaign: Campaign, offices: Iterable[int], applicant: Organization | None = None) -> list[QuotaLine]:
    """The bounds that concern these offices, and of an applicant those that cover it. One statement.

    Bounds of an office count what it recommended, the others the places that were given.
    """
    own = set(offices)
    lines = [line_of(told, own, applicant) for (told,) in _counted(campaign.pk)]
    return sorted((line for line in lines if line is not None), key=lambda line: not line.own)


@prepared
def _counted(campaign: int) -> "QuerySet[Any, Any]":
    return counted_quotas(campaign).values_list("told")


def counted_quotas(campaign: Any) -> Any:
    """Every quota of a campaign with its figures, as JSON."""
    told = JSONObject(
        dimension="dimension",
        organization="organization_id",
        name="organization__short_name",
        path="organization__path",
        sector="sector",
        level="level",
        limit="limit",
        taken=_taken(),
        sent=_sent(),
    )
    return Quota.objects.filter(campaign=campaign).order_by("pk").values(told=told)


def _taken() -> Case:
    """The places given under a quota."""
    places = Place.objects.filter(campaign=OuterRef("campaign"))
    inside = places.filter(organization_path__startswith=OuterRef("organization__path"))
    return Case(
        When(dimension=QuotaDimension.TOTAL, then=_count(places, "campaign")),
        When(dimension=QuotaDimension.PARENT, then=_count(inside, "campaign")),
        When(dimension=QuotaDimension.SECTOR, then=_count(places.filter(sector=OuterRef("sector")), "campaign")),
        default=_count(places.filter(level=OuterRef("level")), "campaign"),
        output_field=IntegerField(),
    )


def _sent() -> Any:
    """What the organization of a quota has recommended and still stands."""
    steps = ReviewStep.objects.filter(
        application__campaign=OuterRef("campaign"),
        organization=OuterRef("organization"),
        kind=StepKind.LEVEL,
        status__in=COUNTED,
    )
    return _count(steps.exclude(application__status__in=DROPPED), "organization")


def _count(rows: Any, group: str) -> Any:
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def line_of(row: dict[str, Any], own: set[int], applicant: Organization | None) -> QuotaLine | None:
    """A quota as a line; None where it concerns neither the offices nor the applicant."""
    if row["dimension"] == QuotaDimension.PARENT:
        if row["organization"] in own:
            return QuotaLine(f"{row['name']}推荐名额", row["sent"], row["limit"], "已推荐", own=True)
        if applicant is None or not applicant.path.startswith(row["path"]):
            return None
        return QuotaLine(f"{row['name']}名额", row["taken"], row["limit"], "已同意")
    if applicant is not None and not _covers(row, applicant):
        return None
    return QuotaLine(_label(row), row["taken"], row["limit"], "已同意")


def _covers(row: dict[str, Any], applicant: Organization) -> bool:
    if row["dimension"] == QuotaDimension.SECTOR:
        return bool(row["sector"] == applicant.sector)
    return row["dimension"] != QuotaDimension.LEVEL or bool(row["level"] == applicant.level)


def _label(row: dict[str, Any]) -> str:
    if row["dimension"] == QuotaDimension.SECTOR:
        return f"{Sector(row['sector']).label}名额"
    return f"{Level(row['level']).label}名额" if row["dimension"] == QuotaDimension.LEVEL else "总名额"
