"""阵地: places, posts and the people around one organization; for a committee, the places below it too."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import PortalError
from apps.core.exports import xlsx_response
from apps.core.verdicts import require

from .. import rules, services
from ..access import role_required
from ..facility_choices import PostKind, RoomKind
from ..facility_sheet import COLUMNS
from ..forms.facilities import AroundForm, FacilityFilter, FacilityForm, PostsForm
from ..forms.refusals import refuse_at
from ..models import Facility, Organization, PersonAround, PostCount

READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
KEEPERS = (Role.OFFICE, Role.SECRETARY)
PAGE_SIZE = 50
#: As many rows as a person prints; more is exported.
PRINTED = 2000
POSTS_TITLE, POSTS_NOTE = "示范岗和责任区", "只填数量；没有的填0，不清楚的空着"
#: The headings of the import, so that an exported workbook comes back; one more for people to read.
HEADER = ("党组织", *(column.label for column in COLUMNS))


@require_safe
@role_required(*READERS)
def facilities(request: HttpRequest, pk: int) -> HttpResponse:
    """The places of the organization and below it; its own posts and the people around it."""
    organization = _organization(request, pk)
    form = FacilityFilter(request.GET or {})
    rows = _below(request, organization, form)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    counts = {post.kind: post.count for post in PostCount.objects.filter(organization=organization)}
    context = {
        "organization": organization,
        "page": page,
        "form": form,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "total": f"共 {page.paginator.count:,} 处",
        "print_url": f"{reverse('organizations:print_facilities', args=[pk])}?{request.GET.urlencode()}",
        "figures": _figures(rows),
        "posts": [
            {"label": kind.label, "value": counts[kind.value], "unit": "个"}
            for kind in PostKind
            if kind.value in counts
        ],
        "people": PersonAround.objects.filter(organization=organization).select_related("group"),
        "may_keep": rules.can_keep_units(request.user, organization),
        "today": clock.today(),
        "export_url": f"{reverse('organizations:export_facilities', args=[pk])}?{request.GET.urlencode()}",
    }
    return render(request, "organizations/facilities.html", context)


@require_safe
@role_required(*READERS)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same places as xlsx."""
    return xlsx_response("阵地台账", HEADER, _rows(_below(request, _organization(request, pk))))


@require_safe
@role_required(*READERS)
def print_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """The same places as a ledger to print, sign and file."""
    organization = _organization(request, pk)
    rows = _below(request, organization)
    context = {
        "organization": organization,
        "places": rows[:PRINTED],
        "figures": _figures(rows),
        "printed": PRINTED,
        "today": clock.today(),
    }
    return render(request, "organizations/facility_ledger.html", context)


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new place of this organization."""
    return _form(request, _organization(request, pk), None)


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a place; the version that was read goes along."""
    facility = _facility(request, pk)
    return _form(request, facility.organization, facility)


@require_POST
@role_required(*KEEPERS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The place is no longer used."""
    facility = _facility(request, pk)
    services.close_facility(actor=request.user, facility=facility, reason=request.POST.get("reason", ""))
    messages.success(request, f"“{facility.name}”已停用。")
    return redirect("organizations:facilities", pk=facility.organization_id)


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def posts(request: HttpRequest, pk: int) -> HttpResponse:
    """How many posts of each kind the organization has."""
    organization = _organization(request, pk)
    require(rules.can_keep_units(request.user, organization))
    counts = {post.kind: post.count for post in PostCount.objects.filter(organization=organization)}
    form = PostsForm(request.POST or None, counts=counts)
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            services.set_posts(
                actor=request.user, organization=organization, counts=form.counts(), seen=form.cleaned_data["seen"]
            )
        except PortalError as error:
            refusal, status = refuse_at(form, error), error.status
        else:
            messages.success(request, "已保存。")
            return redirect("organizations:facilities", pk=pk)
    return _plain(request, organization, form, POSTS_TITLE, POSTS_NOTE, refusal, status)


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Who holds an office around the organization."""
    organization = _organization(request, pk)
    require(rules.can_keep_units(request.user, organization))
    form = AroundForm(request.POST or None, organization=organization)
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            services.add_person_around(actor=request.user, organization=organization, **form.cleaned_data)
        except PortalError as error:
            refusal, status = refuse_at(form, error), error.status
        else:
            messages.success(request, "已登记。")
            return redirect("organizations:facilities", pk=pk)
    return _plain(request, organization, form, "登记联系和帮扶人员", "只填姓名和职务", refusal, status)


@require_POST
@role_required(*KEEPERS)
def end_person(request: HttpRequest, pk: int) -> HttpResponse:
    """The office ends today."""
    row = get_object_or_404(PersonAround.objects.visible_to(request.user).select_related("organization"), pk=pk)
    services.end_person_around(actor=request.user, row=row)
    messages.success(request, f"{row}已结束。")
    return redirect("organizations:facilities", pk=row.organization_id)


def _organization(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


def _facility(request: HttpRequest, pk: int) -> Facility:
    return get_object_or_404(Facility.objects.visible_to(request.user).select_related("organization"), pk=pk)


def _below(request: HttpRequest, organization: Organization, form: FacilityFilter | None = None) -> Any:
    rows = Facility.objects.visible_to(request.user).below(organization).in_use()
    rows = (form or FacilityFilter(request.GET or {})).narrow(rows)
    return rows.select_related("organization").prefetch_related("rooms")


def _figures(rows: Any) -> list[dict[str, Any]]:
    # Without the prefetch: an aggregate reads no rooms.
    sums = (
        rows.prefetch_related(None)
        .order_by()
        .aggregate(usable=Sum("usable_area"), building=Sum("building_area"), largest=Max("usable_area"))
    )
    return [
        {"label": "在用阵地", "value": rows.count(), "unit": "处"},
        {"label": "建筑面积合计", "value": sums["building"] or 0, "unit": "㎡"},
        {"label": "使用面积合计", "value": sums["usable"] or 0, "unit": "㎡"},
        {"label": "最大一处使用面积", "value": sums["largest"] or 0, "unit": "㎡"},
    ]


def _form(request: HttpRequest, organization: Organization, facility: Facility | None) -> HttpResponse:
    require(rules.can_keep_units(request.user, organization))
    rooms = {room.kind: room.count for room in facility.rooms.all()} if facility else {}
    form = FacilityForm(request.POST or None, instance=facility, rooms=rooms)
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            services.save_facility(actor=request.user, organization=organization, facility=facility, **form.values())
        except PortalError as error:
            refusal, status = refuse_at(form, error), error.status
        else:
            messages.success(request, "已保存。")
            return redirect("organizations:facilities", pk=organization.pk)
    context = {"organization": organization, "facility": facility, "form": form, "refusal": refusal}
    return render(request, "organizations/edit_facility.html", context, status=status)


def _plain(
    request: HttpRequest,
    organization: Organization,
    form: Any,
    title: str,
    note: str,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"organization": organization, "form": form, "title": title, "note": note, "refusal": refusal}
    return render(request, "organizations/facility_form.html", context, status=status)


def _rows(found: Any) -> Iterator[tuple[Any, ...]]:
    for each in found:
        rooms = {room.kind: room.count for room in each.rooms.all()}
        yield (
            each.organization.name, each.name, each.get_kind_display(), each.organization.code,
            each.get_level_display(), each.building_area, each.usable_area, each.get_obtained_display(),
            each.opened_on, each.zones, each.shared_with, each.address,
            *(rooms.get(kind.value) for kind in RoomKind),
        )  # fmt: skip
