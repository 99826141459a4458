"""The plan of a year: made by cadence, changed line by line, filed with the office above."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import PortalError
from apps.core.verdicts import require

from .. import queries, rules, services
from ..access import role_required
from ..choices import RecordStatus
from ..forms.plans import PlanForm, PlannedForm
from ..forms.refusals import refuse_at
from ..models import Organization, WorkRecord
from .records import READERS
from .strips import strip_of

KEEPERS = (Role.OFFICE, Role.SECRETARY)
#: Part of the year → its months; the empty one is the whole year.
PARTS = {
    "": range(1, 13),
    **{f"q{n}": range(3 * n - 2, 3 * n + 1) for n in range(1, 5)},
    **{f"m{n}": range(n, n + 1) for n in range(1, 13)},
}


@require_safe
@role_required(*READERS)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """What is planned, filed, held and overdue, month by month; the whole year, a quarter or a month of it."""
    organization = _organization(request, pk)
    year, part = _year(request), _part(request)
    records = list(_planned(organization, year))
    shown = [record for record in records if record.held_on.month in PARTS[part]]
    today = clock.today()
    context = {
        "organization": organization,
        "year": year,
        "part": part,
        "tabs": _tabs(pk, year, part),
        "years": [{"year": each, "url": f"?year={each}"} for each in (today.year - 1, today.year, today.year + 1)],
        "figures": _figures(pk, year, shown),
        "months": [
            {"label": f"{month}月", "rows": [{"record": each, "overdue": each.is_overdue(today)} for each in rows]}
            for month, rows in groupby(shown, key=lambda record: record.held_on.month)
        ],
        "strip": strip_of(queries.days_by_kind(organization, year), year, today),
        "may_plan": rules.can_plan(request.user, organization),
        "may_make": year >= today.year and rules.can_plan(request.user, organization),
        "unfiled": sum(record.status == RecordStatus.PLANNED for record in shown),
    }
    return render(request, "organizations/plan.html", context)


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the year by cadence: how often, on which day, about what, who is responsible."""
    organization = _organization(request, pk)
    require(rules.can_plan(request.user, organization))
    year = _year(request)
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_year(actor=request.user, organization=organization, year=year, lines=form.lines())
        except PortalError as error:
            if left := refuse_at(form, error):
                form.add_error(None, left)
        else:
            words = f"已列入计划 {len(made)} 项。" if made else "各时段都已有安排，没有新增。"
            messages.success(request, words)
            return redirect(f"{reverse('organizations:plan', args=[pk])}?year={year}")
    return render(request, "organizations/make_plan.html", {"organization": organization, "year": year, "form": form})


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more piece of planned work."""
    organization = _organization(request, pk)
    require(rules.can_plan(request.user, organization))
    form = PlannedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            record = services.plan_record(actor=request.user, organization=organization, **values)
        except PortalError as error:
            if left := refuse_at(form, error):
                form.add_error(None, left)
        else:
            messages.success(request, "已列入计划。")
            return redirect(f"{reverse('organizations:plan', args=[pk])}?year={record.held_on.year}")
    return render(request, "organizations/planned_record.html", {"organization": organization, "form": form})


@require_POST
@role_required(*KEEPERS)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """File everything planned for the part of the year that is shown."""
    organization = _organization(request, pk)
    require(rules.can_plan(request.user, organization))
    year, part = _year(request), _part(request)
    chosen = [each for each in _planned(organization, year) if each.held_on.month in PARTS[part]]
    count = services.file_records(actor=request.user, records=chosen)
    messages.success(request, f"已备案 {count} 项。" if count else "没有待备案的计划。")
    return redirect(f"{reverse('organizations:plan', args=[pk])}?year={year}&part={part}")


def _organization(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


def _planned(organization: Organization, year: int) -> Any:
    """What was planned in a year, whatever became of it, in the order of the days."""
    found = WorkRecord.objects.standing().filter(organization=organization, planned_on__isnull=False)
    return found.in_year(year).select_related("organization").order_by("held_on", "pk")


def _year(request: HttpRequest) -> int:
    today = clock.today()
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else today.year
    return min(max(year, today.year - 4), today.year + 1)


def _part(request: HttpRequest) -> str:
    part = request.GET.get("part", "")
    return part if part in PARTS else ""


def _tabs(pk: int, year: int, part: str) -> list[dict[str, Any]]:
    address = reverse("organizations:plan", args=[pk])
    today = clock.today()
    labels = {"": "全年", **{f"q{n}": f"{n}季度" for n in range(1, 5)}}
    if year == today.year:
        labels[f"m{today.month}"] = "本月"
    if part not in labels:
        labels[part] = f"{part[1:]}月"
    return [
        {"label": label, "url": f"{address}?year={year}&part={key}", "active": key == part, "count": None}
        for key, label in labels.items()
    ]


def _figures(pk: int, year: int, records: list[WorkRecord]) -> list[dict[str, Any]]:
    today = clock.today()
    counts = {status: sum(record.status == status for record in records) for status in RecordStatus.values}
    overdue = sum(record.is_overdue(today) for record in records)
    return [
        {"label": "待备案", "value": counts[RecordStatus.PLANNED], "unit": "项"},
        {"label": "已备案待开展", "value": counts[RecordStatus.FILED], "unit": "项"},
        {"label": "已开展", "value": counts[RecordStatus.HELD], "unit": "项"},
        {"label": "逾期未开展", "value": overdue, "unit": "项"},
    ]
