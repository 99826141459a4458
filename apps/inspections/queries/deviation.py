"""How far what was claimed lies above what visits verified, by application or organization; two statements.

Only leaves that a recorded visit looked at are compared. 达标 without a figure confirms what was claimed, 不达标
leaves nothing of it, a score counts by its share of the leaf's points. Of several visits the newest counts.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.applications.leaf_parts import judged_of
from apps.applications.models import Response
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version

from ..choices import ResultVerdict, VisitStatus
from ..models import VisitResult
from .scoring import HUNDRED, ZERO, share_of
from .verifying import Found

#: So many leaves with the largest differences are named.
NAMED = 5


@dataclass(frozen=True)
class LeafGap:
    """One leaf where claim and visit differ."""

    code: str
    title: str
    claimed: Decimal
    verified: Decimal

    @property
    def gap(self) -> Decimal:
        """Claimed above verified; negative where the branch was too modest."""
        return self.claimed - self.verified


@dataclass
class Deviation:
    """Claimed and verified points of all leaves that were looked at."""

    claimed: Decimal = ZERO
    verified: Decimal = ZERO
    compared: int = 0
    #: Leaves claimed as met and found 不达标, points or not.
    overturned: int = 0
    gaps: list[LeafGap] = field(default_factory=list)

    @property
    def gap(self) -> Decimal:
        return self.claimed - self.verified

    @property
    def share(self) -> Decimal:
        """The gap in percent of what was claimed: 0 where nothing was claimed."""
        return self.gap * HUNDRED / self.claimed if self.claimed else ZERO

    @property
    def leaves(self) -> list[LeafGap]:
        """The leaves with the largest differences, largest first."""
        return sorted(self.gaps, key=lambda leaf: (-abs(leaf.gap), leaf.code))[:NAMED]


def deviations_of(application_ids: Collection[int], visits: Any = None) -> dict[int, Deviation]:
    """By application; those that nothing was verified of are absent.

    Args:
        visits: keys of visits, or a queryset of them; only what these found is compared.
    """
    return _deviations("visit__application_id", {"visit__application__in": list(application_ids)}, visits)


def deviations_of_organizations(organization_ids: Collection[int]) -> dict[int, Deviation]:
    """By organization, over all its campaigns: whether it is wont to claim more than visits find."""
    return _deviations("visit__organization_id", {"visit__organization__in": list(organization_ids)}, None)


def _deviations(key: str, only: dict[str, Any], visits: Any) -> dict[int, Deviation]:
    rows = VisitResult.objects.filter(visit__status=VisitStatus.RECORDED, **only)
    rows = rows.exclude(verdict=ResultVerdict.NOT_APPLICABLE)
    if visits is not None:
        rows = rows.filter(visit__in=visits)
    newest = rows.order_by("visit__application_id", "criterion_id", "-visit__recorded_at", "-pk").distinct(
        "visit__application_id", "criterion_id"
    )
    told = newest.values_list(
        key, "visit__application_id", "criterion_id", "criterion__version_id", "criterion__code",
        "verdict", "value", "members", "scores",
    )  # fmt: skip
    verified = list(told)
    claims = _claims({row[1] for row in verified}, {row[2] for row in verified})
    trees = {version.pk: engine_version(version) for version in _versions({row[3] for row in verified})}
    found: dict[int, Deviation] = {}
    for owner, application, criterion, version, code, verdict, value, members, scores in verified:
        claim = claims.get((application, criterion))
        leaf = trees[version].by_code.get(code)
        if claim is None or leaf is None:
            continue
        points, was_met = claim
        result = Found(verdict, value, members, scores=scores)
        _count(found.setdefault(owner, Deviation()), leaf, points, was_met, result)
    return found


def _count(whole: Deviation, leaf: Any, claimed: Decimal, was_met: bool, result: Found) -> None:
    kept = _verified_points(leaf, claimed, result)
    whole.claimed += claimed
    whole.verified += kept
    whole.compared += 1
    whole.overturned += was_met and not result.met
    if kept != claimed or (was_met and not result.met):
        whole.gaps.append(LeafGap(leaf.code, leaf.title, claimed, kept))


def _verified_points(leaf: Any, claimed: Decimal, result: Found) -> Decimal:
    share = share_of(leaf, result) if judged_of(leaf) is not None else None
    if share is not None:
        return Decimal(leaf.points * share / HUNDRED).quantize(Decimal("0.0001"))
    return claimed if result.met else min(claimed, ZERO)


def _claims(applications: set[int], criteria: set[int]) -> dict[tuple[int, int], tuple[Decimal, bool]]:
    """Application and criterion → claimed points, and whether the leaf was claimed as met."""
    rows = Response.objects.filter(
        self_assessment__application__in=applications, criterion__in=criteria, not_applicable=False
    )
    rows = rows.exclude(points=None, verdict="").order_by()
    told = rows.values_list("self_assessment__application_id", "criterion_id", "points", "verdict")
    return {(row[0], row[1]): (row[2] or ZERO, row[3] == "met") for row in told.iterator(chunk_size=5000)}


def _versions(ids: set[int]) -> list[StandardVersion]:
    return list(StandardVersion.objects.filter(pk__in=ids))
