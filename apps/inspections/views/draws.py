"""Draws by lot: the office freezes and draws, everybody reads what is published and may repeat it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.acts import done
from apps.core.exceptions import PortalError
from apps.core.exports import attachment
from apps.organizations.access import role_required

from .. import queries, rules, services
from ..choices import DrawKind, DrawStatus
from ..forms.planning import DrawForm, RunForm
from ..models import Draw
from .common import round_tabs, seen_round

TONES = {"committed": "info", "drawn": "ok", "cancelled": "idle"}
READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def draws(request: HttpRequest, pk: int) -> HttpResponse:
    """The draws of a round, and the form of a new one."""
    round_ = seen_round(request, pk)
    manage = rules.can_manage_round(request.user, round_)
    form = DrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draw = services.commit_draw(actor=request.user, round=round_, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "范围和承诺值已封存公布。抽取时由监督人现场报数。")
            return redirect("inspections:draw", draw.pk)
    seen = Draw.objects.visible_to(request.user).filter(round=round_)
    rows = list(seen.select_related("round").order_by("-number"))
    for row in rows:
        row.tone = TONES[row.status]
    context = {
        "round": round_, "tabs": round_tabs(round_, "draws", manage), "manage": manage, "form": form, "draws": rows,
        "pool": queries.candidates_for(round_).count() if manage else 0,
    }  # fmt: skip
    return render(request, "inspections/draws.html", context)


@role_required(*READERS)
@require_safe
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """What is published of a draw; for the office the draw itself."""
    row = _draw(request, pk)
    manage = rules.can_manage_round(request.user, row.round)
    return render(request, "inspections/draw.html", _published(request, row, manage) | {"run": RunForm()})


@role_required(Role.OFFICE)
@require_POST
def draw_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Mix in what the supervisor called out, draw, reveal the seed."""
    row = _draw(request, pk)
    form = RunForm(request.POST)
    if form.is_valid():
        try:
            services.draw_lot(actor=request.user, draw=row, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"已抽出 {len(row.drawn)} 个，种子已公布，任何人都可以核验。")
            return redirect("inspections:draw", row.pk)
    manage = rules.can_manage_round(request.user, row.round)
    return render(request, "inspections/draw.html", _published(request, row, manage) | {"run": form}, status=422)


@role_required(Role.OFFICE)
@require_POST
def draw_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a draw void."""
    row, reason = _draw(request, pk), request.POST.get("reason", "")
    return done(
        request,
        reverse("inspections:draw", args=[row.pk]),
        "这次抽签已作废，记录和原因保留公布。",
        lambda: services.cancel_draw(actor=request.user, draw=row, reason=reason),
    )


@role_required(*READERS)
@require_safe
def draw_record(request: HttpRequest, pk: int) -> HttpResponse:
    """The record as a file, for ``verify_draw``."""
    row = _draw(request, pk)
    return _file(row, whole=queries.draws.may_read_result(request.user, row))


@login_not_required
@require_safe
def public_draws(request: HttpRequest) -> HttpResponse:
    """Draws of sites, for anybody."""
    rows = list(_public().order_by("-committed_at")[:50])
    for row in rows:
        row.tone = TONES[row.status]
    return render(request, "inspections/public_draws.html", {"draws": rows})


@login_not_required
@require_safe
def public_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw of sites, for anybody."""
    row = get_object_or_404(_public(), pk=pk)
    return render(request, "inspections/public_draw.html", _published(request, row, None))


@login_not_required
@require_safe
def public_draw_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Its record as a file."""
    row = get_object_or_404(_public(), pk=pk)
    return _file(row, whole=queries.draws.is_revealed(row))


@login_not_required
@require_safe
def draw_algorithm(request: HttpRequest) -> HttpResponse:
    """How the lot is drawn, on one page."""
    return render(request, "inspections/draw_algorithm.html")


def _draw(request: HttpRequest, pk: int) -> Draw:
    rows = Draw.objects.visible_to(request.user).select_related("round__campaign", "round__organization")
    return get_object_or_404(rows, pk=pk)


def _public() -> Any:
    return Draw.objects.filter(kind=DrawKind.SITES).select_related("round__campaign", "round__organization")


def _published(request: HttpRequest, row: Draw, manage: Any) -> dict[str, Any]:
    reveal = queries.draws.is_revealed(row)
    may_read = reveal or (manage is not None and queries.draws.may_read_result(request.user, row))
    inspectors = may_read and row.kind == DrawKind.INSPECTORS and row.status == DrawStatus.DRAWN
    return {
        "draw": row,
        "tone": TONES[row.status],
        "manage": manage,
        "pool": queries.draws.pool_by_group(row),
        "take": sum(row.take.values()),
        "drawn": queries.draws.drawn_by_group(row) if may_read else [],
        "may_read": may_read,
        "revealed": reveal,
        "left_out": queries.draws.inspector_pool(row.round, row.grouped_by).left_out if inspectors and manage else [],
        "arrange_url": f"{reverse('inspections:plan', args=[row.round_id])}?draw={row.pk}",
        "reason": queries.draws.cancel_reason(row),
        "public": reverse("inspections:public_draw", args=[row.pk]) if queries.draws.is_public(row) else "",
    }


def _file(row: Draw, *, whole: bool) -> HttpResponse:
    data = queries.draws.record_of(row, whole=whole)
    return attachment(data, f"抽签记录-{row.round.name}-第{row.number}次.json", "application/json")
