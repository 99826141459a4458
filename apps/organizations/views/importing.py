"""Importing organizations in the browser: upload, read the dry run, confirm."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.core.exports import attachment
from apps.core.models import FileUse
from apps.core.services import attach_file
from apps.core.verdicts import require

from .. import rules, services
from ..access import office_of, role_required
from ..forms.importing import ImportForm
from ..spreadsheet import Report, SpreadsheetError, write_template

PURPOSE = "organization_import"
PROBLEMS_SHOWN = 500


@require_safe
@role_required(Role.OFFICE)
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook with drop-down lists and a sheet that explains."""
    return attachment(write_template(), "党组织导入模板.xlsx")


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def upload(request: HttpRequest) -> HttpResponse:
    """Take the workbook; it is kept, so that one can later see what was imported."""
    require(rules.can_import(request.user))
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            use = _keep(request, form.cleaned_data["file"])
        except (PortalError, SpreadsheetError) as error:
            form.add_error("file", str(error))
        else:
            return redirect("organizations:import_confirm", pk=use.pk)
    return render(request, "organizations/import.html", {"form": form, "office": office_of(request.user)})


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def confirm(request: HttpRequest, pk: str) -> HttpResponse:
    """The dry run with every bad row; importing checks all of it again."""
    # Two people of one office may upload the same bytes: the file is kept once, each may go on with it.
    use = FileUse.objects.live().filter(pk=pk, purpose=PURPOSE).first()
    if use is None or use.organization_path != office_of(request.user).path:
        raise Http404
    try:
        report = _check(request, use)
    except SpreadsheetError as error:
        messages.error(request, str(error))
        return redirect("organizations:import")
    if request.method == "POST":
        outcome = services.import_organizations(
            actor=request.user, report=report, skip_bad=request.POST.get("skip_bad") == "1"
        )
        messages.success(
            request,
            f"导入完成：新增 {outcome.created} 个，更新 {outcome.updated} 个，"
            f"未变 {outcome.unchanged} 个，跳过 {outcome.skipped} 行。",
        )
        return redirect("organizations:list")
    return render(request, "organizations/import_confirm.html", _context(use, report))


def _keep(request: HttpRequest, upload: Any) -> FileUse:
    services.check_import(actor=request.user, file=upload.read())
    upload.seek(0)
    office = office_of(request.user)
    return attach_file(
        actor=request.user,
        upload=upload,
        name=upload.name,
        owner=office,
        purpose=PURPOSE,
        organization_path=office.path,
    )


def _check(request: HttpRequest, use: FileUse) -> Report:
    with use.file.file.open("rb") as stored:
        return services.check_import(actor=request.user, file=stored.read())


def _context(use: FileUse, report: Report) -> dict[str, Any]:
    bad_rows = len({problem.row_number for problem in report.problems})
    return {
        "use": use,
        "total": report.total,
        "good": len(report.rows),
        "bad": report.total - len(report.rows),
        "problems": report.problems[:PROBLEMS_SHOWN],
        "problem_count": len(report.problems),
        "bad_rows": bad_rows,
        "rows": report.rows[:20],
    }
