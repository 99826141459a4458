"""数据填报情况: how much of the facts each organization of the subtree has filled in, and reminding who has not."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.choices import Role
from apps.core import clock

from .. import services
from ..access import office_of, role_required
from ..choices import PeriodKind
from ..forms.completeness import CompletenessFilter
from ..models import Metric, Organization
from ..periods import period_label, period_of
from ..queries.fact_tables import completeness_of, with_completeness

PAGE_SIZE = 50
MOST_REMINDED = 500


@require_safe
@role_required(Role.OFFICE)
def completeness(request: HttpRequest) -> HttpResponse:
    """Who lacks most stands first."""
    form, found, metrics, periods = _found(request)
    totals = _totals(found)
    page = Paginator(form.lacking(found).order_by("-lacking", "path"), PAGE_SIZE).get_page(request.GET.get("page"))
    kinds = {metric.period_kind for metric in metrics}
    context = {
        "form": form,
        "page": page,
        "rows": completeness_of(page.object_list, metrics, periods),
        "totals": totals,
        "complete": totals["count"] - totals["lacking"],
        "periods": [period_label(periods[kind]) for kind in PeriodKind.values if kind in kinds and periods[kind]],
        "derived": sum(bool(metric.derived) for metric in metrics),
        "total": f"共 {page.paginator.count:,} 个",
        "remind_url": f"{reverse('organizations:remind_facts')}?{request.GET.urlencode()}",
        "most": MOST_REMINDED,
    }
    return render(request, "organizations/completeness.html", context)


def _totals(found: Any) -> dict[str, int]:
    """Organizations, those that lack something, values asked for and values told."""
    sums = found.aggregate(
        organizations=Count("pk"),
        short=Count("pk", filter=Q(lacking__gt=0)),
        wanted=Sum("asked", default=0),
        present=Sum("filled", default=0),
    )
    return {
        "count": sums["organizations"],
        "lacking": sums["short"],
        "asked": sums["wanted"],
        "filled": sums["present"],
    }


@require_POST
@role_required(Role.OFFICE)
def remind(request: HttpRequest) -> HttpResponse:
    """The chosen organizations, or all that lack something by the filters; each once a day."""
    form, found, metrics, periods = _found(request)
    chosen = [int(text) for text in request.POST.getlist("pk") if text.isdecimal()]
    lacking = form.lacking(found).filter(lacking__gt=0)
    lacking = lacking.filter(pk__in=chosen) if chosen else lacking
    rows = completeness_of(lacking.order_by("-lacking", "path")[:MOST_REMINDED], metrics, periods)
    told = services.remind_of_facts(actor=request.user, lacking=rows)
    left = f"；{len(rows) - told} 家今天已提醒过或没有书记账号" if len(rows) > told else ""
    messages.success(request, f"已提醒 {told} 家{left}。")
    return redirect(f"{reverse('organizations:completeness')}?{request.GET.urlencode()}")


def _found(request: HttpRequest) -> tuple[CompletenessFilter, Any, list[Metric], dict[str, str]]:
    form = CompletenessFilter(request.GET)
    form.is_valid()
    visible = Organization.objects.visible_to(request.user).active().below(office_of(request.user))
    pk = form.cleaned_data.get("under")
    under = visible.filter(pk=pk).first() if pk else None
    metrics = list(Metric.objects.told())
    periods = {kind: period_of(kind, clock.today()) for kind in PeriodKind.values}
    return form, with_completeness(form.narrow(visible, under), metrics, periods), metrics, periods
