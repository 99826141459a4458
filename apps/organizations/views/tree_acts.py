"""Acts on the tree: the form, then what is touched and what becomes of it, then the act."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.choices import Role
from apps.core.components import text
from apps.core.exceptions import PortalError, StaleVersion
from apps.core.verdicts import Verdict, require

from .. import queries, rules, services
from ..access import role_required
from ..forms import tree as forms
from ..forms.figures import HERE, THERE, FiguresForm, Side
from ..forms.refusals import refuse_at
from ..models import Organization

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
        Act("merge", "合并", "所属党组织、台账单位、阵地、示范岗和在办事项转入对方，数据和记录留存本组织，人员角色终止。", forms.MergeForm,
            services.merge_organization, is_heavy=True, ends=True),
        Act("split", "拆分", "从本组织分出一个同级的新组织，逐项决定在办事项、台账和阵地的归属，数据由两边分别填报。", forms.SplitForm,
            services.split_organization, divides=True),
        Act("close", "撤销", "撤销后不再参加活动，在办申报撤回，台账单位和阵地转由上级负责，数据和记录留存，人员角色终止。", forms.CloseForm,
            services.close_organization, is_heavy=True, ends=True),
        Act("rate", "评星定级", "登记评定结果；评定日期最近的一次为现有星级。", forms.RateForm,
            services.rate_organization, at_parent=False),
    )
}  # fmt: skip


def act_view(key: str) -> Callable[..., HttpResponse]:
    """The page of one act: the form, then what is affected, then the act."""

    @require_http_methods(["GET", "POST"])
    @role_required(Role.OFFICE)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return _act(request, get_object_or_404(Organization.objects.visible_to(request.user), pk=pk), ACTS[key])

    return view


def _act(request: HttpRequest, organization: Organization, act: Act) -> HttpResponse:
    require(may_act(request.user, organization, act))
    form = act.form(request.POST or None, organization=organization)
    context: dict[str, Any] = {"organization": organization, "act": act, "form": form, "refusal": ""}
    context["obstacles"] = _obstacles(organization, act)
    status = 200
    if request.method == "POST" and form.is_valid():
        confirmed = request.POST.get("confirmed") == "1"
        figures = _figures(request, organization, act, form, confirmed)
        if not confirmed or (figures and not figures.is_valid()):
            return _confirm(request, context | {"figures": figures}, 200)
        try:
            act.run(actor=request.user, **{act.argument: organization}, **_told(request, act, form, figures))
        except StaleVersion as error:
            return _confirm(request, context | {"figures": figures, "refusal": error.message}, error.status)
        except PortalError as error:
            context["refusal"], status = refuse_at(form, error), error.status
        else:
            return _done(request, organization, act, form)
    context["near"] = Organization.objects.visible_to(request.user).active()[:NEAR]
    return render(request, "organizations/act.html", context, status=status)


def _done(request: HttpRequest, organization: Organization, act: Act, form: forms.ActForm) -> HttpResponse:
    """Back to its history; after a merge to the figures of the successor, which nobody adds up for it."""
    into = form.cleaned_data.get("into")
    if into is None:
        messages.success(request, f"已办理：{act.title}。")
        return redirect("organizations:history", pk=organization.pk)
    words = f"{organization.short_name}已并入{into.short_name}。人数、收入等不自动相加，请在这里更新合并后的数据。"
    messages.success(request, words)
    return redirect("organizations:facts", pk=into.pk)


def _confirm(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """The page that asks again, with what was ticked and typed on it before."""
    context |= _foreseen(context["organization"], context["act"], context["form"])
    context["ticked"] = request.POST.getlist("share")
    return render(request, "organizations/confirm_act.html", context, status=status)


def _told(request: HttpRequest, act: Act, form: forms.ActForm, figures: FiguresForm | None) -> dict[str, Any]:
    """What the service is told: the form, the seal of what was shown, what was divided and typed."""
    told = dict(form.cleaned_data)
    if act.ends or act.divides:
        told["foreseen"] = request.POST.get("foreseen")
    if act.divides:
        told["shares"] = request.POST.getlist("share")
    if figures is not None:
        told["figures"] = figures.told()
    return told


def _figures(
    request: HttpRequest, organization: Organization, act: Act, form: forms.ActForm, confirmed: bool
) -> FiguresForm | None:
    """The figures that the act lets the office tell anew; None where there are none."""
    if not act.divides:
        return None
    held, posts = queries.held_figures(organization), list(queries.held_posts(organization))
    if not held and not posts:
        return None
    sides = [
        Side(HERE, f"拆分后{organization.short_name}", organization.sector, organization.level),
        Side(THERE, *(form.cleaned_data[name] for name in ("short_name", "sector", "level"))),
    ]
    seen = max((each.fact.pk for each in held), default=0)
    data = request.POST if confirmed else None
    return FiguresForm(data, organization=organization, sides=sides, figures=held, posts=posts, seen=seen)


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


def may_act(user: Any, organization: Organization, act: Act) -> Verdict:
    """Whether the act is this person's to do."""
    place = organization if not act.at_parent else _above(organization)
    verdict = rules.can_change_tree(user, place)
    if verdict and organization.closed_on:
        return rules.refuse("该党组织已撤销。")
    return verdict


def _above(organization: Organization) -> Organization | None:
    path = organization.path[: -Organization.steplen]
    if not path:
        return None
    # Only the path is asked for: the rule matches prefixes.
    return Organization(path=path, short_name="上级党组织")
