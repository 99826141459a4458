"""The filled form as Word and PDF, and the office's own template for it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.campaigns.rules import can_manage_campaign
from apps.core.exceptions import PortalError
from apps.core.exports import attachment
from apps.core.services.files import DOCX
from apps.core.verdicts import require
from apps.organizations.access import role_required

from .. import form_documents as documents
from .. import services
from ..models import Application
from ..paper import FIELDS, RICH, ROWS, TemplateProblem, default_template
from .common import READERS, application_of


def _name(application: Application) -> str:
    return f"申报登记表 {application.organization.short_name} {application.title}".strip()


@role_required(*READERS)
@require_safe
def form_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The filled form as Word, by the office's template where there is one."""
    application = application_of(request, pk)
    try:
        content = documents.word_form(application)
    except TemplateProblem as error:
        messages.error(request, f"主办单位的登记表模板不能套用：{error.message}请联系主办单位，或先下载 PDF。")
        return redirect("applications:detail", pk)
    return attachment(content, f"{_name(application)}.docx", DOCX)


@role_required(*READERS)
@require_safe
def form_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The filled form as PDF."""
    application = application_of(request, pk)
    return attachment(documents.pdf_form(application), f"{_name(application)}.pdf", "application/pdf")


def _seen(request: HttpRequest, pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user).select_related("organization"), pk=pk)


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    campaign = _seen(request, pk)
    require(can_manage_campaign(request.user, campaign))
    return campaign


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def form_template(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """Which template is used, and the names of its fields; POST keeps a new one."""
    campaign = _campaign(request, campaign_pk)
    problem = ""
    if request.method == "POST":
        problem = _kept(request, campaign)
        if not problem:
            return redirect("applications:form_template", campaign_pk)
    context = {
        "campaign": campaign,
        "problem": problem,
        "own": _items(campaign, campaign),
        "general": _items(campaign, campaign.organization),
        "used": documents.template_for(campaign),
        "fields": [{"name": _written(name), "note": note} for name, note in FIELDS.items()],
        "tables": [{"name": name, "columns": columns} for name, columns in ROWS.items()],
        "sample": SAMPLE,
    }
    return render(request, "applications/form_template.html", context, status=422 if problem else 200)


#: How a table is written, row by row.
SAMPLE = ("{%tr for 行 in 任务表 %}", "{{ 行.任务 }}", "{{ 行.责任人 }}", "{%tr endfor %}")


def _written(name: str) -> str:
    return f"{{{{r {name} }}}}" if name == RICH else f"{{{{ {name} }}}}"


def _kept(request: HttpRequest, campaign: Campaign) -> str:
    """The problem with the file, or an empty text when it is kept."""
    upload = request.FILES.get("file")
    if upload is None:
        return "请选择 Word（docx）文件。"
    try:
        services.keep_template(
            actor=request.user,
            campaign=campaign,
            upload=upload,
            name=upload.name or "",
            for_all=request.POST.get("scope") == "all",
        )
    except PortalError as error:
        return error.message
    messages.success(request, "模板已检查并启用，导出的登记表按它生成。")
    return ""


def _items(campaign: Campaign, owner: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": use.name,
            "url": reverse("core:file", args=[use.pk]),
            "size": use.file.size,
            "remove_url": reverse("applications:form_template_remove", args=[campaign.pk, use.pk]),
        }
        for use in documents.templates_of(owner).select_related("file")
    ]


@role_required(Role.OFFICE)
@require_POST
def form_template_remove(request: HttpRequest, campaign_pk: int, use_pk: str) -> HttpResponse:
    """Go back to the template behind."""
    campaign = _seen(request, campaign_pk)
    owners = (campaign, campaign.organization)
    found = (documents.templates_of(owner).filter(pk=use_pk).first() for owner in owners)
    use = next(filter(None, found), None)
    if use is None:
        raise Http404
    require(can_manage_campaign(request.user, campaign))
    try:
        services.remove_template(actor=request.user, campaign=campaign, use=use)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "模板已移除。")
    return redirect("applications:form_template", campaign_pk)


@role_required(Role.OFFICE)
@require_safe
def form_template_default(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """The portal's own template, to begin with."""
    _campaign(request, campaign_pk)
    return attachment(default_template(), "申报登记表模板.docx", DOCX)
