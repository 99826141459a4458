"""结对共建: the office's list, the page of each organization, and one pairing with both sides' records."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components.forms import put_error
from apps.core.exceptions import PortalError
from apps.core.exports import xlsx_response
from apps.core.models import StateChange
from apps.core.states import transition_for
from apps.core.verdicts import require

from .. import pairing_rules as rules
from .. import services
from ..access import role_required
from ..forms.pairings import ActionForm, DoneForm, PairingFilter, PairingForm, PairingRecordForm
from ..models import Organization, Pairing, PairingAction
from ..pairing_choices import PairingStatus
from ..queries import pairings as queries
from .records import files_of

READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
KEEPERS = (Role.OFFICE, Role.SECRETARY)
PAGE_SIZE = 50
TONES = {
    PairingStatus.PROPOSED: "warn", PairingStatus.RUNNING: "info", PairingStatus.DECLINED: "idle",
    PairingStatus.WITHDRAWN: "idle", PairingStatus.ENDED: "ok",
}  # fmt: skip
HEADER = (
    "结对名称", "类型", "发起方", "结对方", "开始", "结束", "状态", "共建目标", "已开展（次）", "最近一次", "计划（项）", "已完成（项）",
)  # fmt: skip


@require_safe
@role_required(*KEEPERS)
def pairings(request: HttpRequest) -> HttpResponse:
    """Every pairing in the person's part of the tree."""
    form, found = _found(request)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    export = f"{reverse('organizations:export_pairings')}?{request.GET.urlencode()}"
    context = {"form": form, "page": page, "rows": _listed(page), "export_url": export}
    return render(request, "organizations/pairings.html", context)


@require_safe
@role_required(*KEEPERS)
def export(request: HttpRequest) -> HttpResponse:
    """The same rows as xlsx."""
    _, found = _found(request)
    return xlsx_response("结对共建台账", HEADER, _cells(found.prefetch_related("actions")))


def _found(request: HttpRequest) -> tuple[PairingFilter, Any]:
    form = PairingFilter(request.GET)
    form.is_valid()
    return form, queries.pairings_for(request.user, form.cleaned_data)


def _listed(rows: Any) -> list[dict[str, Any]]:
    today = clock.today()
    return [
        {"row": each, "sides": list(each.sides.all()), "tone": TONES[PairingStatus(each.status)],
         "quiet": queries.is_quiet(each, today)}
        for each in rows
    ]  # fmt: skip


def _cells(found: Any) -> Iterator[tuple[Any, ...]]:
    for each in found:
        first, second = each.sides.all()
        actions = each.actions.all()
        yield (
            each.title, each.get_kind_display(), first.organization.name, second.organization.name, each.started_on,
            each.ended_on, each.get_status_display(), each.goal, each.count or 0, each.last_on, len(actions),
            sum(action.done_on is not None for action in actions),
        )  # fmt: skip


@require_safe
@role_required(*READERS)
def of_organization(request: HttpRequest, pk: int) -> HttpResponse:
    """The pairings of one organization."""
    organization = _organization(request, pk)
    context = {
        "organization": organization,
        "rows": _listed(queries.pairings_of(organization, request.user)),
        "may_pair": rules.can_pair(request.user, organization),
    }
    return render(request, "organizations/pairings_of.html", context)


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Pair the organization with another one."""
    organization = _organization(request, pk)
    require(rules.can_pair(request.user, organization))
    form, status = PairingForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            made = services.pair_organizations(actor=request.user, first=organization, **form.cleaned_data)
        except PortalError as error:
            put_error(form, error)
            status = error.status
        else:
            words = "已建立结对。" if made.status == PairingStatus.RUNNING else "已发起，待对方确认。"
            messages.success(request, words)
            return redirect("organizations:pairing", made.pk)
    back = reverse("organizations:pairings_of", args=[pk])
    return _form(request, form, "发起结对", [organization.name, "对方确认后开始"], back, status)


@require_http_methods(["GET", "POST"])
@role_required(*READERS)
def pairing(request: HttpRequest, pk: int) -> HttpResponse:
    """Period, planned actions, both sides' records; POST plans an action."""
    row = _pairing(request, pk)
    verdict = rules.can_keep_pairing(request.user, row)
    form, status = ActionForm(request.POST or None, pairing=row), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.plan_pairing_action(actor=request.user, pairing=row, **form.cleaned_data)
            except PortalError as error:
                put_error(form, error)
                status = error.status
            else:
                messages.success(request, "已列入共建计划。")
                return redirect("organizations:pairing", pk)
        else:
            require(verdict)
    return render(request, "organizations/pairing.html", _page(request, row, form, verdict), status=status)


