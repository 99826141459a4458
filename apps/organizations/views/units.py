"""The ledger of units of an organization and all below it: list, one unit, entry, verification, print."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components import text
from apps.core.exceptions import PortalError
from apps.core.exports import xlsx_response
from apps.core.models import StateChange
from apps.core.states import transition_for
from apps.core.verdicts import require

from .. import queries, rules, services
from ..access import role_required
from ..forms.refusals import refuse_at
from ..forms.units import UnitFilter, UnitForm
from ..models import Organization, Unit
from ..querysets import UnitQuerySet
from ..should_have import due

PAGE_SIZE = 50
PRINTED = 2000
NEAR = 200
READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
KEEPERS = (Role.OFFICE, Role.SECRETARY)
HEADER = (
    "单位名称", "单位类别", "负责的党组织代码", "负责的党组织", "统一社会信用代码", "运行状态", "从业人员", "党员",
    "正式党员", "出资人是党员", "组建方式", "所建党组织代码", "所建党组织", "隶属的上级党组织", "党组织书记",
    "组织活动", "活动场所", "选派指导员", "选派开始", "选派结束", "最近核实", "八清", "应办事项",
)  # fmt: skip


@require_safe
@role_required(*READERS)
def unit_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The ledger with its totals; every figure is a link to the rows that it counts."""
    organization = _organization(request, pk)
    units = queries.units_below(request.user, organization)
    form = UnitFilter(request.GET)
    page = Paginator(form.narrow(units), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "organization": organization,
        "form": form,
        "page": page,
        "rows": [{"unit": unit, "gaps": due(unit)} for unit in page],
        "figures": _figures(queries.ledger_figures(units)),
        "may_keep": rules.can_keep_units(request.user, organization),
        "total": f"共 {page.paginator.count:,} 个",
        "export_url": f"{reverse('organizations:export_units', args=[pk])}?{request.GET.urlencode()}",
        "print_url": f"{reverse('organizations:print_units', args=[pk])}?{request.GET.urlencode()}",
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "organizations/units.html", context)


@require_safe
@role_required(*READERS)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the rows of the list as xlsx; the import takes the file back."""
    found = _found(request, _organization(request, pk))
    return xlsx_response("单位台账", HEADER, _rows(found))


@require_safe
@role_required(*READERS)
def print_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """The same rows as a ledger to print, sign and file."""
    organization = _organization(request, pk)
    found = _found(request, organization)
    context = {
        "organization": organization,
        "units": found[:PRINTED],
        "count": found.count(),
        "printed": PRINTED,
        "today": clock.today(),
    }
    return render(request, "organizations/unit_ledger.html", context)


@require_safe
@role_required(*READERS)
def unit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: the eight 清 as a checklist, what is due, what was done."""
    unit = _unit(request, pk)
    context = {
        "organization": unit.organization,
        "unit": unit,
        "gaps": due(unit),
        "pairs": _pairs(unit),
        "changes": _changes(unit),
        "may_keep": not unit.removed_on and rules.can_keep_units(request.user, unit.organization),
    }
    return render(request, "organizations/unit.html", context)


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new unit in this organization's ledger."""
    organization = _organization(request, pk)
    require(rules.can_keep_units(request.user, organization))
    return _form(request, organization, None)


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a unit; the version that was read goes along."""
    unit = _unit(request, pk)
    require(rules.can_keep_units(request.user, unit.organization))
    return _form(request, unit.organization, unit)


@require_POST
@role_required(*KEEPERS)
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything written here was checked today."""
    unit = _unit(request, pk)
    services.verify_unit(actor=request.user, unit=unit)
    messages.success(request, f"“{unit.name}”已记为今天核实。")
    return redirect("organizations:unit", pk=pk)


