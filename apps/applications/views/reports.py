"""Reports of the creation period: what is owed, one period's form, what the office said."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components.forms import put_error
from apps.core.exceptions import PortalError
from apps.core.verdicts import require
from apps.organizations.access import role_required

from .. import creation_rules, queries, services
from ..cadence import label_of_report
from ..choices import ReportKind, ReportStatus
from ..forms.creation import CommentForm, ReportForm
from ..models import Application, ProgressReport
from ..queries import creation
from .common import READERS, application_of, file_item

TONES = {ReportStatus.DRAFT: "idle", ReportStatus.SUBMITTED: "ok", ReportStatus.RETURNED: "warn"}


@role_required(*READERS)
@require_safe
def reports(request: HttpRequest, pk: int) -> HttpResponse:
    """What the site owes and has handed in, newest first."""
    application = application_of(request, pk)
    slots = [
        {"slot": slot, "tone": TONES[ReportStatus(slot.report.status)] if slot.report else "idle"}
        for slot in creation.slots_of(application)
    ]
    context = {
        "application": application,
        "slots": slots,
        "verdict": creation_rules.can_write_report(request.user, application),
    }
    return render(request, "applications/reports.html", context)


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int, kind: str, period: str) -> HttpResponse:
    """One report: a form for the site while it is open, else what was handed in with the office's words."""
    application = application_of(request, pk)
    found = application.reports.filter(kind=kind, period=period).select_related("submitted_by").first()
    owed = next((item for item in creation.owed_of(application) if (item.kind, item.period) == (kind, period)), None)
    if found is None and owed is None:
        raise Http404("no such report")
    verdict = creation_rules.can_write_report(request.user, application)
    if request.method == "POST":
        return _written(request, application, kind, period, found, owed)
    if verdict and (found is None or found.status != ReportStatus.SUBMITTED):
        return _form_page(request, application, kind, period, found, owed)
    if found is None:
        messages.info(request, "这一期尚未填报。")
        return redirect("applications:reports", pk)
    return _shown(request, application, found)


def _written(
    request: HttpRequest, application: Application, kind: str, period: str, found: ProgressReport | None, owed: Any
) -> HttpResponse:
    submit = "submit" in request.POST
    form = ReportForm(request.POST, request.FILES, tasks=queries.tasks_of(application))
    if form.is_valid():
        try:
            services.save_report(
                actor=request.user, application=application, kind=kind, period=period, submit=submit, **form.values()
            )
        except PortalError as error:
            put_error(form, error)
            return _form_page(request, application, kind, period, found, owed, form, error.status)
        label = label_of_report(kind, period)
        messages.success(request, f"{label}已报送。" if submit else f"{label}已保存，尚未报送。")
        return redirect("applications:report", application.pk, kind, period)
    require(creation_rules.can_write_report(request.user, application))
    return _form_page(request, application, kind, period, found, owed, form, 400)


def _form_page(
    request: HttpRequest,
    application: Application,
    kind: str,
    period: str,
    found: ProgressReport | None,
    owed: Any,
    form: ReportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    tasks = queries.tasks_of(application)
    draft = found or ProgressReport(application=application, kind=kind, period=period, due_on=owed.due_on)
    before = creation.last_lines(draft)
    if form is None:
        form = ReportForm(tasks=tasks, initial=_initial(application, found, tasks, before, kind))
    lines = [{**line, "before": before.get(line["task"].pk, 0)} for line in form.lines()]
    context = {
        "application": application, "report": draft, "label": label_of_report(kind, period), "form": form,
        "lines": lines, "photos": _photos(application, found, removable=True), "returned": _returned(found),
        "comments": _comments(found),
    }  # fmt: skip
    return render(request, "applications/report_form.html", context, status=status)


def _initial(
    application: Application, found: ProgressReport | None, tasks: Any, before: Any, kind: str
) -> dict[str, Any]:
    if found is not None:
        return {name: getattr(found, name) for name in ("version", "done", "problems", "next_steps", "needs")}
    told = creation.prefilled(tasks, before, clock.today())
    if kind == ReportKind.SHOW_GOAL:
        told["done"] = creation.goal_words(application, tasks)
    return {"version": 0, **told}


def _shown(
    request: HttpRequest,
    application: Application,
    found: ProgressReport,
    remark: CommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found.application = application
    context = {
        "application": application, "report": found, "label": label_of_report(found.kind, found.period),
        "tone": TONES[ReportStatus(found.status)], "lines": found.lines.all(), "comments": _comments(found),
        "photos": _photos(application, found), "may_comment": creation_rules.can_comment_report(request.user, found),
        "may_return": creation_rules.can_return_report(request.user, found) and found.status == "submitted",
        "comment_form": remark or CommentForm(),
    }  # fmt: skip
    return render(request, "applications/report.html", context, status=status)


def _photos(application: Application, found: ProgressReport | None, removable: bool = False) -> list[dict[str, Any]]:
    if found is None:
        return []
    return [
        file_item(use, reverse("applications:report_photo_remove", args=[found.pk, use.pk]) if removable else "")
        for use in creation.photos_of(found)
    ]


def _comments(found: ProgressReport | None) -> list[dict[str, Any]]:
    if found is None:
        return []
    rows = found.comments.select_related("organization", "written_by")
    return [
        {"title": each.organization.short_name, "at": each.written_at, "actor": each.written_by.name, "text": each.text}
        for each in reversed(rows)
    ]


def _returned(found: ProgressReport | None) -> str:
    if found is None or found.status != ReportStatus.RETURNED:
        return ""
    return queries.last_reason(found, "return")


@role_required(Role.OFFICE)
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The office says what it thinks of a report."""
    found = _report(request, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        require(creation_rules.can_comment_report(request.user, found))
        return _shown(request, application_of(request, found.application_id), found, form, 422)
    services.comment_report(actor=request.user, report=found, text=form.cleaned_data["text"])
    messages.success(request, "点评已发送。")
    return _back(found)


@role_required(Role.OFFICE)
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The office asks for more."""
    found = _report(request, pk)
    services.return_report(actor=request.user, report=found, reason=request.POST.get("reason", ""))
    messages.success(request, "已退回，申报单位将收到通知。")
    return _back(found)


@role_required(Role.SECRETARY)
@require_POST
def photo_remove(request: HttpRequest, pk: int, use_pk: str) -> HttpResponse:
    """Take a photo off a report that is not handed in."""
    found = _report(request, pk)
    use = get_object_or_404(creation.photos_of(found), pk=use_pk)
    services.remove_report_photo(actor=request.user, report=found, use=use)
    messages.success(request, "照片已移除。")
    return _back(found)


def _report(request: HttpRequest, pk: int) -> ProgressReport:
    rows = ProgressReport.objects.visible_to(request.user).select_related("application__campaign")
    return get_object_or_404(rows, pk=pk)


def _back(found: ProgressReport) -> HttpResponse:
    return redirect("applications:report", found.application_id, found.kind, found.period)
