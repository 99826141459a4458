"""The candidates of an office in a campaign that wants the best, in the office's own order."""

from django.db.models import F

from apps.campaigns.models import Campaign
from apps.organizations.models import Organization

from ..choices import ApplicationStatus, StepKind, StepStatus
from ..models import ReviewStep
from .application import COUNTED


def free_ranks(campaign: Campaign, organization: Organization, number: int) -> list[int]:
    """The first so many ranks that nobody holds whom the office sent up or returned, whatever became of it since.

    One statement.
    """
    away = ReviewStep.objects.filter(
        application__campaign=campaign,
        organization=organization,
        kind=StepKind.LEVEL,
        status__in=[*COUNTED, StepStatus.RETURNED],
        rank__isnull=False,
    )
    taken = set(away.values_list("rank", flat=True))
    return [rank for rank in range(1, number + len(taken) + 1) if rank not in taken][:number]


def candidates_of(campaign: Campaign, organization: Organization) -> list[ReviewStep]:
    """What the office has still to decide or keeps in reserve: ranked ones first, then by arrival. One statement."""
    steps = ReviewStep.objects.filter(
        application__campaign=campaign,
        application__status=ApplicationStatus.IN_REVIEW,
        organization=organization,
        kind=StepKind.LEVEL,
        status__in=[StepStatus.PENDING, StepStatus.RESERVED],
    )
    steps = steps.select_related("application__organization", "application__campaign", "organization")
    return list(steps.order_by(F("rank").asc(nulls_last=True), "pending_since", "pk"))
