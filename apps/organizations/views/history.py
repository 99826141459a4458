"""沿革: how the organization came to be, its stars and members; the acts on the tree, each confirmed; what is due."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components import text
from apps.core.exceptions import PortalError
from apps.core.exports import xlsx_response
from apps.core.verdicts import require

from .. import queries, rules, services
from ..access import office_of, role_required
from ..choices import JOINT_KINDS, Level, Sector
from ..forms import tree as forms
from ..forms.refusals import refuse_at
from ..models import JointMember, Organization, TreeChange
from .tree_acts import ACTS, NEAR, may_act

READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)


@require_safe
@role_required(*READERS)
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Acts on the tree, stars, members of a joint organization; for the office, what it may do."""
    organization = _organization(request, pk)
    changes = list(queries.changes_of(organization))
    is_joint = organization.kind in JOINT_KINDS
    context = {
        "organization": organization,
        "entries": [_entry(change, organization) for change in changes],
        "stars": list(queries.stars_of(organization)),
        "is_joint": is_joint,
        "members": JointMember.objects.filter(organization=organization).select_related("member") if is_joint else [],
        "joined": JointMember.objects.filter(member=organization).on(clock.today()).select_related("organization"),
        "acts": [act for act in ACTS.values() if may_act(request.user, organization, act)],
        "may_keep": rules.can_keep_units(request.user, organization),
        "today": clock.today(),
    }
    return render(request, "organizations/history.html", context)


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE, Role.SECRETARY)
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    """A member unit of a joint organization."""
    organization = _organization(request, pk)
    require(rules.can_keep_units(request.user, organization))
    form = forms.JointForm(request.POST or None)
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            services.add_joint_member(actor=request.user, organization=organization, **form.cleaned_data)
        except PortalError as error:
            refusal, status = refuse_at(form, error), error.status
        else:
            messages.success(request, "已登记成员单位。")
            return redirect("organizations:history", pk=pk)
    near = Organization.objects.visible_to(request.user).active()[:NEAR]
    context = {"organization": organization, "form": form, "refusal": refusal, "near": near}
    return render(request, "organizations/add_member.html", context, status=status)


@require_POST
@role_required(Role.OFFICE, Role.SECRETARY)
def end_member(request: HttpRequest, pk: int) -> HttpResponse:
    """The member leaves today."""
    row = get_object_or_404(JointMember.objects.visible_to(request.user).select_related("organization"), pk=pk)
    services.end_joint_member(actor=request.user, row=row)
    messages.success(request, f"{row.shown}已退出。")
    return redirect("organizations:history", pk=row.organization_id)


@require_safe
@role_required(Role.OFFICE)
def due(request: HttpRequest) -> HttpResponse:
    """换届和到期: elections due or overdue, kinds with an end, weak organizations with their targets."""
    office = office_of(request.user)
    weak = Organization.objects.visible_to(request.user).active().filter(is_weak=True)
    context = {
        "office": office,
        "elections": queries.elections_due(request.user)[:500],
        "ending": _with_parents(queries.ending(request.user)[:500]),
        "weak": weak.order_by("weak_due_on", "path")[:500],
        "today": clock.today(),
    }
    return render(request, "organizations/due.html", context)


@require_safe
@role_required(Role.OFFICE)
def export_due(request: HttpRequest) -> HttpResponse:
    """The elections of that page as xlsx, or with ``list=ending`` what comes to its end."""
    if request.GET.get("list") == "ending":
        found = _with_parents(queries.ending(request.user))
        ends = ((e.code, e.name, above, e.get_kind_display(), e.ends_on, _ends_words(e)) for e, above in found)
        return xlsx_response("存续到期名单", ("组织代码", "组织全称", "上级组织", "组织类别", "存续至", "情况"), ends)
    rows = (
        (each.code, each.name, each.get_kind_display(), each.next_election_on)
        for each in queries.elections_due(request.user)
    )
    return xlsx_response("换届名单", ("组织代码", "组织全称", "组织类别", "下次换届日期"), rows)


def _with_parents(rows: Iterable[Organization]) -> list[tuple[Organization, str]]:
    """Each with the short name of the one above. One more statement."""
    found = list(rows)
    above = {each.path[: -Organization.steplen] for each in found}
    names = dict(Organization.objects.filter(path__in=above).values_list("path", "short_name"))
    return [(each, names.get(each.path[: -Organization.steplen], "")) for each in found]


def _ends_words(organization: Organization) -> str:
    return "已到期" if organization.ends_on and organization.ends_on < clock.today() else "将到期"


def _organization(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


def _entry(change: TreeChange, organization: Organization) -> dict[str, Any]:
    document = f"{change.document_number}。" if change.document_number else ""
    return {
        "title": f"{change.get_kind_display()}，{text.date_full(change.on)}",
        "actor": change.entered_by.name if change.entered_by else "系统",
        "text": f"{_words(change, organization)}。{document}{change.reason}",
    }


def _words(change: TreeChange, organization: Organization) -> str:
    here = change.organization_id == organization.pk
    other = change.counterpart.name if change.counterpart else ""
    if change.kind == "rename":
        return f"{change.name_before} → {change.name_after}"
    if change.kind == "reclassify":
        return "；".join(_classes(change))
    if change.kind == "move":
        before, after = change.parent_before, change.parent_after
        return f"由{before.name if before else '—'}调整到{after.name if after else '—'}"
    if change.kind == "merge":
        return f"并入{other}" if here else f"{change.organization.name}并入"
    if change.kind == "split":
        return f"由{other}分出" if here else f"分出{change.organization.name}"
    if change.kind == "found":
        return f"隶属于{change.parent_after.name}" if change.parent_after else "成立"
    return "撤销"


def _classes(change: TreeChange) -> Iterator[str]:
    for label, choices, before, after in (
        ("领域", Sector, change.sector_before, change.sector_after),
        ("层级", Level, change.level_before, change.level_after),
    ):
        if before != after:
            yield f"{label}：{choices(before).label} → {choices(after).label}"
