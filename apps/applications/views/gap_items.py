"""自查问题: a leaf that is not met becomes an item with cause, measure, owner and date."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import PortalError
from apps.core.models import StateChange
from apps.core.paging import page_of
from apps.core.states import transition_for
from apps.organizations.access import role_required, roles_of
from apps.standards import engine

from .. import services
from ..assessment_rules import can_answer, can_plan_gaps
from ..exports import gap_items_workbook
from ..forms.gap_items import GapClosing, GapFilter, GapPlanForm
from ..forms.self_assessment import LeafForm
from ..models import GapItem, Response
from ..queries.assessment import sheet_of
from ..queries.gap_items import gap_counts, gap_list
from . import assessment_cards as cards
from .self_assessment import application_with_sheet, read_response, read_sheet


@role_required(Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def plan_gap(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Put a leaf on the list of rectification."""
    sheet = read_sheet(request, pk)
    response = read_response(sheet, key)
    found, number = cards.section_and_number(sheet, response.criterion.code)
    leaf = found.find(response.criterion.code)
    if leaf is None or leaf.criterion is None:
        raise Http404
    form = GapPlanForm(request.POST if request.method == "POST" else None)
    problem = cards.problem_of(leaf)
    if request.method == "POST" and form.is_valid():
        try:
            services.open_gap(actor=request.user, response=response, problem=problem, plan=form.plan())
        except PortalError as error:
            form.point_out(error)
        else:
            messages.success(request, f"“{leaf.title}”已列入整改清单。")
            return redirect(cards.leaf_url(sheet, found.code, response))
    context = {
        "application": sheet.application,
        "leaf": leaf,
        "number": number,
        "problem": problem,
        "form": form,
        "may": can_plan_gaps(request.user, sheet.application),
        "existing": GapItem.objects.filter(
            application=sheet.application, criterion=response.criterion, status="open"
        ).first(),
        "back": cards.leaf_url(sheet, found.code, response),
    }
    return render(request, "applications/gap_plan.html", context, status=422 if form.errors else 200)


@role_required(Role.OFFICE, Role.SECRETARY, Role.LEADER)
@require_safe
def gap_items(request: HttpRequest) -> HttpResponse:
    """一项一项规范、一条一条整改: the list of what organizations found lacking themselves."""
    form, rows = _filtered(request)
    page = page_of(request, rows)
    context = {
        "form": form,
        "page": page,
        "items": page.object_list,
        "counts": gap_counts(GapItem.objects.visible_to(request.user)),
        "query": _query(request),
        "own": Role.OFFICE not in roles_of(request.user),
    }
    return render(request, "applications/gap_items.html", context)


@role_required(Role.OFFICE, Role.SECRETARY, Role.LEADER)
@require_safe
def gap_items_export(request: HttpRequest) -> FileResponse:
    """The rows as filtered, as xlsx."""
    return gap_items_workbook(_filtered(request)[1])


@role_required(Role.OFFICE, Role.SECRETARY, Role.LEADER)
@require_safe
def gap_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: problem, plan, what is to be told to close it, and how it came along."""
    item = _item(request, pk)
    return _page(request, item)


@role_required(Role.SECRETARY)
@require_POST
def gap_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the plan."""
    item = _item(request, pk)
    form = GapPlanForm(request.POST)
    if form.is_valid():
        try:
            seen = form.cleaned_data["version"] or 0
            services.edit_gap(actor=request.user, item=item, version=seen, plan=form.plan())  # type: ignore[arg-type]
        except PortalError as error:
            form.point_out(error)
        else:
            messages.success(request, "整改安排已保存。")
            return redirect("applications:gap_item", pk)
    return _page(request, item, plan_form=form, status=422)


