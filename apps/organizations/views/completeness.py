"""数据填报情况: how much of the facts each organization of the subtree has filled in, and reminding who has not."""

from dataclasses import dataclass
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
from apps.core.exports import xlsx_response

from .. import services
from ..access import office_of, role_required
from ..choices import PeriodKind
from ..forms.completeness import CompletenessFilter
from ..models import Metric, Organization
from ..periods import period_label, period_of
from ..queries.fact_tables import Completeness, FromLedgers, completeness_of, told_by_ledgers, with_completeness

PAGE_SIZE = 50
MOST_REMINDED = 500
MOST_EXPORTED = 30_000
HEADER = ("组织代码", "组织全称", "领域", "已填（项）", "应填（项）", "还缺（项）", "缺哪些")


@require_safe
@role_required(Role.OFFICE)
def completeness(request: HttpRequest) -> HttpResponse:
    """Who lacks most stands first."""
    form, found, asked = _found(request)
    totals = _totals(found)
    page = Paginator(form.lacking(found).order_by("-lacking", "path"), PAGE_SIZE).get_page(request.GET.get("page"))
    kinds = {metric.period_kind for metric in asked.metrics}
    context = {
        "form": form,
        "page": page,
        "rows": asked.rows(page.object_list),
        "totals": totals,
        "complete": totals["count"] - totals["lacking"],
        "periods": [
            period_label(asked.periods[kind]) for kind in PeriodKind.values if kind in kinds and asked.periods[kind]
        ],
        "derived": sum(bool(metric.derived) for metric in asked.metrics),
        "total": f"共 {page.paginator.count:,} 个",
        "export_url": f"{reverse('organizations:export_completeness')}?{request.GET.urlencode()}",
        "remind_url": f"{reverse('organizations:remind_facts')}?{request.GET.urlencode()}",
        "most": MOST_REMINDED,
    }
    return render(request, "organizations/completeness.html", context)


@require_safe
@role_required(Role.OFFICE)
def export(request: HttpRequest) -> HttpResponse:
    """The same organizations as xlsx, with all that is missing by name."""
    form, found, asked = _found(request)
    rows = asked.rows(form.lacking(found).order_by("-lacking", "path")[:MOST_EXPORTED])
    told = (
        (
            row.organization.code,
            row.organization.name,
            row.organization.get_sector_display(),
            row.filled,
            row.total,
            row.lacking,
            "、".join(metric.name for metric in row.missing),
        )
        for row in rows
    )
    return xlsx_response("数据填报情况", HEADER, told)


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
    form, found, asked = _found(request)
    chosen = [int(text) for text in request.POST.getlist("pk") if text.isdecimal()]
    lacking = form.lacking(found).filter(lacking__gt=0)
    lacking = lacking.filter(pk__in=chosen) if chosen else lacking
    rows = asked.rows(lacking.order_by("-lacking", "path")[:MOST_REMINDED])
    told = services.remind_of_facts(actor=request.user, lacking=rows)
    left = f"；{len(rows) - told} 家今天已提醒过或没有书记账号" if len(rows) > told else ""
    messages.success(request, f"已提醒 {told} 家{left}。")
    return redirect(f"{reverse('organizations:completeness')}?{request.GET.urlencode()}")


@dataclass(frozen=True)
class _Asked:
    """What organizations are asked for today, and what the ledgers bring along."""

    metrics: list[Metric]
    periods: dict[str, str]
    ledgers: FromLedgers

    def rows(self, organizations: Any) -> list[Completeness]:
        return completeness_of(organizations, self.metrics, self.periods, self.ledgers)


def _found(request: HttpRequest) -> tuple[CompletenessFilter, Any, _Asked]:
    form = CompletenessFilter(request.GET)
    form.is_valid()
    visible = Organization.objects.visible_to(request.user).active().below(office_of(request.user))
    pk = form.cleaned_data.get("under")
    under = visible.filter(pk=pk).first() if pk else None
    metrics, today = list(Metric.objects.told()), clock.today()
    periods = {kind: period_of(kind, today) for kind in PeriodKind.values}
    narrowed = form.narrow(visible, under)
    ledgers = told_by_ledgers(narrowed, metrics, periods, today.year)
    return form, with_completeness(narrowed, metrics, periods, ledgers), _Asked(metrics, periods, ledgers)
