"""The thread of one finding: what both sides said, and what the reader may do next."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.queries import read_on_their_day
from apps.core import clock, states
from apps.core.acts import done
from apps.core.components.forms import put_error
from apps.core.exceptions import PortalError
from apps.core.models import FileUse
from apps.core.services.files import FileProblem
from apps.organizations.access import role_required

from .. import finding_rules, queries, rules, services
from ..choices import OWED, UNRESOLVED, RequestKind
from ..finding_forms import CheckForm, DisputeForm, ExtensionForm, PlanForm
from ..forms import AnswerForm
from ..models import Finding, FindingRequest, Rectification, SupervisionLetter
from ..queries.rechecks import PROOF
from ..services.findings import RETURN_DAYS
from .common import FINDING_TONES, SEVERITY_TONES, admonish_url
from .ledger import READERS
from .papers import rung_steps

REQUEST_TONES = {"waiting": "warn", "accepted": "ok", "declined": "bad", "withdrawn": "idle"}


@role_required(*READERS)
@require_safe
def finding_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding with both sides' words, and what this person may do next."""
    return _thread(request, _finding(request, pk))


@role_required(*READERS)
@require_POST
def finding_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The site answers."""
    finding = _finding(request, pk)
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _thread(request, finding, answer=form)
    data = form.cleaned_data
    try:
        services.answer_finding(actor=request.user, finding=finding, text=data["text"], uploads=data["files"])
    except FileProblem as error:
        form.add_error("files", error.message)
        return _thread(request, _finding(request, pk), answer=form)
    messages.success(request, "整改情况已提交，等待复查。")
    return redirect("inspections:finding", pk)


@role_required(*READERS)
@require_POST
def finding_check(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The re-inspection: closed, or sent back with a new deadline."""
    finding, form = _finding(request, pk), CheckForm(request.POST)
    if not form.is_valid():
        return _thread(request, finding, check=form)
    told = dict(form.cleaned_data)
    if verb == "verify":
        told.pop("due_on")
    service, words = CHECKS[verb]
    try:
        service(actor=request.user, finding=finding, **told)
    except PortalError as error:
        if error.status != 400:
            raise
        if error.code == "reason_missing":
            form.add_error("opinion", "退回时请写明还缺什么。")
        else:
            put_error(form, error)
        return _thread(request, _finding(request, pk), check=form)
    messages.success(request, words)
    return redirect("inspections:finding", pk)


CHECKS: dict[str, tuple[Callable[..., Any], str]] = {
    "verify": (services.verify_finding, "问题已销号。"),
    "send-back": (services.send_back_finding, "已退回整改。"),
}


@role_required(*READERS)
@require_POST
def finding_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """整改方案."""
    finding, form = _finding(request, pk), PlanForm(request.POST)
    return _told(request, finding, form, "plan", services.file_plan, "整改方案已保存。")


@role_required(*READERS)
@require_POST
def finding_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """延期."""
    form = ExtensionForm(request.POST, prefix="extension")
    words = "延期申请已提交，等待答复。"
    return _told(request, _finding(request, pk), form, "extension", services.ask_extension, words)


@role_required(*READERS)
@require_POST
def finding_dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """申辩."""
    form = DisputeForm(request.POST, prefix="dispute")
    words = "申辩已提交，等待答复，期间不计整改期限。"
    return _told(request, _finding(request, pk), form, "dispute", services.dispute_finding, words)


def _told(
    request: HttpRequest, finding: Finding, form: Any, name: str, service: Callable[..., Any], words: str
) -> HttpResponse:
    """Hand a form of the site to its service; what is wrong is shown at its field."""
    if not form.is_valid():
        return _thread(request, finding, **{name: form})
    try:
        service(actor=request.user, finding=finding, **form.cleaned_data)
    except PortalError as error:
        if error.status == 403:
            raise
        put_error(form, error)
        return _thread(request, _finding(request, finding.pk), **{name: form})
    messages.success(request, words)
    return redirect("inspections:finding", finding.pk)


