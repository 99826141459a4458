"""Choosing a plan, then making the draft."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.organizations.access import role_required
from apps.organizations.choices import Level
from apps.standards.models import Standard

from ..choices import ActivityType, CampaignKind, PhaseKind
from ..forms import CreateForm
from ..models import Campaign
from ..rules import offices_of
from ..services import copy_campaign, create_campaign
from ..template_files import Template, load_templates, shift


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Cards of templates and of own earlier campaigns; with one chosen, the form."""
    offices = offices_of(request.user)
    if not offices:
        raise PermissionDenied
    chosen = _chosen(request)
    if chosen is None:
        return render(request, "campaigns/choose.html", _cards(request))
    form = CreateForm(request.POST or None, offices=offices, initial=_initial(chosen, offices[0]))
    if request.method == "POST" and form.is_valid():
        campaign = _create(request, chosen, form)
        if campaign is not None:
            messages.success(request, "活动草稿已建立，请核对日期、范围和名额，补齐批准依据后启动。")
            return redirect("campaigns:setup", campaign.pk)
    context = {"form": form, "chosen": chosen, "phases": _preview(chosen), "is_template": isinstance(chosen, Template)}
    return render(request, "campaigns/new.html", context)


def _chosen(request: HttpRequest) -> Template | Campaign | None:
    if code := request.GET.get("template"):
        if code not in load_templates():
            raise Http404
        return load_templates()[code]
    source = request.GET.get("source", "")
    if source.isdecimal():
        return get_object_or_404(_own_earlier(request), pk=source)
    return None


def _own_earlier(request: HttpRequest) -> Any:
    ids = [office.pk for office in offices_of(request.user)]
    return Campaign.objects.filter(organization_id__in=ids).exclude(status="cancelled").prefetch_related("phases")


def _cards(request: HttpRequest) -> dict[str, Any]:
    levels = {office.level for office in offices_of(request.user)}
    templates = sorted(load_templates().values(), key=lambda template: template.issuer_level not in levels)
    names = dict(Standard.objects.values_list("code", "name"))
    return {
        "cards": [_card(template, levels, names) for template in templates],
        "earlier": _own_earlier(request)[:20],
    }


def _card(template: Template, levels: set[str], names: dict[str, str]) -> dict[str, Any]:
    """One plan; those that an office of the person's own level issues stand first."""
    return {
        "template": template,
        "kind": CampaignKind(template.kind).label,
        "activity_type": ActivityType(template.activity_type).label,
        "phases": "→".join(PhaseKind(phase.kind).label for phase in template.phases),
        "phase_count": len(template.phases),
        "standards": "、".join(names.get(code, code) for code in dict.fromkeys(template.standards.values())),
        "issuer": f"{template.issuer_body}（{Level(template.issuer_level).label}）",
        "fits": template.issuer_level in levels,
        "quota": template.quota.total,
    }


def _initial(chosen: Template | Campaign, office: Any) -> dict[str, Any]:
    if isinstance(chosen, Template):
        year = _year_for(chosen)
        return {"name": chosen.title_for(year), "year": year, "organization": office, "scope": office}
    year = max(clock.today().year, chosen.year + 1)
    name = chosen.name.replace(str(chosen.year), str(year))
    return {"name": name, "year": year, "organization": chosen.organization_id, "scope": chosen.scope_id}


def _year_for(template: Template) -> int:
    """This year, or the next when the plan's days for applying are over."""
    today = clock.today()
    phases = shift(template, today.year)
    applying = next((phase for phase in phases if phase.kind == PhaseKind.APPLICATION), phases[0])
    return today.year if applying.ends_on >= today else today.year + 1


def _preview(chosen: Template | Campaign) -> list[dict[str, Any]]:
    """The days of the plan, for the year that the form proposes."""
    if isinstance(chosen, Template):
        dates = shift(chosen, _year_for(chosen))
        return [
            {"name": p.name, "starts_on": p.starts_on, "ends_on": p.ends_on, "default": p.is_default} for p in dates
        ]
    return [
        {"name": p.name, "starts_on": p.starts_at, "ends_on": p.ends_at, "default": False} for p in chosen.phases.all()
    ]


def _create(request: HttpRequest, chosen: Template | Campaign, form: CreateForm) -> Campaign | None:
    arguments = {"actor": request.user, **form.cleaned_data}
    try:
        if isinstance(chosen, Template):
            return create_campaign(template_code=chosen.code, **arguments)
        return copy_campaign(source=chosen, **arguments)
    except Invalid as error:
        form.add_error("scope" if error.code == "scope_outside" else None, error.message)
        return None
