"""批量办理: a selection of the queue, what will happen to each row, and what did."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.campaigns.queries import with_phases
from apps.core.exceptions import PortalError
from apps.core.numbers import number_of
from apps.core.paging import page_of
from apps.organizations.access import role_required

from .. import queries, services
from ..choices import BatchOutcome, BatchStatus
from ..models import ReviewBatch
from .review import found_steps


@role_required(Role.OFFICE)
@require_POST
def batch_new(request: HttpRequest) -> HttpResponse:
    """Keep the selection and show what would come of it."""
    steps = _selected(request)
    try:
        batch = services.prepare_batch(
            actor=request.user,  # type: ignore[arg-type]
            steps=steps,
            verb=request.POST.get("verb", ""),
            opinion=request.POST.get("opinion", ""),
        )
    except PortalError as error:
        messages.error(request, error.message)
        return redirect(_back(request))
    return redirect("applications:batch", batch.pk)


def _selected(request: HttpRequest) -> list[Any]:
    """The ticked steps, or every one that the filter finds."""
    _, found = found_steps(request)
    if request.POST.get("everything") != "1":
        keys = [key for text in request.POST.getlist("rows") if (key := number_of(text)) is not None][
            : services.MOST_ROWS + 1
        ]
        found = found.filter(pk__in=keys)
    rows = queries.for_rows(found).prefetch_related(with_phases("application__campaign__phases"))
    return list(rows[: services.MOST_ROWS + 1])


def _back(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"/applications/review/?{query}" if query else "/applications/review/"


@role_required(Role.OFFICE)
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview before, the progress while, the result after it was done."""
    found = get_object_or_404(ReviewBatch.objects.visible_to(request.user), pk=pk)
    counts = found.rows.aggregate(
        total=Count("pk"),
        may=Count("pk", filter=Q(may=True)),
        done=Count("pk", filter=Q(outcome=BatchOutcome.DONE)),
        refused=Count("pk", filter=Q(outcome=BatchOutcome.REFUSED)),
    )
    rows = found.rows.select_related("application__organization", "application__campaign", "step__organization")
    only = request.GET.get("only", "")
    if only == "refused":
        rows = rows.filter(Q(outcome=BatchOutcome.REFUSED) | Q(outcome=BatchOutcome.OPEN, may=False))
    page = page_of(request, rows)
    counts["worked"] = counts["done"] + counts["refused"]
    counts["may_not"] = counts["total"] - counts["may"]
    context = {
        "batch": found,
        "page": page,
        "counts": counts,
        "only": only,
        "running": found.status == BatchStatus.RUNNING,
    }
    name = "applications/_batch_progress.html" if request.headers.get("HX-Request") else "applications/batch.html"
    response = render(request, name, context)
    if request.headers.get("HX-Request") and found.status != BatchStatus.RUNNING:
        response["HX-Refresh"] = "true"
    return response


@role_required(Role.OFFICE)
@require_POST
def batch_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm; few rows are done at once, many by a worker while the page shows the progress."""
    found = get_object_or_404(ReviewBatch.objects.visible_to(request.user), pk=pk)
    try:
        services.start_batch(actor=request.user, batch=found)  # type: ignore[arg-type]
    except PortalError as error:
        messages.error(request, error.message)
        return redirect("applications:batch", pk)
    if found.rows.count() <= services.ROWS_AT_ONCE:
        services.run_batch(found.pk)
    return redirect("applications:batch", pk)


@role_required(Role.OFFICE)
@require_POST
def batch_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not do it, or do not go on."""
    found = get_object_or_404(ReviewBatch.objects.visible_to(request.user), pk=pk)
    try:
        services.cancel_batch(actor=request.user, batch=found)  # type: ignore[arg-type]
    except PortalError as error:
        messages.error(request, error.message)
        return redirect("applications:batch", pk)
    messages.success(request, "已取消，未办理的没有改动。")
    return redirect("applications:review_queue")


@role_required(Role.OFFICE)
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Say which colleague works on the ticked rows."""
    steps = _selected(request)
    key = request.POST.get("handler", "")
    handler = User.objects.filter(pk=number_of(key)).first()
    try:
        number = services.assign_reviews(actor=request.user, steps=steps, handler=handler)  # type: ignore[arg-type]
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"已为 {number} 件指定经办人。" if handler else f"已取消 {number} 件的经办人。")
    return redirect(_back(request))
