"""Rows of the office's lists."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.models import Application
from apps.core import clock
from apps.organizations.queries import holders_around

from .. import rules
from ..models import Finding, Round, Visit
from .absences import with_absences


def round_rows(
    user: Any, *, campaign: Any = None, status: str = "", quarter: str = "", text: str = ""
) -> QuerySet[Round]:
    """Rounds of the user's reach with their figures. ``quarter`` reads ``2026-4``."""
    rows = Round.objects.visible_to(user).for_table(user)
    if campaign:
        rows = rows.filter(campaign=campaign)
    if status:
        rows = rows.filter(status=status)
    if quarter:
        rows = rows.filter(**_quarter(quarter))
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(organization__short_name__icontains=text))
    return rows


def finding_rows(
    user: Any,
    *,
    status: str = "",
    due: str = "",
    campaign: Any = None,
    round: Any = None,
    quarter: str = "",
    text: str = "",
) -> QuerySet[Finding]:
    """The ledger (整改台账) within the user's reach.

    Args:
        status: a status, or ``unresolved`` for all that is open
        due: ``overdue`` or ``week`` (owed, due from today to Sunday)
        quarter: of the round, as ``2026-4``
    """
    rows = Finding.objects.visible_to(user).for_table()
    if status == "unresolved":
        rows = rows.unresolved()
    elif status:
        rows = rows.filter(status=status)
    if due == "overdue":
        rows = rows.overdue(clock.today())
    elif due == "week":
        rows = rows.due_this_week(clock.today())
    if quarter:
        rows = rows.filter(**_quarter(quarter, "visit__round__"))
    if campaign:
        rows = rows.filter(visit__round__campaign=campaign)
    if round:
        rows = rows.filter(visit__round=round)
    return _searched(rows, text)


def _quarter(words: str, prefix: str = "") -> dict[str, int]:
    year, quarter = words.split("-")
    return {f"{prefix}year": int(year), f"{prefix}quarter": int(quarter)}


def _searched(rows: QuerySet[Finding], text: str) -> QuerySet[Finding]:
    text = text.strip()
    if not text:
        return rows
    return rows.filter(
        Q(organization__name__icontains=text)
        | Q(organization__short_name__icontains=text)
        | Q(organization__initials__istartswith=text)
        | Q(description__icontains=text)
    )


def candidates_for(round: Round) -> QuerySet[Application]:
    """Applications that the round may visit and does not visit yet."""
    stages = rules.stages_of(round.kind)
    visited = Visit.objects.live().filter(round=round, application__isnull=False).values("application_id")
    rows: Any = Application.objects.filter(campaign=round.campaign_id, status__in=stages).exclude(pk__in=visited)
    if round.organization_id != round.campaign.organization_id:
        rows = rows.below(round.organization)
    return rows.exclude(organization=round.organization_id).select_related("organization")


def inspectors_for(round: Round) -> QuerySet[User]:
    """Inspectors of the round's organization, of those above it, and of those below it, with their absences."""
    return with_absences(holders_around(round.organization_path, Role.INSPECTOR), round.starts_on, round.ends_on)
