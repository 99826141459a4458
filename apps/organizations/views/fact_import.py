"""Workbooks of facts: download with what is known, upload, read the dry run, confirm, watch."""

import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.core.exports import XLSX, saved_as
from apps.core.models import FileUse
from apps.core.services import attach_file
from apps.core.verdicts import require

from .. import rules, services
from ..access import office_of, role_required
from ..choices import FactImportStatus
from ..fact_sheet import write_fact_sheet
from ..forms.fact_sheet import ConfirmForm, WorkbookForm
from ..forms.importing import ImportForm
from ..models import FactImport, Organization
from ..queries.fact_tables import fact_rows
from ..spreadsheet import SpreadsheetError

PURPOSE = "fact_import"
RECENT = 5


@require_safe
@role_required(Role.OFFICE)
def workbook(request: HttpRequest) -> HttpResponse:
    """The own subtree's organizations × the chosen metrics, with the values that hold: to fill in, or as an export."""
    form = WorkbookForm(request.GET)
    columns = form.columns()
    found = form.narrow(Organization.objects.active().below(office_of(request.user)))
    organizations = list(found.only("pk", "code", "name"))
    file = tempfile.SpooledTemporaryFile(max_size=5 * 1024 * 1024)  # noqa: SIM115  # FileResponse closes it
    write_fact_sheet(file, columns, fact_rows(organizations, columns))  # type: ignore[arg-type]
    file.seek(0)
    return saved_as(FileResponse(file, content_type=XLSX), f"{office_of(request.user).short_name}数据.xlsx")


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def upload(request: HttpRequest) -> HttpResponse:
    """Choose and download a workbook, or upload one that was filled in; it is kept for later."""
    require(rules.can_import(request.user))
    office = office_of(request.user)
    form = ImportForm(request.POST or None, request.FILES or None)
    form.fields["file"].help_text = "在本页下载的工作簿中填写，不超过 20 MB"
    if request.method == "POST" and form.is_valid():
        try:
            use = _keep(request, office, form.cleaned_data["file"])
        except (PortalError, SpreadsheetError) as error:
            form.add_error("file", str(error))
        else:
            return redirect("organizations:confirm_facts", pk=use.pk)
    context = {
        "form": form,
        "workbook_form": WorkbookForm(),
        "office": office,
        "jobs": FactImport.objects.filter(organization=office).select_related("file", "requested_by")[:RECENT],
    }
    return render(request, "organizations/import_facts.html", context)


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def confirm(request: HttpRequest, pk: str) -> HttpResponse:
    """The dry run with every bad row; importing checks all of it again."""
    office = office_of(request.user)
    use = FileUse.objects.live().filter(pk=pk, purpose=PURPOSE).first()
    if use is None or use.organization_path != office.path:
        raise Http404
    refusal, status = "", 200
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.is_valid():
            job = services.start_fact_import(actor=request.user, office=office, use=use, **form.cleaned_data)
            return _started(request, job)
    except PortalError as error:
        refusal, status = error.message, error.status
    except SpreadsheetError as error:
        messages.error(request, str(error))
        return redirect("organizations:import_facts")
    try:
        report = _check(request, office, use)
    except SpreadsheetError as error:
        messages.error(request, str(error))
        return redirect("organizations:import_facts")
    context = {"use": use, "report": report, "form": form, "refusal": refusal}
    return render(request, "organizations/confirm_facts.html", context, status=status)


@require_safe
@role_required(Role.OFFICE)
def job(request: HttpRequest, pk: str) -> HttpResponse:
    """How far an import is; the page asks again by itself while it runs."""
    jobs = FactImport.objects.visible_to(request.user).filter(organization=office_of(request.user))
    job = get_object_or_404(jobs.select_related("file", "requested_by"), pk=pk)
    running = job.status in (FactImportStatus.WAITING, FactImportStatus.RUNNING)
    return render(request, "organizations/fact_import.html", {"job": job, "running": running})


def _started(request: HttpRequest, job: FactImport) -> HttpResponse:
    if job.status == FactImportStatus.DONE:
        messages.success(request, f"导入完成：{job.message}")
        return redirect("organizations:completeness")
    return redirect("organizations:fact_import", pk=job.pk)


def _keep(request: HttpRequest, office: Organization, upload: Any) -> FileUse:
    services.check_fact_import(actor=request.user, office=office, data=upload.read())
    upload.seek(0)
    return attach_file(
        actor=request.user, upload=upload, name=upload.name, owner=office, purpose=PURPOSE,
        organization_path=office.path,
    )  # fmt: skip


def _check(request: HttpRequest, office: Organization, use: FileUse) -> services.FactReport:
    with use.file.file.open("rb") as stored:
        return services.check_fact_import(actor=request.user, office=office, data=stored.read())
