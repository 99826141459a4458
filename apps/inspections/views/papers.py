"""整改通知书 and 督办文书: written, read, signed for or answered, and as Word."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.components.forms import put_error
from apps.core.components.text import date_short
from apps.core.exceptions import PortalError
from apps.core.numbers import number_of
from apps.core.verdicts import require
from apps.organizations.access import role_required

from .. import documents, finding_rules, laid_out, services
from ..finding_forms import LetterAnswerForm, LetterForm, NoticeForm
from ..models import Finding, RectificationNotice, SupervisionLetter, Visit
from ..queries.ledger import visits_to_notify
from ..services.numbers import NOTICE, next_number
from .common import word_answer
from .ledger import READERS

MOST_VISITS = 200


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def notice_new(request: HttpRequest, pk: str) -> HttpResponse:
    """The notice of one visit: its number and demand, and the findings that it will tell."""
    visits = Visit.objects.visible_to(request.user).for_table().select_related("round__organization")
    visit = get_object_or_404(visits, pk=pk)
    acting = require(finding_rules.can_issue_notice(request.user, visit))
    number = next_number(acting.organization_id or 0, NOTICE)
    form, status = NoticeForm(request.POST or None, initial={"number": number}), 200
    if request.method == "POST" and form.is_valid():
        try:
            notice = services.issue_notice(actor=request.user, visit=visit, **form.cleaned_data)
        except PortalError as error:
            put_error(form, error)
            status = error.status
        else:
            messages.success(request, f"已下达{notice.number}，等待{visit.organization.short_name}签收。")
            return redirect("inspections:notice", notice.pk)
    findings = visit.findings.live().filter(notice=None).select_related("criterion")
    context = {"visit": visit, "form": form, "findings": findings}
    return render(request, "inspections/notice_new.html", context, status=status)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def notices_new(request: HttpRequest) -> HttpResponse:
    """Notices of several visits: what would be issued to whom, then all at once."""
    visits = visits_to_notify(request.user)
    if (wanted := number_of(request.GET.get("round", ""))) is not None:
        visits = visits.filter(round=wanted)
    ticked = set(request.POST.getlist("visits") if request.method == "POST" else request.GET.getlist("visits"))
    listed = list(visits[: MOST_VISITS + 1])
    rows = [
        (visit, finding_rules.runs_round(request.user, visit.round), not ticked or str(visit.pk) in ticked)
        for visit in listed[:MOST_VISITS]
    ]
    form, status = NoticeForm(request.POST or None), 200
    if request.method == "POST":
        chosen = [visit for visit, _, _ in rows if str(visit.pk) in ticked]
        if not chosen:
            messages.error(request, "请先勾选单位。")
        elif form.is_valid():
            try:
                issued = services.issue_notices(actor=request.user, visits=chosen, text=form.cleaned_data["text"])
            except PortalError as error:
                put_error(form, error)
                status = error.status
            else:
                messages.success(request, f"已下达 {len(issued)} 份整改通知书，等待签收。")
                return redirect(f"{reverse('inspections:findings')}?notice=unsigned")
    first = next((verdict.acting for _, verdict, _ in rows if verdict), None)
    number = next_number(first.organization_id, NOTICE) if first and first.organization_id else ""
    more = MOST_VISITS if len(listed) > MOST_VISITS else 0
    context = {"rows": rows, "form": form, "number": number, "more": more}
    return render(request, "inspections/notices_new.html", context, status=status)


def _notice(request: HttpRequest, pk: int) -> RectificationNotice:
    rows = RectificationNotice.objects.visible_to(request.user).select_related(
        "issuer", "received_by", "visit__round__organization", "visit__round__campaign", "visit__organization"
    )
    return get_object_or_404(rows, pk=pk)


@role_required(*READERS)
@require_safe
def notice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice as it was written, with its receipt."""
    notice = _notice(request, pk)
    findings = list(notice.findings.order_by("due_on", "pk"))
    may_sign = notice.received_at is None and bool(finding_rules.can_sign_notice(request.user, notice))
    context = {
        "notice": notice, "paper": documents.notice_paper(notice), "may_sign": may_sign, "findings": findings,
    }  # fmt: skip
    return render(request, "inspections/notice.html", context)


