"""One application: started, read, written, handed in, taken back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.campaigns.queries import burden_of, deadline, eligible, with_phases
from apps.core.exceptions import PortalError
from apps.core.models import StateChange
from apps.core.numbers import number_of
from apps.organizations.access import acting_for_exactly, role_required
from apps.organizations.queries import current_facts, own_organizations
from apps.standards.themes import guide_for

from .. import pages, queries, rules, services
from ..choices import ApplicationStatus, StepStatus
from ..committee_rules import lacking_plan
from ..forms import ApplicationForm, CommentForm
from ..models import Application
from ..parts import CREATION_PLAN, GAPS, Part, lines_of, parts_of
from .common import READERS, application_of, content_of, corrections_of, parent_name, steps_of, unseen
from .form_lines import anchor_of, table_of
from .plan import documents

#: The rows of the organization block that are shown open: what the paper form asks of the organization itself.
BASICS = 10


@role_required(Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """What will be asked, by when, at what cost; POST makes the draft."""
    campaigns = Campaign.objects.visible_to(request.user).select_related("organization")
    campaign = get_object_or_404(campaigns.prefetch_related(with_phases()), pk=campaign_pk)
    mine = own_organizations(request.user)
    wanted = request.POST.get("organization") or request.GET.get("organization")
    owed = list(eligible(campaign).filter(pk__in=[each.pk for each in mine]))
    organization = next((each for each in owed if str(each.pk) == wanted), owed[0] if owed else None)
    if request.method == "POST" and organization is not None:
        application = services.start_application(actor=request.user, campaign=campaign, organization=organization)
        return redirect("applications:edit", application.pk)
    return render(request, "applications/start.html", _offer(request, campaign, owed, organization))


def _offer(request: HttpRequest, campaign: Campaign, owed: list[Any], organization: Any) -> dict[str, Any]:
    context: dict[str, Any] = {"campaign": campaign, "owed": owed, "organization": organization}
    if organization is None:
        return context
    existing = Application.objects.filter(campaign=campaign, organization=organization).first()
    return context | {
        "existing": existing,
        "verdict": rules.can_start(request.user, campaign, organization),
        "until": deadline(campaign, "application.submit", organization),
        "burden": burden_of(campaign, organization),
        "parts": parts_of(campaign),
        "route": queries.route_of(campaign, organization),
        "lacking_plan": lacking_plan(campaign, organization),
    }


@role_required(*READERS)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The application for everybody who may see it, with where it lies and what happened."""
    return detail_with(request, application_of(request, pk))


