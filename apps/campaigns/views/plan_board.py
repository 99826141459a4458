"""创建计划图: the board of a programme, one organization's years, targets, workbooks, candidates out of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import BUSINESS_ROLES, Role
from apps.core import clock
from apps.core.exceptions import Invalid, PortalError, StaleVersion
from apps.core.paging import page_of
from apps.core.verdicts import require
from apps.organizations.access import role_required
from apps.organizations.models import Organization
from apps.organizations.spreadsheet import SpreadsheetError

from .. import services
from ..exports import plan_workbook
from ..forms.plan_board import BoardFilter, PlanImportForm, TargetsForm, YearsForm
from ..models import Campaign, PlannedYear, Programme
from ..plan_pages import cells_of, meters_of
from ..queries.plan_board import board_rows, branches_of, counts_of, places_on, summary_of, with_years
from ..rules import can_decide_planned, can_edit_programme, can_plan_year, offices_of
from .programmes import programme_of

PROBLEMS_SHOWN = 500


@require_safe
@role_required(*BUSINESS_ROLES)
def show_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Branches by years, as far as the person's organizations go, and the years against their targets."""
    found = Programme.objects.visible_to(request.user).select_related("organization").prefetch_related("targets")
    programme = get_object_or_404(found, pk=pk)
    branches, is_whole = branches_of(programme, request.user)
    form = BoardFilter(request.GET, places=branches)
    filters = form.filters()
    places = places_on(programme, request.user, filters)
    counts = counts_of(programme, places, filters["show"], request.user)
    unfiltered = is_whole and not any(filters.get(name) for name in ("q", "sector", "under"))
    committees = len(branches) if unfiltered else None
    is_office = bool(offices_of(request.user))
    # A share of the one organization that a secretary sees would say nothing.
    targets = list(programme.targets.all())
    summary = summary_of(programme, places, targets, committees, counts.total) if is_office else {}
    page = page_of(request, board_rows(programme, places, filters["show"]), total=counts.shown)
    rows = with_years(programme, page.object_list)
    export = f"{reverse('campaigns:board_export', args=[pk])}?{request.GET.urlencode()}"
    context = {
        "programme": programme,
        "form": form,
        "page": page,
        "rows": [
            (row, cells_of(programme, row), can_plan_year(request.user, programme, row.organization)) for row in rows
        ],
        "meters": meters_of(summary),
        "counts": counts,
        "filters": filters,
        "total": f"共 {counts.shown} 家",
        "is_office": is_office,
        "may_edit": can_edit_programme(request.user, programme),
        "export_url": export if is_office else "",
    }
    return render(request, "campaigns/board.html", context)


@require_safe
@role_required(Role.OFFICE)
def export_board(request: HttpRequest, pk: int) -> Any:
    """The board as it is filtered, all pages; it can be filled in and imported again."""
    programme = programme_of(request, pk)
    branches, _ = branches_of(programme, request.user)
    filters = BoardFilter(request.GET, places=branches).filters()
    return plan_workbook(programme, board_rows(programme, places_on(programme, request.user, filters), filters["show"]))


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def plan_organization(request: HttpRequest, pk: int, organization: int) -> HttpResponse:
    """The years of one organization: plan them, confirm or decline them."""
    programme = programme_of(request, pk)
    place = get_object_or_404(Organization.objects.visible_to(request.user), pk=organization)
    require(can_plan_year(request.user, programme, place))
    rows = PlannedYear.objects.filter(programme=programme, organization=place)
    planned = list(rows.select_related("programme", "proposer", "organization", "decided_by").order_by("year"))
    years = [year for year in programme.years if year >= clock.today().year]
    form = YearsForm(request.POST or None, years=years, planned={each.year: each for each in planned})
    if request.method == "POST" and form.is_valid() and _planned(request, programme, place, form):
        return redirect("campaigns:plan_organization", pk, place.pk)
    context = {
        "programme": programme,
        "organization": place,
        "form": form,
        "years": years,
        "planned": [(each, can_decide_planned(request.user, each)) for each in planned],
    }
    return render(request, "campaigns/board_organization.html", context)


