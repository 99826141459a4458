from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.campaigns.queries import read_on_their_day
from apps.core.verdicts import require
from apps.inspections.views.common import VISIT_TONES, toned
from apps.organizations.access import role_required
from apps.standards.themes import guide_for, theme_guides

from .. import queries, services
from ..forms import BrandForm
from ..models import Brand, Designation
from ..rules import can_edit_brand

READERS = (Role.OFFICE, Role.SECRETARY, Role.LEADER, Role.INSPECTOR)


@role_required(*READERS)
@require_safe
def brands(request: HttpRequest) -> HttpResponse:
    """Brands of the person's scope, searched by name or organization."""
    text = request.GET.get("q", "").strip()
    found = Brand.objects.visible_to(request.user).select_related("organization", "application__campaign")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(organization__name__icontains=text))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    _read_on_their_day(page.object_list)
    return render(request, "branding/brands.html", {"page_obj": page, "text": text})


def _read_on_their_day(brands: Iterable[Brand]) -> None:
    """What came of a campaign that is over reads with the tree of its last day, as its title does."""
    read_on_their_day((each.organization, each.application.campaign) for each in brands if each.application)


def _brand(request: HttpRequest, pk: int) -> Brand:
    rows = Brand.objects.visible_to(request.user).select_related("organization", "application__campaign")
    return get_object_or_404(rows, pk=pk)


@role_required(*READERS)
@require_safe
def brand(request: HttpRequest, pk: int) -> HttpResponse:
    found = _brand(request, pk)
    now = found.organization.name
    _read_on_their_day([found])
    visits = queries.visits_to(request.user, found.organization)
    context = {
        "brand": found,
        "visits": toned(visits, VISIT_TONES),
        "may_visit": queries.may_visit(request.user, found.application),
        "name_now": now if now != found.organization.name else "",
        "may_edit": can_edit_brand(request.user, found),
        "designations": Designation.objects.filter(organization=found.organization),
        "stations": found.organization.stations.select_related("belt"),
    }
    return render(request, "branding/brand.html", context)


@role_required(Role.OFFICE, Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def edit_brand(request: HttpRequest, pk: int) -> HttpResponse:
    found = _brand(request, pk)
    require(can_edit_brand(request.user, found))
    form = BrandForm(request.POST or None, initial={name: getattr(found, name) for name in BrandForm.Meta.fields})
    if request.method == "POST" and form.is_valid():
        services.save_brand(actor=request.user, brand=found, **form.cleaned_data)
        messages.success(request, "品牌资料已保存。")
        return redirect("branding:brand", pk)
    guide = guide_for(found.theme, found.organization.sector)
    others = [other for other in theme_guides().values() if other is not guide]
    return render(request, "branding/brand_form.html", {"form": form, "brand": found, "guide": guide, "others": others})