def detail_with(
    request: HttpRequest, application: Application, remark: CommentForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, perhaps with a remark that was refused."""
    mine = acting_for_exactly(request.user, Role.SECRETARY, application.organization_id) is not None
    content = content_of(application, request.user)
    changes = list(StateChange.objects.of(application).select_related("actor"))
    pending = next((step for step in content["steps"] if _decides(request.user, step)), None)
    context = {
        "history": pages.history(changes),
        "mine": mine,
        "edit": rules.can_edit(request.user, application),
        "withdraw": rules.can_withdraw(request.user, application),
        "restart": rules.can_restart(request.user, application),
        "review": pending is not None,
        "unread": rules.is_applicant(request.user, application) and unseen(content["steps"]),
        "corrections": corrections_of(application),
        "comments": queries.remarks_on(application, request.user),
        "may_comment": rules.can_comment(request.user, application, "applicant", content["steps"]),
        "comment_form": remark or CommentForm(may_choose=not mine),
    }
    return render(request, "applications/detail.html", content | context, status=status)


def _decides(user: Any, step: Any) -> bool:
    return step.status == StepStatus.PENDING and rules.reviews_for(user, step)


@role_required(Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form in the order of the paper; POST saves it whole where no script does it field by field."""
    application = application_of(request, pk, namesakes=True)
    verdict = rules.can_edit(request.user, application)
    if not verdict:
        messages.info(request, verdict.reason)
        return redirect("applications:detail", pk)
    form = ApplicationForm(request.POST or None, instance=application)
    if request.method == "POST":
        if form.is_valid() and _saved(request, application, form):
            messages.success(request, "已保存。")
            return redirect("applications:edit", pk)
        # what is stored, not what was typed
        application = application_of(request, pk, namesakes=True)
    return render(request, "applications/edit.html", _desk(request, application, form))


def _saved(request: HttpRequest, application: Application, form: ApplicationForm) -> bool:
    try:
        services.save_application(
            actor=request.user, application=application, version=form.cleaned_data["version"], **form.values()
        )
    except PortalError as error:
        form.add_error(None, error.message)
        return False
    return True


def _desk(request: HttpRequest, application: Application, form: ApplicationForm) -> dict[str, Any]:
    """What the form page shows besides the form: known facts, plan, files, what is missing, until when."""
    steps, route = steps_of(application)
    files = documents(application)
    facts = current_facts(application.organization).values()
    parts = parts_of(application.campaign)
    verb = "application.resubmit" if application.status == ApplicationStatus.RETURNED else "application.submit"
    basics = pages.basics(application, parent_name(application, route), facts)
    return {
        "application": application,
        "form": form,
        "guide": guide_for("", application.organization.sector),
        "sections": form.sections(),
        "documents": files,
        "tables": [table_of(application, kind) for kind in lines_of(application.campaign)],
        "parts": {part.key for part in parts},
        "index": _index(application, parts),
        "span": queries.creation_span(application.campaign),
        "ceiling": queries.ceiling_of(application),
        "basics": basics[:BASICS],
        "known": basics[BASICS:],
        "gaps": gap_counts(application),
        "successor": rules.can_take_over(request.user, application),
        "earlier": application.has_earlier,
        "returned": next((step for step in steps if step.status == StepStatus.RETURNED), None),
        "unread": unseen(steps),
        "corrections": corrections_of(application),
        "missing": queries.missing_items(application),
        "advice": queries.advice_for(application, len(files), facts),
        "until": deadline(application.campaign, verb, application.organization),
    }


def _index(application: Application, parts: Sequence[Part]) -> list[tuple[str, str]]:
    """The sections of the page with their anchors, in order."""
    own = [part for part in parts if part.fields or not part.lines]
    titles = [(f"h-{part.key}", "创建目标" if part is CREATION_PLAN else part.title) for part in own]
    entries = [("h-basics", "申报单位"), *titles]
    entries += [(anchor_of(kind), kind.title) for kind in lines_of(application.campaign)]
    return [*entries, ("files", "附件"), ("h-check", "提交前检查")]


def gap_counts(application: Application) -> dict[str, Any]:
    """How far the comparison before the plan is."""
    found = queries.lines_of(application, GAPS)
    return {
        "at": application.baseline_at,
        "total": len(found),
        "named": sum(bool(gap.cause) for gap in found),
        "unnamed": sum(not gap.cause for gap in found),
        "planned": sum(gap.task_id is not None for gap in found),
    }


@role_required(Role.SECRETARY)
@require_safe
def missing(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still missing, fetched anew after each save."""
    application = application_of(request, pk, namesakes=True)
    context = {
        "application": application,
        "missing": queries.missing_items(application),
        "advice": queries.advice_for(application, facts=current_facts(application.organization).values()),
        "gaps": gap_counts(application),
        "ceiling": queries.ceiling_of(application),
        "is_fragment": True,
    }
    return render(request, "applications/_missing.html", context)


@role_required(Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """The last look before it goes up; POST hands it in."""
    application = application_of(request, pk, namesakes=True)
    if request.method == "POST" and _handed_in(request, application):
        return redirect("applications:detail", pk)
    verdict = rules.can_submit(request.user, application)
    if not verdict and request.method == "GET":
        messages.info(request, verdict.reason)
        return redirect("applications:detail", pk)
    content = content_of(application, request.user)
    context = {
        **content,
        "verdict": verdict,
        "missing": queries.missing_items(application),
        "advice": queries.advice_for(application, len(content["files"]), content["facts"]),
    }
    return render(request, "applications/submit.html", context)


def _handed_in(request: HttpRequest, application: Application) -> bool:
    version = request.POST.get("version", "")
    try:
        services.submit_application(actor=request.user, application=application, version=number_of(version))
    except PortalError as error:
        messages.error(request, error.message)
        return False
    step = queries.turn_of(application)
    messages.success(request, f"已提交，现由{step.organization.short_name}审核。" if step else "已提交。")
    return True


@role_required(Role.SECRETARY)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the application back, with a reason."""
    application = application_of(request, pk)
    try:
        services.withdraw_application(
            actor=request.user, application=application, reason=request.POST.get("reason", "")
        )
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "申报已撤回。")
    return redirect("applications:detail", pk)
