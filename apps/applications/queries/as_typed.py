"""An application with what its self-assessment and the saves as typed ask, read by statements compiled once."""

from typing import Any

from django.db.models import QuerySet

from apps.campaigns.queries import give_phases, phases_told
from apps.core.prepared import prepared

from ..models import Application
from ..querysets import reach_of

ANSWERED = (
    "status", "organization_path", "organization", "campaign__status", "campaign__name", "campaign__organization",
    "standard_version__digest", "standard_version__status", "standard_version__standard",
)  # fmt: skip


def answered_by(user: Any, pk: int) -> Application | None:
    """The application with what saving an answer asks of it, if the person sees it and it has a self-assessment."""
    found: Application | None = _answered.first(pk, *reach_of(user))
    if found is not None:
        give_phases(found.campaign, found.phases_read)  # type: ignore[attr-defined]
    return found


def typed_by(user: Any, pk: int) -> Application | None:
    """The application with what saving its form asks of it, if the person sees it."""
    found: Application | None = _typed.first(pk, *reach_of(user))
    return found


def assessed_by(user: Any, pk: int) -> Application | None:
    """The application with what the pages of its self-assessment show, if the person sees it."""
    found: Application | None = _assessed.first(pk, *reach_of(user))
    if found is not None:
        give_phases(found.campaign, found.phases_read)  # type: ignore[attr-defined]
    return found


@prepared
def _assessed(pk: int, exact: list[str], prefixes: list[str], offices: list[int]) -> "QuerySet[Any]":
    rows = Application.objects.reached(exact, prefixes, offices).filter(pk=pk).order_by()
    rows = rows.annotate(phases_read=phases_told("campaign_id"))
    return rows.select_related("campaign", "organization", "standard_version__standard", "self_assessment")


@prepared
def _answered(pk: int, exact: list[str], prefixes: list[str], offices: list[int]) -> "QuerySet[Any]":
    rows = Application.objects.reached(exact, prefixes, offices).filter(pk=pk, self_assessment__isnull=False)
    rows = rows.annotate(phases_read=phases_told("campaign_id"))
    return rows.order_by().only(*ANSWERED).select_related("campaign", "organization", "standard_version")


@prepared
def _typed(pk: int, exact: list[str], prefixes: list[str], offices: list[int]) -> "QuerySet[Any]":
    rows = Application.objects.reached(exact, prefixes, offices).filter(pk=pk).order_by()
    return rows.select_related("campaign", "organization", "created_by")
