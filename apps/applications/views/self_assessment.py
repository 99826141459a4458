"""Pages of a self-assessment: the whole, its sections, and the acts on them."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.choices import BUSINESS_ROLES, Role
from apps.campaigns.rules import deadline
from apps.core.autosave import by_script
from apps.core.exceptions import PortalError
from apps.organizations.access import role_required, roles_of
from apps.standards import engine

from .. import assessment_rules as rules
from .. import queries, services
from ..choices import AssessmentStatus
from ..guidance import advice_for
from ..models import Application, Response
from ..queries.assessment import Sheet, missing_of, sheet_of
from ..queries.assessment_inputs import assessment_of
from . import assessment_cards as cards
from . import assessment_sections as sections


def application_with_sheet(request: HttpRequest, pk: int) -> Application:
    found = queries.assessed_by(request.user, pk)
    if found is None:
        raise Http404
    return found


def read_sheet(request: HttpRequest, pk: int) -> Sheet:
    sheet = sheet_of(application_with_sheet(request, pk))
    if sheet is None:
        raise Http404
    return sheet


def read_response(sheet: Sheet, key: int) -> Response:
    found = next((row for row in sheet.responses.values() if row.pk == key), None)
    if found is None:
        raise Http404
    return found


def _common(request: HttpRequest, application: Application, sheet: Sheet | None) -> dict[str, Any]:
    """What every page of a self-assessment shows."""
    context: dict[str, Any] = {
        "application": application,
        "application_label": str(application),
        "campaign": application.campaign,
        "assessment": assessment_of(application),
        "until": deadline(application.campaign, rules.PHASE_VERB, application.organization),
        "gate": sheet is not None and sheet.tree.is_gate,
    }
    if sheet is None:
        return context
    leaves = list(sheet.outcome.leaves())
    saved = [row.saved_at for row in sheet.responses.values() if row.saved_at]
    return context | {
        "sheet": sheet,
        "outcome": sheet.outcome,
        "may_answer": rules.can_answer(request.user, sheet.assessment),
        "submitted": sheet.assessment.status == AssessmentStatus.SUBMITTED,
        "done": sum(sheet.answered(leaf) for leaf in leaves),
        "total": len(leaves),
        "saved_at": max(saved, default=None),
    }


@role_required(*BUSINESS_ROLES)
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole: sections, score, what is missing, the list of gaps."""
    application = application_with_sheet(request, pk)
    sheet = sheet_of(application)
    context = _common(request, application, sheet)
    if sheet is None:
        context["may_start"] = rules.can_start_assessment(request.user, application)
        return render(request, "applications/self_assessment_start.html", context)
    missing = [
        {"label": item.label, "url": cards.leaf_url(sheet, item.section, item.response)} for item in missing_of(sheet)
    ]
    gaps = cards.gap_cards(sheet)
    last = sheet.assessment.signings.order_by("-number").first()
    context |= {
        "sections": sections.section_lines(sheet),
        "missing": [] if context["submitted"] else missing,
        "gaps": gaps,
        "may_see_gaps": bool(roles_of(request.user) & {Role.OFFICE, Role.SECRETARY}),
        "may_plan": rules.can_plan_gaps(request.user, application),
        "gap_note": f"{len(gaps)} 项" if gaps else "",
        "why": [sentence.text for sentence in sheet.outcome.explanation if sentence.kind != "rule"],
        "signed_before": last is not None,
        "reopened": last if last is not None and not context["submitted"] else None,
        "may_reopen": rules.can_reopen_assessment(request.user, sheet.assessment),
    }
    return render(request, "applications/self_assessment.html", context)


@role_required(Role.SECRETARY)
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin; what is known is filled in."""
    application = application_with_sheet(request, pk)
    try:
        services.start_self_assessment(actor=request.user, application=application)
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("applications:assessment", pk=pk)


@role_required(*BUSINESS_ROLES)
@require_safe
def section(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One section, leaf by leaf."""
    sheet = read_sheet(request, pk)
    context = _common(request, sheet.application, sheet)
    lines = sections.section_lines(sheet, code)
    at = next((index for index, line in enumerate(lines) if line.current), None)
    if at is None:
        raise Http404
    found, show = sheet.outcome.children[at], request.GET.get("show", "")
    start = request.GET.get("from", "")
    if start.isdecimal() and len(start) < 6:
        return _piece(request, sheet, found, context, show, int(start))
    # On paper and without script there is nothing that could still come.
    drawn, pieces = sections.pieces_of(sheet, found, show) if "whole" not in request.GET else (None, [])
    context |= {
        "pieces": pieces,
        "sections": lines,
        "line": lines[at],
        "before": lines[at - 1] if at else None,
        "after": lines[at + 1] if at + 1 < len(lines) else None,
        "advice": advice_for(sheet.application.standard_version, sheet.application.organization, [found]),
        "filters": sections.filters_of(sheet, found, show),
        "next_open": sections.next_open(sheet, code) if context["may_answer"] else None,
        "cards": cards.cards_of(sheet, found, editable=bool(context["may_answer"]), show=show, count=drawn),
    }
    return render(request, "applications/self_assessment_section.html", context)


def _piece(
    request: HttpRequest, sheet: Sheet, found: engine.Outcome, context: dict[str, Any], show: str, start: int
) -> HttpResponse:
    """Further leaves of a long section (a fragment)."""
    editable = bool(context["may_answer"])
    drawn = cards.cards_of(sheet, found, editable=editable, show=show, start=start, count=sections.PIECE)
    return render(request, "applications/self_assessment_piece.html", context | {"cards": drawn})


def refused(
    request: HttpRequest, sheet: Sheet, found: engine.Outcome, response: Response, words: str, status: int
) -> HttpResponse:
    """A refusal: as JSON to the script (a wrong value as 422: 403 would read as signed out), else as a message."""
    if by_script(request):
        return JsonResponse({"message": words}, status=409 if status in (403, 409) else 422)
    messages.error(request, words)
    return redirect(cards.leaf_url(sheet, found.code, response))


@role_required(Role.SECRETARY)
@require_POST
def confirm(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Say that a known value that looked doubtful is right."""
    sheet = read_sheet(request, pk)
    response = read_response(sheet, key)
    found, _ = cards.section_and_number(sheet, response.criterion.code)
    try:
        services.confirm_told(
            actor=request.user,  # type: ignore[arg-type]
            response=response,
            metric=request.POST.get("metric", ""),
            period=request.POST.get("period", ""),
        )
        messages.success(request, "数据已核对无误。")
    except PortalError as error:
        messages.error(request, error.message)
    return redirect(cards.leaf_url(sheet, found.code, response))


@role_required(*BUSINESS_ROLES)
@require_safe
def outcome(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """The verdict and its reason after an answer, with what else it changed on the page (a fragment)."""
    sheet = read_sheet(request, pk)
    response = read_response(sheet, key)
    found, _ = cards.section_and_number(sheet, response.criterion.code)
    related = cards.related_cards(sheet, found, response.criterion.code)
    context = _common(request, sheet.application, sheet) | {
        "cards": sorted(related, key=lambda card: card.key != key),
        "sections": sections.section_lines(sheet, found.code),
        "filters": sections.filters_of(sheet, found, _filter_shown(request)),
        "fragment": True,
    }
    return render(request, "applications/self_assessment_outcome.html", context)


def _filter_shown(request: HttpRequest) -> str:
    """The filter of the page that asks for a fragment."""
    page = urlsplit(request.htmx.current_url or "")  # type: ignore[attr-defined]
    return parse_qs(page.query).get("show", [""])[0]
