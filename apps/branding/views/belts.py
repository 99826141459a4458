"""Belts: a line of stations in order; the leading office strings them and links leaders."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.queries import read_on_their_day
from apps.core.exceptions import PortalError
from apps.organizations.access import role_required, scope_of
from apps.organizations.models import LeaderLink, Organization

from .. import queries, services
from ..forms import BeltForm, LeaderForm, StationForm
from ..models import Belt
from ..rules import can_edit_belt

READERS = (Role.OFFICE, Role.SECRETARY, Role.LEADER)


@role_required(*READERS)
@require_safe
def belts(request: HttpRequest) -> HttpResponse:
    found = Belt.objects.visible_to(request.user).select_related("organization", "campaign")
    rows = list(found.annotate(station_count=Count("stations")).distinct())
    read_on_their_day((each.organization, each.campaign) for each in rows if each.campaign)
    return render(request, "branding/belts.html", {"belts": rows})


def _belt(request: HttpRequest, pk: int) -> Belt:
    visible = Belt.objects.visible_to(request.user).select_related("organization", "campaign").distinct()
    return get_object_or_404(visible, pk=pk)


@role_required(*READERS)
@require_safe
def belt(request: HttpRequest, pk: int) -> HttpResponse:
    return _belt_page(request, _belt(request, pk))


def _belt_page(request: HttpRequest, found: Belt, status: int = 200, **forms: Any) -> HttpResponse:
    sites = queries.belt_sites(found)
    scope = scope_of(request.user)
    if found.campaign:
        places = [found.organization, *(site["organization"] for site in sites)]
        read_on_their_day((place, found.campaign) for place in places)
    seen = queries.last_visits(request.user, [site["organization"].pk for site in sites])
    for site in sites:
        site["readable"] = scope.covers(site["organization"].path)
        site["visit"] = seen.get(site["organization"].pk)
        site["may_visit"] = queries.may_visit(request.user, site["application"])
    may_edit = can_edit_belt(request.user, found)
    links = LeaderLink.objects.filter(organization__stations__belt=found, ended_on=None)
    context = {
        "belt": found,
        "sites": sites,
        "line": [_station(site, scope) for site in sites],
        "links": links.select_related("user", "organization"),
        "may_edit": may_edit,
        "may_visit": any(site["may_visit"] for site in sites),
        "round_query": urlencode({"belt": found.name, "campaign": found.campaign_id or ""}),
        "station_form": forms.get("station_form") or StationForm(belt=found),
        "leader_form": (forms.get("leader_form") or LeaderForm(belt=found)) if may_edit else None,
    }
    return render(request, "branding/belt.html", context, status=status)


def _station(site: dict[str, Any], scope: Any) -> dict[str, Any]:
    brand = site["brand"]
    return {
        "name": site["organization"].short_name,
        "state": site["state"],
        "note": brand.name if brand else "",
        "url": brand.get_absolute_url() if brand and scope.covers(brand.organization_path) else "",
    }


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    offices = Organization.objects.filter(
        pk__in=[m.organization_id for m in scope_of(request.user).memberships if m.role == Role.OFFICE]
    )
    form = BeltForm(request.POST or None, offices=offices)
    if request.method == "POST" and form.is_valid():
        made = services.create_belt(actor=request.user, **form.cleaned_data)
        messages.success(request, "示范带已建立，请按沿线顺序添加站点。")
        return redirect("branding:belt", made.pk)
    return render(request, "branding/belt_form.html", {"form": form})


@role_required(Role.OFFICE)
@require_POST
def add_station(request: HttpRequest, pk: int) -> HttpResponse:
    """Append a site at the end of the line."""
    found = _belt(request, pk)
    form = StationForm(request.POST, belt=found)
    if form.is_valid():
        order = [*_order(found), form.cleaned_data["site"]]
        try:
            services.set_stations(actor=request.user, belt=found, organizations=order)
        except PortalError as error:
            form.add_error("site", error.message)
        else:
            return redirect("branding:belt", pk)
    return _belt_page(request, found, status=400, station_form=form)


@role_required(Role.OFFICE)
@require_POST
def move_station(request: HttpRequest, pk: int, station_pk: int) -> HttpResponse:
    """Move a station one place along the line (``direction`` is up or down)."""
    found = _belt(request, pk)
    station = get_object_or_404(found.stations, pk=station_pk)
    order = _order(found)
    at = next(index for index, organization in enumerate(order) if organization.pk == station.organization_id)
    to = at - 1 if request.POST.get("direction") == "up" else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
        services.set_stations(actor=request.user, belt=found, organizations=order)
    return redirect("branding:belt", pk)


@role_required(Role.OFFICE)
@require_POST
def remove_station(request: HttpRequest, pk: int, station_pk: int) -> HttpResponse:
    found = _belt(request, pk)
    station = get_object_or_404(found.stations, pk=station_pk)
    order = [organization for organization in _order(found) if organization.pk != station.organization_id]
    services.set_stations(actor=request.user, belt=found, organizations=order)
    messages.success(request, "站点已移出示范带。")
    return redirect("branding:belt", pk)


def _order(found: Belt) -> list[Organization]:
    return [station.organization for station in found.stations.select_related("organization")]


@role_required(Role.OFFICE)
@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Link a leader to a site of the belt."""
    found = _belt(request, pk)
    form = LeaderForm(request.POST, belt=found)
    if form.is_valid():
        try:
            services.link_leader(actor=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "已建立联系。")
            return redirect("branding:belt", pk)
    return _belt_page(request, found, status=400, leader_form=form)


@role_required(Role.OFFICE)
@require_POST
def unlink(request: HttpRequest, pk: int, link_pk: int) -> HttpResponse:
    found = _belt(request, pk)
    links = LeaderLink.objects.filter(organization__stations__belt=found, ended_on=None).select_related("organization")
    services.unlink_leader(
        actor=request.user, link=get_object_or_404(links, pk=link_pk), reason=request.POST.get("reason", "")
    )
    messages.success(request, "联系已结束。")
    return redirect("branding:belt", pk)
