"""Importing work records in the browser: upload, read the dry run, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.core.exports import attachment
from apps.core.models import FileUse
from apps.core.services import attach_file
from apps.core.verdicts import require

from .. import rules, services
from ..access import role_required
from ..forms.importing import ImportForm
from ..models import Organization
from ..record_sheet import template as empty_workbook
from ..spreadsheet import SpreadsheetError

PURPOSE = "record_import"
PROBLEMS_SHOWN = 500
ROWS_SHOWN = 20
KEEPERS = (Role.OFFICE, Role.SECRETARY)


@require_safe
@role_required(*KEEPERS)
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook with drop-down lists and an example."""
    return attachment(empty_workbook(), "工作记录模板.xlsx")


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the workbook; it is kept, so that one can later see what was imported."""
    organization = _organization(request, pk)
    form = ImportForm(request.POST or None, request.FILES or None)
    form.fields["file"].help_text = "使用模板的表头，一行一次工作，不超过 20 MB"
    if request.method == "POST" and form.is_valid():
        try:
            use = _keep(request, organization, form.cleaned_data["file"])
        except (PortalError, SpreadsheetError) as error:
            form.add_error("file", str(error))
        else:
            return redirect("organizations:confirm_records", pk=pk, use=use.pk)
    return render(request, "organizations/import_records.html", {"form": form, "organization": organization})


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def confirm(request: HttpRequest, pk: int, use: str) -> HttpResponse:
    """The dry run with every bad row; importing checks all of it again."""
    organization = _organization(request, pk)
    kept = get_object_or_404(FileUse.objects.of(organization).live(), pk=use, purpose=PURPOSE)
    with kept.file.file.open("rb") as stored:
        content = stored.read()
    try:
        if request.method == "POST":
            return _import(request, organization, content)
        check = services.check_records(actor=request.user, organization=organization, file=content)
    except SpreadsheetError as error:
        messages.error(request, str(error))
        return redirect("organizations:import_records", pk=pk)
    context = {
        "organization": organization,
        "use": kept,
        "check": check,
        "bad": check.total - len(check.plans),
        "problems": check.problems[:PROBLEMS_SHOWN],
        "plans": check.plans[:ROWS_SHOWN],
    }
    return render(request, "organizations/confirm_records.html", context)


def _import(request: HttpRequest, organization: Organization, content: bytes) -> HttpResponse:
    skip = request.POST.get("skip_bad") == "1"
    count = services.import_records(actor=request.user, organization=organization, file=content, skip_bad=skip)
    messages.success(request, f"导入完成：登记 {count} 条。")
    return redirect("organizations:records", pk=organization.pk)


def _organization(request: HttpRequest, pk: int) -> Organization:
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    require(rules.can_plan(request.user, organization))
    return organization


def _keep(request: HttpRequest, organization: Organization, upload: Any) -> FileUse:
    services.check_records(actor=request.user, organization=organization, file=upload.read())
    upload.seek(0)
    return attach_file(
        actor=request.user,
        upload=upload,
        name=upload.name,
        owner=organization,
        purpose=PURPOSE,
        organization_path=organization.path,
    )
