"""Signing, the sheet on paper, what changed between signatures, and sending back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import BUSINESS_ROLES, Role
from apps.accounts.services import confirm_identity
from apps.campaigns.rules import deadline
from apps.core.exceptions import Invalid, PortalError
from apps.core.exports import attachment
from apps.core.models import FileUse
from apps.organizations.access import role_required
from apps.standards import engine

from .. import assessment_rules as rules
from .. import services
from ..choices import AssessmentStatus
from ..documents import sheet_pdf
from ..forms.signing import ReopenForm, SignForm
from ..models import Signing
from ..queries.assessment import Sheet, missing_of
from ..queries.signings import changes_since, signings_of
from ..sheet_rows import sheet_rows
from .self_assessment import application_with_sheet, read_sheet


@role_required(Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is signed, the statement, and the password once more."""
    sheet = read_sheet(request, pk)
    may = rules.can_submit_assessment(request.user, sheet.assessment)
    lacking = missing_of(sheet)
    form = SignForm(
        request.POST if request.method == "POST" else None,
        initial={"secretary_name": sheet.application.secretary_name or request.user.name},
    )  # type: ignore[union-attr]
    if request.method == "POST" and form.is_valid() and _signed(request, sheet, form):
        return redirect("applications:assessment", pk=pk)
    context = _head(sheet) | {
        "form": form,
        "may": may,
        "lacking": len(lacking),
        "changes": _changes(sheet),
        "leaves": sheet.outcome.counts(),
    }
    return render(request, "applications/self_assessment_sign.html", context, status=422 if form.errors else 200)


def _signed(request: HttpRequest, sheet: Sheet, form: SignForm) -> bool:
    try:
        confirm_identity(user=request.user, password=form.cleaned_data["password"])  # type: ignore[arg-type]
        signed = services.submit_self_assessment(
            actor=request.user,  # type: ignore[arg-type]
            application=sheet.application,
            secretary_name=form.cleaned_data["secretary_name"],
        )
    except PortalError as error:
        form.point_out(error)
        return False
    score = "" if signed.score is None else f"，自评得分 {engine.show(signed.score)}"
    messages.success(request, f"自评已签署提交{score}，等待验收。")
    return True


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the self-assessment back to its branch with a reason and a date."""
    sheet = read_sheet(request, pk)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen_self_assessment(
                actor=request.user,
                application=sheet.application,
                **form.cleaned_data,  # type: ignore[arg-type]
            )
        except Invalid as error:
            form.point_out(error)
        else:
            messages.success(request, "自评已退回，申报单位可以修改后重新签署。")
            return redirect("applications:assessment", pk=pk)
    context = _head(sheet) | {
        "form": form,
        "may": rules.can_reopen_assessment(request.user, sheet.assessment),
        "until": deadline(sheet.application.campaign, rules.PHASE_VERB, sheet.application.organization),
    }
    return render(request, "applications/self_assessment_reopen.html", context, status=422 if form.errors else 200)


@role_required(*BUSINESS_ROLES)
@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """自评表, to be printed."""
    sheet = read_sheet(request, pk)
    context = _head(sheet) | {
        "rows": list(sheet_rows(sheet)),
        "signing": _standing(sheet),
        "statement": services.STATEMENT,
        "gate": sheet.tree.is_gate,
    }
    return render(request, "applications/self_assessment_sheet.html", context)


@role_required(*BUSINESS_ROLES)
@require_safe
def printed_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as PDF."""
    sheet = read_sheet(request, pk)
    data = sheet_pdf(sheet, _standing(sheet), services.STATEMENT)
    return attachment(data, f"自评表 {sheet.application.organization.short_name}.pdf", "application/pdf")


@role_required(*BUSINESS_ROLES)
@require_safe
def signings(request: HttpRequest, pk: int) -> HttpResponse:
    """Every signature with its scans, and what changed between them."""
    sheet = read_sheet(request, pk)
    found = signings_of(sheet.assessment)
    newest = found[0].row if found else None
    if newest is not None:
        newest.self_assessment = sheet.assessment
    context = _head(sheet) | {
        "signings": found,
        "draft_changes": _changes(sheet),
        "newest": newest,
        "may_attach": rules.can_attach_scan(request.user, newest) if newest else None,
    }
    return render(request, "applications/self_assessment_signings.html", context)


@role_required(Role.SECRETARY)
@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach the signed and sealed sheet to the signature that holds now."""
    signing = _scanned(request, pk)
    files = request.FILES.getlist("file")
    try:
        for file in files:
            services.attach_scan(actor=request.user, signing=signing, upload=file, name=file.name or "")  # type: ignore[arg-type]
        words = f"已上传 {len(files)} 份签字盖章件。" if files else "请先选择文件。"
        messages.add_message(request, messages.SUCCESS if files else messages.ERROR, words)
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("applications:assessment_signings", pk=pk)


@role_required(Role.SECRETARY)
@require_POST
def scan_remove(request: HttpRequest, pk: int, use: str) -> HttpResponse:
    """Take a scan off."""
    signing = _scanned(request, pk)
    file = get_object_or_404(FileUse.objects.of(signing), pk=use)
    try:
        services.remove_scan(actor=request.user, signing=signing, use=file)  # type: ignore[arg-type]
        messages.success(request, "签字盖章件已移除。")
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("applications:assessment_signings", pk=pk)


def _scanned(request: HttpRequest, pk: int) -> Signing:
    application = application_with_sheet(request, pk)
    rows = Signing.objects.filter(self_assessment__application=application).select_related(
        "self_assessment__application"
    )
    newest = rows.order_by("-number").first()
    return newest or get_object_or_404(Signing.objects.none())


def _head(sheet: Sheet) -> dict[str, Any]:
    application = sheet.application
    return {
        "application": application,
        "application_label": str(application),
        "assessment": sheet.assessment,
        "sheet": sheet,
        "outcome": sheet.outcome,
        "gate": sheet.tree.is_gate,
        "submitted": sheet.assessment.status == AssessmentStatus.SUBMITTED,
    }


def _standing(sheet: Sheet) -> Signing | None:
    """The signature that holds now; none under a draft."""
    if sheet.assessment.status != AssessmentStatus.SUBMITTED:
        return None
    return sheet.assessment.signings.select_related("signed_by").order_by("-number").first()


def _changes(sheet: Sheet) -> list[Any]:
    """What a draft changed since it was signed last; nothing when it was never signed or is signed now."""
    if sheet.assessment.status == AssessmentStatus.SUBMITTED:
        return []
    last = sheet.assessment.signings.select_related("standard_version").order_by("-number").first()
    return changes_since(last, sheet) if last is not None else []
