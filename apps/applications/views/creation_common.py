"""What the pages of the creation period share: one form page, the campaign chosen, the tabs."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.campaigns.models import Campaign
from apps.campaigns.queries import with_phases
from apps.core import clock
from apps.core.components.forms import put_error
from apps.core.exceptions import PortalError

from .. import queries
from ..forms.creation import BoardFilter
from ..models import Application

TABS = (
    ("board", "进度看板", "applications:board"),
    ("ledger", "项目台账", "applications:ledger"),
    ("money", "经费", "applications:money"),
    ("admonitions", "约谈提醒", "applications:admonitions"),
    ("plans", "创建计划", "applications:committee_plans"),
    ("acceptances", "验收申请", "applications:acceptances"),
)


def form_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    trail: Sequence[tuple[str, str]],
    back_url: str,
    message: str,
    lines: Sequence[str] = (),
    button: str = "保存",
    warnings: Sequence[str] = (),
) -> HttpResponse:
    """A form alone on its page: bound, handed to one service, answered at its fields or by going back."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except PortalError as error:
            put_error(form, error)
            status = error.status
        else:
            messages.success(request, message)
            return redirect(back_url)
    context = {
        "form": form, "title": title, "trail": [*(part for pair in trail for part in pair), title], "lines": lines,
        "back_url": back_url, "button": button, "warnings": warnings, "multipart": form.is_multipart(),
    }  # fmt: skip
    return render(request, "applications/creation_form.html", context, status=status)


def trail_of(application: Application, *more: tuple[str, str]) -> list[tuple[str, str]]:
    detail = reverse("applications:detail", args=[application.pk])
    return [("申报", reverse("applications:list")), (str(application), detail), *more]


def chosen_campaign(request: HttpRequest) -> tuple[Campaign | None, list[Campaign]]:
    """The campaign asked for, else the one with the most sites under creation; and all that may be chosen."""
    seen = Application.objects.within(request.user).approved().order_by().values("campaign_id")
    campaigns = list(Campaign.objects.filter(pk__in=seen).prefetch_related(with_phases()).order_by("-year", "-pk"))
    wanted = request.GET.get("campaign", "")
    found = next((each for each in campaigns if str(each.pk) == wanted), None)
    if found is None and wanted:
        # Seen, with no site under creation yet: an empty board says so.
        own = Campaign.objects.visible_to(request.user).filter(
            pk=wanted if wanted.isdecimal() and len(wanted) < 10 else 0
        )
        found = own.prefetch_related(with_phases()).first()
        return found, [*campaigns, *([found] if found is not None else [])]
    return found or next((each for each in campaigns if each.status == "open" and _creates(each)), None) or next(
        iter(campaigns), None
    ), campaigns


def _creates(campaign: Campaign) -> bool:
    """Whether the campaign is in its creation phase now, by its dates."""
    moment = clock.now()
    return any(each.kind == "creation" and each.starts_at <= moment <= each.ends_at for each in campaign.phases.all())


def board_filter(
    request: HttpRequest, campaign: Any, campaigns: Sequence[Campaign], without: Sequence[str] = ()
) -> tuple[BoardFilter, list[Any]]:
    children = queries.branches_for(request.user)
    data = request.GET.copy()
    if campaign is not None:
        data.setdefault("campaign", str(campaign.pk))
    form = BoardFilter(data, campaigns=campaigns, children=children, chosen=campaign, without=without)
    form.is_valid()
    return form, children


def narrowed(rows: Sequence[Any], form: BoardFilter, children: Sequence[Any]) -> list[Any]:
    """Standings that fit the filter."""
    told, found = form.cleaned_data, list(rows)
    child = next((each for each in children if str(each.pk) == told.get("under")), None)
    if child is not None:
        found = [each for each in found if each.path.startswith(child.path)]
    if told.get("light"):
        found = [each for each in found if each.light == told["light"]]
    if words := (told.get("q") or "").strip():
        found = [each for each in found if words in each.name or words in each.short_name or words in each.title]
    return found


def tabs(active: str, campaign: Any) -> list[dict[str, Any]]:
    query = f"?campaign={campaign.pk}" if campaign is not None else ""
    return [
        {"label": label, "url": f"{reverse(address)}{query}", "active": key == active} for key, label, address in TABS
    ]


def with_query(address: str, request: HttpRequest, **changes: Any) -> str:
    """The address with the page's own parameters, some of them changed; None takes one out."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"{address}?{query.urlencode()}"
