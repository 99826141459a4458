"""Money of one site, and of a campaign by committee."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.core.exports import xlsx_response
from apps.core.models import FileUse
from apps.core.paging import page_of
from apps.core.verdicts import require
from apps.organizations.access import role_required

from .. import creation_rules, services
from ..choices import EntryStatus
from ..forms.creation import BudgetForm, ExpenseForm, GrantForm, SupportForm
from ..models import Application, FundingExpense, FundingGrant, PartnerSupport
from ..money import ZERO, Money, to_wan, wan
from ..queries import funding as money_queries
from ..queries.lists import with_places
from ..queries.people import RESPONSIBLE, named_by_role
from .common import READERS, application_of, file_item
from .creation_common import board_filter, chosen_campaign, form_page, tabs, trail_of, with_query

HEADER = (
    "单位", "隶属", "品牌（示范点）名称", "责任书记", "申请（万元）", "批复（万元）", "支出（万元）", "结余（万元）", "共建支持（万元）", "提示",
)  # fmt: skip
ENTRIES: dict[str, tuple[Any, Callable[..., Any]]] = {
    "grant": (FundingGrant, services.void_grant),
    "expense": (FundingExpense, services.void_expense),
    "support": (PartnerSupport, services.void_support),
}


@role_required(*READERS)
@require_safe
def funding(request: HttpRequest, pk: int) -> HttpResponse:
    """One site's requested, granted, spent and remaining money, its vouchers and its partners' support."""
    application = application_of(request, pk)
    expenses = list(application.expenses.select_related("entered_by"))
    vouchers = _files(expenses)
    for each in expenses:
        each.vouchers = vouchers.get(str(each.pk), [])
    grants, supports = list(application.grants.select_related("organization")), list(application.supports.all())
    user = request.user
    context = {
        "application": application,
        "money": _money(application, grants, expenses, supports),
        "grants": grants,
        "expenses": expenses,
        "supports": supports,
        "alerts": money_queries.alerts_for(application) if grants else [],
        "may_grant": creation_rules.can_grant(user, application),
        "may_spend": creation_rules.can_spend(user, application),
        "may_support": creation_rules.can_note_support(user, application),
    }
    return render(request, "applications/funding.html", context)


def _money(application: Application, grants: Sequence[Any], expenses: Sequence[Any], supports: Sequence[Any]) -> Money:
    def add(rows: Sequence[Any]) -> Any:
        return sum((row.amount or ZERO for row in rows if row.status == EntryStatus.STANDING), ZERO)

    return Money(application.funding_amount or ZERO, add(grants), to_wan(add(expenses)), add(supports))


def _files(expenses: Sequence[FundingExpense]) -> dict[str, list[dict[str, Any]]]:
    kind = ContentType.objects.get_for_model(FundingExpense)
    uses = FileUse.objects.live().filter(owner_type=kind, owner_id__in=[str(each.pk) for each in expenses])
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for use in uses.select_related("file"):
        found[use.owner_id].append(file_item(use))
    return found


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve money for a site."""
    application = application_of(request, pk)
    require(creation_rules.can_grant(request.user, application))
    money, limits = money_queries.money_of(application), money_queries.budget_of(application.campaign)
    lines = [f"申请 {wan(money.requested)}", f"已批复 {wan(money.granted)}"]
    if limits and limits.ceiling is not None:
        lines.append(f"单点上限 {wan(limits.ceiling)}")
    left = max(money.requested - money.granted, 0)
    return form_page(
        request,
        GrantForm(request.POST or None, initial={"amount": left} if left else None),
        lambda told: services.grant_funding(actor=request.user, application=application, **told),
        title="批复经费",
        trail=_trail(application),
        back_url=reverse("applications:funding", args=[pk]),
        message="批复已登记，创建单位将收到通知。",
        lines=lines,
        button="登记批复",
    )


