"""One organization: what it is, what is known of it, who works in it; and its edit form."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components import text
from apps.core.exceptions import PortalError
from apps.core.models import StateChange
from apps.core.states import transition_for
from apps.core.verdicts import require

from .. import queries, rules, services
from ..access import role_required, scope_of
from ..choices import Level, RecordKind
from ..forms.editing import OrganizationForm
from ..forms.refusals import refuse_at
from ..models import Organization

CHANGES_SHOWN = 10


@require_safe
@role_required(Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """For everybody whose scope covers the organization."""
    return _page(request, get_object_or_404(Organization.objects.visible_to(request.user), pk=pk))


@require_safe
@role_required(Role.SECRETARY)
def mine(request: HttpRequest) -> HttpResponse:
    """The secretary's own organization; a list when there are several."""
    own = queries.own_organizations(request.user)
    if len(own) == 1:
        return _page(request, own[0])
    return render(request, "organizations/mine.html", {"organizations": own})


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE, Role.SECRETARY)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Office: everything; secretary: contact and address."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    require(rules.can_edit(request.user, organization))
    # The form fills its instance; the service compares with what is stored.
    form = OrganizationForm(
        request.POST or None,
        instance=Organization.objects.get(pk=pk),
        allowed=rules.editable_fields(request.user, organization),
    )
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_organization(actor=request.user, organization=organization, **form.cleaned_data)
        except PortalError as error:
            refusal, status = refuse_at(form, error), error.status
        else:
            messages.success(request, "已保存。")
            return redirect("organizations:detail", pk=pk)
    context = {"organization": organization, "form": form, "refusal": refusal}
    return render(request, "organizations/edit.html", context, status=status)


def _page(request: HttpRequest, organization: Organization) -> HttpResponse:
    user = request.user
    is_office = organization.path.startswith(scope_of(user).prefixes) if scope_of(user).prefixes else False
    facts = queries.current_facts(organization)
    context = {
        "organization": organization,
        "is_office": is_office,
        "trail": _trail(request, organization),
        "pairs": _pairs(organization),
        "children": _children(organization, linked=is_office),
        "facts": sorted(facts.values(), key=lambda fact: fact.metric.position),
        "records": _records(organization),
        "people": queries.people_of(organization) if is_office else [],
        "changes": _changes(organization) if is_office else [],
        "may_edit": rules.can_edit(user, organization),
        "may_record_facts": rules.can_record_fact(user, organization),
        "may_add_records": bool(rules.record_kinds(user, organization)),
    }
    return render(request, "organizations/detail.html", context)


def _trail(request: HttpRequest, organization: Organization) -> list[dict[str, str]]:
    trail = [
        {"url": reverse("organizations:detail", args=[each.pk]), "label": each.short_name}
        for each in queries.ancestors_in_scope(request.user, organization)
    ]
    if Role.OFFICE in scope_of(request.user).roles:
        trail.insert(0, {"url": reverse("organizations:list"), "label": "党组织"})
    return trail


def _pairs(organization: Organization) -> list[tuple[str, Any]]:
    place = f"东经{organization.longitude}，北纬{organization.latitude}" if organization.longitude else ""
    return [
        ("组织全称", organization.name),
        ("组织代码", organization.code),
        ("组织类别", organization.get_kind_display()),
        ("层级", organization.get_level_display()),
        ("领域", organization.get_sector_display()),
        ("行政区划代码", organization.division_code),
        ("成立日期", _day(organization.established_on)),
        ("下次换届", _due(organization.next_election_on)),
        *([("存续至", _due(organization.ends_on))] if organization.ends_on else []),
        ("地址", organization.address),
        ("位置", place),
        ("联系人", organization.contact_name),
        ("联系电话", organization.contact_phone),
    ]


def _due(day: dt.date | None) -> str:
    """The day, and how far off it is once it comes near."""
    if day is None or day > clock.today() + dt.timedelta(days=queries.ELECTION_DAYS):
        return _day(day)
    return f"{text.date_full(day)}（{text.due_words(day)[2]}）"


def _day(day: dt.date | None) -> str:
    return text.date_full(day) if day else ""


def _children(organization: Organization, *, linked: bool) -> list[dict[str, Any]]:
    """Numbers of organizations below by level, each a link to exactly these rows."""
    address = reverse("organizations:list")
    return [
        {
            "label": Level(level).label,
            "value": count,
            "unit": "个",
            "url": f"{address}?under={organization.pk}&level={level}" if linked and level != organization.level else "",
        }
        for level, count in queries.children_counts(organization).items()
    ]


def _records(organization: Organization) -> list[dict[str, Any]]:
    """This year's standing records by kind, each number a link to its rows."""
    address = reverse("organizations:records", args=[organization.pk])
    year = clock.today().year
    counts = queries.record_counts(organization, dt.date(year, 1, 1))
    return [
        {
            "label": kind.label,
            "value": counts[kind],
            "unit": "次",
            "url": f"{address}?kind={kind}&year={year}&state=held&range=own",
        }
        for kind in RecordKind
        if kind in counts
    ]


def _changes(organization: Organization) -> list[dict[str, Any]]:
    """The latest acts on the organization itself, newest first."""
    changes = StateChange.objects.of(organization).select_related("actor").order_by("-at", "-id")[:CHANGES_SHOWN]
    return [
        {
            "title": transition_for(Organization, change.verb).label,
            "at": change.at,
            "actor": change.actor.name if change.actor else "系统",
            "text": change.reason,
        }
        for change in changes
    ]
