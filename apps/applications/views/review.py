"""The office's queue and the page on which an application is judged."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.choices import PhaseKind
from apps.campaigns.queries import with_phases
from apps.core.exceptions import PortalError
from apps.core.models import StateChange
from apps.core.paging import page_of
from apps.organizations.access import role_required, scope_of

from .. import desk, exports, pages, queries, rules, services
from ..choices import BatchVerb, StepKind
from ..desk import desk_rows, desk_tabs, quota_items, with_recalls
from ..desk_table import rows_markup
from ..duties import acting_on, stands_in
from ..forms import CommentForm, QueueFilter, ReviewForm
from ..models import Application, ReviewStep
from ..parts import parts_of
from ..querysets import reviewing_offices
from .common import application_of, content_of

#: Rows of the queue on one page: two screens of an office's monitor.
ROWS = 30
DONE = {
    "recommend": "已推荐",
    "return": "已退回",
    "reject": "已作出不予推荐的结论",
    "reserve": "已列为备选",
    "object": "已签署不同意",
}
ACTS: dict[str, Any] = {
    "recommend": services.recommend_application,
    "return": services.return_application,
    "reject": services.reject_application,
    "reserve": services.reserve_application,
    "object": services.object_to_application,
}


@role_required(Role.OFFICE)
@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """待我审核, 备选, 已办: the steps of the person's offices, filtered, sorted, selected."""
    view = request.GET.get("view", "")
    form = queue_filter(request)
    page = page_of(request, _on_page(request, form, view), ROWS, form.known_count)
    if view != "decided":
        queries.with_known(request.user, page.object_list, form.campaigns, form.colleagues)
    rows = desk_rows(request.user, page.object_list, view)
    if view == "decided":
        steps_at_hand = Prefetch("steps", queryset=ReviewStep.objects.select_related("organization"))
        prefetch_related_objects([step.application for step in rows], steps_at_hand)
        prefetch_related_objects([step.application for step in rows], with_phases("campaign__phases"))
        with_recalls(request.user, rows)
    campaign = form.chosen
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "table": rows_markup(rows, view, with_campaign=not campaign),
        "view": view,
        "tabs": desk_tabs(view, page.paginator.count, narrowed=any(form.filters().values())),
        "campaign": campaign,
        "quotas": queries.quota_lines(campaign, reviewing_offices(scope_of(request.user))) if campaign else [],
        "used": any(form.filters().get(name) for name in form.fields if name not in ("view", "sort")),
        "colleagues": form.colleagues,
        "ranked": [each for each in form.campaigns if each.ranked],
        "verbs": BatchVerb.choices,
        "query": query.urlencode(),
        "export_url": f"{reverse('applications:queue_export')}?{query.urlencode()}",
    }
    return render(request, "applications/queue.html", context)


@role_required(Role.OFFICE)
@require_safe
def queue_export(request: HttpRequest) -> Any:
    """Every row of the queue as it is filtered and sorted, all pages."""
    view = request.GET.get("view", "")
    form, steps = found_steps(request)
    begins = {campaign.pk: campaign.reviews_from for campaign in form.campaigns}
    rows: list[Any] = list(queries.for_rows(steps))
    for row in rows:
        row.reviews_from = begins.get(row.application.campaign_id)
    return exports.queue_workbook(desk_rows(request.user, rows, view))


def _on_page(request: HttpRequest, form: QueueFilter, view: str) -> Any:
    """What the paginator counts and cuts."""
    filters, sort = form.filters(), request.GET.get("sort", "")
    if view == "" and not filters.get("q"):
        return queries.WaitingSteps(request.user, form.campaigns, filters, sort, ROWS, form.known_count)
    steps = queries.narrowed(queries.on_desk(request.user, view, form.campaigns), filters)
    return queries.for_page(queries.ordered(steps, sort, view), view)