@role_required(Role.OFFICE)
@require_POST
def request_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline what the site asked."""
    asked, given = _request(request, pk), request.POST.get("accepted")
    if given not in ("0", "1"):
        messages.error(request, "请选择同意或不同意。")
        return redirect("inspections:finding", asked.finding_id)
    accepted = given == "1"
    told = {"accepted": accepted, "opinion": request.POST.get("reason", "")}
    return done(
        request,
        _address(asked.finding_id),
        "已同意，整改单位将收到消息。" if accepted else "已答复不同意，整改单位将收到消息。",
        lambda: services.decide_request(actor=request.user, asked=asked, **told),
    )


@role_required(*READERS)
@require_POST
def request_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The site takes back what it asked."""
    asked = _request(request, pk)
    return done(
        request,
        _address(asked.finding_id),
        "申请已撤回。",
        lambda: services.withdraw_request(actor=request.user, asked=asked),
    )


def _request(request: HttpRequest, pk: int) -> FindingRequest:
    seen = Finding.objects.visible_to(request.user).values("pk")
    rows = FindingRequest.objects.filter(finding__in=seen).select_related(
        "finding__organization", "finding__visit__round__organization", "finding__visit__round__campaign"
    )
    return get_object_or_404(rows, pk=pk)


@role_required(Role.OFFICE)
@require_POST
def finding_key(request: HttpRequest, pk: int) -> HttpResponse:
    """列为重点督办, or no longer."""
    finding, key = _finding(request, pk), request.POST.get("key") != "0"
    words = "已列为重点督办，每周提示直至销号。" if key else "已取消重点督办。"
    return done(
        request,
        _address(pk),
        words,
        lambda: services.follow_findings(actor=request.user, findings=[finding], key=key),
    )


@role_required(Role.OFFICE)
@require_POST
def finding_at_once(request: HttpRequest, pk: int) -> HttpResponse:
    """立行立改."""
    finding = _finding(request, pk)
    return done(
        request,
        _address(pk),
        "已列为立行立改，期限相应提前。",
        lambda: services.demand_at_once(actor=request.user, finding=finding),
    )


