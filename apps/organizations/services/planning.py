"""The plan of a year (三定: 定频次、定主题、定责任): planned records, one for each period of a cadence."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.states import record as note
from apps.core.verdicts import require

from .. import rules
from ..cadences import Span, planned_day, spans
from ..choices import Cadence, RecordKind
from ..models import Organization, WorkRecord
from .record_fields import checked


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One kind of work and how often: 主题党日, every month, the first Friday.

    ``month`` counts within the period, ``nth`` is 1 to 4 or 5 for the last, ``weekday`` 1 (Monday) to 7.
    """

    kind: str
    cadence: str
    title: str = ""
    month: int = 1
    nth: int = 1
    weekday: int = 5
    responsible: str = ""
    place: str = ""


@transaction.atomic
def plan_year(
    *, actor: User | None, organization: Organization, year: int, lines: Iterable[PlanLine]
) -> list[WorkRecord]:
    """Plan the periods of a year that are not over and hold nothing of the kind yet; twice adds nothing.

    Args:
        year: the running year or the next.

    Raises:
        Refused: neither the secretary nor an office above.
        Invalid: another year, an unknown kind or cadence.
    """
    acting = require(rules.can_plan(actor, organization))
    today = clock.today()
    if year not in (today.year, today.year + 1):
        raise Invalid(f"只能制定{today.year}年和{today.year + 1}年的计划。")
    taken = _taken(organization, year)
    made = [_planned(organization, line, day) for line in lines for day in _days(line, year, today, taken)]
    for record in made:
        record.recorded_by = actor
    for record in WorkRecord.objects.bulk_create(made):
        note(record, "plan", acting=acting)
    return made


def _taken(organization: Organization, year: int) -> dict[str, list[dt.date]]:
    """Days on which something of a kind is planned or was held, weeks at the turn of the year included."""
    around = (dt.date(year, 1, 1) - dt.timedelta(days=7), dt.date(year, 12, 31) + dt.timedelta(days=7))
    rows = WorkRecord.objects.standing().filter(organization=organization, held_on__range=around)
    found: dict[str, list[dt.date]] = {}
    for kind, day in rows.values_list("kind", "held_on"):
        found.setdefault(kind, []).append(day)
    return found


def _days(line: PlanLine, year: int, today: dt.date, taken: dict[str, list[dt.date]]) -> Iterable[dt.date]:
    if line.cadence not in Cadence.values:
        raise Invalid("请选择开展频次。")
    days = taken.setdefault(line.kind, [])
    for span in spans(line.cadence, year):
        if span.last < today or any(span.holds(day) for day in days):
            continue
        day = _not_before(today, planned_day(span, month=line.month, nth=line.nth, weekday=line.weekday), span)
        days.append(day)
        yield day


def _not_before(today: dt.date, day: dt.date, span: Span) -> dt.date:
    """The same weekday later in a running period whose day has passed."""
    weeks = max(0, -((day - today).days // 7)) if day < today else 0
    return min(day + dt.timedelta(days=7 * weeks), span.last)


def _planned(organization: Organization, line: PlanLine, day: dt.date) -> WorkRecord:
    label = RecordKind(line.kind).label if line.kind in RecordKind.values else ""
    values = checked(
        kind=line.kind, held_on=day, title=line.title or label, responsible=line.responsible, place=line.place
    )
    return WorkRecord(
        organization=organization,
        organization_path=organization.path,
        planned_on=day,
        created_at=clock.now(),
        **values,
    )
