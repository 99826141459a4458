"""未提交单位: who should apply to a campaign and has not handed in, as the office's reminders name them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.campaigns.queries import deadline, with_phases
from apps.core.exports import xlsx_response
from apps.core.paging import page_of
from apps.organizations.access import role_required
from apps.organizations.queries import read_in_place

from .. import queries
from ..forms import UnsubmittedFilter
from ..queries.unsubmitted import unsubmitted_rows

STATES = {"none": ("尚未填写", "bad"), "draft": ("填写中", "info"), "returned": ("退回修改", "warn")}
HEADER = ("党组织", "隶属", "层级", "领域", "情况", "书记", "联系人", "联系电话")


@role_required(Role.OFFICE)
@require_safe
def unsubmitted(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """The organizations below the person's office, narrowed."""
    campaign = _campaign(request, campaign_pk)
    form, rows = _found(request, campaign)
    page = page_of(request, rows)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "campaign": campaign,
        "until": deadline(campaign, "application.submit", None),
        "form": form,
        "page": page,
        "rows": list(_told(page.object_list)),
        "export_url": f"{reverse('applications:unsubmitted_export', args=[campaign.pk])}?{query.urlencode()}",
    }
    return render(request, "applications/unsubmitted.html", context)


@role_required(Role.OFFICE)
@require_safe
def unsubmitted_export(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """Every row of the list, all pages."""
    campaign = _campaign(request, campaign_pk)
    _, rows = _found(request, campaign)
    lines = (
        (
            row.name,
            row.parent_name,
            row.get_level_display(),
            row.get_sector_display(),
            row.words,
            "、".join(row.secretaries),
            row.contact_name,
            row.contact_phone,
        )
        for row in _told(rows)
    )
    return xlsx_response("未提交申报单位", HEADER, lines)


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user).prefetch_related(with_phases()), pk=pk)


def _found(request: HttpRequest, campaign: Campaign) -> tuple[UnsubmittedFilter, Any]:
    children = queries.branches_for(request.user)
    form = UnsubmittedFilter(request.GET, children=children)
    form.is_valid()
    return form, unsubmitted_rows(campaign, request.user, form.cleaned_data)


def _told(rows: Iterable[Any]) -> Iterator[Any]:
    """Each with the organization above it and its state in words."""
    found = list(rows)
    for row, place in zip(found, read_in_place((row, None) for row in found), strict=True):
        row.parent_name = place.parent_name
        row.words, row.tone = STATES[row.stage]
        yield row
