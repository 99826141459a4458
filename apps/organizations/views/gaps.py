"""应建未建和设置不符: what the rules find below an organization, each figure a link to its rows."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core.exports import xlsx_response

from .. import queries
from ..access import role_required
from ..models import Organization
from ..should_have import ORGANIZATION_RULES, UNIT_RULES, any_of, condition, gaps_of

READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
PAGE_SIZE = 50
HEADER = ("类型", "名称", "类别", "负责或上级党组织", "应办事项", "理由", "依据")


@require_safe
@role_required(*READERS)
def gaps(request: HttpRequest, pk: int) -> HttpResponse:
    """Both tables of rules with their figures, and the organizations that any (or ``?rule=`` one) rule fits."""
    organization = _organization(request, pk)
    judged = queries.organizations_to_judge(request.user, organization)
    unit_counts = queries.ledger_figures(queries.units_below(request.user, organization))
    counts = queries.organization_figures(judged)
    chosen = request.GET.get("rule", "")
    page = Paginator(judged.filter(_wanted(chosen)), PAGE_SIZE).get_page(request.GET.get("page"))
    ledger = reverse("organizations:units", args=[pk])
    context = {
        "organization": organization,
        "unit_rules": [(rule, unit_counts[rule.code], f"{ledger}?rule={rule.code}") for rule in UNIT_RULES],
        "unit_total": unit_counts["amiss"],
        "unit_all": unit_counts["total"],
        "ledger_url": f"{ledger}?rule=amiss",
        "organization_rules": [(rule, counts[rule.code], f"?rule={rule.code}#found") for rule in ORGANIZATION_RULES],
        "organization_total": counts["amiss"],
        "page": page,
        "rows": [(each, gaps_of(each, ORGANIZATION_RULES)) for each in page],
        "chosen": next((rule for rule in ORGANIZATION_RULES if rule.code == chosen), None),
        "export_url": reverse("organizations:export_gaps", args=[pk]),
    }
    return render(request, "organizations/gaps.html", context)


@require_safe
@role_required(*READERS)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """One row for each unit or organization and each rule that fits it."""
    return xlsx_response("应建未建和设置不符", HEADER, _rows(request, _organization(request, pk)))


def _organization(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


def _wanted(code: str) -> Any:
    rule = next((rule for rule in ORGANIZATION_RULES if rule.code == code), None)
    return condition(rule) if rule else any_of(ORGANIZATION_RULES)


def _rows(request: HttpRequest, organization: Organization) -> Iterator[tuple[Any, ...]]:
    units = queries.units_below(request.user, organization).filter(any_of(UNIT_RULES))
    for unit in units.iterator(chunk_size=500):
        for gap in gaps_of(unit):
            kind = unit.get_kind_display()
            yield "单位", unit.name, kind, unit.organization.name, gap.todo, gap.reason, gap.source
    judged = queries.organizations_to_judge(request.user, organization).filter(any_of(ORGANIZATION_RULES))
    for each in judged:
        for gap in gaps_of(each, ORGANIZATION_RULES):
            yield "党组织", each.name, each.get_kind_display(), "", gap.todo, gap.reason, gap.source
