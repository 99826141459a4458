"""督办: which letters are proposed now and why, and all that were issued."""

from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.paging import page_of
from apps.organizations.access import role_required

from .. import finding_rules
from ..choices import Rung
from ..finding_forms import LetterFilter
from ..models import Finding, SupervisionLetter
from ..queries import ledger
from .ledger import READERS

TONES = {Rung.URGE: "warn", Rung.GUIDE: "warn", Rung.REMIND: "warn", Rung.ADMONISH: "bad", Rung.ACCOUNT: "bad"}


@role_required(*READERS)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Letters issued, as far as they concern the person."""
    form = LetterFilter(request.GET)
    told = form.cleaned_data if form.is_valid() else {}
    rows = SupervisionLetter.objects.visible_to(request.user).select_related(
        "finding__organization", "finding__visit__round", "issuer"
    )
    rows = _narrowed(rows, told)
    page = page_of(request, rows.order_by("-issued_at", "-pk"))
    for row in page.object_list:
        row.tone = TONES[Rung(row.rung)]
        row.is_late = row.answered_at is None and row.due_on < clock.today()
    context = {"form": form, "page": page, "letters": page.object_list, "tabs": tabs("issued")}
    return render(request, "inspections/letters.html", context)


def _narrowed(rows: Any, told: dict[str, Any]) -> Any:
    if words := (told.get("q") or "").strip():
        rows = rows.filter(
            Q(number__icontains=words)
            | Q(finding__organization__name__icontains=words)
            | Q(finding__organization__short_name__icontains=words)
            | Q(finding__description__icontains=words)
        )
    if told.get("rung"):
        rows = rows.filter(rung=told["rung"])
    if state := told.get("state"):
        rows = rows.filter(answered_at__isnull=state != "answered")
    if told.get("state") == "late":
        rows = rows.filter(due_on__lt=clock.today())
    return rows


@role_required(Role.OFFICE)
@require_safe
def letters_due(request: HttpRequest) -> HttpResponse:
    """Which letter is proposed for which finding, and why."""
    rows = ledger.letters_due(Finding.objects.visible_to(request.user).for_table())
    rows = rows.select_related("visit__round__organization")
    letters = Prefetch("letters", SupervisionLetter.objects.order_by("issued_at", "pk"))
    page = page_of(request, rows.prefetch_related(letters, "rectifications").order_by("due_on", "pk"))
    today = clock.today()
    for row in page.object_list:
        row.why = ledger.why_letter(row, finding_rules.sent_back_times(row), today)
        row.next_rung = finding_rules.next_rung(list(row.letters.all()))
        row.last = next(reversed(list(row.letters.all())), None)
        row.may = finding_rules.can_issue_letter(request.user, row)
    context = {"page": page, "findings": page.object_list, "tabs": tabs("due")}
    return render(request, "inspections/letters_due.html", context)


def tabs(active: str) -> list[dict[str, Any]]:
    wanted = (("due", "建议发出", "inspections:letters_due"), ("issued", "已发出", "inspections:letters"))
    return [{"label": label, "url": reverse(name), "active": key == active} for key, label, name in wanted]
