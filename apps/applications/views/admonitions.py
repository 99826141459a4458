"""约谈提醒: issued from the board, answered by the site, settled by the office that issued it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components.forms import put_error
from apps.core.exceptions import PortalError
from apps.core.models import StateChange
from apps.core.states import transition_for
from apps.core.verdicts import require
from apps.organizations.access import role_required

from .. import creation_rules, services
from ..choices import AdmonitionStatus
from ..forms.creation import AdmonishForm, AnswerForm
from ..models import Admonition
from ..queries import board as boards
from .common import READERS, application_of
from .creation_common import form_page, trail_of

TONES = {
    AdmonitionStatus.ISSUED: "bad",
    AdmonitionStatus.ANSWERED: "warn",
    AdmonitionStatus.CLOSED: "ok",
    AdmonitionStatus.WITHDRAWN: "idle",
}
ANSWER_DAYS = 7
SETTLE: dict[str, tuple[Callable[..., Any], str]] = {
    "close": (services.close_admonition, "已办结。"),
    "send-back": (services.send_back_answer, "已退回，单位将收到通知。"),
    "withdraw": (services.withdraw_admonition, "约谈提醒已撤销。"),
}


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def admonish(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell a site that it lags behind; the reason begins with what led here, else with what the board found."""
    application = application_of(request, pk)
    require(creation_rules.can_admonish(request.user, application))
    rows = boards.standings(request.user, application.campaign) if request.method == "GET" else []
    found = next((each for each in rows if each.pk == application.pk), None)
    due_on = clock.today() + dt.timedelta(days=ANSWER_DAYS)
    reason = request.GET.get("reason", "")[:500] or (found.why if found else "")
    form = AdmonishForm(request.POST or None, initial={"reason": reason, "due_on": due_on})
    board = f"{reverse('applications:board')}?campaign={application.campaign_id}"
    return form_page(
        request,
        form,
        lambda told: services.issue_admonition(actor=request.user, application=application, **told),
        title="约谈提醒",
        trail=[("进度看板", board), *trail_of(application)[1:]],
        back_url=board,
        message=f"约谈提醒已发给{application.organization.short_name}。",
        lines=[application.organization.name, application.campaign.name],
        button="发出",
    )


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def admonition(request: HttpRequest, pk: int) -> HttpResponse:
    """One admonition with its answer; POST answers it."""
    found = _admonition(request, pk)
    verdict = creation_rules.can_answer_admonition(request.user, found)
    form, status = AnswerForm(request.POST or None, initial={"text": found.answer}), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.answer_admonition(actor=request.user, admonition=found, text=form.cleaned_data["text"])
            except PortalError as error:
                put_error(form, error)
                status = error.status
            else:
                messages.success(request, "回复已提交。")
                return redirect("applications:admonition", pk)
        else:
            require(verdict)
    changes = list(StateChange.objects.of(found).select_related("actor"))
    context: dict[str, Any] = {
        "admonition": found, "tone": TONES[AdmonitionStatus(found.status)], "may_answer": verdict, "form": form,
        "may_settle": creation_rules.can_settle_admonition(request.user, found), "history": _history(changes),
        "is_open": found.status in ("issued", "answered"),
    }  # fmt: skip
    return render(request, "applications/admonition.html", context, status=status)


def _history(changes: list[StateChange]) -> list[dict[str, Any]]:
    return [
        {
            "title": f"{each.acting_organization_name}　"
            + ("发出" if each.verb == "create" else transition_for(Admonition, each.verb).label),
            "at": each.at,
            "actor": each.actor.name if each.actor else "系统",
            "text": each.reason,
        }
        for each in reversed(changes)
    ]


@role_required(Role.OFFICE)
@require_POST
def settle(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Close it, send the answer back, or withdraw it."""
    if verb not in SETTLE:
        raise Http404("no such act")
    act, words = SETTLE[verb]
    act(actor=request.user, admonition=_admonition(request, pk), reason=request.POST.get("reason", ""))
    messages.success(request, words)
    return redirect("applications:admonition", pk)


def _admonition(request: HttpRequest, pk: int) -> Admonition:
    rows = Admonition.objects.visible_to(request.user)
    rows = rows.select_related("application__organization", "application__campaign", "issuer", "answered_by")
    return get_object_or_404(rows, pk=pk)
