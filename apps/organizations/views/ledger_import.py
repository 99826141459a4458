"""Importing a ledger in the browser: upload, read the dry run, confirm. Units and facilities differ by a table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.core.exports import attachment
from apps.core.models import FileUse
from apps.core.services import attach_file
from apps.core.verdicts import require

from .. import facility_sheet, rules, services, unit_sheet
from ..access import role_required
from ..forms.importing import ImportForm
from ..models import Organization
from ..services import RowCheck
from ..spreadsheet_columns import SpreadsheetError

PROBLEMS_SHOWN = 500
ROWS_SHOWN = 50
KEEPERS = (Role.OFFICE, Role.SECRETARY)


@dataclass(frozen=True)
class Ledger:
    """One ledger: its words, addresses (names of ``urls``), the two services and the empty workbook."""

    purpose: str
    title: str
    noun: str
    measure: str
    place: str
    home: str
    upload: str
    confirm: str
    template: str
    check: Callable[..., RowCheck]
    run: Callable[..., Any]
    workbook: Callable[[], bytes]
    matched_by: str

    @property
    def home_address(self) -> str:
        return f"organizations:{self.home}"


UNITS = Ledger(
    "unit_import", "单位台账", "单位", "个", "负责的党组织", "units", "import_units", "confirm_units", "unit_template",
    services.check_units, services.import_units, unit_sheet.template, "信用代码或名称已在台账中的",
)  # fmt: skip
FACILITIES = Ledger(
    "facility_import", "阵地台账", "阵地", "处", "党组织", "facilities", "import_facilities", "confirm_facilities",
    "facility_template", services.check_facilities, services.import_facilities, facility_sheet.template,
    "同一党组织已有同名在用阵地的",
)  # fmt: skip


def template_view(ledger: Ledger) -> Callable[..., HttpResponse]:
    """The empty workbook with drop-down lists and an example."""

    @require_safe
    @role_required(*KEEPERS)
    def template(request: HttpRequest) -> HttpResponse:
        return attachment(ledger.workbook(), f"{ledger.title}模板.xlsx")

    return template


def upload_view(ledger: Ledger) -> Callable[..., HttpResponse]:
    """Take the workbook; it is kept, so that one can later see what was imported."""

    @require_http_methods(["GET", "POST"])
    @role_required(*KEEPERS)
    def upload(request: HttpRequest, pk: int) -> HttpResponse:
        organization = _organization(request, pk)
        form = ImportForm(request.POST or None, request.FILES or None)
        form.fields["file"].help_text = f"使用模板的表头，一行一{ledger.measure}{ledger.noun}，不超过 20 MB"
        if request.method == "POST" and form.is_valid():
            try:
                use = _keep(request, ledger, organization, form.cleaned_data["file"])
            except (PortalError, SpreadsheetError) as error:
                form.add_error("file", str(error))
            else:
                return redirect(f"organizations:{ledger.confirm}", pk=pk, use=use.pk)
        context = {"form": form, "organization": organization, **_addresses(ledger, organization)}
        return render(request, "organizations/import_ledger.html", context)

    return upload


def confirm_view(ledger: Ledger) -> Callable[..., HttpResponse]:
    """The dry run with every bad row; importing checks all of it again."""

    @require_http_methods(["GET", "POST"])
    @role_required(*KEEPERS)
    def confirm(request: HttpRequest, pk: int, use: str) -> HttpResponse:
        organization = _organization(request, pk)
        kept = get_object_or_404(FileUse.objects.of(organization).live(), pk=use, purpose=ledger.purpose)
        try:
            with kept.file.file.open("rb") as stored:
                check = ledger.check(actor=request.user, organization=organization, file=stored.read())
        except SpreadsheetError as error:
            messages.error(request, str(error))
            return redirect(f"organizations:{ledger.upload}", pk=pk)
        if request.method == "POST":
            outcome = ledger.run(actor=request.user, check=check, skip_bad=request.POST.get("skip_bad") == "1")
            messages.success(request, _words(ledger, outcome))
            return redirect(ledger.home_address, pk=pk)
        context = {"use": kept, **_context(organization, check), **_addresses(ledger, organization)}
        return render(request, "organizations/confirm_ledger.html", context)

    return confirm


def _organization(request: HttpRequest, pk: int) -> Organization:
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    require(rules.can_keep_units(request.user, organization))
    return organization


def _keep(request: HttpRequest, ledger: Ledger, organization: Organization, upload: Any) -> FileUse:
    ledger.check(actor=request.user, organization=organization, file=upload.read())
    upload.seek(0)
    return attach_file(
        actor=request.user,
        upload=upload,
        name=upload.name,
        owner=organization,
        purpose=ledger.purpose,
        organization_path=organization.path,
    )


def _words(ledger: Ledger, outcome: Any) -> str:
    unit = ledger.measure
    return (
        f"导入完成：新增 {outcome.created} {unit}，更新 {outcome.updated} {unit}，"
        f"未变 {outcome.unchanged} {unit}，跳过 {outcome.skipped} 行。"
    )


def _addresses(ledger: Ledger, organization: Organization) -> dict[str, Any]:
    return {
        "ledger": ledger,
        "home_url": reverse(ledger.home_address, args=[organization.pk]),
        "import_url": reverse(f"organizations:{ledger.upload}", args=[organization.pk]),
        "template_url": reverse(f"organizations:{ledger.template}"),
    }


def _context(organization: Organization, check: RowCheck) -> dict[str, Any]:
    return {
        "organization": organization,
        "check": check,
        "bad": check.total - len(check.plans),
        "created": check.count("created"),
        "updated": check.count("updated"),
        "unchanged": check.count("unchanged"),
        "problems": check.problems[:PROBLEMS_SHOWN],
        "plans": check.plans[:ROWS_SHOWN],
    }
