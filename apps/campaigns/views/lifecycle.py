"""Opening, ending and extending."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid
from apps.core.verdicts import require
from apps.organizations.access import role_required

from .. import services
from ..forms import ExtendForm, PostponeForm
from ..models import Campaign, PhaseExtension
from ..pages import stage_of, tabs_for
from ..queries import eligible
from ..rules import can_extend, can_manage_campaign, can_open_campaign
from .setup import bind, campaign_of, page, save


@require_POST
@role_required(Role.OFFICE)
def open_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what the set-up page holds, then open; what is missing is listed on the page."""
    campaign = campaign_of(request, pk)
    require(can_open_campaign(request.user, campaign))
    bound = bind(campaign, request.POST if "version" in request.POST else None)
    if bound.form.is_bound and not save(request, campaign, bound):
        return page(request, campaign, bound)
    try:
        services.open_campaign(actor=request.user, campaign=campaign)
    except Invalid as error:
        messages.error(request, error.message)
        return redirect("campaigns:setup", pk)
    messages.success(request, "活动已启动，标准、权重、范围和名额已冻结。")
    return redirect("campaigns:detail", pk)


Service = Callable[..., Campaign]


def _act(request: HttpRequest, pk: int, service: Service, done: str) -> HttpResponse:
    campaign = campaign_of(request, pk)
    require(can_manage_campaign(request.user, campaign))
    try:
        service(actor=request.user, campaign=campaign, reason=request.POST.get("reason", ""))
        messages.success(request, done)
    except Invalid as error:
        messages.error(request, error.message)
    return redirect("campaigns:detail", pk)


@require_POST
@role_required(Role.OFFICE)
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.suspend_campaign, "活动已暂停，恢复前不再办理申报、审核和验收。")


@require_POST
@role_required(Role.OFFICE)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.resume_campaign, "活动已恢复。")


@require_POST
@role_required(Role.OFFICE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.close_campaign, "活动已结束。")


@require_POST
@role_required(Role.OFFICE)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.cancel_campaign, "活动已终止，已有材料保留。")


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """A later deadline for one organization, found by name, initials or code."""
    campaign = campaign_of(request, pk)
    require(can_extend(request.user, campaign))
    asked, text = request.GET.get("organization", ""), request.GET.get("q", "")
    initial = {"organization": asked if asked.isdecimal() else None, "phase": _running(campaign)}
    form = ExtendForm(request.POST or None, campaign=campaign, text=text, initial=initial)
    if request.method == "POST" and form.is_valid() and _done(form, services.extend_phase, request):
        organization = form.cleaned_data["organization"]
        messages.success(request, f"已为“{organization.short_name}”延期。")
        return redirect("campaigns:extend", pk)
    return _extend_page(request, campaign, form, PostponeForm(campaign=campaign, initial=initial))


@require_POST
@role_required(Role.OFFICE)
def postpone(request: HttpRequest, pk: int) -> HttpResponse:
    """A later end of a phase for everybody."""
    campaign = campaign_of(request, pk)
    require(can_extend(request.user, campaign))
    form = PostponeForm(request.POST, campaign=campaign)
    if form.is_valid() and _done(form, services.postpone_phase, request):
        messages.success(request, f"“{form.cleaned_data['phase'].name}”已推迟截止。")
        return redirect("campaigns:detail", pk)
    return _extend_page(request, campaign, ExtendForm(campaign=campaign), form)


def _done(form: Any, service: Callable[..., Any], request: HttpRequest) -> bool:
    try:
        service(actor=request.user, **form.cleaned_data)
    except Invalid as error:
        field = "reason" if error.code.startswith("reason") else "until"
        form.add_error("organization" if error.code == "not_eligible" else field, error.message)
        return False
    return True


def _running(campaign: Campaign) -> Any:
    return getattr(stage_of(campaign).phase, "pk", None)


def _extend_page(
    request: HttpRequest, campaign: Campaign, form: ExtendForm, postpone_form: PostponeForm
) -> HttpResponse:
    context = {
        "campaign": campaign,
        "stage": stage_of(campaign),
        "tabs": tabs_for(campaign, request.user, ""),
        "form": form,
        "postpone_form": postpone_form,
        "q": request.GET.get("q", ""),
        "found": form.fields["organization"].queryset.count() if request.GET.get("q") else None,
        "eligible_count": eligible(campaign).count(),
        "page": Paginator(extensions_of(campaign, request.user), 50).get_page(request.GET.get("page")),
    }
    status = 422 if form.errors or postpone_form.errors else 200
    return render(request, "campaigns/extend.html", context, status=status)


def extensions_of(campaign: Campaign, user: Any) -> Any:
    """Extensions that the person may see, newest first."""
    found = PhaseExtension.objects.visible_to(user).filter(phase__campaign=campaign)
    return found.select_related("phase", "organization", "granted_by")
