"""通报: drafted from the round's data, edited, issued, read by those whom the round visited."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.acts import done
from apps.core.components.forms import put_error
from apps.core.exceptions import PortalError
from apps.core.models import StateChange
from apps.core.numbers import number_of
from apps.core.paging import page_of
from apps.core.states import verb_label
from apps.core.verdicts import require
from apps.organizations.access import role_required

from .. import documents, finding_rules, laid_out, services
from ..finding_forms import BulletinForm
from ..models import Bulletin, Round
from ..queries.bulletin import round_figures
from ..services.numbers import BULLETIN, next_number
from .common import word_answer
from .ledger import READERS

TONES = {"draft": "warn", "issued": "ok"}
WORDS = {"redraft_bulletin": "重新起草"}


@role_required(*READERS)
@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    """All that the person may read, the newest first."""
    rows = Bulletin.objects.visible_to(request.user).for_table()
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(title__icontains=text)
    page = page_of(request, rows.order_by("-drafted_at", "-pk"), 20)
    for row in page.object_list:
        row.tone = TONES[row.status]
    return render(request, "inspections/bulletins.html", {"page": page, "bulletins": page.object_list})


def _bulletin(request: HttpRequest, pk: int) -> Bulletin:
    """By its round; somebody else's does not exist."""
    return get_object_or_404(Bulletin.objects.visible_to(request.user).for_table(), round=pk)


@role_required(*READERS)
@require_safe
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """The bulletin of a round; before there is one, its office sees what it would be drafted from."""
    found = Bulletin.objects.visible_to(request.user).for_table().filter(round=pk).first()
    if found is None:
        return _before(request, pk)
    edit = finding_rules.can_edit_bulletin(request.user, found)
    recall = finding_rules.can_recall_bulletin(request.user, found)
    context: dict[str, Any] = {
        "bulletin": found, "paper": documents.bulletin_paper(found), "tone": TONES[found.status], "may_edit": edit,
        "may_recall": recall, "history": _history(found) if edit or recall else [],
    }  # fmt: skip
    if edit:
        context["number"] = found.number or next_number(found.round.organization_id, BULLETIN)
    return render(request, "inspections/bulletin.html", context)


def _before(request: HttpRequest, pk: int) -> HttpResponse:
    rounds = Round.objects.visible_to(request.user).select_related("organization", "campaign")
    round_ = get_object_or_404(rounds, pk=pk)
    if not finding_rules.runs_round(request.user, round_):
        raise Http404
    context = {
        "round": round_,
        "verdict": finding_rules.can_draft_bulletin(request.user, round_),
        "figures": round_figures(round_),
    }
    return render(request, "inspections/bulletin_new.html", context)


def _history(found: Bulletin) -> list[dict[str, Any]]:
    changes = StateChange.objects.of(found).select_related("actor")
    return [
        {
            "title": WORDS.get(each.verb) or verb_label("inspections.bulletin", each.verb),
            "at": each.at,
            "actor": each.actor.name if each.actor else "系统",
            "text": each.reason,
        }
        for each in reversed(list(changes))
    ]


@role_required(Role.OFFICE)
@require_POST
def bulletin_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the first draft."""
    round_ = get_object_or_404(Round.objects.visible_to(request.user).select_related("organization"), pk=pk)
    known = Bulletin.objects.filter(round=round_).exists()
    services.draft_bulletin(actor=request.user, round=round_)
    words = "本批次已有通报，没有重新起草。" if known else "已按本批次数据起草，请核对修改后印发。"
    messages.success(request, words)
    return redirect("inspections:bulletin", pk)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def bulletin_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's own words, by the version that it read."""
    found = _bulletin(request, pk)
    require(finding_rules.can_edit_bulletin(request.user, found))
    initial = {"title": found.title, "text": found.text, "version": found.version}
    form, status = BulletinForm(request.POST or None, initial=initial), 200
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_bulletin(actor=request.user, bulletin=found, **form.cleaned_data)
        except PortalError as error:
            put_error(form, error)
            status = error.status
        else:
            messages.success(request, "通报已保存。")
            return redirect("inspections:bulletin", pk)
    return render(request, "inspections/bulletin_edit.html", {"bulletin": found, "form": form}, status=status)


@role_required(Role.OFFICE)
@require_POST
def bulletin_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue it as it was read."""
    found, number = _bulletin(request, pk), request.POST.get("number", "")
    return done(
        request,
        _address(pk),
        "通报已印发，被检查单位将收到消息。",
        lambda: services.issue_bulletin(actor=request.user, bulletin=found, version=_seen(request), number=number),
    )


@role_required(Role.OFFICE)
@require_POST
def bulletin_redraft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the draft anew."""
    found = _bulletin(request, pk)
    return done(
        request,
        _address(pk),
        "已按最新数据重新起草。",
        lambda: services.redraft_bulletin(actor=request.user, bulletin=found, version=_seen(request)),
    )


@role_required(Role.OFFICE)
@require_POST
def bulletin_recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back to be corrected."""
    found, reason = _bulletin(request, pk), request.POST.get("reason", "")
    return done(
        request,
        _address(pk),
        "通报已撤回，可以修改后再次印发。",
        lambda: services.recall_bulletin(actor=request.user, bulletin=found, reason=reason),
    )


def _address(pk: int) -> str:
    return reverse("inspections:bulletin", args=[pk])


def _seen(request: HttpRequest) -> int:
    """The version that the person saw; 0, which is none, where none was sent."""
    return number_of(request.POST.get("version", "")) or 0


@role_required(*READERS)
@require_safe
def bulletin_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The bulletin as Word."""
    found = _bulletin(request, pk)
    back = reverse("inspections:bulletin", args=[pk])
    return word_answer(request, lambda: laid_out.bulletin_word(found), f"{found.title}.docx", back)
