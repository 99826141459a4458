"""The office plans rounds, sends teams, follows progress, closes."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.applications.models import AcceptanceRequest
from apps.applications.wording import status_for
from apps.campaigns.queries import read_on_their_day
from apps.core.acts import done
from apps.core.exceptions import PortalError
from apps.core.numbers import number_of
from apps.core.paging import page_of
from apps.organizations.access import role_required

from .. import exports, finding_rules, queries, rules, services
from ..choices import RoundKind
from ..forms import AssignForm, ChangeForm, RoundFilter, RoundForm
from ..forms.planning import VisitFilter
from ..models import Round, Visit
from ..round_table import rows_markup
from .absences import warn_away
from .asked import asked_by, assign_url, day_for, fitting, round_for
from .common import admonish_url, query_of, round_state, round_tabs, seen_round, with_parents


@role_required(Role.OFFICE)
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds of the user's reach."""
    form = RoundFilter(request.GET, user=request.user)
    data = form.cleaned_data if form.is_valid() else {}
    rows = queries.round_rows(
        request.user,
        campaign=data.get("campaign"),
        status=data.get("status", ""),
        quarter=data.get("quarter", ""),
        text=data.get("q", ""),
    )
    page = page_of(request, rows)
    shown = list(page.object_list)
    read_on_their_day((row.organization, row.campaign) for row in shown)
    for row in shown:
        row.state = round_state(row, row.visit_count, row.done_count)
        row.progress_words = f"{row.done_count} / {row.visit_count} 家"
        row.progress_label = f"{row.name}：已提交 {row.progress_words}"
    context = {"form": form, "page": page, "rounds": shown}
    return render(request, "inspections/rounds.html", context)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def round_new(request: HttpRequest) -> HttpResponse:
    """Plan a round."""
    asked = asked_by(request)
    belt = request.GET.get("belt", "").strip()[:60]
    initial = round_for(asked) if asked else _wanted(request, belt)
    form = RoundForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            round_ = services.plan_round(actor=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "已建立督查批次，请安排被检查单位和督导员。")
            return redirect(assign_url(round_, asked) if asked else _after(round_, belt))
    context = {"form": form, "asked": asked, "fitting": fitting(request, asked), "belt": belt}
    return render(request, "inspections/round_new.html", context)


def _wanted(request: HttpRequest, belt: str) -> dict[str, Any]:
    """What the address asks for: a campaign, or a belt to be followed."""
    wanted: dict[str, Any] = {"campaign": request.GET.get("campaign")}
    if belt:
        wanted |= {"kind": RoundKind.GUIDANCE, "name": f"{belt}走访"[:80]}
    return wanted


def _after(round_: Round, belt: str) -> str:
    """The new round's page; the choice of sites where a belt is followed."""
    if belt:
        return f"{reverse('inspections:plan', args=[round_.pk])}?{urlencode({'belt': belt})}"
    return reverse("inspections:round", args=[round_.pk])


@role_required(Role.OFFICE)
@require_safe
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: its visits a page at a time, and how far they are below each organization."""
    round_ = seen_round(request, pk)
    told = queries.round_page.overview(request.user, round_)
    form = _visit_filter(request, round_, told)
    visits = _filtered(request, round_, form)
    page = page_of(request, visits, size=queries.round_page.SIZE, total=None if form.used else told.all_rows)
    shown = with_parents(queries.round_page.page_rows(request.user, round_, page, filtered=form.used), told)
    read_on_their_day((place, round_.campaign) for place in [round_.organization, *(row.organization for row in shown)])
    manage = rules.can_manage_round(request.user, round_)
    run = finding_rules.runs_round(request.user, round_)
    for row in shown if run else ():
        row.round = round_
        row.may_admonish = _admonish_url(request, row) if row.unresolved_count else ""
    context = {
        "may_run": run,
        "untold": told.untold if run else 0,
        "untold_words": str(told.untold),
        "round_key": str(round_.pk),
        "round": round_,
        "state": round_state(round_, told.total, told.done),
        "tabs": round_tabs(round_, "round", manage),
        "form": form,
        "page": page,
        "rows": rows_markup(shown, kind=round_.kind, manage=bool(manage)),
        "told": told,
        "parents": queries.round_page.parents_left(told.parents),
        "figures": _figures(round_, told),
        "manage": manage,
        "committees": bool(manage and rules.has_committees(round_)),
        "may_reopen": not manage and bool(rules.can_reopen_round(request.user, round_)),
        "query": query_of(request),
    }
    return render(request, "inspections/round.html", context)


def _admonish_url(request: HttpRequest, visit: Visit) -> str:
    """约谈提醒 belongs to an application under creation; a committee is written to by letters."""
    if visit.application is None:
        return ""
    visit.application.campaign, visit.application.organization = visit.round.campaign, visit.organization
    return admonish_url(request.user, visit.application, _lagging(visit))


def _visit_filter(request: HttpRequest, round_: Round, told: Any) -> VisitFilter:
    parents = [(each.path, each.name) for each in told.parents]
    form = VisitFilter(request.GET, parents=parents, inspectors=queries.round_page.inspectors_of(round_))
    form.used = any(request.GET.get(name) for name in form.fields)
    return form


def _filtered(request: HttpRequest, round_: Round, form: VisitFilter) -> QuerySet[Visit]:
    data = form.cleaned_data if form.is_valid() else {}
    return queries.round_page.visit_rows(
        request.user,
        round_,
        text=data.get("q", "").strip(),
        status=data.get("status", ""),
        parent=data.get("parent", ""),
        inspector=data.get("inspector"),
        first=data.get("first"),
        last=data.get("last"),
    )


@role_required(Role.OFFICE)
@require_safe
def round_export(request: HttpRequest, pk: int) -> FileResponse:
    """The round's visits as xlsx: those that the page shows with the same filter."""
    round_ = seen_round(request, pk)
    form = _visit_filter(request, round_, queries.round_page.overview(request.user, round_))
    rows = queries.round_page.with_figures(_filtered(request, round_, form))
    return exports.round_workbook(round_, rows.select_related("application").prefetch_related("members__user"))


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one team to several sites at once: all of them or none."""
    round_ = seen_round(request, pk)
    verdict = rules.can_manage_round(request.user, round_)
    candidates = queries.candidates_for(round_)
    inspectors = queries.inspectors_for(round_)
    asked = asked_by(request, round_.campaign_id)
    initial = {"scheduled_on": day_for(round_, asked)}
    form = AssignForm(request.POST or None, candidates=candidates, inspectors=inspectors, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            sent = services.assign_visits(actor=request.user, round=round_, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"已安排 {len(sent)} 个单位的检查，督导员已收到通知。")
            warn_away(request, form.cleaned_data["inspectors"], form.cleaned_data["scheduled_on"])
            return redirect("inspections:round", round_.pk)
    context = {"round": round_, "verdict": verdict, "form": form, "asked": asked, "chosen": _chosen(request, asked)}
    return render(request, "inspections/assign.html", context | _candidate_page(request, candidates, asked))


@role_required(Role.OFFICE)
@require_POST
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round when all visits are in, or before with a reason."""
    round_, reason = seen_round(request, pk), request.POST.get("reason", "")
    return done(
        request,
        _address(round_.pk),
        "本批次已办结。",
        lambda: services.close_round(actor=request.user, round=round_, reason=reason),
    )


