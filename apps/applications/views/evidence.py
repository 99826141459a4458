"""Evidence of a self-assessment: attached, used again, taken off."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.autosave import by_script
from apps.core.exceptions import PortalError
from apps.core.models import FileUse
from apps.organizations.access import role_required

from .. import assessment_rules as rules
from .. import services
from ..models import Response
from ..queries.assessment_inputs import EVIDENCE
from . import assessment_cards as cards
from .self_assessment import read_response, read_sheet, refused


@role_required(Role.SECRETARY)
@require_POST
def attach(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """One or more files for a leaf; the script sends each alone and puts the answer in place of the slots."""
    sheet = read_sheet(request, pk)
    response = read_response(sheet, key)
    found, _ = cards.section_and_number(sheet, response.criterion.code)
    uploads = request.FILES.getlist("file")
    if not uploads:
        return refused(request, sheet, found, response, "请选择文件。", 400)
    try:
        for upload in uploads:
            services.attach_evidence(actor=request.user, response=response, upload=upload, name=upload.name or "")
    except PortalError as error:
        return refused(request, sheet, found, response, error.message, error.status)
    if not by_script(request):
        messages.success(request, f"已添加 {len(uploads)} 份佐证材料。")
        return redirect(cards.leaf_url(sheet, found.code, response))
    return _slots(request, pk, response)


def _slots(request: HttpRequest, pk: int, response: Response) -> HttpResponse:
    sheet = read_sheet(request, pk)
    found, _ = cards.section_and_number(sheet, response.criterion.code)
    shown = cards.related_cards(sheet, found, response.criterion.code)
    card = next(card for card in shown if card.key == response.pk)
    return render(request, "applications/self_assessment_slots.html", {"card": card, "application": sheet.application})


@role_required(Role.SECRETARY)
@require_safe
def earlier(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """The organization's own evidence so far, each file once, to use again for this leaf."""
    sheet = read_sheet(request, pk)
    response = read_response(sheet, key)
    found, number = cards.section_and_number(sheet, response.criterion.code)
    path = sheet.application.organization_path
    uses = FileUse.objects.live().filter(organization_path=path, purpose=EVIDENCE)
    here = {use.file_id for use in sheet.files.get(response.pk, ())}
    each: dict[Any, FileUse] = {use.file_id: use for use in uses.order_by("created_at") if use.file_id not in here}
    context = {
        "application": sheet.application,
        "campaign": sheet.application.campaign,
        "title": f"{number} {response.criterion.title}",
        "back": cards.leaf_url(sheet, found.code, response),
        "response": response,
        "files": sorted(each.values(), key=lambda use: use.created_at, reverse=True),
        "may_answer": rules.can_answer(request.user, sheet.assessment),
    }
    return render(request, "applications/self_assessment_files.html", context)


@role_required(Role.SECRETARY)
@require_POST
def reuse(request: HttpRequest, pk: int, key: int, use: Any) -> HttpResponse:
    """Use an earlier file for this leaf too."""
    sheet = read_sheet(request, pk)
    response = read_response(sheet, key)
    found, _ = cards.section_and_number(sheet, response.criterion.code)
    path = sheet.application.organization_path
    file = get_object_or_404(FileUse.objects.live(), pk=use, organization_path=path, purpose=EVIDENCE)
    try:
        services.reuse_evidence(actor=request.user, response=response, use=file)
        messages.success(request, f"已选用“{file.name}”。")
    except PortalError as error:
        messages.error(request, error.message)
    return redirect(cards.leaf_url(sheet, found.code, response))


@role_required(Role.SECRETARY)
@require_POST
def detach(request: HttpRequest, pk: int, key: int, use: Any) -> HttpResponse:
    """Take a file off a leaf."""
    sheet = read_sheet(request, pk)
    response = read_response(sheet, key)
    found, _ = cards.section_and_number(sheet, response.criterion.code)
    file = next((file for file in sheet.files.get(response.pk, ()) if file.pk == use), None)
    if file is None:
        raise Http404
    try:
        services.remove_evidence(actor=request.user, response=response, use=file)
        messages.success(request, f"已移除“{file.name}”。")
    except PortalError as error:
        messages.error(request, error.message)
    return redirect(cards.leaf_url(sheet, found.code, response))
