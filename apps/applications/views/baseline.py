"""开工前对照: what the organization lacks before it plans, why, and which task is to close it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.organizations.access import role_required

from .. import queries, rules, services
from ..choices import GapCause
from ..models import Application, BaselineGap
from ..parts import GAPS, TASKS, asks_plan
from .application import gap_counts
from .common import application_of
from .form_lines import table_of


@role_required(Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def baseline(request: HttpRequest, pk: int) -> HttpResponse:
    """The gaps with their causes; POST finds them anew, or names one cause for all that have none."""
    application = application_of(request, pk)
    verdict = rules.can_edit(request.user, application)
    if not verdict:
        messages.info(request, verdict.reason)
        return redirect("applications:detail", pk)
    if request.method == "POST":
        _act(request, application)
        return redirect("applications:baseline", pk)
    return render(request, "applications/baseline.html", _context(application))


def _act(request: HttpRequest, application: Application) -> None:
    try:
        if "cause" in request.POST:
            number = services.name_causes(actor=request.user, application=application, cause=request.POST["cause"])
            messages.success(request, f"已为 {number} 项差距写上原因，可逐项修改。")
        else:
            found = services.check_baseline(actor=request.user, application=application)
            messages.success(
                request, f"对照完成，差 {len(found)} 项。" if found else "对照完成，已知数据全部达到标准。"
            )
    except PortalError as error:
        messages.error(request, error.message)


def _context(application: Application) -> dict[str, Any]:
    tasks = {line.pk: line for line in queries.lines_of(application, TASKS)}
    table = table_of(application, GAPS)
    for row in table["rows"]:
        gap = row["line"]
        row["task"] = tasks.get(gap.task_id)
        row["plan_url"] = reverse("applications:gap_plan", args=[application.pk, gap.pk])
    return {
        **table,
        "counts": gap_counts(application),
        "causes": GapCause.choices,
        "asks_plan": asks_plan(application.campaign),
        "unplanned": sum(row["task"] is None for row in table["rows"]),
    }


@role_required(Role.SECRETARY)
@require_POST
def gap_plan(request: HttpRequest, pk: int, gap_pk: int) -> HttpResponse:
    """Take one gap over into the plan as a task."""
    application = application_of(request, pk)
    gap = get_object_or_404(BaselineGap.objects.filter(application=application), pk=gap_pk)
    try:
        task = services.plan_gap(actor=request.user, application=application, gap=gap)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"已列入实施方案：{task}，责任人和完成时限可在任务中修改。")
    return redirect(f"{reverse('applications:baseline', args=[pk])}#gap-{gap_pk}")
