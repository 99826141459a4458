"""Asking the city's office for a quantity or a kind of events that the catalogues lack."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid
from apps.organizations.access import role_required
from apps.organizations.rules import can_keep_vocabulary

from .. import services
from ..choices import CatalogueEntry
from ..forms import RequestForm
from ..rules import can_write_standards

ADDED_AT = {CatalogueEntry.METRIC: "organizations:add_metric", CatalogueEntry.EVENT: "organizations:add_event_kind"}


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def request_entry(request: HttpRequest) -> HttpResponse:
    """The city's own office adds at once; everybody else tells it what is missing."""
    if can_keep_vocabulary(request.user) or not can_write_standards(request.user):
        return redirect("organizations:metrics")
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        url = reverse(ADDED_AT[CatalogueEntry(form.cleaned_data["kind"])])
        try:
            told = services.request_entry(actor=request.user, url=url, **form.cleaned_data)
        except Invalid as error:
            form.add_error(None, error.message)
        else:
            name = form.cleaned_data["name"]
            messages.success(
                request, f"已向市级党建办提请新增“{name}”。" if told else f"“{name}”已提请过，请等候办理。"
            )
            return redirect("standards:list")
    return render(request, "standards/request.html", {"form": form}, status=422 if form.errors else 200)
