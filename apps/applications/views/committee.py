"""Committees' plans before their branches apply, and their requests for acceptance."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.campaigns.queries import eligible, with_phases
from apps.core.components.forms import put_error
from apps.core.exceptions import PortalError
from apps.core.models import StateChange
from apps.core.numbers import number_of
from apps.core.paging import page_of
from apps.core.states import transition_for
from apps.core.verdicts import require
from apps.organizations.access import role_required, scope_of

from .. import creation_rules, services
from ..choices import AcceptanceStatus, CommitteePlanStatus
from ..forms.creation import AcceptanceForm, PlanForm, PlanLineForm
from ..models import AcceptanceLine, AcceptanceRequest, Application, CommitteePlan, CommitteePlanLine
from ..services.committee import READY
from ..wording import status_for
from .creation_common import chosen_campaign, form_page, tabs

PLAN_TONES = {
    CommitteePlanStatus.DRAFT: "idle", CommitteePlanStatus.SUBMITTED: "info", CommitteePlanStatus.RETURNED: "warn",
    CommitteePlanStatus.APPROVED: "ok",
}  # fmt: skip
ASKED_TONES = {
    AcceptanceStatus.DRAFT: "idle", AcceptanceStatus.SUBMITTED: "info", AcceptanceStatus.RETURNED: "warn",
    AcceptanceStatus.ACCEPTED: "ok",
}  # fmt: skip


def _running(request: HttpRequest) -> list[Campaign]:
    """Open campaigns in which an office of the person may hand something in: below the organizer, within its scope."""
    running = Campaign.objects.visible_to(request.user).running().order_by("-year", "-pk")
    return [each for each in running if _committee(request, each) is not None]


def _committee(request: HttpRequest, campaign: Campaign) -> Any:
    offices = [m.organization for m in scope_of(request.user).memberships if m.role == Role.OFFICE]
    return next((each for each in offices if creation_rules.can_file_plan(request.user, campaign, each)), None)


@role_required(Role.OFFICE)
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """创建计划 of committees: those to be decided first."""
    rows = CommitteePlan.objects.visible_to(request.user).select_related("campaign", "organization")
    campaign, _ = chosen_campaign(request)
    page = page_of(request, rows.order_by("-submitted_at", "-pk"))
    listed = [{"row": each, "tone": PLAN_TONES[CommitteePlanStatus(each.status)]} for each in page]
    held = set(CommitteePlan.objects.visible_to(request.user).values_list("campaign_id", "organization_id"))
    running = [each for each in _running(request) if (each.pk, _committee(request, each).pk) not in held]
    context = {"page": page, "rows": listed, "running": running, "tabs": tabs("plans", campaign)}
    return render(request, "applications/committee_plans.html", context)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def plan_write(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """The words of one's own committee's plan; the first saving begins it."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign_pk)
    committee = _committee(request, campaign) or _any_office(request)
    require(creation_rules.can_file_plan(request.user, campaign, committee))
    held = CommitteePlan.objects.filter(campaign=campaign, organization=committee).first()
    if held is not None:
        require(creation_rules.can_edit_plan(request.user, held))
    names = ("version", "goals", "measures", "funds", "funds_note")
    initial = {name: getattr(held, name) for name in names} if held else {"version": 0}
    back = reverse("applications:committee_plan", args=[held.pk]) if held else reverse("applications:committee_plans")
    form = PlanForm(request.POST or None, initial=initial)

    def act(told: dict[str, Any]) -> Any:
        return services.save_committee_plan(actor=request.user, campaign=campaign, organization=committee, **told)

    answer = form_page(
        request, form, act, title="填写创建计划", trail=[("创建计划", reverse("applications:committee_plans"))],
        back_url=back, message="已保存。", lines=[committee.name, campaign.name],
    )  # fmt: skip
    if answer.status_code == 302:
        made = CommitteePlan.objects.get(campaign=campaign, organization=committee)
        return redirect("applications:committee_plan", made.pk)
    return answer


def _any_office(request: HttpRequest) -> Any:
    return next(m.organization for m in scope_of(request.user).memberships if m.role == Role.OFFICE)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One committee's plan; POST adds a branch while it is written."""
    row = _plan(request, pk)
    verdict = creation_rules.can_edit_plan(request.user, row)
    branches = eligible(row.campaign).filter(path__startswith=row.organization_path).exclude(pk=row.organization_id)
    branches = branches.exclude(pk__in=row.lines.values("organization"))
    form, status = PlanLineForm(request.POST or None, branches=branches), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.add_plan_line(actor=request.user, plan=row, **form.cleaned_data)
            except PortalError as error:
                put_error(form, error)
                status = error.status
            else:
                return redirect("applications:committee_plan", pk)
        else:
            require(verdict)
    context = {
        "plan": row, "lines": row.lines.select_related("organization"), "form": form, "may_edit": verdict,
        "tone": PLAN_TONES[CommitteePlanStatus(row.status)], "history": _history(row),
        "may_decide": creation_rules.can_decide_for_committee(request.user, row),
    }  # fmt: skip
    return render(request, "applications/committee_plan.html", context, status=status)


