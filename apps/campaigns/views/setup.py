"""One page sets a draft up: dates, scope, quotas, weights, decision, documents; then it opens."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.models import FileUse
from apps.core.numbers import number_of
from apps.core.verdicts import require
from apps.organizations.access import role_required
from apps.organizations.choices import Kind, Level, Sector
from apps.organizations.models import Organization

from ..forms import SetupForm, parent_rows, phase_rows, sector_rows
from ..forms.setup import CountersignRows, PhaseRows, countersign_rows, level_rows
from ..models import Campaign
from ..pages import stage_of, tabs_for
from ..queries import burden, eligible_in, eligible_rows, missing_to_open, with_phases, with_standards
from ..registries import other_asks
from ..rules import can_edit_campaign, can_manage_campaign, organizer_warning
from ..services import attach_plan, remove_plan, save_setup

#: Codes of refusals that belong to a field of the set-up page.
FIELD_OF = {"scope_outside": "scope", "programme_outside": "programme", "programme_year": "programme"}


def campaign_of(request: HttpRequest, pk: int) -> Campaign:
    """A campaign that the person sees; somebody else's does not exist."""
    found = Campaign.objects.visible_to(request.user).select_related("organization", "scope", "programme")
    return get_object_or_404(found.prefetch_related(with_phases(), "work_lines", with_standards()), pk=pk)


@dataclass
class Bound:
    """The page's forms, empty or with what was posted."""

    form: SetupForm
    phases: PhaseRows
    signs: CountersignRows

    @property
    def is_valid(self) -> bool:
        signs = not self.signs.is_bound or self.signs.is_valid()
        return self.form.is_valid() & self.phases.is_valid() & signs

    def route(self) -> list[dict[str, Any]]:
        """Rows for ``set_route``."""
        return [*self.form.route(), *(self.signs.rows() if self.signs.is_bound else ())]


def bind(campaign: Campaign, data: Any = None) -> Bound:
    parents = Organization.objects.active().below(campaign.scope).filter(depth=campaign.scope.depth + 1)
    form = SetupForm(data, campaign=campaign, parents=parents)
    phases = phase_rows(list(campaign.phases.all()), data, _clauses(campaign))
    return Bound(form, phases, countersign_rows(campaign, data))


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def set_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Show or save the settings of a draft; a campaign that has opened shows its overview instead."""
    campaign = campaign_of(request, pk)
    require(can_manage_campaign(request.user, campaign))
    verdict = can_edit_campaign(request.user, campaign)
    if not verdict:
        messages.info(request, verdict.reason)
        return redirect("campaigns:detail", pk)
    if request.method == "GET":  # the form and what is missing read them; what is saved is read anew
        prefetch_related_objects([campaign], "quotas", "route_rules__organization")
    bound = bind(campaign, request.POST or None)
    if request.method == "POST" and save(request, campaign, bound):
        messages.success(request, "设置已保存。")
        return redirect("campaigns:setup", pk)
    return page(request, campaign, bound)


def save(request: HttpRequest, campaign: Campaign, bound: Bound) -> bool:
    """Whether everything was right and is stored; otherwise the form says what was not."""
    if not bound.is_valid:
        return False
    version = request.POST.get("version", "")
    try:
        save_setup(
            actor=request.user,
            campaign=campaign,
            version=number_of(version) or 0,
            fields=bound.form.settings(),
            phases=bound.phases.rows(),
            quotas=bound.form.quotas(),
            standards=bound.form.standards(),
            route=bound.route(),
        )
    except (Invalid, StaleVersion) as error:
        bound.form.add_error(FIELD_OF.get(error.code), error.message)
        return False
    return True


def page(request: HttpRequest, campaign: Campaign, bound: Bound) -> HttpResponse:
    organizations = eligible_rows(campaign)
    missing = missing_to_open(campaign, organizations)
    bound.form.show_needed()
    context = {
        "campaign": campaign,
        "stage": stage_of(campaign),
        "tabs": tabs_for(campaign, request.user, "设置"),
        "form": bound.form,
        "phases": bound.phases,
        "sectors": sector_rows(bound.form),
        "levels": level_rows(bound.form),
        "signs": bound.signs,
        "parents": parent_rows(bound.form),
        "missing": [{"label": item.label, "url": f"#{item.anchor}"} for item in missing],
        "warning": organizer_warning(campaign),
        "burden": burden(campaign, organizations),
        "other_asks": [each for asks in other_asks for each in asks(campaign, request.user)],
        "lines": len(campaign.work_lines.all()),
        "counts": _counts(Counter(row.sector for row in organizations)),
        "files": files_of(campaign, removable=True),
        "defaults": _defaults(campaign),
        "parents_open": any(limit.value() or limit.errors for _, limit in parent_rows(bound.form)),
    }
    status = 200 if request.method == "GET" else 422
    return render(request, "campaigns/setup.html", context, status=status)


def _clauses(campaign: Campaign) -> dict[str, str]:
    """Where the plan speaks of each phase; 默认 where it does not."""
    phases = campaign.plan.get("phases", ())
    return {p["kind"]: p["clause"] or ("默认日期" if p["is_default"] else "") for p in phases}


def _defaults(campaign: Campaign) -> list[str]:
    """What the plan left open and the template filled in."""
    return list(campaign.plan.get("defaults", {}).values())


def files_of(campaign: Campaign, removable: bool = False) -> list[dict[str, Any]]:
    """The plan's documents for the component ``file_list``."""
    found = FileUse.objects.of(campaign).filter(purpose="plan")
    return [
        {
            "name": use.name,
            "url": reverse("core:file", args=[use.pk]),
            "preview_url": reverse("core:preview", args=[use.pk]),
            "size": use.file.size,
            "remove_url": reverse("campaigns:remove_document", args=[campaign.pk, use.pk]) if removable else "",
        }
        for use in found
    ]


