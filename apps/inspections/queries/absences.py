"""Who is away when: told beside the names that an office chooses from, and as clashes of a plan."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.components.text import date_short
from apps.organizations.access import scope_of
from apps.organizations.models import Membership

from ..choices import AbsenceKind
from ..models import Absence, VisitMember
from ..querysets import told_to


def with_absences(people: QuerySet[User], first: dt.date, last: dt.date) -> QuerySet[User]:
    """People with ``away``: their absences in a span, for :func:`label_of`. No statement of its own."""
    rows = Absence.objects.touching(first, last).filter(user=OuterRef("pk")).order_by("starts_on")
    return people.annotate(
        away=ArraySubquery(rows.values(told=JSONObject(kind="kind", first="starts_on", last="ends_on")))
    )


def away_words(person: Any) -> str:
    """11月2日至11月5日请假; empty for somebody who is there."""
    told = []
    for row in getattr(person, "away", ()):
        first, last = dt.date.fromisoformat(row["first"]), dt.date.fromisoformat(row["last"])
        told.append(f"{span_words(first, last)}{AbsenceKind(row['kind']).label}")
    return "、".join(told)


def span_words(first: dt.date, last: dt.date) -> str:
    return date_short(first) if first == last else f"{date_short(first)}至{date_short(last)}"


def label_of(person: Any, *, more: str = "") -> str:
    """The name as it stands among the choices of a form."""
    words = "，".join(filter(None, [more, away_words(person)]))
    return f"{person.name}（{words}）" if words else str(person.name)


def days_away(people: Collection[int], days: Collection[dt.date]) -> dict[tuple[int, dt.date], str]:
    """Person and day → 请假 or 外出. One statement, none without days."""
    if not days:
        return {}
    rows = Absence.objects.touching(min(days), max(days)).filter(user__in=people).order_by("pk")
    found: dict[tuple[int, dt.date], str] = {}
    for key, kind, first, last in rows.values_list("user_id", "kind", "starts_on", "ends_on"):
        for day in days:
            if first <= day <= last:
                found[key, day] = AbsenceKind(kind).label
    return found


def clashing(user: Any, rows: Iterable[Absence]) -> dict[int, list[VisitMember]]:
    """Absence → the open visits on its days, as far as the reader may know of them. One statement."""
    listed = list(rows)
    if not listed:
        return {}
    seats = VisitMember.objects.filter(
        told_to(user, "visit__"),
        user__in={row.user_id for row in listed},
        visit__status="planned",
        visit__scheduled_on__range=(min(row.starts_on for row in listed), max(row.ends_on for row in listed)),
    )
    by_person: dict[int, list[VisitMember]] = defaultdict(list)
    for seat in seats.select_related("visit__organization").order_by("visit__scheduled_on", "pk"):
        by_person[seat.user_id].append(seat)
    return {
        row.pk: [s for s in by_person[row.user_id] if row.starts_on <= s.visit.scheduled_on <= row.ends_on]
        for row in listed
    }


def inspectors_below(user: Any) -> QuerySet[User]:
    """The inspectors whom an office of the person's has in its subtree; nobody for an inspector."""
    below = Q(pk__in=[])
    for prefix in scope_of(user).prefixes:
        below |= Q(organization__path__startswith=prefix)
    held = Membership.objects.filter(below, role=Role.INSPECTOR).on(clock.today())
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def away_by_day(user: Any, first: dt.date, last: dt.date, person: User | None = None) -> dict[dt.date, list[str]]:
    """Day of a span → 张三请假, of the absences that the reader sees. One statement."""
    rows = Absence.objects.visible_to(user).touching(first, last).select_related("user").order_by("user__name", "pk")
    found: dict[dt.date, list[str]] = defaultdict(list)
    for row in rows.filter(user=person) if person else rows:
        for offset in range((min(row.ends_on, last) - max(row.starts_on, first)).days + 1):
            found[max(row.starts_on, first) + dt.timedelta(days=offset)].append(str(row))
    return found
