"""沿革: how the organization came to be, its stars and members; the acts on the tree, each confirmed; what is due."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
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
from apps.core.verdicts import Verdict, require

from .. import queries, rules, services
from ..access import office_of, role_required
from ..choices import JOINT_KINDS, Level, Sector
from ..forms import tree as forms
from ..models import JointMember, Organization, TreeChange

READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
NEAR = 200


@dataclass(frozen=True)
class Act:
    """One act: its title, form, service, the name of the argument that the organization is, whether it has effects."""

    key: str
    title: str
    words: str
    form: type[forms.ActForm]
    run: Callable[..., Any]
    argument: str = "organization"
    at_parent: bool = True
    is_heavy: bool = False
    #: The organization ends by it, so its running business goes over or is withdrawn.
    ends: bool = False
    #: What it has is divided between it and a new one.
    divides: bool = False


ACTS = {
    act.key: act
    for act in (
        Act("found", "新建下级党组织", "在本组织之下新建一个党组织。", forms.FoundForm,
            services.found_organization, argument="parent", at_parent=False),
        Act("rename", "更名", "更名前的活动、公示、证书仍显示当时的名称。", forms.RenameForm,
            services.rename_organization),
        Act("reclassify", "调整领域层级", "调整前的活动仍按当时的领域和层级显示和统计。", forms.ReclassifyForm,
            services.reclassify_organization),
        Act("move", "调整隶属", "连同所属党组织一起调整，权限范围和审核路线随之变化。", forms.MoveForm,
            services.move_organization, is_heavy=True),
        Act("merge", "合并", "所属党组织、台账单位、阵地和在办事项转入对方，数据和记录留存本组织，人员角色终止。", forms.MergeForm,
            services.merge_organization, is_heavy=True, ends=True),
        Act("split", "拆分", "从本组织分出一个同级的新组织，逐项决定在办事项、台账和阵地的归属。", forms.SplitForm,
            services.split_organization, divides=True),
        Act("close", "撤销", "撤销后不再参加活动，在办申报撤回，台账单位和阵地转由上级负责，数据和记录留存，人员角色终止。", forms.CloseForm,
            services.close_organization, is_heavy=True, ends=True),
        Act("rate", "评星定级", "登记评定结果；评定日期最近的一次为现有星级。", forms.RateForm,
            services.rate_organization, at_parent=False),
    )
}  # fmt: skip


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
        "acts": [act for act in ACTS.values() if _may(request, organization, act)],
        "may_keep": rules.can_keep_units(request.user, organization),
        "today": clock.today(),
    }
    return render(request, "organizations/history.html", context)


def act_view(key: str) -> Callable[..., HttpResponse]:
    """The page of one act: the form, then what is affected, then the act."""

    @require_http_methods(["GET", "POST"])
    @role_required(Role.OFFICE)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return _act(request, _organization(request, pk), ACTS[key])

    return view


def _act(request: HttpRequest, organization: Organization, act: Act) -> HttpResponse:
    require(_may(request, organization, act))
    form = act.form(request.POST or None, organization=organization)
    context: dict[str, Any] = {"organization": organization, "act": act, "form": form, "refusal": ""}
    context["obstacles"] = _obstacles(organization, act)
    status = 200
    if request.method == "POST" and form.is_valid():
        if request.POST.get("confirmed") != "1":
            context |= _foreseen(organization, act, form)
            return render(request, "organizations/confirm_act.html", context)
        try:
            shown: dict[str, Any] = {"foreseen": request.POST.get("foreseen")} if act.ends or act.divides else {}
            if act.divides:
                shown["shares"] = request.POST.getlist("share")
            act.run(actor=request.user, **{act.argument: organization}, **form.cleaned_data, **shown)
        except PortalError as error:
            context["refusal"], status = error.message, error.status
        else:
            messages.success(request, f"已办理：{act.title}。")
            return redirect("organizations:history", pk=organization.pk)
    context["near"] = Organization.objects.visible_to(request.user).active()[:NEAR]
    return render(request, "organizations/act.html", context, status=status)


def _foreseen(organization: Organization, act: Act, form: forms.ActForm) -> dict[str, Any]:
    """What the page shows before an act: what was filled in, what is touched, what becomes of running business."""
    context: dict[str, Any] = {"asked": _asked(form)}
    context["effects"] = queries.effects_of(organization, act.key) if act.is_heavy else []
    if act.ends:
        context["business"] = services.merge_effects(organization, form.cleaned_data.get("into"))
        context["seal"] = services.seal_of(context["business"])
    if act.divides:
        shares = services.split_shares(organization, form.cleaned_data.get("moved") or ())
        context["groups"] = [(name, list(found)) for name, found in groupby(shares, lambda each: each.group)]
        context["seal"] = services.seal_of_shares(shares)
        context["new_name"] = form.cleaned_data["short_name"]
    return context


def _obstacles(organization: Organization, act: Act) -> list[Any]:
    return services.obstacles_of(organization, closing=act.key == "close") if act.ends else []


def _asked(form: Any) -> list[tuple[str, str]]:
    """What was filled in, in words, for the page that asks again."""
    told = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if field.widget.is_hidden or value in (None, ""):
            continue
        choices = dict(getattr(field, "choices", ()) or ()) if not hasattr(field, "queryset") else {}
        if hasattr(value, "isoformat"):
            shown = text.date_full(value)
        elif hasattr(field, "queryset"):
            shown = "、".join(each.short_name for each in value)
        else:
            shown = str(choices.get(value, choices.get(str(value), value)))
        if shown:
            told.append((str(field.label), shown))
    return told


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
            refusal, status = error.message, error.status
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


def _may(request: HttpRequest, organization: Organization, act: Act) -> Verdict:
    place = organization if not act.at_parent else _above(organization)
    verdict = rules.can_change_tree(request.user, place)
    if verdict and organization.closed_on:
        return rules.refuse("该党组织已撤销。")
    return verdict


def _above(organization: Organization) -> Organization | None:
    path = organization.path[: -Organization.steplen]
    if not path:
        return None
    # Only the path is asked for: the rule matches prefixes.
    return Organization(path=path, short_name="上级党组织")


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
