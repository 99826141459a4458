"""Pages of the security officer: who holds which role; granting and ending roles."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core.components import text
from apps.core.exceptions import PortalError
from apps.core.verdicts import require

from .. import queries, rules, services
from ..access import role_required
from ..forms.roles import WITHOUT, EndRoleForm, GrantForm, PeopleFilter
from ..models import Membership, Organization
from ..querysets import lasting

PAGE_SIZE = 50


@require_safe
@role_required(Role.SECURITY_OFFICER)
def role_list(request: HttpRequest) -> HttpResponse:
    """People with their roles."""
    form = PeopleFilter(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    role = values.get("role", "")
    people = queries.people_with_roles(
        values.get("q", ""), "" if role == WITHOUT else role, only_without=role == WITHOUT
    )
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/roles.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@role_required(Role.SECURITY_OFFICER)
def grant(request: HttpRequest) -> HttpResponse:
    """Grant a role; a search for the organization, without script, comes back to the same form."""
    searching = "search" in request.POST
    if request.method == "POST" and not searching:
        form = GrantForm(request.POST, actor=request.user)
        refusal = _grant(request, form)
        if refusal is None:
            return redirect("accounts:roles")
    else:
        kept = request.POST.dict() if searching else {"person": request.GET.get("person")}
        form = GrantForm(initial={key: value for key, value in kept.items() if value}, actor=request.user)
        refusal = ""
    return render(request, "accounts/grant_role.html", {"form": form, "refusal": refusal, **_choices(request, form)})


def _grant(request: HttpRequest, form: GrantForm) -> str | None:
    """None when granted, else why not (empty when the form itself says it)."""
    if not form.is_valid():
        return ""
    values = form.cleaned_data
    user = values.pop("person")
    try:
        membership = services.grant_role(actor=request.user, user=user, **values)
    except PortalError as error:
        return error.message
    messages.success(request, f"已授予{user.name}：{membership}。")
    return None


def _choices(request: HttpRequest, form: GrantForm) -> dict[str, Any]:
    """The organizations found, the one chosen, and what the chosen person holds already."""
    find = request.POST.get("find", "")
    chosen = _number(form["organization"].value())
    found = queries.choose_from(find)
    if chosen and all(organization.pk != chosen for organization in found):
        found = [*Organization.objects.filter(pk=chosen), *found]
    person = User.objects.filter(pk=_number(form["person"].value())).first()
    held = Membership.objects.filter(user=person).filter(lasting()).select_related("organization") if person else []
    return {"find": find, "organizations": found, "chosen": chosen, "person": person, "held": held}


@require_safe
@role_required(Role.SECURITY_OFFICER)
def organizations(request: HttpRequest) -> HttpResponse:
    """The part of the form that lists the organizations found, while typing."""
    find = request.GET.get("find", "")
    return render(
        request, "accounts/organization_choices.html", {"find": find, "organizations": queries.choose_from(find)}
    )


@require_http_methods(["GET", "POST"])
@role_required(Role.SECURITY_OFFICER)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role with its last day and the reason."""
    membership = get_object_or_404(Membership.objects.filter(lasting()).select_related("user", "organization"), pk=pk)
    require(rules.can_end_role(request.user, membership))
    form = EndRoleForm(request.POST or None, membership=membership)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.end_role(actor=request.user, membership=membership, **form.cleaned_data)
        except PortalError as error:
            refusal = error.message
        else:
            messages.success(request, f"已终止{membership.user.name}的角色：{membership}。")
            return redirect("accounts:roles")
    pairs = [
        ("人员", f"{membership.user.name}（{membership.user.username}）"),
        ("角色", membership.get_role_display()),
        ("党组织", membership.organization.name),
        ("期限", text.date_range(membership.started_on, membership.ended_on)),
        ("授权依据", membership.reason),
    ]
    return render(request, "accounts/end_role.html", {"form": form, "refusal": refusal, "pairs": pairs})


def _number(value: Any) -> int:
    digits = str(value or "")
    return int(digits) if digits.isdecimal() and len(digits) < 18 else 0