@role_required(Role.OFFICE)
@require_POST
def plan_line_remove(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Take a branch out of the plan."""
    row = _plan(request, pk)
    line = get_object_or_404(CommitteePlanLine.objects.filter(plan=row).select_related("plan"), pk=line_pk)
    services.remove_plan_line(actor=request.user, line=line)
    messages.success(request, "已移除。")
    return redirect("applications:committee_plan", pk)


@role_required(Role.OFFICE)
@require_POST
def plan_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the plan in."""
    row = _plan(request, pk)
    try:
        services.submit_committee_plan(actor=request.user, plan=row, version=_version(request, row))
    except PortalError as error:
        if error.status == 403:
            raise
        messages.error(request, error.message)
    else:
        messages.success(request, "创建计划已报送。")
    return redirect("applications:committee_plan", pk)


@role_required(Role.OFFICE)
@require_POST
def plan_decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The organizer approves the plan or sends it back."""
    row = _plan(request, pk)
    return _decide(request, row, verb, services.decide_committee_plan, "plan", "applications:committee_plan")


@role_required(Role.OFFICE)
@require_safe
def acceptances(request: HttpRequest) -> HttpResponse:
    """Requests for acceptance."""
    rows = AcceptanceRequest.objects.visible_to(request.user).select_related("campaign", "organization")
    campaign, _ = chosen_campaign(request)
    page = page_of(request, rows.prefetch_related("lines__application__organization").order_by("-submitted_at", "-pk"))
    listed = [{"row": each, "tone": ASKED_TONES[AcceptanceStatus(each.status)]} for each in page]
    context = {"page": page, "rows": listed, "running": _running(request), "tabs": tabs("acceptances", campaign)}
    return render(request, "applications/acceptances.html", context)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def acceptance_write(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """A new request of one's own committee, or the one named by ``?request=`` while it is written."""
    campaigns = Campaign.objects.visible_to(request.user).prefetch_related(with_phases())
    campaign = get_object_or_404(campaigns, pk=campaign_pk)
    committee = _committee(request, campaign) or _any_office(request)
    require(creation_rules.can_file_plan(request.user, campaign, committee))
    held = _own_request(request, campaign, committee)
    sites = Application.objects.filter(
        campaign=campaign, status__in=READY, organization_path__startswith=committee.path
    )
    sites = sites.exclude(acceptance_line__in=_lines_elsewhere(held)).select_related("organization")
    initial: dict[str, Any] = {"version": 0}
    if held is not None:
        chosen = held.lines.values_list("application_id", flat=True)
        initial = {
            "version": held.version,
            "summary": held.summary,
            "wanted_on": held.wanted_on,
            "applications": list(chosen),
        }
    submit = "draft" not in request.POST
    return form_page(
        request,
        AcceptanceForm(request.POST or None, sites=sites.order_by("organization_path"), initial=initial),
        lambda told: services.save_acceptance(
            actor=request.user, campaign=campaign, organization=committee, asked=held, submit=submit, **told
        ),
        title="申请验收",
        trail=[("验收申请", reverse("applications:acceptances"))],
        back_url=reverse("applications:acceptances"),
        message="验收申请已提交。",
        lines=[committee.name, campaign.name],
        button="提交申请",
    )


def _own_request(request: HttpRequest, campaign: Campaign, committee: Any) -> AcceptanceRequest | None:
    key = request.GET.get("request", "")
    if not key.isdecimal():
        return None
    own = AcceptanceRequest.objects.filter(campaign=campaign, organization=committee)
    row: AcceptanceRequest = get_object_or_404(own.select_related("campaign", "organization"), pk=key)
    require(creation_rules.can_edit_plan(request.user, row))
    return row


def _lines_elsewhere(held: AcceptanceRequest | None) -> Any:
    rows = AcceptanceLine.objects.all()
    return rows.exclude(acceptance=held) if held is not None else rows


@role_required(Role.OFFICE)
@require_safe
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its sites; once taken up, each leads to the planning of its visit."""
    row = _asked(request, pk)
    lines = list(row.lines.select_related("application__organization", "application__campaign"))
    for line in lines:
        line.status_words = status_for(request.user, line.application)
    context = {
        "asked": row, "lines": lines, "history": _history(row),
        "tone": ASKED_TONES[AcceptanceStatus(row.status)],
        "may_edit": creation_rules.can_edit_plan(request.user, row),
        "may_decide": creation_rules.can_decide_for_committee(request.user, row),
    }  # fmt: skip
    return render(request, "applications/acceptance.html", context)


@role_required(Role.OFFICE)
@require_POST
def acceptance_decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The organizer takes the request up or sends it back."""
    row = _asked(request, pk)
    return _decide(request, row, verb, services.decide_acceptance, "asked", "applications:acceptance")


def _decide(
    request: HttpRequest, row: Any, verb: str, act: Callable[..., Any], name: str, address: str
) -> HttpResponse:
    if verb not in {"plan": ("approve", "return", "reopen"), "asked": ("accept", "return")}[name]:
        raise Http404("no such act")
    opinion = request.POST.get("reason", "") or request.POST.get("opinion", "")
    act(actor=request.user, verb=verb, opinion=opinion, version=_version(request, row), **{name: row})
    messages.success(request, "已办理，报送单位将收到通知。")
    return redirect(address, row.pk)


def _version(request: HttpRequest, row: Any) -> int:
    """The version that the page showed; without one the present."""
    told = request.POST.get("version", "")
    return row.version if (seen := number_of(told)) is None else seen


def _plan(request: HttpRequest, pk: int) -> CommitteePlan:
    rows = CommitteePlan.objects.visible_to(request.user).select_related("campaign", "organization")
    return get_object_or_404(rows, pk=pk)


def _asked(request: HttpRequest, pk: int) -> AcceptanceRequest:
    rows = AcceptanceRequest.objects.visible_to(request.user).select_related("campaign", "organization")
    return get_object_or_404(rows, pk=pk)


def _history(row: Any) -> list[dict[str, Any]]:
    changes = StateChange.objects.of(row).select_related("actor")
    return [
        {
            "title": f"{each.acting_organization_name}　"
            + ("开始填写" if each.verb == "create" else transition_for(type(row), each.verb).label),
            "at": each.at,
            "actor": each.actor.name if each.actor else "系统",
            "text": each.reason,
        }
        for each in reversed(changes)
    ]