def _page(request: HttpRequest, row: Pairing, form: ActionForm, verdict: Any) -> dict[str, Any]:
    records = list(row.records.held().select_related("organization").order_by("-held_on", "-pk"))
    files = files_of(records)
    sides = [
        {"side": side, "records": [
            {"record": each, "files": files.get(str(each.pk), [])} for each in records
            if each.organization_id == side.organization_id
        ]}
        for side in row.sides.all()
    ]  # fmt: skip
    return {
        "pairing": row, "sides": sides, "actions": row.actions.select_related("side__organization"), "form": form,
        "tone": TONES[PairingStatus(row.status)], "quiet": queries.is_quiet(row, clock.today()), "may_keep": verdict,
        "may_decide": rules.can_decide_pairing(request.user, row), "history": _history(row),
        "may_withdraw": rules.can_withdraw_pairing(request.user, row), "done_form": DoneForm(auto_id=False),
        "own": rules.own_side(request.user, row), "today": clock.today(),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def add_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what one side did."""
    row = _pairing(request, pk)
    require(rules.can_keep_pairing(request.user, row))
    own = [side.pk for side in row.sides.all() if rules.can_pair(request.user, side.organization)]
    sides = row.sides.filter(pk__in=own).select_related("organization")
    form, status = PairingRecordForm(request.POST or None, request.FILES or None, sides=sides), 200
    if request.method == "POST" and form.is_valid():
        try:
            services.record_pairing(actor=request.user, pairing=row, **form.cleaned_data)
        except PortalError as error:
            put_error(form, error)
            status = error.status
        else:
            messages.success(request, "已登记，同时记入工作记录。")
            return redirect("organizations:pairing", pk)
    return _form(request, form, "登记共建活动", [row.title], reverse("organizations:pairing", args=[pk]), status)


@require_POST
@role_required(*KEEPERS)
def finish_action(request: HttpRequest, pk: int, action_pk: int) -> HttpResponse:
    """Say that a planned action was done."""
    row = _pairing(request, pk)
    action = get_object_or_404(PairingAction.objects.filter(pairing=row), pk=action_pk)
    form = DoneForm(request.POST)
    if not form.is_valid():
        require(rules.can_keep_pairing(request.user, row))
        messages.error(request, "完成日期：请填写正确的日期；落实情况200字以内。")
    else:
        try:
            services.finish_pairing_action(actor=request.user, action=action, **form.cleaned_data)
        except PortalError as error:
            if error.status == 403:
                raise
            messages.error(request, error.message)
    return redirect("organizations:pairing", pk)


@require_POST
@role_required(*KEEPERS)
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Accept, decline, withdraw or end."""
    row, reason = _pairing(request, pk), request.POST.get("reason", "")
    if verb in ("accept", "decline"):
        services.decide_pairing(actor=request.user, pairing=row, accept=verb == "accept", reason=reason)
    elif verb == "withdraw":
        services.withdraw_pairing(actor=request.user, pairing=row, reason=reason)
    elif verb == "end":
        services.end_pairing(actor=request.user, pairing=row, reason=reason)
    else:
        raise Http404("no such act")
    messages.success(request, "已办理。")
    return redirect("organizations:pairing", pk)


def _organization(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


def _pairing(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(queries.with_activity(Pairing.objects.visible_to(request.user)), pk=pk)


def _form(
    request: HttpRequest, form: forms.Form, title: str, lines: list[str], back_url: str, status: int = 200
) -> HttpResponse:
    context = {"form": form, "title": title, "lines": lines, "back_url": back_url, "multipart": form.is_multipart()}
    return render(request, "organizations/pairing_form.html", context, status=status)


def _history(row: Pairing) -> list[dict[str, Any]]:
    changes = StateChange.objects.of(row).select_related("actor")
    return [
        {
            "title": f"{each.acting_organization_name}　"
            + ("发起结对" if each.verb == "create" else transition_for(Pairing, each.verb).label),
            "at": each.at,
            "actor": each.actor.name if each.actor else "系统",
            "text": each.reason,
        }
        for each in reversed(changes)
    ]