@role_required(*READERS)
@require_POST
def finding_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Noted by mistake."""
    finding, reason = _finding(request, pk), request.POST.get("reason", "")
    return done(
        request,
        _address(pk),
        "问题已撤销。",
        lambda: services.withdraw_finding(actor=request.user, finding=finding, reason=reason),
    )


def _address(pk: int) -> str:
    return reverse("inspections:finding", args=[pk])


def _finding(request: HttpRequest, pk: int) -> Finding:
    rows = (
        Finding.objects.visible_to(request.user)
        .for_table()
        .prefetch_related(
            Prefetch("requests", FindingRequest.objects.select_related("asked_by", "decided_by")),
            Prefetch("letters", SupervisionLetter.objects.select_related("issuer").order_by("issued_at", "pk")),
            Prefetch("rectifications", Rectification.objects.select_related("answered_by", "checked_by")),
        )
    )
    related = (
        "visit__round__organization",
        "found_by",
        "plan__planned_by",
        "notice",
        "repeats__visit__round",
        "application",
    )
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _thread(request: HttpRequest, finding: Finding, **typed: Any) -> HttpResponse:
    """The page; ``typed`` holds the form that was wrong, by its name."""
    places = (finding.organization, finding.visit.round.organization)
    read_on_their_day((place, finding.visit.round.campaign) for place in places)
    answers = list(finding.rectifications.all())
    _with_files(answers)
    context = {
        "finding": finding,
        "tone": FINDING_TONES[finding.status],
        "severity_tone": SEVERITY_TONES[finding.severity],
        "answers": answers,
        "photos": queries.photos_of_finding(finding),
        "requests": [_with_tone(each) for each in finding.requests.all()],
        "plan": getattr(finding, "plan", None),
        **_of_site(request, finding, typed),
        **_of_office(request, finding, typed),
    }
    return render(request, "inspections/finding.html", context, status=400 if typed else 200)


def _with_tone(asked: FindingRequest) -> FindingRequest:
    asked.tone = REQUEST_TONES[asked.status]
    return asked


def _of_site(request: HttpRequest, finding: Finding, typed: dict[str, Any]) -> dict[str, Any]:
    """What the site may do: plan, answer, ask."""
    plan = getattr(finding, "plan", None)
    filed = {name: getattr(plan, name) for name in PlanForm.base_fields} if plan else {}
    open_ = finding.status in OWED
    asks = {kind: finding_rules.can_ask(request.user, finding, kind) if open_ else None for kind in RequestKind.values}
    return {
        "answer": rules.can_answer(request.user, finding) if open_ else None,
        "form": typed.get("answer") or AnswerForm(),
        "may_plan": open_ and bool(finding_rules.can_plan(request.user, finding)),
        "plan_form": typed.get("plan") or PlanForm(initial=filed),
        "plan_late": plan is not None and finding.is_owed and plan.promised_on < clock.today(),
        "may_extend": asks[RequestKind.EXTENSION],
        "may_dispute": asks[RequestKind.DISPUTE],
        "extension_form": typed.get("extension") or ExtensionForm(prefix="extension"),
        "dispute_form": typed.get("dispute") or DisputeForm(prefix="dispute"),
    }


def _of_office(request: HttpRequest, finding: Finding, typed: dict[str, Any]) -> dict[str, Any]:
    """What the round's side may do: check, mark, send letters, talk."""
    check = rules.can_check(request.user, finding)
    follows = finding_rules.follows(request.user, finding)
    letters = list(finding.letters.all())
    unresolved = finding.status in UNRESOLVED
    back_to = max(finding.due_on, clock.today() + dt.timedelta(days=RETURN_DAYS))
    may_letter = finding_rules.can_issue_letter(request.user, finding) if unresolved and follows else None
    return {
        "check": check if finding.status == "answered" else None,
        "check_form": typed.get("check") or CheckForm(initial={"due_on": back_to}),
        "may_withdraw": bool(check) and states.may_move(finding, "withdraw"),
        "follows": follows and unresolved,
        "may_letter": may_letter,
        "rungs": rung_steps(letters, opening=bool(may_letter)) if letters or may_letter else [],
        "unanswered": [letter for letter in letters if letter.answered_at is None] if unresolved else [],
        "admonish_url": _admonish_url(request, finding) if follows and unresolved else "",
    }


def _admonish_url(request: HttpRequest, finding: Finding) -> str:
    """约谈提醒 belongs to an application under creation; a committee is written to by letters."""
    if finding.application is None:
        return ""
    finding.application.campaign = finding.visit.round.campaign
    return admonish_url(request.user, finding.application, _lagging(finding))


def _lagging(finding: Finding) -> str:
    """Why the site is talked to."""
    late = f"，逾期 {(clock.today() - finding.due_on).days} 天" if finding.is_overdue else ""
    again = "，系重复出现的问题" if finding.repeats_id else ""
    return f"{finding.visit.round.name}发现的问题“{finding.description}”未整改到位{late}{again}。"


def _with_files(answers: list[Rectification]) -> None:
    """Hang each answer's files on it, in one query."""
    kind = ContentType.objects.get_for_model(Rectification)
    uses = FileUse.objects.live().filter(owner_type=kind, owner_id__in=[str(answer.pk) for answer in answers])
    by_owner: dict[str, list[FileUse]] = {}
    for use in uses:
        by_owner.setdefault(use.owner_id, []).append(use)
    for answer in answers:
        own = by_owner.get(str(answer.pk), [])
        answer.files = [use for use in own if use.purpose != PROOF]
        answer.proofs = [use for use in own if use.purpose == PROOF]
