"""Facts of an organization: entered once here, read by every standard; and how one value came about."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components.text import time_cn
from apps.core.exceptions import PortalError
from apps.core.verdicts import require

from .. import queries, rules, services
from ..access import role_required
from ..forms.facts import CorrectionForm, FactsForm, PeriodsForm, field_name
from ..models import Fact, Metric, Organization
from ..querysets import REGIONS
from ..registries import where_used

HISTORY_SHOWN = 200
SETTLED = "该数值已由检查核实或由工作记录汇总，没有改动。请刷新后查看。"
EMPTIED = "已填的数据不能清空，原值仍然有效；填错了请改填正确的数值。"


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE, Role.SECRETARY)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """The page 数据: saved as typed; without scripts by its button. What a closed organization told stays to be read."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    if organization.closed_on is None or request.method == "POST":
        require(rules.can_record_fact(request.user, organization))
    return _entry_page(request, organization, Metric.objects.asked_of(organization), "facts")


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def references(request: HttpRequest, pk: int) -> HttpResponse:
    """地区参照值: figures of the region by year, kept by the offices of city and district for everybody below."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk, level__in=REGIONS)
    require(rules.can_record_fact(request.user, organization))
    return _entry_page(request, organization, Metric.objects.filter(is_reference=True), "references")


def _entry_page(request: HttpRequest, organization: Organization, metrics: Any, page: str) -> HttpResponse:
    form, periods_form = _forms(request, organization, list(metrics))
    if request.method == "POST" and request.POST.get("autosave"):
        return _autosave(request, organization, form)
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            saved = _submit(request, organization, form)
        except PortalError as error:
            refusal, status = error.message, error.status
        else:
            messages.success(request, f"已保存 {saved} 项。" if saved else "没有改动，未保存。")
            return redirect(_address(request, organization, page))
    lines, is_closed = form.lines(), organization.closed_on is not None
    missing_only = request.GET.get("show") == "missing"
    context = {
        "organization": organization,
        "form": form,
        "groups": form.told() if is_closed else form.groups(missing_only),
        "is_closed": is_closed,
        "missing_only": missing_only,
        "periods_form": periods_form,
        "refusal": refusal,
        "total": len(lines),
        "filled": sum(not line.is_missing for line in lines),
        "repeatable": sum(line.may_repeat and line.is_missing for line in lines),
        "seen": _seen(form),
        "address": _address(request, organization, page),
        "saved_at": max((fact.said_at for fact in form.known.values()), default=None),
        "page": page,
        "keeps_references": page == "facts" and organization.level in REGIONS,
    }
    return render(request, "organizations/facts.html", context, status=status)


@require_safe
@role_required(Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
def history(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Every observation of one metric: who said what, when, from where, and which of them hold."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    metric = get_object_or_404(Metric, code=code)
    return _history_page(request, organization, metric)


@require_POST
@role_required(Role.OFFICE, Role.SECRETARY)
def correct(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Put a wrong value right, with the reason."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    metric = get_object_or_404(Metric, code=code)
    form = CorrectionForm(request.POST, metric=metric, periods=_told_periods(organization, metric))
    status = 200
    if form.is_valid():
        try:
            services.correct_fact(actor=request.user, organization=organization, metric=metric, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            messages.success(request, "已更正，原值保留在历次数据中。")
            return redirect("organizations:fact_history", pk=pk, code=code)
    return _history_page(request, organization, metric, form, status)


def _history_page(
    request: HttpRequest,
    organization: Organization,
    metric: Metric,
    form: CorrectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    facts = list(queries.fact_history(organization, metric)[:HISTORY_SHOWN])
    current = queries.current_by_period(organization, metric)
    for fact in facts:
        fact.metric = metric
    rows = [
        # An observation newer than the one that holds was outranked by what a visit had verified.
        {"fact": fact, "holds": fact.pk == held, "outranked": held is not None and fact.pk > held}
        for fact in facts
        for held in [current.get(fact.period)]
    ]
    held = [row["fact"] for row in rows if row["holds"]]
    may_correct = bool(held) and bool(rules.can_record_fact(request.user, organization))
    if may_correct and form is None:
        form = CorrectionForm(
            metric=metric, periods=[fact.period for fact in held], seen=max(fact.pk for fact in facts)
        )
    verified = next((fact for fact in held if not rules.can_correct_fact(request.user, organization, fact)), None)
    context = {
        "organization": organization,
        "metric": metric,
        "rows": rows,
        "form": form if may_correct else None,
        "verified": verified if may_correct else None,
        "uses": where_used(organization).get(metric.code, []),
    }
    return render(request, "organizations/fact_history.html", context, status=status)


def _told_periods(organization: Organization, metric: Metric) -> list[str]:
    return sorted(queries.current_by_period(organization, metric), reverse=True)


def _forms(request: HttpRequest, organization: Organization, metrics: list[Metric]) -> tuple[FactsForm, PeriodsForm]:
    periods_form = PeriodsForm(request.GET or None, kinds={metric.period_kind for metric in metrics})
    derived = [metric for metric in metrics if metric.derived]
    codes = [metric.code for metric in metrics]
    ledgers = queries.ledger_facts({organization.path: organization.pk}, clock.today().year, codes)
    form = FactsForm(
        request.POST or None,
        metrics=metrics,
        known=queries.facts_by_period(organization),
        periods=periods_form.periods(),
        summed=queries.derived_facts([organization.pk], clock.today(), derived).get(organization.pk, {}),
        uses=where_used(organization) if request.method == "GET" else {},
        ledgers=ledgers.get(organization.pk),
        frozen=organization.closed_on is not None,
    )
    return form, periods_form


def _submit(request: HttpRequest, organization: Organization, form: FactsForm) -> int:
    """What the page sent without scripts: typed values, 与上期相同, 核对无误."""
    told = {metric.pk: (metric, value, period) for metric, value, period in form.changes()}
    for metric, value, period in form.repeated(request.POST.get("same", "")):
        told.setdefault(metric.pk, (metric, value, period))
    rows = [services.FactRow(organization, metric, value, period) for metric, value, period in told.values()]
    saved = len(_enter(request, organization, form, rows)) if rows else 0
    sure = request.POST.get("confirm", "")
    for metric in form.metrics:
        if str(metric.pk) == sure:
            period = form.chosen[metric.period_kind]
            services.confirm_fact(actor=request.user, organization=organization, metric=metric, period=period)
            saved += metric.pk not in told
    return saved


def _enter(
    request: HttpRequest, organization: Organization, form: FactsForm, rows: list[services.FactRow]
) -> list[Fact]:
    posted = request.POST.get("version", "")
    seen = int(posted) if posted.isdecimal() else _seen(form)
    return services.enter_facts(actor=request.user, organization=organization, rows=rows, seen=seen)


def _autosave(request: HttpRequest, organization: Organization, form: FactsForm) -> JsonResponse:
    """The changed fields: the right ones are stored, the wrong ones named."""
    form.is_valid()
    rows = [services.FactRow(organization, metric, value, period) for metric, value, period in form.changes()]
    try:
        facts = _enter(request, organization, form, rows) if rows else []
    except PortalError as error:
        return JsonResponse({"message": error.message}, status=error.status if error.status == 409 else 422)
    answer: dict[str, Any] = {"version": request.POST.get("version", ""), "saved_at": time_cn(clock.now())}
    if form.errors:
        return JsonResponse({**answer, "errors": _sentences(form)}, status=422)
    told = {fact.metric_id for fact in facts}
    lines = form.lines()
    answer["filled"] = sum(not line.is_missing or line.metric.pk in told for line in lines)
    answer["notes"] = {field_name(fact.metric): _note(fact) for fact in facts}
    answer["notes"].update({name: {"words": EMPTIED, "asks": False} for name in form.emptied()})
    answer["notes"].update({name: {"words": SETTLED, "asks": False} for name in form.settled()})
    return JsonResponse(answer)


def _sentences(form: FactsForm) -> dict[str, list[str]]:
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def _note(fact: Fact) -> dict[str, Any]:
    if fact.outranked_by is not None:
        held = fact.outranked_by
        held.metric = fact.metric
        return {"words": f"该数值已由检查核实为 {held.value_text}，您填的已存入历次数据，不替换核实值。", "asks": False}
    return {"words": f"{fact.doubt}，请核对。" if fact.doubt else "", "asks": bool(fact.doubt)}


def _seen(form: FactsForm) -> int:
    return max((fact.pk for fact in form.known.values()), default=0)


def _address(request: HttpRequest, organization: Organization, page: str) -> str:
    address = reverse(f"organizations:{page}", args=[organization.pk])
    return f"{address}?{urlencode(list(request.GET.items()))}" if request.GET else address
