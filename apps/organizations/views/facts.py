"""Facts of an organization: entered once here, read by every standard; and how one value came about."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.core.verdicts import require

from .. import queries, rules, services
from ..access import acting_as, role_required
from ..choices import FactSource
from ..forms.facts import FactsForm, PeriodsForm
from ..models import Metric, Organization

HISTORY_SHOWN = 200


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE, Role.SECRETARY)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of facts, with the last value, its period and source beside each field."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    require(rules.can_record_fact(request.user, organization))
    periods_form = PeriodsForm(request.GET or None)
    periods = periods_form.periods()
    form = FactsForm(
        request.POST or None,
        metrics=list(Metric.objects.for_organization(organization)),
        known=queries.facts_by_period(organization),
        periods=periods,
    )
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, organization, form)
        except PortalError as error:
            refusal = error.message
        else:
            messages.success(request, f"已保存 {saved} 项。" if saved else "没有改动，未保存。")
            return redirect(_address(request, pk))
    context = {"organization": organization, "form": form, "periods_form": periods_form, "refusal": refusal}
    return render(request, "organizations/facts.html", context)


@require_safe
@role_required(Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
def history(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Every observation of one metric: who said what, when, from where."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    metric = get_object_or_404(Metric, code=code)
    facts = list(queries.fact_history(organization, metric)[:HISTORY_SHOWN])
    for fact in facts:
        fact.metric = metric
    context = {"organization": organization, "metric": metric, "facts": facts}
    return render(request, "organizations/fact_history.html", context)


def _save(request: HttpRequest, organization: Organization, form: FactsForm) -> int:
    own = acting_as(request.user, Role.SECRETARY, organization.path)
    rows = [services.FactRow(organization, metric, value, period) for metric, value, period in form.changes()]
    if rows:
        source = FactSource.SELF if own else FactSource.IMPORT
        services.record_facts(actor=request.user, rows=rows, source=source)
    return len(rows)


def _address(request: HttpRequest, pk: int) -> str:
    address = reverse("organizations:facts", args=[pk])
    return f"{address}?{urlencode(list(request.GET.items()))}" if request.GET else address
