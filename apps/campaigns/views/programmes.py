"""Plans of several years: their list, one plan with its campaigns and results, making and changing one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import BUSINESS_ROLES, Role
from apps.core import clock
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.verdicts import require
from apps.organizations.access import role_required

from .. import services
from ..forms import HangForm, ProgrammeForm
from ..models import Campaign, Programme
from ..pages import stage_of
from ..queries import campaigns_of, figures_of, hangable, programmes_for, years_of
from ..rules import can_create_programme, can_edit_programme, can_hang, offices_of

#: Codes of refusals that belong to a field of the form.
FIELDS = {"name", "ends_in"}


@require_safe
@role_required(*BUSINESS_ROLES)
def list_programmes(request: HttpRequest) -> HttpResponse:
    """The plans that the person sees."""
    page = Paginator(programmes_for(request.user), 50).get_page(request.GET.get("page"))
    context = {"page": page, "can_create": can_create_programme(request.user), "year": clock.today().year}
    return render(request, "campaigns/programmes.html", context)


def programme_of(request: HttpRequest, pk: int) -> Programme:
    """A plan that the person sees; somebody else's does not exist."""
    return get_object_or_404(Programme.objects.visible_to(request.user).select_related("organization"), pk=pk)


@require_safe
@role_required(*BUSINESS_ROLES)
def show_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: its campaigns, and what came of them by year."""
    programme = programme_of(request, pk)
    campaigns = campaigns_of(programme, request.user)
    figures = figures_of(campaigns, request.user)
    may_edit = bool(can_edit_programme(request.user, programme))
    rows = [(c, stage_of(c), figures[c.pk], bool(can_hang(request.user, c))) for c in campaigns]
    years = years_of(programme, campaigns, figures)
    context = {
        "programme": programme,
        "rows": rows,
        "columns": [item.label for item in rows[0][2]] if rows else [],
        "years": years,
        "year_columns": next(([label for label, _ in row.items] for row in years if row.items), []),
        "may_edit": may_edit,
        "form": HangForm(campaigns=hangable(programme, request.user)) if offices_of(request.user) else None,
    }
    return render(request, "campaigns/programme.html", context)


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def new_programme(request: HttpRequest) -> HttpResponse:
    """Make a plan."""
    offices = offices_of(request.user)
    if not offices:
        raise PermissionDenied
    year = clock.today().year
    initial = {"organization": offices[0], "starts_in": year, "ends_in": year + 2}
    form = ProgrammeForm(request.POST or None, offices=offices, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            programme = services.create_programme(
                actor=request.user, organization=form.cleaned_data["organization"], **form.settings()
            )
        except Invalid as error:
            _show(form, error)
        else:
            messages.success(request, "长期计划已建立，可把活动归入其中。")
            return redirect("campaigns:programme", programme.pk)
    return render(request, "campaigns/programme_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def edit_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a plan."""
    programme = programme_of(request, pk)
    require(can_edit_programme(request.user, programme))
    names = ("name", "starts_in", "ends_in", "plan", "goal", "version")
    form = ProgrammeForm(request.POST or None, initial={name: getattr(programme, name) for name in names})
    if request.method == "POST" and form.is_valid() and _update(request, programme, form):
        messages.success(request, "长期计划已保存。")
        return redirect("campaigns:programme", pk)
    return render(request, "campaigns/programme_form.html", {"form": form, "programme": programme})


def _update(request: HttpRequest, programme: Programme, form: ProgrammeForm) -> bool:
    version = form.cleaned_data["version"] or 0
    try:
        services.update_programme(actor=request.user, programme=programme, version=version, **form.settings())
    except (Invalid, StaleVersion) as error:
        _show(form, error)
        return False
    return True


def _show(form: ProgrammeForm, error: Any) -> None:
    form.add_error(error.code if error.code in FIELDS else None, error.message)


@require_POST
@role_required(Role.OFFICE)
def hang(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one of the office's own campaigns under the plan."""
    programme = programme_of(request, pk)
    form = HangForm(request.POST, campaigns=hangable(programme, request.user))
    if not form.is_valid():
        messages.error(request, "；".join(str(found[0]) for found in form.errors.values()))
        return redirect("campaigns:programme", pk)
    return _hang(request, form.cleaned_data["campaign"], programme, pk)


@require_POST
@role_required(Role.OFFICE)
def take_out(request: HttpRequest, pk: int, campaign: int) -> HttpResponse:
    """Take a campaign out of the plan."""
    programme = programme_of(request, pk)
    found = get_object_or_404(Campaign.objects.visible_to(request.user).filter(programme=programme), pk=campaign)
    require(can_hang(request.user, found))
    return _hang(request, found, None, pk)


def _hang(request: HttpRequest, campaign: Campaign, programme: Programme | None, pk: int) -> HttpResponse:
    try:
        services.hang_campaign(actor=request.user, campaign=campaign, programme=programme)
    except Invalid as error:
        messages.error(request, error.message)
    else:
        words = f"“{campaign}”已归入本计划。" if programme else f"“{campaign}”已移出本计划。"
        messages.success(request, words)
    return redirect("campaigns:programme", pk)
