"""Figures of a quarter for home pages."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, Subquery
from django.db.models.functions import Coalesce

from apps.core import clock
from apps.organizations.models import Organization

from ..choices import OPEN_VISITS, UNRESOLVED
from ..models import FieldRecord, Finding, Visit


@dataclass(frozen=True)
class QuarterSummary:
    """Inspections of a quarter below one organization.

    ``planned`` counts all visits not called off, ``done`` those handed in, ``scheduled`` those still to
    do; ``overdue`` is the part of ``findings_open`` that is late; ``records_waiting`` are records of phones, of
    whatever quarter, that the office has to decide.
    """

    planned: int
    done: int
    scheduled: int
    findings_open: int
    findings_closed: int
    overdue: int
    records_waiting: int = 0


def quarter_summary(organization: Organization, year: int, quarter: int) -> QuarterSummary:
    """Visits and findings of the rounds of one quarter, in one query.

    Unannounced visits of a level above (四不两直) are not counted before they begin: their number alone would tell.
    """
    secret = Q(round__unannounced=True, status__in=["planned", "cancelled"])
    known = ~secret | Q(round__organization_path__startswith=organization.path)
    owed = Q(findings__in=Finding.objects.overdue(clock.today()).order_by().values("pk"))
    figures = (
        Visit.objects.below(organization)
        .filter(known, round__year=year, round__quarter=quarter)
        .annotate(waiting=Subquery(FieldRecord.objects.waiting_at(organization.path).number()))
        .aggregate(
            planned=Count("pk", filter=~Q(status="cancelled"), distinct=True),
            done=Count("pk", filter=Q(status="recorded"), distinct=True),
            scheduled=Count("pk", filter=Q(status__in=OPEN_VISITS), distinct=True),
            findings_open=Count("findings", filter=Q(findings__status__in=UNRESOLVED)),
            findings_closed=Count("findings", filter=Q(findings__status="verified")),
            overdue=Count("findings", filter=owed),
            records_waiting=Coalesce(Max("waiting"), 0),
        )
    )
    return QuarterSummary(**figures)