@role_required(Role.OFFICE)
@require_POST
def round_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed round again."""
    round_, reason = seen_round(request, pk), request.POST.get("reason", "")
    return done(
        request,
        _address(round_.pk),
        "本批次已重新打开。",
        lambda: services.reopen_round(actor=request.user, round=round_, reason=reason),
    )


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def visit_change(request: HttpRequest, pk: str) -> HttpResponse:
    """Another day or team for a visit that has not begun."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user).for_table(), pk=pk)
    members = list(visit.members.all())
    initial = {
        "scheduled_on": visit.scheduled_on,
        "scheduled_time": visit.scheduled_time,
        "inspectors": [member.user_id for member in members],
        "lead": next((member.user_id for member in members if member.is_lead), None),
    }
    form = ChangeForm(request.POST or None, inspectors=queries.inspectors_for(visit.round), initial=initial)
    page = "schedule" if request.GET.get("from") == "schedule" else "round"
    back = reverse(f"inspections:{page}", args=[visit.round_id])
    if request.method == "POST" and form.is_valid():
        try:
            services.reassign_visit(actor=request.user, visit=visit, version=_version(request), **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "检查安排已更新，督导员已收到通知。")
            warn_away(request, form.cleaned_data["inspectors"], form.cleaned_data["scheduled_on"])
            return redirect(back)
    verdict = rules.can_manage_round(request.user, visit.round)
    context = {"visit": visit, "form": form, "verdict": verdict, "back": back}
    return render(request, "inspections/visit_change.html", context)


@role_required(Role.OFFICE)
@require_POST
def visit_cancel(request: HttpRequest, pk: str) -> HttpResponse:
    """Call a visit off."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user).for_table(), pk=pk)
    reason = request.POST.get("reason", "")
    return done(
        request,
        _address(visit.round_id),
        "检查已取消，督导员已收到通知。",
        lambda: services.cancel_visit(actor=request.user, visit=visit, reason=reason),
    )


def _lagging(visit: Visit) -> str:
    return f"{visit.round.name}发现的问题尚有 {visit.unresolved_count} 个未销号，请说明原因并限期整改。"


def _figures(round_: Round, told: Any) -> list[dict[str, Any]]:
    ledger = f"{reverse('inspections:findings')}?round={round_.pk}"
    return [
        {"label": "计划检查", "value": told.total, "unit": "家"},
        {"label": "已提交", "value": told.done, "unit": "家"},
        {"label": "发现问题", "value": told.findings, "unit": "个", "url": ledger},
        {"label": "未销号", "value": told.unresolved, "unit": "个", "url": f"{ledger}&status=unresolved"},
    ]


def _chosen(request: HttpRequest, asked: AcceptanceRequest | None) -> set[str]:
    """The ticked sites: as sent, else those that the request names."""
    if request.method == "POST":
        return set(request.POST.getlist("applications"))
    return {str(line.application_id) for line in asked.lines.all()} if asked else set()


def _candidate_page(request: HttpRequest, candidates: Any, asked: AcceptanceRequest | None) -> dict[str, Any]:
    """The sites that may be visited; those of a request alone where one leads here."""
    if asked:
        candidates = candidates.filter(acceptance_line__acceptance=asked)
    if text := request.GET.get("q", "").strip():
        found = Q(organization__name__icontains=text) | Q(organization__initials__istartswith=text.lower())
        candidates = candidates.filter(found)
    page = page_of(request, candidates.select_related("organization", "campaign"))
    for row in page.object_list:
        row.status_words = status_for(request.user, row)
    return {"page": page}


def _address(pk: int) -> str:
    return reverse("inspections:round", args=[pk])


def _version(request: HttpRequest) -> int | None:
    return number_of(request.POST.get("version", ""))