def _counts(numbers: Mapping[str, int]) -> dict[str, Any]:
    """How many are eligible, in all and by sector."""
    by_sector = [(Sector(sector).label, n) for sector, n in sorted(numbers.items())]
    return {"total": sum(n for _, n in by_sector), "by_sector": by_sector}


@require_safe
@role_required(Role.OFFICE)
def count_eligible(request: HttpRequest, pk: int) -> HttpResponse:
    """How many organizations the scope on the screen covers, before it is saved."""
    campaign = campaign_of(request, pk)
    require(can_manage_campaign(request.user, campaign))
    scope = request.GET.get("scope", "")
    root = Organization.objects.below(campaign.organization).filter(pk=number_of(scope)).first()
    chosen = [
        [value for value in request.GET.getlist(name) if value in choices.values]
        for name, choices in (("sectors", Sector), ("kinds", Kind), ("levels", Level))
    ]
    found = eligible_in((root or campaign.scope).path, *chosen).exclude(pk=campaign.organization_id)
    numbers = dict(found.order_by("sector").values_list("sector").annotate(n=Count("pk")))
    return render(request, "campaigns/_eligible.html", {"counts": _counts(numbers)})


@require_POST
@role_required(Role.OFFICE)
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Store one document of the plan; answers with the list of all."""
    campaign = campaign_of(request, pk)
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"message": "请选择文件。"}, status=400)
    try:
        attach_plan(actor=request.user, campaign=campaign, upload=upload, name=upload.name or "")
    except Invalid as error:
        return JsonResponse({"message": error.message}, status=400)
    return render(request, "campaigns/_files.html", {"files": files_of(campaign, removable=True)})


@require_POST
@role_required(Role.OFFICE)
def remove(request: HttpRequest, pk: int, use: Any) -> HttpResponse:
    campaign = campaign_of(request, pk)
    found = get_object_or_404(FileUse.objects.of(campaign).filter(purpose="plan"), pk=use)
    remove_plan(actor=request.user, campaign=campaign, use=found)
    messages.success(request, f"已移除“{found.name}”。")
    return redirect("campaigns:setup" if can_edit_campaign(request.user, campaign) else "campaigns:detail", pk)
