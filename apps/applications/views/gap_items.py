"""自查问题: a leaf that is not met becomes an item with cause, measure, owner and date."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.organizations.access import role_required

from .. import services
from ..assessment_rules import can_plan_gaps
from ..forms.gap_items import GapPlanForm
from ..models import GapItem
from . import assessment_cards as cards
from .self_assessment import read_response, read_sheet


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
    form = GapPlanForm(request.POST or None)
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
