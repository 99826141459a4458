"""Importing units in the browser: upload, read the dry run, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.core.exports import XLSX
from apps.core.models import FileUse
from apps.core.services import attach_file
from apps.core.verdicts import require

from .. import rules, services
from ..access import role_required
from ..forms.importing import ImportForm
from ..models import Organization
from ..services import UnitCheck
from ..spreadsheet_columns import SpreadsheetError
from ..unit_sheet import template as empty_workbook

PURPOSE = "unit_import"
PROBLEMS_SHOWN = 500
ROWS_SHOWN = 50
KEEPERS = (Role.OFFICE, Role.SECRETARY)


@require_safe
@role_required(*KEEPERS)
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook with drop-down lists and an example."""
    response = HttpResponse(empty_workbook(), content_type=XLSX)
    name = "%E5%8D%95%E4%BD%8D%E5%8F%B0%E8%B4%A6%E6%A8%A1%E6%9D%BF"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.xlsx"
    return response


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the workbook; it is kept, so that one can later see what was imported."""
    organization = _organization(request, pk)
    require(rules.can_keep_units(request.user, organization))
    form = ImportForm(request.POST or None, request.FILES or None)
    form.fields["file"].help_text = "使用模板的表头，一行一个单位，不超过 20 MB"
    if request.method == "POST" and form.is_valid():
        try:
            use = _keep(request, organization, form.cleaned_data["file"])
        except (PortalError, SpreadsheetError) as error:
            form.add_error("file", str(error))
        else:
            return redirect("organizations:confirm_units", pk=pk, use=use.pk)
    return render(request, "organizations/import_units.html", {"form": form, "organization": organization})


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def confirm(request: HttpRequest, pk: int, use: str) -> HttpResponse:
    """The dry run with every bad row; importing checks all of it again."""
    organization = _organization(request, pk)
    require(rules.can_keep_units(request.user, organization))
    kept = get_object_or_404(FileUse.objects.of(organization).live(), pk=use, purpose=PURPOSE)
    try:
        check = _check(request, organization, kept)
    except SpreadsheetError as error:
        messages.error(request, str(error))
        return redirect("organizations:import_units", pk=pk)
    if request.method == "POST":
        skip = request.POST.get("skip_bad") == "1"
        outcome = services.import_units(actor=request.user, check=check, skip_bad=skip)
        messages.success(
            request,
            f"导入完成：新增 {outcome.created} 个，更新 {outcome.updated} 个，"
            f"未变 {outcome.unchanged} 个，跳过 {outcome.skipped} 行。",
        )
        return redirect("organizations:units", pk=pk)
    return render(request, "organizations/confirm_units.html", _context(organization, kept, check))


def _organization(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


def _keep(request: HttpRequest, organization: Organization, upload: Any) -> FileUse:
    services.check_units(actor=request.user, organization=organization, file=upload.read())
    upload.seek(0)
    return attach_file(
        actor=request.user,
        upload=upload,
        name=upload.name,
        owner=organization,
        purpose=PURPOSE,
        organization_path=organization.path,
    )


def _check(request: HttpRequest, organization: Organization, use: FileUse) -> UnitCheck:
    with use.file.file.open("rb") as stored:
        return services.check_units(actor=request.user, organization=organization, file=stored.read())


def _context(organization: Organization, use: FileUse, check: UnitCheck) -> dict[str, Any]:
    return {
        "organization": organization,
        "use": use,
        "check": check,
        "bad": check.total - len(check.plans),
        "created": check.count("created"),
        "updated": check.count("updated"),
        "unchanged": check.count("unchanged"),
        "problems": check.problems[:PROBLEMS_SHOWN],
        "plans": check.plans[:ROWS_SHOWN],
    }
