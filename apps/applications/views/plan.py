"""The attachments of the form; the progress of its plan during creation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.organizations.access import role_required

from .. import pages, queries, rules, services
from ..forms import ProgressForm
from ..models import Application, PlanTask
from .common import READERS, application_of, content_of, file_item


def documents(application: Application) -> list[dict[str, Any]]:
    """The attachments, each with the address that removes it."""
    return [
        file_item(use, reverse("applications:file_remove", args=[application.pk, use.pk]))
        for use in queries.documents_of(application)
    ]


@role_required(Role.SECRETARY)
@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Add attachments: one at a time for the script, several from a plain form."""
    application = application_of(request, pk)
    script = request.headers.get("X-Requested-With") == "fetch"
    try:
        uses = [
            services.attach_document(actor=request.user, application=application, upload=file, name=file.name or "")
            for file in request.FILES.getlist("file")
        ]
    except PortalError as error:
        if script:
            return JsonResponse({"message": error.message}, status=error.status)
        messages.error(request, error.message)
        return redirect(f"{reverse('applications:edit', args=[pk])}#files")
    if not script:
        words = f"已上传 {len(uses)} 份附件。" if uses else "请先选择文件。"
        messages.add_message(request, messages.SUCCESS if uses else messages.ERROR, words)
        return redirect(f"{reverse('applications:edit', args=[pk])}#files")
    return render(request, "applications/_files.html", {"documents": documents(application)})


@role_required(Role.SECRETARY)
@require_POST
def file_remove(request: HttpRequest, pk: int, use_pk: str) -> HttpResponse:
    """Take an attachment off the draft."""
    application = application_of(request, pk)
    use = get_object_or_404(queries.documents_of(application), pk=use_pk)
    try:
        services.detach_document(actor=request.user, application=application, use=use)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "附件已移除。")
    return redirect(f"{reverse('applications:edit', args=[pk])}#files")


@role_required(*READERS)
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan and how far it is, for everybody who may see the application."""
    application = application_of(request, pk)
    return render(request, "applications/plan.html", _progress_page(request, application))


@role_required(Role.SECRETARY)
@require_POST
def progress(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """Say how far one task is."""
    application = application_of(request, pk)
    task = get_object_or_404(PlanTask.objects.filter(application=application), pk=task_pk)
    task.application = application
    form = ProgressForm(request.POST)
    if not form.is_valid():
        words = "；".join(sentence for errors in form.errors.values() for sentence in errors)
        messages.error(request, f"“{task}”的进展没有保存：{words}")
        return redirect("applications:plan", pk)
    try:
        services.report_progress(actor=request.user, task=task, **form.cleaned_data)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"“{task}”的进展已保存。")
    return redirect("applications:plan", pk)


def _progress_page(request: HttpRequest, application: Application) -> dict[str, Any]:
    content = content_of(application, request.user)
    rows = content["tasks"]
    return {
        **content,
        "verdict": rules.can_report_progress(request.user, application),
        "done": sum(row["task"].status == "done" for row in rows),
        "tone": pages.tone_of(application),
    }
