"""Filling in offline: download, upload, differences cell by cell, take what was chosen."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, PortalError
from apps.core.exports import attachment
from apps.organizations.access import role_required

from .. import services
from ..answer_sheet import LARGEST_FILE, read_answer_sheet, write_answer_sheet
from ..assessment_rules import can_answer
from ..forms.offline import WRONG, Difference, OfflineUpload, cells_of, differences, leaf_forms, taken
from ..models import AnswerSheet
from ..queries.assessment import Sheet
from . import assessment_cards as cards
from . import assessment_sections as sections
from .self_assessment import read_sheet


@role_required(Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def offline(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the workbook is downloaded and comes back."""
    sheet = read_sheet(request, pk)
    form = OfflineUpload(request.POST, request.FILES) if request.method == "POST" else OfflineUpload()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = _kept(request, sheet, file, form.cleaned_data["section"])
        except PortalError as error:
            form.add_error("file", error.message)
        else:
            return redirect("applications:assessment_offline_compare", pk, kept.pk)
    context = {
        "application": sheet.application,
        "application_label": str(sheet.application),
        "sections": sections.section_lines(sheet),
        "form": form,
        "may": can_answer(request.user, sheet.assessment),
        "uploads": sheet.assessment.answer_sheets.select_related("uploaded_by")[:10],
    }
    return render(request, "applications/offline.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, sheet: Sheet, file: Any, section: str) -> AnswerSheet:
    if file.size > LARGEST_FILE:
        raise Invalid(f"文件超过 {LARGEST_FILE // 1024 // 1024} MB，请只上传从本页下载的自评工作簿。")
    upload = read_answer_sheet(file.read())
    return services.keep_answer_sheet(
        actor=request.user,
        assessment=sheet.assessment,
        upload=upload,
        name=file.name,
        section=section,  # type: ignore[arg-type]
    )


@role_required(Role.SECRETARY)
@require_safe
def offline_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole or ``?section=`` as a workbook, with what is known filled in."""
    sheet = read_sheet(request, pk)
    section = request.GET.get("section", "")
    part = next((each for each in sheet.outcome.children if each.code == section), None)
    if section and part is None:
        raise Http404
    application = sheet.application
    meta = {
        "application": application.pk,
        "organization": application.organization.short_name,
        "digest": application.standard_version.digest,
        "section": section,
        "section_title": part.title if part else "",
        "at": clock.now().isoformat(),
    }
    title = f"{application.organization.short_name} 自评{' ' + part.title if part else ''}"
    data = write_answer_sheet(meta, title, cells_of(_forms(sheet, section)))
    return attachment(data, f"{title}.xlsx")


@role_required(Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def offline_compare(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Mine in the portal beside mine in the file; POST takes what is ticked."""
    sheet = read_sheet(request, pk)
    kept = get_object_or_404(AnswerSheet.objects.filter(self_assessment=sheet.assessment), pk=key)
    found = _forms(sheet)
    rows = differences(found, services.lines_of(kept))
    error = ""
    if request.method == "POST":
        chosen = [row for row in rows if row.key in request.POST.getlist("take") and row.state != WRONG]
        try:
            done = services.apply_answer_sheet(
                actor=request.user, kept=kept, leaves=_leaves(request, sheet, found, chosen)
            )  # type: ignore[arg-type]
        except PortalError as refusal:
            error = refusal.message
        else:
            messages.success(request, f"已采用 {done.applied_cells} 处，自评已更新。")
            return redirect("applications:assessment", pk=pk)
    context = {
        "application": sheet.application,
        "application_label": str(sheet.application),
        "kept": kept,
        "rows": [row for row in rows if row.state != WRONG],
        "wrong": [row for row in rows if row.state == WRONG],
        "versions": {row.leaf: row.version for row in rows if row.state != WRONG},
        "may": can_answer(request.user, sheet.assessment),
        "error": error,
    }
    return render(request, "applications/offline_compare.html", context, status=409 if error else 200)


def _forms(sheet: Sheet, section: str = "") -> Any:
    return leaf_forms(sheet, cards.metrics_of(sheet, sheet.outcome.leaves()), section)


def _leaves(request: HttpRequest, sheet: Sheet, found: Any, chosen: list[Difference]) -> list[services.TakenLeaf]:
    """The chosen cells leaf by leaf, each checked by the form of its page.

    Raises:
        Invalid: the first leaf that would not be accepted.
    """
    by_leaf: dict[str, list[Difference]] = {}
    for row in chosen:
        by_leaf.setdefault(row.leaf, []).append(row)
    leaves = []
    for code, rows in by_leaf.items():
        _, blank = found[code]
        form = type(blank)(
            taken(blank, rows), sheet=sheet, response=blank.response, needs=blank.needs, metrics=blank.metrics
        )
        if not form.is_valid():
            sentences = "".join(line for lines in form.errors.values() for line in lines)
            raise Invalid(f"“{blank.leaf.title}”：{sentences}")
        seen = request.POST.get(f"version-{code}", "")
        version = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
        leaves.append(services.TakenLeaf(blank.response, version, form.arguments(), len(rows)))
    return leaves