def _planned(request: HttpRequest, programme: Programme, place: Organization, form: YearsForm) -> bool:
    try:
        services.plan_years(
            actor=request.user, programme=programme, organization=place, goals=form.goals(),
            note=form.cleaned_data["note"], seen=form.versions(),
        )  # fmt: skip
    except (Invalid, StaleVersion) as error:
        form.add_error(error.code if error.code in form.fields else None, error.message)
        return False
    messages.success(request, f"“{place.short_name}”的年度计划已保存。")
    return True


@require_POST
@role_required(Role.OFFICE)
def confirm_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm all that waits for this office, below one committee or everywhere."""
    programme = programme_of(request, pk)
    under = request.POST.get("under", "")
    place = None
    if under.isdecimal() and len(under) < 19:
        place = get_object_or_404(Organization.objects.visible_to(request.user), pk=int(under))
    count = services.confirm_below(actor=request.user, programme=programme, organization=place)
    messages.success(request, f"已确认 {count} 项年度计划。" if count else "没有等待本单位确认的年度计划。")
    return redirect("campaigns:board", pk)


@require_POST
@role_required(Role.OFFICE)
def confirm_planned(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm one planned year."""
    return _decide(request, pk, "confirm", "已确认。")


@require_POST
@role_required(Role.OFFICE)
def decline_planned(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one planned year back, with the reason."""
    return _decide(request, pk, "decline", "已退回提出单位。")


def _decide(request: HttpRequest, pk: int, verb: str, words: str) -> HttpResponse:
    planned = get_object_or_404(PlannedYear.objects.visible_to(request.user), pk=pk)
    opinion = request.POST.get("reason", "")
    try:
        services.decide_planned(actor=request.user, planned=planned, verb=verb, opinion=opinion)
        messages.success(request, words)
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("campaigns:plan_organization", planned.programme_id, planned.organization_id)


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def set_targets(request: HttpRequest, pk: int) -> HttpResponse:
    """The yearly targets of a programme."""
    programme = programme_of(request, pk)
    require(can_edit_programme(request.user, programme))
    form = TargetsForm(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        version, targets = form.cleaned_data["version"], form.targets()
        try:
            services.set_targets(actor=request.user, programme=programme, version=version, targets=targets)
        except (Invalid, StaleVersion) as error:
            form.add_error(error.code if error.code in form.fields else None, error.message)
        else:
            messages.success(request, "逐年目标已保存。")
            return redirect("campaigns:board", pk)
    return render(request, "campaigns/board_targets.html", {"programme": programme, "form": form})


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def import_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a workbook: written as a whole, or every bad row named and nothing written."""
    programme = programme_of(request, pk)
    form = PlanImportForm(request.POST or None, request.FILES or None)
    form.fields["file"].help_text = "使用“导出”得到的工作簿，一行一个党组织，不超过 20 MB"
    check = None
    if request.method == "POST" and form.is_valid():
        skip = form.cleaned_data["skip_bad"]
        try:
            content = form.cleaned_data["file"].read()
            check = services.import_plan(actor=request.user, programme=programme, file=content, skip_bad=skip)
        except (PortalError, SpreadsheetError) as error:
            form.add_error("file", str(error))
        else:
            if skip or not check.problems:
                messages.success(request, f"导入完成：更新 {len(check.plans)} 家，未变 {check.unchanged} 家。")
                return redirect("campaigns:board", pk)
            form.add_error("file", f"有 {len(check.problems)} 处问题，没有导入任何数据。")
    if check is None or form.is_valid():
        form.fields.pop("skip_bad", None)
    context = {"programme": programme, "form": form, "problems": check.problems[:PROBLEMS_SHOWN] if check else ()}
    return render(request, "campaigns/board_import.html", context)


@require_POST
@role_required(Role.OFFICE)
def take_from_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """从计划图带入: the confirmed organizations of the campaign's year become candidates."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
    try:
        taken = services.take_from_plan(actor=request.user, campaign=campaign)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, taken.words)
    return redirect("campaigns:survey", pk=pk)
