"""Quotas as a reviewer sees them: used and limit, counted when the page is made."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from apps.campaigns.choices import QuotaDimension
from apps.campaigns.models import Campaign, Quota
from apps.campaigns.queries import place_rows, quota_label, taken_of
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

    @property
    def left(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def words(self) -> str:
        return f"{self.note} {self.used}，余 {self.left}，共 {self.limit} 个"

    @property
    def tone(self) -> str:
        return "bad" if not self.left else "warn" if self.left <= self.limit // 10 else "ok"


def quota_lines(campaign: Campaign, offices: Iterable[int], applicant: Organization | None = None) -> list[QuotaLine]:
    """The bounds that concern these offices, and of an applicant those that cover it. Three statements.

    Bounds of an office count what it recommended, the others the places that were given.
    """
    own, lines = set(offices), []
    quotas = [quota for quota in campaign.quotas.select_related("organization") if _concerns(quota, own, applicant)]
    if not quotas:
        return []
    places = place_rows(campaign)
    parents = [quota.organization_id for quota in quotas if quota.organization_id in own]
    sent = _sent(campaign, parents) if parents else {}
    for quota in quotas:
        if quota.organization_id in own:
            label = f"{quota_label(quota)}推荐名额"
            lines.append(QuotaLine(label, sent.get(quota.organization_id or 0, 0), quota.limit, "已推荐"))
        else:
            lines.append(QuotaLine(_label(quota), taken_of(quota, places), quota.limit, "已同意"))
    return sorted(lines, key=lambda line: line.note != "已推荐")


def _concerns(quota: Quota, own: set[int], applicant: Organization | None) -> bool:
    if quota.dimension == QuotaDimension.PARENT:
        assert quota.organization is not None
        inside = applicant is not None and applicant.path.startswith(quota.organization.path)
        return quota.organization_id in own or inside
    if applicant is None:
        return True
    if quota.dimension == QuotaDimension.SECTOR:
        return quota.sector == applicant.sector
    return quota.dimension != QuotaDimension.LEVEL or quota.level == applicant.level


def _label(quota: Quota) -> str:
    return quota_label(quota) if quota.dimension == QuotaDimension.TOTAL else f"{quota_label(quota)}名额"


def _sent(campaign: Campaign, offices: Iterable[int | None]) -> dict[int, int]:
    rows = ReviewStep.objects.filter(
        application__campaign=campaign, organization__in=list(offices), kind=StepKind.LEVEL, status__in=COUNTED
    )
    rows = rows.exclude(application__status__in=DROPPED).order_by()
    return dict(rows.values_list("organization_id").annotate(number=Count("pk")))
