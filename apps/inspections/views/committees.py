"""分级督查: committees in a round, each visited as such and answering the round's own questions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import PortalError
from apps.core.numbers import number_of
from apps.organizations.access import role_required

from .. import queries, rules, services
from ..forms.planning import PlanForm
from ..models import Round
from ..quarter_checks import checks_of_committees
from .common import seen_round


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def committees(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose committees; teams, days and routes follow at once."""
    round_ = seen_round(request, pk)
    manage, fits = rules.can_manage_round(request.user, round_), rules.visits_committees(round_)
    rows = queries.committees.committees_for(round_) if manage and fits else []
    people = queries.planning.inspectors_with_load(round_)
    first = min(max(round_.starts_on, clock.today()), round_.ends_on)
    form = PlanForm(request.POST or None, people=people, initial={"first_day": first, "last_day": round_.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            made = _plan(request, round_, rows, form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"已安排检查 {len(made)} 个党（工）委，督导员已收到通知。")
            return redirect("inspections:schedule", round_.pk)
    asked = request.POST.getlist("committees") if request.method == "POST" else request.GET.getlist("committee")
    context = {
        "round": round_, "verdict": fits if manage else manage, "rows": rows, "form": form, "ticked": set(asked),
        "has_inspectors": bool(people), "checks": round_.checks.filter(committees=True).count() or len(checks_of_committees()),
    }  # fmt: skip
    return render(request, "inspections/committees.html", context)


def _plan(request: HttpRequest, round_: Round, rows: list[Any], data: dict[str, Any]) -> list[Any]:
    wanted = {number_of(value) for value in request.POST.getlist("committees")}
    return services.plan_visits(
        actor=request.user,
        round=round_,
        committees=[row.place for row in rows if row.pk in wanted],
        inspectors=data["inspectors"],
        **{name: data[name] for name in ("team_size", "per_day", "first_day", "last_day")},
    )
