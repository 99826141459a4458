"""初审: the reviewing office goes through the leaves, confirms all and changes exceptions."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.organizations.access import role_required

from .. import queries, services
from ..assessment_rules import can_first_review
from ..choices import ReviewVerdict
from ..models import Application, ReviewResponse
from ..queries import ReviewLine
from .common import application_of

NOTE_LIMIT = 300


@dataclass(frozen=True)
class Entry:
    """One leaf with what stands in its fields."""

    line: ReviewLine
    verdict: str
    value: str
    note: str
    error: str = ""
    members: tuple[str, ...] = ()


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def first_review(request: HttpRequest, pk: int) -> HttpResponse:
    """All leaves in one form, prefilled with 同意自评; a refusal keeps what was typed."""
    application = application_of(request, pk)
    rows = queries.review_rows(application)
    said = queries.inputs_for(application)
    entries = [_kept(line) for line in queries.review_lines(application, rows, said)]
    error = ""
    if request.method == "POST":
        entries = [_typed(entry.line, request.POST) for entry in entries]
        error = _save(request, application, entries)
        if not error:
            messages.success(request, "初审意见已保存。")
            return redirect("evaluations:columns", pk)
    context = {
        "application": application,
        "entries": entries,
        "error": error,
        "wrong": [entry for entry in entries if entry.error],
        "seen": request.POST.get("seen", services.seen_of(rows)),
        "reviewed": max(rows.values(), key=lambda row: row.reviewed_at, default=None),
        "may": can_first_review(request.user, application),
        "choices": ReviewVerdict.choices,
        "outcome": queries.review_outcome(application, rows, said),
    }
    return render(request, "applications/first_review.html", context, status=400 if error else 200)


def _kept(line: ReviewLine) -> Entry:
    row: ReviewResponse | None = line.row
    if row is None:
        return Entry(line, ReviewVerdict.AGREE, "", "", members=tuple(sorted(line.said)))
    value = "" if row.value is None else f"{row.value.normalize():f}"
    members = tuple(row.members) if row.verdict != ReviewVerdict.AGREE else tuple(sorted(line.said))
    return Entry(line, row.verdict, value, row.note, members=members)


def _typed(line: ReviewLine, data: QueryDict) -> Entry:
    code = line.leaf.code
    verdict, value, note = (str(data.get(f"{name}-{code}", "")).strip() for name in ("verdict", "value", "note"))
    verdict = verdict or ReviewVerdict.AGREE
    error = ""
    if verdict != ReviewVerdict.AGREE and not note:
        error = "与自评不一致，请写明理由"
    elif len(note) > NOTE_LIMIT:
        error = f"说明最多 {NOTE_LIMIT} 字"
    elif value and _number(value) is None:
        error = "核定数值应为数字"
    grade = str(data.get(f"grade-{code}", ""))
    members = (*data.getlist(f"members-{code}"), *([grade] if grade else []))
    return Entry(line, verdict, value, note, error, members)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < services.LARGEST else None


def _save(request: HttpRequest, application: Application, entries: list[Entry]) -> str:
    """Why it was not saved; empty when it was."""
    if any(entry.error for entry in entries):
        return "有意见填写不完整，已在相应指标处标明，其余内容均已保留。"
    opinions = {
        entry.line.leaf.code: services.Opinion(
            entry.verdict,
            _number(entry.value) if entry.value else None,
            entry.note,
            entry.members if entry.verdict != ReviewVerdict.AGREE else (),
        )
        for entry in entries
    }
    try:
        seen = int(request.POST.get("seen", "0") or 0)
    except ValueError:
        seen = -1
    try:
        services.save_first_review(actor=request.user, application=application, seen=seen, opinions=opinions)
    except PortalError as error:
        return error.message
    return ""
