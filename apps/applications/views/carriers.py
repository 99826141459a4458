"""活动载体: what applications mean to use, summed up for the office, each figure with its rows."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core.exports import xlsx_response
from apps.organizations.access import role_required

from .. import queries
from ..forms import CarrierFilter
from ..queries.carriers import THEME, CarrierRow, CarrierSummary, carrier_summary


@role_required(Role.OFFICE)
@require_safe
def carriers(request: HttpRequest) -> HttpResponse:
    """Carriers by number and sector, and sectors by themes."""
    form, summary = _summed(request)
    kept = {key: value for key, value in request.GET.items() if key in ("campaign", "under") and value}
    context = {
        "form": form,
        "summary": summary,
        "rows": [(row, _link(kept, carrier=row.carrier.code), _cells(row, kept)) for row in summary.rows],
        "matrix": [
            (sector, [(n, _link(kept, sector=sector, carrier=THEME + each.theme), each.name) for each, n in cells])
            for sector, cells in summary.matrix
        ],
        "export_url": f"{reverse('applications:export_carriers')}?{urlencode(kept)}",
    }
    return render(request, "applications/carriers.html", context)


@role_required(Role.OFFICE)
@require_safe
def export_carriers(request: HttpRequest) -> Any:
    """The same figures as xlsx."""
    _, summary = _summed(request)
    header = ("主题", "活动载体", "出处", "申报数", *(sector.label for sector in summary.sectors))
    rows = (
        (row.guide.name, row.carrier.name, row.carrier.clause, row.total, *(number for _, number in row.by_sector))
        for row in summary.rows
    )
    return xlsx_response("活动载体汇总", header, rows)


def _summed(request: HttpRequest) -> tuple[CarrierFilter, CarrierSummary]:
    children = queries.branches_for(request.user)
    form = CarrierFilter(request.GET, user=request.user, children=children)
    form.is_valid()
    found = queries.applications_for(request.user, form.cleaned_data, children).with_carriers()
    return form, carrier_summary(found)


def _cells(row: CarrierRow, kept: dict[str, str]) -> list[tuple[int, str, str]]:
    """Number, the list of those applications, the sector's name."""
    return [(n, _link(kept, sector=sector, carrier=row.carrier.code), sector.label) for sector, n in row.by_sector]


def _link(kept: dict[str, str], **more: str) -> str:
    return f"{reverse('applications:list')}?{urlencode({**kept, **more})}"
