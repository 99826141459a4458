"""Adding to the catalogues: quantities and kinds of events."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid
from apps.core.verdicts import require

from .. import rules, services
from ..access import role_required
from ..choices import EventLevel
from ..forms.vocabulary import EventKindForm, MetricForm
from ..models import EventKind, Metric
from ..services.vocabulary import OWN
from .metrics import READERS


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def add_metric(request: HttpRequest) -> HttpResponse:
    require(rules.can_keep_metric(request.user))
    return _metric_page(request, None)


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def edit_metric(request: HttpRequest, code: str) -> HttpResponse:
    """Changed only while nobody is asked for it."""
    metric = get_object_or_404(Metric, code=code)
    require(rules.can_keep_metric(request.user, metric))
    return _metric_page(request, metric)


def _metric_page(request: HttpRequest, metric: Metric | None) -> HttpResponse:
    form = MetricForm(request.POST) if request.method == "POST" else MetricForm.of(metric) if metric else MetricForm()

    def save(values: dict[str, Any]) -> str:
        row = services.keep_metric(actor=request.user, metric=metric, **values)
        return f"已保存“{row.name}”。采用它的标准发布后，才列入填报。"

    return _saved(request, form, save, "organizations:metrics") or render(
        request,
        "organizations/keep_metric.html",
        {"form": form, "metric": metric},
        status=422 if form.errors else 200,
    )


@require_POST
@role_required(Role.OFFICE)
def remove_metric(request: HttpRequest, code: str) -> HttpResponse:
    metric = get_object_or_404(Metric, code=code)
    try:
        services.remove_metric(actor=request.user, metric=metric)
    except Invalid as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"已删除“{metric.name}”。")
    return redirect("organizations:metrics")


@require_safe
@role_required(*READERS)
def event_kinds(request: HttpRequest) -> HttpResponse:
    """Every kind of events, its levels, finer kinds and roles."""
    kinds = list(EventKind.objects.all())
    used = set(EventKind.objects.filter(events__isnull=False).values_list("pk", flat=True))
    may_add = rules.can_keep_vocabulary(request.user)
    rows = [
        {
            "kind": kind,
            "levels": "、".join(EventLevel(level).label for level in kind.levels),
            "codes": "、".join(row["title"] for row in kind.codes),
            "roles": "、".join(row["title"] for row in kind.roles),
            "may_edit": bool(may_add) and kind.code.startswith(OWN) and kind.pk not in used,
        }
        for kind in kinds
    ]
    return render(request, "organizations/event_kinds.html", {"rows": rows, "may_add": may_add})


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def add_event_kind(request: HttpRequest) -> HttpResponse:
    require(rules.can_keep_event_kind(request.user))
    return _kind_page(request, None)


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def edit_event_kind(request: HttpRequest, code: str) -> HttpResponse:
    """Changed only while no event was entered."""
    kind = get_object_or_404(EventKind, code=code)
    require(rules.can_keep_event_kind(request.user, kind))
    return _kind_page(request, kind)


def _kind_page(request: HttpRequest, kind: EventKind | None) -> HttpResponse:
    form = (
        EventKindForm(request.POST) if request.method == "POST" else EventKindForm.of(kind) if kind else EventKindForm()
    )

    def save(values: dict[str, Any]) -> str:
        row = services.keep_event_kind(actor=request.user, kind=kind, **values)
        return f"已保存“{row.name}”。"

    return _saved(request, form, save, "organizations:event_kinds") or render(
        request,
        "organizations/keep_event_kind.html",
        {"form": form, "kind": kind},
        status=422 if form.errors else 200,
    )


@require_POST
@role_required(Role.OFFICE)
def remove_event_kind(request: HttpRequest, code: str) -> HttpResponse:
    kind = get_object_or_404(EventKind, code=code)
    services.remove_event_kind(actor=request.user, kind=kind)
    messages.success(request, f"已删除“{kind.name}”。")
    return redirect("organizations:event_kinds")


def _saved(request: HttpRequest, form: Any, save: Callable[[dict[str, Any]], str], page: str) -> HttpResponse | None:
    """The answer once it is saved; None while there is nothing to save or something is wrong."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        messages.success(request, save(form.cleaned_data))
    except Invalid as error:
        form.add_error("low" if error.code == "range" else "name" if error.code == "taken" else None, error.message)
        return None
    return redirect(page)