def found_steps(request: HttpRequest) -> tuple[QueueFilter, Any]:
    """The steps that the address names: the view, the filter, the order."""
    view, form = request.GET.get("view", ""), queue_filter(request)
    steps = queries.narrowed(queries.on_desk(request.user, view, form.campaigns), form.filters())
    return form, queries.ordered(steps, request.GET.get("sort", ""), view)


def queue_filter(request: HttpRequest) -> QueueFilter:
    """What narrows the queue; a filter that is wrong narrows nothing and says so at its field."""
    form = QueueFilter(
        request.GET,
        campaigns=queries.campaigns_on(request.user, request.GET.get("view", "")),
        units=queries.units_below(request.user),
        colleagues=queries.colleagues_of(request.user),
    )
    form.is_valid()
    return form


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The application left, checklist and opinion right; after a decision the next one."""
    application = application_of(request, pk, namesakes=True)
    content = content_of(application, request.user)
    step = own_step(request.user, content["steps"])
    beside = queries.desk_for(application, request.user, _office(step))
    place = queries.neighbours(beside.queue, application)
    form = _form(request, content, step, application, request.POST or None)
    if request.method == "POST" and form is not None and form.is_valid():
        if _decided(request, application, content["steps"], form):
            return _next(place)
        application.refresh_from_db()
        content = content_of(application, request.user)
    return render(
        request, "applications/review.html", content | _desk(request, application, content, step, form, place, beside)
    )


def review_with(request: HttpRequest, application: Application, remark: CommentForm, status: int) -> HttpResponse:
    """The page again, with a remark that was refused; nothing else of it was sent."""
    content = content_of(application, request.user)
    step = own_step(request.user, content["steps"])
    beside = queries.desk_for(application, request.user, _office(step))
    form = _form(request, content, step, application)
    place = queries.neighbours(beside.queue, application)
    context = content | _desk(request, application, content, step, form, place, beside) | {"comment_form": remark}
    return render(request, "applications/review.html", context, status=status)


def own_step(user: Any, steps: list[ReviewStep]) -> ReviewStep | None:
    """The pending step that the person decides; otherwise the one whose turn it is."""
    pending = [step for step in steps if step.status == "pending"]
    mine = (step for step in pending if rules.reviews_for(user, step))
    return next(mine, pending[0] if pending else None)


def _desk(
    request: HttpRequest,
    application: Application,
    content: dict[str, Any],
    step: ReviewStep | None,
    form: ReviewForm | None,
    place: dict[str, Any],
    beside: queries.Desk,
) -> dict[str, Any]:
    """What the page shows beside the application itself."""
    changes = list(StateChange.objects.of(application).select_related("actor"))
    return {
        "form": form,
        "step": step,
        "place": place,
        "verdict": rules.can_review(request.user, step) if step else None,
        "opinions": pages.history(changes, reviews_only=True),
        "round": sum(change.verb == "submit" for change in changes),
        "parts": {part.key for part in parts_of(application.campaign)},
        "quota_items": quota_items(beside.quotas),
        "comments": beside.remarks,
        "comment_form": CommentForm(),
        "may_comment": rules.can_comment(request.user, application, "levels", content["steps"]),
        **_since_return(application if beside.has_returns else None, content),
        **_ladder(request.user, content["steps"], step, beside),
    }


def _office(step: ReviewStep | None) -> list[int]:
    return [step.organization_id] if step is not None else []


def _since_return(application: Application | None, content: dict[str, Any]) -> dict[str, Any]:
    """What the applicant corrected, field by field, and which ticked items it touched."""
    returned = queries.last_answered(application) if application is not None else None
    if application is None or returned is None:
        return {"returned": None, "marks": [], "fixes": []}
    marks = queries.changes_since(
        returned.snapshot, application, [row["task"] for row in content["tasks"]], content["uses"]
    )
    fixes = [(item, queries.touches(item, marks)) for item in returned.items.all()]
    return {"returned": returned, "marks": marks, "fixes": fixes}


def _ladder(user: Any, steps: list[ReviewStep], step: ReviewStep | None, beside: queries.Desk) -> dict[str, Any]:
    """Whose turn it is and until when, what departments signed, what can be taken back."""
    mine = step is not None and rules.reviews_for(user, step)
    if step is not None:
        step.reviews_from = _begins(step)  # type: ignore[attr-defined]
    rows = [each for each in steps if each.kind == StepKind.COUNTERSIGN]
    recallable = [each for each in queries.recallable(steps) if rules.can_recall(user, each)]
    for each in (*rows, *recallable):
        each.words, each.tone = desk.decision_words(each), desk.tone_of(each)  # type: ignore[attr-defined]
    acting = acting_on(user, step.organization_id) if step is not None and mine else None
    return {
        "countersign": step is not None and step.kind == StepKind.COUNTERSIGN,
        "countersigns": rows,
        "recallable": recallable,
        "ranks": [each for each in steps if each.rank is not None],
        "due": desk.due_state(step, beside.working_days) if step is not None and step.pending_since else None,
        "also": [each for each in steps if _signs_beside(user, step, each)] if mine else [],
        "acting_for": acting.organization_name if acting is not None and stands_in(user, step.organization_id) else "",
        "may_keep_out": mine,
        "unread": mine and step is not None and step.opened_at is None,
    }


def _begins(step: ReviewStep) -> Any:
    """When the campaign of a step begins to review; its phases are at hand on the page."""
    phases = step.application.campaign.phases.all()
    return next((phase.starts_at for phase in phases if phase.kind == PhaseKind.REVIEW), None)


def _signs_beside(user: Any, step: ReviewStep | None, other: ReviewStep) -> bool:
    """Whether the person signs for a department too, beside the step that the page is about."""
    return step is not None and other.pk != step.pk and other.status == "pending" and rules.reviews_for(user, other)


def _form(
    request: HttpRequest,
    content: dict[str, Any],
    step: ReviewStep | None,
    application: Application,
    data: Any = None,
) -> ReviewForm | None:
    """The form; also when the turn has passed in the meantime, so that the service can say by whom."""
    if data is None and (step is None or not rules.reviews_for(request.user, step)):
        return None
    lines = [row["task"] for row in content["tasks"]]
    return ReviewForm(
        data,
        checklist=queries.checklist_for(application, lines, len(content["files"])),
        final=step is not None and step.is_final,
        countersign=step is not None and step.kind == StepKind.COUNTERSIGN,
        returnable=queries.returnable(application),
        initial={"step": step.pk if step else None, "version": application.version},
    )


def _decided(request: HttpRequest, application: Application, steps: list[ReviewStep], form: ReviewForm) -> bool:
    data = form.cleaned_data
    seen = next((step for step in steps if step.pk == data["step"]), None)
    extra = {"items": form.items()} if data["decision"] == "return" else {}
    try:
        ACTS[data["decision"]](
            actor=request.user,
            application=application,
            opinion=form.opinion_text(),
            step=seen,
            version=data["version"],
            **extra,
        )
    except PortalError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, f"{DONE[data['decision']]}：{application.organization.short_name}“{application}”。")
    return True


def _next(place: dict[str, Any]) -> HttpResponse:
    following = place["following"] or place["previous"]
    return redirect("applications:review", following) if following else redirect("applications:review_queue")


@role_required(Role.OFFICE)
@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision of the own office back."""
    step = get_object_or_404(ReviewStep.objects.visible_to(request.user).select_related("application"), pk=pk)
    try:
        services.recall_decision(actor=request.user, step=step, reason=request.POST.get("reason", ""))
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "决定已撤回，请重新办理。")
    return redirect("applications:review", step.application_id)


@role_required(Role.OFFICE, Role.SECRETARY)
@require_POST
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """The page tells that it was read: by the office whose turn it is, or by the applicant after a decision."""
    application = application_of(request, pk)
    for step in application.steps.filter(status="pending").select_related("organization"):
        services.note_opened(actor=request.user, step=step)  # type: ignore[arg-type]
    services.note_seen(actor=request.user, application=application)  # type: ignore[arg-type]
    return HttpResponse(status=204)
