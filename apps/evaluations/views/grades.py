"""Vetoes and grades by hand, entered on the page of a score."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.organizations.access import role_required

from .. import queries, services
from ..forms import GradeForm, LiftForm, VetoForm
from ..models import Evaluation, VetoFinding
from .board import score

# The field at which a refusal is shown, by its code; what is not named here stands above the form.
VETO_FIELDS = {"date_ahead": "decided_on", "veto_in_force": "code", "veto_unknown": "code"}


def _evaluation(request: HttpRequest, pk: int) -> Evaluation:
    related = ("application__standard_version", "campaign")
    return get_object_or_404(Evaluation.objects.visible_to(request.user).select_related(*related), pk=pk)


@role_required(Role.OFFICE)
@require_POST
def veto(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a veto; a refusal comes back with the form as it was typed."""
    evaluation = _evaluation(request, pk)
    form = VetoForm(request.POST, request.FILES, choices=queries.veto_choices(evaluation))
    if form.is_valid():
        try:
            services.record_veto(actor=request.user, evaluation=evaluation, **form.cleaned_data)
        except PortalError as error:
            form.add_error(VETO_FIELDS.get(error.code), error.message)
        else:
            messages.success(request, "已登记一票否决，得分和名次已重新计算。")
            return redirect("evaluations:score", pk)
    return _again(request, pk, {"veto_form": form})


@role_required(Role.OFFICE)
@require_POST
def lift_veto(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a veto back with the reason."""
    finding = get_object_or_404(
        VetoFinding.objects.visible_to(request.user).select_related("application__evaluation__campaign"), pk=pk
    )
    form = LiftForm(request.POST)
    if form.is_valid():
        services.lift_veto(actor=request.user, finding=finding, reason=form.cleaned_data["reason"])
        messages.success(request, "已撤销该项否决，得分和名次已重新计算。")
    else:
        messages.error(request, "请填写撤销理由。")
    return redirect("evaluations:score", finding.application.evaluation.pk)


@role_required(Role.OFFICE)
@require_POST
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a grade by hand, or take that back."""
    evaluation = _evaluation(request, pk)
    form = GradeForm(request.POST, choices=queries.grade_choices(evaluation))
    if form.is_valid():
        try:
            services.decide_grade(actor=request.user, evaluation=evaluation, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"等次：{evaluation.grade_title or '未定'}。")
            return redirect("evaluations:score", pk)
    return _again(request, pk, {"grade_form": form})


def _again(request: HttpRequest, pk: int, refused: dict[str, Any]) -> HttpResponse:
    request.method = "GET"
    return score(request, pk, refused=refused)
