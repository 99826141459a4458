"""Evidence of a self-assessment: attached, used again, taken off."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.autosave import by_script
from apps.core.exceptions import PortalError
from apps.core.paging import page_of
from apps.organizations.access import role_required
from apps.organizations.forms.library import LibraryFilter
from apps.organizations.models import LibraryFile
from apps.organizations.queries.library import materials, tags_of

from .. import assessment_rules as rules
from .. import services
from ..models import Response
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
    """The organization's library, to pick from for this leaf; what is there already is not offered."""
    sheet = read_sheet(request, pk)
    response = read_response(sheet, key)
    found, number = cards.section_and_number(sheet, response.criterion.code)
    organization = sheet.application.organization
    form = LibraryFilter(request.GET, tags=tags_of(organization))
    here = {use.file_id for use in sheet.files.get(response.pk, ())}
    own = LibraryFile.objects.visible_to(request.user).filter(organization=organization).current()
    rows = form.narrow(own.exclude(file__in=here).select_related("file"))
    page = page_of(request, rows)
    context = {
        "application": sheet.application,
        "campaign": sheet.application.campaign,
        "title": f"{number} {response.criterion.title}",
        "back": cards.leaf_url(sheet, found.code, response),
        "response": response,
        "form": form,
        "page": page,
        "rows": materials(list(page)),
        "may_answer": rules.can_answer(request.user, sheet.assessment),
    }
    return render(request, "applications/self_assessment_files.html", context)


@role_required(Role.SECRETARY)
@require_POST
def pick(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Use the ticked files of the library for this leaf."""
    sheet = read_sheet(request, pk)
    response = read_response(sheet, key)
    found, _ = cards.section_and_number(sheet, response.criterion.code)
    keys = [
        int(text) for text in request.POST.getlist("file") if text.isascii() and text.isdecimal() and len(text) < 19
    ]
    own = LibraryFile.objects.visible_to(request.user).filter(organization=sheet.application.organization_id)
    items = list(own.filter(pk__in=keys).select_related("file"))
    if not items:
        messages.error(request, "请先勾选要选用的材料。")
        return redirect("applications:assessment_files", pk, key)
    try:
        number = services.pick_evidence(actor=request.user, response=response, items=items)
        messages.success(request, f"已选用 {number} 份材料。")
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
