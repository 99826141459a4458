from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.choices import BUSINESS_ROLES, Role
from apps.core.exports import xlsx_response
from apps.organizations.access import role_required

from ..forms import CampaignFilter
from ..models import Campaign
from ..pages import listed, stage_of
from ..rules import can_create_campaign

HEADER = (
    "活动名称", "年度", "创建类型", "活动性质", "主办单位", "实施范围", "状态", "当前阶段", "文号", "决定日期", "启动时间",
)  # fmt: skip


def _filters(request: HttpRequest) -> tuple[CampaignFilter, dict[str, Any]]:
    form = CampaignFilter(request.GET)
    return form, form.cleaned_data if form.is_valid() else {}


@require_safe
@role_required(*BUSINESS_ROLES)
def list_campaigns(request: HttpRequest) -> HttpResponse:
    """Campaigns that the person runs or that reach the person's organizations."""
    form, filters = _filters(request)
    page = Paginator(listed(request.user, filters), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "rows": [(campaign, stage_of(campaign)) for campaign in page.object_list],
        "total": f"共 {page.paginator.count} 个活动",
        "can_create": can_create_campaign(request.user),
    }
    return render(request, "campaigns/list.html", context)


@require_safe
@role_required(Role.OFFICE)
def export_list(request: HttpRequest) -> HttpResponse:
    """The rows of the list, all pages."""
    _, filters = _filters(request)
    return xlsx_response("创建活动", HEADER, _cells(listed(request.user, filters)))


def _cells(campaigns: Any) -> Iterator[tuple[Any, ...]]:
    for campaign in campaigns:
        yield _row(campaign)


def _row(campaign: Campaign) -> tuple[Any, ...]:
    return (
        campaign.name, campaign.year, campaign.get_kind_display(), campaign.get_activity_type_display(),
        campaign.organization.name, campaign.scope.name, campaign.get_status_display(), stage_of(campaign).words,
        campaign.decision_number, campaign.decision_date, campaign.opened_at,
    )  # fmt: skip
