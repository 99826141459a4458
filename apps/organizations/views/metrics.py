"""数据项目录: every metric, its unit, period, range, who is asked for it and what reads it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core.components import text
from apps.core.exports import xlsx_response

from ..access import role_required, roles_of
from ..choices import Level, PeriodKind, Sector
from ..models import Metric
from ..registries import MetricUse, where_used
from ..rules import can_keep_vocabulary

PAGE_SIZE = 50
READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
HEADER = ("代码", "名称", "单位", "分组", "周期", "类型", "小数位", "合理下限", "合理上限", "增减提示（%）", "领域", "填报层级", "填报方式", "说明", "使用的标准和活动")  # fmt: skip


class MetricFilter(forms.Form):
    """What the catalogue shows."""

    q = forms.CharField(label="名称、代码或说明", required=False, max_length=60)
    sector = forms.ChoiceField(label="领域", choices=[("", "全部"), *Sector.choices], required=False)
    level = forms.ChoiceField(label="填报层级", choices=[("", "全部"), *Level.choices], required=False)
    period_kind = forms.ChoiceField(label="周期", choices=[("", "全部"), *PeriodKind.choices], required=False)


@require_safe
@role_required(*READERS)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Search, sector, period kind; what reads each."""
    form, found = _found(request)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    uses = where_used()
    context = {
        "form": form,
        "is_office": Role.OFFICE in roles_of(request.user),
        "may_add": can_keep_vocabulary(request.user),
        "page": page,
        "rows": [_row(metric, uses.get(metric.code, [])) for metric in page.object_list],
        "total": f"共 {page.paginator.count:,} 项",
        "export_url": f"{reverse('organizations:export_metrics')}?{request.GET.urlencode()}",
    }
    return render(request, "organizations/metrics.html", context)


@require_safe
@role_required(*READERS)
def export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the catalogue, all pages, as xlsx."""
    _form, found = _found(request)
    return xlsx_response("数据项目录", HEADER, _lines(found))


def _found(request: HttpRequest) -> tuple[MetricFilter, Any]:
    form = MetricFilter(request.GET)
    form.is_valid()
    values = form.cleaned_data
    found = Metric.objects.like(values.get("q", "")).asked_in(values.get("sector", ""), values.get("level", ""))
    if values.get("period_kind"):
        found = found.filter(period_kind=values["period_kind"])
    return form, found


def _row(metric: Metric, uses: list[MetricUse]) -> dict[str, Any]:
    return {"metric": metric, "range": range_text(metric), "sectors": _sectors(metric), "uses": uses}


def _lines(found: Any) -> Iterator[tuple[Any, ...]]:
    uses = where_used()
    for metric in found:
        yield (
            metric.code,
            metric.name,
            metric.unit,
            metric.group,
            metric.get_period_kind_display(),
            metric.get_value_kind_display(),
            metric.decimals,
            metric.low,
            metric.high,
            metric.change_percent,
            _sectors(metric),
            metric.levels_text or "各层级",
            _told_by(metric),
            metric.description,
            "、".join(use.label for use in uses.get(metric.code, [])),
        )


def range_text(metric: Metric) -> str:
    """常见范围: 3—2,000."""
    if metric.low is None and metric.high is None:
        return ""
    low = text.number(metric.low) if metric.low is not None else ""
    high = text.number(metric.high) if metric.high is not None else ""
    return f"{low}—{high}" if low and high else f"{low} 以上" if low else f"{high} 以内"


def _sectors(metric: Metric) -> str:
    return "、".join(Sector(sector).label for sector in metric.sectors) or "各领域"


def _told_by(metric: Metric) -> str:
    if metric.is_reference:
        return "市、县区党建办按年度维护"
    if not metric.asked:
        return "尚未列入填报"
    return "由工作记录自动汇总" if metric.derived else "党组织填报"
