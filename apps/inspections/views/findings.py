"""整改台账 and the thread of one finding."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.queries import read_on_their_day
from apps.core import states
from apps.core.exceptions import PortalError
from apps.core.models import FileUse
from apps.core.services.files import FileProblem
from apps.organizations.access import role_required, roles_of

from .. import exports, queries, rules, services
from ..forms import AnswerForm, FindingFilter
from ..models import Finding, Rectification
from .common import FINDING_TONES, SEVERITY_TONES, page_of, query_of, toned

READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)


@role_required(*READERS)
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """The ledger within the user's reach."""
    form = FindingFilter(request.GET, user=request.user)
    page = page_of(request, _rows(request, form))
    rows = toned(page.object_list, FINDING_TONES)
    read_on_their_day((row.organization, row.application.campaign) for row in rows)
    for row in rows:
        row.severity_tone = SEVERITY_TONES[row.severity]
    own = Role.OFFICE not in roles_of(request.user) and Role.INSPECTOR not in roles_of(request.user)
    context = {"form": form, "page": page, "findings": rows, "query": query_of(request), "own": own}
    return render(request, "inspections/findings.html", context)


@role_required(*READERS)
@require_safe
def findings_export(request: HttpRequest) -> FileResponse:
    """The rows of the ledger as filtered, as xlsx."""
    return exports.ledger_workbook(_rows(request, FindingFilter(request.GET, user=request.user)))


@role_required(*READERS)
@require_safe
def finding_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding with both sides' words, and what this person may do next."""
    finding = _finding(request, pk)
    places = (finding.organization, finding.visit.round.organization)
    read_on_their_day((place, finding.application.campaign) for place in places)
    return _thread(request, finding, AnswerForm())


@role_required(*READERS)
@require_POST
def finding_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The site answers."""
    finding = _finding(request, pk)
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _thread(request, finding, form, status=400)
    data = form.cleaned_data
    try:
        services.answer_finding(actor=request.user, finding=finding, text=data["text"], uploads=data["files"])
    except FileProblem as error:
        form.add_error("files", error.message)
        return _thread(request, _finding(request, pk), form, status=400)
    messages.success(request, "整改情况已提交，等待复查。")
    return redirect("inspections:finding", pk)


@role_required(*READERS)
@require_POST
def finding_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Close after a re-check."""
    opinion = request.POST.get("opinion", "")
    return _act(
        request, pk, "问题已销号。", lambda f: services.verify_finding(actor=request.user, finding=f, opinion=opinion)
    )


@role_required(*READERS)
@require_POST
def finding_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Not enough yet."""
    opinion = request.POST.get("opinion", "")
    return _act(
        request,
        pk,
        "已退回整改。",
        lambda f: services.send_back_finding(actor=request.user, finding=f, opinion=opinion),
    )


@role_required(*READERS)
@require_POST
def finding_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Noted by mistake."""
    reason = request.POST.get("reason", "")
    return _act(
        request, pk, "问题已撤销。", lambda f: services.withdraw_finding(actor=request.user, finding=f, reason=reason)
    )


def _rows(request: HttpRequest, form: FindingFilter) -> Any:
    data = form.cleaned_data if form.is_valid() else {}
    return queries.finding_rows(
        request.user,
        status=data.get("status", ""),
        due=data.get("due", ""),
        quarter=data.get("quarter", ""),
        campaign=data.get("campaign"),
        round=data.get("round"),
        text=data.get("q", ""),
    )


def _finding(request: HttpRequest, pk: int) -> Finding:
    rows = Finding.objects.visible_to(request.user).for_table()
    return get_object_or_404(rows.select_related("visit__round__organization", "found_by"), pk=pk)


def _act(request: HttpRequest, pk: int, words: str, act: Callable[[Finding], Any]) -> HttpResponse:
    """Do one act on a finding; a missing opinion is said on the page, a refusal by its own page."""
    finding = _finding(request, pk)
    try:
        act(finding)
    except PortalError as error:
        if error.status != 400:
            raise
        messages.error(request, error.message)
    else:
        messages.success(request, words)
    return redirect("inspections:finding", pk)


def _thread(request: HttpRequest, finding: Finding, form: AnswerForm, status: int = 200) -> HttpResponse:
    answers = list(finding.rectifications.select_related("answered_by", "checked_by"))
    _with_files(answers)
    check = rules.can_check(request.user, finding)
    context = {
        "finding": finding,
        "tone": FINDING_TONES[finding.status],
        "severity_tone": SEVERITY_TONES[finding.severity],
        "answers": answers,
        "photos": FileUse.objects.of(finding.visit).filter(purpose=f"photo:{finding.criterion_id}"),
        "form": form,
        "answer": rules.can_answer(request.user, finding) if finding.is_owed else None,
        "check": check if finding.status == "answered" else None,
        "may_withdraw": bool(check) and states.may_move(finding, "withdraw"),
    }
    return render(request, "inspections/finding.html", context, status=status)


def _with_files(answers: list[Rectification]) -> None:
    """Hang each answer's files on it, in one query."""
    kind = ContentType.objects.get_for_model(Rectification)
    uses = FileUse.objects.live().filter(owner_type=kind, owner_id__in=[str(answer.pk) for answer in answers])
    by_owner: dict[str, list[FileUse]] = {}
    for use in uses:
        by_owner.setdefault(use.owner_id, []).append(use)
    for answer in answers:
        answer.files = by_owner.get(str(answer.pk), [])
