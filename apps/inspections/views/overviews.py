"""Across rounds: the month, the two levels, and visits of guidance at any time."""

import calendar as months
import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.calendar import office_table
from apps.core.exceptions import PortalError
from apps.core.working_days import is_working_day
from apps.organizations.access import role_required, scope_of
from apps.organizations.models import Organization
from apps.organizations.queries import holders_around

from .. import queries, rules, services
from ..forms import offices_of
from ..forms.planning import CalendarFilter, CommitteeForm, GuidanceForm, month_of
from ..models import Round, Visit, VisitMember
from .absences import warn_away
from .common import VISIT_TONES

WEEKDAYS = "一二三四五六日"
#: Lines of one day; the rest is counted.
LINES = 6
#: Absences so far ahead stand beside the names of people.
AHEAD = dt.timedelta(days=60)


@role_required(Role.OFFICE)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The visits of a month, of one round or one inspector where asked."""
    first = month_of(request.GET.get("month", ""), clock.today())
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    seen = Visit.objects.visible_to(request.user).live().filter(scheduled_on__range=(first, last))
    rounds = Round.objects.filter(pk__in=seen.order_by().values("round_id"))
    teams = VisitMember.objects.filter(visit__in=seen.values("pk")).values("user_id")
    people = User.objects.filter(pk__in=teams).order_by("name", "pk")
    form = CalendarFilter(request.GET, rounds=rounds, inspectors=people)
    data = form.cleaned_data if form.is_valid() else {}
    if data.get("round"):
        seen = seen.filter(round=data["round"])
    if data.get("inspector"):
        seen = seen.filter(members__user=data["inspector"])
    rows = seen.select_related("organization", "round").prefetch_related("members__user")
    visits = list(rows.order_by("scheduled_on", "scheduled_time", "position", "organization_path"))
    away = queries.absences.away_by_day(request.user, first, last, data.get("inspector"))
    context = {
        "form": form, "first": first, "weeks": _weeks(first, visits, away), "weekdays": WEEKDAYS, "count": len(visits),
        "before": (first - dt.timedelta(days=1)).strftime("%Y-%m"), "after": (last + dt.timedelta(days=1)).strftime("%Y-%m"),
        "rest": _rest(request),
    }  # fmt: skip
    return render(request, "inspections/calendar.html", context)


@role_required(Role.OFFICE)
@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """分级督查: what each level visited in the quarter, and what nobody did."""
    quarter = queries.levels.quarter_named(request.GET.get("quarter", ""), clock.today())
    rows = queries.levels.levels_of(request.user, quarter)
    context = {
        "quarter": quarter, "rows": rows, "quarters": queries.levels.quarters_around(clock.today()),
        "total": sum(row.sites for row in rows), "unvisited": sum(row.unvisited for row in rows),
        "twice": sum(row.twice for row in rows),
    }  # fmt: skip
    return render(request, "inspections/levels.html", context)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def guidance(request: HttpRequest) -> HttpResponse:
    """One visit of guidance, outside every quarter's plan."""
    applications = Application.objects.visible_to(request.user).filter(status__in=rules.GUIDED)
    own = [m.organization_id for m in scope_of(request.user).memberships]
    rows = applications.exclude(organization__in=own).select_related("organization", "campaign")
    places = offices_of(request.user)
    inspectors = _around(places)
    initial = {"application": request.GET.get("application"), "scheduled_on": clock.today()}
    form = GuidanceForm(
        request.POST or None, applications=rows.order_by("organization_path"), organizations=places,
        inspectors=inspectors, initial=initial,
    )  # fmt: skip
    return _planned(request, form) or render(request, "inspections/guidance.html", {"form": form})


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def guidance_committee(request: HttpRequest) -> HttpResponse:
    """One visit of a committee as such, outside every quarter's plan (分级督查)."""
    places = offices_of(request.user)
    below = Organization.objects.active().visible_to(request.user).filter(level__in=rules.COMMITTEE_LEVELS)
    campaigns = Campaign.objects.visible_to(request.user).filter(status__in=["open", "closed"])
    initial = {"committee": request.GET.get("committee"), "scheduled_on": clock.today()}
    form = CommitteeForm(
        request.POST or None, committees=below.exclude(pk__in=places), campaigns=campaigns, organizations=places,
        inspectors=_around(places), initial=initial,
    )  # fmt: skip
    return _planned(request, form) or render(request, "inspections/guidance.html", {"form": form, "committee": True})


def _planned(request: HttpRequest, form: GuidanceForm | CommitteeForm) -> HttpResponse | None:
    """The visit that a valid form asks for; None while the form is to be shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        visit = services.plan_guidance(actor=request.user, **form.cleaned_data)
    except PortalError as error:
        form.add_error(None, error.message)
        return None
    messages.success(request, "已安排，有关人员已收到通知。")
    warn_away(request, form.cleaned_data["inspectors"], visit.scheduled_on)
    return redirect("inspections:visit", visit.pk)


def _around(places: Any) -> Any:
    """The inspectors around the first office, with their absences of the coming weeks."""
    first, today = next(iter(places), None), clock.today()
    people = holders_around(first.path, Role.INSPECTOR) if first else User.objects.none()
    return queries.absences.with_absences(people, today, today + AHEAD)


def _weeks(first: dt.date, visits: list[Visit], away: dict[dt.date, list[str]]) -> list[list[dict[str, Any]]]:
    table, today = office_table(), clock.today()
    by_day: dict[dt.date, list[Visit]] = {}
    for visit in visits:
        visit.tone = VISIT_TONES[visit.status]
        by_day.setdefault(visit.scheduled_on, []).append(visit)
    return [
        [
            {
                "day": day, "outside": day.month != first.month, "today": day == today,
                "off": not is_working_day(day, table), "visits": by_day.get(day, [])[:LINES],
                "more": max(0, len(by_day.get(day, [])) - LINES), "away": away.get(day, []),
            }
            for day in week
        ]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]  # fmt: skip


def _rest(request: HttpRequest) -> str:
    """What the links to other months keep."""
    query = request.GET.copy()
    query.pop("month", None)
    return f"&{query.urlencode()}" if query else ""