@role_required(Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def expense(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what was spent, with its voucher."""
    application = application_of(request, pk)
    require(creation_rules.can_spend(request.user, application))
    money = money_queries.money_of(application)
    return form_page(
        request,
        ExpenseForm(request.POST or None, request.FILES or None),
        lambda told: services.spend(actor=request.user, application=application, **told),
        title="登记支出",
        trail=_trail(application),
        back_url=reverse("applications:funding", args=[pk]),
        message="支出已登记。",
        lines=[f"批复 {wan(money.granted)}", f"结余 {wan(money.remaining)}"],
    )


@role_required(Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what a partner gave."""
    application = application_of(request, pk)
    require(creation_rules.can_note_support(request.user, application))
    return form_page(
        request,
        SupportForm(request.POST or None),
        lambda told: services.note_support(actor=request.user, application=application, **told),
        title="登记共建支持",
        trail=_trail(application),
        back_url=reverse("applications:funding", args=[pk]),
        message="共建支持已登记。",
        lines=["联建共建单位给予的资金、物资、人力等"],
    )


@role_required(Role.OFFICE, Role.SECRETARY)
@require_POST
def void(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Void an entry that was wrong, with the reason."""
    if kind not in ENTRIES:
        raise Http404("no such entry")
    model, act = ENTRIES[kind]
    row = get_object_or_404(model.objects.visible_to(request.user).select_related("application__campaign"), pk=pk)
    act(actor=request.user, reason=request.POST.get("reason", ""), **{kind: row})
    messages.success(request, "已作废，不再计入合计。")
    return redirect("applications:funding", row.application_id)


def _trail(application: Application) -> list[tuple[str, str]]:
    return trail_of(application, ("经费", reverse("applications:funding", args=[application.pk])))


# --- A campaign's money ---------------------------------------------------------------------------------------------


@role_required(Role.OFFICE)
@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """The campaign's budget and its sites' money; committees and rows add up to the whole."""
    campaign, form, found, children = _found(request)
    limits = money_queries.budget_of(campaign) if campaign is not None else None
    rows = _rows(found, limits)
    page = page_of(request, rows)
    whole = money_queries.granted_in(campaign) if campaign is not None else 0
    shown = list(with_places(row["application"] for row in page.object_list))
    context = {
        "campaign": campaign, "form": form, "page": page, "shown": shown, "limits": limits, "whole": whole,
        "total": money_queries.total(row["money"] for row in rows), "committees": _committees(rows, children, request),
        "alert": money_queries.budget_alert(limits, whole), "tabs": tabs("money", campaign),
        "may_set": campaign is not None and creation_rules.can_set_budget(request.user, campaign),
        "export_url": with_query(reverse("applications:money_export"), request),
    }  # fmt: skip
    return render(request, "applications/money.html", context)


@role_required(Role.OFFICE)
@require_safe
def money_export(request: HttpRequest) -> Any:
    """The same rows as xlsx, with their sum."""
    campaign, _, found, _ = _found(request)
    return xlsx_response(
        f"经费台账 {campaign or ''}"[:60],
        HEADER,
        _cells(_rows(found, money_queries.budget_of(campaign) if campaign is not None else None)),
    )


def _found(request: HttpRequest) -> tuple[Any, Any, Any, Any]:
    campaign, campaigns = chosen_campaign(request)
    if campaign is None and request.GET.get("campaign"):
        raise Http404("no such campaign")
    form, children = board_filter(request, campaign, campaigns, without=("light",))
    found: Any = Application.objects.within(request.user).approved().filter(campaign=campaign)
    child = next((each for each in children if str(each.pk) == form.cleaned_data.get("under")), None)
    if child is not None:
        found = found.filter(organization_path__startswith=child.path)
    if words := (form.cleaned_data.get("q") or "").strip():
        found = found.named_like(words)
    return campaign, form, found.for_table().order_by("organization_path", "pk"), children


def _rows(found: Any, limits: Any) -> list[dict[str, Any]]:
    applications = list(found)
    moneys = money_queries.moneys({each.pk: each.funding_amount for each in applications})
    ceiling = limits.ceiling if limits else None
    return [
        {"application": each, "money": moneys[each.pk], "alert": _alert(moneys[each.pk], ceiling)}
        for each in applications
    ]


def _alert(each: Money, ceiling: Any) -> str:
    if ceiling is not None and each.granted > ceiling:
        return "批复超单点上限"
    if ceiling is not None and each.requested > ceiling:
        return "申请超单点上限"
    return "批复超申请" if each.granted > each.requested else ""


def _committees(rows: Sequence[dict[str, Any]], children: Sequence[Any], request: HttpRequest) -> list[dict[str, Any]]:
    here = reverse("applications:money")
    listed: list[dict[str, Any]] = [
        {
            "name": child.short_name,
            "path": child.path,
            "money": Money(),
            "count": 0,
            "url": with_query(here, request, under=child.pk),
        }
        for child in children
    ]
    own: dict[str, Any] = {"name": "本级及其他", "path": "", "money": Money(), "count": 0, "url": ""}
    for row in rows:
        path = row["application"].organization_path
        line = next((line for line in listed if path.startswith(line["path"])), own)
        line["money"], line["count"] = line["money"] + row["money"], line["count"] + 1
    return [line for line in [*listed, own] if line["count"]]


def _cells(rows: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    placed = with_places(row["application"] for row in rows)
    names = named_by_role(placed)
    for row, each in zip(rows, placed, strict=True):
        told = row["money"]
        yield (each.organization.name, each.parent_name, each.title, names[each.pk][RESPONSIBLE.value], told.requested, told.granted, told.spent,
               told.remaining, told.supported, row["alert"])  # fmt: skip
    whole = money_queries.total(row["money"] for row in rows)
    yield ("合计", "", "", "", whole.requested, whole.granted, whole.spent, whole.remaining, whole.supported, "")


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def budget(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """The campaign's budget and the ceiling for one site."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign_pk)
    require(creation_rules.can_set_budget(request.user, campaign))
    held = money_queries.budget_of(campaign)
    names = ("version", "budget", "ceiling", "note")
    initial = {name: getattr(held, name) for name in names} if held else {"version": 0}
    back = f"{reverse('applications:money')}?campaign={campaign.pk}"
    return form_page(
        request,
        BudgetForm(request.POST or None, initial=initial),
        lambda told: services.set_budget(actor=request.user, campaign=campaign, **told),
        title="设定经费",
        trail=[("经费", back)],
        back_url=back,
        message="经费设定已保存。",
        lines=[campaign.name],
    )
