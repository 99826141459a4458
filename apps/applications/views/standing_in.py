"""Delegation, hand-over, declarations of interest, and the order of candidates."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.core.acts import done
from apps.core.exceptions import PortalError
from apps.core.numbers import number_of
from apps.organizations.access import role_required, scope_of
from apps.organizations.models import Organization

from .. import desk, queries, rules, services
from ..forms import DelegationForm, HandOverForm, InterestForm
from ..models import InterestDeclaration, ReviewDelegation
from ..querysets import reviewing_offices


@role_required(Role.OFFICE)
@require_safe
def standing_in(request: HttpRequest) -> HttpResponse:
    """委托、移交、回避 on one page."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **bound: Any) -> HttpResponse:
    offices = _offices(request)
    context = {
        "delegations": [_told(request, row) for row in queries.delegations_of(request.user)],
        "interests": InterestDeclaration.objects.visible_to(request.user).select_related("organization"),
        "delegation_form": DelegationForm(offices=offices),
        "hand_over_form": HandOverForm(offices=offices),
        "interest_form": InterestForm(),
        "offices": offices,
    } | bound
    return render(request, "applications/standing_in.html", context, status=status)


def _told(request: HttpRequest, row: Any) -> Any:
    """A delegation with its state in words and whether the person may take it back."""
    row.state_words, row.state_tone = desk.delegation_state(row)
    row.may_revoke = row.revoked_at is None and bool(rules.can_delegate(request.user, row.organization))
    return row


def _offices(request: HttpRequest) -> list[Organization]:
    return [m.organization for m in scope_of(request.user).memberships if m.role == Role.OFFICE]


@role_required(Role.OFFICE)
@require_POST
def delegate(request: HttpRequest) -> HttpResponse:
    form = DelegationForm(request.POST, offices=_offices(request))
    if form.is_valid():
        try:
            services.delegate_reviews(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except PortalError as error:
            form.add_error(error.code if error.code in form.fields else None, error.message)
        else:
            messages.success(request, "委托已登记，受托方已收到消息。")
            return redirect("applications:standing_in")
    return _page(request, status=422, delegation_form=form)


@role_required(Role.OFFICE)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ReviewDelegation.objects.visible_to(request.user), pk=pk)
    return done(
        request,
        reverse("applications:standing_in"),
        "委托已收回。",
        lambda: services.revoke_delegation(
            actor=request.user,  # type: ignore[arg-type]
            delegation=row,
            reason=request.POST.get("reason", ""),
        ),
    )


@role_required(Role.OFFICE)
@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    form = HandOverForm(request.POST, offices=_offices(request))
    if form.is_valid():
        try:
            number = services.hand_over_reviews(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except PortalError as error:
            form.add_error(error.code if error.code in form.fields else None, error.message)
        else:
            messages.success(request, f"已移交 {number} 项。")
            return redirect("applications:standing_in")
    return _page(request, status=422, hand_over_form=form)


@role_required(Role.OFFICE)
@require_POST
def declare(request: HttpRequest) -> HttpResponse:
    form = InterestForm(request.POST)
    if form.is_valid():
        try:
            services.declare_interest(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except PortalError as error:
            form.add_error(error.code if error.code in form.fields else None, error.message)
        else:
            messages.success(request, "回避已登记，该单位的申报由同事或上级审核。")
            return redirect("applications:standing_in")
    return _page(request, status=422, interest_form=form)


@role_required(Role.OFFICE)
@require_POST
def end_interest(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(InterestDeclaration.objects.visible_to(request.user), pk=pk)
    return done(
        request,
        reverse("applications:standing_in"),
        "回避已解除。",
        lambda: services.end_interest(
            actor=request.user,  # type: ignore[arg-type]
            declaration=row,
            reason=request.POST.get("reason", ""),
        ),
    )


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def ranking(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """择优排序: the office's candidates of a campaign in its own order."""
    campaign = get_object_or_404(
        Campaign.objects.visible_to(request.user).select_related("organization"), pk=campaign_pk
    )
    office = _ranking_office(request, campaign)
    if request.method == "POST":
        order = [key for text in request.POST.getlist("order") if (key := number_of(text)) is not None]
        try:
            services.rank_candidates(
                actor=request.user,  # type: ignore[arg-type]
                campaign=campaign,
                organization=office,
                order=order,
                seen=request.POST.get("seen", ""),
            )
        except PortalError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "排序已保存。")
        return redirect(f"{reverse('applications:ranking', args=[campaign_pk])}?organization={office.pk}")
    candidates = queries.candidates_of(campaign, office)
    ranks = queries.free_ranks(campaign, office, len(candidates))
    context = {
        "campaign": campaign,
        "office": office,
        "candidates": list(zip(ranks, candidates, strict=True)),
        "sent": len(candidates) > 0 and ranks != list(range(1, len(ranks) + 1)),
        "seen": services.digest_of(candidates),
        "verdict": rules.can_rank(request.user, campaign, office),
        "quota_items": desk.quota_items(queries.quota_lines(campaign, [office.pk])),
    }
    return render(request, "applications/ranking.html", context)


def _ranking_office(request: HttpRequest, campaign: Campaign) -> Organization:
    """The office named in the address, or the first of the person's that has candidates there."""
    offices = Organization.objects.filter(pk__in=reviewing_offices(scope_of(request.user)))
    wanted = number_of(request.POST.get("organization") or request.GET.get("organization", ""))
    if wanted is not None:
        return get_object_or_404(offices, pk=wanted)
    busy = offices.filter(
        review_steps__application__campaign=campaign, review_steps__status__in=["pending", "reserved"]
    )
    return busy.first() or get_object_or_404(offices[:1])