@require_POST
@role_required(*KEEPERS)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a unit out of the ledger, with a reason."""
    unit = _unit(request, pk)
    services.remove_unit(actor=request.user, unit=unit, reason=request.POST.get("reason", ""))
    messages.success(request, f"“{unit.name}”已移出台账。")
    return redirect("organizations:units", pk=unit.organization_id)


def _organization(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


def _unit(request: HttpRequest, pk: int) -> Unit:
    rows = Unit.objects.visible_to(request.user).select_related("organization", "party_organization").for_rules()
    return get_object_or_404(rows, pk=pk)


def _found(request: HttpRequest, organization: Organization) -> UnitQuerySet:
    return UnitFilter(request.GET).narrow(queries.units_below(request.user, organization))


def _form(request: HttpRequest, organization: Organization, unit: Unit | None) -> HttpResponse:
    form = UnitForm(request.POST or None, instance=unit)
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, organization, unit, dict(form.cleaned_data))
        except PortalError as error:
            refusal, status = refuse_at(form, error), error.status
        else:
            messages.success(request, "已保存。")
            return redirect("organizations:unit", pk=saved.pk)
    near = Organization.objects.visible_to(request.user).active().below(organization)[:NEAR]
    context = {"organization": organization, "unit": unit, "form": form, "refusal": refusal, "near": near}
    return render(request, "organizations/edit_unit.html", context, status=status)


def _save(request: HttpRequest, organization: Organization, unit: Unit | None, values: dict[str, Any]) -> Unit:
    version = values.pop("version")
    if unit is None:
        return services.add_unit(actor=request.user, organization=organization, **values)
    return services.edit_unit(actor=request.user, unit=unit, version=version, **values)


def _figures(counts: dict[str, int]) -> list[dict[str, Any]]:
    shares = text.share(counts["established"], counts["total"])
    return [
        {
            "label": "已建党组织",
            "value": counts["established"],
            "unit": "个",
            "url": "?state=established",
            "note": f"占在册 {counts['total']:,} 个的 {shares}" if counts["total"] else "",
        },
        {"label": "应建未建", "value": counts["missing"], "unit": "个", "url": "?rule=missing"},
        {"label": "八清未齐", "value": counts["total"] - counts["clear"], "unit": "个", "url": "?state=unclear"},
        {"label": "超期未核实", "value": counts["stale"], "unit": "个", "url": "?state=stale"},
    ]


def _pairs(unit: Unit) -> list[Any]:
    found = unit.party_organization
    return [
        ("单位类别", unit.get_kind_display()),
        ("统一社会信用代码", unit.credit_code),
        ("运行状态", unit.get_operating_display()),
        ("从业人员", _people(unit.employees)),
        ("党员", _people(unit.members)),
        ("正式党员", _people(unit.full_members)),
        ("出资人是党员", {True: "是", False: "否", None: ""}[unit.investor_is_member]),
        ("组建方式", unit.get_established_display()),
        ("所建党组织", found.name if found else ""),
        ("隶属的上级党组织", unit.superior),
        ("党组织书记", unit.get_secretary_from_display()),
        ("组织活动", unit.get_activity_display()),
        ("活动场所", unit.get_venue_display()),
        ("选派指导员", _people(unit.instructors)),
        ("选派期限", text.date_range(unit.instructor_since, unit.instructor_until) if unit.instructor_since else ""),
        ("最近核实", text.date_full(unit.verified_on) if unit.verified_on else ""),
    ]


def _people(count: int | None) -> str:
    return "" if count is None else f"{text.number(count)} 人"


def _changes(unit: Unit) -> list[dict[str, Any]]:
    rows = StateChange.objects.of(unit).select_related("actor").order_by("-at", "-id")[:20]
    return [
        {
            "title": transition_for(Unit, row.verb).label,
            "at": row.at,
            "actor": row.actor.name if row.actor else "系统",
            "text": row.reason,
        }
        for row in rows
    ]


def _rows(found: UnitQuerySet) -> Iterator[tuple[Any, ...]]:
    for unit in found.iterator(chunk_size=500):
        party = unit.party_organization
        yield (
            unit.name, unit.get_kind_display(), unit.organization.code, unit.organization.short_name, unit.credit_code,
            unit.get_operating_display(), unit.employees, unit.members, unit.full_members, unit.investor_is_member,
            unit.get_established_display(), party.code if party else "", party.short_name if party else "",
            unit.superior, unit.get_secretary_from_display(), unit.get_activity_display(), unit.get_venue_display(),
            unit.instructors, unit.instructor_since, unit.instructor_until, unit.verified_on,
            f"{unit.clear_count}/8", "；".join(gap.todo for gap in due(unit)),
        )  # fmt: skip