@role_required(*READERS)
@require_POST
def notice_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """签收."""
    services.sign_notice(actor=request.user, notice=_notice(request, pk))
    messages.success(request, "已签收，请逐项填报整改方案。")
    return redirect("inspections:notice", pk)


@role_required(*READERS)
@require_safe
def notice_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice as Word."""
    notice = _notice(request, pk)
    name = f"整改通知书 {notice.number} {notice.visit.organization.short_name}.docx"
    return word_answer(request, lambda: laid_out.notice_word(notice), name, reverse("inspections:notice", args=[pk]))


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def letter_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The next letter about a finding."""
    rows = Finding.objects.visible_to(request.user).for_table().select_related("visit__round__organization")
    finding = get_object_or_404(rows, pk=pk)
    acting = require(finding_rules.can_issue_letter(request.user, finding))
    letters = list(finding.letters.all())
    rung = finding_rules.next_rung(letters)
    if rung is None:  # the rule has said so already
        return redirect("inspections:finding", pk)
    initial: dict[str, Any] = {
        "rung": rung.value,
        "number": next_number(acting.organization_id or 0, rung),
        "text": "请立即组织整改，说明未按期整改的原因，落实责任人，整改到位后提交佐证材料。",
        "due_on": LetterForm.first_day(),
    }
    form, status = LetterForm(request.POST or None, initial=initial), 200
    if request.method == "POST" and form.is_valid():
        try:
            letter = services.issue_letter(actor=request.user, finding=finding, **form.cleaned_data)
        except PortalError as error:
            put_error(form, error)
            status = error.status
        else:
            messages.success(request, f"已发出{letter}。")
            return redirect("inspections:letter", letter.pk)
    context = {
        "finding": finding, "form": form, "rung": rung, "steps": rung_steps(letters), "words": documents.RUNG_WORDS[rung],
    }  # fmt: skip
    return render(request, "inspections/letter_new.html", context, status=status)


def rung_steps(letters: list[SupervisionLetter], *, opening: bool = True) -> list[dict[str, Any]]:
    """The ladder as steps: issued with day and address, the next one if it may be sent, those to come."""
    issued = {letter.rung: letter for letter in letters}
    following = finding_rules.next_rung(letters) if opening else None
    steps: list[dict[str, Any]] = []
    for rung in finding_rules.LADDER:
        letter = issued.get(rung)
        steps.append(
            {
                "name": rung.label,
                "state": "done" if letter else "now" if rung == following else "todo",
                "url": reverse("inspections:letter", args=[letter.pk]) if letter else "",
                "note": date_short(letter.issued_at) + ("" if letter.answered_at else "，待答复") if letter else "",
            }
        )
    return steps


def _letter(request: HttpRequest, pk: int) -> SupervisionLetter:
    rows = SupervisionLetter.objects.visible_to(request.user).select_related(
        "issuer", "answered_by", "finding__organization", "finding__visit__round__organization",
        "finding__visit__round__campaign",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def letter_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter with its answer; POST answers it."""
    letter = _letter(request, pk)
    verdict = finding_rules.can_answer_letter(request.user, letter)
    form, status = LetterAnswerForm(request.POST or None), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.answer_letter(actor=request.user, letter=letter, answer=form.cleaned_data["answer"])
            except PortalError as error:
                if error.status != 400:
                    raise
                put_error(form, error)
            else:
                messages.success(request, "答复已提交。")
                return redirect("inspections:letter", pk)
        else:
            require(verdict)
        status = 422
    context = {
        "letter": letter, "paper": documents.letter_paper(letter), "form": form, "may_answer": verdict,
    }  # fmt: skip
    return render(request, "inspections/letter.html", context, status=status)


@role_required(*READERS)
@require_safe
def letter_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as Word."""
    letter = _letter(request, pk)
    name = f"{letter.get_rung_display()} {letter.number} {letter.finding.organization.short_name}.docx"
    return word_answer(request, lambda: laid_out.letter_word(letter), name, reverse("inspections:letter", args=[pk]))
