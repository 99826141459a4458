"""The office's queue and the page on which an application is judged."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import PortalError
from apps.core.models import StateChange
from apps.organizations.access import role_required

from .. import pages, queries, rules, services
from ..forms import QueueFilter, ReviewForm
from ..models import Application, ReviewStep
from ..parts import parts_of
from .common import application_of, content_of, page_of

DONE = {"recommend": "已推荐", "return": "已退回", "reject": "已作出不予推荐的结论"}


@role_required(Role.OFFICE)
@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """待我审核: what waits for the person's office, the longest waiting first."""
    form = QueueFilter(request.GET, campaigns=queries.campaigns_in_queue(request.user))
    form.is_valid()
    steps = queries.queue_of(request.user)
    if form.cleaned_data.get("campaign"):
        steps = steps.filter(application__campaign=form.cleaned_data["campaign"])
    if text := form.cleaned_data.get("q"):
        steps = steps.filter(application__in=Application.objects.named_like(text).order_by().values("pk"))
    rows = steps.select_related("application__organization", "application__campaign", "organization")
    page = page_of(request, rows)
    for step in page.object_list:
        step.waited = (clock.today() - timezone.localtime(step.pending_since).date()).days
    context = {"form": form, "page": page}
    return render(request, "applications/queue.html", context)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The application left, checklist and opinion right; after a decision the next one."""
    application = application_of(request, pk, namesakes=True)
    content = content_of(application)
    step = next((step for step in content["steps"] if step.status == "pending"), None)
    place = queries.neighbours(request.user, application)
    form = _form(request, content, step, application)
    if request.method == "POST" and form is not None and form.is_valid():
        if _decided(request, application, content["steps"], form):
            return _next(place)
        application.refresh_from_db()
        content = content_of(application)
    changes = list(StateChange.objects.of(application).select_related("actor"))
    context = {
        "form": form,
        "step": step,
        "place": place,
        "verdict": rules.can_review(request.user, step) if step else None,
        "opinions": pages.history(changes, reviews_only=True),
        "round": sum(change.verb == "submit" for change in changes),
        "parts": {part.key for part in parts_of(application.campaign)},
    }
    return render(request, "applications/review.html", content | context)


def _form(
    request: HttpRequest, content: dict[str, Any], step: ReviewStep | None, application: Application
) -> ReviewForm | None:
    """The form; also when the turn has passed in the meantime, so that the service can say by whom."""
    if step is None and request.method == "GET":
        return None
    if step is not None and not rules.reviews_for(request.user, step) and request.method == "GET":
        return None
    lines = [row["task"] for row in content["tasks"]]
    checklist = queries.checklist_for(application, lines, len(content["files"]))
    initial = {"step": step.pk if step else None, "version": application.version}
    final = step is not None and step.is_final
    return ReviewForm(request.POST or None, checklist=checklist, final=final, initial=initial)


def _decided(request: HttpRequest, application: Application, steps: list[ReviewStep], form: ReviewForm) -> bool:
    data = form.cleaned_data
    decide = {
        "recommend": services.recommend_application,
        "return": services.return_application,
        "reject": services.reject_application,
    }[data["decision"]]
    seen = next((step for step in steps if step.pk == data["step"]), None)
    try:
        decide(
            actor=request.user,
            application=application,
            opinion=form.opinion_text(),
            step=seen,
            version=data["version"],
        )
    except PortalError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, f"{DONE[data['decision']]}：{application.organization.short_name}“{application}”。")
    return True


def _next(place: dict[str, Any]) -> HttpResponse:
    following = place["following"] or place["previous"]
    return redirect("applications:review", following) if following else redirect("applications:review_queue")
