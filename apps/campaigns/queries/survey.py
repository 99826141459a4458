"""The readiness of a campaign's scope as it is read: the run, its rows, the candidates."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, Sum, Value, When

from apps.organizations.models import Organization

from ..choices import CandidateStatus, RunStatus
from ..models import Campaign, Candidate, ReadinessRow, ReadinessRun


def newest_runs(campaign: Campaign) -> tuple[ReadinessRun | None, ReadinessRun | None]:
    """The run under way and the one last finished. One query."""
    rows = list(campaign.readiness_runs.exclude(status=RunStatus.CANCELLED).order_by("-pk")[:3])
    running = next((row for row in rows if row.status == RunStatus.RUNNING), None)
    return running, next((row for row in rows if row.status == RunStatus.DONE), None)


def progress_of(run: ReadinessRun) -> int:
    """How many organizations are computed."""
    return run.chunks.exclude(finished_at=None).aggregate(done=Sum("size"))["done"] or 0


def ranked(run: ReadinessRun, user: Any, filters: Mapping[str, Any]) -> QuerySet[ReadinessRow]:
    """The rows that a person may see, best first.

    Args:
        filters: ``q``, ``sector``, ``under`` (an organization), ``candidate`` (a status, ``any`` or ``none``).
    """
    found: Any = ReadinessRow.objects.visible_to(user).filter(run=run)
    if filters.get("q"):
        found = found.filter(organization__in=Organization.objects.named_like(filters["q"]))
    if filters.get("sector"):
        found = found.filter(sector=filters["sector"])
    if filters.get("under"):
        found = found.below(filters["under"])
    if wanted := filters.get("candidate"):
        chosen = Candidate.objects.filter(campaign_id=run.campaign_id, organization=OuterRef("organization"))
        if wanted in CandidateStatus.values:
            chosen = chosen.filter(status=wanted)
        found = found.filter(~Exists(chosen) if wanted == "none" else Exists(chosen))
    return found.select_related("organization", "version__standard").order_by("place", "organization_path")


def candidates_of(campaign: Campaign, user: Any) -> QuerySet[Candidate]:
    """The candidates within the person's organizations, those to decide first: 已提名, 已确认, 未确认."""
    found = Candidate.objects.visible_to(user).filter(campaign=campaign)
    turn = Case(*(When(status=status, then=Value(at)) for at, status in enumerate(CandidateStatus.values)))
    return found.select_related("organization", "proposer", "proposed_by", "campaign__organization").order_by(
        turn, "organization_path"
    )
