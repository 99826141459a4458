"""Work lines of a campaign: their table with progress, and the forms of the organizer's office."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import BUSINESS_ROLES, Role
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.verdicts import require
from apps.organizations.access import role_required

from .. import services
from ..forms import NoteForm, WorkLineForm
from ..models import Campaign, WorkLine
from ..pages import line_rows, receipt_of, stage_of, tabs_for
from ..rules import can_acknowledge, can_edit_lines, can_report
from .setup import campaign_of

#: Codes of refusals that belong to a field of the form.
FIELDS = {"name", "organization"}


@require_safe
@role_required(*BUSINESS_ROLES)
def list_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """The campaign's work lines: who answers for each, until when, and what was reported last."""
    campaign = campaign_of(request, pk)
    context = _head(request, campaign)
    context["rows"] = line_rows(campaign, clock.today(), request.user)
    context["may_edit"] = bool(can_edit_lines(request.user, campaign))
    return render(request, "campaigns/work_lines.html", context)


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def add_line(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = campaign_of(request, pk)
    require(can_edit_lines(request.user, campaign))
    form = WorkLineForm(request.POST or None, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_work_line(actor=request.user, campaign=campaign, **form.settings())
        except Invalid as error:
            _show(form, error)
        else:
            messages.success(request, "工作线已添加。")
            return redirect("campaigns:work_lines", pk)
    return render(request, "campaigns/work_line_form.html", {**_head(request, campaign), "form": form})


def _line(campaign: Campaign, pk: int) -> WorkLine:
    return get_object_or_404(
        WorkLine.objects.select_related("campaign", "organization", "acknowledged_by"), campaign=campaign, pk=pk
    )


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def edit_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    campaign = campaign_of(request, pk)
    found = _line(campaign, line)
    require(can_edit_lines(request.user, campaign))
    initial = {name: getattr(found, name) for name in WorkLineForm.base_fields}
    form = WorkLineForm(request.POST or None, campaign=campaign, initial=initial)
    if request.method == "POST" and form.is_valid() and _update(request, found, form):
        messages.success(request, "工作线已保存。")
        return redirect("campaigns:work_lines", pk)
    return render(request, "campaigns/work_line_form.html", {**_head(request, campaign), "form": form, "line": found})


def _update(request: HttpRequest, line: WorkLine, form: WorkLineForm) -> bool:
    version = form.cleaned_data["version"] or 0
    try:
        services.update_work_line(actor=request.user, line=line, version=version, **form.settings())
    except (Invalid, StaleVersion) as error:
        _show(form, error)
        return False
    return True


def _show(form: WorkLineForm, error: Any) -> None:
    form.add_error(error.code if error.code in FIELDS else None, error.message)


@require_POST
@role_required(Role.OFFICE)
def remove_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    campaign = campaign_of(request, pk)
    found = _line(campaign, line)
    require(can_edit_lines(request.user, campaign))
    try:
        services.remove_work_line(actor=request.user, line=found)
        messages.success(request, f"已删除工作线“{found}”。")
    except Invalid as error:
        messages.error(request, error.message)
    return redirect("campaigns:work_lines", pk)


@require_safe
@role_required(*BUSINESS_ROLES)
def show_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Everything reported on a line, and the form for the next report where the person may."""
    campaign = campaign_of(request, pk)
    found = _line(campaign, line)
    return _line_page(request, campaign, found, NoteForm(initial={"is_done": found.done_on is not None}))


@require_POST
@role_required(Role.OFFICE)
def report_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Write progress on a line."""
    campaign = campaign_of(request, pk)
    found = _line(campaign, line)
    require(can_report(request.user, found))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _line_page(request, campaign, found, form)
    services.report_work_line(actor=request.user, line=found, **form.cleaned_data)
    messages.success(request, "进展已记录。")
    return redirect("campaigns:work_lines", pk)


@require_POST
@role_required(Role.OFFICE)
def acknowledge_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """确认收到 by the responsible office."""
    campaign = campaign_of(request, pk)
    found = _line(campaign, line)
    require(can_acknowledge(request.user, found))
    try:
        services.acknowledge_work_line(actor=request.user, line=found)
        messages.success(request, f"已确认收到“{found}”，请按时限推进。")
    except OutOfTurn as error:
        messages.info(request, error.message)
    return redirect("campaigns:work_line", pk, line)


def _line_page(request: HttpRequest, campaign: Campaign, line: WorkLine, form: NoteForm) -> HttpResponse:
    notes = line.notes.select_related("by")
    context = {
        **_head(request, campaign),
        "form": form,
        "line": line,
        "verdict": can_report(request.user, line),
        "receipt": receipt_of(line),
        "may_acknowledge": line.acknowledged_at is None and bool(can_acknowledge(request.user, line)),
        "entries": [{"title": n.by_organization, "at": n.at, "actor": n.by.name, "text": n.text} for n in notes],
    }
    return render(request, "campaigns/work_line.html", context, status=422 if form.is_bound else 200)


def _head(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "stage": stage_of(campaign),
        "tabs": tabs_for(campaign, request.user, "工作线"),
    }