@role_required(Role.SECRETARY)
@require_POST
def gap_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close with what was done and the new answer."""
    item = _item(request, pk)
    form = GapClosing(request.POST)
    leaf_form, response, _ = _leaf_form(request, item, request.POST)
    valid = form.is_valid() and (leaf_form is None or leaf_form.is_valid())
    if valid:
        told = None
        if leaf_form is not None and response is not None:
            told = services.NewAnswer(response.version, leaf_form.arguments())
        try:
            services.close_gap(
                actor=request.user,  # type: ignore[arg-type]
                item=item,
                version=form.cleaned_data["version"],
                result=form.cleaned_data["result"],
                told=told,
            )
        except PortalError as error:
            form.add_error("result" if error.code == "result" else None, error.message)
        else:
            messages.success(request, "问题已销号，本项结论已更新。")
            return redirect("applications:gap_item", pk)
    return _page(request, item, closing=form, leaf_form=leaf_form, status=422)


@role_required(Role.SECRETARY)
@require_POST
def gap_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed item again, due in a month until its plan is changed."""
    item = _item(request, pk)
    try:
        services.reopen_gap(
            actor=request.user,  # type: ignore[arg-type]
            item=item,
            version=item.version,
            reason=request.POST.get("reason", ""),
            due_on=max(item.due_on, clock.today() + dt.timedelta(days=30)),
        )
        messages.success(request, "问题已重新列入整改，期限 30 天，可在整改安排中修改。")
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("applications:gap_item", pk)


def _item(request: HttpRequest, pk: int) -> GapItem:
    related = (
        "application__campaign",
        "application__organization",
        "application__standard_version",
        "criterion",
        "closed_by",
    )
    return get_object_or_404(GapItem.objects.visible_to(request.user).select_related(*related), pk=pk)


def _filtered(request: HttpRequest) -> tuple[GapFilter, Any]:
    form = GapFilter(request.GET, user=request.user)
    data = form.cleaned_data if form.is_valid() else {}
    names = ("q", "state", "cause", "campaign")
    asked = {name: data[name] for name in names if data.get(name)}
    return form, gap_list(request.user, **asked)


def _query(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return f"?{query.urlencode()}" if query else ""


def _leaf_form(request: HttpRequest, item: GapItem, data: Any) -> tuple[LeafForm | None, Response | None, Any]:
    """The leaf's own form while its answer may be changed; with its row and its present outcome."""
    application = application_with_sheet(request, item.application_id)
    sheet = sheet_of(application)
    code = item.criterion.code
    if sheet is None or code not in sheet.responses:
        return None, None, None
    outcome = sheet.outcome.find(code)
    response = sheet.responses[code]
    if not can_answer(request.user, sheet.assessment) or code not in sheet.needs or outcome is None:
        return None, response, outcome
    metrics = cards.metrics_of(sheet, [outcome])
    form = LeafForm(data, sheet=sheet, response=response, needs=sheet.needs[code], metrics=metrics)
    return form, response, outcome


def _page(
    request: HttpRequest,
    item: GapItem,
    *,
    plan_form: GapPlanForm | None = None,
    closing: GapClosing | None = None,
    leaf_form: LeafForm | None = None,
    status: int = 200,
) -> HttpResponse:
    blank, _, outcome = _leaf_form(request, item, None)
    initial = {name: getattr(item, name) for name in ("cause", "cause_note", "measure", "owner", "due_on", "version")}
    context = {
        "item": item,
        "application": item.application,
        "may": can_plan_gaps(request.user, item.application),
        "plan_form": plan_form or GapPlanForm(initial=initial),
        "closing": closing or GapClosing(initial={"version": item.version}),
        "leaf_form": leaf_form or blank,
        "outcome": outcome,
        "met": outcome is not None and outcome.verdict is engine.Verdict.MET,
        "gain": outcome.gain if outcome is not None else None,
        "history": [_entry(change) for change in reversed(StateChange.objects.of(item).select_related("actor"))],
    }
    return render(request, "applications/gap_item.html", context, status=status)


def _entry(change: StateChange) -> dict[str, Any]:
    label = "列入整改清单" if change.verb == "create" else transition_for(GapItem, change.verb).label
    return {
        "title": label,
        "at": change.at,
        "actor": change.actor.name if change.actor else "系统",
        "text": change.reason,
    }
